"""How near majors are to each other, and to what a place already teaches.

Three proximities, kept apart so that one can see which of them speaks: occupations that both lead
to, industries that both serve, colleges that teach both. Density: how much of a major's
neighbourhood is taught already (R. Hausmann, C. Hidalgo and others, The atlas of economic
complexity, 2011; a college counts for what it teaches, without comparative advantage, which needs
many places with many graduates each).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def proximity(links: NDArray[np.bool_]) -> Floats:
    """How often two majors (columns) share a row, in [0, 1]; a major is no neighbour of itself.

    ``φ_ij = (M'M)_ij / max(k_i, k_j)``: the smaller of the two conditional frequencies.

    >>> proximity(np.array([[True, True], [True, False]])).tolist()
    [[0.0, 0.5], [0.5, 0.0]]
    """
    matrix = links.astype(np.float64)
    shared, count = matrix.T @ matrix, matrix.sum(axis=0)
    most = np.maximum(count[:, np.newaxis], count[np.newaxis, :])
    near: Floats = np.divide(shared, most, out=np.zeros_like(shared), where=most > 0)
    np.fill_diagonal(near, 0.0)
    return near


def density(near: Floats, taught: NDArray[np.bool_]) -> Floats:
    """The share of each major's neighbourhood that is taught, in [0, 1]; 0 without neighbours.

    >>> near = proximity(np.array([[True, True], [True, False]]))
    >>> density(near, np.array([True, False])).tolist()
    [0.0, 1.0]
    """
    around = near.sum(axis=1)
    there = near @ taught.astype(np.float64)
    share: Floats = np.divide(there, around, out=np.zeros_like(around), where=around > 0)
    return share
