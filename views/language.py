"""The language of the command line, found before parsing because help texts need it."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from graph.settings import DEFAULT_LANG, lang_from_environment
from graph.words import LANGUAGES, say


def asked_language(arguments: Sequence[str]) -> str:
    """Return the value of ``--lang``, else of ``TWINCHAIN_LANG``, else Chinese.

    >>> asked_language(["gap", "--lang", "en"]), asked_language(["gap", "--lang=en"])
    ('en', 'en')
    """
    requested = lang_from_environment()
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            requested = arguments[position + 1]
        elif argument.startswith("--lang="):
            requested = argument.partition("=")[2]
    return requested if requested in LANGUAGES else DEFAULT_LANG


def help_text(key: str) -> str:
    """Return a help text of the command line in the requested language."""
    return say(f"help.{key}", asked_language(sys.argv[1:]))
