"""Networks with hubs between the two sides: where they stand, their flow, cuts and certificate.

A hub takes people in and hands them on without a limit of its own, so that a cut never runs
through it: the sets that prove a shortage are the same as without hubs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from graph.errors import TwinChainError
from graph.gap.flows.flow import Bools, Cuts, Ints


@dataclass(frozen=True, eq=False)
class Side:
    """Classes by ``kind`` and ``area`` (numbers below ``kinds`` and ``areas``), and ``persons``."""

    kind: Ints
    area: Ints
    persons: Ints
    kinds: int
    areas: int


@dataclass(frozen=True, eq=False)
class Layers:
    """Supply (m) and demand (n) in persons a year, ``hubs``, and arcs without capacities.

    Nodes are numbered: supply classes, hubs, demand classes. Arcs lead from supply to demand,
    directly or through one hub.
    """

    supply: Ints
    demand: Ints
    hubs: int
    tail: Ints
    head: Ints


@dataclass(frozen=True, eq=False)
class Form:
    """A way to write a network down: about how many arcs it takes, and how to make it."""

    cost: int
    build: Callable[[], Layers]


@dataclass(frozen=True, eq=False)
class Answer:
    """Cuts, and the piece of the most-starved set each class belongs to (−1: to none)."""

    cuts: Cuts
    piece_of_major: Ints
    piece_of_occupation: Ints
    pieces: int


def direct(supply: Side, demand: Side, fits: Ints, meets: Ints) -> Form:
    """An arc for every pair of classes: fewest where a kind fits few others."""
    there, here = _Lists.of(fits, supply.kinds), _Lists.of(meets, supply.areas)
    cost = int((there.count[supply.kind] * here.count[supply.area]).sum())

    def build() -> Layers:
        node, area = here.each(supply.area)
        position, kind = there.each(supply.kind[node])
        head = _positions(demand)[kind, area[position]]
        known = head >= 0
        tail = node[position][known]
        return Layers(supply.persons, demand.persons, 0, tail, head[known] + len(supply.persons))

    return Form(cost, build)


def moving(supply: Side, demand: Side, fits: Ints, meets: Ints) -> Form:
    """People go to an area first and then enter a place there: hubs of kind and area."""
    there, here = _Lists.of(fits, supply.kinds), _Lists.of(meets, supply.areas)
    most = np.bincount(supply.kind, here.count[supply.area], supply.kinds)
    most = np.minimum(most, demand.areas)
    cost = int(here.count[supply.area].sum() + (most * there.count).sum())

    def build() -> Layers:
        m = len(supply.persons)
        node, area = here.each(supply.area)
        hubs, hub = np.unique(supply.kind[node] * demand.areas + area, return_inverse=True)
        position, kind = there.each(hubs // demand.areas)
        head = _positions(demand)[kind, (hubs % demand.areas)[position]]
        known = head >= 0
        return Layers(
            supply.persons,
            demand.persons,
            len(hubs),
            np.concatenate([node, m + position[known]]),
            np.concatenate([m + hub, m + len(hubs) + head[known]]),
        )

    return Form(cost, build)


def offering(supply: Side, demand: Side, fits: Ints, meets: Ints) -> Form:
    """Places are offered in every area from which one may come: ``moving``, seen from there."""
    mirror = moving(demand, supply, fits[::-1], meets[::-1])

    def build() -> Layers:
        seen = mirror.build()
        m, h, n = len(seen.supply), seen.hubs, len(seen.demand)
        order = np.concatenate(
            [np.arange(m) + n + h, np.arange(h) + n, np.arange(n)]  # the sides change over
        )
        return Layers(seen.demand, seen.supply, h, order[seen.head], order[seen.tail])

    return Form(mirror.cost, build)


FORMS = (direct, moving, offering)


def solve(network: Layers) -> Answer:
    """The maximum flow, the canonical cuts and the pieces; the certificate is checked.

    Raises:
        TwinChainError: the program is at fault; nothing may be printed.
    """
    m, h = len(network.supply), network.hubs
    flow = _flow(network)
    spent, filled = flow.spent(m), flow.filled(m + h)
    left, empty = network.supply > spent, network.demand > filled
    surplus, saturated = _walk(network, flow, left, forward=True)
    starved, scarce = _walk(network, flow, empty, forward=False)
    matched = int(spent.sum())
    entrants, label, pieces = _pieces(network, starved)
    shortage = int(network.demand.sum()) - matched
    proven = int(network.demand[starved].sum()) - int(network.supply[entrants].sum())
    over = (spent > network.supply).any() or (filled > network.demand).any()
    if over or int(filled.sum()) != matched or proven != shortage or not flow.kept():
        raise TwinChainError("error.gap_certificate", shortage=shortage, proven=proven)
    cuts = Cuts(matched, surplus, scarce, starved, saturated)
    return Answer(
        cuts, np.where(entrants, label[:m], -1), np.where(starved, label[m + h :], -1), pieces
    )


def matched(network: Layers) -> int:
    """The most that can be matched."""
    return int(_flow(network).spent(len(network.supply)).sum())


@dataclass(frozen=True, eq=False)
class _Flow:
    """What the arcs between source (the last node but one) and sink (the last) carry."""

    nodes: int
    tail: Ints
    head: Ints
    amount: Ints

    def spent(self, m: int) -> Ints:
        out = self.tail == self.nodes - 2
        return np.bincount(self.head[out], self.amount[out], m)[:m].astype(np.int64)

    def filled(self, start: int) -> Ints:
        into = self.head == self.nodes - 1
        sums = np.bincount(self.tail[into], self.amount[into], self.nodes - 2)
        return sums[start : self.nodes - 2].astype(np.int64)

    def kept(self) -> bool:
        """Whether every node between source and sink hands on what it takes in."""
        into = np.bincount(self.head, self.amount, self.nodes)
        out = np.bincount(self.tail, self.amount, self.nodes)
        return bool((into == out)[: self.nodes - 2].all())


def _flow(network: Layers) -> _Flow:
    m, h, n = len(network.supply), network.hubs, len(network.demand)
    source, sink = m + h + n, m + h + n + 1
    if not len(network.tail):
        nothing = np.zeros(0, dtype=np.int64)
        return _Flow(sink + 1, nothing, nothing, nothing)
    everybody = min(int(network.supply.sum()), int(network.demand.sum()))
    sources, sinks = np.full(m, source), np.full(n, sink)
    tail = np.concatenate([network.tail, sources, np.arange(m + h, m + h + n)])
    head = np.concatenate([network.head, np.arange(m), sinks])
    free = np.full(len(network.tail), everybody)
    capacity = np.concatenate([free, network.supply, network.demand]).astype(np.int32)
    graph = csr_array(
        (capacity, (tail.astype(np.int32), head.astype(np.int32))), shape=(sink + 1, sink + 1)
    )
    found = maximum_flow(graph, source, sink, method="dinic").flow.tocoo()
    used = found.data > 0
    ends = found.row[used].astype(np.int64), found.col[used].astype(np.int64)
    return _Flow(sink + 1, *ends, found.data[used].astype(np.int64))


def _walk(network: Layers, flow: _Flow, start: Bools, forward: bool) -> tuple[Bools, Bools]:
    """What is reached in the residual network from the classes of one side that have some left."""
    m, h, n = len(network.supply), network.hubs, len(network.demand)
    nodes = m + h + n
    inside = (flow.tail < nodes) & (flow.head < nodes)
    tails = np.concatenate([network.tail, flow.head[inside]])
    heads = np.concatenate([network.head, flow.tail[inside]])
    if not forward:
        tails, heads = heads, tails
    first = np.flatnonzero(start) + (0 if forward else m + h)
    tails = np.concatenate([tails, np.full(len(first), nodes)]).astype(np.int32)
    heads = np.concatenate([heads, first]).astype(np.int32)
    graph = csr_array((np.ones(len(tails), np.int8), (tails, heads)), shape=(nodes + 1, nodes + 1))
    reached = np.zeros(nodes + 1, dtype=np.bool_)
    reached[breadth_first_order(graph, nodes, return_predecessors=False)] = True
    sides = reached[:m], reached[m + h : nodes]
    return sides if forward else sides[::-1]


def _pieces(network: Layers, starved: Bools) -> tuple[Bools, Ints, int]:
    """Who may enter the starved classes, by the arcs alone, and what hangs together by them."""
    m, h, n = len(network.supply), network.hubs, len(network.demand)
    into = np.zeros(m + h + n, dtype=np.bool_)
    into[m + h :] = starved
    for _ in range(2):  # the arcs into places, then those into hubs
        into[network.tail[into[network.head]]] = True
    kept = into[network.head] & into[network.tail]
    ends = network.tail[kept].astype(np.int32), network.head[kept].astype(np.int32)
    graph = csr_array((np.ones(kept.sum(), np.int8), ends), shape=(m + h + n, m + h + n))
    count, label = connected_components(graph, directed=False)
    return into[:m], label.astype(np.int64), count


@dataclass(frozen=True, eq=False)
class _Lists:
    """For each first value of some pairs the second ones."""

    start: Ints
    count: Ints
    other: Ints

    @classmethod
    def of(cls, pairs: Ints, size: int) -> _Lists:
        order = np.argsort(pairs[0], kind="stable")
        count = np.bincount(pairs[0], minlength=size)
        return cls(np.cumsum(count) - count, count, pairs[1][order])

    def each(self, firsts: Ints) -> tuple[Ints, Ints]:
        """The position of each first value, once a second one, and that second one."""
        counts = self.count[firsts]
        position = np.repeat(np.arange(len(firsts)), counts)
        offset = np.arange(len(position)) - np.repeat(np.cumsum(counts) - counts, counts)
        return position, self.other[self.start[firsts][position] + offset]


def _positions(side: Side) -> Ints:
    """The position of the class of each kind and area, −1 where there is none."""
    found = np.full((side.kinds, side.areas), -1, dtype=np.int64)
    found[side.kind, side.area] = np.arange(len(side.kind))
    return found
