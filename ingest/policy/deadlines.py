"""Deadlines of an item: a year to be reached, or a span of years."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.policy.numerals import ordinal
from ingest.policy.passages import Passage
from ingest.policy.patterns import any_of, pattern, patterns
from ingest.policy.quantities import masked

LONGEST_SPAN = 30
_LONGEST_DUE, _LONGEST_BACK = 40, 400
_LONGEST_ENDING = 16
_YEAR = patterns("deadlines")["year"]
_TITLE_BEFORE = re.compile(rf"{any_of(patterns('header')['title_endings'])}\($")


@dataclass(frozen=True)
class Deadline:
    """year: to be reached, None for a relative one; span_years: of a relative one, else None.

    Neither where the text does not say which year, or says another span than one of years.
    """

    text: Passage
    year: int | None
    span_years: int | None
    start: int
    end: int


@dataclass(frozen=True)
class Issued:
    """When a document was issued, and the year its title plans for: what 年底前 may mean."""

    year: int | None = None
    month: int | None = None
    planned: int | None = None

    def year_of(self, month: int | None) -> int | None:
        """The year of a month that has none; None where it may be that of issue or the next."""
        if self.planned or month is None or self.month is None or month >= self.month:
            return self.planned or self.year
        return None


NOT_DATED = Issued()


@cache
def _marks() -> list[re.Pattern[str]]:
    year = patterns("deadlines")["year"]
    return [re.compile(shape.format(y=year)) for shape in patterns("deadlines")["marks"]]


@cache
def _year_shape(name: str) -> re.Pattern[str]:
    return re.compile(patterns("deadlines")[name].format(y=patterns("deadlines")["year"]))


@cache
def _labelled() -> re.Pattern[str]:
    labels = [
        w for w in patterns("units")["other_labels"] if any(s in w for s in ("时", "期", "限"))
    ]
    return re.compile(rf"{any_of(labels)}:")


def deadlines(
    body: Passage, left_out: list[tuple[int, int]], issued: Issued = NOT_DATED
) -> list[Deadline]:
    """The deadlines of a text, each once; a bare year binds only behind that of issue."""
    issued_year = issued.year
    plain = masked(body.plain, left_out)
    free = _Free(len(plain))
    found: list[Deadline] = []
    for label in _labelled().finditer(body.plain):
        found += [d for d in _due_at(body, label.end()) if free.take(d.start, d.end)]
    for shape in _marks():
        for hit in shape.finditer(plain):
            if _is_of_title(plain, hit):
                free.take(*hit.span())
            elif _is_ahead(plain, hit) and free.take(*hit.span()):
                found.append(_deadline(body, *hit.span(), int(hit["year"])))
    found += [d for d in _plan_ends(body, issued_year) if free.take(d.start, d.end)]
    bare = [h for name in ("bare", "bare_reached") for h in _year_shape(name).finditer(plain)]
    for hit in bare:
        a, b = hit.span("year")
        if _binds(plain, int(hit["year"]), b + 1, issued_year) and free.take(a, b):
            found.append(_deadline(body, a, b + 1, int(hit["year"])))
    found += [d for d in _same_years(body, plain) if free.take(d.start, d.end)]
    found += [d for d in _undated(body, plain, issued) if free.take(d.start, d.end)]
    dated = sorted(d.start for d in found)
    for name in ("span", "span_left", "span_doing"):
        for hit in pattern("deadlines", name).finditer(plain):
            if name == "span_doing" and _is_dated(plain, hit.start("span"), dated):
                continue
            told = _span(body, plain, hit)
            if told and free.take(*hit.span()):
                found.append(told)
    for hit in pattern("deadlines", "other_span").finditer(plain):
        if free.take(*hit.span()):
            found.append(Deadline(body.part(*hit.span()), None, None, *hit.span()))
    return _once(sorted(found, key=lambda d: d.start))


@cache
def _undated_shapes() -> list[re.Pattern[str]]:
    return [re.compile(shape) for shape in patterns("deadlines")["undated"]]


def _undated(body: Passage, plain: str, issued: Issued) -> Iterator[Deadline]:
    """Times of a year without the year: that of their sentence, else that of the document."""
    for shape in _undated_shapes():
        for hit in shape.finditer(plain):
            start = max(0, hit.start() - _LONGEST_BACK)
            before = plain[start : hit.start()]
            if pattern("deadlines", "recurring").search(before):
                continue
            year = _year_meant(hit, before, issued)
            text = body.part(*hit.span()).stripped(",;。: \n")
            yield Deadline(text, year, None, *hit.span())


def _year_meant(hit: re.Match[str], before: str, issued: Issued) -> int | None:
    groups = hit.groupdict()
    own = issued.planned or issued.year
    if groups.get("this") or groups.get("next"):
        return own + bool(groups.get("next")) if own else None
    sentence = re.split("[。\n]", before)[-1]
    named = re.findall(rf"{_YEAR}(?=年(?!起|以来|度|级))", sentence)
    if named and (own is None or int(named[-1]) >= own):
        return int(named[-1])
    month = groups.get("month")
    return issued.year_of(int(month) if month else None)


def _binds(plain: str, year: int, end: int, issued_year: int | None) -> bool:
    """Whether a bare year lies ahead; the year of issue does where something is yet to be done."""
    if issued_year is None or year != issued_year:
        return issued_year is not None and year > issued_year
    is_past = pattern("deadlines", "past").match(plain, end)
    return not is_past and bool(pattern("deadlines", "task").match(plain, end))


def _same_years(body: Passage, plain: str) -> Iterator[Deadline]:
    """同年: the year named last."""
    year = re.compile(rf"{_YEAR}(?=年)")
    for hit in pattern("deadlines", "same_year").finditer(plain):
        named = year.findall(plain, max(0, hit.start() - _LONGEST_BACK), hit.start())
        if named:
            yield _deadline(body, *hit.span(), int(named[-1]))


def _is_dated(plain: str, at: int, dated: list[int]) -> bool:
    """Whether a deadline stands before ``at`` in its sentence. ``dated``: of all, in order."""
    earliest = max(0, at - _LONGEST_BACK)
    start = max(earliest - 1, *(plain.rfind(sign, earliest, at) for sign in "。;\n"))
    before = bisect_left(dated, at)
    return before > 0 and dated[before - 1] > start


def _plan_ends(body: Passage, issued_year: int | None) -> Iterator[Deadline]:
    """The ends of five-year plans that are not over."""
    told = patterns("deadlines")
    for hit in pattern("deadlines", "plan_end").finditer(body.plain):
        year = told["plan_base"] + told["plan_years"] * (ordinal(hit["plan"]) or 0)
        if year >= (issued_year or told["plan_base"]):
            yield _deadline(body, *hit.span(), year)


class _Free:
    """Which characters no deadline has taken yet."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def take(self, start: int, end: int) -> bool:
        """Take a span; False where part of it is taken."""
        if any(self._taken[start:end]):
            return False
        self._taken[start:end] = b"\1" * (end - start)
        return True


