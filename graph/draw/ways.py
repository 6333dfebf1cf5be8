"""Who is related to whom, as arrays: whole sets of things take a step at once.

A set of things is an array of their places among all things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.draw.neighbourhood import Vertex

    Things = NDArray[np.int64]


class Kind(NamedTuple):
    """A kind of relation as its things see it: their class, the property, whether it points on."""

    begun: str
    property: str
    out: bool
    class_name: str  # of the things at the other end


@dataclass(frozen=True, eq=False)
class Ways:
    """``ends``: the two ends of each relation of a kind, in the order of the first ones."""

    uris: tuple[str, ...]
    place: Mapping[str, int]
    of_class: Mapping[str, Things]
    ends: Mapping[Kind, tuple[Things, Things]]
    kinds: Mapping[str, tuple[Kind, ...]]

    @classmethod
    def of(
        cls, vertices: Mapping[str, Vertex], near: Mapping[str, Iterable[tuple[str, str, bool]]]
    ) -> Ways:
        """Sort the relations of all things by their kinds."""
        uris = tuple(vertices)
        place = {uri: number for number, uri in enumerate(uris)}
        class_of = [vertex.class_name for vertex in vertices.values()]
        members: dict[str, list[int]] = {}
        ends: dict[Kind, tuple[list[int], list[int]]] = {}
        for number, (uri, begun) in enumerate(zip(uris, class_of, strict=True)):
            members.setdefault(begun, []).append(number)
            for neighbour, name, out in near[uri]:
                other = place[neighbour]
                both = ends.setdefault(Kind(begun, name, out, class_of[other]), ([], []))
                both[0].append(number)
                both[1].append(other)
        kinds: dict[str, list[Kind]] = {}
        for kind in ends:
            kinds.setdefault(kind.begun, []).append(kind)
        return cls(
            uris,
            place,
            {name: np.array(numbers, np.int64) for name, numbers in members.items()},
            {
                kind: (np.array(starts, np.int64), np.array(others, np.int64))
                for kind, (starts, others) in ends.items()
            },
            {name: tuple(of_class) for name, of_class in kinds.items()},
        )

    def things(self, uris: Iterable[str]) -> Things:
        """Return the set of these things."""
        return np.array([self.place[uri] for uri in uris], np.int64)

    def names(self, things: Things) -> tuple[str, ...]:
        """Return the URIs of a set, in its order."""
        return tuple(self.uris[number] for number in things.tolist())

    def across(self, things: Things, kind: Kind) -> Things:
        """Return what relations of a kind lead to from a set, in the order of that set."""
        starts, others = self.ends[kind]
        first, last = np.searchsorted(starts, things), np.searchsorted(starts, things, "right")
        counts = last - first
        begins = np.cumsum(counts) - counts
        at = np.arange(counts.sum()) + np.repeat(first - begins, counts)
        return distinct(others[at])

    def beside(self, class_name: str) -> NDArray[np.bool_]:
        """Tell of each thing whether it has a relation to one of a class."""
        has = np.zeros(len(self.uris), np.bool_)
        for kind, (starts, _) in self.ends.items():
            if kind.class_name == class_name:
                has[starts] = True
        return has


def distinct(things: Things) -> Things:
    """Return each thing once, where it stands first."""
    return things[np.sort(np.unique(things, return_index=True)[1])]
