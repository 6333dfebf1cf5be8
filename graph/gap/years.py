"""Which year is looked at where none is asked for: the newest that is as well covered as others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import polars as pl

from graph.gap.report import Assumption

THIN = 4  # a year with less than a quarter of the usual rows is not comparable
# What the figures of a table are of: columns that tell its things apart.
THINGS = {
    "enrolment": ("college", "major"),
    "demand": ("occupation",),
    "enterprise_years": ("enterprise",),
    "college_years": ("college",),
}
Counts = Mapping[str, float]  # what is counted → how many, of a year


@dataclass(frozen=True)
class Thin:
    """A year too thin to be compared, with what is usual."""

    year: int
    has: Counts
    usual: Counts

    @property
    def values(self) -> dict[str, Any]:
        """The figures of its sentence."""
        usual = {f"usual_{name}": round(count) for name, count in self.usual.items()}
        return {"year": self.year, **self.has, **usual}

    def said(self, taken: int) -> Assumption:
        """That another year is taken instead, and why."""
        return Assumption("year_thin", {"taken": taken, **self.values})

    @property
    def beside(self) -> Assumption:
        """That it stands beside other years and cannot be compared with them."""
        return Assumption("year_thin_beside", self.values)


def thin_years(covered: Mapping[int, Counts]) -> dict[int, Thin]:
    """The years of which a count is less than a quarter of the median of the others, newest first.

    Where all are, none is: nothing is usual then.

    >>> list(thin_years({2023: {"rows": 20}, 2024: {"rows": 22}, 2025: {"rows": 2}}))
    [2025]
    """
    thin: dict[int, Thin] = {}
    for year in sorted(covered, reverse=True):
        others = [counts for other, counts in covered.items() if other != year]
        usual = {n: float(median(each[n] for each in others)) for n in covered[year] if others}
        if any(covered[year][name] * THIN < count for name, count in usual.items()):
            thin[year] = Thin(year, covered[year], usual)
    return thin if len(thin) < len(covered) else {}


def newest_comparable(
    years: Iterable[int], thin: Mapping[int, Thin]
) -> tuple[int, tuple[Thin, ...]]:
    """The newest of some years (never none) that is not thin, and the newer ones that are.

    >>> newest_comparable([2024, 2025], {2025: Thin(2025, {}, {})})
    (2024, (Thin(year=2025, has={}, usual={}),))
    """
    known = set(years)
    newest = max(known - thin.keys() or known)
    return newest, tuple(thin[year] for year in thin if year in known and year > newest)


def thin_in_both(
    tables: Mapping[str, pl.DataFrame], demand: pl.DataFrame, years: Sequence[int]
) -> dict[int, Thin]:
    """The thin ones of some years, by rows and different things of demand and enrolment.

    ``demand``: ``year, key, persons``.
    """
    asked = demand.filter(pl.col("persons").is_not_null())
    taught = tables["enrolment"].filter(pl.col("graduates").is_not_null())
    wanted = _counts(asked, ("key",), "demand_rows", "occupations")
    supplied = _counts(taught, THINGS["enrolment"], "enrolment_rows", "programmes")
    return thin_years({year: {**wanted[year], **supplied[year]} for year in years})


def newest_of(
    table: str, rows: pl.DataFrame, asked: int | None = None
) -> tuple[int | None, tuple[Thin, ...]]:
    """The newest comparable year of some rows of a table, or the one asked for if they have it."""
    if asked is not None and asked in rows["year"]:
        return asked, ()
    covered = _counts(rows, THINGS.get(table, ()), "rows", "things")
    return newest_comparable(covered, thin_years(covered)) if covered else (None, ())


def _counts(rows: pl.DataFrame, of: Sequence[str], every: str, things: str) -> dict[int, Counts]:
    """Year → its rows, and how many different things they are of."""
    different = pl.struct(of).n_unique() if of else pl.len()
    by_year = rows.filter(pl.col("year").is_not_null()).group_by("year")
    counted = by_year.agg(pl.len().alias("rows"), different.alias("things"))
    return {year: {every: n, things: m} for year, n, m in counted.iter_rows()}
