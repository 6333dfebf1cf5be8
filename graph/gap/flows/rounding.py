"""Whole persons that add up: columns of exact figures rounded so that their sum is kept.

Rounding each figure by itself moves the sum, and always upwards where fractions just above a half
are frequent: graduates × locally employed ÷ employed is a whole number times a little more than 1.
So every figure is cut, and what is missing to the rounded sum goes to the largest remainders
(A. Hamilton, 1792). No figure moves by 1 or more.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import fsum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]

DIGITS = 6  # of persons: 45 × 0.7 is 31.499999999999996


def half_up(figure: Fraction | float) -> int:
    """Round to the nearest whole number, a half upwards.

    >>> half_up(45 * 0.7), half_up(Fraction(1, 3))
    (32, 0)
    """
    return int(np.floor(round(float(figure), DIGITS) + 0.5))


def added_up(
    figures: Sequence[Fraction | float] | ArrayLike,
    total: int | None = None,
    most: Sequence[int] | None = None,
) -> NDArray[np.int64]:
    """Round figures to whole numbers whose sum is ``total``, by default their rounded sum.

    Of equal remainders the larger figure goes first, then the earlier one. ``most``: no figure gets
    more than this.

    >>> added_up([1.4, 1.4, 1.4]).tolist(), added_up([0.5, 3.5]).tolist()
    ([2, 1, 1], [0, 4])
    >>> added_up([1.4, 1.4, 1.4], most=[1, 1, 5]).tolist()
    [1, 1, 2]
    """
    exact = np.asarray(figures, dtype=np.float64)
    whole = np.floor(exact.round(DIGITS))
    order = np.lexsort((-exact, -(exact - whole).round(DIGITS)))
    missing = (half_up(fsum(exact)) if total is None else total) - int(whole.sum())
    limit = np.full(len(exact), np.inf) if most is None else np.asarray(most, dtype=np.float64)
    while missing > 0 and (free := order[whole[order] < limit[order]][:missing]).size:
        whole[free] += 1
        missing -= free.size
    while missing < 0 and (free := order[::-1][whole[order[::-1]] > 0][:-missing]).size:
        whole[free] -= 1
        missing += free.size
    return whole.astype(np.int64)


def added_up_each(exact: NDArray[np.float64], group: Ints, totals: Ints) -> Ints:
    """Round each group of figures to whole numbers that add up to its total; see ``added_up``.

    ``group``: the number of each figure's group, in order, none without a figure.

    >>> groups = np.array([0, 0, 0, 1, 1])
    >>> added_up_each(np.array([1.4, 1.4, 1.2, 0.5, 3.5]), groups, np.array([4, 4])).tolist()
    [2, 1, 1, 0, 4]
    """
    whole = np.floor(exact.round(DIGITS)).astype(np.int64)
    order = np.lexsort((-exact, -(exact - whole).round(DIGITS), group))
    size = np.bincount(group, minlength=len(totals))
    start = np.cumsum(size) - size
    missing = totals - np.bincount(group, whole, len(totals)).astype(np.int64)
    place = np.empty(len(exact), dtype=np.int64)
    place[order] = np.arange(len(exact)) - start[group]
    whole += place < missing[group]
    for k in np.flatnonzero((missing < 0) | (missing > size)).tolist():
        members = slice(start[k], start[k] + size[k])
        whole[members] = added_up(exact[members], int(totals[k]))
    return whole


def percent(share: Fraction | float, digits: int = 0) -> float:
    """Return a share in per cent, rounded; 0 and 100 only where it is exactly that.

    >>> percent(Fraction(656, 824)), percent(Fraction(1, 9999), 1), percent(Fraction(9999, 10000))
    (80.0, 0.1, 99.0)
    """
    step: float = 10.0**-digits
    if share in (0, 1):
        return 100.0 * float(share)
    figure = half_up(float(share) * 100 * 10**digits) / 10**digits
    return float(round(min(max(figure, step), 100 - step), digits))


def percent_said(share: Fraction | float) -> str:
    """Format a share in whole per cent; nearly nothing and nearly all are called so.

    >>> [percent_said(Fraction(share, 1000)) for share in (0, 4, 796, 996, 1000)]
    ['0%', '<1%', '80%', '>99%', '100%']
    """
    if share not in (0, 1):
        if half_up(float(share) * 100) == 0:
            return "<1%"
        if half_up(float(share) * 100) == 100:
            return ">99%"
    return f"{percent(share):.0f}%"


def chance_said(share: float) -> str:
    """Write a probability; draws never make one certain.

    >>> chance_said(0.954), chance_said(1.0), chance_said(0.0)
    ('95%', '>99%', '<1%')
    """
    return percent_said(min(max(share, 0.001), 0.999))
