"""Why a block stays short: what alone would fill most of its empty places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from graph.analysis.flow import Bools, Network, Piece, matched
from graph.analysis.instance import Instance, staying
from graph.analysis.network import build, rewire
from graph.analysis.report import Cause
from graph.analysis.solution import Solution

Gain = Callable[[Piece], int]


def causes(
    tables: Mapping[str, pl.DataFrame], instance: Instance, solution: Solution
) -> list[Cause]:
    """The cause of each block of a solution.

    ``no_major``: the crosswalk has none. Otherwise each rule is given up for this block alone:
    where people may work (``place``), that some leave (``retention``), related fields (``field``),
    the required level (``level``). The one that gains most is the cause, if it fills at least half
    of the empty places; the first of these where two gain the same. Else ``seats`` are lacking.
    """
    levers = list(_levers(tables, instance, solution))
    unreached = instance.arcs.unreached
    found: list[Cause] = []
    for block in solution.blocks:
        if unreached.get(int(block.occupations[0])) == "no_crosswalk":
            found.append("no_major")
            continue
        gains = [(gain(block), cause) for cause, gain in levers]
        most, cause = max(gains, key=lambda one: one[0], default=(0, "seats"))
        found.append(cause if 2 * most >= block.short else "seats")
    return found


def _levers(
    tables: Mapping[str, pl.DataFrame], instance: Instance, solution: Solution
) -> Iterator[tuple[Cause, Gain]]:
    """What each rule costs a block: the matches that giving it up for this block alone adds."""
    arcs, rule = instance.arcs, instance.scope.rule
    helpful = solution.cuts.surplus & (arcs.network.supply > 0)
    most = solution.cuts.matched
    if rule.market == "own":
        wider = rewire(tables, arcs, replace(rule, reach="anywhere"))
        yield "place", _by_entry(arcs.network, wider, helpful, most)
    stayers = build(
        tables, staying(tables, instance).classes, instance.demand.classes, rule
    ).network
    yield "retention", _by_staying(arcs.network, stayers, most)
    if rule.tier < 2:
        related = rewire(tables, arcs, replace(rule, tier=2))
        yield "field", _by_entry(arcs.network, related, helpful, most)
    yield (
        "level",
        _by_entry(arcs.network, rewire(tables, arcs, replace(rule, level="any")), helpful, most),
    )


def _by_entry(network: Network, wider: Network, helpful: Bools, most: int) -> Gain:
    """Gain from the arcs that only the wider network has; none without surplus majors on them."""
    n = len(network.demand)
    new = ~np.isin(wider.major * n + wider.occupation, network.major * n + network.occupation)
    new &= helpful[wider.major]

    def gain(block: Piece) -> int:
        into = new & np.isin(wider.occupation, block.occupations)
        return matched(network.adding(wider, into)) - most if into.any() else 0

    return gain


def _by_staying(network: Network, stayers: Network, most: int) -> Gain:
    """Gain if nobody who may enter the block left the region."""
    leave = stayers.supply > network.supply

    def gain(block: Piece) -> int:
        entrants = np.unique(network.major[np.isin(network.occupation, block.occupations)])
        if not leave[entrants].any():
            return 0
        supply = network.supply.copy()
        supply[entrants] = stayers.supply[entrants]
        return matched(replace(network, supply=supply)) - most

    return gain
