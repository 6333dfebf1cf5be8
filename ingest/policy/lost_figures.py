"""Figures whose number was lost: % without a number, or a comparing word and a blank."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.policy.comparisons import CLAUSE_END, EQUAL, REACH, comparator_after, comparator_before
from ingest.policy.patterns import pattern

_BARE_PERCENT = re.compile(r"(?<![\d一二三四五六七八九十百%])[_×XxＸ*□\s]{0,20}%")


@dataclass(frozen=True)
class Lost:
    """A figure without its number. until: the end of the words that compare it."""

    start: int
    end: int
    until: int
    comparator: str
    unit: str


def lost_figures(plain: str) -> Iterator[Lost]:
    """Yield the figures that lost their number.

    >>> [(f.comparator, f.unit) for f in lost_figures("达到%以上,培训不少于___万人次")]
    [('>=', '%'), ('>=', '人次')]
    """
    for match in _BARE_PERCENT.finditer(plain):
        before = CLAUSE_END.split(plain[max(0, match.start() - REACH) : match.start()])[-1]
        if before:
            yield _lost(plain, match, before, "%")
    for name in ("lost", "lost_tight"):
        for match in pattern("quantities", name).finditer(plain):
            yield _lost(plain, match, match["lead"], match["unit"].lstrip("万亿"))


def _lost(plain: str, match: re.Match[str], before: str, unit: str) -> Lost:
    after = comparator_after(plain, match.end())
    comparator = after[0] if after else comparator_before(before) or EQUAL
    return Lost(*match.span(), after[1] if after else match.end(), comparator, unit)
