"""Kept outlooks against what came: the figures of years that a later build knows.

A figure is judged where both are known: what nobody reported is not nothing. Where projections were
given, what came is told by another basis.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from graph.errors import NoAnswer, TwinChainError
from graph.gap.declared import bases
from graph.gap.demand import demand_rows
from graph.gap.gap import gap
from graph.gap.report import GapReport
from graph.gap.scope import GapParameters, years_of
from graph.outlook.parameters import PROJECTION, newest_scope
from graph.outlook.report import Interval
from graph.things import Thing, things_by_key

DEMAND, SHORT, SUPPLY, SHORTAGE = "demand", "short", "supply", "shortage"
TOTALS = (DEMAND, SUPPLY, SHORTAGE)
Class = tuple[str, int, str | None]


@dataclass(frozen=True)
class Promise:
    """A figure of a kept outlook. ``key`` and ``thing`` None: of all together.

    ``figure``: ``demand`` and ``short`` of occupations, ``supply`` of majors, ``shortage`` of all.
    """

    figure: str
    key: Class | None
    thing: Thing | None
    year: int
    promised: Interval


@dataclass(frozen=True)
class Kept:
    """An outlook as it was kept, with the question that it answers."""

    build: str
    id: str
    parameters: GapParameters
    scenarios: tuple[str, ...]
    basis: str
    newest: int
    cover: float
    promises: tuple[Promise, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years promised, ascending."""
        return tuple(sorted({promise.year for promise in self.promises}))


@dataclass(frozen=True)
class Outcome:
    """A promise and what came."""

    promise: Promise
    came: int

    @property
    def held(self) -> bool | None:
        """Tell whether what came lies in the band; None where none was claimed."""
        low, high = self.promise.promised.low, self.promise.promised.high
        return None if low is None or high is None else low <= self.came <= high

    @property
    def outside(self) -> int:
        """Return by how many persons the band was missed."""
        low, high = self.promise.promised.low, self.promise.promised.high
        return 0 if low is None or high is None else max(low - self.came, self.came - high, 0)


@dataclass(frozen=True)
class Scored:
    """A kept outlook against what came.

    ``bases``: of the demand that came, by year. ``unreported``: promised classes without a figure
    in a judged year.
    """

    kept: Kept
    bases: Mapping[int, str]
    outcomes: tuple[Outcome, ...]
    unreported: int

    def of(self, figure: str, totals: bool = False) -> tuple[Outcome, ...]:
        """Return the outcomes of a figure: of the classes, or of all together."""
        return tuple(
            outcome
            for outcome in self.outcomes
            if outcome.promise.figure == figure and (outcome.promise.key is None) == totals
        )


@dataclass(frozen=True)
class Scores:
    """What came of the kept outlooks of a home.

    ``waiting``: those without a newer year yet. ``unread``: files that hold none, or one whose
    question has no answer any more, with the reason.
    """

    scored: tuple[Scored, ...] = ()
    waiting: tuple[Kept, ...] = ()
    unread: tuple[tuple[str, TwinChainError], ...] = ()


def score(tables: Mapping[str, pl.DataFrame], kept: Kept) -> Scored | None:
    """Compare a kept outlook with the years that the tables know by now; None without such a year.

    Raises:
        WrongInput: the area or chain that was asked for is gone.
    """
    came: dict[tuple[str, Class | None, int], int] = {}
    basis_of: dict[int, str] = {}
    for year, basis in _known_years(tables, kept):
        try:
            report = gap(tables, replace(kept.parameters, year=year, basis=basis))
        except NoAnswer:  # of this area or chain the year knows nothing
            continue
        basis_of[year] = basis
        came |= {(figure, key, year): persons for figure, key, persons in _figures(report)}
    if not basis_of:
        return None
    names = {**things_by_key(tables["occupations"]), **things_by_key(tables["majors"])}
    judged = [
        replace(promise, thing=promise.thing and names.get(promise.thing.key, promise.thing))
        for promise in kept.promises
        if promise.year in basis_of
    ]
    actual = {promise: came.get((promise.figure, promise.key, promise.year)) for promise in judged}
    outcomes = [
        Outcome(promise, persons) for promise, persons in actual.items() if persons is not None
    ]
    return Scored(kept, basis_of, tuple(outcomes), len(judged) - len(outcomes))


def _known_years(tables: Mapping[str, pl.DataFrame], kept: Kept) -> Iterator[tuple[int, str]]:
    """Yield the promised years that both sides know by now, with the basis to judge by."""
    usual = [basis for basis in bases() if basis != PROJECTION]
    rows = demand_rows(tables, kept.parameters.entrants)
    for basis in usual if kept.basis == PROJECTION else [kept.basis]:
        scope = replace(kept.parameters, basis=basis)
        try:
            measured, newest = years_of(tables, scope, rows), newest_scope(tables, scope).year
        except NoAnswer:
            continue
        years = [year for year in kept.years if year in measured and kept.newest < year <= newest]
        if years:
            yield from ((year, basis) for year in years)
            return


def _figures(report: GapReport) -> Iterator[tuple[str, Class | None, int]]:
    """Yield what came: of all, and of each class."""
    for figure in TOTALS:
        yield figure, None, int(getattr(report, figure))
    for occupation in report.occupations:
        key = _key(occupation.thing.key, occupation.level, occupation.area)
        yield DEMAND, key, occupation.demand
        yield SHORT, key, occupation.empty
    for major in report.majors:
        yield SUPPLY, _key(major.thing.key, major.level, major.area), major.supply


def _key(code: str, level: int, area: Thing | None) -> Class:
    return code, level, area.key if area else None


def share_held(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    """Count the outcomes with a band, and those that lay inside theirs."""
    judged = [outcome.held for outcome in outcomes if outcome.held is not None]
    return len(judged), sum(judged)
