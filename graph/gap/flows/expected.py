"""The expected gap: between nobody looking twice (fixed shares) and everybody ending up best.

Graduates of a major first turn to occupations by weight × demand. How persistently those who find
no place turn to another one is one number λ. At λ = 1 nobody does: the usual fixed shares. With
λ → ∞ the allocation becomes a best one: the structural gap. Method: the allocation nearest to the
shares times λ (Kullback-Leibler) that fits both sides, by scaling rows and columns in turn with
factors of at most 1 (W. E. Deming and F. F. Stephan, 1940; J.-D. Benamou and others, Iterative
Bregman projections for regularized transportation problems, 2015).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isinf, sqrt

import numpy as np
from numpy.typing import NDArray

from graph.gap.flows.flow import Ints, Network
from graph.gap.flows.markets import Markets
from graph.gap.flows.practices import fixed_share, shares

Floats = NDArray[np.float64]

ASSUMED = 2.0  # everybody without a place tries once more on average: a reading, not a theorem
LARGEST = 10_000.0  # beyond this a persistence cannot be told from ∞
LEAST = 1e-12  # nobody is placed
HALF = 0.5  # of a person: nearer nothing is observed
TOLERANCE = 1e-10
SWEEPS = 20_000


@dataclass(frozen=True)
class Expected:
    """The expected gap, persons a year.

    ``persistence`` is λ. ``basis``: ``given``, ``calibrated`` on ``observed`` placements in the
    field, ``assumed``; or ``refused``, where more are observed than any persistence places, which
    the crosswalk or the data must explain: then ``persistence``, ``gap``, ``frictional`` are None.
    ``lowest`` is G(∞), the structural shortage; ``highest`` is G(1), or the gap where it is above.
    """

    persistence: float | None
    basis: str
    gap: float | None
    frictional: float | None
    highest: float
    lowest: int
    observed: float | None = None


def expected(
    network: Network, matched: int, chosen: float | None, observed: float | None
) -> Expected:
    """Compute the expected gap at the persistence chosen, else calibrated, else assumed.

    ``matched``: the maximum flow. ``observed``: graduates placed in their field, None: unknown.

    >>> expected(Network.of([10, 10], [10, 10], [(0, 0), (0, 1), (1, 1)]), 20, 1.0, None).gap
    5.0
    """
    needed = int(network.demand.sum())
    highest, lowest = gap_at(network, matched, 1.0), needed - matched

    def outcome_at(persistence: float, basis: str, gap: float) -> Expected:
        most = max(highest, gap)
        return Expected(persistence, basis, gap, gap - lowest, most, lowest, observed)

    if chosen is not None:
        return outcome_at(chosen, "given", gap_at(network, matched, chosen))
    if observed is None:
        return outcome_at(ASSUMED, "assumed", gap_at(network, matched, ASSUMED))
    calibrated = None
    if observed <= matched:
        calibrated = _bisect(lambda lam: needed - gap_at(network, matched, lam), observed)
    if calibrated is None:
        return Expected(None, "refused", None, None, highest, lowest, observed)
    return outcome_at(calibrated, "calibrated", needed - observed)


def gap_at(network: Network, matched: int, persistence: float) -> float:
    """Compute G(λ): places that stay empty at a persistence λ > 0, persons a year.

    Never above G(1) = ``fixed_share`` for λ ≥ 1, never below the shortage.
    """
    needed = int(network.demand.sum())
    lowest = float(needed - matched)
    if isinf(persistence):
        return lowest
    highest = max(lowest, fixed_share(network))  # equal ends may differ in the last digit
    if persistence == 1:
        return highest
    empty = max(lowest, needed - float(allocation(network, persistence).sum()))
    return min(empty, highest) if persistence > 1 else empty


def allocation(network: Network, persistence: float) -> Floats:
    """Place persons on each arc at a persistence λ; both sides fit. A model, not a fact.

    ``x_ij = λ s_i p_ij u_i v_j`` with ``u, v`` in [0, 1] such that no side is exceeded.

    >>> network = Network.of([10, 10], [10, 10], [(0, 0), (0, 1), (1, 1)])
    >>> allocation(network, 1.0).round(3).tolist()
    [5.0, 3.333, 6.667]
    """
    supply = network.supply.astype(float)
    applicants = persistence * supply[network.major] * shares(network)

    def leaving(v: Floats) -> Floats:
        sent = np.bincount(network.major, applicants * v[network.occupation], len(supply))
        return sent.astype(np.float64)

    u, v = _swept(network, applicants)
    u = np.minimum(u, _factor(supply, leaving(v)))  # fits, even where the sweeps ended early
    fitting: Floats = applicants * u[network.major] * v[network.occupation]
    return fitting


def _swept(network: Network, applicants: Floats) -> tuple[Floats, Floats]:
    """Fit rows and columns in turn until nothing changes, in each connected part by itself."""
    markets = Markets.of(network)
    supply, demand = network.supply.astype(float), network.demand.astype(float)
    u, v = np.ones(len(supply)), np.ones(len(demand))
    needed = np.bincount(markets.of_occupation, demand, markets.count)
    i, j = network.major, network.occupation
    at_i, at_j = np.arange(len(supply)), np.arange(len(demand))
    for sweeps in _lots():
        part, limits = markets.of_major[at_i], (supply[at_i], demand[at_j])
        near, far = u[at_i], v[at_j]
        for _ in range(sweeps):
            far = _factor(limits[1], _sums(j, applicants * near[i], len(at_j)))
            sent = _sums(i, applicants * far[j], len(at_i))
            near, before = _factor(limits[0], sent), near
        v[at_j] = _factor(limits[1], _sums(j, applicants * near[i], len(at_j)))
        u[at_i] = near
        change = np.bincount(part, np.abs((near - before) * sent), markets.count)
        moving = change > TOLERANCE * np.maximum(1.0, needed)
        arcs = moving[part[i]]
        if not arcs.any():
            break
        applicants = applicants[arcs]
        kept_i, i = np.unique(i[arcs], return_inverse=True)
        kept_j, j = np.unique(j[arcs], return_inverse=True)
        at_i, at_j = at_i[kept_i], at_j[kept_j]
    return u, v


def _sums(ends: Ints, persons: Floats, size: int) -> Floats:
    """Sum the persons at each end."""
    return np.bincount(ends, persons, size).astype(np.float64)


def _lots() -> Iterator[int]:
    """Yield the numbers of sweeps after which parts that have come to rest are left alone."""
    total, lot = 0, 8
    while total < SWEEPS:
        yield lot
        total, lot = total + lot, lot + 4


def _factor(limit: Floats, sent: Floats) -> Floats:
    """Return the factor, at most 1, by which a limit is kept."""
    return np.minimum(1.0, np.divide(limit, sent, out=np.ones_like(limit), where=sent > 0))


def _bisect(placed: Callable[[float], float], observed: float) -> float | None:
    """Find the persistence that places as many as are observed; None where none does.

    ``placed`` never falls, and comes to nobody for small ones.
    """
    low, high = 1.0, 1.0
    while placed(high) < observed:
        if high >= LARGEST:
            return high if placed(high) > observed - HALF else None
        high *= 4
    while placed(low) > observed and low > LEAST:
        low /= 4
    while high / low > 1 + 1e-6:
        middle = sqrt(low * high)
        low, high = (middle, high) if placed(middle) < observed else (low, middle)
    return high