def due(cell: Passage, issued: Issued = NOT_DATED) -> list[Deadline]:
    """The deadlines of a cell that holds nothing else."""
    told = _due_at(cell, 0) or deadlines(cell, [], issued)
    if told:
        return told
    if hit := pattern("deadlines", "cell_span").fullmatch(cell.plain.strip(" 。")):
        return [Deadline(cell, None, ordinal(hit["span"]), 0, len(cell))]
    if span := re.fullmatch(rf"{_YEAR}年?-({_YEAR})年?", cell.plain):
        return [_deadline(cell, 0, len(cell), int(span[1]))]
    years = re.finditer(rf"(?<!\d){_YEAR}(?=年|$|[.\-/、,]\d)", cell.plain)
    return _once([_deadline(cell, *hit.span(), int(hit[0])) for hit in years])


def is_ongoing(cell: Passage) -> bool:
    """Whether a cell says that its task goes on, or nothing."""
    return bool(pattern("deadlines", "ongoing").fullmatch(cell.plain.replace("\n", "")))


def _due_at(body: Passage, at: int) -> list[Deadline]:
    """The deadline that stands right here, behind a label or at the beginning of a cell."""
    hit = _year_shape("due").match(body.plain[at : at + _LONGEST_DUE])
    return [_deadline(body, at, at + hit.end(), int(hit["year"]))] if hit else []


def _deadline(body: Passage, start: int, end: int, year: int) -> Deadline:
    text = body.part(start, end).stripped(",;。: \n")
    return Deadline(text, year, None, start, end)


def _is_of_title(plain: str, hit: re.Match[str]) -> bool:
    """Whether years belong to the title of a plan: 行动计划(2020-2023年), 2025年工作要点."""
    is_bracketed = plain.startswith(")", hit.end()) and _TITLE_BEFORE.search(
        plain[max(0, hit.start() - _LONGEST_ENDING) : hit.start()]
    )
    behind = plain[hit.end() : hit.end() + _LONGEST_ENDING]
    return bool(is_bracketed or pattern("deadlines", "of_title_behind").match(behind))


def _is_ahead(plain: str, hit: re.Match[str]) -> bool:
    """Whether a marked year is no document's, meeting's or period's beginning."""
    before, behind = plain[max(0, hit.start() - 2) : hit.start()], plain[hit.end() : hit.end() + 6]
    if before.endswith(("自", "从", "(", "第")) and re.match("起|开始|以来", behind):
        return False
    if pattern("deadlines", "no_deadline_before").search(
        plain[max(0, hit.start() - 8) : hit.start()]
    ):
        return False
    return not re.match(r"起|以来|开始|\)?第|\)?\d+号", behind) and not before.endswith("自")


def _span(body: Passage, plain: str, hit: re.Match[str]) -> Deadline | None:
    before = plain[max(0, hit.start() - 4) : hit.start()]
    years = ordinal(hit["span"])
    if (
        years is None
        or not 1 <= years <= LONGEST_SPAN
        or pattern("deadlines", "span_not").search(before)
    ):
        return None
    if before and before[-1].isdigit():
        return None
    return Deadline(body.part(*hit.span()), None, years, *hit.span())


def _once(found: list[Deadline]) -> list[Deadline]:
    seen: set[tuple[int | str | None, int | None]] = set()
    kept = []
    for one in found:
        key = (one.year if one.year or one.span_years else one.text.plain, one.span_years)
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept
