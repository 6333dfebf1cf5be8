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
        extra[piece.majors] = _from_each(first, tail, head, limit)[kinds]
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
        shared_slack = _from_each(first, tail, head, limit)[kinds]
        spare[surplus] = np.minimum(network.supply[surplus], shared_slack)
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


def _from_each(starts: Ints, tail: list[Ints], head: list[Ints], limit: list[Ints]) -> Ints:
    """Compute the most that can walk from each start to the sink, which is the node −1."""
    if not len(starts):
        return np.zeros(0, dtype=np.int64)
    tails, heads = np.concatenate(tail), np.concatenate(head)
    nodes, place = np.unique(np.concatenate([tails, heads, starts, [-1]]), return_inverse=True)
    ends = place[: len(tails)], place[len(tails) : 2 * len(tails)]
    capacity = np.concatenate(limit).astype(np.int32)
    graph = csr_array((capacity, ends), shape=(len(nodes), len(nodes)))
    flow_values = [
        maximum_flow(graph, start, place[-1], method="dinic").flow_value
        for start in place[2 * len(tails) : -1]
    ]
    return np.array(flow_values, dtype=np.int64)
