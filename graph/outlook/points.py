"""The expected value of a short series: half its last value, half the mean of its last three.

On seven known years or fewer no trend is drawn: on real series of graduates and of employment a
straight line misses by several times the level within five years, and the mean of the last value
and the last three by less than either alone (``make bench ARGS=series``).
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]  # series × years, NaN where unknown
Point = Callable[[Values, int], Values]  # history, years ahead → a value a series

RECENT = 3  # known years of which the mean is taken
LONG = 8  # known years from which a trend may be tried
_DAMPING = 0.8  # what is left of a year's trend in the next


@dataclass(frozen=True)
class Form:
    """The scale on which errors of series of one kind are alike, whatever their size."""

    name: str
    forward: Callable[[Values], Values]
    backward: Callable[[Values], Values]


def _to_root(values: Values) -> Values:
    return np.sqrt(values + 3 / 8)


def _from_root(values: Values) -> Values:
    return np.maximum(np.maximum(values, 0) ** 2 - 3 / 8, 0)


def _to_log(values: Values) -> Values:
    return np.log(values + 1 / 2)


def _from_log(values: Values) -> Values:
    return np.maximum(np.exp(values) - 1 / 2, 0)


ROOT = Form("root", _to_root, _from_root)  # counts of persons (F. J. Anscombe, 1948)
LOG = Form("log", _to_log, _from_log)  # demand; the half lets nobody wanted be a value


def last(history: Values, _ahead: int = 1) -> Values:
    """Return the last known value of each series, NaN where none is known."""
    return _recent(history)[:, -1]


def half(history: Values, _ahead: int = 1) -> Values:
    """Return ½ · last + ½ · mean of the last three known values; of one or two, the last.

    Where nobody came last, nobody is expected: most such series have ended.

    >>> half(np.array([[10.0, 20.0, 30.0, 60.0], [np.nan, np.nan, 5.0, 9.0]])).round(2).tolist()
    [48.33, 9.0]
    """
    recent = _recent(history)
    is_known = ~np.isnan(recent)
    with np.errstate(invalid="ignore"):
        mean = np.where(is_known, recent, 0).sum(axis=1) / is_known.sum(axis=1)
    enough = is_known.all(axis=1) & (recent[:, -1] > 0)
    return np.where(enough, (recent[:, -1] + mean) / 2, recent[:, -1])


def damped(history: Values, ahead: int = 1) -> Values:
    """Return the last value moved by the median yearly change, which fades by a fifth a year.

    The change is that of the logarithms between successive known years (H. Theil and P. K. Sen).

    >>> damped(np.array([[100.0, 110.0, 121.0]]), 1).round(1).tolist()
    [130.6]
    """
    logs = _to_log(history)
    count = history.shape[1]
    slopes = [
        (logs[:, later] - logs[:, earlier]) / (later - earlier)
        for earlier in range(count)
        for later in range(earlier + 1, count)
    ]
    if not slopes:
        return last(history)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a series without two known years
        slope = np.nan_to_num(np.nanmedian(np.stack(slopes, axis=1), axis=1))
    reach = sum(_DAMPING**year for year in range(1, ahead + 1))
    return _from_log(_to_log(last(history)) + slope * reach)


POINTS: Mapping[str, Point] = {"half": half, "last": last, "damped": damped}


def _recent(history: Values) -> Values:
    """Return the last known values of each series, oldest first; NaN in front where there are few.

    >>> _recent(np.array([[1.0, np.nan, 2.0, np.nan]])).tolist()
    [[nan, 1.0, 2.0]]
    """
    recent = np.full((history.shape[0], RECENT), np.nan)
    for column in history.T:
        is_known = ~np.isnan(column)
        recent[is_known, :-1] = recent[is_known, 1:]
        recent[is_known, -1] = column[is_known]
    return recent
