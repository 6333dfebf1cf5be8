"""TOML as people write it: a key in Chinese need not be in quotes."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_TEXT_OR_COMMENT = (
    r'"""(?:.|\n)*?"""|\'\'\'(?:.|\n)*?\'\'\'|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*'
)
_OF_KEYS = r"[^\s=,{}\[\]\"'#]"
_BARE_KEY = rf"{_OF_KEYS}*(?=[^\x00-\x7f]){_OF_KEYS}+(?=\s*=)"
_TOKEN = re.compile(f"({_TEXT_OR_COMMENT})|({_BARE_KEY})")


def read_toml(text: str) -> dict[str, Any]:
    """Read TOML; where it is none, with its bare keys of Chinese words put in quotes.

    >>> read_toml('where = {批次 = "本科批", year = 2025}  # 届别 = 1')
    {'where': {'批次': '本科批', 'year': 2025}}

    Raises:
        TOMLDecodeError: it is none then either.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        quoted = _TOKEN.sub(lambda token: token[1] or f'"{token[2]}"', text)
        if quoted == text:
            raise
        try:
            return tomllib.loads(quoted)
        except tomllib.TOMLDecodeError:
            raise error from None
