"""The record of a projection: its errors at every earlier origin, by what the figures rested on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from graph.outlook.backtest import ALL, Trial, ratio
from graph.outlook.bands import LEAST, Errors, band, missed_totals, reaches, score, size_class
from graph.outlook.borrowed import COMPLETIONS, SERIES, borrowed
from graph.outlook.cohorts import COHORT, Projection, project
from graph.outlook.completion import spread
from graph.outlook.points import ROOT, Form, Values, last
from graph.outlook.programmes import Pathways, Programmes

Mask = NDArray[np.bool_]
_TINY = 1e-12  # less than any chance that decides
OWN, BORROWED = "own", "borrowed"
NEAR = 3  # years ahead for which figures of no cohort have a band where few years are known
KNOWN_AT_ORIGIN = 3  # years that an origin must know to be judged: on three years nothing is tested


class SupplyRecord:
    """What earlier projections of the same data missed by."""

    def __init__(self, programmes: Programmes, pathways: Pathways, newest: int) -> None:
        self.programmes, self.newest = programmes, newest
        reported = ~np.isnan(programmes.enrolled) | ~np.isnan(programmes.graduates)
        known_years = np.cumsum(reported.any(axis=0))
        self._earlier = {
            origin: project(programmes, pathways, origin)
            for origin, year_count in zip(programmes.years, known_years.tolist(), strict=True)
            if origin < newest and year_count >= KNOWN_AT_ORIGIN
        }
        self._kept: dict[tuple[int, bool], Errors] = {}

    def errors(self, ahead: int, by_cohort: bool) -> Errors:
        """Return the errors so many years ahead, of figures that rested on cohorts or did not."""
        key = ahead, by_cohort
        if key not in self._kept:
            self._kept[key] = self._collect(ahead, by_cohort, self.newest)
        return self._kept[key]

    def spread(self, until: int | None = None) -> float:
        """Estimate how much the completion of single cohorts differs, by what came until a year.

        See :func:`graph.outlook.completion.spread`.
        """
        parts, bases = [np.empty(0)], [np.empty(0)]
        for projection in self._earlier.values():
            if projection.newest + 1 > (until or self.newest):
                continue
            column = projection.newest + 1 - self.programmes.years[0]
            due, came = projection.due[:, column], self.programmes.graduates[:, column]
            rows = (np.nan_to_num(due) > 0) & ~np.isnan(came)
            parts.append(np.minimum(came, due)[rows])
            bases.append(due[rows])
        return spread(np.concatenate(parts), np.concatenate(bases))

    def trials(self, cover: float) -> list[Trial]:
        """Judge the bands that earlier origins would have drawn, by what came.

        Of those in class in any year; of others as far ahead as a band is claimed of few years.
        """
        listed: list[Trial] = []
        for origin, projection in self._earlier.items():
            for ahead in range(1, self.newest - origin + 1):
                bands = [self._bands(projection, ahead, True, cover)]
                if ahead <= NEAR:
                    bands.append(self._bands(projection, ahead, False, cover))
                trial = _judged(origin, ahead, np.concatenate(bands, axis=1), cover)
                listed += [trial] if trial else []
        return listed

    def _bands(self, projection: Projection, ahead: int, by_cohort: bool, cover: float) -> Values:
        """Return the bands that were to be had at an origin: by errors known then, or completion.

        Rows: what came, what was expected, the last figure before, low, high.
        """
        origin, column = projection.newest, projection.newest + ahead - self.programmes.years[0]
        rows = self._both_known(projection, column, by_cohort)
        came, expected = self.programmes.graduates[rows, column], projection.graduates[rows, column]
        pool = pool_of(self._collect(ahead, by_cohort, origin), ahead, ROOT)
        if pool.source == OWN or not by_cohort:
            low, high = pool.ends(expected, cover)
        else:
            due, rate = projection.due[rows, column], projection.rate[rows, column]
            low, high = completing(due, rate, self.spread(origin), cover)
        before = last(self.programmes.known_until(origin).graduates)[rows]
        return np.stack([came, expected, before, low, high])

    def _both_known(self, projection: Projection, column: int, by_cohort: bool) -> Mask:
        """Mark the programmes whose figure is expected and came, in class at the origin or not.

        Where no cohort tells the completion only series of graduates are a projection.
        """
        rows = by_cohort == (projection.basis[:, column] == COHORT)
        if not projection.completion.pairs:
            rows &= projection.is_own[:, column]
        is_known = ~np.isnan(self.programmes.graduates[:, column])
        marked: Mask = rows & is_known & ~np.isnan(projection.graduates[:, column])
        return marked

    def total_errors(self, by_cohort: bool, ahead: int) -> list[float]:
        """Return by what the totals of earlier projections missed, as logarithms."""
        origins = self._origins(ahead, by_cohort, self.newest)
        return missed_totals((came, expected) for _, came, expected in origins)

    def _collect(self, ahead: int, by_cohort: bool, until: int) -> Errors:
        origins = self._origins(ahead, by_cohort, until)
        return Errors.of(ROOT, ((origin, came, due, due) for origin, came, due in origins))

    def _origins(
        self, ahead: int, by_cohort: bool, until: int
    ) -> Iterator[tuple[int, Values, Values]]:
        """Yield each origin of which a year tells, with what came and what was expected."""
        for origin, projection in self._earlier.items():
            if origin + ahead <= until:
                column = origin + ahead - self.programmes.years[0]
                rows = self._both_known(projection, column, by_cohort)
                came, expected = self.programmes.graduates, projection.graduates
                yield origin, came[rows, column], expected[rows, column]


def _judged(origin: int, ahead: int, bands: Values, cover: float) -> Trial | None:
    """Judge the bands of an origin; None where no figure has one."""
    came, expected, before, low, high = bands[:, np.isfinite(bands[4])]
    if not len(came):
        return None
    has_last = ~np.isnan(before)
    return Trial(
        "supply",
        origin,
        ahead,
        ALL,
        len(came),
        float(((low <= came) & (came <= high)).mean()),
        cover,
        float(score(low, high, came, cover).mean()),
        None,
        ratio(np.abs(expected - came), came),
        ratio(np.abs(before - came)[has_last], came[has_last]) if has_last.any() else None,
    )


@dataclass(frozen=True, eq=False)
class Pool:
    """Errors to draw from and to read a band off, with where they are from."""

    errors: Errors
    source: str
    form: Form

    def ends(self, expected: Values, cover: float) -> tuple[Values, Values]:
        """Return the ends of the bands; infinite where a class has too few errors."""
        listed = reaches(self.errors, cover)
        around = band(expected, expected, listed, self.form)
        return around.low, around.high

    def draw(self, expected: Values, draws: int, random: np.random.RandomState) -> Values:
        """Return draws × values: each moved by an error of its size class."""
        classes = size_class(self.errors.sizes)
        drawn = np.tile(expected, (draws, 1))
        of_value = size_class(np.nan_to_num(expected))
        listed = sorted(set(classes.tolist()) - {0})
        for size in sorted(set(of_value.tolist())):
            members = np.flatnonzero((of_value == size) & ~np.isnan(expected))
            near = min(listed, key=lambda k: (abs(k - size), -k)) if listed else None
            near = size if size in set(classes.tolist()) else near
            if near is None or not len(members) or (size == 0 and 0 not in set(classes.tolist())):
                continue
            pool = self.errors.errors[classes == near]
            moved = random.choice(pool, (draws, len(members)))
            scaled = self.form.forward(expected[members])
            drawn[:, members] = self.form.backward(scaled + moved)
        return drawn


def pool_of(own: Errors, ahead: int, form: Form) -> Pool:
    """Return the own errors where they are enough, else borrowed ones, on the scale of counts."""
    if int((own.sizes > 0).sum()) >= LEAST:
        return Pool(own, OWN, form)
    return Pool(borrowed(COMPLETIONS, SERIES, ahead), BORROWED, ROOT)


def completing(due: Values, share: Values, strength: float, cover: float) -> tuple[Values, Values]:
    """Return the ends of a band of graduates by their completion alone (beta-binomial).

    >>> low, high = completing(np.array([10.0, 0.0]), np.array([0.8, 0.8]), 30.0, 0.8)
    >>> low.tolist(), high.tolist()
    ([6.0, 0.0], [10.0, 0.0])
    """
    share = np.clip(np.nan_to_num(share, nan=1.0), 1e-6, 1 - 1e-6)
    count = np.nan_to_num(due).astype(np.int64)
    place = np.repeat(np.arange(len(count)), count + 1)
    first = np.cumsum(count + 1) - count - 1
    out = np.arange(len(place)) - first[place]
    n, a, b = count[place], (strength * share)[place], (strength * (1 - share))[place]
    ways = -np.log(n + 1) - betaln(n - out + 1, out + 1)
    chance = np.exp(ways + betaln(out + a, n - out + b) - betaln(a, b))
    before = np.concatenate([[0.0], np.cumsum(chance)])
    until = before[1:] - before[first][place]  # the chance of so many or fewer
    outside = (1 - cover) / 2
    low, high = (
        np.bincount(place, until < end - _TINY, len(count)) for end in (outside, 1 - outside)
    )
    return low.astype(np.float64), np.minimum(high, count).astype(np.float64)
