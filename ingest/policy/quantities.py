"""Figures of an item: number, unit, comparison, and what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from ingest.policy.citations import titles
from ingest.policy.comparisons import (
    CLAUSE_END,
    EQUAL,
    RANGE,
    REACH,
    Figure,
    comparator_after,
    comparator_before,
    comparison,
)
from ingest.policy.indicators import clause_around, indicator
from ingest.policy.numerals import from_chinese
from ingest.policy.passages import Passage
from ingest.policy.patterns import any_of, pattern, patterns
from ingest.policy.shares import shares

MULTIPLIERS = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_NEAR = 12  # characters around a number that reveal an ordinal, a name, a date, an old value
_COMMA = re.compile(r"(?<=\d),(?=\d{3})")
# Units with another spelling in the answer: 百分点 without its classifier.
_UNIT_NAMES = {"%": "%", "个百分点": "百分点", "人民币元": "元"}
_EDGES = " ()-"
_QUOTED = re.compile("“[^“”\n]{1,40}”")


@dataclass(frozen=True)
class Quantity:
    """A figure. text, line: of its clause; value: number, (low, high) for a range, None if lost."""

    text: str
    line: int
    indicator: str
    comparator: str
    value: float | tuple[float, float] | None
    unit: str | None
    start: int
    end: int


def masked(plain: str, excluded_spans: list[tuple[int, int]]) -> str:
    """Return the text with titles, quoted names and excluded spans blanked: none holds figures."""
    parts = list(plain)
    for start, end in [
        *excluded_spans,
        *titles(plain),
        *(match.span() for match in _QUOTED.finditer(plain)),
    ]:
        parts[start:end] = ["\x1f"] * (end - start)
    return "".join(parts)


def quantities(body: Passage, excluded_spans: list[tuple[int, int]]) -> list[Quantity]:
    """List the figures of a text. ``excluded_spans``: spans that hold none (lists of units)."""
    plain = masked(body.plain, excluded_spans)
    figures = [*_counted(body, plain), *shares(plain), *lost_figures(plain)]
    figures.sort(key=lambda figure: figure.start)
    return [_quantity(body, plain, figure) for figure in _as_listed(plain, figures)]


def _as_listed(plain: str, figures: list[Figure]) -> Iterator[Figure]:
    """Yield figures, those of a list with the same comparison: 分别不低于200元、400元、600元."""
    last: Figure | None = None
    for figure in figures:
        if last and figure.comparator == EQUAL and plain[last.until : figure.start] == "、":
            comparator = last.comparator if plain[last.end : last.until] == "" else EQUAL
            figure = replace(figure, comparator=EQUAL if comparator == RANGE else comparator)
        yield figure
        last = figure


def _quantity(body: Passage, plain: str, figure: Figure) -> Quantity:
    start, end = clause_around(plain, figure.start, figure.until)
    clause = body.words(start, end)
    line = body.lines[start + len(clause.plain) - len(clause.plain.lstrip(_EDGES))]
    name = indicator(body, figure.start, figure.end, figure.until, figure.unit)
    return Quantity(
        clause.stripped(_EDGES).original,
        line,
        name,
        figure.comparator,
        figure.value,
        figure.written_unit,
        figure.start,
        figure.until,
    )


# Numbers with a unit --------------------------------------------------------------------------


@cache
def _number_and_unit() -> re.Pattern[str]:
    digits = r"(?<![\d.])\d{1,12}(?:,\d{3}){0,4}(?:\.\d{1,6})?(?![\d.]*\d)"
    chinese = r"[一二三四五六七八九十百千零〇两]{1,6}"
    times = r"(?:百万|千万|万|亿|千|百)"
    unit = rf"(?:%|{any_of(patterns('quantities')['units'])})"
    number = rf"(?:{digits}|{chinese})"
    return re.compile(
        rf"(?P<share>百分之)?(?P<low>{number})(?P<low_times>{times})?(?P<more>余|多(?=[万亿个家人所名项门]))?(?P<low_times2>[万亿])?"
        rf"(?P<low_unit>{unit})?(?:(?:-|至|到)(?P<share2>百分之)?(?P<high>{number})(?P<high_times>{times})?)?"
        rf"(?:\([含不包]{{1,3}}[本数]{{0,2}}\))?(?P<unit>{unit})?"
    )


@cache
def _units(name: str) -> frozenset[str]:
    return frozenset(patterns("quantities")[name])


def _counted(body: Passage, plain: str) -> Iterator[Figure]:
    for match in _number_and_unit().finditer(plain):
        if figure := _figure(body, plain, match):
            yield figure


def _figure(body: Passage, plain: str, match: re.Match[str]) -> Figure | None:
    unit_group = (
        "unit" if match["unit"] and (match["high"] or not match["low_unit"]) else "low_unit"
    )
    unit = "%" if match["share"] else match[unit_group]
    times = match["low_times2"] or match["low_times"] or ""
    high_times = match["high_times"] or ""
    low = _value(match["low"], high_times if match["high"] and high_times and not times else times)
    if low is None or _counts_nothing(plain, match, unit, times):
        return None
    end = match.end("low_unit") if match["low_unit"] and not match["high"] else match.end()
    comparator, until = comparison(plain, match.start(), end)
    if not _may_stand(plain, match, unit, low, comparator):
        return None
    value: float | tuple[float, float] | None = low
    if match["high"]:
        high = _value(match["high"], high_times)
        if high is None:
            return None
        comparator, value = RANGE, (low, high)
    elif match["more"] and comparator == EQUAL:
        comparator = ">"
    written_unit = (
        _UNIT_NAMES.get(unit, body.original[slice(*match.span(unit_group))]) if unit else None
    )
    return Figure(match.start(), end, until, comparator, value, unit, written_unit)


def _value(text: str, times: str) -> float | None:
    bare = _COMMA.sub("", text)
    number = float(bare) if bare[0].isdigit() else from_chinese(bare)
    if number is None:
        return None
    value = round(number * MULTIPLIERS[times], 6)
    return int(value) if value == int(value) else value


def _may_stand(
    plain: str, hit: re.Match[str], unit: str | None, low: float, comparator: str
) -> bool:
    """Tell whether a number with this unit is a figure; with some units it must be compared."""
    is_compared = comparator != EQUAL
    if unit in _units("never_units") or (unit == "年" and 1900 <= low <= 2100):
        return False
    if unit in _units("compared_units") and not is_compared:
        return False
    if unit in _units("time_units") and not is_compared:
        before = plain[max(0, hit.start() - _NEAR) : hit.start()]
        return bool(pattern("quantities", "lasting").search(before))
    is_chinese = not hit["low"][0].isdigit()
    if not is_chinese or hit["share"]:
        return True
    return is_compared or (unit in _units("chinese_units") and low >= 2)


@cache
def _not_after() -> re.Pattern[str]:
    return re.compile(rf"(?:{patterns('quantities')['not_after']})$")


def _counts_nothing(plain: str, hit: re.Match[str], unit: str | None, times: str) -> bool:
    """Tell whether a number is no count but an ordinal, a name, a date, or an earlier value."""
    start, end = hit.span()
    is_chinese = not hit["low"][0].isdigit()
    if unit is None and times not in ("万", "亿"):
        return True
    near, behind = plain[max(0, start - _NEAR) : start], plain[end : end + _NEAR]
    before = near[-3:]
    if _not_after().search(before) and not before.endswith(("以下", "达到", "各")):
        return True
    if before.endswith(("不含", "包含")):
        return True
    if re.search(r"\d[:+/-]$|[A-Za-z][-.]?$|年$", before) and not (
        before.endswith("年") and not is_chinese
    ):
        return True
    if pattern("quantities", "old_before").search(near) and pattern(
        "quantities", "old_behind"
    ).match(behind):
        return True
    number_end = hit.end("low")
    return bool(
        pattern("quantities", "not_before").search(plain[number_end : number_end + 10])
    ) or bool(re.match(r"[+×]\d|月|日\b|号", behind))


# Lost figures -------------------------------------------------------------------------------------

_BARE_PERCENT = re.compile(r"(?<![\d一二三四五六七八九十百%])[_×XxＸ*□\s]{0,20}%")


def lost_figures(plain: str) -> Iterator[Figure]:
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


def _lost(plain: str, match: re.Match[str], before: str, unit: str) -> Figure:
    after = comparator_after(plain, match.end())
    comparator = after[0] if after else comparator_before(before) or EQUAL
    until = after[1] if after else match.end()
    return Figure(*match.span(), until, comparator, None, unit, unit)
