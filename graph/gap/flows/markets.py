"""The connected parts of a network: what happens in one of them changes nothing in another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.gap.flows.flow import Ints, Network, allocate, connected, positions_of


@dataclass(frozen=True, eq=False)
class Markets:
    """The connected parts of a network by number: of each major, of each occupation."""

    network: Network
    of_major: Ints
    of_occupation: Ints
    count: int

    @classmethod
    def of(cls, network: Network) -> Markets:
        """Find the parts that arcs hold together; a class without arcs is one by itself."""
        m, n = len(network.supply), len(network.demand)
        count, label = connected(network.major, network.occupation + m, m + n)
        return cls(network, label[:m], label[m:], count)

    @cached_property
    def of_arc(self) -> Ints:
        """The part of each arc."""
        return self.of_major[self.network.major]

    @cached_property
    def sizes(self) -> Ints:
        """The number of arcs in each part."""
        return np.bincount(self.of_arc, minlength=self.count).astype(np.int64)

    @cached_property
    def matched(self) -> Ints:
        """The most that can be matched in each part."""
        tail, _, amount = allocate(self.network)
        return np.bincount(self.of_major[tail], amount, self.count).astype(np.int64)

    @cached_property
    def _members(self) -> tuple[list[Ints], list[Ints], list[Ints]]:
        numbers = np.arange(self.count)
        majors, occupations, arcs = (
            positions_of(label, numbers)
            for label in (self.of_major, self.of_occupation, self.of_arc)
        )
        return majors, occupations, arcs

    def part(self, parts: Ints, tail: Ints, head: Ints, supply: Ints) -> Network:
        """Cut some parts out as a network, with more arcs between them and another supply."""
        majors, occupations, arcs = (
            np.concatenate([members[part] for part in parts.tolist()]) for members in self._members
        )
        tails = np.concatenate([self.network.major[arcs], tail])
        heads = np.concatenate([self.network.occupation[arcs], head])
        majors, occupations = np.sort(majors), np.sort(occupations)
        return Network(
            supply[majors],
            self.network.demand[occupations],
            np.searchsorted(majors, tails),
            np.searchsorted(occupations, heads),
            np.ones(len(tails)),
        )
