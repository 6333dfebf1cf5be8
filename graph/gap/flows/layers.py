"""Networks with hubs between the two sides: where they stand, their flow, cuts and certificate.

A hub takes people in and hands them on without a limit of its own, so that a cut never runs
through it: the sets that prove a shortage are the same as without hubs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from graph.errors import TwinChainError
from graph.gap.flows.flow import Bools, Cuts, Ints, connected


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
    """A form of writing a network down: its approximate number of arcs, and its builder."""

    cost: int
    build: Callable[[], Layers]


@dataclass(frozen=True, eq=False)
class Answer:
    """The cuts, and the piece of the most-starved set each class belongs to (−1: to none)."""

    cuts: Cuts
    piece_of_major: Ints
    piece_of_occupation: Ints
    pieces: int


def direct(supply: Side, demand: Side, fits: Ints, meets: Ints) -> Form:
    """Join every pair of classes by an arc: fewest arcs where a kind fits few others."""
    fitting, meeting = _Lists.of(fits, supply.kinds), _Lists.of(meets, supply.areas)
    cost = int((fitting.count[supply.kind] * meeting.count[supply.area]).sum())

    def build() -> Layers:
        node, area = meeting.expand(supply.area)
        position, kind = fitting.expand(supply.kind[node])
        head = _positions(demand)[kind, area[position]]
        exists = head >= 0
        tail = node[position][exists]
        return Layers(supply.persons, demand.persons, 0, tail, head[exists] + len(supply.persons))

    return Form(cost, build)


def moving(supply: Side, demand: Side, fits: Ints, meets: Ints) -> Form:
    """Send people to an area first, then into a place there: hubs of kind and area."""
    fitting, meeting = _Lists.of(fits, supply.kinds), _Lists.of(meets, supply.areas)
    hubs_of_kind = np.bincount(supply.kind, meeting.count[supply.area], supply.kinds)
    hubs_of_kind = np.minimum(hubs_of_kind, demand.areas)
    cost = int(meeting.count[supply.area].sum() + (hubs_of_kind * fitting.count).sum())

    def build() -> Layers:
        m = len(supply.persons)
        node, area = meeting.expand(supply.area)
        hubs, hub = np.unique(supply.kind[node] * demand.areas + area, return_inverse=True)
        position, kind = fitting.expand(hubs // demand.areas)
        head = _positions(demand)[kind, (hubs % demand.areas)[position]]
        exists = head >= 0
        return Layers(
            supply.persons,
            demand.persons,
            len(hubs),
            np.concatenate([node, m + position[exists]]),
            np.concatenate([m + hub, m + len(hubs) + head[exists]]),
        )

    return Form(cost, build)


def offering(supply: Side, demand: Side, fits: Ints, meets: Ints) -> Form:
    """Offer places in every area from which one may come: ``moving``, seen from there."""
    mirror = moving(demand, supply, fits[::-1], meets[::-1])

    def build() -> Layers:
        mirrored = mirror.build()
        m, h, n = len(mirrored.supply), mirrored.hubs, len(mirrored.demand)
        order = np.concatenate(
            [np.arange(m) + n + h, np.arange(h) + n, np.arange(n)]  # the sides change over
        )
        return Layers(
            mirrored.demand, mirrored.supply, h, order[mirrored.head], order[mirrored.tail]
        )

    return Form(mirror.cost, build)


FORMS = (direct, moving, offering)


def solve(network: Layers) -> Answer:
    """Compute the maximum flow, the canonical cuts and the pieces; the certificate is checked.

    Raises:
        TwinChainError: the program is at fault; nothing may be printed.
    """
    m, h = len(network.supply), network.hubs
    flow = _flow(network)
    spent, filled = flow.spent(m), flow.filled(m + h)
    unplaced, empty = network.supply > spent, network.demand > filled
    surplus, saturated = _walk(network, flow, unplaced, forward=True)
    starved, scarce = _walk(network, flow, empty, forward=False)
    matched = int(spent.sum())
    entrants, label, pieces = _pieces(network, starved)
    shortage = int(network.demand.sum()) - matched
    proven = int(network.demand[starved].sum()) - int(network.supply[entrants].sum())
    over = (spent > network.supply).any() or (filled > network.demand).any()
    if over or int(filled.sum()) != matched or proven != shortage or not flow.is_conserved():
        raise TwinChainError("error.gap_certificate", shortage=shortage, proven=proven)
    cuts = Cuts(matched, surplus, scarce, starved, saturated)
    return Answer(
        cuts, np.where(entrants, label[:m], -1), np.where(starved, label[m + h :], -1), pieces
    )


def matched(network: Layers) -> int:
    """Compute the most that can be matched, persons a year."""
    return int(_flow(network).spent(len(network.supply)).sum())


@dataclass(frozen=True, eq=False)
class _Flow:
    """The amounts carried by arcs, source (the last node but one) and sink (the last) included."""

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

    def is_conserved(self) -> bool:
        """Tell whether every node between source and sink hands on what it takes in."""
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
    flow = maximum_flow(graph, source, sink, method="dinic").flow.tocoo()
    is_used = flow.data > 0
    ends = flow.row[is_used].astype(np.int64), flow.col[is_used].astype(np.int64)
    return _Flow(sink + 1, *ends, flow.data[is_used].astype(np.int64))


def _walk(network: Layers, flow: _Flow, start: Bools, forward: bool) -> tuple[Bools, Bools]:
    """Mark what the classes of one side with something left reach in the residual network."""
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
    """Find who may enter the starved classes, by the arcs alone, and what hangs together."""
    m, h, n = len(network.supply), network.hubs, len(network.demand)
    into = np.zeros(m + h + n, dtype=np.bool_)
    into[m + h :] = starved
    for _ in range(2):  # the arcs into places, then those into hubs
        into[network.tail[into[network.head]]] = True
    inside = into[network.head] & into[network.tail]
    count, label = connected(network.tail[inside], network.head[inside], m + h + n)
    return into[:m], label, count


@dataclass(frozen=True, eq=False)
class _Lists:
    """The second values of some pairs, listed for each first value."""

    start: Ints
    count: Ints
    second: Ints

    @classmethod
    def of(cls, pairs: Ints, size: int) -> _Lists:
        order = np.argsort(pairs[0], kind="stable")
        count = np.bincount(pairs[0], minlength=size)
        return cls(np.cumsum(count) - count, count, pairs[1][order])

    def expand(self, firsts: Ints) -> tuple[Ints, Ints]:
        """Return the position of each first value, once a second value, and that second value."""
        counts = self.count[firsts]
        position = np.repeat(np.arange(len(firsts)), counts)
        offset = np.arange(len(position)) - np.repeat(np.cumsum(counts) - counts, counts)
        return position, self.second[self.start[firsts][position] + offset]


def _positions(side: Side) -> Ints:
    """Return the position of the class of each kind and area, −1 where there is none."""
    positions = np.full((side.kinds, side.areas), -1, dtype=np.int64)
    positions[side.kind, side.area] = np.arange(len(side.kind))
    return positions
