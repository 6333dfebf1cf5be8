"""S7: demand here for what a major prepares for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from graph.gap.figures import grade_over
from graph.rules.case import Case, grouped, remarked
from graph.rules.verdicts import Clause, Judgement, Note, Verdict


def wanted_here(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S7: openings in the clause's area for an occupation of the crosswalk.

    Related occupations count too. Bases are never added up: the one that shows most counts. An
    occupation without figures of the year was not surveyed, so nobody knows whether it is wanted.
    """
    taught_year = case.year_of("enrolment", "enrolled", "graduates")
    with_openings = case.tables["demand"].filter(pl.col("openings").is_not_null())
    survey = Survey(case, clause, case.newest("demand", with_openings, taught_year))
    leads_to = grouped(case.rows("crosswalk"), lambda row: row["major"])
    grade = grade_over(case.tables, ("demand",))  # that nobody asks is said by all of it
    for keys in case.taught_majors(taught_year).values():
        pairs = leads_to.get(keys[0][1], [])
        occupations = list(dict.fromkeys(pair["occupation"] for pair in pairs))
        judgement = survey.judgement(occupations)
        unsurveyed = [occupation for occupation in occupations if not survey.is_known(occupation)]
        values = {
            "year": survey.year,
            "openings": judgement.value,
            "occupations": tuple(case.thing("occupations", key) for key in occupations),
            "silent": tuple(case.thing("occupations", key) for key in unsurveyed),
        }
        notes = survey.before(unsurveyed) if judgement.reason == "not_surveyed" else ()
        evidence = case.evidence("crosswalk", pairs)
        evidence += case.evidence("demand", survey.rows_of(occupations))
        subject = case.taught_major(keys)
        yield Verdict(clause, subject, judgement, values, evidence, notes, grade=grade)


@dataclass
class Survey:
    """The demand of a year for occupations in the area of a clause."""

    case: Case
    clause: Clause
    year: int | None

    @cached_property
    def in_area(self) -> dict[str, list[dict[str, Any]]]:
        """Occupation → its rows of demand in the clause's area, of all years up to the year."""
        return self._rows(True)

    @cached_property
    def of_unknown_area(self) -> dict[str, list[dict[str, Any]]]:
        """Occupation → rows of which nobody knows whether they are of the area."""
        return self._rows(None)

    def _rows(self, covered: bool | None) -> dict[str, list[dict[str, Any]]]:
        if self.year is None:
            return {}
        rows = (row for row in self.case.rows("demand") if row["year"] <= self.year)
        own = (row for row in rows if self.case.covers(self.clause, row["area"]) is covered)
        return grouped(own, lambda row: row["occupation"])

    def rows_of(self, occupations: list[str]) -> list[dict[str, Any]]:
        """Return the rows of the year."""
        rows = [row for occupation in occupations for row in self.in_area.get(occupation, [])]
        return [row for row in rows if row["year"] == self.year]

    def is_known(self, occupation: str) -> bool:
        """Tell whether the year has a figure of an occupation, be it zero."""
        return any(row["openings"] is not None for row in self.rows_of([occupation]))

    def judgement(self, occupations: list[str]) -> Judgement:
        """Judge by openings: ``explain`` where all occupations were surveyed and none has any."""
        if self.year is None:
            return Judgement("unknown", "no_demand")
        if not occupations:
            return Judgement("unknown", "no_crosswalk")
        rows = self.rows_of(occupations)
        by_basis: dict[str | None, float] = {}
        for row in rows:
            if row["openings"] is not None:
                by_basis[row["basis"]] = by_basis.get(row["basis"], 0) + row["openings"]
        openings = max(by_basis.values(), default=0)
        if openings > 0:
            return Judgement("pass", "pass", openings)
        unplaced = [
            row for occupation in occupations for row in self.of_unknown_area.get(occupation, [])
        ]
        if any(row["year"] == self.year and row["openings"] for row in unplaced):
            return Judgement("unknown", "unplaced")
        if any(row["openings"] is None for row in rows):
            return Judgement("unknown", "silent")
        if not all(self.is_known(occupation) for occupation in occupations):
            return Judgement("unknown", "not_surveyed")
        return Judgement("explain", "explain", 0)

    def before(self, occupations: list[str]) -> tuple[Note, ...]:
        """Note the newest year in which each was surveyed, where there was one."""
        newest = []
        for occupation in occupations:
            years = [
                row["year"]
                for row in self.in_area.get(occupation, [])
                if row["openings"] is not None
            ]
            if years:
                newest.append(remarked(self.case.thing("occupations", occupation), max(years)))
        return (Note("surveyed_before", {"occupations": tuple(newest)}),) if newest else ()
