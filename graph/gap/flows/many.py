"""The same network with other persons, many times: what stays empty each time, and who is what.

Copies lie side by side in one network, so that one flow solves many of them; certificates prove
each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.gap.flows import fair
from graph.gap.flows.flow import LARGEST, Bools, Ints, Network, labelled, pieces, solve, verify
from graph.gap.flows.rounding import DIGITS

BATCH = 60_000  # arcs and classes that are solved side by side: more take longer each


@dataclass(frozen=True, eq=False)
class Solved:
    """Some copies: a row each. ``shortage``: places that stay empty, of each copy.

    ``short``: those of each occupation at the fair rate; ``block``: the block of each occupation in
    its copy, −1 outside all. Both have no rows where fair rates were not asked for.
    """

    demand: Ints
    supply: Ints
    shortage: Ints
    short: NDArray[np.float64]
    block: Ints
    starved: Bools
    scarce: Bools
    surplus: Bools


def solve_many(
    network: Network, supply: Ints, demand: Ints, most_fair: int | None = None
) -> Iterator[Solved]:
    """Solve the network once a row of ``supply`` (copies × m) and ``demand`` (copies × n).

    ``most_fair``: how many copies get fair rates, the first ones; None: all.
    """
    persons = max(int(side.sum(axis=1).max(initial=0)) for side in (supply, demand))
    most = most_copies(network, persons)
    fair_ones = len(supply) if most_fair is None else min(most_fair, len(supply))
    for first, last in ((0, fair_ones), (fair_ones, len(supply))):
        for start in range(first, last, most):
            part = slice(start, min(start + most, last))
            copies = part.stop - part.start
            together = side_by_side(network, supply[part], demand[part])
            yield solved(together, copies, is_fair=last == fair_ones)


def most_copies(network: Network, persons: int) -> int:
    """Return how many copies are solved together, where a side has at most so many persons."""
    size = len(network.supply) + len(network.demand) + len(network.major)
    return max(1, min(BATCH // max(1, size), LARGEST // max(1, persons)))


def side_by_side(network: Network, supply: Ints, demand: Ints) -> Network:
    """Return a network in which a copy lies beside the other, with a row of persons each."""
    copies = len(supply)
    copy = np.repeat(np.arange(copies), len(network.major))
    return Network(
        supply.ravel(),
        demand.ravel(),
        np.tile(network.major, copies) + copy * len(network.supply),
        np.tile(network.occupation, copies) + copy * len(network.demand),
        np.tile(network.weight, copies),
    )


def solved(together: Network, copies: int, is_fair: bool = True) -> Solved:
    """Solve copies that lie side by side, and check the certificate of each."""
    cuts = solve(together)
    parts = pieces(together, cuts)
    if is_fair:
        parts = fair.blocks(together, parts)
    verify(together, cuts, parts)
    demand, supply = (side.reshape(copies, -1) for side in (together.demand, together.supply))
    firsts = np.array([part.occupations[0] for part in parts], np.int64) // max(1, demand.shape[1])
    empty = np.array([part.short for part in parts], np.int64)
    shortage = np.zeros(copies, np.int64)
    np.add.at(shortage, firsts, empty)
    short, block = np.empty((0, demand.shape[1])), np.empty((0, demand.shape[1]), np.int64)
    if is_fair:
        label = labelled([part.occupations for part in parts], demand.size)
        needed = np.array([part.demand for part in parts] or [1])
        share = np.where(label >= 0, np.append(empty, 0)[label] / needed[label], 0.0)
        short = (demand.astype(np.float64) * share.reshape(copies, -1)).round(DIGITS)
        block = label.reshape(copies, -1)
    return Solved(
        demand,
        supply,
        shortage,
        short,
        block,
        *(getattr(cuts, name).reshape(copies, -1) for name in ("starved", "scarce", "surplus")),
    )
