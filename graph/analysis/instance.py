"""From tables to an instance: what is asked, the classes of both sides, and who may enter what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph.analysis.demand import demand_rows, demand_side, in_scope
from graph.analysis.figures import Side
from graph.analysis.flow import check_size
from graph.analysis.network import Arcs, build
from graph.analysis.placed import with_placements
from graph.analysis.report import Assumption
from graph.analysis.scope import EVERYTHING, GapParameters, Scope, settle
from graph.analysis.supply import supply_rows, supply_side
from graph.errors import NoAnswer


@dataclass(frozen=True, eq=False)
class Instance:
    """What is asked, the rows of both sides, their classes, and the network between them."""

    scope: Scope
    demanded: pl.DataFrame
    supplied: pl.DataFrame
    demand: Side
    supply: Side
    arcs: Arcs
    notes: tuple[Assumption, ...]


def prepare(tables: Mapping[str, pl.DataFrame], parameters: GapParameters = EVERYTHING) -> Instance:
    """From tables to a network, with all that was taken for granted on the way.

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
    notes += _alone(scope)
    check_size(float(supply.classes["persons"].sum()), float(demand.classes["persons"].sum()))
    arcs = build(tables, supply.classes, demand.classes, scope.rule)
    arcs, placed = with_placements(tables, arcs, scope)
    return Instance(scope, demanded, supplied, demand, supply, arcs, (*notes, *placed))


def staying(tables: Mapping[str, pl.DataFrame], instance: Instance) -> Side:
    """The supply if every graduate who looks for work stayed here."""
    rows = instance.supplied.with_columns(pl.col("available").cast(pl.Float64).alias("persons"))
    return supply_side(rows, tables["crosswalk"], instance.scope)


def _alone(scope: Scope) -> list[Assumption]:
    """That results of chains and of parts of a region share supply, and must not be added."""
    notes = []
    if scope.chain is not None:
        notes.append(Assumption("chain_alone", {}))
    if not scope.whole:
        notes.append(Assumption("area_alone", {}))
    return notes


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
