"""Figures without a unit of count: shares (三分之一, 1/3, 一半), ratios (1:20), growth (翻番)."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.policy.comparisons import EQUAL, REACH, Figure, comparison
from ingest.policy.numerals import from_chinese, ordinal
from ingest.policy.patterns import pattern

_DIGITS = 4
_TAKES = ("占", "占比", "达")  # 占八成
PERCENT, TIMES, RATIO = "%", "倍", "比"


def shares(plain: str) -> Iterator[Figure]:
    """Yield the shares, ratios and growths of a text.

    >>> [(s.comparator, s.value, s.unit) for s in shares("占比不低于三分之一,产值翻两番")]
    [('>=', 33.3333, '%'), ('=', 4, '倍')]
    >>> [(s.comparator, s.value, s.unit) for s in shares("生师比18:1以内,按4:6分担,于10:30开始")]
    [('<=', 18, '比')]
    """
    for match in pattern("quantities", "fraction").finditer(plain):
        below, above = ordinal(match["below"]), ordinal(match["above"])
        if below and above and above < below:
            yield _share(plain, *match.span(), 100 * above / below, PERCENT)
    for match in pattern("quantities", "slashed").finditer(plain):
        above, below = int(match["above"]), int(match["below"])
        share = _share(plain, *match.span(), 100 * above / below, PERCENT)
        if above < below and share.comparator != EQUAL:
            yield share
    for match in pattern("quantities", "half").finditer(plain):
        yield _share(plain, *match.span(), 50, PERCENT)
    for match in pattern("quantities", "tenths").finditer(plain):
        share = _share(plain, *match.span(), 10 * (ordinal(match["tenths"]) or 0), PERCENT)
        if share.comparator != EQUAL or plain.endswith(_TAKES, 0, match.start()):
            yield share
    for match in pattern("quantities", "doubling").finditer(plain):
        yield _share(plain, *match.span(), 2 ** (from_chinese(match["times"] or "一") or 1), TIMES)
    for match in pattern("quantities", "ratio").finditer(plain):
        share = _share(plain, *match.span(), float(match["first"]) / float(match["second"]), RATIO)
        before = plain[max(0, match.start() - REACH) : match.start()]
        if share.comparator != EQUAL or pattern("quantities", "ratio_before").search(before):
            yield share


def _share(plain: str, start: int, end: int, value: float, unit: str) -> Figure:
    comparator, end = comparison(plain, start, end)
    rounded = round(value, _DIGITS)
    whole = int(rounded) if rounded == int(rounded) else rounded
    return Figure(start, end, end, comparator, whole, unit, unit)
