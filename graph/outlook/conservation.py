"""The account of persons: who is in class at the start of a year and where everybody is at its end.

Dropping out is spread evenly over the years of study, by its own share and not as a remainder, so
that the account is a proof.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.outlook.cohorts import Cohorts, Index, Projection
from graph.outlook.programmes import Programmes


@dataclass(frozen=True)
class Account:
    """Persons of a year in programmes whose intakes are known.

    ``entrants`` (in class at the start, and taken in) = ``to_work`` + ``further_study`` +
    ``dropped`` + ``still_enrolled``.
    """

    year: int
    entrants: int
    to_work: int
    further_study: int
    dropped: int
    still_enrolled: int


def accounts(programmes: Programmes, projection: Projection) -> tuple[Account, ...]:
    """Account for every person of the cohorts, year by year after the newest."""
    years = programmes.years
    listed = []
    for column in range(projection.newest + 1 - years[0], len(years)):
        sums = np.zeros(4, np.int64)  # entrants, finished, dropped, still enrolled
        finished = np.zeros(len(programmes), np.int64)
        for cohort in projection.cohorts:
            sums += _sums(cohort, column, projection)
            due = cohort.end == column
            np.add.at(finished, cohort.programme[due], _graduates(cohort, projection)[due])
        share = np.nan_to_num(projection.studying_on.share)
        studying = int(np.minimum(np.floor(share * finished + 0.5), finished).sum())
        entrants, graduates, dropped, still = sums.tolist()
        listed.append(
            Account(years[column], entrants, graduates - studying, studying, dropped, still)
        )
    return tuple(listed)


def _sums(cohort: Cohorts, column: int, projection: Projection) -> Index:
    """Sum up a year of cohorts of one intake."""
    length = cohort.end - cohort.start
    past = column - cohort.start  # whole years since the intake
    if past < 0:
        return np.zeros(4, np.int64)
    leaving = cohort.persons - _graduates(cohort, projection)
    gone, gone_before = (
        leaving * np.clip(k, 0, length) // np.maximum(length, 1) for k in (past, past - 1)
    )
    in_class = past <= length
    is_due = past == length
    entrants = np.where(in_class, cohort.persons - gone_before, 0)
    dropped = np.where(in_class, gone - gone_before, 0)
    finished = np.where(is_due, cohort.persons - leaving, 0)
    still = np.where(in_class & ~is_due, cohort.persons - gone, 0)
    return np.array([v.sum() for v in (entrants, finished, dropped, still)], np.int64)


def _graduates(cohort: Cohorts, projection: Projection) -> Index:
    """Return who of each cohort will finish, by the completion of the year it is due in."""
    last = projection.rate.shape[1] - 1
    rate = projection.rate[cohort.programme, np.minimum(cohort.end, last)]
    graduates: Index = np.floor(cohort.persons * rate + 0.5).astype(np.int64)
    return graduates
