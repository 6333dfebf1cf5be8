"""S8: what became of graduates, in ranks; the document's own number where it names one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from graph.rules.case import Case, Key
from graph.rules.thresholds import Direction, Threshold, exact, holds
from graph.rules.verdicts import Clause, Judged, Note, Verdict

Row = Mapping[str, Any]
# Test of the exit clause → its figures (part, whole, rate where counts are absent) and indicator.
TESTS = {
    "employment": ("employed", "graduates", "employed_pct", "employment_rate"),
    "quality": ("employed_in_field", "employed", "in_field_pct", "in_field_rate"),
}


def ranked(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Employed of the graduates, and employed in their field of the employed, against the others.

    Without a number in the document there is no verdict, unless the caller says what share of the
    lowest ranks is low.
    """
    for test, (part, whole, rate, indicator) in TESTS.items():
        year = case.year_of("enrolment", part, rate)
        rates = rates_of(case, clause, year, (part, whole, rate))
        known = {key: share for key, share in rates.items() if share is not None}
        places = ranks(known)
        threshold = case.target(clause, indicator)
        for key, share in rates.items():
            values: dict[str, Any] = {"year": year, "of": len(known), "rank": places.get(key)}
            judged = Judged("unknown", "missing")
            if share is not None:
                values["share"] = float(share)
                judged = _judged(case, share, places[key], len(known), threshold)
                judged = replace(judged, reason=f"{judged.reason}_{test}")
                values["threshold"] = threshold.value if threshold else case.parameters.lowest_pct
            row = case.enrolment.get(key, {}).get(year or 0)
            rows = case.evidence("enrolment", [row] if row else [])
            notes = _studying(row) if test == "employment" and share is not None else ()
            yield Verdict(clause, case.programme(key), judged, values, rows, notes, test)


def _studying(row: Row | None) -> tuple[Note, ...]:
    """That some graduates study on, which is no bad outcome."""
    persons = row["further_study"] if row else None
    return (Note("further_study", {"persons": persons}),) if persons else ()


def rates_of(
    case: Case, clause: Clause, year: int | None, names: tuple[str, str, str]
) -> dict[Key, Fraction | None]:
    """The rate of each programme of the clause's area in per cent, from counts, else as given."""
    found: dict[Key, Fraction | None] = {}
    for key in case.open_programmes(year):
        if case.covers(clause, case.colleges.get(key[0], {}).get("area")) is not False:
            found[key] = _rate(case.enrolment.get(key, {}).get(year or 0, {}), names)
    return found


def _rate(row: Row, names: tuple[str, str, str]) -> Fraction | None:
    part, whole, rate = (row.get(name) for name in names)
    if part is not None and whole:
        share = 100 * exact(part) / exact(whole)
        return share if share <= 100 else None
    return None if rate is None else exact(rate)


def ranks(values: Mapping[Key, Fraction]) -> dict[Key, int]:
    """Place from the lowest, which is 1; equal values share the last of theirs.

    >>> ranks({("a", "m", None): Fraction(3), ("b", "m", None): Fraction(1)})
    {('a', 'm', None): 2, ('b', 'm', None): 1}
    """
    # Of equals the last place: only what is surely among the lowest counts as such.
    lower = {value: place for place, value in enumerate(sorted(values.values()), 1)}
    return {key: lower[value] for key, value in values.items()}


def among_lowest(place: int, of: int, pct: float) -> bool:
    """Whether a place from the lowest is within a share of all places.

    >>> among_lowest(1, 10, 10), among_lowest(2, 10, 10), among_lowest(1, 9, 10)
    (True, False, False)
    """
    return 100 * place <= exact(pct) * of


def _judged(
    case: Case, share: Fraction, place: int, of: int, threshold: Threshold | None
) -> Judged:
    value = float(share)
    if threshold is not None:
        stepping_in: Direction = "below"
        for direction, bad in ((stepping_in, True), ("at_least", False)):
            reading = threshold.reading(direction) if threshold.comparator != "=" else None
            if reading is not None and threshold.is_share:
                low = holds(share, *reading) is bad
                return Judged("fail" if low else "pass", "low" if low else "enough", value)
    if case.parameters.lowest_pct is not None:
        low = among_lowest(place, of, case.parameters.lowest_pct)
        return Judged("fail" if low else "pass", "lowest" if low else "not_lowest", value)
    return Judged("unknown", "ranked", value)
