"""The start positions of a network's nodes, before springs pull at them: rings around one node.

From these positions a few rounds of the springs suffice, and lines stay short.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

Places = list[tuple[float, float]]


def ringed(count: int, pairs: Sequence[tuple[int, int]], anchor: int) -> Places:
    """Place each node on the ring of its distance to the anchor, in the sector of its parent.

    The width of a sector is proportional to its number of nodes. A part that no line joins to
    the anchor has its own sector. Everything lies within the unit circle.

    >>> [(round(x, 1) + 0.0, round(y, 1)) for x, y in ringed(3, [(0, 1), (0, 2)], 0)]
    [(0.0, 0.0), (0.0, 1.0), (0.0, -1.0)]
    """
    parents, order = _tree(count, pairs, anchor)
    sizes = [1] * count
    for k in reversed(order):
        if parents[k] >= 0:
            sizes[parents[k]] += sizes[k]
    wide, begin, free, depth = [0.0] * count, [0.0] * count, [0.0] * count, [0] * count
    used = 0.0
    for k in order:
        parent = parents[k]
        if parent < 0:
            wide[k], begin[k] = sizes[k] / count, used
            used += wide[k]
            depth[k] = int(k != anchor)
        else:
            wide[k], begin[k] = wide[parent] * sizes[k] / (sizes[parent] - 1), free[parent]
            free[parent] += wide[k]
            depth[k] = depth[parent] + 1
        free[k] = begin[k]
    deepest = max(depth, default=0) or 1
    turns = [2 * pi * (begin[k] + wide[k] / 2) for k in range(count)]
    return [(d * cos(t) / deepest, d * sin(t) / deepest) for d, t in zip(depth, turns, strict=True)]


def _tree(count: int, pairs: Sequence[tuple[int, int]], anchor: int) -> tuple[list[int], list[int]]:
    """Return the parent of each node (-1: none), and the order in which they are reached."""
    near: list[list[int]] = [[] for _ in range(count)]
    for node, neighbour in pairs:
        near[node].append(neighbour)
        near[neighbour].append(node)
    parents, is_reached, order = [-1] * count, [False] * count, list[int]()
    for root in (anchor, *range(count)):
        if is_reached[root]:
            continue
        is_reached[root] = True
        reached = [root]
        for k in reached:
            for neighbour in near[k]:
                if not is_reached[neighbour]:
                    is_reached[neighbour], parents[neighbour] = True, k
                    reached.append(neighbour)
        order += reached
    return parents, order
