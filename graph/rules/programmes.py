"""Rules on programmes: their size, their practice, the firms that take part."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

from graph.analysis.report import Thing
from graph.rules.case import Case, Key, is_open
from graph.rules.shares import share_of
from graph.rules.thresholds import holds
from graph.rules.verdicts import Clause, Note, Outcome, Subject, Verdict

YEARS = 3  # of the indicator: mean annual enrolment of three consecutive years
EARLY_MARGIN = Fraction(20, 100)  # ours: above the threshold, and yet to be watched


def large_enough(case: Case, clause: Clause) -> Iterator[Verdict]:
    """S5: mean enrolled of the last three consecutive years; special majors are excepted."""
    year = case.year_of("enrolment", "enrolled")
    reading = clause.threshold.reading("below") if clause.threshold else None
    for key in case.open_programmes(year):
        if year is None or reading is None:
            reason = "no_threshold" if reading is None else "no_years"
            yield _size(case, clause, key, "unknown", reason, {}, ())
        else:
            yield _judged(case, clause, key, year, reading)


def _judged(
    case: Case, clause: Clause, key: Key, year: int, reading: tuple[str, Fraction]
) -> Verdict:
    comparator, least = reading
    by_year = case.enrolment.get(key, {})
    span = range(year - YEARS + 1, year + 1)
    known = {y: by_year[y]["enrolled"] for y in span if y in by_year}
    known = {y: persons for y, persons in known.items() if persons is not None}
    rows = [by_year[y] for y in known]
    recent = [persons for y, persons in known.items() if y > year - 2]
    falling = len(recent) == 2 and all(holds(Fraction(n), comparator, least) for n in recent)
    values = {"years": _series(known), "span": f"{span[0]}–{year}", "known": len(known)}
    if len(known) < YEARS:
        notes = [Note("early_two_years")] if falling else []
        reason = "too_few_years" if known else "no_years"
        return _size(case, clause, key, "unknown", reason, values, rows, notes)
    mean = Fraction(sum(known.values()), YEARS)
    values["mean"] = float(mean)
    small = holds(mean, comparator, least)
    if not small:
        notes = [Note("early_two_years")] if falling else []
        if mean < least * (1 + EARLY_MARGIN):
            notes.append(Note("early_margin", {"margin": float(least * (1 + EARLY_MARGIN))}))
        return _size(case, clause, key, "pass", "pass", values, rows, notes)
    special = case.majors.get(key[1], {}).get("special")
    if special:
        return _size(case, clause, key, "pass", "special", values, rows)
    notes = _small_notes(case, key, known, reading)
    if special is None:
        notes.append(Note("special_unknown"))
    total = ceil(least * YEARS) if comparator == "<" else floor(least * YEARS) + 1
    lift = max(0, total - sum(recent))
    notes.append(Note("lift", {"persons": lift, "year": year + 1}))
    return _size(case, clause, key, "fail", "fail", values, rows, notes)


def _small_notes(
    case: Case, key: Key, known: dict[int, int], reading: tuple[str, Fraction]
) -> list[Note]:
    """Where another reading of the clause would say otherwise: each year, all tracks together."""
    notes = []
    if not all(holds(Fraction(persons), *reading) for persons in known.values()):
        notes.append(Note("not_every_year"))
    tracks = [k for k in case.enrolment if k[:2] == key[:2]]
    if len(tracks) > 1:
        cells = [case.enrolment[k].get(y, {}).get("enrolled") for k in tracks for y in known]
        total = sum(persons for persons in cells if persons is not None)
        notes.append(Note("all_tracks", {"mean": total / YEARS, "tracks": len(tracks)}))
    return notes


def _series(known: dict[int, int]) -> tuple[str, ...]:
    """The figures year by year, the oldest first."""
    return tuple(f"{year}: {known[year]}" for year in sorted(known))


def _size(
    case: Case,
    clause: Clause,
    key: Key,
    outcome: Outcome,
    reason: str,
    values: dict[str, Any],
    rows: Any,
    notes: Any = (),
) -> Verdict:
    number = clause.threshold.value if clause.threshold else None
    return Verdict(
        "S5",
        clause,
        case.programme(key),
        outcome,
        reason,
        values.get("mean"),
        number,
        values | {"threshold": number},
        tuple(notes),
        case.classes(clause, key[1]),
        (*case.threshold_evidence(clause), *case.evidence("enrolment", rows)),
        "size",
    )


def firm_takes_part(case: Case, clause: Clause) -> Iterator[Verdict]:
    """S12: a programme opened since the document has a partner firm, or a reason why not."""
    if clause.year is None:
        yield Verdict(
            "S12",
            clause,
            Subject("policies", clause.policy, Thing(clause.policy, clause.policy)),
            "unknown",
            "no_date",
            evidence=case.threshold_evidence(clause),
        )
        return
    tied = {(row["college"], row["major"]): row for row in case.rows("cooperations")}
    for key, row in case.programmes.items():
        since = row["since"]
        if not case.is_vocational(key[0]) or (since is not None and since < clause.year):
            continue
        firms = [case.thing("enterprises", firm) for firm in row["partners"] or []]
        tie = tied.get(key[:2])
        if tie is not None and not firms:
            firms = [case.thing("enterprises", tie["enterprise"])]
        evidence = case.evidence("programmes", [row])
        evidence += case.evidence("cooperations", [tie]) if tie and not row["partners"] else ()
        outcome: Outcome = "pass" if firms else "explain"
        if since is None and not firms:
            outcome = "unknown"
        values = {"since": since, "year": clause.year, "firms": tuple(firms)}
        reason = "pass" if firms else "no_since" if since is None else "explain"
        yield Verdict(
            "S12",
            clause,
            case.programme(key),
            outcome,
            reason,
            float(len(firms)),
            None,
            values,
            evidence=(*case.threshold_evidence(clause), *evidence),
        )


def enough_practice(case: Case, clause: Clause) -> Iterator[Verdict]:
    """S17: the share of practice in the hours of a programme of a vocational college."""
    year = case.year_of("enrolment", "enrolled", "graduates")
    for key, row in case.programmes.items():
        if not case.is_vocational(key[0]) or not is_open(row, year):
            continue
        practice, total = row["practice_hours"], row["total_hours"]
        judged = share_of(practice, total, clause.threshold, "at_least")
        number = clause.threshold.value if clause.threshold else None
        yield Verdict(
            "S17",
            clause,
            case.programme(key),
            judged.outcome,
            judged.reason,
            judged.value,
            number,
            {"practice": practice, "total": total, "share": judged.value, "threshold": number},
            evidence=(*case.threshold_evidence(clause), *case.evidence("programmes", [row])),
        )
