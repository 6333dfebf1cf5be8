"""Bands by split conformal prediction in size classes: they say how often such bands held.

The errors that the same point made on all series of a kind, at all earlier years, are sorted by
the size of the series; the band of a new value reaches as far as ``cover`` of the errors of its
size did (V. Vovk, A. Gammerman and G. Shafer, 2005; the classes are Mondrian categories). No error
of the year that is judged is among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from graph.outlook.points import Form, Point, Values

SIZES = (1, 10, 30, 100, 300)  # the last value from which the next size class begins
LEAST = 40  # errors that a size class needs, else it is joined with its neighbour


@dataclass(frozen=True, eq=False)
class Errors:
    """Errors on the scale of a form, with the last value before each and its origin, a year."""

    errors: Values
    sizes: Values
    origins: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the errors."""
        return len(self.errors)

    @classmethod
    def of(cls, form: Form, measured: Iterable[tuple[int, Values, Values, Values]]) -> Errors:
        """Collect errors by origin: the year, what came, what was expected, the value before."""
        errors, sizes, origins = [np.empty(0)], [np.empty(0)], [np.empty(0, np.int64)]
        for year, came, expected, before in measured:
            errors.append(form.forward(came) - form.forward(expected))
            sizes.append(before)
            origins.append(np.full(len(came), year))
        return cls(np.concatenate(errors), np.concatenate(sizes), np.concatenate(origins))


@dataclass(frozen=True)
class Reach:
    """How far below and above the point a band goes, for last values from ``least`` on."""

    least: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, eq=False)
class Band:
    """Lower and upper ends in whole persons, rounded outward, and the point between them."""

    low: Values
    point: Values
    high: Values


def errors_of(
    series: Values, years: Sequence[int], ahead: int, until: int, form: Form, point: Point
) -> Errors:
    """Collect the errors of a point, ``ahead`` years ahead, at every origin known by ``until``.

    ``series``: a row a series, a column a year of ``years`` (ascending, without a gap; NaN where
    unknown). An origin counts where its own value and the one ``ahead`` years later are known.
    """
    origins = _origins(series, years, ahead, until)
    return Errors.of(
        form, ((year, came, point(before, ahead), before[:, -1]) for year, before, came in origins)
    )


def _origins(
    series: Values, years: Sequence[int], ahead: int, until: int
) -> Iterator[tuple[int, Values, Values]]:
    """Yield each origin, with the histories of the series that it knows and what came of them."""
    for column, year in enumerate(years):
        target = column + ahead
        if year + ahead > until or target >= len(years):
            return
        is_judged = ~np.isnan(series[:, column]) & ~np.isnan(series[:, target])
        yield year, series[is_judged, : column + 1], series[is_judged, target]


def total_errors(
    series: Values, years: Sequence[int], until: int, point: Point, ahead: int
) -> list[float]:
    """Return by what the totals of the points missed at every origin, as logarithms.

    >>> total_errors(np.array([[10.0, 20.0], [30.0, 20.0]]), (1, 2), 2, lambda h, _: h[:, -1], 1)
    [0.0]
    """
    origins = _origins(series, years, ahead, until)
    return missed_totals((came, point(history, ahead)) for _, history, came in origins)


def missed_totals(pairs: Iterable[tuple[Values, Values]]) -> list[float]:
    """Return by what totals missed, as logarithms: of what came and was expected."""
    sums = [(float(came.sum()), float(expected.sum())) for came, expected in pairs]
    return [float(np.log(came / expected)) for came, expected in sums if min(came, expected) > 0]


def reaches(errors: Errors, cover: float) -> tuple[Reach, ...]:
    """Return the reach of each size class, smallest first; none with fewer than ``LEAST`` errors.

    Series of nobody are a class of their own, of infinite reach where it has too few errors:
    whether one begins again is another question than how much one changes.

    ``cover`` is a share, of which half lies on each side: the quantile of rank ⌈(m + 1)(1 − α/2)⌉
    of the errors and of their opposites. Where that rank is beyond m the reach is infinite.
    """
    if int((errors.sizes > 0).sum()) < LEAST:
        return ()
    classes = size_class(errors.sizes)
    counts = np.bincount(classes, minlength=len(SIZES) + 1).tolist()
    listed = [Reach(0.0, -np.inf, np.inf, 0)] if counts[0] < LEAST else []
    for members in _joined(counts):
        of_class = np.sort(errors.errors[np.isin(classes, members)])
        rank = ceil(round((len(of_class) + 1) * (1 + cover) / 2, 9))
        least = 0.0 if members[0] == 0 else float(SIZES[members[0] - 1])
        if rank > len(of_class):
            listed.append(Reach(least, -np.inf, np.inf, len(of_class)))
        else:
            low, high = of_class[len(of_class) - rank], of_class[rank - 1]
            listed.append(Reach(least, float(low), float(high), len(of_class)))
    return tuple(listed)


def band(expected: Values, last: Values, reach: Sequence[Reach], form: Form) -> Band:
    """Return the band around expected values, by the reach of the size class of the last ones."""
    place = np.searchsorted([r.least for r in reach], last, side="right") - 1
    low, high = (np.array([getattr(r, side) for r in reach])[place] for side in ("low", "high"))
    scaled = form.forward(expected)
    return Band(
        np.floor(form.backward(scaled + low) + 1e-9),
        expected,
        np.ceil(form.backward(scaled + high) - 1e-9),
    )


def size_class(last: Values) -> NDArray[np.int64]:
    """Return the size class of each last value: 0 for nobody, then by ``SIZES``.

    >>> size_class(np.array([0.0, 9.0, 10.0, 5000.0])).tolist()
    [0, 1, 2, 5]
    """
    return np.searchsorted(SIZES, last, side="right").astype(np.int64)


def score(low: Values, high: Values, value: Values, cover: float) -> Values:
    """Return the interval score (T. Gneiting and A. E. Raftery, 2007): lower is better.

    The width, and for a value outside ``2 ÷ (1 − cover)`` times how far.

    >>> score(np.array([2.0]), np.array([6.0]), np.array([7.0]), 0.8).round(1).tolist()
    [14.0]
    """
    outside = np.maximum(low - value, 0) + np.maximum(value - high, 0)
    return (high - low) + 2 / (1 - cover) * outside


def _joined(counts: list[int]) -> list[list[int]]:
    """Join size classes with the smaller neighbour until each has enough errors, nobody's apart.

    >>> _joined([3, 50, 100, 20, 30])
    [[1], [2], [3, 4]]
    """
    groups = [[size] for size in range(1, len(counts))]
    nobody, *counts = counts
    while len(groups) > 1 and min(counts) < LEAST:
        k = counts.index(min(counts))
        neighbours = [j for j in (k - 1, k + 1) if 0 <= j < len(groups)]
        j = min(neighbours, key=lambda neighbour: counts[neighbour])
        first, second = sorted((j, k))
        groups[first] += groups.pop(second)
        counts[first] += counts.pop(second)
    return [[0], *groups] if nobody >= LEAST else groups
