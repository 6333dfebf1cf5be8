"""Majors beside a part of the region: a chain, an area, jobs from a level on.

Beside a part alone everybody who works elsewhere would seem too many. So a major has the class,
room and slack that it has in the whole region, and who may enter no place of the part is not of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from graph.gap import effort
from graph.gap.flows.factored import solve
from graph.gap.flows.flow import Cuts
from graph.gap.flows.solution import Solution, solved
from graph.gap.instance import Instance, Question, ask, how_many_pairs
from graph.gap.network import Arcs, build
from graph.gap.report import Major, MajorClass
from graph.gap.scope import GapParameters

Key = tuple[str, int, str | None]
Standing = tuple[MajorClass, int | None, int | None]  # class, room, slack
UNKNOWN: Standing = ("unknown", 0, 0)


def surveyed(tables: Mapping[str, pl.DataFrame], question: Question) -> set[str]:
    """Majors with an occupation for which a demand is known in some year, by any basis."""
    asked = question.demanded.filter(pl.col("persons").is_not_null())
    rows = tables["crosswalk"].join(asked, left_on="occupation", right_on="key", how="semi")
    return set(rows["major"])


def majors_of(arcs: Arcs, solution: Solution, asked: set[str]) -> list[Major]:
    """The supply classes with what the cuts say of each, fair placement rates, room and slack."""
    found = []
    for i, (thing, level, area, persons) in enumerate(arcs.majors):
        rate, unplaced = solution.placement_rates[i], solution.unplaced[i]
        room, slack = (
            None if each is None else each[i] for each in (solution.room, solution.slack)
        )
        standing: Standing = _group(solution.cuts, i), room, slack
        group, room, slack = standing if thing.key in asked else UNKNOWN
        found.append(Major(thing, level, area, persons, group, rate, room, slack, unplaced))
    return found


def of_part(
    tables: Mapping[str, pl.DataFrame], instance: Instance, majors: list[Major]
) -> list[Major]:
    """The majors of a part as they stand in the region, and whether they may enter the part.

    The lowest level of the jobs is a choice for both sides: who may enter such a job is classed
    among such jobs, who may not among all.
    """
    scope, reached = instance.scope, set(instance.arcs.network.major.tolist())
    is_local = scope.chain is not None or not scope.whole
    inside = _standings(tables, scope.region) if is_local else _known(majors)
    outside = inside
    if scope.min_level is not None and len(reached) < len(majors):
        outside = _standings(tables, replace(scope.region, min_level=None))
    found = []
    for i, one in enumerate(majors):
        enters = i in reached
        group, room, slack = (inside if enters else outside).get(_key(one), UNKNOWN)
        spare = None if slack is None else min(slack, one.supply)
        found.append(replace(one, group=group, room=room, slack=spare, enters=enters))
    return found


def _standings(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters
) -> dict[Key, Standing]:
    """Class, room and slack of every major; classes alone where the pairs are too many."""
    question = ask(tables, parameters)
    if how_many_pairs(tables, question) <= effort.MOST_PAIRS:
        sides = question.supply.classes, question.demand.classes
        arcs = build(tables, *sides, question.scope.rule)
        return _known(majors_of(arcs, solved(arcs.network), surveyed(tables, question)))
    return {
        key: UNKNOWN if group == "unknown" else (group, None, None)
        for key, group in classes(tables, question).items()
    }


def classes(tables: Mapping[str, pl.DataFrame], question: Question) -> dict[Key, MajorClass]:
    """The class of every major, however many pairs there are."""
    sides = question.supply.classes, question.demand.classes
    found, asked = solve(tables, *sides, question.scope.rule), surveyed(tables, question)
    keys = found.majors.select("key", "level", "area").iter_rows()
    return {
        key: _group(found.cuts, i) if key[0] in asked else "unknown" for i, key in enumerate(keys)
    }


def _known(majors: list[Major]) -> dict[Key, Standing]:
    return {_key(one): (one.group, one.room, one.slack) for one in majors}


def _key(one: Major) -> Key:
    return one.thing.key, one.level, one.area.key if one.area else None


def _group(cuts: Cuts, i: int) -> MajorClass:
    if cuts.surplus[i]:
        return "surplus"
    return "scarce" if cuts.scarce[i] else "balanced"
