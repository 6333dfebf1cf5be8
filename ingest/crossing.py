"""Where a ring crosses itself: segments compared in the order of their left ends, within limits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MOST_PAIRS, AT_ONCE = 4_000_000, 1_000_000  # of segments that overlap on one axis
Points = NDArray[np.float64]
Positions = NDArray[np.int64]


def crossing(ring: Points) -> tuple[float, float] | None:
    """Return a point near which a closed ring crosses itself, if it does; touching is none.

    Of a ring with more pairs of segments to compare than ``MOST_PAIRS``, only those are looked at.

    >>> crossing(np.array([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)], float))
    (0.0, 0.0)
    >>> crossing(np.array([(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)], float))
    """
    starts, ends = ring[:-1], ring[1:]
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    axis = min((0, 1), key=lambda a: float((high[:, a] - low[:, a]).sum()) / _extent(ring[:, a]))
    order = np.argsort(low[:, axis], kind="stable")
    last = np.searchsorted(low[order, axis], high[order, axis], side="right")
    counts = np.maximum(last - np.arange(len(order)) - 1, 0)
    upto = np.cumsum(counts)
    first = 0
    while first < len(order) and (upto[first - 1] if first else 0) < MOST_PAIRS:
        done = int(upto[first - 1]) if first else 0
        after = max(first + 1, int(np.searchsorted(upto, done + AT_ONCE, side="right")))
        left = np.repeat(np.arange(first, after), counts[first:after])
        begun = upto[first:after] - counts[first:after] - done
        offset = np.arange(len(left)) - np.repeat(begun, counts[first:after])
        i, j = order[left], order[left + 1 + offset]
        if (k := _crossing(starts, ends, low, high, i, j)) is not None:
            return float(starts[k, 0]), float(starts[k, 1])
        first = after
    return None


def _extent(values: NDArray[np.float64]) -> float:
    return float(values.max() - values.min()) or 1.0


def _crossing(
    starts: Points, ends: Points, low: Points, high: Points, i: Positions, j: Positions
) -> int | None:
    """Return the first of the segments ``i`` that crosses its partner of ``j``."""
    meets = ((low[i] <= high[j]) & (low[j] <= high[i])).all(axis=1)
    i, j = i[meets], j[meets]

    def side(a: Points, b: Points, point: Points) -> NDArray[np.float64]:
        turn: NDArray[np.float64] = np.sign(
            (b[:, 0] - a[:, 0]) * (point[:, 1] - a[:, 1])
            - (b[:, 1] - a[:, 1]) * (point[:, 0] - a[:, 0])
        )
        return turn

    a, b, c, d = starts[i], ends[i], starts[j], ends[j]
    apart = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
    return int(i[apart][0]) if apart.any() else None
