"""Where the nodes of a network stand before springs pull at them: rings around one of them.

From there few rounds of the springs are enough, and lines stay short.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

Places = list[tuple[float, float]]


def ringed(count: int, between: Sequence[tuple[int, int]], anchor: int) -> Places:
    """Each node as far from the anchor as it has steps to it, within the sector of its parent.

    A sector is as wide as the nodes in it are many. What no line leads to has a sector of its own.
    All lies within the unit circle.

    >>> [(round(x, 1) + 0.0, round(y, 1)) for x, y in ringed(3, [(0, 1), (0, 2)], 0)]
    [(0.0, 0.0), (0.0, 1.0), (0.0, -1.0)]
    """
    parents, order = _tree(count, between, anchor)
    sizes = [1] * count
    for k in reversed(order):
        if parents[k] >= 0:
            sizes[parents[k]] += sizes[k]
    wide, begin, free, depth = [0.0] * count, [0.0] * count, [0.0] * count, [0] * count
    taken = 0.0
    for k in order:
        parent = parents[k]
        if parent < 0:
            wide[k], begin[k] = sizes[k] / count, taken
            taken += wide[k]
            depth[k] = int(k != anchor)
        else:
            wide[k], begin[k] = wide[parent] * sizes[k] / (sizes[parent] - 1), free[parent]
            free[parent] += wide[k]
            depth[k] = depth[parent] + 1
        free[k] = begin[k]
    deepest = max(depth, default=0) or 1
    turns = [2 * pi * (begin[k] + wide[k] / 2) for k in range(count)]
    return [(d * cos(t) / deepest, d * sin(t) / deepest) for d, t in zip(depth, turns, strict=True)]


def _tree(
    count: int, between: Sequence[tuple[int, int]], anchor: int
) -> tuple[list[int], list[int]]:
    """The parent of each node (-1: it has none), and the order in which they are reached."""
    near: list[list[int]] = [[] for _ in range(count)]
    for one, other in between:
        near[one].append(other)
        near[other].append(one)
    parents, seen, order = [-1] * count, [False] * count, list[int]()
    for root in (anchor, *range(count)):
        if seen[root]:
            continue
        seen[root] = True
        reached = [root]
        for k in reached:
            for other in near[k]:
                if not seen[other]:
                    seen[other], parents[other] = True, k
                    reached.append(other)
        order += reached
    return parents, order
