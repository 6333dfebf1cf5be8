"""Cohorts: who sits in class today, when they are due to finish, and how many will.

A cohort is what a programme takes in in a year; it is due when its length of study is over, and
``completion`` of it graduates. A year's intake is reported, else planned, else expected from those
before. Who comes by a pathway is part of the intake that the receiving programme reports, and is
due after the years that the pathway leaves: nobody is counted twice, since who goes on has left
the lower level.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.outlook.completion import Share, shares
from graph.outlook.points import Values, half
from graph.outlook.programmes import Pathways, Programmes

Index = NDArray[np.int64]
Adjust = Callable[[str, int, Values], Values]  # side, year, values by programme → values

# What a figure rests on, from best to worst.
BASES = ("cohort", "planned", "projected", "scenario", "unknown")
COHORT, PLANNED, PROJECTED, SCENARIO, UNKNOWN = range(len(BASES))
FORGOTTEN = 2  # years without a reported figure after which none is expected


def _unchanged(_side: str, _year: int, values: Values) -> Values:
    return values


@dataclass(frozen=True, eq=False)
class Cohorts:
    """Cohorts of one intake: places of their programmes and of their last year, persons, basis."""

    programme: Index
    start: int
    end: Index
    persons: Index
    basis: Index


@dataclass(frozen=True, eq=False)
class Projection:
    """Programmes × years: ``graduates`` and who of them studies on (``onward``), NaN where unknown.

    Up to ``newest`` they are as reported; later ones rest on ``basis`` (a place in ``BASES``).
    ``due``: who was to finish, NaN where no intake tells. ``is_own``: where the graduates' own
    series was continued, since no intake tells. ``rate``: the completion of each year.
    """

    newest: int
    graduates: Values
    onward: Values
    due: Values
    basis: Index
    is_own: NDArray[np.bool_]
    rate: Values
    completion: Share
    studying_on: Share
    cohorts: tuple[Cohorts, ...]


def project(
    programmes: Programmes,
    pathways: Pathways,
    newest: int,
    adjust: Adjust = _unchanged,
) -> Projection:
    """Follow every cohort to the last year of the programmes, by what is known in ``newest``.

    ``adjust`` changes the intakes (side ``intake``) and the completion (``completion``) of years to
    come: a scenario.
    """
    data = programmes.known_until(newest)
    shape = data.graduates.shape
    going_on = shares(data.further_study, data.graduates, data.levels)
    classes = _Classes(data, pathways, newest, adjust)
    graduates, onward = data.graduates.copy(), data.further_study.copy()
    basis, is_own = np.full(shape, COHORT, np.int64), np.zeros(shape, bool)
    rate = np.full(shape, np.nan)
    series = np.where(
        is_of_late(data.graduates, newest, data), _whole(half(data.graduates)), np.nan
    )
    completion = Share(np.full(len(data), np.nan), np.empty(0), 0)
    for column, year in enumerate(programmes.years):
        if year == newest + 1:
            completion = shares(data.graduates, classes.due, data.levels)
        if year > newest:
            usual = np.nan_to_num(completion.share, nan=1.0)
            rate[:, column] = np.clip(adjust("completion", year, usual), 0, 1)
            finished, basis[:, column] = classes.finish(column, rate[:, column])
            is_own[:, column] = np.isnan(finished) & ~np.isnan(series)
            is_gone = data.closed + data.lengths <= year
            own = np.where(is_gone, 0.0, series)
            graduates[:, column] = np.where(is_own[:, column], own, finished)
            basis[is_own[:, column], column] = PROJECTED
            onward[:, column] = _whole(going_on.share * graduates[:, column])
        leaving = np.where(np.isnan(graduates[:, column]), series, graduates[:, column])
        sent = _sent(pathways, leaving, going_on.share)
        if year > newest:
            of_source = np.bincount(pathways.source, sent, len(data))
            only_sent = np.isnan(onward[:, column]) & (of_source > 0)
            onward[only_sent, column] = of_source[only_sent]
        classes.take_in(column, year, sent, basis[pathways.source, column])
    return Projection(
        newest,
        graduates,
        onward,
        classes.due,
        basis,
        is_own,
        rate,
        completion,
        going_on,
        tuple(classes.cohorts),
    )


@dataclass(eq=False)
class _Classes:
    """All classes, filled and emptied year by year.

    ``persons``: who is due in a year; ``is_told``: whether an intake tells of all of them.
    """

    data: Programmes
    pathways: Pathways
    newest: int
    adjust: Adjust
    cohorts: list[Cohorts] = field(default_factory=list)

    def __post_init__(self) -> None:
        shape = self.data.enrolled.shape
        self.persons, self.is_told = np.zeros(shape, np.int64), np.zeros(shape, bool)
        reported = ~np.isnan(self.data.enrolled)
        self.last_reported = np.where(reported, np.arange(shape[1]), -1).max(axis=1, initial=-1)
        is_fresh = is_of_late(self.data.enrolled, self.newest, self.data)
        self.expected = np.where(is_fresh, _whole(half(self.data.enrolled)), np.nan)

    @property
    def due(self) -> Values:
        """Who is due in each year, NaN where no intake tells."""
        return np.where(self.is_told, self.persons, np.nan)

    def finish(self, column: int, rate: Values) -> tuple[Values, Index]:
        """Return who graduates of those due in a year (NaN: nobody tells), and the worst basis."""
        graduates = np.where(self.is_told[:, column], 0.0, np.nan)
        basis = np.where(self.is_told[:, column], COHORT, UNKNOWN)
        for cohort in self.cohorts:
            due = (cohort.end == column) & (cohort.persons > 0)
            place = cohort.programme[due]
            np.add.at(graduates, place, _whole(cohort.persons[due] * rate[place]))
            np.maximum.at(basis, place, cohort.basis[due])
        return graduates, basis

    def take_in(self, column: int, year: int, sent: Index, sent_basis: Index) -> None:
        """Start the cohorts of a year: of the pathways, and the rest of each intake."""
        data, paths = self.data, self.pathways
        intake, basis = self._intake(column, year)
        arrived = self._arrived(sent, intake, column)
        by_target = np.bincount(paths.target, arrived, len(data))
        fresh = np.maximum(np.nan_to_num(intake) - by_target, 0).astype(np.int64)
        everyone = np.arange(len(data))
        self._start(everyone, column, data.lengths, fresh, basis, ~np.isnan(intake))
        alone = self.last_reported[paths.target] < 0
        self._start(paths.target, column, paths.lengths, arrived, sent_basis, alone & (arrived > 0))

    def _intake(self, column: int, year: int) -> tuple[Values, Index]:
        """Return the intake of a year, NaN where unknown, and what it rests on."""
        data = self.data
        reported = data.enrolled[:, column]
        is_later = column > self.last_reported
        planned = np.where(is_later, data.planned[:, column], np.nan)
        expected = np.where(is_later, self.expected, np.nan)
        values, basis = reported, np.full(len(data), COHORT)
        for others, name in ((planned, PLANNED), (expected, PROJECTED)):
            basis = np.where(np.isnan(values), name, basis)
            values = np.where(np.isnan(values), others, values)
        if year > self.newest:
            adjusted = np.maximum(_whole(self.adjust("intake", year, values)), 0)
            basis = np.where(np.nan_to_num(adjusted) != np.nan_to_num(values), SCENARIO, basis)
            values = adjusted
        closed = (data.closed <= year) & np.isnan(reported)
        return np.where(closed, 0.0, values), np.where(closed, COHORT, basis)

    def _arrived(self, sent: Index, intake: Values, column: int) -> Index:
        """Return who of those sent is taken in: no more than a reported intake holds."""
        target, count = self.pathways.target, len(self.data)
        in_all = np.bincount(target, sent, count)
        room = np.where(np.isnan(self.data.enrolled[:, column]), in_all, intake)
        share = np.divide(room, in_all, out=np.ones(count), where=in_all > 0)
        arrived: Index = np.floor(sent * np.minimum(share, 1)[target] + 1e-9).astype(np.int64)
        return arrived

    def _start(
        self,
        programme: Index,
        column: int,
        lengths: Index,
        persons: Index,
        basis: Index,
        tells: NDArray[np.bool_],
    ) -> None:
        """Start cohorts; those that ``tells`` marks make known who is due in their last year."""
        end: Index = column + lengths
        lasts = lengths > 0
        kept = lasts & (end > self.newest - self.data.years[0])
        self.cohorts.append(Cohorts(programme[kept], column, end[kept], persons[kept], basis[kept]))
        years = len(self.data.years)
        inside = lasts & (end < years)
        due = np.bincount(
            programme[inside] * years + end[inside], persons[inside], self.persons.size
        )
        self.persons += due.reshape(self.persons.shape).astype(np.int64)
        is_new = inside & tells
        self.is_told[programme[is_new], end[is_new]] = True


def _sent(pathways: Pathways, graduates: Values, share: Values) -> Index:
    """Return who goes on by each pathway: the share of the graduates, no more than its seats.

    The pathways of one programme share those who go on by their seats; a pathway without seats
    takes what the others leave, in equal parts.

    >>> places = np.array([0, 0])
    >>> paths = Pathways(places, np.array([1, 2]), np.array([30.0, 10.0]), np.array([2, 2]))
    >>> _sent(paths, np.array([100.0, np.nan, np.nan]), np.array([0.2, 0.0, 0.0])).tolist()
    [15, 5]
    """
    source, seats = pathways.source, pathways.seats
    count = len(graduates)
    willing = _whole(np.nan_to_num(graduates * share))[source]
    open_ended = np.isnan(seats)
    stated = np.bincount(source, np.nan_to_num(seats), count)[source]
    part = np.divide(willing, stated, out=np.zeros(len(source)), where=stated > 0)
    by_seats = np.floor(np.nan_to_num(seats) * np.minimum(part, 1) + 1e-9)
    rest = willing - np.bincount(source, by_seats, count)[source]
    takers = np.bincount(source, open_ended, count)[source]
    equal = np.divide(rest, takers, out=np.zeros(len(source)), where=takers > 0)
    return np.where(open_ended, np.floor(equal), by_seats).astype(np.int64)


def is_of_late(values: Values, newest: int, data: Programmes) -> NDArray[np.bool_]:
    """Tell of which programmes a figure is known of late; what ended long ago is not continued."""
    last = np.where(~np.isnan(values), np.arange(values.shape[1]), -1).max(axis=1, initial=-1)
    fresh: NDArray[np.bool_] = (last >= 0) & (last > newest - data.years[0] - FORGOTTEN)
    return fresh


def _whole(persons: Values) -> Values:
    """Round to whole persons, halves up."""
    return np.floor(persons + 0.5)
