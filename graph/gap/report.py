"""The parts of a gap report: frozen values, ready to be printed or sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from graph.gap.flows.expected import Expected
from graph.gap.noise import NO_DRAWS, Drawing
from graph.left_out import LeftOut
from graph.things import Thing

Sampler = Callable[["GapReport", Drawing, Callable[[float], None]], "Ranges | None"]
MajorClass = Literal["surplus", "balanced", "scarce", "unknown"]
OccupationClass = Literal["starved", "balanced", "saturated"]
Unreached = Literal["no_crosswalk", "no_eligible"]
Cause = Literal["no_major", "no_graduates", "place", "retention", "field", "level", "seats"]


@dataclass(frozen=True)
class Assumption:
    """Something taken for granted, and how many persons it touches."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Occupation:
    """A demand class. ``unreached``: why no arc reaches it. ``area``: in the market own only.

    ``fill_rate``: the fair one, in [0, 1], exact. ``empty``: ``short`` in whole persons; those of a
    block add up to it, and all of them to the shortage.
    """

    thing: Thing
    level: int
    area: Thing | None
    demand: int
    group: OccupationClass
    unreached: Unreached | None
    fill_rate: Fraction = Fraction(1)
    empty: int = 0

    @property
    def short(self) -> Fraction:
        """Places that stay empty at the fair fill rate, persons a year; their sum is the shortage.

        >>> tea = Thing("4-03-02-07", "茶艺师")
        >>> Occupation(tea, 0, None, 21, "starved", None, Fraction(26, 31)).short
        Fraction(105, 31)
        """
        return self.demand * (1 - self.fill_rate)

    @property
    def short_persons(self) -> float:
        """``short`` as the nearest number, without making a fraction of it."""
        rate = self.fill_rate
        return self.demand * (rate.denominator - rate.numerator) / rate.denominator

    @property
    def reason(self) -> str | None:
        """The contract's word for an occupation that no arc reaches."""
        return "no_major" if self.unreached else None


@dataclass(frozen=True, slots=True)
class Major:
    """A supply class with a crosswalk row. ``area``: in the market own only.

    ``group`` is unknown where no occupation it leads to has a demand figure, in any year or basis.
    ``placement_rate``: the fair one, in [0, 1], exact. ``room`` and ``slack``: graduates whom this
    major *alone* could add or spare, persons a year; they must not be added up. None: not looked
    for. ``unplaced``: graduates without a place at that rate, in whole persons; they add up to the
    surplus. ``enters``: not so where the report is of a part and no place in it is open to them.
    In a part ``group``, ``room`` and ``slack`` are those of the whole region.
    """

    thing: Thing
    level: int
    area: Thing | None
    supply: int
    group: MajorClass
    placement_rate: Fraction = Fraction(1)
    room: int | None = 0
    slack: int | None = 0
    unplaced: int = 0
    enters: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """A certificate: occupations of one fill rate that hang together, and who feeds them.

    ``lower``: blocks with a lower fill rate, whose majors may enter this one too. Those are counted
    there, where they are missed as much. ``cause``: see ``causes``; None: not looked for.
    """

    id: str
    occupations: tuple[Occupation, ...]
    majors: tuple[Major, ...]
    demand: int
    supply: int
    lower: tuple[str, ...]
    cause: Cause | None

    @property
    def short(self) -> int:
        """Places that stay empty, persons a year."""
        return self.demand - self.supply

    @property
    def fill_rate(self) -> Fraction:
        """The share of the places that the majors can fill."""
        return Fraction(self.supply, self.demand)


@dataclass(frozen=True)
class Variant:
    """One choice made otherwise, and the shortage then, persons a year."""

    key: str
    shortage: int


@dataclass(frozen=True)
class Range:
    """A figure as computed (``point``), and where noise moves it; persons a year.

    ``low`` to ``high`` is for reading: it holds the figure of undisturbed data in about nine cases
    of ten. ``p5``, ``p95`` and ``mean`` are of the draws as they are; see ``ranges.range_of``.
    """

    point: int
    low: int
    mean: float
    high: int
    p5: float
    p95: float

    @property
    def holds_zero(self) -> bool:
        """Tell whether noise alone might be all of it."""
        return self.low == 0


@dataclass(frozen=True, eq=False)
class Ranges:
    """What draws of noise show; shares of the draws, in the order of the report's classes.

    ``top_ten``: among the ten occupations with the most empty places. ``scarce`` and ``surplus``
    are None for a major whose class no noise decides (unknown, or not of the part). ``cores``: the
    occupations of each block that stay together in at least nine of ten draws.
    """

    drawing: Drawing
    shortage: Range
    quantity: Range
    composition: Range
    top_ten: tuple[float, ...]
    starved: tuple[float, ...]
    scarce: tuple[float | None, ...]
    surplus: tuple[float | None, ...]
    cores: tuple[tuple[Occupation, ...], ...]


