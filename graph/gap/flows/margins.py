"""Margins: the graduates that one major alone could add, and those it alone could lose.

Both are answers about one major while all others stay as they are. They must not be added: two
majors with room for the same ten places have room for ten together, not for twenty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from graph.gap.flows.flow import Ints, Network, Piece, alike, allocate, labelled

MOST_ARCS = 50_000  # that are walked side by side


def flows(network: Network, pieces: list[Piece]) -> Ints:
    """Count the arcs each flow of ``room`` looks at, at most; of ``slack`` on the swapped network.

    >>> from graph.gap.flows.flow import pieces, solve
    >>> network = Network.of([36, 16, 9], [41, 21, 2], [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)])
    >>> flows(network, pieces(network, solve(network))).tolist()
    [4, 4]
    """
    shared = [piece for piece in pieces if len(piece.occupations) > 1]
    inside = labelled([piece.occupations for piece in shared], len(network.demand))
    inside = inside[network.occupation]
    arcs = np.bincount(inside[inside >= 0], minlength=len(shared))
    entering = np.array([len(piece.majors) for piece in shared], dtype=np.int64)
    return np.repeat(arcs, entering).astype(np.int64)


def room(network: Network, pieces: list[Piece]) -> Ints:
    """Count the extra graduates of each major, persons a year, who would find a place.

    ``F(s_i = ∞) − F``, positive exactly for scarce majors. ``pieces``: the pieces of the smallest
    most-starved set. The extra ones walk through the residual network to the empty places.

    >>> from graph.gap.flows.flow import pieces, solve
    >>> network = Network.of([36, 16, 9], [41, 21, 2], [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2)])
    >>> room(network, pieces(network, solve(network))).tolist()
    [10, 10, 0]
    """
    residual, extra = _Residual.of(network), np.zeros(len(network.supply), dtype=np.int64)
    m = residual.majors
    walks, groups = [], []
    for piece in pieces:
        if len(piece.occupations) == 1:  # nobody else's place to take
            extra[piece.majors] = piece.short
            continue
        inside = np.isin(network.occupation, piece.occupations)
        i, j = network.major[inside], network.occupation[inside]
        occupied = np.isin(residual.head, piece.occupations)
        first, kinds = alike(i, j, piece.majors)
        kind = _as_one(m, piece.majors, first[kinds])
        tail = [kind[i], residual.head[occupied] + m, piece.occupations + m]
        head = [j + m, kind[residual.tail[occupied]], np.full(len(piece.occupations), -1)]
        limit = [network.demand[j], residual.amount[occupied], residual.empty[piece.occupations]]
        walks.append(_Walk.of(first, tail, head, limit))
        groups.append((piece.majors, kinds))
    for (majors, kinds), most in zip(groups, _from_each(walks), strict=True):
        extra[majors] = most[kinds]
    return extra


def slack(network: Network, pieces: list[Piece]) -> Ints:
    """Count the graduates of each major, persons a year, whose absence would cost no match.

    ``s_i − (F − F(s_i = 0))``, positive exactly for surplus majors with graduates. ``pieces``: the
    pieces of the swapped network, in which surplus majors are what is most starved. Those without a
    place walk back through the residual network to take over the places of the missing. Majors that
    may enter the same places are taken as one: F grows by one a graduate up to some number and then
    not at all, so one of them can spare what all of them can, up to its own graduates.

    >>> from graph.gap.flows.flow import pieces, solve
    >>> network = Network.of([38, 19], [29, 17], [(0, 0), (0, 1), (1, 0), (1, 1)])
    >>> slack(network, pieces(network.swapped(), solve(network.swapped()))).tolist()
    [11, 11]
    """
    residual, spare = _Residual.of(network), np.zeros(len(network.supply), dtype=np.int64)
    m = residual.majors
    walks, groups = [], []
    for piece in pieces:
        surplus = piece.occupations  # of the swapped network: majors
        if len(surplus) == 1:  # nobody else to take over
            spare[surplus] = piece.short
            continue
        inside = np.isin(network.major, surplus)
        i, j = network.major[inside], network.occupation[inside]
        occupied = np.isin(residual.tail, surplus)
        first, kinds = alike(i, j, surplus)
        kind = _as_one(m, surplus, first[kinds])
        tail = [j + m, kind[residual.tail[occupied]], kind[surplus]]
        head = [kind[i], residual.head[occupied] + m, np.full(len(surplus), -1)]
        limit = [network.demand[j], residual.amount[occupied], residual.unplaced[surplus]]
        walks.append(_Walk.of(first, tail, head, limit))
        groups.append((surplus, kinds))
    for (surplus, kinds), most in zip(groups, _from_each(walks), strict=True):
        spare[surplus] = np.minimum(network.supply[surplus], most[kinds])
    return spare


@dataclass(frozen=True, eq=False)
class _Residual:
    """A best allocation and its residue: never to be printed, but its margins are facts."""

    majors: int
    tail: Ints
    head: Ints
    amount: Ints
    unplaced: Ints
    empty: Ints

    @classmethod
    def of(cls, network: Network) -> _Residual:
        m, n = len(network.supply), len(network.demand)
        tail, head, amount = allocate(network)
        spent = np.bincount(tail, weights=amount, minlength=m).astype(np.int64)
        filled = np.bincount(head, weights=amount, minlength=n).astype(np.int64)
        return cls(m, tail, head, amount, network.supply - spent, network.demand - filled)


def _as_one(majors: int, among: Ints, first: Ints) -> Ints:
    """Replace every major by the first of those that may enter the same places."""
    kind = np.arange(majors, dtype=np.int64)
    kind[among] = first
    return kind


@dataclass(frozen=True, eq=False)
class _Walk:
    """A residual network of ``nodes``, to be walked from each of some ``starts`` to the node 0."""

    starts: Ints
    tail: Ints
    head: Ints
    limit: Ints
    nodes: int

    @classmethod
    def of(cls, starts: Ints, tail: list[Ints], head: list[Ints], limit: list[Ints]) -> _Walk:
        """Number the nodes anew; −1 becomes 0."""
        tails, heads = np.concatenate(tail), np.concatenate(head)
        nodes, place = np.unique(np.concatenate([[-1], starts, tails, heads]), return_inverse=True)
        begins, tails, heads = np.split(place[1:], [len(starts), len(starts) + len(tails)])
        return cls(begins, tails, heads, np.concatenate(limit), len(nodes))


def _from_each(walks: list[_Walk]) -> list[Ints]:
    """Compute the most that can be walked from each start of each network, taken alone."""
    copies = [(walk, start) for walk in walks for start in walk.starts.tolist()]
    lots = np.cumsum([len(walk.limit) for walk, _ in copies]) // MOST_ARCS
    ends = np.searchsorted(lots, np.unique(lots), side="right").tolist()
    parts = [_side_by_side(copies[a:b]) for a, b in zip([0, *ends], ends, strict=False)]
    most = np.concatenate([np.zeros(0, np.int64), *parts])
    return np.split(most, np.cumsum([len(walk.starts) for walk in walks]))[: len(walks)]


def _side_by_side(copies: list[tuple[_Walk, int]]) -> Ints:
    """Compute the most that can be walked in each copy of a network, from one start each."""
    ends = np.cumsum([walk.nodes for walk, _ in copies])
    source, sink = ends[-1], ends[-1] + 1
    first = np.concatenate([[0], ends[:-1]])
    starts = first + [start for _, start in copies]
    tails = [walk.tail + place for (walk, _), place in zip(copies, first, strict=True)]
    heads = [walk.head + place for (walk, _), place in zip(copies, first, strict=True)]
    most = np.array([walk.limit[walk.head == 0].sum() for walk, _ in copies])
    arcs = (
        np.concatenate([*tails, np.full(len(copies), source), first]),
        np.concatenate([*heads, starts, np.full(len(copies), sink)]),
    )
    limit = np.concatenate([*(walk.limit for walk, _ in copies), most, most]).astype(np.int32)
    graph = csr_array((limit, arcs), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, int(source), int(sink), method="dinic").flow
    walked: Ints = flow[np.full(len(copies), source), starts].astype(np.int64)
    return walked
