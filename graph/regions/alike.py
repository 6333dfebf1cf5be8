"""The area of the data that is most like another by what it needs, to hold its gap against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import sqrt

import polars as pl

from graph.errors import NoAnswer
from graph.gap.demand import counted_rows, demand_rows
from graph.gap.eligible import above_of
from graph.gap.gap import gap
from graph.gap.report import GapReport
from graph.gap.scope import GapParameters, settle
from graph.things import Thing

LEAST = 0.5  # of likeness: what is less alike is no comparison
DIGITS = 12  # of a cosine: what differs less is equal


@dataclass(frozen=True)
class Alike:
    """An area, its ``likeness`` to the one asked for (cosine, 0–1), and its gap solved alone."""

    area: Thing
    likeness: float
    report: GapReport


def most_alike(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, report: GapReport
) -> Alike | None:
    """Find the area most like that of a report, of those at its level with demand and supply.

    Likeness is the cosine of openings by occupation, in the report's scope, year and basis; of
    equals the first by key. None where the report is on all data or lacks a side, or no area at the
    same level that has both sides is at least half alike.
    """
    if report.area is None or not report.demand or not report.supply:
        return None
    same = replace(parameters, year=report.year, basis=report.basis, area=None)
    needed = _needed(tables, same, report.area.key)
    own = needed.pop(report.area.key, {})
    likeness = {area: round(cosine(own, other), DIGITS) for area, other in needed.items()}
    for key in sorted(likeness, key=lambda key: (-likeness[key], key)):
        if likeness[key] < LEAST:
            break
        try:
            other_report = gap(tables, replace(same, area=key))
        except NoAnswer:  # it has colleges, but no figure of their graduates
            continue
        if other_report.area and other_report.demand and other_report.supply:
            return Alike(other_report.area, likeness[key], other_report)
    return None


def _needed(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, area: str
) -> dict[str, dict[str, float]]:
    """Return area → occupation → openings, of the areas with as many areas above them as one."""
    parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
    level = len(above_of(area, parents))
    rows = demand_rows(tables, parameters.entrants)
    counted = counted_rows(rows, settle(tables, parameters, rows)).sort("key", "area")
    needed: dict[str, dict[str, float]] = {}
    for key, place, persons in counted.select("key", "area", "persons").iter_rows():
        reached = [place, *above_of(place, parents)] if place in parents else []
        if len(reached) > level and persons > 0:
            by_occupation = needed.setdefault(reached[-level - 1], {})
            by_occupation[key] = by_occupation.get(key, 0.0) + persons
    return needed


def cosine(first: Mapping[str, float], second: Mapping[str, float]) -> float:
    """Return the cosine of two needs by occupation: 1 in the same proportions, 0 without a common.

    >>> cosine({"a": 3, "b": 4}, {"a": 6, "b": 8}), cosine({"a": 1}, {"b": 1}), cosine({}, {})
    (1.0, 0.0, 0.0)
    """
    lengths = sqrt(sum(x * x for x in first.values()) * sum(x * x for x in second.values()))
    return sum(x * second.get(key, 0) for key, x in first.items()) / lengths if lengths else 0.0
