"""Deadlines of an item: a target year, or a span of years."""

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
    """A deadline. year: of an absolute one, else None; span_years: of a relative one, else None.

    Both are None where the text leaves the year open, or its span is not in years.
    """

    text: Passage
    year: int | None
    span_years: int | None
    start: int
    end: int


@dataclass(frozen=True)
class Issued:
    """The date of issue of a document and the year its title plans for, which decide 年底前."""

    year: int | None = None
    month: int | None = None
    planned: int | None = None

    def year_of(self, month: int | None) -> int | None:
        """Return the year of a month without one; None if it may be that of issue or the next."""
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
        label
        for label in patterns("units")["other_labels"]
        if any(sign in label for sign in ("时", "期", "限"))
    ]
    return re.compile(rf"{any_of(labels)}:")


def deadlines(
    body: Passage, excluded_spans: list[tuple[int, int]], issued: Issued = NOT_DATED
) -> list[Deadline]:
    """List the deadlines of a text without repetition; a bare year must be after that of issue."""
    issued_year = issued.year
    plain = masked(body.plain, excluded_spans)
    free = _Free(len(plain))
    result: list[Deadline] = []
    for label in _labelled().finditer(body.plain):
        result += [
            deadline
            for deadline in _due_at(body, label.end())
            if free.take(deadline.start, deadline.end)
        ]
    for shape in _marks():
        for match in shape.finditer(plain):
            if _is_of_title(plain, match):
                free.take(*match.span())
            elif _is_ahead(plain, match) and free.take(*match.span()):
                result.append(_deadline(body, *match.span(), int(match["year"])))
    result += [
        deadline
        for deadline in _plan_ends(body, issued_year)
        if free.take(deadline.start, deadline.end)
    ]
    bare = [
        match for name in ("bare", "bare_reached") for match in _year_shape(name).finditer(plain)
    ]
    for match in bare:
        start, end = match.span("year")
        if _binds(plain, int(match["year"]), end + 1, issued_year) and free.take(start, end):
            result.append(_deadline(body, start, end + 1, int(match["year"])))
    result += [
        deadline for deadline in _same_years(body, plain) if free.take(deadline.start, deadline.end)
    ]
    result += [
        deadline
        for deadline in _undated(body, plain, issued)
        if free.take(deadline.start, deadline.end)
    ]
    dated = sorted(deadline.start for deadline in result)
    for name in ("span", "span_left", "span_doing"):
        for match in pattern("deadlines", name).finditer(plain):
            if name == "span_doing" and _is_dated(plain, match.start("span"), dated):
                continue
            deadline = _span(body, plain, match)
            if deadline and free.take(*match.span()):
                result.append(deadline)
    for match in pattern("deadlines", "other_span").finditer(plain):
        if free.take(*match.span()):
            result.append(Deadline(body.part(*match.span()), None, None, *match.span()))
    return _without_repetition(sorted(result, key=lambda deadline: deadline.start))


@cache
def _undated_shapes() -> list[re.Pattern[str]]:
    return [re.compile(shape) for shape in patterns("deadlines")["undated"]]


def _undated(body: Passage, plain: str, issued: Issued) -> Iterator[Deadline]:
    """Yield deadlines without a year; they take that of their sentence, else of the document."""
    for shape in _undated_shapes():
        for match in shape.finditer(plain):
            start = max(0, match.start() - _LONGEST_BACK)
            before = plain[start : match.start()]
            if pattern("deadlines", "recurring").search(before):
                continue
            year = _year_of_match(match, before, issued)
            text = body.part(*match.span()).stripped(",;。: \n")
            yield Deadline(text, year, None, *match.span())


def _year_of_match(match: re.Match[str], before: str, issued: Issued) -> int | None:
    groups = match.groupdict()
    document_year = issued.planned or issued.year
    if groups.get("this") or groups.get("next"):
        return document_year + bool(groups.get("next")) if document_year else None
    sentence = re.split("[。\n]", before)[-1]
    years = re.findall(rf"{_YEAR}(?=年(?!起|以来|度|级))", sentence)
    if years and (document_year is None or int(years[-1]) >= document_year):
        return int(years[-1])
    month = groups.get("month")
    return issued.year_of(int(month) if month else None)


def _binds(plain: str, year: int, end: int, issued_year: int | None) -> bool:
    """Tell whether a bare year lies ahead; the year of issue does before a task."""
    if issued_year is None or year != issued_year:
        return issued_year is not None and year > issued_year
    is_past = pattern("deadlines", "past").match(plain, end)
    return not is_past and bool(pattern("deadlines", "task").match(plain, end))


def _same_years(body: Passage, plain: str) -> Iterator[Deadline]:
    """Yield the deadlines of 同年, which takes the year before it."""
    year = re.compile(rf"{_YEAR}(?=年)")
    for match in pattern("deadlines", "same_year").finditer(plain):
        years = year.findall(plain, max(0, match.start() - _LONGEST_BACK), match.start())
        if years:
            yield _deadline(body, *match.span(), int(years[-1]))


