"""Figures of an item: number, unit, comparison, and what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.policy.citations import titles
from ingest.policy.numerals import from_chinese, ordinal
from ingest.policy.passages import Passage
from ingest.policy.patterns import any_of, pattern, patterns
from ingest.policy.shares import shares_in_words

EQUAL, RANGE = "=", "range"
MULTIPLIERS = {
    "": 1,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_CLAUSE_END = ",。;:\n、"
_SENTENCE_END = "。;\n"
_BEFORE, _LONGEST_CLAUSE = 18, 60
_COMMA = re.compile(r"(?<=\d),(?=\d{3})")


@dataclass(frozen=True)
class Quantity:
    """text: the clause it stands in; value: a number, (low, high) for a range, None where lost."""

    text: Passage
    indicator: str
    comparator: str
    value: float | tuple[float, float] | None
    unit: str | None
    start: int
    end: int


@cache
def _figure() -> re.Pattern[str]:
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
def _said(place: str) -> list[tuple[str, re.Pattern[str]]]:
    shape = "(?:{})" if place == "before" else r"(?:\([含次]\))?(?:{})"
    return [
        (rule["says"], re.compile(shape.format(any_of(rule["words"]))))
        for rule in patterns("quantities")[place]
    ]


def _said_before(clause: str) -> str | None:
    """What the word nearest before a number says; of two that end together, the longer."""
    between = pattern("quantities", "between")
    found = [
        (hit.end(), -hit.start(), says)
        for says, shape in _said("before")
        for hit in shape.finditer(clause)
        if between.fullmatch(clause, hit.end())
    ]
    return max(found)[2] if found else None


@cache
def _unit_sets() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    told = patterns("quantities")
    return (
        frozenset(told["time_units"]),
        frozenset(told["never_units"]),
        frozenset(told["chinese_units"]),
    )


def quantities(body: Passage, left_out: list[tuple[int, int]]) -> list[Quantity]:
    """The figures of a text; ``left_out``: spans that hold none (lists of units)."""
    plain = masked(body.plain, left_out)
    found = [q for hit in _figure().finditer(plain) if (q := _quantity(body, plain, hit))]
    found += _lost(body, plain)
    found += _in_words(body, plain)
    return sorted(found, key=lambda q: q.start)


def _in_words(body: Passage, plain: str) -> Iterator[Quantity]:
    for hit, value, unit in shares_in_words(plain):
        comparator, end = _comparator(plain, hit, hit.end())
        if comparator == EQUAL and hit.lastgroup == "tenths":
            continue
        clause = _clause(body, plain, hit.start(), end)
        name = indicator(body.plain, hit.start(), hit.end(), unit) or f"unnamed:{_counted(clause)}"
        yield Quantity(clause, name, comparator, value, unit, hit.start(), end)


def masked(plain: str, left_out: list[tuple[int, int]]) -> str:
    """The text with titles, quoted names and ``left_out`` blanked: no figure stands there."""
    spans = [*left_out, *titles(plain), *(m.span() for m in re.finditer("“[^“”\n]{1,40}”", plain))]
    parts = list(plain)
    for start, end in spans:
        parts[start:end] = ["\x1f"] * (end - start)
    return "".join(parts)


def _quantity(body: Passage, plain: str, hit: re.Match[str]) -> Quantity | None:
    named = "unit" if hit["unit"] and (hit["high"] or not hit["low_unit"]) else "low_unit"
    unit = hit[named]
    if hit["share"]:
        unit = "%"
    times = hit["low_times"] or ""
    if hit["low_times2"]:
        times = hit["low_times2"]
    is_chinese = not hit["low"][0].isdigit()
    low, high = _value(hit["low"], times), None
    if hit["high"]:
        high_times = hit["high_times"] or ""
        high = _value(hit["high"], high_times)
        if high_times and not times:
            low = _value(hit["low"], high_times)
    end = hit.end()
    if low is None or _is_none(plain, hit, unit, times, is_chinese):
        return None
    comparator, end = _comparator(plain, hit, end)
    time_units, never, chinese_units = _unit_sets()
    if unit in never or (unit in time_units and comparator == EQUAL):
        return None
    if unit in time_units and unit == "年" and 1900 <= low <= 2100:
        return None
    if (
        is_chinese
        and not hit["share"]
        and (unit not in chinese_units or (low < 2 and comparator == EQUAL))
    ):
        return None
    value: float | tuple[float, float] | None = low
    if high is not None:
        comparator, value = RANGE, (low, high)
    elif hit["more"] and comparator == EQUAL:
        comparator = ">"
    clause = _clause(body, plain, hit.start(), end)
    name = indicator(body.plain, hit.start(), hit.end(), unit) or f"unnamed:{_counted(clause)}"
    shown = body.shown[slice(*hit.span(named))] if unit else None
    return Quantity(clause, name, comparator, value, _unit_name(unit, shown), hit.start(), end)


def _unit_name(unit: str | None, shown: str | None) -> str | None:
    """The unit in the document's own script, without the classifier of 百分点."""
    if unit in ("%", "个百分点", "人民币元"):
        return {"%": "%", "个百分点": "百分点"}.get(unit, "元")
    return shown


