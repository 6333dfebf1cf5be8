"""How far noise in the figures moves the gap: the same problem, solved again for every draw.

Only noise is in these ranges: what is assumed (entrants, tier, levels, market, classification) is
not. See ``docs/method/gap.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor
from statistics import NormalDist

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.gap import effort
from graph.gap.flows.flow import Ints, Network, labelled
from graph.gap.flows.many import Copies, Solved
from graph.gap.flows.rounding import DIGITS
from graph.gap.instance import Instance, ask, too_many_pairs
from graph.gap.network import build
from graph.gap.noise import Drawing
from graph.gap.report import GapReport, Major, Occupation, Range, Ranges

MOST_TIMES = 4  # noise of 100 % own and 100 % common at most makes four persons of one
OUTSIDE = 5.0  # percent of the draws on either side of a range
EMPTIEST = 10
CORE = 0.9  # of the draws
Key = tuple[str, int, str | None]
Progress = Callable[[float], None]
Share = NDArray[np.float64]


def ranges(
    tables: Mapping[str, pl.DataFrame],
    instance: Instance,
    report: GapReport,
    drawing: Drawing,
    progress: Progress = lambda _share: None,
) -> Ranges | None:
    """Draw the classes of both sides again and again, and solve each draw.

    None without draws, and where they would take too long: see ``most_draws``.
    """
    if not 0 < drawing.draws <= most_draws(report.size):
        return None
    tally = _Tally.of(instance.arcs.network, report)
    for part in solved_draws(instance.arcs.network, drawing):
        tally.add(part)
        progress(tally.draws / drawing.draws)
    shortage, quantity, composition = tally.figures(report)
    top_ten, starved = (tuple(shares.tolist()) for shares in tally.occupations(report))
    scarce, surplus = _of_majors(tables, instance, report, drawing, tally)
    return Ranges(
        drawing=drawing,
        shortage=shortage,
        quantity=quantity,
        composition=composition,
        top_ten=top_ten,
        starved=starved,
        scarce=scarce,
        surplus=surplus,
        cores=tally.cores(report),
    )


def most_draws(size: int) -> int:
    """Return how many draws of a problem of so many arcs and classes are solved at most."""
    return effort.MOST_DRAWN // max(1, size)


@dataclass(eq=False)
class _Tally:
    """What the draws so far have shown.

    ``sums``: demand, supply, matched of each draw. ``top``, ``starved`` (n), ``together`` (n):
    draws in which a class is among the emptiest, starved, in what its block has become.
    ``scarce``, ``surplus`` (m). ``block``: of the report, of each occupation, −1 outside all.
    """

    needed: Ints
    block: Ints
    draws: int
    sums: list[tuple[int, int, int]]
    top: Ints
    starved: Ints
    together: Ints
    scarce: Ints
    surplus: Ints

    @classmethod
    def of(cls, network: Network, report: GapReport) -> _Tally:
        position = {id(occupation): j for j, occupation in enumerate(report.occupations)}
        members = [
            np.array([position[id(occupation)] for occupation in block.occupations], dtype=np.int64)
            for block in report.blocks
        ]
        m, n = len(network.supply), len(network.demand)
        zeros = [np.zeros(size, dtype=np.int64) for size in (n, n, n, m, m)]
        return cls(network.demand, labelled(members, n), 0, [], *zeros)

    def add(self, of_draws: Solved) -> None:
        """Count some draws."""
        needed, available = of_draws.demand.sum(axis=1), of_draws.supply.sum(axis=1)
        matched = needed - of_draws.shortage
        self.sums += zip(needed.tolist(), available.tolist(), matched.tolist(), strict=True)
        self.draws += len(needed)
        self.top += _emptiest(of_draws.short).sum(axis=0)
        for count, mark in (
            (self.starved, of_draws.starved),
            (self.scarce, of_draws.scarce),
            (self.surplus, of_draws.surplus),
        ):
            count += mark.sum(axis=0)
        for row in of_draws.block:
            self.together += self._with_block(row)

    def _with_block(self, label: Ints) -> Ints:
        """Mark the occupations that are in what the block they belong to has become in a draw.

        That is the block of the draw with the most of its openings; of equal ones the first.
        """
        counted = np.flatnonzero((self.block >= 0) & (label >= 0))
        if not len(counted):
            return np.zeros(len(label), dtype=np.int64)
        size = int(label.max()) + 1
        pair, place = np.unique(self.block[counted] * size + label[counted], return_inverse=True)
        common = np.bincount(place, self.needed[counted])
        order = np.lexsort((pair, -common, pair // size))
        first = np.unique(pair[order] // size, return_index=True)[1]
        is_chosen = np.zeros(len(pair), dtype=np.bool_)
        is_chosen[order[first]] = True
        marked = np.zeros(len(label), dtype=np.int64)
        marked[counted] = is_chosen[place]
        return marked

    def figures(self, report: GapReport) -> tuple[Range, Range, Range]:
        """Return the ranges of shortage, quantity part and composition part."""
        needed, available, matched = np.array(self.sums, dtype=np.int64).T
        return (
            range_of(report.shortage, needed - matched),
            range_of(report.quantity, np.maximum(0, needed - available)),
            range_of(report.composition, np.minimum(needed, available) - matched),
        )

    def occupations(self, report: GapReport) -> tuple[Share, Share]:
        """Return how often each occupation is among the emptiest, and starved."""
        starved = self.starved / self.draws
        unreached = [occupation.unreached is not None for occupation in report.occupations]
        return self.top / self.draws, np.where(unreached, 1.0, starved)

    def cores(self, report: GapReport) -> tuple[tuple[Occupation, ...], ...]:
        """Return the members of each block that stay with it in most draws."""
        often = {
            id(occupation)
            for occupation, times in zip(report.occupations, self.together.tolist(), strict=True)
            if times >= CORE * self.draws
        }
        return tuple(
            tuple(occupation for occupation in block.occupations if id(occupation) in often)
            for block in report.blocks
        )


def range_of(point: int, figures: Ints) -> Range:
    """Return the range of a figure that is never below 0, from its draws.

    Noise moves a figure that is not linear to one side. What was reported has been moved once, and
    its draws once more; so on that side the range reaches as far back as ``_corrected`` says.

    >>> range_of(10, np.array([10, 12, 14]))
    Range(point=10, low=6, mean=12.0, high=14, p5=10.2, p95=13.8)
    """
    low, high = np.percentile(figures, [OUTSIDE, 100 - OUTSIDE]).round(DIGITS).tolist()
    lowest, highest = _corrected(point, figures), -_corrected(-point, -figures)
    return Range(
        point,
        max(0, floor(round(lowest, DIGITS))),
        float(figures.mean()),
        ceil(round(highest, DIGITS)),
        low,
        high,
    )


def _corrected(point: int, figures: Ints) -> float:
    """Return the lower end: the percentile, or the bias-corrected one where that is lower.

    By B. Efron, Nonparametric standard errors and confidence intervals, 1981. Where it lies beyond
    what so many draws can show, the percentile is moved instead by twice median − point.
    """
    usual = NormalDist()
    plain, median = np.percentile(figures, [OUTSIDE, 50]).tolist()
    below = float((figures < point).mean() + (figures == point).mean() / 2)
    if below >= 0.5:
        return float(plain)
    share = usual.cdf(2 * usual.inv_cdf(below) + usual.inv_cdf(OUTSIDE / 100)) if below else 0.0
    if share * len(figures) < 1:
        return float(plain - 2 * (median - point))
    return float(np.percentile(figures, 100 * share))


def solved_draws(network: Network, drawing: Drawing, is_fair: bool = True) -> Iterator[Solved]:
    """Solve the draws, many side by side."""
    persons = MOST_TIMES * max(int(network.supply.sum()), int(network.demand.sum()))
    copies = Copies.of(network)
    most = copies.most(persons)
    for start in range(0, drawing.draws, most):
        numbers = range(start, min(start + most, drawing.draws))
        supply, demand = (
            np.stack([drawing.draw(number, side, persons) for number in numbers])
            for side, persons in enumerate((network.supply, network.demand))
        )
        yield copies.solved(supply, demand, is_fair)


def _emptiest(short: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark, in each row, the ten with the most empty places, with all that equal the tenth."""
    if short.shape[1] <= EMPTIEST:
        return short > 0
    tenth = np.partition(short, -EMPTIEST, axis=1)[:, [-EMPTIEST]]
    return (short > 0) & (short >= tenth)


