"""Fair rates: how full each occupation gets where nobody can be better off at a poorer one's cost.

Of all best allocations the fair one makes the lowest fill rate as high as can be, then the next
lowest, and so on. Its rates are unique, though the allocation is not (N. Megiddo, Optimal flows in
networks with multiple sources and sinks, 1974; S. Fujishige, Lexicographically optimal base of a
polymatroid with respect to a weight vector, 1980). Exact: fractions of whole persons.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.analysis.exact import Allocation
from graph.analysis.flow import Ints, Network, Piece

ONE = Fraction(1)


def blocks(network: Network, found: list[Piece]) -> list[Piece]:
    """The pieces of the most-starved set, split into blocks of equal fill rate; not ordered.

    A block's occupations hang together through the majors that feed it, and share its rate
    ``supply / demand``. Other majors that may enter them are needed at lower rates and feed those.

    >>> from graph.analysis.flow import pieces, solve
    >>> network = Network.of([34, 23], [53, 30], [(0, 0), (0, 1), (1, 1)])
    >>> [b.fill_rate for b in blocks(network, pieces(network, solve(network)))]
    [Fraction(34, 53), Fraction(23, 30)]
    """
    rate_of_major: dict[int, Fraction] = {}
    rate_of_occupation: dict[int, Fraction] = {}
    for piece in found:
        for occupations, majors in _levels(network, piece):
            needed, there = network.demand[occupations].sum(), network.supply[majors].sum()
            rate = Fraction(int(there), int(needed))
            rate_of_occupation |= dict.fromkeys(occupations, rate)
            rate_of_major |= dict.fromkeys(majors, rate)
    return _connected(network, rate_of_major, rate_of_occupation)


def rates(network: Network, found: list[Piece]) -> list[Fraction]:
    """The fair fill rate of every occupation; 1 outside the blocks, and where nothing is needed."""
    rate = [ONE] * len(network.demand)
    for block in found:
        for j in block.occupations:
            rate[j] = block.fill_rate
    return rate


def _levels(network: Network, piece: Piece) -> Iterator[tuple[list[int], list[int]]]:
    """Sets of occupations of one rate, each with the majors that feed it.

    A set gets one rate if all of it can be filled to ``supply / demand``; otherwise the part that
    is short at that rate has a lower one, and the rest, without that part's majors, a higher one.
    """
    inside = np.isin(network.occupation, piece.occupations)
    arcs = list(
        zip(network.major[inside].tolist(), network.occupation[inside].tolist(), strict=True)
    )
    waiting = [(piece.occupations.tolist(), piece.majors.tolist(), arcs)]
    while waiting:
        occupations, majors, arcs = waiting.pop()
        short = set(_short_together(network, occupations, majors, arcs))
        if not short:
            yield occupations, majors
            continue
        entrants = {i for i, j in arcs if j in short}
        waiting.append(
            (
                [j for j in occupations if j in short],
                [i for i in majors if i in entrants],
                [(i, j) for i, j in arcs if j in short],
            )
        )
        waiting.append(
            (
                [j for j in occupations if j not in short],
                [i for i in majors if i not in entrants],
                [(i, j) for i, j in arcs if i not in entrants],
            )
        )


def _short_together(
    network: Network, occupations: list[int], majors: list[int], arcs: list[tuple[int, int]]
) -> list[int]:
    """The occupations that stay short where all are to be filled to the common rate; often none."""
    supply, demand = network.supply[majors].tolist(), network.demand[occupations].tolist()
    if len(occupations) == 1 or not sum(supply):
        return []
    common = Fraction(sum(supply), sum(demand))
    place_i = {i: k for k, i in enumerate(majors)}
    place_j = {j: k for k, j in enumerate(occupations)}
    solved = Allocation(
        [s * common.denominator for s in supply],
        [d * common.numerator for d in demand],
        [(place_i[i], place_j[j]) for i, j in arcs],
    )
    return [occupations[k] for k in solved.unreached()] if any(solved.need) else []


def _connected(
    network: Network, of_major: dict[int, Fraction], of_occupation: dict[int, Fraction]
) -> list[Piece]:
    """The connected pieces of the arcs between majors and occupations of the same rate."""
    m, n = len(network.supply), len(network.demand)
    kept = [
        (i, m + j)
        for i, j in zip(network.major.tolist(), network.occupation.tolist(), strict=True)
        if i in of_major and of_major[i] == of_occupation.get(j)
    ]
    ends = np.array(kept, dtype=np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(kept), np.int8), (ends[0], ends[1])), shape=(m + n, m + n))
    label = connected_components(graph.tocsr(), directed=False)[1].astype(np.int64)
    majors, occupations = (
        _by_label(label, list(of_major)),
        _by_label(label[m:], list(of_occupation)),
    )
    found = []
    for one, js in occupations.items():
        i_s = majors.get(one, np.zeros(0, dtype=np.int64))
        found.append(Piece(js, i_s, int(network.demand[js].sum()), int(network.supply[i_s].sum())))
    return found


def _by_label(label: Ints, positions: list[int]) -> dict[int, Ints]:
    """Positions by the component they lie in."""
    groups: dict[int, list[int]] = {}
    for position in sorted(positions):
        groups.setdefault(int(label[position]), []).append(position)
    return {one: np.array(several, dtype=np.int64) for one, several in groups.items()}
