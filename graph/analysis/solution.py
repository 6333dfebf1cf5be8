"""All that is true of every best allocation of a network, with its certificates checked."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from graph.analysis import fair, margins
from graph.analysis.flow import Cuts, Network, Piece, pieces, solve, verify


@dataclass(frozen=True, eq=False)
class Solution:
    """What is true of every best allocation of a network.

    ``blocks`` with ``lower`` (see ``flow.verify``); ``fill_rates`` (n), ``placement_rates`` (m);
    ``room``, ``slack`` (m), each of a major alone.
    """

    cuts: Cuts
    blocks: list[Piece]
    lower: list[tuple[int, ...]]
    fill_rates: list[Fraction]
    placement_rates: list[Fraction]
    room: list[int]
    slack: list[int]


def solved(network: Network) -> Solution:
    """The cuts, the fair rates of both sides, rooms and slacks; all certificates are checked.

    >>> solved(Network.of([34, 23], [53, 30], [(0, 0), (0, 1), (1, 1)])).room
    [26, 7]
    """
    mirror = network.swapped()
    cuts, mirrored = solve(network), solve(mirror)
    short, spare = pieces(network, cuts), pieces(mirror, mirrored)
    blocks, unplaced = fair.blocks(network, short), fair.blocks(mirror, spare)
    lower = verify(network, cuts, blocks)
    verify(mirror, mirrored, unplaced)
    return Solution(
        cuts,
        blocks,
        lower,
        fair.rates(network, blocks),
        fair.rates(mirror, unplaced),
        margins.room(network, short).tolist(),
        margins.slack(network, spare).tolist(),
    )
