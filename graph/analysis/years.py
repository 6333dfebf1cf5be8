"""Which year is looked at where none is asked for: the newest that is as well covered as others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import polars as pl

from graph.analysis.report import Assumption

THIN = 4  # a year with less than a quarter of the usual rows is not comparable


@dataclass(frozen=True)
class Coverage:
    """What a year has figures for: rows and different things of both sides."""

    demand_rows: float
    occupations: float
    enrolment_rows: float
    programmes: float

    @property
    def all(self) -> tuple[float, ...]:
        """Every count, in order."""
        return self.demand_rows, self.occupations, self.enrolment_rows, self.programmes


@dataclass(frozen=True)
class Thin:
    """A year too thin to be compared, with what is usual."""

    year: int
    has: Coverage
    usual: Coverage

    def said(self, taken: int) -> Assumption:
        """That another year is taken instead, and why."""
        return Assumption(
            "year_thin",
            {
                "year": self.year,
                "taken": taken,
                "occupations": int(self.has.occupations),
                "programmes": int(self.has.programmes),
                "usual_occupations": round(self.usual.occupations),
                "usual_programmes": round(self.usual.programmes),
            },
        )


def newest_comparable(
    tables: Mapping[str, pl.DataFrame], demand: pl.DataFrame, years: Sequence[int]
) -> tuple[int, tuple[Thin, ...]]:
    """The newest of some years with at least a quarter of the usual coverage, and newer ones.

    Usual is the median of the other years, of rows and of different occupations in the demand, of
    rows and programmes in the enrolment. ``demand``: ``year, key, persons``. Where no year is
    comparable, the newest is taken.
    """
    covered = {year: _coverage(tables, demand, year) for year in years}
    thin: list[Thin] = []
    for year in sorted(years, reverse=True):
        others = [covered[other].all for other in years if other != year]
        if not others:
            return year, tuple(thin)
        usual = Coverage(*(float(median(column)) for column in zip(*others, strict=True)))
        pairs = zip(covered[year].all, usual.all, strict=True)
        if all(has * THIN >= count for has, count in pairs):
            return year, tuple(thin)
        thin.append(Thin(year, covered[year], usual))
    return max(years), ()


def _coverage(tables: Mapping[str, pl.DataFrame], demand: pl.DataFrame, year: int) -> Coverage:
    asked = demand.filter(pl.col("year") == year, pl.col("persons").is_not_null())
    taught = tables["enrolment"].filter(pl.col("year") == year, pl.col("graduates").is_not_null())
    programmes = taught.select("college", "major").n_unique()
    return Coverage(len(asked), asked["key"].n_unique(), len(taught), programmes)
