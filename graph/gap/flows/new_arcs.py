"""New arcs: how many more would be matched if some were added, without solving each time.

In the residual network of a best allocation, a new arc carries what can be freed before it and what
can be taken up behind it: ``gain = min(spare graduates of its major, spare places of its
occupation)``. For a cut that the arc does not cross has the major outside, or the occupation
inside. As cuts are submodular, and those of the surplus and of the starved side have capacity 0,
the smallest of the first kind is what the major can spare, of the second what the occupation can.
So one flow a class answers for all arcs. The same holds for a group of arcs by which each of some
majors may enter each of some occupations; another group is solved again, in the parts it touches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from graph.gap.flows.flow import Ints, Network, allocate, connected, matched, positions_of
from graph.gap.flows.markets import Markets

Group = tuple[int, ...]


def gains(network: Network, tail: Ints, head: Ints, of: Ints) -> list[int]:
    """Count the matches that each group of new arcs adds by itself.

    ``of``: the group of each arc, 0, 1, …; the gains come in their order.

    >>> network = Network.of([8, 3], [4, 9], [(0, 0), (1, 1)])
    >>> gains(network, np.array([0]), np.array([1]), np.array([0]))
    [4]
    """
    arcs_of = positions_of(of, np.arange(int(of.max(initial=-1)) + 1))
    sides = [
        (tuple(np.unique(tail[arcs]).tolist()), tuple(np.unique(head[arcs]).tolist()))
        for arcs in arcs_of
    ]
    freed = spare(network, {majors for majors, _ in sides})
    spare_of = spare(network.swapped(), {occupations for _, occupations in sides})
    markets = Markets.of(network)
    gained = []
    for arcs, (majors, occupations) in zip(arcs_of, sides, strict=True):
        most = min(freed[majors], spare_of[occupations])
        if most and len(arcs) < len(majors) * len(occupations):
            most = _solved_again(markets, tail[arcs], head[arcs])
        gained.append(most)
    return gained


def _solved_again(markets: Markets, tail: Ints, head: Ints) -> int:
    parts = np.unique(np.append(markets.of_major[tail], markets.of_occupation[head]))
    widened = markets.part(parts, tail, head, markets.network.supply)
    return matched(widened) - int(markets.matched[parts].sum())


def spare(network: Network, groups: set[Group]) -> dict[Group, int]:
    """Count the graduates whom each group of majors could spare together, persons a year.

    No match is lost without them: they have no place, or somebody without one can take it over.
    For one major it is the slack of :mod:`graph.gap.flows.margins`; on the swapped network, the
    places of occupations that would stay empty or could be left to others.

    >>> network = Network.of([38, 19], [29, 17], [(0, 0), (0, 1), (1, 0), (1, 1)])
    >>> spare(network, {(0,), (1,), (0, 1)}) == {(0,): 11, (1,): 11, (0, 1): 11}
    True
    """
    m, n = len(network.supply), len(network.demand)
    tail, head, amount = allocate(network)
    spent = np.bincount(tail, weights=amount, minlength=m).astype(np.int64)
    unplaced = network.supply - spent
    # From a graduate to the place taken, and on to whoever may take it over.
    start = np.concatenate([tail, network.occupation + m])
    end = np.concatenate([head + m, network.major])
    limit = np.concatenate([amount, network.demand[network.occupation]])
    count, part = connected(start, end, m + n)
    left_over = np.bincount(part[:m], unplaced, count)
    edges_of, majors_of = (
        positions_of(label, np.arange(len(left_over))) for label in (part[start], part[:m])
    )
    walks: dict[int, _Walks] = {}
    result = {}
    for group in groups:
        members = np.array(group, dtype=np.int64)
        result[group] = 0
        for k in np.unique(part[members[left_over[part[members]] > 0]]).tolist():
            if k not in walks:
                edges, majors = edges_of[k], majors_of[k]
                walks[k] = _Walks.of(
                    np.concatenate([start[edges], majors]),
                    np.concatenate([end[edges], np.full(len(majors), m + n)]),
                    np.concatenate([limit[edges], unplaced[majors]]),
                )
            own = members[part[members] == k]
            result[group] += walks[k].most(own, network.supply[own])
    return result


@dataclass(frozen=True, eq=False)
class _Walks:
    """The arcs of a part with their limits; its nodes are numbered, and the last is the end."""

    nodes: Ints
    start: Ints
    end: Ints
    limit: Ints

    @classmethod
    def of(cls, start: Ints, end: Ints, limit: Ints) -> _Walks:
        nodes, place = np.unique(np.concatenate([start, end]), return_inverse=True)
        return cls(nodes, place[: len(start)], place[len(start) :], limit)

    def most(self, first: Ints, persons: Ints) -> int:
        """Compute how many of these persons can walk from where they are to the end."""
        size = len(self.nodes)
        ends = (
            np.append(self.start, np.full(len(first), size)),
            np.append(self.end, np.searchsorted(self.nodes, first)),
        )
        capacity = np.append(self.limit, persons).astype(np.int32)
        graph = csr_array((capacity, ends), shape=(size + 1, size + 1))
        return int(maximum_flow(graph, size, size - 1, method="dinic").flow_value)
