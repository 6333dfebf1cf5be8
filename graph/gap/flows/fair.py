"""Fair rates: how full each occupation gets where nobody can be better off at a poorer one's cost.

Of all best allocations the fair one makes the lowest fill rate as high as can be, then the next
lowest, and so on. Its rates are unique, though the allocation is not (N. Megiddo, Optimal flows in
networks with multiple sources and sinks, 1974; S. Fujishige, Lexicographically optimal base of a
polymatroid with respect to a weight vector, 1980). Exact: fractions of whole persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from graph.gap.flows.flow import Bools, Ints, Network, Piece, connected, grouped, labelled
from graph.gap.flows.wide import Sets

ONE = Fraction(1)


def blocks(network: Network, pieces: list[Piece]) -> list[Piece]:
    """Split the pieces of the most-starved set into blocks of equal fill rate; not ordered.

    A block's occupations hang together through the majors that feed it, and share its rate
    ``supply / demand``. Other majors that may enter them are needed at lower rates and feed those.

    >>> from graph.gap.flows.flow import pieces, solve
    >>> network = Network.of([34, 23], [53, 30], [(0, 0), (0, 1), (1, 1)])
    >>> [b.fill_rate for b in blocks(network, pieces(network, solve(network)))]
    [Fraction(34, 53), Fraction(23, 30)]
    """
    levels = _Levels.of(network, pieces)
    while levels.open.any():
        levels.split()
    return _connected(network, levels)


def rates(network: Network, pieces: list[Piece]) -> list[Fraction]:
    """Return the fair fill rate of every occupation: 1 outside the blocks."""
    rate = [ONE] * len(network.demand)
    for block in pieces:
        shared = block.fill_rate
        for j in block.occupations.tolist():
            rate[j] = shared
    return rate


@dataclass(eq=False)
class _Levels:
    """Sets of occupations, each with the majors that feed it; ``open`` until it has one rate.

    ``of_major``, ``of_occupation``: the set of each class, −1 outside all. ``arcs``: those within
    a set, as positions.
    """

    network: Network
    of_major: Ints
    of_occupation: Ints
    arcs: Ints
    open: Bools

    @classmethod
    def of(cls, network: Network, pieces: list[Piece]) -> _Levels:
        of_major = labelled([piece.majors for piece in pieces], len(network.supply))
        of_occupation = labelled([piece.occupations for piece in pieces], len(network.demand))
        arcs = np.flatnonzero(of_occupation[network.occupation] >= 0)
        return cls(network, of_major, of_occupation, arcs, np.ones(len(pieces), np.bool_))

    def sums(self) -> tuple[Ints, Ints]:
        """Sum supply and demand of each set."""
        sides = (self.of_major, self.network.supply), (self.of_occupation, self.network.demand)
        available, needed = np.zeros((2, len(self.open)), dtype=np.int64)
        for total, (label, persons) in zip((available, needed), sides, strict=True):
            np.add.at(total, label[label >= 0], persons[label >= 0])
        return available, needed

    def split(self) -> None:
        """Give each open set one rate if all of it can be filled to ``supply / demand``.

        Otherwise the part that is short at that rate has a lower one, and the rest, without that
        part's majors, a higher one: two open sets.
        """
        available, needed = self.sums()
        divisible = (
            np.bincount(self.of_occupation[self.of_occupation >= 0], minlength=len(available)) > 1
        )
        self.open &= divisible & (available > 0)
        short = self._short(available, needed)
        first_new = len(self.open)
        parted, new = np.unique(self.of_occupation[short], return_inverse=True)
        network, arcs = self.network, self.arcs
        entering = np.zeros(len(network.supply), dtype=np.bool_)
        into = np.zeros(len(network.demand), dtype=np.bool_)
        into[short] = True
        entering[network.major[arcs[into[network.occupation[arcs]]]]] = True
        number = np.full(first_new, -1, dtype=np.int64)
        number[parted] = first_new + np.arange(len(parted))
        self.of_occupation[short] = number[parted][new]
        moved = np.flatnonzero(entering)
        self.of_major[moved] = number[self.of_major[moved]]
        still_open = np.zeros(first_new, dtype=np.bool_)
        still_open[parted] = True
        self.open = np.concatenate([still_open, np.ones(len(parted), np.bool_)])
        within = self.of_major[network.major[arcs]] == self.of_occupation[network.occupation[arcs]]
        self.arcs = arcs[within]

    def _short(self, available: Ints, needed: Ints) -> Ints:
        """Find the occupations of open sets that stay short at the common rate; often none."""
        network = self.network
        majors, occupations = (
            np.flatnonzero((label >= 0) & self.open[label])
            for label in (self.of_major, self.of_occupation)
        )
        if not len(occupations):
            return occupations
        i, j = _places(majors, len(network.supply)), _places(occupations, len(network.demand))
        arcs = self.arcs[self.open[self.of_occupation[network.occupation[self.arcs]]]]
        divisor = np.maximum(1, np.gcd(available, needed))
        sets = Sets(
            network.supply[majors] * (needed // divisor)[self.of_major[majors]],
            network.demand[occupations] * (available // divisor)[self.of_occupation[occupations]],
            i[network.major[arcs]],
            j[network.occupation[arcs]],
            int((available * (needed // divisor))[self.open].max()),
        )
        empty, unreached = sets.unreached()
        failing = np.zeros(len(self.open), dtype=np.bool_)
        failing[self.of_occupation[occupations[empty]]] = True
        short: Ints = occupations[unreached & failing[self.of_occupation[occupations]]]
        return short


def _places(chosen: Ints, size: int) -> Ints:
    """Return the place of each position among the chosen ones, −1 for the others."""
    place = np.full(size, -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    return place


def _connected(network: Network, levels: _Levels) -> list[Piece]:
    """Find the connected pieces of the arcs between majors and occupations of the same rate."""
    m, n = len(network.supply), len(network.demand)
    available, needed = levels.sums()
    divisor = np.maximum(1, np.gcd(available, needed))
    _, rate = np.unique(
        np.stack([available // divisor, needed // divisor]), axis=1, return_inverse=True
    )
    of_major, of_occupation = (
        np.where(label >= 0, rate[label] if len(rate) else -1, -1)
        for label in (levels.of_major, levels.of_occupation)
    )
    rate_of_end = of_occupation[network.occupation]
    inside = (rate_of_end >= 0) & (of_major[network.major] == rate_of_end)
    _, label = connected(network.major[inside], network.occupation[inside] + m, m + n)
    return grouped(
        network, np.where(of_major >= 0, label[:m], -1), np.where(of_occupation >= 0, label[m:], -1)
    )