def _of_majors(
    tables: Mapping[str, pl.DataFrame],
    instance: Instance,
    report: GapReport,
    drawing: Drawing,
    tally: _Tally,
) -> tuple[tuple[float | None, ...], tuple[float | None, ...]]:
    """Return how often each major is scarce, and surplus; None where its class is not of noise.

    In a chain or an area a major stands as in the whole region, so the region is drawn too.
    """
    scope = instance.scope
    keys = [_key(major) for major in report.majors]
    if scope.chain is None and scope.whole:
        counts = zip(tally.scarce.tolist(), tally.surplus.tolist(), strict=True)
        standings = dict(zip(keys, counts, strict=True))
    else:
        standings = _in_region(tables, instance, drawing)
    scarce: list[float | None] = []
    surplus: list[float | None] = []
    for key, major in zip(keys, report.majors, strict=True):
        is_drawn = major.enters and major.group != "unknown" and key in standings
        for shares, count in zip((scarce, surplus), standings.get(key, (0, 0)), strict=True):
            shares.append(count / drawing.draws if is_drawn else None)
    return tuple(scarce), tuple(surplus)


def _in_region(
    tables: Mapping[str, pl.DataFrame], instance: Instance, drawing: Drawing
) -> dict[Key, tuple[int, int]]:
    """Count the draws in which each major is scarce, and surplus, in the whole region."""
    question = ask(tables, instance.scope.region)
    if too_many_pairs(tables, question):
        return {}
    sides = question.supply.classes, question.demand.classes
    arcs = build(tables, *sides, question.scope.rule)
    counts = np.zeros((2, len(arcs.majors)), dtype=np.int64)
    for part in solved_draws(arcs.network, drawing, is_fair=False):
        for count, mark in zip(counts, (part.scarce, part.surplus), strict=True):
            count += mark.sum(axis=0)
    keys = [(thing.key, level, area.key if area else None) for thing, level, area, _ in arcs.majors]
    return dict(zip(keys, zip(*counts.tolist(), strict=True), strict=True))


def _key(major: Major) -> Key:
    return major.thing.key, major.level, major.area.key if major.area else None
