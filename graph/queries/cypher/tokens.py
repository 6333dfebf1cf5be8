"""Cypher as tokens: comments gone, texts and names without their quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from graph.errors import WrongInput

_TOKENS = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<comment>//[^\n\r]*|/\*.*?\*/)
    | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<quoted>`(?:[^`]|``)*`)
    | (?P<decimal>(?:\d+\.(?!\.)\d+|\.\d+)(?:[eE][+-]?\d+)?(?!\w)|\d+[eE][+-]?\d+(?!\w))
    | (?P<integer>\d+(?!\w))
    | (?P<parameter>\$(?:[^\W\d]\w*|\d+(?!\w)))
    | (?P<name>[^\W\d]\w*)
    | (?P<symbol><>|<=|>=|=~|\|\||\.\.|[()\[\]{}<>=+\-*/%^.,:;|&!])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPES = {
    "t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", "'": "'", '"': '"', "\\": "\\", "`": "`"
}  # fmt: skip
MOST = 20_000  # tokens; more is no question of a person
READ = 40  # characters around a place that are repeated in a message


@dataclass(frozen=True)
class Token:
    """One token. ``text``: a name, a text without quotes, digits, a symbol; nothing at the end."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """A name that is not in backticks, in capitals; else nothing."""
        return self.text.upper() if self.kind == "name" else ""


def tokens(text: str) -> list[Token]:
    """All tokens and an ``end``.

    >>> [token.text for token in tokens("RETURN 'LOAD' /* x */ AS `a b`")]
    ['RETURN', 'LOAD', 'AS', 'a b', '']

    Raises:
        WrongInput: a character that begins no token, a text without its end, too many of them.
    """
    found = list(islice(_tokens(text), MOST + 1))
    if len(found) > MOST:
        raise refuse("cypher.too_long", text, found[-1].start, most=MOST)
    return [*found, Token("end", "", len(text), len(text))]


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        match = _TOKENS.match(text, place)
        if match is None:
            raise refuse("error.cypher_syntax", text, place)
        kind, found = match.lastgroup or "", match[0]
        if kind == "string":
            found = _unescaped(found[1:-1], text, place)
        elif kind == "quoted":
            found = found[1:-1].replace("``", "`")
        elif kind == "parameter":
            found = found[1:]
        if kind not in ("space", "comment"):
            yield Token(kind, found, place, match.end())
        place = match.end()


def _unescaped(inner: str, text: str, place: int) -> str:
    def put(match: re.Match[str]) -> str:
        if match[1] or match[2]:
            number = int(match[1] or match[2], 16)
            if number > 0x10FFFF or 0xD800 <= number < 0xE000:
                raise refuse("error.cypher_syntax", text, place)
            return chr(number)
        if match[3] not in _ESCAPES:
            raise refuse("error.cypher_syntax", text, place)
        return _ESCAPES[match[3]]

    return _ESCAPE.sub(put, inner)


def refuse(key: str, text: str, place: int, **values: object) -> WrongInput:
    """What cannot be, and where: line, column and the text that stands there."""
    before = text[:place]
    line = before.count("\n") + 1
    column = place - (before.rfind("\n") + 1) + 1
    near = text[place : place + READ].partition("\n")[0]
    return WrongInput(key, line=line, column=column, near=near, **values)
