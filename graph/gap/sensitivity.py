"""The sensitivity of the shortage to single choices: one rule changed at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from graph.gap.demand import demand_rows, demand_side
from graph.gap.eligible import Rule
from graph.gap.flows import factored
from graph.gap.flows.flow import shortage
from graph.gap.flows.rounding import added_up
from graph.gap.instance import Instance, staying
from graph.gap.report import Variant

OTHER_SHARES = (75, 50, 25)  # of entrants among openings, in percent


def sensitivity(tables: Mapping[str, pl.DataFrame], instance: Instance) -> tuple[Variant, ...]:
    """Compute the shortage with one choice changed at a time.

    Other shares of entrants, the other tier, other level rules, and more or fewer who stay.
    """
    return tuple(Variant(key, short) for key, short in _variants(tables, instance))


def _variants(tables: Mapping[str, pl.DataFrame], instance: Instance) -> Iterator[tuple[str, int]]:
    arcs, rule = instance.arcs, instance.scope.rule
    supply, demand = instance.supply.classes, instance.demand.classes
    stayers = staying(tables, instance).classes

    def under(changed: Rule, wanted: pl.DataFrame = demand) -> int:
        return factored.shortage(tables, supply, wanted, changed)

    shares = OTHER_SHARES if instance.scope.entrants in (None, 100) else (100,)
    for share in shares:
        side = demand_side(demand_rows(tables, share), instance.scope)
        yield f"entrants_{share}", under(rule, side.classes)
    other_tier = 2 if rule.tier == 1 else 1
    yield f"tier_{other_tier}", under(replace(rule, tier=other_tier))
    yield "level_exact", under(replace(rule, level="exact"))
    yield "level_any", under(replace(rule, level="any"))
    yield "all_stay", factored.shortage(tables, stayers, demand, rule)
    nine_of_ten = added_up(arcs.network.supply * 0.9)
    yield "fewer_stay", shortage(replace(arcs.network, supply=nine_of_ten))
