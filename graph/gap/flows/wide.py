"""Maximum flows of 62-bit whole numbers, by a solver that counts in 32 bits.

Fair rates are fractions, and fractions become whole numbers by a common denominator. First the
leading digits are placed; what is left then is so little that the next digits fit, and so on.
Each step only adds to what the one before has placed, so that the last one is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from graph.gap.flows.flow import Bools, Ints

DIGITS = 30  # binary ones: an arc and the way back along it stay below 2^31


@dataclass(frozen=True, eq=False)
class Sets:
    """Networks side by side: supply (m), demand (n), arcs without a capacity of their own.

    ``most``: what no network can place more of.
    """

    supply: Ints
    demand: Ints
    major: Ints
    occupation: Ints
    most: int

    def unreached(self) -> tuple[Bools, Bools]:
        """Mark whose need some maximum flow leaves unmet, and whom nobody left over can reach.

        >>> ends = np.array([0, 0, 1]), np.array([0, 1, 1])
        >>> Sets(np.array([2, 6]), np.array([4, 4]), *ends, 8).unreached()
        (array([ True, False]), array([ True, False]))
        """
        unplaced, unmet, carried = self._placed()
        m, n = len(unplaced), len(unmet)
        first = np.flatnonzero(unplaced)
        used = carried > 0
        tails = [self.major, self.occupation[used] + m, np.full(len(first), m + n)]
        heads = [self.occupation + m, self.major[used], first]
        tail, head = (np.concatenate(ends).astype(np.int32) for ends in (tails, heads))
        graph = csr_array((np.ones(len(tail), np.int8), (tail, head)), shape=(m + n + 1, m + n + 1))
        reached = np.zeros(m + n + 1, dtype=np.bool_)
        reached[breadth_first_order(graph, m + n, return_predecessors=False)] = True
        return unmet > 0, ~reached[m : m + n]

    def _placed(self) -> tuple[Ints, Ints, Ints]:
        """Return what a maximum flow leaves of both sides, and what each arc carries."""
        unplaced, unmet = self.supply.copy(), self.demand.copy()
        carried = np.zeros(len(self.major), dtype=np.int64)
        remaining = self.most if len(carried) else 0
        while remaining:
            shift = max(0, remaining.bit_length() - DIGITS)
            added = self._more(unplaced >> shift, unmet >> shift, carried >> shift) << shift
            carried += added
            np.subtract.at(unplaced, self.major, added)
            np.subtract.at(unmet, self.occupation, added)
            # A cut was full but for the digits that were left out, of so many classes and arcs.
            remaining = (len(unplaced) + len(unmet) + len(carried)) << shift if shift else 0
        return unplaced, unmet, carried

    def _more(self, unplaced: Ints, unmet: Ints, carried: Ints) -> Ints:
        """Compute what can be added on each arc; negative where it gives way to others."""
        m, n = len(unplaced), len(unmet)
        source, sink, free = m + n, m + n + 1, 1 << DIGITS
        i, j, used = np.flatnonzero(unplaced), np.flatnonzero(unmet), carried > 0
        tails = [self.major, self.occupation[used] + m, np.full(len(i), source), j + m]
        heads = [self.occupation + m, self.major[used], i, np.full(len(j), sink)]
        limits = [np.full(len(carried), free), carried[used], unplaced[i], unmet[j]]
        tail, head = (np.concatenate(ends).astype(np.int32) for ends in (tails, heads))
        capacity = np.minimum(np.concatenate(limits), free).astype(np.int32)
        graph = csr_array((capacity, (tail, head)), shape=(sink + 1, sink + 1))
        flow = maximum_flow(graph, source, sink, method="dinic").flow
        added: Ints = flow[self.major, self.occupation + m].astype(np.int64)
        return added
