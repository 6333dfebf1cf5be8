"""S7: demand here for what a major prepares for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from graph.gap.figures import grade_over
from graph.rules.case import Case
from graph.rules.verdicts import Clause, Judged, Note, Verdict
from graph.things import Thing


def wanted_here(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Openings in the clause's area for any occupation of the crosswalk, related ones too.

    Bases are never added up: the one that shows most counts. An occupation without figures of the
    year was not surveyed, which does not say that nobody wants it.
    """
    taught = case.year_of("enrolment", "enrolled", "graduates")
    asked = case.tables["demand"].filter(pl.col("openings").is_not_null())
    survey = Survey(case, clause, case.newest("demand", asked, taught))
    leads_to: dict[str, list[dict[str, Any]]] = {}
    for row in case.rows("crosswalk"):
        leads_to.setdefault(row["major"], []).append(row)
    grade = grade_over(case.tables, ("demand",))  # that nobody asks is said by all of it
    for keys in case.taught_majors(taught).values():
        pairs = leads_to.get(keys[0][1], [])
        occupations = list(dict.fromkeys(pair["occupation"] for pair in pairs))
        judged = survey.judged(occupations)
        silent = [one for one in occupations if not survey.is_known(one)]
        values = {
            "year": survey.year,
            "openings": judged.value,
            "occupations": tuple(case.thing("occupations", one) for one in occupations),
            "silent": tuple(case.thing("occupations", one) for one in silent),
        }
        notes = survey.before(silent) if judged.reason == "not_surveyed" else ()
        evidence = case.evidence("crosswalk", pairs)
        evidence += case.evidence("demand", survey.rows_of(occupations))
        subject = case.taught_major(keys)
        yield Verdict(clause, subject, judged, values, evidence, notes, grade=grade)


@dataclass
class Survey:
    """What the demand of a year says of occupations in the area of a clause."""

    case: Case
    clause: Clause
    year: int | None

    @cached_property
    def here(self) -> dict[str, list[dict[str, Any]]]:
        """Occupation → its rows of demand in the clause's area, of all years up to the year."""
        return self._rows(True)

    @cached_property
    def nowhere(self) -> dict[str, list[dict[str, Any]]]:
        """Occupation → rows of which nobody knows whether they are of the area."""
        return self._rows(None)

    def _rows(self, covered: bool | None) -> dict[str, list[dict[str, Any]]]:
        several: dict[str, list[dict[str, Any]]] = {}
        for row in self.case.rows("demand"):
            if self.year is None or row["year"] > self.year:
                continue
            if self.case.covers(self.clause, row["area"]) is covered:
                several.setdefault(row["occupation"], []).append(row)
        return several

    def rows_of(self, occupations: list[str]) -> list[dict[str, Any]]:
        """The rows of the year."""
        rows = [row for one in occupations for row in self.here.get(one, [])]
        return [row for row in rows if row["year"] == self.year]

    def is_known(self, occupation: str) -> bool:
        """Whether the year has a figure of an occupation, be it zero."""
        return any(row["openings"] is not None for row in self.rows_of([occupation]))

    def judged(self, occupations: list[str]) -> Judged:
        """Wanted where there are openings; to be explained where all were surveyed, with none."""
        if self.year is None:
            return Judged("unknown", "no_demand")
        if not occupations:
            return Judged("unknown", "no_crosswalk")
        rows = self.rows_of(occupations)
        by_basis: dict[str | None, float] = {}
        for row in rows:
            if row["openings"] is not None:
                by_basis[row["basis"]] = by_basis.get(row["basis"], 0) + row["openings"]
        openings = max(by_basis.values(), default=0)
        if openings > 0:
            return Judged("pass", "pass", openings)
        unplaced = [row for one in occupations for row in self.nowhere.get(one, [])]
        if any(row["year"] == self.year and row["openings"] for row in unplaced):
            return Judged("unknown", "unplaced")
        if any(row["openings"] is None for row in rows):
            return Judged("unknown", "silent")
        if not all(self.is_known(one) for one in occupations):
            return Judged("unknown", "not_surveyed")
        return Judged("explain", "explain", 0)

    def before(self, occupations: list[str]) -> tuple[Note, ...]:
        """The newest year in which each was surveyed, where there was one."""
        newest = []
        for one in occupations:
            years = [row["year"] for row in self.here.get(one, []) if row["openings"] is not None]
            if years:
                thing, year = self.case.thing("occupations", one), max(years)
                zh, en = f"{thing.of('zh')}（{year}）", f"{thing.of('en')} ({year})"
                newest.append(Thing(one, zh, en))
        return (Note("surveyed_before", {"occupations": tuple(newest)}),) if newest else ()
