"""The effort of an analysis, estimated beforehand; the limits were measured.

Memory follows the pairs of classes that are written out, time the arcs that flows look at.
"""

from __future__ import annotations

from graph.gap.flows.flow import Ints

MOST_PAIRS = 2_000_000  # of classes, written out: 330 cities, each its own market
MOST_STEPS = 50_000_000  # arcs that the flows of single blocks or classes look at, half a minute
MOST_LP_PAIRS = 100_000  # in a linear programme
MOST_EVEN_PAIRS = 100_000  # of which the most even allocation is sought, half a minute
MOST_DRAWN = 20_000_000  # arcs and classes, or programmes, of all draws; half a minute
MOST_PLANNED = 60_000  # programmes to decide on in a plan: fifteen seconds; the most tried
MOST_FAIR = 1_000_000  # arcs and classes of draws of a year ahead that get fair rates, two seconds
MOST_VARIED = 500_000  # arcs and classes up to which an answer to a program has the sensitivity
CALL_STEPS = 2_000  # what one flow costs, however few arcs it has


def steps(arcs: Ints) -> int:
    """Estimate the steps that flows over these numbers of arcs take together.

    >>> import numpy as np
    >>> steps(np.array([1_000, 0]))
    5000
    """
    return int(arcs.sum()) + CALL_STEPS * len(arcs)
