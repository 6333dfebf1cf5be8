"""Decisions: the bound of the relaxed plan, two ways to whole decisions, and whole places."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from graph.gap.flows.flow import Ints
from graph.plan.cuts import Cut, cuts_at
from graph.plan.limits import CHANGED, FREE, Bounds, is_changed
from graph.plan.master import (
    CLOSED,
    OPEN,
    UNDECIDED,
    Infeasible,
    Master,
    OutOfTime,
    Point,
    Status,
    seconds_left,
)
from graph.plan.model import COST, Mask, Model, Values
from graph.plan.rounding import rounded
from graph.plan.search import search

RELAXED = 0.002  # of the objective: where the relaxed plan is good enough
OF_TODAY = 0.0005  # of the objective if nothing is decided, where that is more
SEARCH_GAP, SEARCH_SHARE = 0.004, 0.2  # the share of the time for one search
EXACT_GAP = 1e-4
GOOD = 0.004  # of today's objective: a dive so near the bound needs no search
ROUNDS, DIVES, SEARCHES = 120, 40, 4
DEPTHS = 0.25, 0.5  # where between the best places and the master's cuts are sought too
Progress = Callable[[float], None]


@dataclass(frozen=True)
class Effort:
    """How long to work: the gap to stop at (a share of the objective) and the seconds.

    ``prove``: a search for a better bound, with as many seconds again.
    """

    gap: float = RELAXED
    seconds: float = 60.0
    exact: bool = False
    prove: bool = False
    seed: int = 0


@dataclass(eq=False)
class Answer:
    """A plan in whole places, its objective, and the proven bound of any plan."""

    places: Values
    objective: float
    bound: float
    way: str
    ran_out: bool = False
    cuts: tuple[Cut, ...] = ()


@dataclass(eq=False)
class Chooser:
    """A master with its model, and the best places so far."""

    model: Model
    bounds: Bounds
    effort: Effort
    master: Master
    today: float
    deadline: float
    ran_out: bool = field(default=False)

    def relaxed(self, rounds: int = ROUNDS, tolerance: float | None = None) -> Point:
        """Solve with cuts until the value by flows is near the promised one.

        When it is late, the cuts so far must do.

        Raises:
            Infeasible: nothing meets the limits.
        """
        tolerance = self.effort.gap if tolerance is None else tolerance
        point = self.master.run()
        best, inner = np.inf, point.places
        for number in range(0 if self.master.kept and self.is_late else rounds):
            cuts: list[Cut] = []
            start, step = inner, point.places - inner
            for share in (1.0, *DEPTHS) if number else (1.0,):
                value, more = self._valued(start + share * step)
                cuts += more
                if value < best:
                    best, inner = value, start + share * step
            if best - point.objective <= max(tolerance * abs(best), OF_TODAY * self.today, 1e-6):
                break
            if not self.master.add(cuts, point) or self.is_late:
                break
            try:
                point = self.master.run(seconds_left(self.deadline))
            except OutOfTime:
                break
        return point

    def _valued(self, places: Values) -> tuple[float, list[Cut]]:
        """Return the value of places by flows, and the cuts that are not among the rows yet."""
        short, cuts = cuts_at(self.model, places, self.master.kept)
        more, fewer = self.model.changes(places)
        return short + COST * float(more.sum() + fewer.sum()), cuts

    @property
    def is_late(self) -> bool:
        """Tell whether the time has run out: what is left is then done in single steps."""
        self.ran_out = self.ran_out or time.monotonic() > self.deadline
        return self.ran_out

    def dive(self, point: Point) -> Point:
        """Fix the half nearest to a decision, solve again, and repeat.

        Raises:
            Infeasible: the fixed decisions do not fit together.
        """
        for _ in range(DIVES):
            order, closes = self._nearest(point)
            if not len(order) and not self._count_changes(point):
                return point
            point = self._fixed(order, closes)
        raise Infeasible

    def _fixed(self, order: Ints, closes: Mask) -> Point:
        """Fix the nearer half of some decisions, or fewer if they do not fit together.

        Raises:
            Infeasible: not even the nearest can be decided one way or the other.
        """
        before = self.master.status
        size = len(order) if self.is_late else (len(order) + 1) // 2
        while size:
            try:
                self.master.decide(self._decided(before, order[:size], closes[:size]))
                return self.relaxed(12, 2 * self.effort.gap)
            except Infeasible:
                size //= 2
        if len(order):
            self.master.decide(self._decided(before, order[:1], ~closes[:1]))
        return self.relaxed(12, 2 * self.effort.gap)

    def _decided(self, before: Status, columns: Ints, closes: Mask) -> Status:
        """Return the status with more decisions, and what follows from them."""
        status, left = before.copy(), self._closings_left(before)
        for k, closing in zip(columns.tolist(), closes.tolist(), strict=True):
            i, t = int(self.master.programme[k]), int(self.master.intake[k])
            if status[i, t] != UNDECIDED:
                continue
            closing = closing and bool(self.bounds.closes[i, t])
            if closing and not self.model.programmes[i].is_new:
                closing, left = left > 0, left - 1
            _spread(status, self.model, i, t, CLOSED if closing else OPEN)
        return status

    def _nearest(self, point: Point) -> tuple[Ints, Mask]:
        """Return what is between closed and its minimum, nearest first, and whether to close it."""
        master, values = self.master, point.values
        own = master.status[master.programme, master.intake]
        between = (values > 1e-6) & (values < master.least - 1e-6)
        undecided = np.flatnonzero((own == UNDECIDED) & (between | self._revived(values)))
        share = values[undecided] / master.least[undecided]
        distance = np.round(np.minimum(share, np.abs(1 - share)), 9)
        order = np.lexsort((undecided, distance))
        return undecided[order], np.asarray(share[order] < 0.5)

    def _revived(self, values: Values) -> Mask:
        """Mark what is empty though a later year of the programme is not, or a new one stops."""
        master = self.master
        revived = np.zeros(master.size, bool)
        same = np.append(master.programme[1:] == master.programme[:-1], False)
        following = np.append(values[1:], 0.0)
        new = self.model.new[master.programme]
        revived |= same & ~new & (values <= 1e-6) & (following > 1e-6)
        revived |= same & new & (values > 1e-6) & (following <= 1e-6)
        return np.asarray(revived & (self.master.cap > 0))

    def _closings_left(self, status: Status) -> float:
        """Return how many more programmes may close, where that is limited."""
        left = FREE
        for count, programmes, _ in self.master.counted:
            if count.kind == "closed":
                left = min(left, count.high - int((status[programmes] == CLOSED).any(axis=1).sum()))
        return left

    def _count_changes(self, point: Point) -> bool:
        """Fix half of the programmes that still must change by a fifth; whether any had to be."""
        for count, programmes, columns in self.master.counted:
            if count.kind != "changed":
                continue
            size = len(programmes)
            base = self.model.base[programmes, 0]
            position = self.model.position(count.year)
            after = point.places[programmes, position]
            missing = count.low - int(is_changed(base, after).sum())
            if missing <= 0:
                continue
            open_ones = np.flatnonzero(~is_changed(base, after))
            share = np.abs(after - base) / np.maximum(base, 1.0)
            order = np.lexsort((base[open_ones], -np.round(share[open_ones], 6)))
            for k in open_ones[order][: int(np.ceil(missing / 2))].tolist():
                down = (
                    size + k
                    if after[k] < base[k]
                    or self.master.cap[self.model.column[programmes[k], position]] < 1.2 * base[k]
                    else k
                )
                unit = np.ones(1)
                self.master.solver.bound(columns[[down]], unit, unit)
            return True
        return False

    def rens(self, point: Point) -> Point | None:
        """Fix what is whole in the relaxed plan, search among the rest, and solve with the answer.

        What is open and closed in each answer is solved anew with cuts, which stay for the next
        search, until a search promises nothing better.

        Raises:
            Infeasible: nothing meets the limits.
        """
        master = self.master
        settled = master.status.copy()
        self._settle(settled, point)
        best: Point | None = None
        for _ in range(SEARCHES):
            master.release(settled)
            seconds = min(SEARCH_SHARE * self.effort.seconds, seconds_left(self.deadline))
            start = None if best is None else best.values
            promise, _bound = search(master, SEARCH_GAP, seconds, start)
            if promise is None:
                break
            if best is not None and best.objective - promise.objective < SEARCH_GAP * self.today:
                break
            self._keep_changed(promise)
            master.decide(self._status_of(promise))
            answer = self.relaxed(12, self.effort.gap)
            if best is None or answer.objective < best.objective:
                best = answer
            if self.is_late:
                break
        return best

    def _settle(self, status: Status, point: Point) -> None:
        """Mark as decided what is whole in a point."""
        values, master = point.values, self.master
        revived = self._revived(values)
        for k in range(master.size):
            i, t = int(master.programme[k]), int(master.intake[k])
            if status[i, t] != UNDECIDED or revived[k]:
                continue
            if values[k] >= master.least[k] - 1e-6:
                status[i, t] = OPEN
            elif values[k] <= 1e-6:
                status[i, t] = CLOSED

    def _status_of(self, point: Point) -> Status:
        """Return what is open and closed in a point; what is closed stays so, what is new open."""
        model = self.model
        is_open = point.places > 0.5
        stays = np.minimum.accumulate(is_open | ~model.decided, axis=1)
        begun = np.maximum.accumulate(is_open & model.decided, axis=1)
        kept = np.where(model.new[:, None], begun, stays)
        return np.where(model.decided, np.where(kept, OPEN, CLOSED), UNDECIDED).astype(np.int8)

    def whole(self, point: Point) -> Point:
        """Round to whole places, year by year; the later years answer to the rounded ones.

        Raises:
            Infeasible: the rounded places do not fit the limits.
        """
        self._keep_changed(point)
        self.master.decide(self._status_of(point))
        for t in range(len(self.model.years)):
            columns = np.flatnonzero(self.master.intake == t)
            if not len(columns):
                continue
            point = self.relaxed(8, 2 * self.effort.gap)
            self.master.fix(columns, rounded(self.master, self.bounds, point, columns))
        return self.master.run()

    def _keep_changed(self, point: Point) -> None:
        """Let what has changed by a fifth stay so when it is rounded, where that is counted."""
        master = self.master
        for count, programmes, _ in master.counted:
            if count.kind != "changed":
                continue
            position = self.model.position(count.year)
            base, after = self.model.base[programmes, 0], point.places[programmes, position]
            column = self.model.column[programmes, position]
            changed = is_changed(base, after)
            grown, shrunk = changed & (after > base), changed & (after < base)
            master.at_least[column[grown]] = np.ceil((1 + CHANGED) * base[grown] - 1e-9)
            master.at_most[column[shrunk]] = np.floor((1 - CHANGED) * base[shrunk] + 1e-9)


def _spread(status: Status, model: Model, i: int, t: int, decided: int) -> None:
    """Decide a year and those that follow from it: what is closed stays closed."""
    is_new = model.programmes[i].is_new
    later = (decided == CLOSED) != is_new
    status[i, t:] = np.where(later, decided, status[i, t:])
    if not later:
        status[i, : t + 1] = decided
    status[i, t] = decided
