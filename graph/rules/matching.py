"""S7: demand here for what a major prepares for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.analysis.figures import grade_over
from graph.rules.case import Case
from graph.rules.verdicts import Clause, Judged, Verdict


def wanted_here(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Openings in the clause's area for any occupation of the crosswalk, related ones too.

    Bases are never added up: the one that shows most counts.
    """
    taught = case.year_of("enrolment", "enrolled", "graduates")
    year = demand_year(case, taught)
    wanted = _wanted(case, clause, year)
    leads_to: dict[str, list[dict[str, Any]]] = {}
    for row in case.rows("crosswalk"):
        leads_to.setdefault(row["major"], []).append(row)
    grade = grade_over(case.tables, ("demand",))  # that nobody asks is said by all of it
    for key in case.open_programmes(taught):
        pairs = leads_to.get(key[1], [])
        rows = [row for pair in pairs for row in wanted.get(pair["occupation"], [])]
        judged = _judged(rows, bool(pairs), year)
        names = (pair["occupation"] for pair in pairs)
        values = {
            "year": year,
            "openings": judged.value,
            "occupations": tuple(case.thing("occupations", one) for one in dict.fromkeys(names)),
        }
        evidence = case.evidence("crosswalk", pairs) + case.evidence("demand", rows)
        yield Verdict(clause, case.programme(key), judged, values, evidence, grade=grade)


def demand_year(case: Case, newest: int | None) -> int | None:
    """The newest year with known demand that is not after the figures of colleges."""
    rows = case.rows("demand")
    years = {row["year"] for row in rows if row["openings"] is not None}
    return max((year for year in years if newest is None or year <= newest), default=None)


def _wanted(case: Case, clause: Clause, year: int | None) -> dict[str, list[dict[str, Any]]]:
    """Occupation → rows of demand of the year in the area; without an area they belong anywhere."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in case.rows("demand"):
        if row["year"] == year and case.covers(clause, row["area"]) is not False:
            found.setdefault(row["occupation"], []).append(row)
    return found


def _judged(rows: list[dict[str, Any]], mapped: bool, year: int | None) -> Judged:
    if year is None:
        return Judged("unknown", "no_demand")
    if not mapped:
        return Judged("unknown", "no_crosswalk")
    by_basis: dict[str | None, float] = {}
    for row in rows:
        if row["openings"] is not None:
            by_basis[row["basis"]] = by_basis.get(row["basis"], 0) + row["openings"]
    openings = max(by_basis.values(), default=0)
    if openings > 0:
        return Judged("pass", "pass", openings)
    if any(row["openings"] is None for row in rows):
        return Judged("unknown", "silent")
    return Judged("fail", "fail", 0)
