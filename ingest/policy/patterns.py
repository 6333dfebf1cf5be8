"""The wording of plans as data: ``patterns.toml``, read once, with compiled word lists."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("patterns.toml")


@cache
def _file() -> dict[str, dict[str, Any]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def patterns(part: str) -> dict[str, Any]:
    """Return a part of the file: names → patterns, word lists, tables."""
    return _file()[part]


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for one of the words, the longest first.

    >>> any_of(["局", "分局"])
    '(?:分局|局)'
    """
    ordered = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(re.escape(word) for word in ordered)})"


@cache
def words(part: str, *names: str) -> re.Pattern[str]:
    """Return a pattern for one of the words of the named lists."""
    return re.compile(any_of(word for name in names for word in patterns(part)[name]))


@cache
def pattern(part: str, name: str) -> re.Pattern[str]:
    """Return a pattern of the file."""
    return re.compile(patterns(part)[name])
