"""The sensitivity of the shortage to single choices: one rule changed at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from graph.gap.eligible import Rule
from graph.gap.flows import factored
from graph.gap.flows.flow import shortage
from graph.gap.flows.rounding import added_up
from graph.gap.instance import Instance, staying
from graph.gap.report import Variant


def sensitivity(tables: Mapping[str, pl.DataFrame], instance: Instance) -> tuple[Variant, ...]:
    """Compute the shortage with the other tier, other level rules, and more or fewer who stay."""
    return tuple(Variant(key, short) for key, short in _variants(tables, instance))


def _variants(tables: Mapping[str, pl.DataFrame], instance: Instance) -> Iterator[tuple[str, int]]:
    arcs, rule = instance.arcs, instance.scope.rule
    supply, demand = instance.supply.classes, instance.demand.classes
    stayers = staying(tables, instance).classes

    def under(changed: Rule) -> int:
        return factored.shortage(tables, supply, demand, changed)

    other_tier = 2 if rule.tier == 1 else 1
    yield f"tier_{other_tier}", under(replace(rule, tier=other_tier))
    yield "level_exact", under(replace(rule, level="exact"))
    yield "level_any", under(replace(rule, level="any"))
    yield "all_stay", factored.shortage(tables, stayers, demand, rule)
    nine_of_ten = added_up(arcs.network.supply * 0.9)
    yield "fewer_stay", shortage(replace(arcs.network, supply=nine_of_ten))
