"""Which language to speak, known before the command line is parsed (for its own help texts)."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from graph.settings import DEFAULT_LANG, lang_from_environment
from graph.words import LANGUAGES, say


def asked_language(arguments: Sequence[str]) -> str:
    """The value of ``--lang``, else of ``TWINCHAIN_LANG``, else Chinese.

    >>> asked_language(["gap", "--lang", "en"]), asked_language(["gap", "--lang=en"])
    ('en', 'en')
    """
    asked = lang_from_environment()
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            asked = arguments[position + 1]
        elif argument.startswith("--lang="):
            asked = argument.partition("=")[2]
    return asked if asked in LANGUAGES else DEFAULT_LANG


def help_text(key: str) -> str:
    """A help text of the command line in the asked language."""
    return say(f"help.{key}", asked_language(sys.argv[1:]))