def _value(text: str, times: str) -> float | None:
    bare = _COMMA.sub("", text)
    number = float(bare) if bare[0].isdigit() else from_chinese(bare)
    if number is None:
        return None
    value = round(number * MULTIPLIERS[times], 6)
    return int(value) if value == int(value) else value


def _is_none(
    plain: str, hit: re.Match[str], unit: str | None, times: str, is_chinese: bool
) -> bool:
    """Whether a number counts nothing: an ordinal, a name, a date, a ratio."""
    start, end = hit.span()
    if unit is None and (is_chinese or times not in ("万", "亿")):
        return True
    before, behind = plain[max(0, start - 3) : start], plain[end : end + 8]
    if re.search(rf"(?:{patterns('quantities')['not_after']})$", before) and not before.endswith(
        ("以下", "达到", "各")
    ):
        return True
    if before.endswith(("不含", "包含")):
        return True
    if re.search(r"\d[:+/-]$|[A-Za-z][-.]?$|年$", before) and not (
        before.endswith("年") and not is_chinese
    ):
        return True
    number_end = hit.end("low")
    return bool(
        pattern("quantities", "not_before").search(plain[number_end : number_end + 10])
    ) or bool(re.match(r"[+×]\d|月|日\b|号", behind))


def _comparator(plain: str, hit: re.Match[str], end: int) -> tuple[str, int]:
    before = plain[max(0, hit.start() - _BEFORE) : hit.start()]
    clause = re.split(r"[,。;:\n、\x1f]", before)[-1]
    said = _said_before(clause)
    for sign, says in patterns("quantities")["symbols"].items():
        if clause.endswith(sign):
            said = says
    for says, shape in _said("after"):
        if found := shape.match(plain, end):
            is_about = says == EQUAL
            if is_about or said is None or said == ">=":
                said = says
            return _exclusive(plain, found.end(), said), found.end()
    return said or EQUAL, end


def _exclusive(plain: str, end: int, said: str) -> str:
    """以上(不含) is more than, not at least."""
    if plain.startswith(("(不含", "(不包含"), end):
        return {">=": ">", "<=": "<"}.get(said, said)
    return said


def _clause(body: Passage, plain: str, start: int, end: int) -> Passage:
    a = start
    while a > 0 and plain[a - 1] not in _CLAUSE_END and start - a < _LONGEST_CLAUSE:
        a -= 1
    b = end
    while b < len(plain) and plain[b] not in _CLAUSE_END + "(" and b - end < _LONGEST_CLAUSE:
        b += 1
    return body.part(a, b).stripped(" ()-")


def _counted(clause: Passage) -> str:
    return clause.shown.strip()


def _placeholder(hit: re.Match[str]) -> str:
    """The number's sign in a sentence: its unit between two marks."""
    return f"\0{hit[1]}\0" if hit[1] else "\0[^\0]*\0"


@cache
def _indicators() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (name, re.compile(re.sub(r"(?<!\?P)<n(?::([^>]*))?>", _placeholder, shape)))
        for name, shapes in patterns("indicators").items()
        for shape in shapes
    ]


def indicator(plain: str, start: int, end: int, unit: str | None) -> str | None:
    """The stable name of what a number counts, by the sentence it stands in."""
    a = (
        max((plain.rfind(sign, max(0, start - 200), start) for sign in _SENTENCE_END), default=-1)
        + 1
    )
    a = max(a, start - 200)
    ends = [at for sign in _SENTENCE_END if (at := plain.find(sign, end, end + 200)) >= 0]
    sentence = (
        plain[a:start]
        + f"\0{unit or ''}\0"
        + plain[end : min(ends, default=min(len(plain), end + 200))]
    )
    for name, shape in _indicators():
        if hit := shape.search(sentence):
            years = hit.groupdict().get("n")
            return name.format(n=ordinal(years)) if years else name
    return None


def _lost(body: Passage, plain: str) -> Iterator[Quantity]:
    """Figures whose number was lost: % with nothing before it, a comparing word and a blank."""
    for hit in re.finditer(r"(?<![\d一二三四五六七八九十百])[_×XxＸ*□\s]*%", plain):
        before = re.split(r"[,。;:\n、]", plain[max(0, hit.start() - _BEFORE) : hit.start()])[-1]
        if not before:
            continue
        said = _said_before(before)
        after = next(
            (says for says, shape in _said("after") if shape.match(plain, hit.end())), None
        )
        clause = _clause(body, plain, hit.start(), hit.end())
        name = f"unnamed:{_counted(clause)}"
        yield Quantity(clause, name, after or said or EQUAL, None, "%", hit.start(), hit.end())
    blanks = [
        *pattern("quantities", "lost").finditer(plain),
        *pattern("quantities", "lost_tight").finditer(plain),
    ]
    for hit in blanks:
        lead = hit["lead"]
        said = _said_before(lead)
        after = next(
            (says for says, shape in _said("after") if shape.match(plain, hit.end())), None
        )
        clause = _clause(body, plain, hit.start(), hit.end())
        unit = hit["unit"].lstrip("万亿")
        yield Quantity(
            clause,
            f"unnamed:{_counted(clause)}",
            after or said or EQUAL,
            None,
            unit,
            hit.start(),
            hit.end(),
        )
