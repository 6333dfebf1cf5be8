"""Majors beside a part of the region: a chain, an area, jobs from a level on.

Beside a part alone everybody who works elsewhere would seem too many. So a major has the class,
room and slack that it has in the whole region, and who may enter no place of the part is not of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from graph.gap.eligible import crosswalk_of
from graph.gap.flows.factored import solve
from graph.gap.flows.flow import Cuts
from graph.gap.flows.solution import Solution, solved
from graph.gap.instance import Instance, Question, ask, too_many_pairs
from graph.gap.network import Arcs, build
from graph.gap.report import Major, MajorClass
from graph.gap.same_frames import kept_for_same_frames
from graph.gap.scope import GapParameters

Key = tuple[str, int, str | None]
Standing = tuple[MajorClass, int | None, int | None]  # class, room, slack
UNKNOWN: Standing = ("unknown", 0, 0)


def surveyed(tables: Mapping[str, pl.DataFrame], question: Question) -> set[str]:
    """Return the majors with an occupation whose demand is known in some year, by any basis."""
    with_demand = question.demanded.filter(pl.col("persons").is_not_null())
    rows = crosswalk_of(tables).join(with_demand, left_on="occupation", right_on="key", how="semi")
    return set(rows["major"])


def majors_of(arcs: Arcs, solution: Solution, surveyed_majors: set[str]) -> list[Major]:
    """Build the supply classes: verdict of the cuts, fair placement rates, room and slack."""
    majors = []
    for i, (thing, level, area, persons) in enumerate(arcs.majors):
        rate, unplaced = solution.placement_rates[i], solution.unplaced[i]
        room, slack = (
            None if figures is None else figures[i] for figures in (solution.room, solution.slack)
        )
        standing: Standing = _group(solution.cuts, i), room, slack
        group, room, slack = standing if thing.key in surveyed_majors else UNKNOWN
        majors.append(Major(thing, level, area, persons, group, rate, room, slack, unplaced))
    return majors


def of_part(
    tables: Mapping[str, pl.DataFrame], instance: Instance, majors: list[Major]
) -> list[Major]:
    """Class the majors of a part as they stand in the region, and mark who may enter the part.

    The lowest level of the jobs is a choice for both sides: who may enter such a job is classed
    among such jobs, who may not among all.
    """
    scope, reached = instance.scope, set(instance.arcs.network.major.tolist())
    is_local = scope.chain is not None or not scope.whole
    inside = _standings(tables, scope.region) if is_local else _standings_of(majors)
    outside = inside
    if scope.min_level is not None and len(reached) < len(majors):
        outside = _standings(tables, replace(scope.region, min_level=None))
    result = []
    for i, major in enumerate(majors):
        enters = i in reached
        group, room, slack = (inside if enters else outside).get(_key(major), UNKNOWN)
        spare = None if slack is None else min(slack, major.supply)
        result.append(replace(major, group=group, room=room, slack=spare, enters=enters))
    return result


@kept_for_same_frames(2)
def _standings(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters
) -> dict[Key, Standing]:
    """Return class, room and slack of every major; the class alone if there are too many pairs."""
    question = ask(tables, parameters)
    if not too_many_pairs(tables, question):
        sides = question.supply.classes, question.demand.classes
        arcs = build(tables, *sides, question.scope.rule)
        return _standings_of(majors_of(arcs, solved(arcs.network), surveyed(tables, question)))
    return {
        key: UNKNOWN if group == "unknown" else (group, None, None)
        for key, group in classes(tables, question).items()
    }


def classes(tables: Mapping[str, pl.DataFrame], question: Question) -> dict[Key, MajorClass]:
    """Return the class of every major, however many pairs there are."""
    sides = question.supply.classes, question.demand.classes
    structure, surveyed_majors = (
        solve(tables, *sides, question.scope.rule),
        surveyed(tables, question),
    )
    keys = structure.majors.select("key", "level", "area").iter_rows()
    return {
        key: _group(structure.cuts, i) if key[0] in surveyed_majors else "unknown"
        for i, key in enumerate(keys)
    }


def _standings_of(majors: list[Major]) -> dict[Key, Standing]:
    return {_key(major): (major.group, major.room, major.slack) for major in majors}


def _key(major: Major) -> Key:
    return major.thing.key, major.level, major.area.key if major.area else None


def _group(cuts: Cuts, i: int) -> MajorClass:
    if cuts.surplus[i]:
        return "surplus"
    return "scarce" if cuts.scarce[i] else "balanced"
