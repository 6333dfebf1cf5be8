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
from graph.gap.flows.flow import (
    LARGEST,
    Bools,
    Ints,
    Network,
    alike,
    labelled,
    pieces,
    solve,
    verify,
)
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


@dataclass(frozen=True, eq=False)
class Copies:
    """A network to solve with other persons; majors that may enter the same places are one there.

    ``kind``: of each major.
    """

    network: Network
    kind: Ints

    @classmethod
    def of(cls, network: Network) -> Copies:
        """Join the majors that may enter the same places."""
        first, kind = alike(network.major, network.occupation, np.arange(len(network.supply)))
        kept = np.flatnonzero(np.isin(network.major, first))
        supply = _together(network.supply[None], kind)[0]
        ends = kind[network.major[kept]], network.occupation[kept]
        return cls(Network(supply, network.demand, *ends, network.weight[kept]), kind)

    def most(self, persons: int) -> int:
        """Return how many copies are solved together, if a side has at most so many persons."""
        network = self.network
        size = len(network.supply) + len(network.demand) + len(network.major)
        return max(1, min(BATCH // max(1, size), LARGEST // max(1, persons)))

    def solved(self, supply: Ints, demand: Ints, is_fair: bool = True) -> Solved:
        """Solve copies side by side, with a row of persons each, and check their certificates."""
        together = _side_by_side(self.network, _together(supply, self.kind), demand)
        copies = len(supply)
        cuts = solve(together)
        parts = pieces(together, cuts)
        if is_fair:
            parts = fair.blocks(together, parts)
        verify(together, cuts, parts)
        of_occupation = np.array([part.occupations[0] for part in parts], np.int64)
        empty = np.array([part.short for part in parts], np.int64)
        shortage = np.zeros(copies, np.int64)
        np.add.at(shortage, of_occupation // max(1, demand.shape[1]), empty)
        short, block = np.empty((0, demand.shape[1])), np.empty((0, demand.shape[1]), np.int64)
        if is_fair:
            label = labelled([part.occupations for part in parts], demand.size)
            needed = np.array([part.demand for part in parts] or [1])
            share = np.where(label >= 0, np.append(empty, 0)[label] / needed[label], 0.0)
            short = (demand.astype(np.float64) * share.reshape(copies, -1)).round(DIGITS)
            block = label.reshape(copies, -1)
        starved, scarce, surplus = (
            mark.reshape(copies, -1) for mark in (cuts.starved, cuts.scarce, cuts.surplus)
        )
        scarce, surplus = scarce[:, self.kind], surplus[:, self.kind] & (supply > 0)
        return Solved(demand, supply, shortage, short, block, starved, scarce, surplus)


def solve_many(
    network: Network, supply: Ints, demand: Ints, most_fair: int | None = None
) -> Iterator[Solved]:
    """Solve the network once a row of ``supply`` (copies × m) and ``demand`` (copies × n).

    ``most_fair``: how many copies get fair rates, the first ones; None: all.
    """
    persons = max(int(side.sum(axis=1).max(initial=0)) for side in (supply, demand))
    copies = Copies.of(network)
    most = copies.most(persons)
    fair_ones = len(supply) if most_fair is None else min(most_fair, len(supply))
    for first, last in ((0, fair_ones), (fair_ones, len(supply))):
        for start in range(first, last, most):
            part = slice(start, min(start + most, last))
            yield copies.solved(supply[part], demand[part], is_fair=last == fair_ones)


def _together(supply: Ints, kind: Ints) -> Ints:
    """Sum the persons of each kind, in each row."""
    order = np.argsort(kind, kind="stable")
    starts = np.unique(kind[order], return_index=True)[1]
    sums: Ints = np.add.reduceat(supply[:, order], starts, axis=1)
    return sums


def _side_by_side(network: Network, supply: Ints, demand: Ints) -> Network:
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
