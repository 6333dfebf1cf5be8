"""Handling of Ctrl-C: one line and exit code 130, whatever the command is doing."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

CODE = 130
COMMANDS = ("-m", "twinchain")  # ``sys.argv[0]`` of this program while its modules are loaded

_interrupted = False


def remember() -> None:
    """Only note interrupts while modules are loaded, where an exception would be a traceback."""
    if Path(sys.argv[0]).name in COMMANDS:
        signal.signal(signal.SIGINT, _note)


def watch() -> None:
    """Make interrupts raise KeyboardInterrupt from here on; a second one ends the program.

    Raises:
        KeyboardInterrupt: one came before.
    """
    sys.unraisablehook = _unraisable
    signal.signal(signal.SIGINT, _break_off)
    if _interrupted:
        raise KeyboardInterrupt


def is_too_late() -> None:
    """Ignore interrupts from here on: the work is done and only its report is left."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def came() -> bool:
    """Tell whether an interrupt came, which may explain a failure."""
    return _interrupted


def end() -> None:
    """Report the interrupt and end at once; children end with their parent."""
    from graph.words import say
    from views.language import asked_language

    line = say("cli.interrupted", asked_language(sys.argv[1:])) + "\n"
    os.write(2, line.encode())
    os._exit(CODE)


def _note(_signal: int, _frame: Any) -> None:
    global _interrupted
    _interrupted = True


def _break_off(_signal: int, _frame: Any) -> None:
    global _interrupted
    if _interrupted:
        end()
    _interrupted = True
    raise KeyboardInterrupt


def _unraisable(event: Any) -> None:
    """End on an interrupt during memory cleanup, which lets no exception out."""
    if issubclass(event.exc_type, KeyboardInterrupt):
        end()
    sys.__unraisablehook__(event)
