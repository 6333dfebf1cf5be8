"""The record of bands: how often they would have held, at each origin that the series reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from graph.outlook.bands import SIZES, Band, band, errors_of, reaches, score, size_class
from graph.outlook.points import LONG, POINTS, Form, Point, Values, half, last

ALL = "all"
CLEARLY = 0.05  # how far below its nominal share the cover of bands must lie to have failed


@dataclass(frozen=True)
class Trial:
    """Bands of an origin and horizon judged by what came, for the series of a size class or all.

    ``covered``: the share of values inside their band, which should be near ``nominal``.
    ``score``, ``score_of_last``: mean interval scores, of our point and of the last value.
    ``error``, ``error_of_last``: mean absolute errors ÷ mean value. None where no
    series has a last value.
    """

    side: str
    origin: int
    horizon: int
    size: str
    n: int
    covered: float
    nominal: float
    score: float
    score_of_last: float | None
    error: float
    error_of_last: float | None

    @property
    def has_failed(self) -> bool:
        """Tell whether clearly fewer bands held than should have."""
        return has_failed(self.covered, self.n, self.nominal)


def has_failed(covered: float, count: int, nominal: float) -> bool:
    """Tell whether fewer bands held than should, by more than five points and than chance explains.

    Chance explains two standard errors of independent figures.

    >>> has_failed(0.71, 100, 0.8), has_failed(0.73, 100, 0.8), has_failed(0.77, 9999, 0.8)
    (True, False, False)
    """
    by_chance = 2 * sqrt(nominal * (1 - nominal) / count)
    return covered < nominal - max(CLEARLY, by_chance)


def backtest(
    series: Values,
    years: Sequence[int],
    form: Form,
    cover: float,
    side: str,
    horizons: Sequence[int] = (1, 2, 3),
    years_needed: int = 2,
) -> list[Trial]:
    """Judge the bands of every origin by the values that came later, by size class and in all.

    ``series`` and ``years``: see :func:`graph.outlook.bands.errors_of`. An origin without enough
    earlier errors to calibrate on is left out: it could only have borrowed its band. So is one
    before which fewer than ``years_needed`` years are, itself included.
    """
    trials = []
    known_years = np.cumsum((~np.isnan(series)).any(axis=0))
    for horizon in horizons:
        for column, origin in enumerate(years):
            target = column + horizon
            if target >= len(years):
                break
            if known_years[column] < years_needed:
                continue
            is_known = ~np.isnan(series[:, column]) & ~np.isnan(series[:, target])
            history, came = series[is_known, : column + 1], series[is_known, target]
            until = (series, years, horizon, origin)
            point = chosen_point(series, years, horizon, origin)
            ours = _band(*until, history, form, point, cover)
            plain = _band(*until, history, form, last, cover)
            if ours is None or plain is None or not came.size:
                continue
            where = (side, origin, horizon)
            trials += _judged(ours, plain, history[:, -1], came, where, cover)
    return trials


def chosen_point(series: Values, years: Sequence[int], ahead: int, until: int) -> Point:
    """Choose the point: ``half``, unless another has won on two origins of long series or more.

    Another is tried where a series has eight known years or more; it wins an origin by a smaller
    mean absolute error there, and must win more origins than it loses.
    """
    known_years = (~np.isnan(series[:, [y <= until for y in years]])).sum(axis=1)
    is_long = known_years >= LONG
    if not is_long.any():
        return half
    wins, losses = dict.fromkeys(POINTS, 0), dict.fromkeys(POINTS, 0)
    sums = dict.fromkeys(POINTS, 0.0)
    for column, year in enumerate(years):
        target = column + ahead
        if year + ahead > until or target >= len(years) or column + 1 < LONG - 1:
            continue
        rows = is_long & ~np.isnan(series[:, column]) & ~np.isnan(series[:, target])
        if not rows.any():
            continue
        came = series[rows, target]
        misses = {
            name: float(np.abs(came - point(series[rows, : column + 1], ahead)).mean())
            for name, point in POINTS.items()
        }
        for name, miss in misses.items():
            (wins if miss < misses["half"] else losses)[name] += 1
            sums[name] += miss
    better = [name for name in wins if wins[name] >= 2 and wins[name] > losses[name]]
    return POINTS[min(better, key=lambda name: (-wins[name], sums[name]))] if better else half


def _band(
    series: Values,
    years: Sequence[int],
    ahead: int,
    origin: int,
    history: Values,
    form: Form,
    point: Point,
    cover: float,
) -> Band | None:
    """Return the band that would have been drawn at the origin, None if it had no record."""
    reach = reaches(errors_of(series, years, ahead, origin, form, point), cover)
    return band(point(history, ahead), history[:, -1], reach, form) if reach else None


def _judged(
    ours: Band,
    plain: Band,
    before: Values,
    came: Values,
    where: tuple[str, int, int],
    cover: float,
) -> list[Trial]:
    """Return a trial for all series and one for each size class that has any."""
    inside = (ours.low <= came) & (came <= ours.high)
    scores = [score(b.low, b.high, came, cover) for b in (ours, plain)]
    misses = [np.abs(b.point - came) for b in (ours, plain)]
    classes = size_class(before)
    has_band = np.isfinite(ours.high) & np.isfinite(plain.high)
    parts = [(ALL, has_band)]
    parts += [(size_name(k), has_band & (classes == k)) for k in range(len(SIZES) + 1)]
    side, origin, horizon = where
    return [
        Trial(
            side,
            origin,
            horizon,
            name,
            int(part.sum()),
            float(inside[part].mean()),
            cover,
            *(float(values[part].mean()) for values in scores),
            *(ratio(values[part], came[part]) for values in misses),
        )
        for name, part in parts
        if part.any()
    ]


def size_name(size: int) -> str:
    """Name a size class by its last values.

    >>> [size_name(size) for size in range(6)]
    ['0', '1–9', '10–29', '30–99', '100–299', '≥ 300']
    """
    if size == 0:
        return "0"
    if size == len(SIZES):
        return f"≥ {SIZES[-1]}"
    return f"{SIZES[size - 1]}–{SIZES[size] - 1}"


def ratio(misses: Values, came: Values) -> float:
    """Return mean miss ÷ mean value; 0 where nobody came and none was missed."""
    mean = float(came.mean())
    return float(misses.mean()) / mean if mean else float(misses.mean() > 0)
