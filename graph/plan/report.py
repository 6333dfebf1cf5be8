"""The parts of a plan: frozen values, ready to be printed or sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.gap.report import Assumption
from graph.plan.limits import Limit
from graph.plan.model import Key
from graph.regions.candidates import Candidate
from graph.things import Thing

UNCHANGED, PROJECTED, LEAST = "unchanged", "projected", "least"  # plans that are weighed
PROVEN = 0.05  # persons between a plan and its bound that print as equal
By = Literal["change", "cost"]  # what a front is against
Kind = Literal["grow", "shrink", "open", "close", "keep"]
Reason = Literal["short", "class_min", "surplus", "elsewhere", "keep"]


@dataclass(frozen=True)
class PlanCut:
    """Occupations of a year, who may enter them, and what stays empty: two sums.

    ``of``: ``unchanged`` or ``planned``. ``most``: who could enter at most under any plan within
    the limits, None where it was not asked.
    """

    id: str
    of: str
    year: int
    occupations: tuple[Thing, ...]
    positions: tuple[int, ...]
    programmes: tuple[Key, ...]
    demand: int
    supply: int
    most: int | None = None

    @property
    def short(self) -> int:
        """Places that stay empty."""
        return self.demand - self.supply

    @property
    def least(self) -> int | None:
        """Places that stay empty under any plan within the limits."""
        return None if self.most is None else max(self.demand - self.most, 0)


@dataclass(frozen=True)
class Move:
    """A programme in a year of intake. ``cut``: that it serves; ``limit``: that it meets.

    ``candidate``: why it may open, None where it is there already.
    """

    key: Key
    college: Thing
    major: Thing
    year: int
    before: int
    places: int
    kind: Kind
    reason: Reason
    cut: str | None
    limit: str | None
    candidate: Candidate | None = None

    @property
    def is_new(self) -> bool:
        """Tell whether the plan opens the programme."""
        return self.candidate is not None

    @property
    def change(self) -> int:
        """Places more (or fewer) than the year before."""
        return self.places - self.before


@dataclass(frozen=True)
class LimitEffect:
    """A limit, and how many more places are filled if it is one step looser (None: not asked)."""

    limit: Limit
    step: float
    effect: float | None

    @property
    def binds(self) -> bool:
        """Tell whether loosening the limit fills at least half a place more."""
        return (self.effect or 0.0) >= 0.5


@dataclass(frozen=True)
class FrontPoint:
    """Places moved, what that costs in yuan (None: not given), what stays empty, by which moves."""

    change: int
    cost: float | None
    shortage: float
    bound: float
    moves: tuple[Move, ...]

    def along(self, by: By) -> float:
        """Return where the point stands: the places moved, or what they cost."""
        return float(self.change if by == "change" else self.cost or 0.0)


@dataclass(frozen=True)
class Closing:
    """The fewest places moved with which no job of a block stays empty, and by which moves.

    ``least``: no plan that fills them moves fewer. ``anyway``: what the limits alone ask to move.
    ``left``: jobs of it that stay empty under the plan found, ``stays`` under any (None: not told
    in time). ``shortage``: of all years reached.
    """

    block: PlanCut
    change: int
    least: int
    anyway: int
    left: float
    stays: int | None
    shortage: float
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class RobustYear:
    """What stays empty in a year over draws: in 10 %, half and 90 % of them no more than that.

    ``better``: the percent of draws in which fewer stay empty under the plan.
    """

    year: int
    unchanged: tuple[int, int, int]
    planned: tuple[int, int, int]
    better: float


@dataclass(frozen=True)
class State:
    """The years ahead as projected (no id) or in a scenario; the fewest jobs that stay empty then.

    ``fewest``: under the best plan found for it. ``robust``: the plan of least regret over draws.
    """

    id: str | None
    name: str
    fewest: float
    robust: tuple[RobustYear, ...] = ()


@dataclass(frozen=True)
class Weighed:
    """A plan in every state: what stays empty, and how much more than under the best for it.

    ``of``: ``unchanged``, ``projected`` or the scenario for which it is best, or ``least``: the
    largest regret, over all plans.
    """

    of: str
    change: int
    empty: tuple[float, ...]
    regrets: tuple[float, ...]

    @property
    def largest(self) -> float:
        """The largest regret."""
        return max(self.regrets)


@dataclass(frozen=True)
class Regret:
    """Plans in several states of the years ahead, and the one whose largest regret is least.

    ``gap``: by how much the largest regret, with the price of change, could be less at most under
    any plan; None where that was not told in time.
    """

    states: tuple[State, ...]
    plans: tuple[Weighed, ...]
    chosen: Weighed
    gap: float | None
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Way:
    """What stays empty in the years that a plan reaches, and the places moved over the years."""

    shortage: float
    change: int


@dataclass(frozen=True)
class Plan:
    """The places of every programme and year, how good they are, and what stands in the way.

    ``unchanged`` and ``planned``: empty places of each year ahead. ``objective``: those of the
    years that the plan reaches, with the price of change; ``bound``: no plan has less.
    """

    first: int
    until: int
    grade: str | None
    assumptions: tuple[Assumption, ...]
    years: tuple[int, ...]
    reached: tuple[int, ...]
    unchanged: tuple[float, ...]
    planned: tuple[float, ...]
    objective: float
    bound: float
    way: str
    ran_out: bool
    moves: tuple[Move, ...]
    cuts: tuple[PlanCut, ...]
    limits: tuple[LimitEffect, ...]
    front: tuple[FrontPoint, ...]
    naive: dict[str, Way]
    cost: float | None
    seed: int
    closing: Closing | None = None
    robust: tuple[RobustYear, ...] = ()
    regret: Regret | None = None
    front_by: By = "change"

    @property
    def gap(self) -> float:
        """How many persons the best plan could be better by, at most."""
        return max(self.objective - self.bound, 0.0)

    @property
    def is_best(self) -> bool:
        """Tell whether the plan and its bound print as equal."""
        return self.gap < PROVEN

    @property
    def gap_pct(self) -> float:
        """The same, of today's shortage in the years that the plan reaches."""
        today = self.total("unchanged")
        return 100 * self.gap / today if today else 0.0

    def total(self, name: Literal["unchanged", "planned"]) -> float:
        """Return the empty places of the years that the plan reaches."""
        rows = zip(self.years, getattr(self, name), strict=True)
        return float(sum(short for year, short in rows if year in self.reached))
