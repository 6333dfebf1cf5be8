"""Areas as equal squares: near where they lie on the ground, or in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, sqrt

import numpy as np

from graph.draw.outlines import Points, flat

ROOMY = 1.4  # cells for each area that has a place
ORDERLY = 1.6  # columns for each row of areas without one
Cell = tuple[int, int]  # column, row


def cells(
    keys: Sequence[str], positions: Mapping[str, tuple[float, float]], most_columns: int
) -> dict[str, Cell]:
    """Return a cell for each area; those without a position stand below the others, in order.

    ``positions``: longitude and latitude. The squares of the others keep as near to where they lie
    as is possible for all together.

    >>> cells(["a", "b", "c"], {"a": (110, 24), "b": (111, 24), "c": (110, 23)}, 9)
    {'a': (0, 0), 'b': (1, 0), 'c': (0, 1)}
    """
    placed = [key for key in keys if key in positions]
    cell_of = _near({key: positions[key] for key in placed}, most_columns)
    rest = [key for key in keys if key not in cell_of]
    across = 1 + max((column for column, _ in cell_of.values()), default=-1)
    columns = min(most_columns, max(across, ceil(sqrt(len(rest) * ORDERLY))))
    below = 1 + max((row for _, row in cell_of.values()), default=-1)
    for number, key in enumerate(rest):
        cell_of[key] = (number % columns, below + number // columns)
    return cell_of


def _near(positions: Mapping[str, tuple[float, float]], most_columns: int) -> dict[str, Cell]:
    from scipy.optimize import linear_sum_assignment

    if not positions:
        return {}
    lon, lat = np.array(list(positions.values()), float).T
    points = flat(lon, lat)
    points -= points.min(axis=0)
    wide, high = np.maximum(points.max(axis=0), 1e-9)
    count = len(points)
    columns = min(most_columns, count, max(1, round(sqrt(count * ROOMY * wide / high))))
    rows = ceil(count * ROOMY / columns) if columns > 1 else count
    grid = np.array([(column, row) for row in range(rows) for column in range(columns)])
    spots: Points = points / [wide, high] * [columns - 1, rows - 1]
    far = ((spots[:, None, :] - grid[None, :, :]) ** 2).sum(axis=2)
    _, chosen = linear_sum_assignment(far)
    used = grid[chosen]
    tight = [np.unique(used[:, axis], return_inverse=True)[1].reshape(-1) for axis in (0, 1)]
    return {
        key: (int(column), int(row)) for key, column, row in zip(positions, *tight, strict=True)
    }