@dataclass(frozen=True)
class Coverage:
    """Persons a year whom the crosswalk does not reach, and classes that nobody reported.

    ``supply_not_surveyed``: graduates of the supply, and so of the surplus, whose occupations have
    no demand figure in any year: nobody knows whether they are wanted.
    """

    demand_without_crosswalk: int
    demand_without_arc: int
    supply_without_crosswalk: int
    occupations_unknown: int
    majors_unknown: int
    supply_not_surveyed: int = 0


def spare_word(is_part: bool) -> str:
    """Return the word for ``surplus``; in a part nobody knows whether they are too many."""
    return "not_placed" if is_part else "surplus"


@dataclass(frozen=True)
class GapReport:
    """The structural gap of a year. Figures are persons a year unless said otherwise.

    ``shortage = demand − matched = quantity + composition``; ``surplus = supply − matched``;
    ``mismatch_index = composition / min(demand, supply)`` in [0, 1], None where a side is empty;
    ``multi_count`` and ``fixed_share`` are what the two usual practices would say.
    ``blocks`` is ordered by fill rate, ``occupations`` and ``majors`` by code, level and area.
    ``variants`` and ``sampled`` compute ``sensitivity`` and ``ranges``, for whoever asks; ``size``
    is the number of arcs and classes of what is solved.
    What is missing, by name: ``unmapped`` majors without a crosswalk row (persons, the most first),
    ``unknown_occupations`` and ``unknown_majors`` whose figure nobody reported,
    ``unreadable_occupations`` and ``unreadable_majors`` whose figure could not be read.
    ``left_out``: what of the sources is not in the build, of the year or of none.
    ``supplied_by``: the reported ``graduates``, or the admission ``plan``.
    ``is_part``: a chain, an area or jobs from a level on; then ``surplus`` is who has no place in
    the part, and may have one outside.
    """

    year: int
    area: Thing | None
    chain: Thing | None
    basis: str
    tier: int
    min_level: int | None
    market: str
    entrants: float | str | None
    place: Thing | None
    grade: str | None
    assumptions: tuple[Assumption, ...]
    demand: int
    supply: int
    matched: int
    coverage: Coverage
    other_bases: Mapping[str, int]
    multi_count: int
    fixed_share: float
    expected: Expected
    occupations: tuple[Occupation, ...]
    majors: tuple[Major, ...]
    blocks: tuple[Block, ...]
    variants: Callable[[], tuple[Variant, ...]] = field(repr=False, compare=False)
    sampled: Sampler = field(repr=False, compare=False)
    unmapped: tuple[tuple[Thing, int], ...]
    unknown_occupations: tuple[Thing, ...]
    unknown_majors: tuple[Thing, ...]
    unreadable_occupations: tuple[Thing, ...] = ()
    unreadable_majors: tuple[Thing, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    is_part: bool = False
    supplied_by: str = "graduates"
    drawing: Drawing = NO_DRAWS
    size: int = 0

    @property
    def not_of_part(self) -> int:
        """Graduates whom no place of the part is open to; 0 of a whole region."""
        return sum(major.supply for major in self.majors if not major.enters)

    @property
    def spare_word(self) -> str:
        """The word for ``surplus``."""
        return spare_word(self.is_part)

    @cached_property
    def sensitivity(self) -> tuple[Variant, ...]:
        """The shortage with one choice made otherwise."""
        return self.variants()

    @cached_property
    def ranges(self) -> Ranges | None:
        """Where noise moves the figures; None where no draws were asked for, or too many."""
        return self.sampled(self, self.drawing, lambda _share: None)

    @property
    def is_drawn(self) -> bool:
        """Tell whether ``ranges`` has been computed."""
        return "ranges" in vars(self)

    def ranges_with(self, progress: Callable[[float], None]) -> Ranges | None:
        """Compute ``ranges`` unless that is done, telling the share of the draws solved so far."""
        if not self.is_drawn:
            vars(self)["ranges"] = self.sampled(self, self.drawing, progress)
        return self.ranges

    @property
    def shortage(self) -> int:
        """Places that stay empty however graduates are placed."""
        return self.demand - self.matched

    @property
    def quantity(self) -> int:
        """The part of the shortage due to fewer people than places."""
        return max(0, self.demand - self.supply)

    @property
    def composition(self) -> int:
        """The part of the shortage that remains although there are people enough."""
        return min(self.demand, self.supply) - self.matched

    @property
    def surplus(self) -> int:
        """Graduates without a place they may enter."""
        return self.supply - self.matched

    @property
    def mismatch_index(self) -> float | None:
        """The composition part of what could be matched if everybody might do everything."""
        possible = min(self.demand, self.supply)
        return self.composition / possible if possible else None
