"""The two usual practices of gap reports, which bound the truth from both sides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.gap.flows.flow import Network

LEAST_WEIGHT = 0.001  # of a pair that the crosswalk has


def multi_count(network: Network) -> int:
    """Count places left when each occupation counts everybody who may enter it, persons a year.

    Σ_j max(0, d_j − s(N(j))). Each graduate is counted for every occupation, so it is never more
    than the shortage.

    >>> multi_count(Network.of([3], [2, 2], [(0, 0), (0, 1)]))
    0
    """
    candidates = np.bincount(
        network.occupation, weights=network.supply[network.major], minlength=len(network.demand)
    )
    return int(np.maximum(0, network.demand - candidates).sum())


def fixed_share(network: Network) -> float:
    """Count places left when each major splits its graduates by weight × demand, persons a year.

    Σ_j max(0, d_j − Σ_i s_i p_ij) with p_ij ~ a_ij d_j and Σ_j p_ij = 1. Nobody moves where a place
    stays empty, so it is never less than the shortage.

    >>> fixed_share(Network.of([4, 2], [4, 2], [(0, 0), (0, 1), (1, 1)]))
    1.3333333333333335
    """
    sent = network.supply[network.major] * shares(network)
    filled = np.bincount(network.occupation, weights=sent, minlength=len(network.demand))
    return float(np.maximum(0.0, network.demand - filled).sum())


def shares(network: Network) -> NDArray[np.float64]:
    """Return the share of its major's graduates that each arc gets, by weight × demand.

    They add up to 1 a major, or to 0 where none of its occupations needs anybody. Whoever may enter
    has some share, also at the weight 0.

    >>> shares(Network.of([4], [3, 1], [(0, 0), (0, 1)])).tolist()
    [0.75, 0.25]
    """
    pull = np.maximum(network.weight, LEAST_WEIGHT) * network.demand[network.occupation]
    total = np.bincount(network.major, weights=pull, minlength=len(network.supply))[network.major]
    return np.divide(pull, total, out=np.zeros_like(pull), where=total > 0)
