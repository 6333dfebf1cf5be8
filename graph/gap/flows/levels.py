"""The least over-qualification that a best allocation needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from graph.errors import TwinChainError
from graph.gap.flows.flow import Ints, Network, matched


@dataclass(frozen=True)
class OverQualified:
    """Levels above the required ones (``steps``, added up) and ``persons`` who have any.

    Both are the least possible with ``matched`` placed; persons among allocations of least steps.
    """

    matched: int
    persons: int
    steps: int

    @property
    def share(self) -> float | None:
        """The share of the placed who are over-qualified; None where nobody is placed."""
        return self.persons / self.matched if self.matched else None


def least_over_qualified(network: Network, above: Ints) -> OverQualified:
    """Compute the least over-qualification among the allocations that place the most people.

    ``above``: level steps of each arc above the required level, whole and not negative. They never
    cost a match: the number of placed is fixed first.

    >>> network = Network.of([5, 5], [5, 5], [(0, 0), (0, 1), (1, 0), (1, 1)])
    >>> least_over_qualified(network, np.array([0, 1, 0, 1])).persons
    5
    """
    most = matched(network)
    steps = above.astype(np.float64)
    if not most or not above.any():
        return OverQualified(most, 0, 0)
    fewest = _least(network, steps, [(np.ones(len(steps)), most)])
    persons = _least(
        network, (steps > 0).astype(np.float64), [(np.ones(len(steps)), most), (steps, fewest)]
    )
    return OverQualified(most, persons, fewest)


def _least(
    network: Network, cost: NDArray[np.float64], fixed: list[tuple[NDArray[np.float64], int]]
) -> int:
    """Compute the least whole cost of an allocation with some totals fixed (a linear programme).

    Without the fixed totals the corners are whole; each total is an extreme one, so it picks out a
    face, and the corners of a face are corners.
    """
    from scipy.optimize import LinearConstraint, milp  # slow to import

    arcs, ones = np.arange(len(cost)), np.ones(len(cost))
    sides = ((network.major, network.supply), (network.occupation, network.demand))
    constraints = [
        LinearConstraint(
            coo_array((ones, (end, arcs)), shape=(len(side), len(cost))).tocsr(), -np.inf, side
        )
        for end, side in sides
    ]
    constraints += [LinearConstraint(row[np.newaxis], total, total) for row, total in fixed]
    result = milp(cost, constraints=constraints)
    least = None if result.fun is None else float(result.fun)
    if least is None or abs(least - round(least)) > 0.1:
        raise TwinChainError("error.gap_levels", problem=result.message)
    return round(least)
