"""Rules on programmes: their size, their practice, the firms that take part."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from graph.analysis.report import Thing
from graph.rules.case import Case, Key, is_open
from graph.rules.shares import share_of
from graph.rules.thresholds import YEARS, holds
from graph.rules.verdicts import Clause, Judged, Note, Subject, Verdict

EARLY_MARGIN = Fraction(20, 100)  # ours: above the threshold, and yet to be watched
Reading = tuple[str, Fraction]


def large_enough(case: Case, clause: Clause) -> Iterator[Verdict]:
    """S5: mean enrolled of the last years in a row, as many as the indicator says.

    Special majors are excepted.
    """
    year = case.year_of("enrolment", "enrolled")
    reading = clause.threshold.reading("below") if clause.threshold else None
    for key in case.open_programmes(year):
        if reading is None or year is None:
            judged = Judged("unknown", "no_threshold" if reading is None else "no_years")
            yield Verdict(clause, case.programme(key), judged)
        else:
            yield _size(case, clause, key, year, reading)


def _size(case: Case, clause: Clause, key: Key, year: int, reading: Reading) -> Verdict:
    comparator, least = reading
    told = YEARS.search(clause.threshold.indicator) if clause.threshold else None
    count = int(told[1]) if told else 1
    span = range(year - count + 1, year + 1)
    known = _enrolled(case, key, span)
    values = {
        "years": tuple(f"{y}: {persons}" for y, persons in known.items()),
        "span": f"{span[0]}–{year}",
        "known": len(known),
        "threshold": float(least),
    }
    rows = case.evidence("enrolment", [case.enrolment[key][y] for y in known])
    recent = [persons for y, persons in known.items() if y > year - 2]
    kept = sum(persons for y, persons in known.items() if y > span[0])  # in next year's mean too
    twice = len(recent) == 2 and all(holds(Fraction(n), comparator, least) for n in recent)
    early = [Note("early_two_years")] if twice else []
    subject = case.programme(key)
    if len(known) < count:
        judged = Judged("unknown", "too_few_years" if known else "no_years")
        return Verdict(clause, subject, judged, values, rows, tuple(early))
    mean = Fraction(sum(known.values()), count)
    values["mean"] = float(mean)
    if not holds(mean, comparator, least):
        if mean < least * (1 + EARLY_MARGIN):
            early.append(Note("early_margin", {"margin": float(least * (1 + EARLY_MARGIN))}))
        judged = Judged("pass", "pass", float(mean))
        return Verdict(clause, subject, judged, values, rows, tuple(early))
    if case.majors.get(key[1], {}).get("special"):
        return Verdict(clause, subject, Judged("pass", "special", float(mean)), values, rows)
    notes = _other_readings(case, key, known, reading)
    total = ceil(least * count) if comparator == "<" else floor(least * count) + 1
    notes.append(Note("lift", {"persons": max(0, total - kept), "year": year + 1}))
    return Verdict(clause, subject, Judged("fail", "fail", float(mean)), values, rows, tuple(notes))


def _enrolled(case: Case, key: Key, span: range) -> dict[int, int]:
    """Known enrolment by year, the oldest first."""
    by_year = case.enrolment.get(key, {})
    cells = {year: by_year[year]["enrolled"] for year in span if year in by_year}
    return {year: persons for year, persons in cells.items() if persons is not None}


def _other_readings(case: Case, key: Key, known: dict[int, int], reading: Reading) -> list[Note]:
    """Where the clause read otherwise would say something else: each year, all tracks together."""
    notes = []
    if not all(holds(Fraction(persons), *reading) for persons in known.values()):
        notes.append(Note("not_every_year"))
    tracks = case.enrolled_by_major.get(key[:2], [])
    together = [_enrolled(case, k, range(min(known), max(known) + 1)) for k in tracks]
    if len(tracks) > 1:
        mean = sum(sum(each.values()) for each in together) / len(known)
        notes.append(Note("all_tracks", {"mean": mean, "tracks": len(tracks)}))
    if case.majors.get(key[1], {}).get("special") is None:
        notes.append(Note("special_unknown"))
    return notes


def firm_takes_part(case: Case, clause: Clause) -> Iterator[Verdict]:
    """S12: a programme opened since the document has a partner firm, or a reason why not."""
    if clause.year is None:
        subject = Subject("policies", clause.policy, Thing(clause.policy, clause.policy))
        yield Verdict(clause, subject, Judged("unknown", "no_date"))
        return
    ties = {(row["college"], row["major"]): row for row in case.rows("cooperations")}
    for key, row in case.programmes.items():
        since = row["since"]
        if not case.is_vocational(key[0]) or (since is not None and since < clause.year):
            continue
        tie = ties.get(key[:2])
        firms = row["partners"] or ([tie["enterprise"]] if tie else [])
        rows = case.evidence("programmes", [row])
        if tie and not row["partners"]:
            rows += case.evidence("cooperations", [tie])
        named = tuple(case.thing("enterprises", firm) for firm in firms)
        values = {"since": since, "year": clause.year, "firms": named}
        judged = Judged("explain", "explain", 0)
        if firms:
            judged = Judged("pass", "pass", len(firms))
        elif since is None:
            judged = Judged("unknown", "no_since", 0)
        yield Verdict(clause, case.programme(key), judged, values, rows)


def enough_practice(case: Case, clause: Clause) -> Iterator[Verdict]:
    """S17: the share of practice in the hours of a programme of a vocational college."""
    year = case.year_of("enrolment", "enrolled", "graduates")
    for key, row in case.programmes.items():
        if case.is_vocational(key[0]) and is_open(row, year):
            judged = share_of(row["practice_hours"], row["total_hours"], clause, "at_least")
            values = {"practice": row["practice_hours"], "total": row["total_hours"]}
            values |= {"share": judged.value, "threshold": clause.number}
            rows = case.evidence("programmes", [row])
            yield Verdict(clause, case.programme(key), judged, values, rows)
