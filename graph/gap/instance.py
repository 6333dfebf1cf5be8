"""From tables to an instance: the scope, the classes of both sides, and the arcs between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from graph.errors import NoAnswer
from graph.gap import effort
from graph.gap.declared import named_bases
from graph.gap.demand import demand_rows, demand_side, in_scope, without_area
from graph.gap.eligible import above_of, crosswalk_of, members_of_classes
from graph.gap.figures import Side, whole
from graph.gap.flows.factored import Structure, solve, too_many
from graph.gap.flows.flow import check_size
from graph.gap.network import Arcs, build
from graph.gap.placed import with_placements
from graph.gap.plans import plan_notes, with_supply
from graph.gap.report import Assumption
from graph.gap.same_frames import kept_for_same_frames
from graph.gap.scope import EVERYTHING, GapParameters, Scope, settle
from graph.gap.supply import staying_side, supply_rows, supply_side

Change = Callable[[pl.DataFrame], pl.DataFrame]
_SOME = 8  # questions that are kept: years of an outlook or of a report


@dataclass(frozen=True, eq=False)
class Question:
    """A scope with the rows of both sides and their classes."""

    scope: Scope
    demanded: pl.DataFrame
    supplied: pl.DataFrame
    demand: Side
    supply: Side
    notes: tuple[Assumption, ...]


@dataclass(frozen=True, eq=False)
class Instance(Question):
    """A question with the network between the classes."""

    arcs: Arcs


def ask(
    tables: Mapping[str, pl.DataFrame],
    parameters: GapParameters = EVERYTHING,
    change: Change | None = None,
) -> Question:
    """Turn tables into classes, noting every assumption on the way.

    ``change`` returns the rows of supply as they would be under a plan.

    Needs ``enrolment``, ``demand``, ``crosswalk``, ``majors``, ``occupations``, ``colleges``;
    ``areas``, ``commuting``, ``chains``, ``segments`` where they are asked for.

    Raises:
        NoAnswer: there is nothing to compute on; the message names what is missing.
        WrongInput: no such area, chain or option, or more persons than 2^31 − 1.
    """
    if change is None:
        return _as_reported(tables, parameters)
    return _question(tables, parameters, change)


@kept_for_same_frames(_SOME)
def _as_reported(tables: Mapping[str, pl.DataFrame], parameters: GapParameters) -> Question:
    return _question(tables, parameters, lambda supplied: supplied)


def _question(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, change: Change
) -> Question:
    demanded = demand_rows(tables, parameters.entrants)
    scope = settle(tables, parameters, demanded)
    demand = demand_side(demanded, scope)
    if demand.classes.is_empty():
        raise nothing_needed(demanded, scope, demand)
    by_supply = with_supply(tables, scope.supply)
    supplied = change(supply_rows(by_supply, scope.year))
    crosswalk = crosswalk_of(tables)
    supply = supply_side(supplied, crosswalk, scope)
    notes = [*demand.assumptions, *supply.assumptions, *_no_colleges(tables, supplied, scope)]
    notes += _unplaced(demanded, supplied, crosswalk, scope) + _by_members(tables, supply)
    notes = [*plan_notes(by_supply, scope), *notes]
    notes = [*(thin_year.assumption(scope.year) for thin_year in scope.thin), *notes]
    notes += _alone(scope) + _wide(tables, supply, demand, scope)
    check_size(float(supply.classes["persons"].sum()), float(demand.classes["persons"].sum()))
    return Question(scope, demanded, supplied, demand, supply, tuple(notes))


def structure(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters = EVERYTHING
) -> Structure:
    """Solve the structural part alone, exact at the size of a nation: flow, cuts, pieces.

    Raises:
        NoAnswer, WrongInput: see ``ask``.
    """
    question = ask(tables, parameters)
    return solve(tables, question.supply.classes, question.demand.classes, question.scope.rule)


def prepare(
    tables: Mapping[str, pl.DataFrame],
    parameters: GapParameters = EVERYTHING,
    change: Change | None = None,
) -> Instance:
    """Turn tables into an instance with its network; ``change`` as in ``ask``.

    Raises:
        NoAnswer, WrongInput: see ``ask``; or the pairs of classes are too many for all figures of a
            report, and the message gives the structural ones.
    """
    question = ask(tables, parameters, change)
    scope, sides = question.scope, (question.supply.classes, question.demand.classes)
    if pair_count := too_many_pairs(tables, question):
        raise _too_many(solve(tables, *sides, scope.rule), pair_count)
    arcs, placed = with_placements(tables, build(tables, *sides, scope.rule), scope)
    fields = vars(question) | {"notes": (*question.notes, *placed)}
    return Instance(**fields, arcs=arcs)


def too_many_pairs(tables: Mapping[str, pl.DataFrame], question: Question) -> int:
    """Return how many pairs of classes may be joined, where they are too many; else 0."""
    sides = question.supply.classes, question.demand.classes
    return too_many(tables, *sides, question.scope.rule)


def staying(tables: Mapping[str, pl.DataFrame], instance: Question) -> Side:
    """Return the supply if every graduate who looks for work stayed here."""
    return staying_side(instance.supplied, crosswalk_of(tables), instance.scope, instance.supply)


def _alone(scope: Scope) -> list[Assumption]:
    """Note that results of parts share supply and do not add up, and whose class a major has."""
    notes = []
    if scope.chain is not None:
        notes.append(Assumption("chain_alone", {}))
    if not scope.whole:
        notes.append(Assumption("area_alone", {}))
    if notes:
        notes.append(Assumption("classes_of_region", {}))
    if scope.min_level is not None:
        notes.append(Assumption("classes_of_level", {"level": scope.min_level}))
    return notes


def _unplaced(
    demanded: pl.DataFrame, supplied: pl.DataFrame, crosswalk: pl.DataFrame, scope: Scope
) -> list[Assumption]:
    """Note rows without an area: left out of a part, open to everybody in own markets."""
    without_area_rows = supplied.filter(
        pl.col("area").is_null(),
        pl.col("persons").is_not_null(),
        pl.col("key").is_in(crosswalk["major"].unique().implode()),
    )
    places = whole(without_area(demanded, scope)["persons"])
    persons = whole(without_area_rows["persons"])
    if scope.whole:
        values = {"places": places, "persons": persons}
        notes = []
        if places + persons and scope.area is not None:
            notes.append(Assumption("without_area_counted", {"area": scope.area, **values}))
        if places + persons and scope.market == "own":
            notes.append(Assumption("own_without_area", values))
        return notes
    left_out = (("demand_without_area", places), ("supply_without_area", persons))
    return [Assumption(key, {"persons": figure}) for key, figure in left_out if figure]


def _by_members(tables: Mapping[str, pl.DataFrame], supply: Side) -> list[Assumption]:
    """Note the graduates of classes of majors who enter what the members of the class may."""
    classes = members_of_classes(tables)["major"].unique()
    rows = supply.classes.filter(pl.col("key").is_in(classes.implode()))
    if rows.is_empty():
        return []
    names = dict(tables["majors"].select("node_key", "name").iter_rows())
    listed = ", ".join(names[key] for key in rows["key"].unique().sort())
    return [Assumption("class_by_members", {"persons": whole(rows["persons"]), "names": listed})]


def _wide(
    tables: Mapping[str, pl.DataFrame], supply: Side, demand: Side, scope: Scope
) -> list[Assumption]:
    """Note, for own markets, whose area is so wide that they may be anywhere inside it."""
    if scope.market == "pooled":
        return []
    parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
    areas = {*supply.classes["area"], *demand.classes["area"]} - {None}
    wide_areas = {above for area in areas for above in above_of(area, parents)}
    graduates, places = (
        whole(side.classes.filter(pl.col("area").is_in(wide_areas))["persons"])
        for side in (supply, demand)
    )
    if not graduates + places:
        return []
    return [Assumption("own_nested", {"places": places, "persons": graduates})]


def _too_many(solution: Structure, pair_count: int) -> NoAnswer:
    """Refuse a report that is too large, giving its structural figures and what to ask instead."""
    needed = int(solution.occupations["persons"].sum())
    available = int(solution.majors["persons"].sum())
    return NoAnswer(
        "error.gap_too_many_pairs",
        pairs=pair_count,
        most=effort.MOST_PAIRS,
        demand=needed,
        supply=available,
        matched=solution.cuts.matched,
        shortage=solution.shortage,
        quantity=max(0, needed - available),
        composition=min(needed, available) - solution.cuts.matched,
    )


def _no_colleges(
    tables: Mapping[str, pl.DataFrame], supplied: pl.DataFrame, scope: Scope
) -> list[Assumption]:
    """Note that an area has no college; raise where it has some but no figure of supply."""
    if len(scope.keep_area(supplied).filter(pl.col("persons").is_not_null())):
        return []
    if len(scope.keep_area(tables["colleges"])):
        area = scope.area.name if scope.area else ""
        raise NoAnswer("error.gap_no_supply_here", area=area, year=scope.year)
    return [Assumption("no_college", {"area": scope.area})]


def nothing_needed(demanded: pl.DataFrame, scope: Scope, demand: Side) -> NoAnswer:
    """Explain why no demand is left: the chain, the area, the basis or the level rule."""
    in_scope_rows = in_scope(demanded, scope).filter(pl.col("persons").is_not_null())
    if scope.min_level is not None and len(in_scope_rows.filter(pl.col("basis") == scope.basis)):
        return NoAnswer("error.gap_min_level", level=scope.min_level, year=scope.year)
    places = [thing.name for thing in (scope.area, scope.chain) if thing is not None]
    return NoAnswer(
        "error.gap_no_demand_here",
        asked=", ".join(places),
        year=scope.year,
        basis=named_bases([scope.basis]),
        unknown=len(demand.unknown),
        bases=named_bases(sorted(set(in_scope_rows["basis"]))),
    )
