"""The choice of a year where none is asked for: the newest that is covered as well as others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import polars as pl

from graph.gap.report import Assumption

THIN = 4  # a year with less than a quarter of the usual rows is not comparable
# The columns that tell apart the things a table has figures of.
THINGS = {
    "enrolment": ("college", "major"),
    "demand": ("occupation",),
    "enterprise_years": ("enterprise",),
    "college_years": ("college",),
}
Counts = Mapping[str, float]  # what is counted → how many, of a year


@dataclass(frozen=True)
class Thin:
    """A year too thin to be compared, with the usual counts."""

    year: int
    has: Counts
    usual: Counts

    @property
    def values(self) -> dict[str, Any]:
        """The placeholders of the sentence on a thin year."""
        usual = {f"usual_{name}": round(count) for name, count in self.usual.items()}
        return {"year": self.year, **self.has, **usual}

    def assumption(self, year: int) -> Assumption:
        """Assume another year instead of the thin one."""
        return Assumption("year_thin", {"taken": year, **self.values})

    @property
    def assumption_beside(self) -> Assumption:
        """The assumption for a thin year shown beside others, with which it cannot be compared."""
        return Assumption("year_thin_beside", self.values)


def thin_years(covered: Mapping[int, Counts]) -> dict[int, Thin]:
    """Find the years with a count below a quarter of the others' median, newest first.

    Where all are, none is: nothing is usual then.

    >>> list(thin_years({2023: {"rows": 20}, 2024: {"rows": 22}, 2025: {"rows": 2}}))
    [2025]
    """
    thin: dict[int, Thin] = {}
    for year in sorted(covered, reverse=True):
        other_counts = [counts for other_year, counts in covered.items() if other_year != year]
        usual = {
            n: float(median(counts[n] for counts in other_counts))
            for n in covered[year]
            if other_counts
        }
        if any(covered[year][name] * THIN < count for name, count in usual.items()):
            thin[year] = Thin(year, covered[year], usual)
    return thin if len(thin) < len(covered) else {}


def newest_comparable(
    years: Iterable[int], thin: Mapping[int, Thin]
) -> tuple[int, tuple[Thin, ...]]:
    """Return the newest of some years (never none) that is not thin, and newer thin ones.

    >>> newest_comparable([2024, 2025], {2025: Thin(2025, {}, {})})
    (2024, (Thin(year=2025, has={}, usual={}),))
    """
    candidates = set(years)
    newest = max(candidates - thin.keys() or candidates)
    return newest, tuple(thin[year] for year in thin if year in candidates and year > newest)


def thin_in_both(
    tables: Mapping[str, pl.DataFrame], demand: pl.DataFrame, years: Sequence[int]
) -> dict[int, Thin]:
    """Find the thin ones of some years, by rows and different things of demand and enrolment.

    ``demand``: ``year, key, persons``.
    """
    needed = demand.filter(pl.col("persons").is_not_null())
    taught = tables["enrolment"].filter(pl.col("graduates").is_not_null())
    demand_counts = _counts(needed, ("key",), "demand_rows", "occupations")
    supply_counts = _counts(taught, THINGS["enrolment"], "enrolment_rows", "programmes")
    return thin_years({year: {**demand_counts[year], **supply_counts[year]} for year in years})


def newest_of(
    table: str, rows: pl.DataFrame, asked_year: int | None = None
) -> tuple[int | None, tuple[Thin, ...]]:
    """Return the newest comparable year of a table's rows, or the one asked for if they have it."""
    if asked_year is not None and asked_year in rows["year"]:
        return asked_year, ()
    years, thin = years_covered(table, rows)
    return newest_comparable(years, thin) if years else (None, ())


def years_covered(table: str, rows: pl.DataFrame) -> tuple[frozenset[int], Mapping[int, Thin]]:
    """Return the years of a table's rows, and the thin ones of them."""
    covered = _counts(rows, THINGS.get(table, ()), "rows", "things")
    return frozenset(covered), thin_years(covered)


def _counts(
    rows: pl.DataFrame, thing_columns: Sequence[str], rows_name: str, things_name: str
) -> dict[int, Counts]:
    """Count for each year its rows and the different things they are of."""
    different = pl.struct(thing_columns).n_unique() if thing_columns else pl.len()
    by_year = rows.filter(pl.col("year").is_not_null()).group_by("year")
    totals = by_year.agg(pl.len().alias("rows"), different.alias("things"))
    return {year: {rows_name: n, things_name: m} for year, n, m in totals.iter_rows()}
