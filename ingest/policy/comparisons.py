"""Comparisons of a number in a text: at least, at most, more, less, about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.policy.patterns import any_of, pattern, patterns

EQUAL, RANGE = "=", "range"
REACH = 18  # characters before a number in which a comparing word may stand
CLAUSE_END = re.compile(r"[,。;:\n、\x1f]")


@dataclass(frozen=True)
class Figure:
    """A number with its unit. end: of both; until: of the words that compare it, too.

    value: (low, high) for a range, None where the number was lost.
    """

    start: int
    end: int
    until: int
    comparator: str
    value: float | tuple[float, float] | None
    unit: str | None
    written_unit: str | None


_TURNED = {"<": ">=", ">": "<=", ">=": "<"}  # 不低于, 不超过, 未达到


@cache
def _word_shapes(place: str) -> list[tuple[str, re.Pattern[str]]]:
    rules = [(rule["says"], any_of(rule["words"])) for rule in patterns("quantities")[place]]
    if place == "after":
        return [(comparator, re.compile(rf"(?:\([含次]\))?{words}")) for comparator, words in rules]
    negation = any_of(patterns("quantities")["negations"])
    turned = [
        (_TURNED[comparator], f"{negation}{words}")
        for comparator, words in rules
        if comparator in _TURNED
    ] + [("<", f"{negation}(?:完成|实现|兑现)")]
    return [(comparator, re.compile(words)) for comparator, words in [*rules, *turned]]


def comparator_before(clause: str) -> str | None:
    """Return the comparator of the nearest word before a number; of two ending there, the longer.

    >>> [comparator_before(t) for t in ("占比不低于", "不能低于", "不得突破", "未完成", "建设")]
    ['>=', '>=', '<=', '<', None]
    """
    for sign, comparator in patterns("quantities")["symbols"].items():
        if clause.endswith(sign):
            return str(comparator)
    between = pattern("quantities", "between")
    candidates = [
        (match.end(), -match.start(), comparator)
        for comparator, shape in _word_shapes("before")
        for match in shape.finditer(clause)
        if between.fullmatch(clause, match.end())
    ]
    return max(candidates)[2] if candidates else None


def comparator_after(plain: str, end: int) -> tuple[str, int] | None:
    """Return the comparator of the word right behind a number, and its end."""
    for comparator, shape in _word_shapes("after"):
        if match := shape.match(plain, end):
            return comparator, match.end()
    return None


def comparison(plain: str, start: int, end: int) -> tuple[str, int]:
    """Return the comparator of the number at ``plain[start:end]``, and the end of its words.

    >>> comparison("达到50%左右", 2, 5), comparison("20人以下(不含20人)", 0, 3)
    (('=', 7), ('<', 5))
    """
    comparator = comparator_before(CLAUSE_END.split(plain[max(0, start - REACH) : start])[-1])
    after = comparator_after(plain, end)
    if after is None:
        return comparator or EQUAL, end
    comparator_behind, end = after
    if comparator_behind == EQUAL or comparator in (None, ">="):
        comparator = comparator_behind
    return _exclusive(plain, end, comparator), end


def _exclusive(plain: str, end: int, comparator: str) -> str:
    """Return the comparator without equality if 不含 follows: 以上(不含) is more than."""
    if plain.startswith(("(不含", "(不包含"), end):
        return {">=": ">", "<=": "<"}.get(comparator, comparator)
    return comparator
