"""From tables to an instance: what is asked, the classes of both sides, and who may enter what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph.errors import NoAnswer
from graph.gap import effort
from graph.gap.demand import demand_rows, demand_side, in_scope, without_area
from graph.gap.eligible import above_of
from graph.gap.figures import Side, whole
from graph.gap.flows.factored import Structure, pairs, solve
from graph.gap.flows.flow import check_size
from graph.gap.network import Arcs, build
from graph.gap.placed import with_placements
from graph.gap.report import Assumption
from graph.gap.scope import EVERYTHING, GapParameters, Scope, settle
from graph.gap.supply import staying_side, supply_rows, supply_side


@dataclass(frozen=True, eq=False)
class Question:
    """What is asked, the rows of both sides, and their classes."""

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


def ask(tables: Mapping[str, pl.DataFrame], parameters: GapParameters = EVERYTHING) -> Question:
    """From tables to classes, with all that was taken for granted on the way.

    Needs ``enrolment``, ``demand``, ``crosswalk``, ``majors``, ``occupations``, ``colleges``;
    ``areas``, ``commuting``, ``chains``, ``segments`` where they are asked for.

    Raises:
        NoAnswer: there is nothing to compute on; the message names what is missing.
        WrongInput: no such area, chain or option, or more persons than 2^31 − 1.
    """
    demanded = demand_rows(tables)
    scope = settle(tables, parameters, demanded)
    demand = demand_side(demanded, scope)
    if demand.classes.is_empty():
        raise _nothing_needed(demanded, scope, demand)
    supplied = supply_rows(tables, scope.year)
    supply = supply_side(supplied, tables["crosswalk"], scope)
    notes = [*demand.assumptions, *supply.assumptions, *_no_colleges(tables, supplied, scope)]
    notes += _unplaced(demanded, supplied, tables["crosswalk"], scope)
    notes = [*(one.said(scope.year) for one in scope.thin), *notes]
    notes += _alone(scope) + _wide(tables, supply, demand, scope)
    check_size(float(supply.classes["persons"].sum()), float(demand.classes["persons"].sum()))
    return Question(scope, demanded, supplied, demand, supply, tuple(notes))


def structure(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters = EVERYTHING
) -> Structure:
    """The structural part alone, exact at the size of a nation: flow, cuts, pieces.

    Raises:
        NoAnswer, WrongInput: see ``ask``.
    """
    question = ask(tables, parameters)
    return solve(tables, question.supply.classes, question.demand.classes, question.scope.rule)


def prepare(tables: Mapping[str, pl.DataFrame], parameters: GapParameters = EVERYTHING) -> Instance:
    """From tables to a network.

    Raises:
        NoAnswer, WrongInput: see ``ask``; or the pairs of classes are too many for all figures of a
            report, and the message gives the structural ones.
    """
    question = ask(tables, parameters)
    scope, sides = question.scope, (question.supply.classes, question.demand.classes)
    many = how_many_pairs(tables, question)
    if many > effort.MOST_PAIRS:
        raise _too_many(solve(tables, *sides, scope.rule), many)
    arcs, placed = with_placements(tables, build(tables, *sides, scope.rule), scope)
    told = vars(question) | {"notes": (*question.notes, *placed)}
    return Instance(**told, arcs=arcs)


def how_many_pairs(tables: Mapping[str, pl.DataFrame], question: Question) -> int:
    """How many pairs of classes may be joined: above ``effort.MOST_PAIRS`` they are not written."""
    sides = question.supply.classes, question.demand.classes
    return pairs(tables, *sides, question.scope.rule)


def staying(tables: Mapping[str, pl.DataFrame], instance: Question) -> Side:
    """The supply if every graduate who looks for work stayed here."""
    return staying_side(instance.supplied, tables["crosswalk"], instance.scope, instance.supply)


def _alone(scope: Scope) -> list[Assumption]:
    """That results of parts share supply and must not be added, and whose class a major has."""
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
    """What has no area: left out of a part of the region, open to everybody in own markets."""
    nowhere = supplied.filter(
        pl.col("area").is_null(),
        pl.col("persons").is_not_null(),
        pl.col("key").is_in(crosswalk["major"].unique().implode()),
    )
    places = whole(without_area(demanded, scope)["persons"])
    persons = whole(nowhere["persons"])
    if scope.whole:
        both = {"places": places, "persons": persons}
        notes = []
        if places + persons and scope.area is not None:
            notes.append(Assumption("without_area_counted", {"area": scope.area, **both}))
        if places + persons and scope.market == "own":
            notes.append(Assumption("own_without_area", both))
        return notes
    left_out = (("demand_without_area", places), ("supply_without_area", persons))
    return [Assumption(key, {"persons": figure}) for key, figure in left_out if figure]


def _wide(
    tables: Mapping[str, pl.DataFrame], supply: Side, demand: Side, scope: Scope
) -> list[Assumption]:
    """In own markets: whose area is so wide that they may be anywhere inside it."""
    if scope.market == "pooled":
        return []
    parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
    used = {*supply.classes["area"], *demand.classes["area"]} - {None}
    around = {above for area in used for above in above_of(area, parents)}
    graduates, places = (
        whole(side.classes.filter(pl.col("area").is_in(around))["persons"])
        for side in (supply, demand)
    )
    if not graduates + places:
        return []
    return [Assumption("own_nested", {"places": places, "persons": graduates})]


def _too_many(found: Structure, many: int) -> NoAnswer:
    """The structural figures of what is too large for a report, and what to ask instead."""
    needed = int(found.occupations["persons"].sum())
    there = int(found.majors["persons"].sum())
    return NoAnswer(
        "error.gap_too_many_pairs",
        pairs=many,
        most=effort.MOST_PAIRS,
        demand=needed,
        supply=there,
        matched=found.cuts.matched,
        shortage=found.shortage,
        quantity=max(0, needed - there),
        composition=min(needed, there) - found.cuts.matched,
    )


def _no_colleges(
    tables: Mapping[str, pl.DataFrame], supplied: pl.DataFrame, scope: Scope
) -> list[Assumption]:
    """An area without colleges has no supply of its own; one of silent colleges is unknown."""
    if len(scope.keep_area(supplied).filter(pl.col("persons").is_not_null())):
        return []
    if len(scope.keep_area(tables["colleges"])):
        area = scope.area.name if scope.area else ""
        raise NoAnswer("error.gap_no_supply_here", area=area, year=scope.year)
    return [Assumption("no_college", {"area": scope.area})]


def _nothing_needed(demanded: pl.DataFrame, scope: Scope, demand: Side) -> NoAnswer:
    """Why no demand is left: the chain, the area, the basis or the level rule."""
    here = in_scope(demanded, scope).filter(pl.col("persons").is_not_null())
    if scope.min_level is not None and len(here.filter(pl.col("basis") == scope.basis)):
        return NoAnswer("error.gap_min_level", level=scope.min_level, year=scope.year)
    asked = [thing.key for thing in (scope.area, scope.chain) if thing is not None]
    return NoAnswer(
        "error.gap_no_demand_here",
        asked=", ".join(asked),
        year=scope.year,
        basis=scope.basis,
        unknown=len(demand.unknown),
        bases=", ".join(sorted(set(here["basis"]))) or "–",
    )
