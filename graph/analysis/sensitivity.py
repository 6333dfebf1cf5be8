"""How much the shortage hangs on single choices: one rule changed at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import polars as pl

from graph.analysis.flow import Network, shortage
from graph.analysis.instance import Instance, staying
from graph.analysis.network import build, rewire
from graph.analysis.report import Variant
from graph.analysis.rounding import added_up


def sensitivity(tables: Mapping[str, pl.DataFrame], instance: Instance) -> tuple[Variant, ...]:
    """The shortage with the other tier, other level rules, and more or fewer who stay."""
    return tuple(Variant(key, shortage(one)) for key, one in _variants(tables, instance))


def _variants(
    tables: Mapping[str, pl.DataFrame], instance: Instance
) -> Iterator[tuple[str, Network]]:
    arcs, rule = instance.arcs, instance.scope.rule
    other = 2 if rule.tier == 1 else 1
    yield f"tier_{other}", rewire(tables, arcs, replace(rule, tier=other))
    yield "level_exact", rewire(tables, arcs, replace(rule, level="exact"))
    yield "level_any", rewire(tables, arcs, replace(rule, level="any"))
    stayers = staying(tables, instance).classes
    yield "all_stay", build(tables, stayers, instance.demand.classes, rule).network
    nine_of_ten = added_up(arcs.network.supply * 0.9)
    yield "fewer_stay", replace(arcs.network, supply=nine_of_ten)
