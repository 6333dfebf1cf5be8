"""Ctrl-C: one line and exit code 130, whatever the command is doing."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

CODE = 130
COMMANDS = ("-m", "twinchain")  # how this program is called while its modules are loaded

_asked = False


def remember() -> None:
    """While modules are loaded an interrupt is only noted: an exception would be a traceback."""
    if Path(sys.argv[0]).name in COMMANDS:
        signal.signal(signal.SIGINT, _note)


def watch() -> None:
    """From here on an interrupt is a KeyboardInterrupt, and a second one ends the program.

    Raises:
        KeyboardInterrupt: one came before.
    """
    sys.unraisablehook = _unraisable
    signal.signal(signal.SIGINT, _break_off)
    if _asked:
        raise KeyboardInterrupt


def is_too_late() -> None:
    """From here on interrupts are ignored: what was asked for is done, only to be told."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def came() -> bool:
    """Whether an interrupt came, and so whether whatever failed may have failed because of it."""
    return _asked


def end() -> None:
    """Say so and end, without waiting for anybody; children end with their parent."""
    from graph.words import say
    from views.language import asked_language

    line = say("cli.interrupted", asked_language(sys.argv[1:])) + "\n"
    os.write(2, line.encode())
    os._exit(CODE)


def _note(_signal: int, _frame: Any) -> None:
    global _asked
    _asked = True


def _break_off(_signal: int, _frame: Any) -> None:
    global _asked
    if _asked:
        end()
    _asked = True
    raise KeyboardInterrupt


def _unraisable(what: Any) -> None:
    """An interrupt in the middle of cleaning up memory, where no exception gets out of."""
    if issubclass(what.exc_type, KeyboardInterrupt):
        end()
    sys.__unraisablehook__(what)
