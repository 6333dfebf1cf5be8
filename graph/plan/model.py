"""The model of a plan: programmes, the years of intake to decide on, and what they bring later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.gap.flows.flow import LARGEST, Cuts, Ints, Network, solve

Values = NDArray[np.float64]
Mask = NDArray[np.bool_]

MOST_DIGITS = 3  # of a person, in flows
COST = 0.02  # of a place more or fewer, in persons: without it equal optima make advice jump
Key = tuple[str, str, str | None]


@dataclass(frozen=True)
class Programme:
    """A programme and the years of intake to decide on, ``first`` to ``last`` (none: last < first).

    ``places``: of its last known intake. ``groups``: its major groups; ``areas``: its area and all
    above it. ``capacity``: most it can admit a year. ``is_new``: opens only if the plan opens it.
    """

    college: str
    major: str
    track: str | None
    places: int
    first: int
    last: int
    length: int = 3
    level: int = 0
    areas: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    capacity: int | None = None
    special: bool = False
    is_new: bool = False
    filled: float = 1.0
    students: tuple[float, ...] = ()

    @property
    def key(self) -> Key:
        """Return college, major and track."""
        return self.college, self.major, self.track


@dataclass(frozen=True, eq=False)
class Effect:
    """A year in which graduates come: its network, and what each place brings there.

    ``fixed``: supply of each class that the plan does not change; ``programme``, ``intake`` (the
    position of the year), ``node`` and ``yields`` (persons a place): a response each.
    """

    year: int
    network: Network
    fixed: Values
    programme: Ints
    intake: Ints
    node: Ints
    yields: Values

    def supply(self, places: Values) -> Values:
        """Return the persons of each supply class under some places, programmes × years."""
        brought = self.yields * places[self.programme, self.intake]
        supply = self.fixed + np.bincount(self.node, brought, len(self.fixed))
        return np.asarray(np.maximum(supply, 0.0), np.float64)

    @cached_property
    def demand(self) -> int:
        """All places to fill."""
        return int(self.network.demand.sum())

    def solved(self, places: Values) -> tuple[float, Cuts]:
        """Return the places that stay empty, and the cuts that prove it, under some places."""
        return shortage_of(self.network, self.supply(places))


@dataclass(frozen=True, eq=False)
class Model:
    """Programmes × years of intake. ``base``: the places if nothing is decided.

    ``states``: where the years ahead may come in several ways, the positions of the effects of
    each, and the fewest places that a plan for it leaves empty.
    """

    years: range
    programmes: tuple[Programme, ...]
    effects: tuple[Effect, ...]
    states: tuple[tuple[range, float], ...] = ()

    @cached_property
    def base(self) -> Values:
        """Places of every year if nothing is decided."""
        start = [0 if programme.is_new else programme.places for programme in self.programmes]
        return np.tile(np.array(start, np.float64)[:, None], (1, len(self.years)))

    @cached_property
    def decided(self) -> Mask:
        """Which programmes × years are to be decided."""
        first, last = (
            np.array([getattr(programme, end) for programme in self.programmes])
            for end in ("first", "last")
        )
        years = np.array(self.years)
        return np.asarray((years >= first[:, None]) & (years <= last[:, None]))

    @cached_property
    def column(self) -> Ints:
        """The number of each decision; a later year goes on as the last decided, −1 is none."""
        number = np.where(self.decided, np.cumsum(self.decided).reshape(self.decided.shape), 0)
        return np.asarray(np.maximum.accumulate(number, axis=1) - 1, np.int64)

    @cached_property
    def decisions(self) -> tuple[Ints, Ints]:
        """Programme and year position of every decision, in order."""
        programme, year = np.nonzero(self.decided)
        return programme.astype(np.int64), year.astype(np.int64)

    @cached_property
    def new(self) -> Mask:
        """Which programmes the plan may open."""
        return np.array([programme.is_new for programme in self.programmes], bool)

    def position(self, year: int) -> int:
        """Return the position of a year of intake; of a later one that of the last."""
        return min(year - self.years[0], len(self.years) - 1)

    def places(self, values: Values) -> Values:
        """Spread the values of the decisions over programmes × years."""
        return np.where(self.column >= 0, np.append(values, 0.0)[self.column], self.base)

    def start(self, programme: int) -> float:
        """Return the places of a programme before its first decision."""
        return float(self.base[programme, 0])

    def changes(self, places: Values) -> tuple[Values, Values]:
        """Return the places more and the places fewer than the year before."""
        before = np.concatenate([self.base[:, :1], places[:, :-1]], axis=1)
        step = np.where(self.decided, places - before, 0.0)
        return np.maximum(step, 0.0), np.maximum(-step, 0.0)

    def shortages(self, places: Values) -> list[float]:
        """Return the places that stay empty in each effect year."""
        return [effect.solved(places)[0] for effect in self.effects]

    def empty(self, shortages: Sequence[float]) -> float:
        """Return what stays empty in all; of several states, beyond the fewest in the worst."""
        if not self.states:
            return float(sum(shortages))
        return max(sum(shortages[k] for k in own) - fewest for own, fewest in self.states)

    def value(self, places: Values) -> float:
        """Return the objective: places that stay empty, and the price of change, in persons."""
        more, fewer = self.changes(places)
        return self.empty(self.shortages(places)) + COST * float(more.sum() + fewer.sum())


def shortage_of(network: Network, supply: Values) -> tuple[float, Cuts]:
    """Solve a network whose supply is in parts of persons, in whole parts of them.

    >>> round(shortage_of(Network.of([0], [5], [(0, 0)]), np.array([2.25]))[0], 3)
    2.75
    """
    scale = scale_of(max(float(supply.sum()), float(network.demand.sum())))
    parts = Network(
        np.floor(supply * scale + 0.5).astype(np.int64),
        network.demand * scale,
        network.major,
        network.occupation,
        network.weight,
    )
    cuts = solve(parts)
    return (int(parts.demand.sum()) - cuts.matched) / scale, cuts


def scale_of(persons: float) -> int:
    """Return the parts of a person that a flow of so many persons can count.

    >>> scale_of(1_000), scale_of(10_000_000)
    (1000, 100)
    """
    digits = MOST_DIGITS
    while digits and persons * 10**digits + 1e5 > LARGEST:
        digits -= 1
    return int(10**digits)


def of(years: range, programmes: Sequence[Programme], effects: Sequence[Effect]) -> Model:
    """Make a model of lists."""
    return Model(years, tuple(programmes), tuple(effects))
