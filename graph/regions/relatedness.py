"""The nearness of majors to each other, and to what a place already teaches.

Three proximities, kept apart so that one can see which of them speaks: occupations that both lead
to, industries that both serve, colleges that are strong in both. Density: how much of a major's
neighbourhood a place is strong in (B. Balassa, Trade liberalisation and revealed comparative
advantage, 1965; R. Hausmann, C. Hidalgo and others, The atlas of economic complexity, 2011).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FEW = 30  # graduates of a major, below which an advantage cannot be told from chance


def rca(graduates: Floats) -> Floats:
    """Compute the revealed comparative advantage of places (rows) in majors (columns), no unit.

    ``(X_ci / X_c) / (X_i / X)``: above 1, where the major has a larger share of the place's
    graduates than of all. Unknown (nan) graduates count in no sum, and have an unknown advantage;
    0 where a place or a major has nobody.

    >>> rca(np.array([[30.0, 10.0], [10.0, 30.0]])).tolist()
    [[1.5, 0.5], [0.5, 1.5]]
    """
    place = np.nansum(graduates, axis=1, keepdims=True)
    major = np.nansum(graduates, axis=0, keepdims=True)
    usual = place * major
    advantage: Floats = np.divide(
        graduates * np.nansum(graduates), usual, out=np.zeros_like(graduates), where=usual > 0
    )
    advantage[np.isnan(graduates)] = np.nan
    return advantage


def strong(graduates: Floats, taught: Bools) -> Bools:
    """Mark where places (rows) are strong in majors (columns): taught, and RCA at least 1.

    A taught major counts too where nothing speaks against it: graduates are unknown there, or the
    major has fewer than 30 in all.

    >>> counts = np.array([[40.0, 10.0, 3.0], [10.0, 40.0, np.nan]])
    >>> strong(counts, np.array([[True, True, True], [True, True, True]])).tolist()
    [[True, False, True], [False, True, True]]
    """
    advantage = rca(graduates)
    is_unsure = np.isnan(advantage) | (np.nansum(graduates, axis=0) < FEW)
    is_strong: Bools = taught & (is_unsure | (advantage >= 1))
    return is_strong


def proximity(links: Bools) -> csr_array:
    """Compute how often two majors (columns) share a row, in [0, 1]; 0 with itself.

    ``φ_ij = (M'M)_ij / max(k_i, k_j)``: the smaller of the two conditional frequencies. Most majors
    share no row.

    >>> proximity(np.array([[True, True], [True, False]])).toarray().tolist()
    [[0.0, 0.5], [0.5, 0.0]]
    """
    matrix, count = csr_array(links, dtype=np.float64), links.sum(axis=0)
    shared = coo_array(matrix.T @ matrix)
    i, j, rows = (kept[shared.row != shared.col] for kept in (shared.row, shared.col, shared.data))
    return csr_array((rows / np.maximum(count[i], count[j]), (i, j)), shape=shared.shape)


def density(near: csr_array, taught: Bools) -> Floats:
    """Compute the share of each major's neighbourhood that is taught, in [0, 1]; 0 if it has none.

    >>> near = proximity(np.array([[True, True], [True, False]]))
    >>> density(near, np.array([True, False])).tolist()
    [0.0, 1.0]
    """
    total = near.sum(axis=1)
    taught_nearness = near @ taught.astype(np.float64)
    share: Floats = np.divide(taught_nearness, total, out=np.zeros_like(total), where=total > 0)
    return share
