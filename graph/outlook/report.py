"""The parts of an outlook: frozen values, ready to be printed or sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graph.gap.report import Assumption, GapReport
from graph.outlook.backtest import Trial
from graph.outlook.conservation import Account
from graph.things import Thing

SideName = Literal["supply", "demand"]
SIDES: tuple[SideName, ...] = ("supply", "demand")
MOSTLY = 0.5  # share of graduates in class from which a year counts as known
VERY_LIKELY = 0.8  # a warning ahead is at least so probable in two successive years
LIKELY = 0.5


@dataclass(frozen=True)
class Interval:
    """The median and the band of draws, in persons.

    Where no band is claimed ``low`` and ``high`` are None, and ``median`` is the expected figure.
    """

    low: int | None
    median: int
    high: int | None


@dataclass(frozen=True)
class YearAhead:
    """A year of an outlook. ``known_share``: of the graduates, those of cohorts in class today."""

    year: int
    known_share: float
    demand: Interval
    supply: Interval
    shortage: Interval
    quantity: Interval
    composition: Interval
    surplus: Interval

    @property
    def is_known(self) -> bool:
        """Tell whether most of the graduates are in class already."""
        return self.known_share >= MOSTLY

    @property
    def has_band(self) -> bool:
        """Tell whether a band is claimed for the shortage."""
        return self.shortage.low is not None


@dataclass(frozen=True)
class DemandYear:
    """The demand of an occupation in a year."""

    year: int
    demand: Interval


@dataclass(frozen=True)
class OccupationYear(DemandYear):
    """An occupation in a year; ``p_starved`` None where no band is claimed."""

    short: Interval
    p_starved: float | None


@dataclass(frozen=True)
class OccupationAhead:
    """A demand class over the years."""

    thing: Thing
    level: int
    area: Thing | None
    years: tuple[OccupationYear, ...]


@dataclass(frozen=True)
class MajorYear:
    """A major in a year: what its supply rests on, and how probably it is scarce or surplus."""

    year: int
    supply: Interval
    basis: str
    p_scarce: float | None
    p_surplus: float | None


@dataclass(frozen=True)
class MajorAhead:
    """A supply class over the years.

    ``warned``: ``scarce`` or ``surplus`` where that is very likely in two successive years, from
    ``since`` on. ``decide_by``: the first intake that a decision still reaches and that changes it;
    ``effect``: the year its graduates come. ``length``: years of study, None where unknown.
    """

    thing: Thing
    level: int
    area: Thing | None
    years: tuple[MajorYear, ...]
    warned: str | None
    since: int | None
    decide_by: int | None
    effect: int | None
    length: int | None = None


@dataclass(frozen=True)
class CohortYear:
    """Graduates of a programme in a year, and the cohort they come from.

    ``band``: what their band rests on (``own`` errors, ``completion`` of cohorts, ``borrowed``), or
    None where none is claimed.
    """

    college: str
    major: str
    track: str | None
    year: int
    enrolled: int | None
    completion: float | None
    graduates: Interval | None
    basis: str
    band: str | None


@dataclass(frozen=True)
class Ahead:
    """What an outlook supposes and rests on."""

    newest: int
    until: int
    cover: float
    draws: int
    seed: int
    scenarios: tuple[str, ...]
    scenario_names: tuple[str, ...]
    basis: str
    grade: str | None
    place: Thing | None
    chain: Thing | None
    assumptions: tuple[Assumption, ...]
    cohorts: tuple[CohortYear, ...]
    backtest: tuple[Trial, ...]
    conservation: tuple[Account, ...]

    @property
    def sides(self) -> tuple[SideName, ...]:
        """The sides that are projected."""
        return SIDES

    @property
    def demand_is_given(self) -> bool:
        """Whether demand is a projection of the data, whose error no band holds."""
        return any(entry.key == "demand_given" for entry in self.assumptions)


@dataclass(frozen=True)
class Outlook(Ahead):
    """What the coming years bring if nothing is decided, or if a scenario holds."""

    years: tuple[YearAhead, ...]
    occupations: tuple[OccupationAhead, ...]
    majors: tuple[MajorAhead, ...]

    def in_class(self, year: YearAhead) -> float | None:
        """Return the share of a year's graduates who are in class today; see ``in_class_of``."""
        return in_class_of(year, self.years)


@dataclass(frozen=True)
class SideYear:
    """A year of the side that is known, the other None. ``known_share``: of supply, as above."""

    year: int
    known_share: float | None
    demand: Interval | None
    supply: Interval | None


def in_class_of(year: YearAhead | SideYear, years: Sequence[YearAhead | SideYear]) -> float | None:
    """Return the share of a year's graduates who are in class today.

    None before the first year of which the data have an intake: it is unknown, not 0.
    """
    is_told = any(earlier.known_share for earlier in years if earlier.year <= year.year)
    return year.known_share if is_told else None


@dataclass(frozen=True)
class DemandAhead:
    """A demand class over the years, of which nobody knows who could fill it."""

    thing: Thing
    level: int
    area: Thing | None
    years: tuple[DemandYear, ...]


@dataclass(frozen=True)
class OneSide(Ahead):
    """The coming years of the only side that the data know: no shortage can be told.

    ``lacks``: the other side. ``majors`` of supply, ``occupations`` of demand.
    """

    lacks: SideName
    years: tuple[SideYear, ...]
    occupations: tuple[DemandAhead, ...]
    majors: tuple[MajorAhead, ...]

    def in_class(self, year: SideYear) -> float | None:
        """Return the share of a year's graduates who are in class today; see ``in_class_of``."""
        return in_class_of(year, self.years)

    @property
    def sides(self) -> tuple[SideName, ...]:
        """The side that is projected."""
        return tuple(side for side in SIDES if side != self.lacks)


@dataclass(frozen=True, kw_only=True)
class GapAhead(GapReport):
    """The gap of a year to come, at its expected figures; ``beside``: the outlook of that year."""

    beside: Outlook
