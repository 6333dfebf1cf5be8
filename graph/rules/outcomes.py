"""S8: outcomes of graduates, ranked; the document's own number where it names one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeVar

from graph.rules.case import Case, Key
from graph.rules.clauses import of_test
from graph.rules.digits import Exactly
from graph.rules.thresholds import Direction, Threshold, exact, holds
from graph.rules.verdicts import Clause, Judgement, Note, Verdict

K = TypeVar("K")
Major = tuple[str, str]  # college, major
# Test of the exit clause → the indicator by which a document may set a number for it.
TESTS = {"employment": "employment_rate", "quality": "in_field_rate"}


def ranked(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S8: graduates in work or further study, and the employed in their field, ranked.

    Without a number in the document there is no verdict, unless the caller says what share of the
    lowest ranks is low: then those are to be explained.
    """
    for test, indicator in TESTS.items():
        case.passed_over.clear()  # each test has a year of its own
        year = year_of(case, test)
        test_clause, threshold = of_test(clause, test), case.target(clause, indicator)
        if threshold is not None:
            words = threshold.words or test_clause.words
            test_clause = replace(
                test_clause, threshold=threshold, words=words, passage=test_clause.passage or words
            )
        rates = rates_of(case, clause, year, test)
        known_rates = {key: rate for key, rate in rates.items() if isinstance(rate, Fraction)}
        places = ranks(known_rates)
        for key, keys in case.taught_majors(year).items():
            if key not in rates:
                continue
            values: dict[str, Any] = {"year": year, "of": len(known_rates), "rank": places.get(key)}
            rate = rates[key]
            if isinstance(rate, str):
                judgement = Judgement("unknown", rate)
            else:
                values["share"] = Exactly(rate, threshold.value if threshold else None)
                judgement = _judgement(case, rate, places[key], len(known_rates), threshold)
                judgement = replace(judgement, reason=f"{judgement.reason}_{test}")
                values["threshold"] = threshold.value if threshold else case.parameters.lowest_pct
            rows = rows_of(case, keys, year)
            notes = _studying(rows) if test == "employment" and judgement.value is not None else ()
            evidence = case.evidence("enrolment", rows)
            yield Verdict(
                test_clause, case.taught_major(keys), judgement, values, evidence, notes, test
            )


def year_of(case: Case, test: str) -> int | None:
    """Return the newest year with figures for a test."""
    names = {"employment": ("employed", "employed_pct"), "quality": _IN_FIELD}
    return case.year_of("enrolment", *names[test])


_IN_FIELD = ("employed_in_field", "in_field_pct")


def rows_of(case: Case, keys: list[Key], year: int | None) -> list[dict[str, Any]]:
    """Return the rows of a year of some tracks."""
    rows = [case.enrolment.get(key, {}).get(year or 0) for key in keys]
    return [row for row in rows if row is not None]


def _studying(rows: list[dict[str, Any]]) -> tuple[Note, ...]:
    """Note that some graduates study on, which is no bad outcome."""
    persons = sum(row["further_study"] or 0 for row in rows)
    return (Note("further_study", {"persons": persons}),) if persons else ()


def rates_of(
    case: Case, clause: Clause, year: int | None, test: str
) -> dict[Major, Fraction | str]:
    """Return the rate in per cent of each major at a college of the area, or why there is none."""
    rate = _placed if test == "employment" else _in_field
    return {
        key: rate(rows_of(case, keys, year), len(keys))
        for key, keys in case.taught_majors(year).items()
        if case.covers(clause, case.area_of(key[0]))
    }


def _placed(rows: list[dict[str, Any]], tracks: int) -> Fraction | str:
    """Compute 毕业去向落实率: graduates in work or in further study, of all graduates.

    Who studies on did not fail to find work: where that is unknown, the rate is.
    """
    if len(rows) < tracks or not rows:
        return "missing"
    working = _sum(rows, "employed", "employed_pct")
    graduates, studying = _sum(rows, "graduates"), _sum(rows, "further_study")
    if working is None or not graduates:
        return "missing"
    if studying is None:
        return "no_further_study"
    return _share(working + studying, graduates)


def _in_field(rows: list[dict[str, Any]], tracks: int) -> Fraction | str:
    """Compute the share of the employed who work in their field."""
    if len(rows) < tracks or not rows:
        return "missing"
    part, whole = _sum(rows, "employed_in_field"), _sum(rows, "employed")
    if part is not None and whole:
        return _share(part, whole)
    rate_pct = rows[0]["in_field_pct"] if len(rows) == 1 else None
    return "missing" if rate_pct is None else exact(rate_pct)


def _sum(rows: list[dict[str, Any]], count: str, pct: str | None = None) -> Fraction | None:
    """Add a figure up, counts or else a share of the graduates; None where one is unknown."""
    total = Fraction(0)
    for row in rows:
        if row[count] is not None:
            total += exact(row[count])
        elif pct and row[pct] is not None and row["graduates"] is not None:
            total += round(exact(row[pct]) * row["graduates"] / 100)  # persons are whole
        else:
            return None
    return total


def _share(part: Fraction, whole: Fraction) -> Fraction | str:
    share = 100 * part / whole
    return share if 0 <= share <= 100 else "contradiction"


def ranks(values: Mapping[K, Fraction]) -> dict[K, int]:
    """Rank values from the lowest, which is 1; equal values share the last place of theirs.

    >>> ranks({("a", "m", None): Fraction(3), ("b", "m", None): Fraction(1)})
    {('a', 'm', None): 2, ('b', 'm', None): 1}
    """
    # Of equals the last place: only what is surely among the lowest counts as such.
    lower = {value: place for place, value in enumerate(sorted(values.values()), 1)}
    return {key: lower[value] for key, value in values.items()}


def among_lowest(place: int, place_count: int, pct: float) -> bool:
    """Tell whether a place from the lowest is within a share of all places.

    >>> among_lowest(1, 10, 10), among_lowest(2, 10, 10), among_lowest(1, 9, 10)
    (True, False, False)
    """
    return 100 * place <= exact(pct) * place_count


def _judgement(
    case: Case, share: Fraction, place: int, place_count: int, threshold: Threshold | None
) -> Judgement:
    value = float(share)
    if threshold is not None:
        stepping_in: Direction = "below"
        for direction, bad in ((stepping_in, True), ("at_least", False)):
            reading = threshold.reading(direction) if threshold.comparator != "=" else None
            if reading is not None and threshold.is_share:
                low = holds(share, *reading) is bad
                return Judgement("fail" if low else "pass", "low" if low else "enough", value)
    if case.parameters.lowest_pct is not None:
        low = among_lowest(place, place_count, case.parameters.lowest_pct)
        return Judgement("explain" if low else "pass", "lowest" if low else "not_lowest", value)
    return Judgement("unknown", "ranked", value)
