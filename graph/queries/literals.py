"""Numbers as terms of a SPARQL pattern: ``20.0`` is not the term ``"20"^^xsd:decimal``.

The embedded store keeps values and so finds 20 by the pattern ``?d tc:openings 20.0``; by the
standard, and in other stores, a pattern matches the exact term. Data are written in one form only
(XSD canonical), so another spelling of a number finds nothing; FILTER compares values in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.ontology import XSD
from graph.queries.guards import sparql_matches

NOWHERE = "<https://w3id.org/twinchain/ontology#noSuchTerm>"
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
_CANONICAL = {
    "integer": _INTEGER,
    "decimal": _DECIMAL,
    "boolean": re.compile("true|false"),
}
_ROWS = frozenset({"LIMIT", "OFFSET"})


def exact_terms(text: str) -> str:
    """Return the query with unusual spellings of numbers in patterns replaced by an absent term.

    >>> exact_terms("ASK { ?d tc:openings 20.0 FILTER(?x = 20.0) }")
    'ASK { ?d tc:openings <https://w3id.org/twinchain/ontology#noSuchTerm> FILTER(?x = 20.0) }'
    >>> exact_terms("ASK { ?d tc:openings 20.5 ; tc:year 2024 }")
    'ASK { ?d tc:openings 20.5 ; tc:year 2024 }'
    """
    pieces, end = [], 0
    for begin, stop in _unusual(text):
        pieces += [text[end:begin], NOWHERE]
        end = stop
    return "".join([*pieces, text[end:]])


def _unusual(text: str) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each such number, with its sign and datatype."""
    tokens = sparql_matches(text)
    opened: list[str] = []  # open brackets; those of VALUES and templates are marked
    coming = ""
    for at, token in enumerate(tokens):
        word = token[0].upper() if token.lastgroup == "word" else ""
        if word in ("VALUES", "CONSTRUCT", "WHERE"):
            coming = word
        if token[0] in "{([":
            is_data = coming in ("VALUES", "CONSTRUCT") and token[0] == "{"
            opened.append("data" if is_data else token[0])
            coming = "" if token[0] == "{" else coming
        elif token[0] in "})]" and opened:
            opened.pop()
        elif opened and opened[-1] in "{[" and "data" not in opened:
            literal = _literal(tokens, at)
            if literal and not _CANONICAL[literal[0]].fullmatch(literal[1]):
                sign = at and tokens[at - 1][0] in "+-"
                yield tokens[at - sign].start(), tokens[literal[2]].end()


def _literal(tokens: list[re.Match[str]], at: int) -> tuple[str, str, int] | None:
    """Return datatype, spelling and last token of a number or truth value that begins here."""
    token, before = tokens[at], tokens[at - 1][0] if at else ""
    if token.lastgroup == "number":
        if before.upper() in _ROWS or "e" in token[0].lower():
            return None
        sign = before if before in ("+", "-") else ""
        return "decimal" if "." in token[0] else "integer", sign + token[0], at
    if (
        token.lastgroup in ("short", "long")
        and [following[0] for following in tokens[at + 1 : at + 3]] == ["^"] * 2
    ):
        quotes = 3 if token.lastgroup == "long" else 1
        name = tokens[at + 3][0] if at + 3 < len(tokens) else ""
        kind = name.removeprefix(f"<{XSD}").removesuffix(">").removeprefix("xsd:")
        if kind in _CANONICAL:
            return kind, token[0][quotes:-quotes], at + 3
    return None
