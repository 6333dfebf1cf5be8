"""A year ahead: solved at the expected figures, and for draws of what they may miss by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.gap.effort import MOST_FAIR
from graph.gap.flows.flow import Ints, Network
from graph.gap.flows.many import Solved, solve_many
from graph.gap.instance import Instance
from graph.outlook.bands import SIZES, Errors, errors_of, total_errors
from graph.outlook.borrowed import COMPLETIONS, EMPLOYMENT, TOTALS, borrowed
from graph.outlook.cohorts import COHORT
from graph.outlook.demand import GIVEN
from graph.outlook.figures import Figures, known_years, reach_of_bands
from graph.outlook.parameters import OutlookParameters
from graph.outlook.points import LOG, ROOT, Values
from graph.outlook.record import KNOWN_AT_ORIGIN, OWN, Pool, SupplyRecord, pool_of
from graph.outlook.report import Interval, YearAhead

COMPLETION = "completion"  # bands from how much completion differs among cohorts
FEWEST_FAIR = 40  # draws from which a band can be read
TELLING = 2  # totals of earlier origins that tell which way they miss


@dataclass(frozen=True)
class _Side:
    """The kind of errors that a side borrows, and by what its totals have missed (logarithms)."""

    kind: str
    missed: list[float]


@dataclass(frozen=True, eq=False)
class BandOfGraduates:
    """Ends of the bands of some programmes, by their places; ``by``: whose errors they rest on."""

    by: str
    place: NDArray[np.int64]
    low: Values
    high: Values

    @property
    def arrays(self) -> tuple[NDArray[Any], ...]:
        """Return places and ends, side by side."""
        return self.place, self.low, self.high


@dataclass(eq=False)
class SolvedYear:
    """A year with its draws: a row each; none where no band is claimed."""

    year: int
    instance: Instance
    point: Solved
    draws: list[Solved]
    cover: float
    known_share: float
    sources: frozenset[str]
    bands: tuple[BandOfGraduates, ...]

    def intervals(
        self, expected: Sequence[int], drawn: NDArray[np.float64] | None
    ) -> list[Interval]:
        """Return the median and the band of the draws of each figure, or what is expected.

        ``drawn``: draws × figures. Bands are rounded outward.
        """
        if drawn is None:
            return [Interval(None, figure, None) for figure in expected]
        outside = 100 * (1 - self.cover) / 2
        low, median, high = np.percentile(drawn, [outside, 50, 100 - outside], axis=0)
        ends = np.floor(low + 1e-9), np.floor(median + 0.5), np.ceil(high - 1e-9)
        return [Interval(*map(int, figures)) for figures in np.stack(ends, axis=1).tolist()]

    def interval(self, expected: int, drawn: NDArray[np.float64] | None) -> Interval:
        """Return the median and the band of one figure, ``drawn`` a value a draw."""
        return self.intervals([expected], None if drawn is None else drawn[:, np.newaxis])[0]

    def joined(self, name: str) -> NDArray[np.float64] | None:
        """Return an array of all draws, None without any."""
        return np.concatenate([getattr(part, name) for part in self.draws]) if self.draws else None

    def of_all(self) -> YearAhead:
        """Return the totals of the year."""
        demand, supply = self.joined("demand"), self.joined("supply")
        totals = [None if side is None else side.sum(axis=1) for side in (demand, supply)]
        short = self.joined("shortage")
        needed, available = int(self.point.demand.sum()), int(self.point.supply.sum())
        empty = int(self.point.shortage[0])
        parts: list[NDArray[np.float64] | None] = [None] * 3
        if totals[0] is not None and totals[1] is not None and short is not None:
            matched = totals[0] - short
            parts = [
                np.maximum(totals[0] - totals[1], 0),
                np.minimum(totals[0], totals[1]) - matched,
                totals[1] - matched,
            ]
        quantity = max(needed - available, 0)
        return YearAhead(
            self.year,
            self.known_share,
            self.interval(needed, totals[0]),
            self.interval(available, totals[1]),
            self.interval(empty, short),
            self.interval(quantity, parts[0]),
            self.interval(empty - quantity, parts[1]),
            self.interval(available - needed + empty, parts[2]),
        )

    def share(self, name: str) -> NDArray[np.float64] | None:
        """Return how often each class is in a state, None without draws."""
        drawn = self.joined(name)
        return None if drawn is None else drawn.mean(axis=0)


class YearToSolve:
    """A year ahead: its network at the expected figures, and draws of what they may miss by."""

    def __init__(
        self,
        figures: Figures,
        record: SupplyRecord,
        instance: Instance,
        parameters: OutlookParameters,
    ) -> None:
        self.figures, self.record, self.instance = figures, record, instance
        self.parameters = parameters
        self.year = instance.scope.year
        self.ahead = self.year - figures.newest
        # The algorithms of RandomState are frozen: other versions of numpy draw the same.
        self.random = np.random.RandomState([parameters.seed, self.year])
        self.sources: set[str] = set()
        self.bands: list[BandOfGraduates] = []

    def solved(self, progress: Callable[[float], None] = lambda _share: None) -> SolvedYear:
        """Solve the year at the expected figures and for every draw."""
        network = self.instance.arcs.network
        point = next(solve_many(network, network.supply[None], network.demand[None]))
        draws: list[Solved] = []
        if drawn := self.drawn():
            for part in solve_many(network, *drawn, most_fair(network)):
                draws.append(part)
                progress(sum(len(part.demand) for part in draws) / self.parameters.draws)
        return SolvedYear(
            self.year,
            self.instance,
            point,
            draws,
            self.parameters.cover,
            self._known_share(),
            frozenset(self.sources),
            tuple(self.bands),
        )

    def drawn(self) -> tuple[Ints, Ints] | None:
        """Return the persons of each class, a row a draw; None where no band is claimed."""
        if not self.parameters.draws:
            return None
        supply, demand = self._supply(), self._demand()
        return None if supply is None or demand is None else (supply, demand)

    def _known_share(self) -> float:
        """Return the share of the graduates who are in class today."""
        column = self.figures.column(self.year)
        graduates = np.nan_to_num(self.figures.projection.graduates[:, column])
        in_class = self.figures.projection.basis[:, column] == COHORT
        total = graduates.sum()
        return float(graduates[in_class].sum() / total) if total else 0.0

    def _together(self, moved: Values, expected: Values, pool: Pool, side: _Side) -> Values:
        """Scale each draw so that its total misses as totals do: errors of one side go together.

        A total of few persons misses as a series of its size does; a larger one as totals of public
        series have, about the median of what totals here have missed by.
        """
        total, draws = float(expected.sum()), len(moved)
        if not total:
            return moved
        if total < SIZES[-1]:
            factor = pool.draw(np.array([total]), draws, self.random)[:, 0] / total
        else:
            errors = borrowed(side.kind, TOTALS, self.ahead).errors
            share = self.random.random_sample(draws)
            shift = float(np.median(side.missed)) if side.missed else 0.0
            factor = np.exp(np.quantile(errors, share) - np.median(errors) + shift)
        sums = moved.sum(axis=1)
        scale = np.divide(total * factor, sums, out=np.ones(draws), where=sums > 0)
        return np.asarray(moved * scale[:, None], np.float64)

    def _supply(self) -> Ints | None:
        """Draw the persons of each supply class; None where no band is claimed."""
        column = self.figures.column(self.year)
        projection = self.figures.projection
        expected, basis = projection.graduates[:, column], projection.basis[:, column]
        in_class = ~np.isnan(expected) & (basis == COHORT)
        others = ~np.isnan(expected) & ~in_class
        draws = self.parameters.draws
        drawn = np.tile(np.nan_to_num(expected), (draws, 1))
        cohort = pool_of(self.record.errors(self.ahead, True), self.ahead, ROOT)
        if in_class.any():
            drawn[:, in_class] = self._in_class(expected, in_class, cohort, column)
            by = OWN if cohort.source == OWN else COMPLETION
            self.bands.append(self._band_of(drawn, in_class, by))
        if others.any():
            if self.ahead > reach_of_bands(self.figures):
                return None
            pool = pool_of(self.record.errors(self.ahead, False), self.ahead, ROOT)
            self.sources.add(f"supply_{pool.source}")
            moved = pool.draw(expected[others], draws, self.random)
            side = _Side(COMPLETIONS, self._missed(partial(self.record.total_errors, False)))
            drawn[:, others] = self._together(moved, expected[others], pool, side)
            self.bands.append(self._band_of(drawn, others, pool.source))
        return self._to_classes(drawn, expected)

    def _band_of(self, drawn: Values, where: NDArray[np.bool_], by: str) -> BandOfGraduates:
        """Return the bands of the graduates of some programmes, rounded outward."""
        outside = 100 * (1 - self.parameters.cover) / 2
        ends = np.percentile(drawn[:, where], [outside, 100 - outside], axis=0)
        low, high = np.floor(ends[0] + 1e-9), np.ceil(ends[1] - 1e-9)
        return BandOfGraduates(by, np.flatnonzero(where), low, high)

    def _in_class(
        self, expected: Values, where: NDArray[np.bool_], pool: Pool, column: int
    ) -> Values:
        """Draw who finishes of those in class: by own errors, else by completion alone."""
        draws = self.parameters.draws
        common = self._common_of_cohorts(draws)
        if pool.source == OWN:
            self.sources.add("cohort_own")
            return pool.draw(expected[where], draws, self.random) * common
        self.sources.add("cohort_completion")
        projection = self.figures.projection
        due = np.nan_to_num(projection.due[where, column]).astype(np.int64)
        share = np.clip(np.nan_to_num(projection.rate[where, column], nan=1.0), 1e-6, 1 - 1e-6)
        strength = self.record.spread()
        shares = self.random.beta(strength * share, strength * (1 - share), (draws, len(due)))
        return np.asarray(self.random.binomial(due, shares) * common, np.float64)

    def _common_of_cohorts(self, draws: int) -> Values:
        """Draw what the completion of all cohorts has in common, as much as it has been so far."""
        missed = self._missed(partial(self.record.total_errors, True), least=1)
        if missed:
            most = max(map(abs, missed))
            return np.asarray(np.exp(self.random.uniform(-most, most, (draws, 1))))
        errors = borrowed(COMPLETIONS, TOTALS, 1).errors
        share = self.random.random_sample((draws, 1))
        return np.asarray(np.exp(np.quantile(errors, share) - np.median(errors)))

    def _missed(self, errors: Callable[[int], list[float]], least: int = TELLING) -> list[float]:
        """Return the errors of totals so many years ahead, else of the most years that tell."""
        listed = (errors(ahead) for ahead in range(self.ahead, 0, -1))
        return next((missed for missed in listed if len(missed) >= least), [])

    def _to_classes(self, drawn: Values, expected: Values) -> Ints:
        """Turn graduates of programmes into persons of the network's supply classes."""
        places, nodes, due = self.figures.in_network(self.instance)
        base = np.nan_to_num(expected[places])
        of_one = np.divide(due, base, out=np.zeros(len(places)), where=base > 0)
        persons = np.zeros((len(drawn), self.instance.arcs.nodes[0].height))
        np.add.at(persons.T, nodes, (drawn[:, places] * of_one).T)
        whole: Ints = np.floor(persons + 0.5).astype(np.int64)
        return whole

    def _demand(self) -> Ints | None:
        """Draw the persons of each demand class; given figures stay. None: no band is claimed."""
        network = self.instance.arcs.network
        expected = network.demand.astype(np.float64)
        projected = self._projected()
        if not (projected > 0).any():
            return np.tile(network.demand, (self.parameters.draws, 1))
        if self.ahead > reach_of_bands(self.figures):
            return None
        pool = pool_of(demand_errors(self.figures, self.ahead), self.ahead, LOG)
        self.sources.add(f"demand_{pool.source}")
        part = np.minimum(projected, expected)
        moved = pool.draw(part, self.parameters.draws, self.random)
        series, years = by_occupation(self.figures)
        missed = self._missed(
            partial(total_errors, series, years, self.figures.newest, self.figures.point)
        )
        moved = self._together(moved, part, pool, _Side(EMPLOYMENT, missed))
        whole: Ints = np.floor(expected - part + moved + 0.5).astype(np.int64)
        return whole

    def _projected(self) -> Values:
        """Return the persons of each demand class that no given projection tells."""
        demand, ahead = self.figures.demand, self.figures.ahead
        kind = ahead.kind[:, self.year - demand.years[0]]
        nodes = self.instance.arcs.nodes[1]
        given = demand.keys.filter(pl.Series(kind == GIVEN))["occupation"].unique()
        is_given = nodes["key"].is_in(given.implode()).to_numpy()
        return np.where(is_given, 0.0, self.instance.arcs.network.demand)


def most_fair(network: Network) -> int:
    """Return how many draws get fair rates, from which the empty places of occupations are read.

    The totals and the classes of all draws are exact without them.
    """
    size = len(network.supply) + len(network.demand) + len(network.major)
    return max(FEWEST_FAIR, MOST_FAIR // max(1, size))


def demand_errors(figures: Figures, ahead: int) -> Errors:
    """Return the errors of the demand of occupations so many years ahead, from its own years.

    None where so few years are known that they could not be tested.
    """
    series, years = by_occupation(figures)
    if known_years(figures.demand, figures.newest) <= KNOWN_AT_ORIGIN:
        series = series[:0]
    return errors_of(series, years, ahead, figures.newest, LOG, figures.point)


def by_occupation(figures: Figures) -> tuple[Values, range]:
    """Return the openings of each occupation, level and area, NaN where a part is unknown."""
    demand = figures.demand
    keys = demand.keys.with_row_index("row")
    groups = keys.group_by("occupation", "level", "area", maintain_order=True).agg("row")
    series = [demand.openings[rows].sum(axis=0) for rows in groups["row"].to_list()]
    return np.array(series).reshape(len(series), len(demand.years)), demand.years
