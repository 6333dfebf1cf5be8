"""The areas or chains of a region over its comparable years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from graph.errors import NoAnswer
from graph.gap.parts import By, Part, Parts, in_whole_persons, split
from graph.gap.scope import GapParameters
from graph.things import Thing

FEWEST_YEARS, FEWEST_PARTS = 3, 2  # below which there is no course, or nothing to compare


@dataclass(frozen=True)
class Course:
    """An area or a chain by year, in whole persons; a year without a figure of it is absent."""

    thing: Thing
    parts: Mapping[int, Part]


@dataclass(frozen=True)
class OverYears:
    """The parts of a region by ``by``, those that need most people in the newest year first.

    ``years``: ascending, on one ``basis`` of demand.
    """

    by: By
    basis: str
    place: tuple[Thing, ...]
    years: tuple[int, ...]
    courses: tuple[Course, ...]


def over_years(
    tables: Mapping[str, pl.DataFrame], by: By, parameters: GapParameters, solved: Parts
) -> OverYears | None:
    """Divide each comparable year among areas or chains; None for fewer than 3 years or 2 parts.

    ``solved``: the years, each by itself. Years that cover too little, or whose demand is on
    another basis than the newest one's, are not comparable.
    """
    thin = {entry.values["year"] for entry in solved.assumptions}
    reports = [part.report for part in solved.parts if part.report is not None]
    reports = [report for report in reports if report.year not in thin]
    years = tuple(sorted(r.year for r in reports if r.basis == reports[-1].basis))
    if len(years) < FEWEST_YEARS:
        return None
    courses: dict[Thing, dict[int, Part]] = {}
    for year in years:
        try:
            parts = split(tables, by, replace(parameters, year=year, basis=reports[-1].basis))
        except NoAnswer:
            return None
        for part in in_whole_persons(parts):
            has_figure = part.demand is not None or part.supply is not None
            if part.thing is not None and part.thing != parts.area and has_figure:
                courses.setdefault(part.thing, {})[year] = part
    if len(courses) < FEWEST_PARTS:
        return None
    newest = max(years)

    def needs(thing: Thing) -> tuple[float, str]:
        part = courses[thing].get(newest)
        return -float((part and part.demand) or 0), thing.key

    ordered = tuple(Course(thing, courses[thing]) for thing in sorted(courses, key=needs))
    return OverYears(by, reports[-1].basis, solved.place, years, ordered)
