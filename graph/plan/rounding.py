"""Whole places: each year rounded so that no limit and no budget is passed."""

from __future__ import annotations

import numpy as np

from graph.gap.flows.flow import Ints
from graph.plan.limits import Bounds
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
    """How far each row, and the budget, is from its ends, while single places are rounded."""

    def __init__(self, master: Master, bounds: Bounds, point: Point) -> None:
        self.master, self.places = master, point.places.copy()
        more, fewer = master.model.changes(self.places)
        self.left = master.most_moved - float(more.sum() + fewer.sum())
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
        return self.left - self._more_moved(column, step) >= -1e-6 and all(
            self.high[n] - w * step >= -1e-6 and self.low[n] + w * step >= -1e-6
            for n, w in self.of.get(column, ())
        )

    def move(self, column: int, step: float) -> None:
        """Make a step."""
        self.left -= self._more_moved(column, step)
        self.places[self.master.programme[column], self.master.intake[column]] += step
        for n, w in self.of.get(column, ()):
            self.high[n] -= w * step
            self.low[n] += w * step

    def _more_moved(self, column: int, step: float) -> float:
        """Return how many places more a step moves, against the year before and the next."""
        model, i, t = self.master.model, self.master.programme[column], self.master.intake[column]
        beside = [self.places[i, t - 1] if t else model.base[i, 0]]
        if t + 1 < len(model.years) and model.decided[i, t + 1]:
            beside.append(self.places[i, t + 1])
        value = self.places[i, t]
        return float(sum(abs(value + step - other) - abs(value - other) for other in beside))
