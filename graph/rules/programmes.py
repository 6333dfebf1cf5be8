"""Rules on programmes: their size, their practice, their partner firms."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from graph.rules.case import Case, Key, Row, is_open
from graph.rules.digits import Exactly
from graph.rules.passages import conditions, excepts_special, guides
from graph.rules.shares import share_of, share_values
from graph.rules.thresholds import YEARS, holds
from graph.rules.verdicts import Clause, Judgement, Note, Subject, Verdict
from graph.things import Thing

EARLY_MARGIN = Fraction(20, 100)  # ours: above the threshold, and yet to be watched
Reading = tuple[str, Fraction]


def large_enough(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S5: mean enrolled of the last years in a row, as many as the indicator says.

    The clause speaks of majors: all tracks of a major at a college are added up. Special majors are
    excepted where the clause excepts them, or where its words are not held.
    """
    year = case.year_of("enrolment", "enrolled")
    reading = clause.threshold.reading("below") if clause.threshold else None
    for keys in case.taught_majors(year).values():
        if reading is None or year is None:
            judgement = Judgement("unknown", "no_threshold" if reading is None else "no_years")
            yield Verdict(clause, case.taught_major(keys), judgement)
        else:
            yield _size(case, clause, keys, year, reading)


def _size(case: Case, clause: Clause, keys: list[Key], year: int, reading: Reading) -> Verdict:
    comparator, least = reading
    span = range(year - _years_of(clause) + 1, year + 1)
    rows, persons_in = _enrolled(case, keys[0][:2], span)
    values = {
        "years": tuple(f"{y}: {persons}" for y, persons in persons_in.items()),
        "span": f"{span[0]}–{year}" if len(span) > 1 else str(year),
        "known": len(persons_in),
        "threshold": float(least),
    }
    subject, evidence = case.taught_major(keys), case.evidence("enrolment", rows)
    tracks = len({row["track"] for row in rows})
    track_notes = [Note("tracks", {"tracks": tracks})] if tracks > 1 else []
    mean = Fraction(sum(persons_in.values()), len(span)) if len(persons_in) == len(span) else None
    is_small = mean is None or holds(mean, comparator, least)
    if is_small and _is_excepted(case, clause, keys[0][1]):
        judgement = Judgement("pass", "special", None if mean is None else float(mean))
        return Verdict(clause, subject, judgement, values, evidence)
    early = _early(persons_in, mean, year, reading)
    if mean is None:
        silent = "tracks_silent" if rows else "no_years"
        judgement = Judgement("unknown", "too_few_years" if persons_in else silent)
        return Verdict(clause, subject, judgement, values, evidence, (*track_notes, *early))
    values["mean"] = Exactly(mean, least)
    if not is_small:
        judgement = Judgement("pass", "pass", float(mean))
        return Verdict(clause, subject, judgement, values, evidence, (*track_notes, *early))
    # What is in next year's mean too.
    carried_over = sum(persons for y, persons in persons_in.items() if y > span[0])
    total = ceil(least * len(span)) if comparator == "<" else floor(least * len(span)) + 1
    notes = [
        *track_notes,
        *_other_readings(case, keys[0][1], persons_in, reading),
        *_left_open(clause),
    ]
    notes.append(Note("lift", {"persons": max(0, total - carried_over), "year": year + 1}))
    judgement = Judgement("fail", "fail", float(mean))
    return Verdict(clause, subject, judgement, values, evidence, tuple(notes))


def _years_of(clause: Clause) -> int:
    """Return the number of years over which the indicator takes the mean."""
    match = YEARS.search(clause.threshold.indicator) if clause.threshold else None
    return int(match[1]) if match else 1


def _enrolled(case: Case, major: tuple[str, str], span: range) -> tuple[list[Row], dict[int, int]]:
    """Return rows of all tracks, and the sum of each year in which every open track is known."""
    tracks = case.tracks_of(major)
    rows: list[Row] = []
    persons_in: dict[int, int] = {}
    for year in span:
        cells = {key: case.enrolment.get(key, {}).get(year) for key in tracks}
        rows_of_year = [row for row in cells.values() if row is not None]
        unreported = [
            key
            for key, row in cells.items()
            if (row is None or row["enrolled"] is None) and case.runs(key, year, row is not None)
        ]
        reported = [row for row in rows_of_year if row["enrolled"] is not None]
        rows += reported
        if reported and not unreported:
            persons_in[year] = sum(row["enrolled"] for row in reported)
    return rows, persons_in


def _is_excepted(case: Case, clause: Clause, major: str) -> bool:
    """Tell whether a major is special and the clause, as far as it is held, excepts such."""
    special = case.majors.get(major, {}).get("special")
    whole = clause.passage is not None and clause.passage != clause.words
    return bool(special) and (not whole or excepts_special(clause.passage))


def _early(
    persons_in: dict[int, int], mean: Fraction | None, year: int, reading: Reading
) -> list[Note]:
    """Note what to watch though the condition does not hold (ours, not the document's)."""
    comparator, least = reading
    recent = [persons for y, persons in persons_in.items() if y > year - 2]
    notes = []
    if len(recent) == 2 and all(holds(Fraction(n), comparator, least) for n in recent):
        notes.append(Note("early_two_years"))
    margin = least * (1 + EARLY_MARGIN)
    if mean is not None and mean < margin:
        notes.append(Note("early_margin", {"margin": float(margin)}))
    return notes


def _other_readings(
    case: Case, major: str, persons_in: dict[int, int], reading: Reading
) -> list[Note]:
    """Note where another reading of the clause, or of the data, would differ."""
    notes = []
    if not all(holds(Fraction(persons), *reading) for persons in persons_in.values()):
        notes.append(Note("not_every_year"))
    if case.majors.get(major, {}).get("special") is None:
        notes.append(Note("special_unknown"))
    return notes


def _left_open(clause: Clause) -> list[Note]:
    """Note what the clause leaves open, or says softly, of majors that meet its condition."""
    if clause.passage is None or clause.passage == clause.words:
        return [Note("consequence_not_held")]
    notes = []
    if len(conditions(clause.passage)) > 1:
        notes.append(Note("one_of_several"))
    if word := guides(clause.passage, clause.words):
        notes.append(Note("guides", {"word": word}))
    return notes


def firm_takes_part(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S12: a programme opened since the document has a partner firm."""
    if clause.year is None:
        subject = Subject("policies", clause.policy, Thing(clause.policy, clause.policy))
        yield Verdict(clause, subject, Judgement("unknown", "no_date"))
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
        partners = tuple(case.thing("enterprises", firm) for firm in firms)
        values = {"since": since, "year": clause.year, "firms": partners}
        judgement = Judgement("fail", "fail", 0)
        if firms:
            judgement = Judgement("pass", "pass", len(firms))
        elif since is None:
            judgement = Judgement("unknown", "no_since", 0)
        yield Verdict(clause, case.programme(key), judgement, values, rows)


def enough_practice(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S17: the share of practice in the hours of a programme of a vocational college."""
    year = case.year_of("enrolment", "enrolled", "graduates")
    for key, row in case.programmes.items():
        if case.is_vocational(key[0]) and is_open(row, year):
            practice, total = row["practice_hours"], row["total_hours"]
            judgement = share_of(practice, total, clause, "at_least")
            values = {"practice": practice, "total": total, **share_values(practice, total, clause)}
            rows = case.evidence("programmes", [row])
            yield Verdict(clause, case.programme(key), judgement, values, rows)
