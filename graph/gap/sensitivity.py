"""The sensitivity of the shortage to single choices: one rule changed at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from graph.gap.demand import demand_rows, demand_side
from graph.gap.depth import coarser
from graph.gap.eligible import Rule, crosswalk_of
from graph.gap.flows import factored
from graph.gap.flows.flow import shortage
from graph.gap.flows.rounding import added_up
from graph.gap.instance import Instance, staying
from graph.gap.plans import with_supply
from graph.gap.report import Variant
from graph.gap.supply import supply_rows, supply_side

OTHER_SHARES = (75, 50, 25)  # of entrants among openings, in percent


def sensitivity(tables: Mapping[str, pl.DataFrame], instance: Instance) -> tuple[Variant, ...]:
    """Compute the shortage with one choice changed at a time, those first that matter most.

    The share of entrants, tier, levels, market, depth of the classifications (where the data say
    what is above a class), who stays, and further study.
    """
    return tuple(Variant(key, short) for key, short in _variants(tables, instance))


def _variants(tables: Mapping[str, pl.DataFrame], instance: Instance) -> Iterator[tuple[str, int]]:
    arcs, scope, rule = instance.arcs, instance.scope, instance.scope.rule
    offered, needed = instance.supply.classes, instance.demand.classes

    def under(
        changed: Rule = rule, supply: pl.DataFrame = offered, demand: pl.DataFrame = needed
    ) -> int:
        return factored.shortage(tables, supply, demand, changed)

    for share in OTHER_SHARES if scope.entrants in (None, 100) else (100,):
        wanted = demand_side(demand_rows(tables, share), scope)
        yield f"entrants_{share}", under(demand=wanted.classes)
    other_tier = 2 if rule.tier == 1 else 1
    yield f"tier_{other_tier}", under(replace(rule, tier=other_tier))
    yield "level_exact", under(replace(rule, level="exact"))
    yield "level_any", under(replace(rule, level="any"))
    yield (
        ("market_own", under(replace(rule, market="own")))
        if rule.market == "pooled"
        else ("market_pooled", under(replace(rule, market="pooled")))
    )
    for step, network in enumerate(coarser(tables, arcs), 1):
        yield f"depth_{step}", shortage(network)
    yield "all_stay", under(supply=staying(tables, instance).classes)
    yield "fewer_stay", shortage(replace(arcs.network, supply=added_up(arcs.network.supply * 0.9)))
    rows = supply_rows(with_supply(tables, scope.supply), scope.year, imputes_study=False)
    fewer_study = supply_side(rows, crosswalk_of(tables), scope).classes
    if not fewer_study.equals(offered):  # else all of it is stated
        yield "study_none", under(supply=fewer_study)
