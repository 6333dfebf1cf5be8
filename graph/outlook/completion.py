"""Completion: which share of those who are due to finish do, by programme, shrunk to its level's.

Beta-binomial: the share of a programme differs from that of its level as much as those of the
level's programmes differ among themselves (J. C. Kleinman, 1973), so a programme with one small
cohort is taken to be much like its level, and a large one like itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.outlook.points import Values

Index = NDArray[np.int64]

USUAL = 30.0  # persons that a level's share weighs where its programmes are too few to tell
_LEAST, _MOST = 1.0, 10_000.0


@dataclass(frozen=True, eq=False)
class Share:
    """The share of each programme (NaN: nobody's is known), and the weight its level's has."""

    share: Values
    weight: Values
    pairs: int


def shares(part: Values, base: Values, levels: Index) -> Share:
    """Estimate the share ``part ÷ base`` of every programme from programmes × years.

    Years in which either is unknown, or the base is nobody, do not count; a part above its base is
    taken for the whole base. A level without a known pair has the share of all.
    """
    is_known = ~np.isnan(part) & ~np.isnan(base) & (np.nan_to_num(base) > 0)
    parts = np.where(is_known, np.minimum(part, base), 0).sum(axis=1)
    bases = np.where(is_known, base, 0).sum(axis=1)
    count = len(levels)
    if not bases.any():
        return Share(np.full(count, np.nan), np.full(count, USUAL), 0)
    mean, weight = np.empty(count), np.empty(count)
    for level in np.unique(levels):
        of_level = levels == level
        sample = of_level if bases[of_level].any() else np.ones(count, bool)
        mean[of_level] = parts[sample].sum() / bases[sample].sum()
        weight[of_level] = spread(parts[sample], bases[sample])
    return Share((parts + weight * mean) / (bases + weight), weight, int(is_known.sum()))


def spread(parts: Values, bases: Values) -> float:
    """Estimate how many persons the common share weighs against a group's own, by moments.

    Groups that differ no more than chance lets them have a large weight, those that differ a small
    one. Fewer than two groups cannot tell: ``USUAL``.

    >>> spread(np.array([9.0, 1.0]), np.array([10.0, 10.0])) < 5
    True
    >>> spread(np.array([50.0, 50.0]), np.array([100.0, 100.0]))
    10000.0
    """
    bases, parts = bases[bases > 0], parts[bases > 0]
    total = float(bases.sum())
    if len(bases) < 2 or total <= 1:
        return USUAL
    mean = float(parts.sum()) / total
    if mean in (0.0, 1.0):
        return _MOST
    between = float((bases * (parts / bases - mean) ** 2).sum())
    by_chance = mean * (1 - mean)
    groups = len(bases)
    room = total - float((bases**2).sum()) / total - (groups - 1)
    correlation = (between / by_chance - (groups - 1)) / room if room > 0 else 0.0
    if correlation <= 0:
        return _MOST
    return float(np.clip(1 / correlation - 1, _LEAST, _MOST))
