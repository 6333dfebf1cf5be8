"""The master: a linear programme over places, changes and shortages, to which cuts are added."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from graph.gap.flows.flow import Ints
from graph.plan.cuts import Cut
from graph.plan.limits import CHANGED, FREE, Bounds, Count
from graph.plan.model import COST, Model, Values

UNDECIDED, OPEN, CLOSED = 0, 1, -1
Status = NDArray[np.int8]  # programmes × years
TIE = 1e-6  # by how much the price of change differs at most, so that equal plans have an order


@dataclass(frozen=True, eq=False)
class Point:
    """A solution: places (programmes × years), the empty places and the value it promises."""

    places: Values
    values: Values
    short: Values
    objective: float


class Infeasible(Exception):  # caught inside the package
    """Nothing meets the limits."""


class OutOfTime(Exception):  # caught inside the package
    """The solver did not come to an end in its time."""


class Master:
    """Places of every decision, how they change, and what stays empty; rows are added.

    Columns: places, more, fewer (one a decision each), empty places (one an occupation and effect
    year), those of the worst state if there are several, and one or two a programme of a count.
    """

    def __init__(self, model: Model, bounds: Bounds, seed: int = 0) -> None:
        self.model, self.bounds, self.seed = model, bounds, seed
        self.programme, self.intake = model.decisions
        self.size = len(self.programme)
        self.offset = np.cumsum([0, *(len(e.network.demand) for e in model.effects)])
        self.status: Status = np.zeros(model.base.shape, np.int8)
        self.kept: dict[tuple[int, bytes], Cut] = {}
        self.fixed = np.full(self.size, np.nan)
        self.at_least, self.at_most = np.zeros(self.size), np.full(self.size, FREE)
        self.most_moved = FREE
        self.purse: tuple[Values, float] | None = None
        self.solver = Solver(seed)
        self.counted: list[tuple[Count, Ints, Ints]] = []
        self._columns()
        self._balance()
        self._limits()

    def _columns(self) -> None:
        model, bounds = self.model, self.bounds
        where = self.programme, self.intake
        self.least, self.floor = bounds.least[where], bounds.floor[where]
        alive = (model.base[where] > 0) | model.new[self.programme]
        self.cap = np.where(alive, np.minimum(bounds.cap[where], self._reachable()), 0.0)
        ramp = bounds.ramp[where]
        order = 1 + TIE * np.arange(self.size) / max(self.size, 1)
        shorts = int(self.offset[-1])
        demand = [e.network.demand.astype(np.float64) for e in model.effects]
        zeros = np.zeros(self.size)
        self.solver.add_columns(zeros, self.floor, self.cap)
        self.solver.add_columns(COST * order, zeros, ramp)
        self.solver.add_columns(COST * order, zeros, ramp)
        prices = np.zeros(shorts) if model.states else np.ones(shorts)
        self.solver.add_columns(prices, np.zeros(shorts), np.concatenate([*demand, np.zeros(0)]))
        if model.states:
            self._worst()

    def _worst(self) -> None:
        """Add what stays empty beyond the fewest in the worst state, which is what counts then."""
        worst, no_end = self.solver.getNumCol(), np.full(1, highspy.kHighsInf)
        self.solver.add_columns(np.ones(1), -no_end, no_end)
        for own, fewest in self.model.states:
            first, last = self.offset[own.start], self.offset[own.stop]
            shorts = 3 * self.size + np.arange(first, last)
            self.solver.add_row(
                np.append(shorts, worst), np.append(-np.ones(len(shorts)), 1.0), -fewest, FREE
            )

    def _reachable(self) -> Values:
        """Return the most places that the ramp allows."""
        way = np.cumsum(np.where(self.model.decided, self.bounds.ramp, 0.0), axis=1)
        most = (self.model.base + way)[self.programme, self.intake]
        return np.asarray(most, np.float64)

    def _balance(self) -> None:
        """Join each decision with that of the year before: place − before = more − fewer."""
        for k in range(self.size):
            i, t = int(self.programme[k]), int(self.intake[k])
            columns, weights, start = [k, self.size + k, 2 * self.size + k], [1.0, -1.0, 1.0], 0.0
            before = int(self.model.column[i, t - 1]) if t else -1
            if before >= 0:
                columns.append(before)
                weights.append(-1.0)
            else:
                start = self.model.start(i)
            self.solver.add_row(columns, weights, start, start)

    def _limits(self) -> None:
        for row in self.bounds.rows:
            self.solver.add_row(row.columns, row.weights, row.low, row.high)
        for count in self.bounds.counts:
            self._count(count)

    def _count(self, count: Count) -> None:
        """Count programmes that stay open, or that grew or shrank by a fifth, until a year."""
        position = self.model.position(count.year)
        last = self.model.column[count.programmes, position]
        programmes, last = count.programmes[last >= 0], last[last >= 0]
        size, add_row = len(last), self.solver.add_row
        first = self.solver.getNumCol()
        cap = self.cap[last]
        if count.kind == "closed":
            self.solver.add_columns(np.zeros(size), np.zeros(size), np.ones(size))
            for k in range(size):  # minimum · open ≤ place ≤ cap · open
                add_row([last[k], first + k], [1.0, -cap[k]], -FREE, 0.0)
                add_row([last[k], first + k], [1.0, -float(self.least[last[k]])], 0.0, FREE)
            add_row(first + np.arange(size), np.ones(size), size - count.high, FREE)
        else:
            self.solver.add_columns(np.zeros(2 * size), np.zeros(2 * size), np.ones(2 * size))
            base = self.model.base[programmes, 0]
            up = np.where(base > 0, (1 + CHANGED) * base, np.maximum(self.least[last], 1.0))
            down = (1 - CHANGED) * base
            for k in range(size):
                add_row([last[k], first + k], [1.0, -up[k]], 0.0, FREE)
                add_row([last[k], first + size + k], [1.0, cap[k] - down[k]], -FREE, cap[k])
                add_row([first + k, first + size + k], [1.0, 1.0], 0.0, 1.0)
                if base[k] <= 0:
                    add_row([first + size + k], [1.0], 0.0, 0.0)
            add_row(first + np.arange(2 * size), np.ones(2 * size), count.low, FREE)
        self.counted.append((count, programmes, first + np.arange(self.solver.getNumCol() - first)))

    def budget(self, most: float) -> None:
        """Limit the places moved in all."""
        self.most_moved = most
        if not hasattr(self, "budget_row"):
            self.budget_row = self.solver.getNumRow()
            moved = self.size + np.arange(2 * self.size)
            self.solver.add_row(moved, np.ones(len(moved)), -FREE, FREE)
        high = most if most < FREE else highspy.kHighsInf
        self.solver.changeRowBounds(self.budget_row, -highspy.kHighsInf, high)

    def spend(self, yuan: Values, most: float) -> None:
        """Limit what the steps cost: ``yuan`` to open, to close, and of a place more, a programme.

        Whether a programme opens or closes is counted where that costs anything.
        """
        self.purse = yuan, most
        new = self.model.new
        once = np.where(new, yuan[:, 0], yuan[:, 1])
        where = np.flatnonzero((once > 0) & self.model.decided.any(axis=1))
        self._count(Count("spend", "closed", where, self.model.years[-1], 0.0, FREE))
        _, counted, is_open = self.counted[-1]
        each = np.where(new, once, -once)[counted]
        columns = np.append(self.size + np.arange(self.size), is_open)
        weights = np.append(yuan[self.programme, 2], each)
        unit = max(float(np.abs(weights).max(initial=0.0)), 1.0)
        left = most - float(once[counted][~new[counted]].sum())
        self.solver.add_row(columns, weights / unit, -FREE, left / unit)

    def most(self, cut: Cut, seconds: float = FREE) -> float:
        """Return the most persons who may enter the occupations of a cut, under any plan.

        Raises:
            Infeasible: nothing meets the limits.
            OutOfTime: it takes longer.
        """
        count = self.solver.getNumCol()
        cost = np.zeros(count)
        cost[cut.columns] = -cut.weights
        self.solver.changeColsCost(count, np.arange(count, dtype=np.int32), cost)
        return cut.supply(self.run(seconds).values)

    def add(self, cuts: Sequence[Cut], point: Point | None = None) -> int:
        """Add the cuts that a point violates (all without one); return how many."""
        added = 0
        for cut in cuts:
            if cut.key in self.kept:
                continue
            shorts = self.offset[cut.effect] + cut.occupations
            needed = cut.demand - cut.fixed
            if point is not None:
                empty = float(point.short[shorts].sum())
                least = cut.demand - cut.supply(point.values)
                if least <= empty + 1e-6 * max(1.0, cut.demand):
                    continue
            columns = np.concatenate([cut.columns, 3 * self.size + shorts])
            weights = np.concatenate([cut.weights, np.ones(len(shorts))])
            self.solver.add_row(columns, weights, needed, FREE)
            self.kept[cut.key] = cut
            added += 1
        return added

    def release(self, status: Status | None = None) -> None:
        """Undo what was fixed, and start again from what is decided, or from nothing."""
        self.fixed[:] = np.nan
        self.at_least[:], self.at_most[:] = 0.0, FREE
        for _, _, columns in self.counted:
            self.solver.bound(columns, np.zeros(len(columns)), np.ones(len(columns)))
        self.decide(np.zeros_like(self.status) if status is None else status)

    def decide(self, status: Status) -> None:
        """Fix which programmes are open or closed in which years; undecided ones stay free."""
        self.status = status
        own = status[self.programme, self.intake]
        low = np.maximum(np.where(own == OPEN, self.least, self.floor), self.at_least)
        high = np.minimum(np.where(own == CLOSED, 0.0, self.cap), self.at_most)
        low, high = self._with_fixed(low, high)
        self.solver.bound(np.arange(self.size), low, high)
        for count, programmes, columns in self.counted:
            if count.kind == "closed":
                position = self.model.position(count.year)
                held = np.minimum(position, self._last(programmes))
                own_status = status[programmes, held]
                self.solver.bound(
                    columns,
                    (own_status == OPEN).astype(np.float64),
                    (own_status != CLOSED).astype(np.float64),
                )

    def _last(self, programmes: Ints) -> Ints:
        """Return the position of the last decision of some programmes."""
        years = np.arange(len(self.model.years))
        last = np.where(self.model.decided[programmes], years, -1).max(axis=1)
        return np.asarray(last, np.int64)

    def _with_fixed(self, low: Values, high: Values) -> tuple[Values, Values]:
        is_free = np.isnan(self.fixed)
        return np.where(is_free, low, self.fixed), np.where(is_free, high, self.fixed)

    def fix(self, columns: Ints, values: Values) -> None:
        """Fix the places of some decisions."""
        self.fixed[columns] = values
        self.decide(self.status)

    def run(self, seconds: float = FREE) -> Point:
        """Solve.

        Raises:
            Infeasible: nothing meets the limits.
            OutOfTime: it takes longer.
        """
        for again in (False, True):
            if again:
                self.solver.clearSolver()
            limit = self.solver.getRunTime() + seconds
            self.solver.setOptionValue("time_limit", limit)
            self.solver.run()
            status = self.solver.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                solution = np.array(self.solver.getSolution().col_value)
                objective = float(self.solver.getInfo().objective_function_value)
                return self.point(solution, objective / (1 + TIE))
            if status == highspy.HighsModelStatus.kTimeLimit:
                raise OutOfTime
        raise Infeasible

    def point(self, solution: Values, objective: float) -> Point:
        """Make a point of the values of all columns."""
        values = np.maximum(solution[: self.size], 0.0)
        shorts = slice(3 * self.size, 3 * self.size + int(self.offset[-1]))
        return Point(self.model.places(values), values, solution[shorts], objective)


class Solver(highspy.Highs):
    """HiGHS of one thread and without a word: its own constructor prints a header in any case."""

    def __init__(self, seed: int) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)
        self.setOptionValue("threads", 1)
        self.setOptionValue("random_seed", seed)

    def add_columns(self, cost: Values, low: Values, high: Values) -> None:
        """Add columns that are in no row yet."""
        starts, nothing = np.zeros(len(cost), np.int32), np.zeros(0, np.int32)
        self.addCols(len(cost), cost, low, high, 0, starts, nothing, np.zeros(0))

    def add_row(
        self,
        columns: Sequence[int] | Ints,
        weights: Sequence[float] | Values,
        low: float,
        high: float,
    ) -> None:
        """Add ``low ≤ Σ weight · column ≤ high``; an end of :data:`FREE` or more is none."""
        self.addRow(
            low if low > -FREE else -highspy.kHighsInf,
            high if high < FREE else highspy.kHighsInf,
            len(columns),
            np.asarray(columns, np.int32),
            np.asarray(weights, np.float64),
        )

    def bound(self, columns: Ints, low: Values, high: Values) -> None:
        """Set the ends of columns."""
        self.changeColsBounds(len(columns), columns.astype(np.int32), low, high)


def seconds_left(deadline: float) -> float:
    """Return the seconds until a deadline."""
    return max(deadline - time.monotonic(), 0.0)
