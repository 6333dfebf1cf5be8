"""The facts that hold in every best allocation of a network, with its certificates checked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from graph.gap import effort
from graph.gap.flows import fair, margins
from graph.gap.flows.flow import Cuts, Ints, Network, Piece, pieces, solve, verify
from graph.gap.flows.rounding import added_up_each


@dataclass(frozen=True, eq=False)
class Solution:
    """The facts that hold in every best allocation of a network.

    ``blocks`` with ``lower`` (see ``flow.verify``); ``fill_rates`` (n), ``placement_rates`` (m);
    ``room``, ``slack`` (m), each of a major alone; None where they would take too long. ``empty``
    (n), ``unplaced`` (m): what stays over at the fair rates, in whole persons that add up to each
    block, and to shortage and surplus.
    """

    cuts: Cuts
    blocks: list[Piece]
    lower: list[tuple[int, ...]]
    fill_rates: list[Fraction]
    placement_rates: list[Fraction]
    room: list[int] | None
    slack: list[int] | None
    empty: list[int]
    unplaced: list[int]


def solved(network: Network, alone: bool = True) -> Solution:
    """Compute cuts, the fair rates of both sides, rooms and slacks; certificates are checked.

    ``alone``: whether rooms and slacks are asked for.

    >>> solved(Network.of([34, 23], [53, 30], [(0, 0), (0, 1), (1, 1)])).room
    [26, 7]
    """
    mirror = network.swapped()
    cuts, mirrored = solve(network), solve(mirror)
    short, spare = pieces(network, cuts), pieces(mirror, mirrored)
    blocks, unplaced = fair.blocks(network, short), fair.blocks(mirror, spare)
    lower = verify(network, cuts, blocks)
    verify(mirror, mirrored, unplaced)
    flows = margins.flows(network, short), margins.flows(mirror, spare)
    alone = alone and sum(map(effort.steps, flows)) <= effort.MOST_STEPS
    return Solution(
        cuts,
        blocks,
        lower,
        fair.rates(network, blocks),
        fair.rates(mirror, unplaced),
        margins.room(network, short).tolist() if alone else None,
        margins.slack(network, spare).tolist() if alone else None,
        _left_over(network.demand, blocks),
        _left_over(network.supply, unplaced),
    )


def _left_over(persons: Ints, blocks: list[Piece]) -> list[int]:
    """Divide what each block has over among its classes; nothing outside of blocks."""
    if not blocks:
        return [0] * len(persons)
    over = np.zeros(len(persons), dtype=np.int64)
    short, demand = np.array([(block.short, block.demand) for block in blocks]).T
    block_of = np.repeat(np.arange(len(blocks)), [len(block.occupations) for block in blocks])
    positions = np.concatenate([block.occupations for block in blocks])
    share = np.divide(short, demand, out=np.zeros(len(blocks)), where=demand > 0)
    over[positions] = added_up_each(persons[positions] * share[block_of], block_of, short)
    return over.tolist()