def _is_dated(plain: str, at: int, dated: list[int]) -> bool:
    """Tell whether a deadline precedes ``at`` in its sentence. ``dated``: sorted starts of all."""
    earliest = max(0, at - _LONGEST_BACK)
    start = max(earliest - 1, *(plain.rfind(sign, earliest, at) for sign in "。;\n"))
    before = bisect_left(dated, at)
    return before > 0 and dated[before - 1] > start


def _plan_ends(body: Passage, issued_year: int | None) -> Iterator[Deadline]:
    """Yield the ends of five-year plans that are not over."""
    rules = patterns("deadlines")
    for match in pattern("deadlines", "plan_end").finditer(body.plain):
        year = rules["plan_base"] + rules["plan_years"] * (ordinal(match["plan"]) or 0)
        if year >= (issued_year or rules["plan_base"]):
            yield _deadline(body, *match.span(), year)


class _Free:
    """The characters of a text that no deadline has taken yet."""

    def __init__(self, length: int) -> None:
        self._taken = bytearray(length)

    def take(self, start: int, end: int) -> bool:
        """Take a span; False where part of it is taken."""
        if any(self._taken[start:end]):
            return False
        self._taken[start:end] = b"\1" * (end - start)
        return True


def due(cell: Passage, issued: Issued = NOT_DATED) -> list[Deadline]:
    """List the deadlines of a cell that holds nothing else."""
    result = _due_at(cell, 0) or deadlines(cell, [], issued)
    if result:
        return result
    if match := pattern("deadlines", "cell_span").fullmatch(cell.plain.strip(" 。")):
        return [Deadline(cell, None, ordinal(match["span"]), 0, len(cell))]
    if span := re.fullmatch(rf"{_YEAR}年?-({_YEAR})年?", cell.plain):
        return [_deadline(cell, 0, len(cell), int(span[1]))]
    years = re.finditer(rf"(?<!\d){_YEAR}(?=年|$|[.\-/、,]\d)", cell.plain)
    return _without_repetition([_deadline(cell, *match.span(), int(match[0])) for match in years])


def is_ongoing(cell: Passage) -> bool:
    """Tell whether a cell is empty or says that its task is ongoing."""
    return bool(pattern("deadlines", "ongoing").fullmatch(cell.plain.replace("\n", "")))


def _due_at(body: Passage, at: int) -> list[Deadline]:
    """Return the deadline that begins at ``at``, behind a label or at the beginning of a cell."""
    match = _year_shape("due").match(body.plain[at : at + _LONGEST_DUE])
    return [_deadline(body, at, at + match.end(), int(match["year"]))] if match else []


def _deadline(body: Passage, start: int, end: int, year: int) -> Deadline:
    text = body.part(start, end).stripped(",;。: \n")
    return Deadline(text, year, None, start, end)


def _is_of_title(plain: str, match: re.Match[str]) -> bool:
    """Tell whether years belong to the title of a plan: 行动计划(2020-2023年), 2025年工作要点."""
    is_bracketed = plain.startswith(")", match.end()) and _TITLE_BEFORE.search(
        plain[max(0, match.start() - _LONGEST_ENDING) : match.start()]
    )
    behind = plain[match.end() : match.end() + _LONGEST_ENDING]
    return bool(is_bracketed or pattern("deadlines", "of_title_behind").match(behind))


def _is_ahead(plain: str, match: re.Match[str]) -> bool:
    """Tell whether a marked year is a deadline, not of a document, a meeting or a beginning."""
    before, behind = (
        plain[max(0, match.start() - 2) : match.start()],
        plain[match.end() : match.end() + 6],
    )
    if before.endswith(("自", "从", "(", "第")) and re.match("起|开始|以来", behind):
        return False
    if pattern("deadlines", "no_deadline_before").search(
        plain[max(0, match.start() - 8) : match.start()]
    ):
        return False
    return not re.match(r"起|以来|开始|\)?第|\)?\d+号", behind) and not before.endswith("自")


def _span(body: Passage, plain: str, match: re.Match[str]) -> Deadline | None:
    before = plain[max(0, match.start() - 4) : match.start()]
    years = ordinal(match["span"])
    if (
        years is None
        or not 1 <= years <= LONGEST_SPAN
        or pattern("deadlines", "span_not").search(before)
    ):
        return None
    if before and before[-1].isdigit():
        return None
    return Deadline(body.part(*match.span()), None, years, *match.span())


def _without_repetition(candidates: list[Deadline]) -> list[Deadline]:
    keys: set[tuple[int | str | None, int | None]] = set()
    result = []
    for deadline in candidates:
        key = (
            deadline.year if deadline.year or deadline.span_years else deadline.text.plain,
            deadline.span_years,
        )
        if key not in keys:
            keys.add(key)
            result.append(deadline)
    return result
