"""Whole places: each year rounded so that no limit and no budget is passed."""

from __future__ import annotations

import numpy as np

from graph.gap.flows.flow import Ints
from graph.plan.costs import steps
from graph.plan.limits import FREE, Bounds
from graph.plan.master import Master, Point
from graph.plan.model import Values


def rounded(master: Master, bounds: Bounds, point: Point, columns: Ints) -> Values:
    """Round the places of a year so that sums by major are kept and no limit is passed."""
    model = master.model
    slack = _Slack(master, bounds, point)
    keys = [model.programmes[int(master.programme[k])].key for k in columns]
    order = sorted(range(len(columns)), key=lambda n: (keys[n][1], keys[n][0], keys[n][2] or ""))
    result = np.zeros(len(columns))
    error, major = 0.0, None
    for n in order:
        k = int(columns[n])
        if keys[n][1] != major:
            error, major = 0.0, keys[n][1]
        value = point.values[k]
        nearest = round(value)
        if abs(value - nearest) < 1e-5:
            result[n] = nearest
            continue
        low, high = np.floor(value), np.ceil(value)
        first = low if value + error - low < 0.5 else high
        other = high if first == low else low
        chosen = next((c for c in (first, other) if slack.allows(k, c - value)), first)
        slack.move(k, chosen - value)
        error += value - chosen
        result[n] = chosen
    return result


class _Slack:
    """How far each row, budget and purse are from their ends, while single places are rounded.

    ``left``: of the places that may move, and of the yuan.
    """

    def __init__(self, master: Master, bounds: Bounds, point: Point) -> None:
        self.master, self.places = master, point.places.copy()
        more, fewer = master.model.changes(self.places)
        self.left = np.array([master.most_moved - float(more.sum() + fewer.sum()), FREE])
        self.prices = np.zeros(len(master.model.programmes))
        if master.purse is not None:
            self.prices, self.left[1] = master.purse[0][:, 2], self._unspent(point, master.purse)
        self.low, self.high = [], []
        self.of: dict[int, list[tuple[int, float]]] = {}
        for number, row in enumerate(bounds.rows):
            total = float(row.weights @ point.values[row.columns])
            self.low.append(total - row.low)
            self.high.append(row.high - total)
            for column, weight in zip(row.columns.tolist(), row.weights.tolist(), strict=True):
                self.of.setdefault(column, []).append((number, weight))

    def allows(self, column: int, step: float) -> bool:
        """Tell whether a step passes no limit."""
        return bool((self.left - self._more(column, step) >= -1e-6).all()) and all(
            self.high[n] - w * step >= -1e-6 and self.low[n] + w * step >= -1e-6
            for n, w in self.of.get(column, ())
        )

    def move(self, column: int, step: float) -> None:
        """Make a step."""
        self.left -= self._more(column, step)
        self.places[self.master.programme[column], self.master.intake[column]] += step
        for n, w in self.of.get(column, ()):
            self.high[n] -= w * step
            self.low[n] += w * step

    def _unspent(self, point: Point, purse: tuple[Values, float]) -> float:
        """Return the yuan that are left, with what opens and closes as in the point."""
        yuan, most = purse
        return most - float((yuan * steps(self.master.model, point.places)).sum())

    def _more(self, column: int, step: float) -> Values:
        """Return the places more that a step moves, and their yuan, beside the years next to it."""
        model, i, t = self.master.model, self.master.programme[column], self.master.intake[column]
        before = self.places[i, t - 1] if t else model.base[i, 0]
        changes = [self.places[i, t] - before]
        turned = [step]
        if t + 1 < len(model.years) and model.decided[i, t + 1]:
            changes.append(self.places[i, t + 1] - self.places[i, t])
            turned.append(-step)
        now, then = np.array(changes), np.array(changes) + turned
        added = np.maximum(then, 0.0).sum() - np.maximum(now, 0.0).sum()
        return np.array([np.abs(then).sum() - np.abs(now).sum(), self.prices[i] * added])
