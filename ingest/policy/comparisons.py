"""What a text says of a number: at least, at most, more, less, about."""

from __future__ import annotations

import re
from functools import cache

from ingest.policy.patterns import any_of, pattern, patterns

EQUAL, RANGE = "=", "range"
REACH = 18  # characters before a number in which a comparing word may stand
CLAUSE_END = re.compile(r"[,。;:\n、\x1f]")


_TURNED = {"<": ">=", ">": "<=", ">=": "<"}  # 不低于, 不超过, 未达到


@cache
def _said(place: str) -> list[tuple[str, re.Pattern[str]]]:
    told = [(rule["says"], any_of(rule["words"])) for rule in patterns("quantities")[place]]
    if place == "after":
        return [(says, re.compile(rf"(?:\([含次]\))?{words}")) for says, words in told]
    negation = any_of(patterns("quantities")["negations"])
    turned = [(_TURNED[says], f"{negation}{words}") for says, words in told if says in _TURNED] + [
        ("<", f"{negation}(?:完成|实现|兑现)")
    ]
    return [(says, re.compile(words)) for says, words in [*told, *turned]]


def said_before(clause: str) -> str | None:
    """What the word nearest before a number says; of two that end together, the longer.

    >>> [said_before(t) for t in ("占比不低于", "不能低于", "不得突破", "未完成", "建设")]
    ['>=', '>=', '<=', '<', None]
    """
    for sign, says in patterns("quantities")["symbols"].items():
        if clause.endswith(sign):
            return str(says)
    between = pattern("quantities", "between")
    found = [
        (hit.end(), -hit.start(), says)
        for says, shape in _said("before")
        for hit in shape.finditer(clause)
        if between.fullmatch(clause, hit.end())
    ]
    return max(found)[2] if found else None


def said_after(plain: str, end: int) -> tuple[str, int] | None:
    """What the word right behind a number says, and where it ends."""
    for says, shape in _said("after"):
        if found := shape.match(plain, end):
            return says, found.end()
    return None


def comparison(plain: str, start: int, end: int) -> tuple[str, int]:
    """The comparison of the number at ``plain[start:end]``, and where its words end.

    >>> comparison("达到50%左右", 2, 5), comparison("20人以下(不含20人)", 0, 3)
    (('=', 7), ('<', 5))
    """
    said = said_before(CLAUSE_END.split(plain[max(0, start - REACH) : start])[-1])
    after = said_after(plain, end)
    if after is None:
        return said or EQUAL, end
    says, end = after
    if says == EQUAL or said in (None, ">="):
        said = says
    return _exclusive(plain, end, said), end


def _exclusive(plain: str, end: int, said: str) -> str:
    """以上(不含) is more than, not at least."""
    if plain.startswith(("(不含", "(不包含"), end):
        return {">=": ">", "<=": "<"}.get(said, said)
    return said
