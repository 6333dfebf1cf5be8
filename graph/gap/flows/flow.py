"""The most that can be matched between two sides, and the cut that proves it.

A network has supply classes (majors), demand classes (occupations) and arcs that say who may enter
what. All figures are whole persons a year. What is computed here does not depend on which of the
many maximum flows was found: its sum, and the two canonical cuts (A. L. Dulmage, N. S. Mendelsohn,
Coverings of bipartite graphs, 1958, in its weighted form).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from graph.errors import TwinChainError, WrongInput

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LARGEST = 2**31 - 1  # scipy's maximum_flow counts in 32 bits


@dataclass(frozen=True, eq=False)
class Network:
    """Supply and demand classes, and arcs that tell who may enter what.

    ``supply`` (m) and ``demand`` (n): persons a year. ``major`` and ``occupation``: the two ends of
    each arc, as positions in those. ``weight``: affinity of each arc, used by no structural figure.
    """

    supply: Ints
    demand: Ints
    major: Ints
    occupation: Ints
    weight: NDArray[np.float64]

    @classmethod
    def of(
        cls,
        supply: list[int],
        demand: list[int],
        arcs: list[tuple[int, int]],
        weight: list[float] | None = None,
    ) -> Network:
        """Build a network from plain lists.

        >>> Network.of([3], [2, 2], [(0, 0), (0, 1)]).demand.sum()
        np.int64(4)
        """
        ends = np.array(arcs, dtype=np.int64).reshape(-1, 2)
        weights = np.ones(len(ends)) if weight is None else np.array(weight, dtype=np.float64)
        sides = np.array(supply, dtype=np.int64), np.array(demand, dtype=np.int64)
        return cls(*sides, ends[:, 0], ends[:, 1], weights)

    def swapped(self) -> Network:
        """Swap the two sides: short of places instead of people."""
        return Network(self.demand, self.supply, self.occupation, self.major, self.weight)


@dataclass(frozen=True, eq=False)
class Cuts:
    """The matched total, and what each class can still reach in the residual network.

    ``surplus``, ``scarce`` (m): one more graduate gains nothing and one fewer loses nothing; one
    more gains a match. ``starved``, ``saturated`` (n): one more opening stays empty and one fewer
    costs no match; one more opening is filled. Whoever is neither is balanced.
    """

    matched: int
    surplus: Bools
    scarce: Bools
    starved: Bools
    saturated: Bools


class Piece(NamedTuple):
    """Some starved occupations and the majors that feed them, which hang together.

    ``demand - supply = short`` places stay empty: two sums prove it. Either all majors that may
    enter are in it, or the others are needed as much by pieces with a lower fill rate.
    """

    occupations: Ints
    majors: Ints
    demand: int
    supply: int

    @property
    def short(self) -> int:
        """Places that stay empty, persons a year."""
        return self.demand - self.supply

    @property
    def fill_rate(self) -> Fraction:
        """The share of the places that is filled; 1 where none is needed."""
        return Fraction(self.supply, self.demand) if self.demand else Fraction(1)


def solve(network: Network) -> Cuts:
    """Compute the maximum flow and the canonical cuts.

    >>> cuts = solve(Network.of([10, 10], [10, 10], [(0, 0), (0, 1), (1, 1)]))
    >>> cuts.matched, cuts.surplus.any(), cuts.scarce.any()
    (20, np.False_, np.False_)

    Raises:
        WrongInput: a side has more persons than 2^31 − 1.
    """
    check_size(float(network.supply.sum()), float(network.demand.sum()))
    m, n = len(network.supply), len(network.demand)
    tail, head, amount = allocate(network)
    spent = np.bincount(tail, weights=amount, minlength=m).astype(np.int64)
    filled = np.bincount(head, weights=amount, minlength=n).astype(np.int64)
    _check_flow(network, spent, filled)
    surplus, saturated = _reach(
        network.supply > spent, network.major, network.occupation, tail, head, n
    )
    starved, scarce = _reach(
        network.demand > filled, network.occupation, network.major, head, tail, m
    )
    return Cuts(int(amount.sum()), surplus, scarce, starved, saturated)


def check_size(supply: float, demand: float) -> None:
    """Raise ``WrongInput`` where a total cannot be counted in 32 bits."""
    total = max(supply, demand)
    if total > LARGEST:
        raise WrongInput("error.gap_too_large", total=total, largest=LARGEST)


def pieces(network: Network, cuts: Cuts) -> list[Piece]:
    """Find the connected pieces of the smallest most-starved set, each a certificate; not ordered.

    Their shorts add up to the whole shortage. No piece where nothing is short.

    >>> network = Network.of([3, 9], [5, 2], [(0, 0), (1, 1)])
    >>> [(p.occupations.tolist(), p.majors.tolist()) for p in pieces(network, solve(network))]
    [([0], [0])]
    """
    m, n = len(network.supply), len(network.demand)
    into = cuts.starved[network.occupation]
    _, label = connected(network.major[into], network.occupation[into] + m, m + n)
    entering = np.zeros(m, dtype=np.bool_)
    entering[network.major[into]] = True
    return grouped(
        network, np.where(entering, label[:m], -1), np.where(cuts.starved, label[m:], -1)
    )


def connected(tail: Ints, head: Ints, size: int) -> tuple[int, Ints]:
    """Find the parts that arcs hold together: how many, and the part of each class."""
    graph = coo_array((np.ones(len(tail), np.int8), (tail, head)), shape=(size, size))
    count, label = connected_components(graph.tocsr(), directed=False)
    return count, label.astype(np.int64)


def grouped(network: Network, of_major: Ints, of_occupation: Ints) -> list[Piece]:
    """Group the classes of each label into a piece; labels below 0 belong to none."""
    labels = np.unique(of_occupation[of_occupation >= 0])
    sides = (network.demand, of_occupation), (network.supply, of_major)
    needed, available = (_sums(persons, label, labels) for persons, label in sides)
    occupations, majors = (positions_of(label, labels) for _, label in sides)
    return [Piece(*fields) for fields in zip(occupations, majors, needed, available, strict=True)]


def _sums(persons: Ints, label: Ints, labels: Ints) -> list[int]:
    """Sum the persons of each of some labels (sorted)."""
    is_labelled = np.isin(label, labels)
    total = np.zeros(len(labels), dtype=np.int64)
    np.add.at(total, np.searchsorted(labels, label[is_labelled]), persons[is_labelled])
    return total.tolist()


def positions_of(label: Ints, labels: Ints) -> list[Ints]:
    """List the positions that have each of some labels (sorted), in order."""
    positions = np.flatnonzero(np.isin(label, labels))
    order = positions[np.argsort(label[positions], kind="stable")]
    ends = np.searchsorted(label[order], labels, side="right").tolist()
    return [order[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def labelled(pieces: list[Ints], size: int) -> Ints:
    """Return the number of the piece that each position is in, −1 for those in none."""
    label = np.full(size, -1, dtype=np.int64)
    if pieces:
        numbers = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
        label[np.concatenate(pieces)] = numbers
    return label


def alike(major: Ints, occupation: Ints, majors: Ints) -> tuple[Ints, Ints]:
    """Return a major of each kind that may enter the same places, and the kind of every major.

    Who may enter the same places is of the same class, if there is anybody, and has the same room.

    >>> [kinds.tolist() for kinds in alike(*np.array([(4, 0), (5, 1), (6, 0)]).T, np.arange(4, 7))]
    [[4, 5], [0, 1, 0]]
    """
    into: dict[int, list[int]] = {int(i): [] for i in majors}
    for i, j in zip(major.tolist(), occupation.tolist(), strict=True):
        into[i].append(j)
    kinds: dict[tuple[int, ...], int] = {}
    kind_of = [kinds.setdefault(tuple(sorted(js)), len(kinds)) for js in into.values()]
    _, first = np.unique(np.array(kind_of, dtype=np.int64), return_index=True)
    return majors[first], np.array(kind_of, dtype=np.int64)


def verify(network: Network, cuts: Cuts, pieces: list[Piece]) -> list[tuple[int, ...]]:
    """Check every certificate against the instance itself, before anybody reads it.

    Each sum is computed anew from the arcs. Whoever may enter a piece is in it, or in a piece with
    a lower fill rate; so the pieces up to any rate are a set with all its entrants, and no
    allocation can beat its ``demand − supply``. That all of them add up to ``D − F`` proves that
    the flow is a maximum.

    Returns:
        For each piece the positions of the pieces with a lower rate that share its entrants.

    Raises:
        TwinChainError: the program is at fault; nothing may be printed.
    """
    shortage = int(network.demand.sum()) - cuts.matched
    size = len(pieces)
    owner = labelled([piece.majors for piece in pieces], len(network.supply))
    inside = labelled([piece.occupations for piece in pieces], len(network.demand))
    block = inside[network.occupation]
    entry = block >= 0
    block, major = _pairs(block[entry], network.major[entry], len(network.supply))
    is_own = owner[major] == block
    needed, available, feeding = np.zeros((3, size), dtype=np.int64)
    is_inside = inside >= 0
    np.add.at(needed, inside[is_inside], network.demand[is_inside])
    np.add.at(available, block[is_own], network.supply[major[is_own]])
    np.add.at(feeding, block[is_own], 1)
    stated = np.array(
        [(p.demand, p.supply, len(p.majors)) for p in pieces], dtype=np.int64
    ).reshape(size, 3)
    above, below = _pairs(block[~is_own], owner[major[~is_own]] + 1, size + 1)
    below -= 1
    ordered = (below >= 0) & (available[below] * needed[above] < available[above] * needed[below])
    is_valid = (stated == np.stack([needed, available, feeding], axis=1)).all(axis=1) & (
        needed > available
    )
    is_valid[above[~ordered]] = False
    for k in np.flatnonzero(~is_valid)[:1].tolist():
        proven = int(needed[k] - available[k])
        raise TwinChainError("error.gap_certificate", shortage=pieces[k].short, proven=proven)
    total = int((needed - available).sum())
    if total != shortage:
        raise TwinChainError("error.gap_certificate", shortage=shortage, proven=total)
    positions, ends = below.tolist(), np.searchsorted(above, np.arange(1, size + 1)).tolist()
    return [tuple(positions[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def _pairs(first: Ints, second: Ints, below: int) -> tuple[Ints, Ints]:
    """Return the different pairs, in order; all second numbers are below some number."""
    codes = np.unique(first * below + second)
    return codes // below, codes % below


def matched(network: Network) -> int:
    """Compute the most that can be matched, persons a year."""
    return int(allocate(network)[2].sum())


def shortage(network: Network) -> int:
    """Compute the places that stay empty in any allocation, persons a year."""
    return int(network.demand.sum()) - matched(network)


def allocate(network: Network) -> tuple[Ints, Ints, Ints]:
    """Find one of the best allocations: tail, head and amount of each arc that carries somebody.

    Only its sum is a fact: never print it.
    """
    m, n = len(network.supply), len(network.demand)
    if not len(network.major):
        nobody = np.zeros(0, dtype=np.int64)
        return nobody, nobody, nobody
    sink = m + n + 1  # the source is 0
    room = np.minimum(network.supply[network.major], network.demand[network.occupation])
    start = np.concatenate([np.zeros(m, np.int64), network.major + 1, np.arange(m + 1, sink)])
    end = np.concatenate([np.arange(1, m + 1), network.occupation + m + 1, np.full(n, sink)])
    capacity = np.concatenate([network.supply, room, network.demand]).astype(np.int32)
    graph = csr_array((capacity, (start, end)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, 0, sink, method="dinic").flow.tocoo()
    is_used = (flow.data > 0) & (flow.row > 0) & (flow.col < sink)
    tail, head = flow.row[is_used].astype(np.int64) - 1, flow.col[is_used].astype(np.int64) - m - 1
    return tail, head, flow.data[is_used].astype(np.int64)


def _check_flow(network: Network, spent: Ints, filled: Ints) -> None:
    """Raise where the solver sent more than there is."""
    if (spent > network.supply).any() or (filled > network.demand).any():
        raise TwinChainError(
            "error.gap_certificate", shortage=int(network.demand.sum()), proven=int(filled.sum())
        )


def _reach(
    start: Bools, step_from: Ints, step_to: Ints, back_to: Ints, back_from: Ints, other_size: int
) -> tuple[Bools, Bools]:
    """Mark what is reached, on both sides, from the classes of one side with something left.

    The walk goes ``step_from[k] → step_to[k]`` and ``back_from[k] → back_to[k]``. Arcs have no
    capacity of their own, so that no cut runs through them.
    """
    own_size = len(start)
    root = own_size + other_size
    first = np.flatnonzero(start)
    tails = np.concatenate([step_from, back_from + own_size, np.full(len(first), root)])
    heads = np.concatenate([step_to + own_size, back_to, first])
    ones = np.ones(len(tails), dtype=np.int8)
    graph = csr_array((ones, (tails, heads)), shape=(root + 1, root + 1))
    reached = np.zeros(root + 1, dtype=np.bool_)
    reached[breadth_first_order(graph, root, return_predecessors=False)] = True
    return reached[:own_size], reached[own_size:root]
