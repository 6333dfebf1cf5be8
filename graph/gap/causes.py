"""Why a block stays short: what alone would fill most of its empty places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from graph.gap import effort
from graph.gap.eligible import Rule
from graph.gap.flows.factored import pairs
from graph.gap.flows.flow import Bools, Ints, Network, Piece, labelled, matched, positions_of
from graph.gap.flows.markets import Markets
from graph.gap.flows.solution import Solution
from graph.gap.instance import Instance, staying
from graph.gap.network import build, rewire
from graph.gap.report import Cause


def causes(
    tables: Mapping[str, pl.DataFrame], instance: Instance, solution: Solution
) -> list[Cause] | None:
    """The cause of each block of a solution; None where finding them would take too long.

    ``no_major``: the crosswalk has none. Otherwise each rule is given up for this block alone:
    where people may work (``place``), that some leave (``retention``), related fields (``field``),
    the required level (``level``). The one that gains most is the cause, if it fills at least half
    of the empty places; the first of these where two gain the same. Else there are majors without
    eligible graduates (``no_graduates``), or ``seats`` are lacking, which is what remains.
    """
    unreached = instance.arcs.unreached
    asked = [
        k
        for k, block in enumerate(solution.blocks)
        if unreached.get(int(block.occupations[0])) != "no_crosswalk"
    ]
    levers = _levers(tables, instance, solution, [solution.blocks[k] for k in asked])
    if levers is None:
        return None
    gains = [(cause, lever.gains()) for cause, lever in levers]
    found: list[Cause] = ["no_major"] * len(solution.blocks)
    for position, k in enumerate(asked):
        each = [(several[position], cause) for cause, several in gains]
        most, cause = max(each, key=lambda one: one[0], default=(0, "seats"))
        if 2 * most < solution.blocks[k].short:
            alone = int(solution.blocks[k].occupations[0]) in unreached
            cause = "no_graduates" if alone else "seats"
        found[k] = cause
    return found


def _levers(
    tables: Mapping[str, pl.DataFrame], instance: Instance, solution: Solution, asked: list[Piece]
) -> list[tuple[Cause, _Lever]] | None:
    """Each rule as a lever on the blocks asked for; None where it would take too much.

    Arcs are counted before they are written out, and flows before the first of them.
    """
    arcs, rule = instance.arcs, instance.scope.rule
    supply, demand = instance.supply.classes, instance.demand.classes
    markets = Markets.of(arcs.network)
    home = markets.of_occupation[np.array([b.occupations[0] for b in asked], dtype=np.int64)]
    if effort.steps(markets.sizes[home]) > effort.MOST_STEPS:  # each block takes one flow at least
        return None
    stayers = build(tables, staying(tables, instance).classes, demand, rule).network
    levers: list[tuple[Cause, _Lever]] = [("retention", _by_staying(markets, stayers, asked))]
    helpful = solution.cuts.surplus & (arcs.network.supply > 0)
    for cause, relaxed in _relaxed(rule):
        if pairs(tables, supply, demand, relaxed) > effort.MOST_PAIRS:
            return None
        wider = rewire(tables, arcs, relaxed)
        levers.append((cause, _by_entry(markets, wider, helpful, asked)))
    if sum(effort.steps(lever.sizes()) for _, lever in levers) > effort.MOST_STEPS:
        return None
    order: tuple[Cause, ...] = ("place", "retention", "field", "level")
    return sorted(levers, key=lambda lever: order.index(lever[0]))


def _relaxed(rule: Rule) -> Iterator[tuple[Cause, Rule]]:
    """The rules that let others enter, each given up by itself."""
    if rule.market == "own":
        yield "place", replace(rule, reach="anywhere")
    if rule.tier < 2:
        yield "field", replace(rule, tier=2)
    yield "level", replace(rule, level="any")


@dataclass(frozen=True, eq=False)
class _Lever:
    """What a rule costs each of some blocks: the matches that giving it up for it alone adds.

    ``blocks``: those it changes anything for. ``parts``: of the markets they touch then.
    ``tail``, ``head``: the arcs that each gets. ``supply``: of all majors, where a block's entrants
    (``entrants``) have more.
    """

    markets: Markets
    asked: int
    blocks: list[int]
    parts: list[Ints]
    tail: list[Ints]
    head: list[Ints]
    entrants: list[Ints]
    supply: Ints

    def sizes(self) -> Ints:
        """How many arcs each flow looks at."""
        sizes = self.markets.sizes
        each = [
            int(sizes[parts].sum()) + len(tail)
            for parts, tail in zip(self.parts, self.tail, strict=True)
        ]
        return np.array(each, dtype=np.int64)

    def gains(self) -> list[int]:
        """The matches it adds to each block asked for."""
        found = [0] * self.asked
        own = self.markets.network.supply
        for k, parts, tail, head, entrants in zip(
            self.blocks, self.parts, self.tail, self.head, self.entrants, strict=True
        ):
            supply = own
            if len(entrants):
                supply = own.copy()
                supply[entrants] = self.supply[entrants]
            network = self.markets.part(parts, tail, head, supply)
            found[k] = matched(network) - int(self.markets.matched[parts].sum())
        return found


def _by_entry(markets: Markets, wider: Network, helpful: Bools, asked: list[Piece]) -> _Lever:
    """The arcs that only the wider network has; none without surplus majors on them."""
    network = markets.network
    n = len(network.demand)
    block_of = labelled([block.occupations for block in asked], n)
    new = helpful[wider.major] & (block_of[wider.occupation] >= 0)
    new &= ~np.isin(wider.major * n + wider.occupation, network.major * n + network.occupation)
    tail, head = wider.major[new], wider.occupation[new]
    block = block_of[head]
    blocks = np.unique(block)
    arcs = positions_of(block, blocks)
    home = [markets.of_occupation[asked[k].occupations[0]] for k in blocks.tolist()]
    nobody = np.zeros(0, dtype=np.int64)
    return _Lever(
        markets,
        len(asked),
        blocks.tolist(),
        [
            np.unique(np.append(markets.of_major[tail[each]], part))
            for each, part in zip(arcs, home, strict=True)
        ],
        [tail[each] for each in arcs],
        [head[each] for each in arcs],
        [nobody] * len(blocks),
        network.supply,
    )


def _by_staying(markets: Markets, stayers: Network, asked: list[Piece]) -> _Lever:
    """What if nobody who may enter the block left the region."""
    network = markets.network
    leave = (stayers.supply > network.supply)[network.major]
    block = labelled([each.occupations for each in asked], len(network.demand))[network.occupation]
    blocks = np.unique(block[leave & (block >= 0)])
    entering = [np.unique(network.major[arcs]) for arcs in positions_of(block, blocks)]
    nobody = np.zeros(0, dtype=np.int64)
    return _Lever(
        markets,
        len(asked),
        blocks.tolist(),
        [markets.of_occupation[asked[k].occupations[:1]] for k in blocks.tolist()],
        [nobody] * len(blocks),
        [nobody] * len(blocks),
        entering,
        stayers.supply,
    )
