"""Causes of short blocks: the one rule whose lifting would fill most of the empty places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from graph.gap import effort
from graph.gap.eligible import Rule
from graph.gap.flows.factored import too_many
from graph.gap.flows.flow import Bools, Ints, Network, Piece, labelled, matched, positions_of
from graph.gap.flows.markets import Markets
from graph.gap.flows.solution import Solution
from graph.gap.instance import Instance, staying
from graph.gap.network import build, rewire
from graph.gap.report import Cause


def causes(
    tables: Mapping[str, pl.DataFrame], instance: Instance, solution: Solution
) -> list[Cause] | None:
    """Return the cause of each block of a solution; None where finding them would take too long.

    ``no_major``: the crosswalk has none. Otherwise each rule is given up for this block alone:
    where people may work (``place``), that some leave (``retention``), related fields (``field``),
    the required level (``level``). The one that gains most is the cause, if it fills at least half
    of the empty places; the first of these where two gain the same. Else there are majors without
    eligible graduates (``no_graduates``), or ``seats`` are lacking, which is what remains.
    """
    unreached = instance.arcs.unreached
    positions = [
        k
        for k, block in enumerate(solution.blocks)
        if unreached.get(int(block.occupations[0])) != "no_crosswalk"
    ]
    levers = _levers(tables, instance, solution, [solution.blocks[k] for k in positions])
    if levers is None:
        return None
    gains = [(cause, lever.gains()) for cause, lever in levers]
    block_causes: list[Cause] = ["no_major"] * len(solution.blocks)
    for position, k in enumerate(positions):
        options = [(lever_gains[position], cause) for cause, lever_gains in gains]
        most, cause = max(options, key=lambda option: option[0], default=(0, "seats"))
        if 2 * most < solution.blocks[k].short:
            alone = int(solution.blocks[k].occupations[0]) in unreached
            cause = "no_graduates" if alone else "seats"
        block_causes[k] = cause
    return block_causes


def _levers(
    tables: Mapping[str, pl.DataFrame], instance: Instance, solution: Solution, pieces: list[Piece]
) -> list[tuple[Cause, _Lever]] | None:
    """Build each rule as a lever on some blocks; None where that would take too much.

    Arcs are counted before they are written out, and flows before the first of them.
    """
    arcs, rule = instance.arcs, instance.scope.rule
    supply, demand = instance.supply.classes, instance.demand.classes
    markets = Markets.of(arcs.network)
    home = markets.of_occupation[np.array([b.occupations[0] for b in pieces], dtype=np.int64)]
    if effort.steps(markets.sizes[home]) > effort.MOST_STEPS:  # each block takes one flow at least
        return None
    stayers = build(tables, staying(tables, instance).classes, demand, rule).network
    levers: list[tuple[Cause, _Lever]] = [("retention", _by_staying(markets, stayers, pieces))]
    helpful = solution.cuts.surplus & (arcs.network.supply > 0)
    for cause, relaxed in _relaxed(rule):
        if too_many(tables, supply, demand, relaxed):
            return None
        wider = rewire(tables, arcs, relaxed)
        levers.append((cause, _by_entry(markets, wider, helpful, pieces)))
    if sum(effort.steps(lever.sizes()) for _, lever in levers) > effort.MOST_STEPS:
        return None
    order: tuple[Cause, ...] = ("place", "retention", "field", "level")
    return sorted(levers, key=lambda lever: order.index(lever[0]))


def _relaxed(rule: Rule) -> Iterator[tuple[Cause, Rule]]:
    """Yield the rules that let others enter, each relaxed by itself."""
    if rule.market == "own":
        yield "place", replace(rule, reach="anywhere")
    if rule.tier < 2:
        yield "field", replace(rule, tier=2)
    yield "level", replace(rule, level="any")


@dataclass(frozen=True, eq=False)
class _Lever:
    """The matches that some blocks gain when a rule is lifted for one of them at a time.

    ``blocks``: those it changes anything for. ``parts``: of the markets they touch then.
    ``tail``, ``head``: the arcs that each gets. ``supply``: of all majors, where a block's entrants
    (``entrants``) have more.
    """

    markets: Markets
    block_count: int
    blocks: list[int]
    parts: list[Ints]
    tail: list[Ints]
    head: list[Ints]
    entrants: list[Ints]
    supply: Ints

    def sizes(self) -> Ints:
        """Count the arcs that each flow looks at."""
        sizes = self.markets.sizes
        counts = [
            int(sizes[parts].sum()) + len(tail)
            for parts, tail in zip(self.parts, self.tail, strict=True)
        ]
        return np.array(counts, dtype=np.int64)

    def gains(self) -> list[int]:
        """Return the matches that each block gains."""
        gains = [0] * self.block_count
        base_supply = self.markets.network.supply
        for k, parts, tail, head, entrants in zip(
            self.blocks, self.parts, self.tail, self.head, self.entrants, strict=True
        ):
            supply = base_supply
            if len(entrants):
                supply = base_supply.copy()
                supply[entrants] = self.supply[entrants]
            network = self.markets.part(parts, tail, head, supply)
            gains[k] = matched(network) - int(self.markets.matched[parts].sum())
        return gains


def _by_entry(markets: Markets, wider: Network, helpful: Bools, pieces: list[Piece]) -> _Lever:
    """Build the lever from arcs that only the wider network has, and only for surplus majors."""
    network = markets.network
    n = len(network.demand)
    block_of = labelled([block.occupations for block in pieces], n)
    new = helpful[wider.major] & (block_of[wider.occupation] >= 0)
    new &= ~np.isin(wider.major * n + wider.occupation, network.major * n + network.occupation)
    tail, head = wider.major[new], wider.occupation[new]
    block = block_of[head]
    blocks = np.unique(block)
    arcs = positions_of(block, blocks)
    home = [markets.of_occupation[pieces[k].occupations[0]] for k in blocks.tolist()]
    nobody = np.zeros(0, dtype=np.int64)
    return _Lever(
        markets,
        len(pieces),
        blocks.tolist(),
        [
            np.unique(np.append(markets.of_major[tail[chosen]], part))
            for chosen, part in zip(arcs, home, strict=True)
        ],
        [tail[chosen] for chosen in arcs],
        [head[chosen] for chosen in arcs],
        [nobody] * len(blocks),
        network.supply,
    )


def _by_staying(markets: Markets, stayers: Network, pieces: list[Piece]) -> _Lever:
    """Build the lever by which nobody who may enter a block leaves the region."""
    network = markets.network
    leave = (stayers.supply > network.supply)[network.major]
    block = labelled([piece.occupations for piece in pieces], len(network.demand))[
        network.occupation
    ]
    blocks = np.unique(block[leave & (block >= 0)])
    entering = [np.unique(network.major[arcs]) for arcs in positions_of(block, blocks)]
    nobody = np.zeros(0, dtype=np.int64)
    return _Lever(
        markets,
        len(pieces),
        blocks.tolist(),
        [markets.of_occupation[pieces[k].occupations[:1]] for k in blocks.tolist()],
        [nobody] * len(blocks),
        [nobody] * len(blocks),
        entering,
        stayers.supply,
    )
