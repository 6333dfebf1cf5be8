"""The most even of the fair placements: the one that is drawn where many are possible.

Fair rates say how many places of each occupation are filled and how many graduates of each major
find one, but many placements attain them. Of these the one with the highest entropy is unique and
depends on nothing but the instance: not on a solver, not on the order of the rows. It is an
illustration all the same, not a forecast of who goes where.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.errors import TwinChainError
from graph.gap.flows.exact import Allocation
from graph.gap.flows.flow import Bools, Ints, Network

TOLERANCE = 1e-6  # persons by which a row may miss its rate
SWEEPS = 20_000

Floats = NDArray[np.float64]


def most_even(
    network: Network, fill_rates: list[Fraction], placement_rates: list[Fraction]
) -> Floats:
    """Compute persons a year on each arc of the network, none negative.

    Every occupation gets ``demand × fill rate`` and every major places ``supply × placement rate``;
    by Mendelsohn and Dulmage one placement does both. Proportional fitting on the arcs that some
    such placement uses.

    >>> network = Network.of([4, 4], [4, 4], [(0, 0), (0, 1), (1, 0), (1, 1)])
    >>> most_even(network, [Fraction(1)] * 2, [Fraction(1)] * 2).tolist()
    [2.0, 2.0, 2.0, 2.0]

    Raises:
        TwinChainError: the rates are not attained together (a fault of the program).
    """
    placed = [int(s) * rate for s, rate in zip(network.supply, placement_rates, strict=True)]
    filled = [int(d) * rate for d, rate in zip(network.demand, fill_rates, strict=True)]
    persons = np.zeros(len(network.major))
    order = np.lexsort((network.occupation, network.major))
    usable = order[_usable(network, order, placed, filled)]
    i, j = network.major[usable], network.occupation[usable]
    persons[usable] = _fitted(i, j, np.array(placed, dtype=float), np.array(filled, dtype=float))
    return persons


def _usable(network: Network, order: Ints, placed: list[Fraction], filled: list[Fraction]) -> Bools:
    """Mark the arcs, in this order, that carry somebody in some placement with these margins.

    Those of one such placement, and those that close a circle in what it leaves.
    """
    scale = lcm(*(figure.denominator for figure in (*placed, *filled)))
    major, occupation = network.major[order], network.occupation[order]
    arcs = list(zip(major.tolist(), occupation.tolist(), strict=True))
    allocation = Allocation(
        [int(figure * scale) for figure in placed], [int(figure * scale) for figure in filled], arcs
    )
    if any(allocation.left) or any(allocation.need):
        missing = sum(allocation.need) / scale
        total = float(sum(filled))
        raise TwinChainError("error.gap_certificate", shortage=total, proven=total - missing)
    carries = np.array([carried > 0 for carried in allocation.carried], dtype=np.bool_)
    m, n = len(network.supply), len(network.demand)
    tails = np.concatenate([major, occupation[carries] + m])
    heads = np.concatenate([occupation + m, major[carries]])
    graph = csr_array((np.ones(len(tails), np.int8), (tails, heads)), shape=(m + n, m + n))
    _, label = connected_components(graph, directed=True, connection="strong")
    return np.asarray(carries | (label[major] == label[occupation + m]), np.bool_)


def _fitted(major: Ints, occupation: Ints, placed: Floats, filled: Floats) -> Floats:
    """Compute ``u_i v_j`` on the arcs, which are sorted; rows and columns fitted in turn.

    Every arc carries somebody in some placement, so nothing with an arc has a target of 0.
    """
    if not len(major):
        return np.zeros(0)
    (rows, i), (columns, j) = (np.unique(e, return_inverse=True) for e in (major, occupation))
    placed, filled = placed[rows], filled[columns]
    of_rows = csr_array((np.ones(len(i)), (i, j)), shape=(len(rows), len(columns)))
    of_columns = of_rows.T.tocsr()
    sums = np.asarray(of_rows @ np.ones(len(columns)), np.float64)
    for _ in range(SWEEPS):
        u = placed / sums
        v = filled / np.asarray(of_columns @ u, np.float64)
        sums = np.asarray(of_rows @ v, np.float64)
        if np.abs(u * sums - placed).max() < TOLERANCE:
            break
    return np.asarray(u[i] * v[j], np.float64)
