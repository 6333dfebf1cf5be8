"""Cypher as tokens: without comments, texts and names without their quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from graph.errors import WrongInput

_BETWEEN = r"(?:\s++|//[^\n\r]*+|/\*.*?\*/)*+"  # white space and comments
_SKIPPED = re.compile(_BETWEEN, re.DOTALL)
_TOKENS = re.compile(
    _BETWEEN
    + r"""(?:
      (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<quoted>`(?:[^`]|``)*`)
    | (?P<decimal>(?:\d+\.(?!\.)\d+|\.\d+)(?:[eE][+-]?\d+)?(?!\w)|\d+[eE][+-]?\d+(?!\w))
    | (?P<integer>(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0|[1-9](?:_?\d)*)(?!\w))
    | (?P<parameter>\$(?:[^\W\d]\w*|\d+(?!\w)))
    | (?P<name>[^\W\d]\w*)
    | (?P<symbol><>|<=|>=|=~|\|\||\.\.|/(?!\*)|[()\[\]{}<>=+\-*%^.,:;|&!])
    | (?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPES = {
    "t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", "'": "'", '"': '"', "\\": "\\", "`": "`"
}  # fmt: skip
MOST = 20_000  # tokens; nobody writes a longer query
READ = 40  # characters around a place that are repeated in a message


class Token(NamedTuple):
    """A token. ``text``: a name, a text without quotes, digits, a symbol; empty at the end.

    ``mark``: its form in the grammar: a symbol, or a name without backticks in capitals.
    """

    kind: str
    text: str
    start: int
    end: int
    mark: str

    @property
    def word(self) -> str:
        """Return a name that is not in backticks, in capitals; else an empty text."""
        return self.mark if self.kind == "name" else ""


def tokens(text: str) -> list[Token]:
    """List all tokens and an ``end``.

    >>> [token.text for token in tokens("RETURN 'LOAD' /* x */ AS `a b`")]
    ['RETURN', 'LOAD', 'AS', 'a b', '']

    Raises:
        WrongInput: a character that begins no token, a text without its end, too many of them.
    """
    result = list(islice(_tokens(text), MOST + 2))
    if len(result) > MOST + 1:
        raise refuse("cypher.too_long", text, result[-1].start, most=MOST)
    return result


def _tokens(text: str) -> Iterator[Token]:
    place, kind = 0, ""
    while kind != "end":
        match = _TOKENS.match(text, place)
        if match is None:
            between = _SKIPPED.match(text, place)
            raise refuse("error.cypher_syntax", text, between.end() if between else place)
        kind = match.lastgroup or ""
        start, place = match.span(kind)
        text_of_token, mark = match[kind], ""
        if kind == "name":
            mark = text_of_token.upper()
        elif kind == "symbol":
            mark = text_of_token
        elif kind == "string":
            text_of_token = _unescaped(text_of_token[1:-1], text, start)
        elif kind == "quoted":
            text_of_token = text_of_token[1:-1].replace("``", "`")
        elif kind == "parameter":
            text_of_token = text_of_token[1:]
        yield Token(kind, text_of_token, start, place, mark)


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
    """Return a refusal with its place: line, column and the text that stands there."""
    before = text[:place]
    line = before.count("\n") + 1
    column = place - (before.rfind("\n") + 1) + 1
    near = text[place : place + READ].partition("\n")[0]
    if key == "error.cypher_syntax" and not text[place:].strip():
        key = "error.cypher_cut"
    return WrongInput(key, line=line, column=column, near=near, **values)
