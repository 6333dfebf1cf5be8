"""Figures written in words only: shares (三分之一, 一半) and growth (翻番)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.policy.numerals import from_chinese
from ingest.policy.patterns import pattern

_DIGITS = 4


def shares_in_words(plain: str) -> Iterator[tuple[re.Match[str], float, str]]:
    """Where a share or a growth stands, its value and unit: per cent, or times (倍).

    >>> [(value, unit) for _, value, unit in shares_in_words("占比不低于三分之一,产值翻两番")]
    [(33.3333, '%'), (4, '倍')]
    """
    for hit in pattern("quantities", "fraction").finditer(plain):
        below, above = from_chinese(hit["below"]), from_chinese(hit["above"])
        if below and above and above <= below:
            yield hit, _number(100 * above / below), "%"
    for hit in pattern("quantities", "half").finditer(plain):
        yield hit, 50, "%"
    for hit in pattern("quantities", "tenths").finditer(plain):
        tenths = hit["tenths"]
        yield hit, 10 * (int(tenths) if tenths.isdigit() else from_chinese(tenths) or 0), "%"
    for hit in pattern("quantities", "doubling").finditer(plain):
        yield hit, 2 ** int(from_chinese(hit["times"] or "一") or 1), "倍"


def _number(value: float) -> float:
    rounded = round(value, _DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded
