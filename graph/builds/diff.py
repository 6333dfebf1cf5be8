"""Changes between two builds: the same year first, then what new years bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from graph.builds.movers import Mover, movers
from graph.builds.opened import Build
from graph.builds.vanished import Vanished, vanished
from graph.errors import NoAnswer, TwinChainError
from graph.gap.demand import demand_rows
from graph.gap.gap import gap
from graph.gap.report import Assumption, GapReport
from graph.gap.scope import EVERYTHING, GapParameters, years_of
from graph.gap.years import Thin, newest_comparable, thin_in_both
from graph.ontology import Ontology, Table
from graph.queries.answers import plain
from graph.tables import Tables

COMPARED_TOTALS = (
    "year",
    "grade",
    "basis",
    "demand",
    "supply",
    "matched",
    "shortage",
    "quantity",
    "composition",
    "surplus",
    "mismatch_index",
)
Totals = dict[str, Any]


@dataclass(frozen=True)
class TableDiff:
    """Keys added and removed, and for rows in both the cells that differ (old, new).

    ``new_years``: of the added keys those of years that the old table had no row of.
    """

    added: list[str]
    removed: list[str]
    changed: dict[str, dict[str, tuple[Any, Any]]]
    new_years: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class GapDiff:
    """The gap of one year in both builds, and of the years that only the new one has.

    ``year``: the newest comparable one that both have, or the one asked for; None where they share
    none. ``old`` and ``new``: totals of that year, None where a build has no gap of it.
    ``movers``: what moved them. ``new_years``: totals of each, in the new build, oldest first.
    ``thin``: years that cover too little to be compared: passed over, or new.
    """

    year: int | None
    old: Totals | None
    new: Totals | None
    movers: tuple[Mover, ...] = ()
    new_years: tuple[Totals, ...] = ()
    thin: tuple[Assumption, ...] = ()


@dataclass(frozen=True)
class BuildDiff:
    """Differences of two builds. ``vanished``: tables that lost all their rows."""

    old: str
    new: str
    tables: dict[str, TableDiff]
    years: GapDiff
    vanished: tuple[Vanished, ...] = ()

    @property
    def gap(self) -> tuple[Totals | None, Totals | None]:
        """The totals of the old and the new build in the same year."""
        return self.years.old, self.years.new


def diff(old: Build, new: Build, ontology: Ontology, year: int | None = None) -> BuildDiff:
    """Compare two builds row by row (rows are the same if their keys are), and their gaps.

    Raises:
        NoAnswer: neither has a gap of the year asked for.
    """
    return BuildDiff(
        old.id,
        new.id,
        diff_tables(old.tables, new.tables, ontology),
        gap_diff(old.tables, new.tables, year),
        vanished(old.manifest, new.manifest),
    )


def diff_tables(old: Tables, new: Tables, ontology: Ontology) -> dict[str, TableDiff]:
    """List the differences of the tables that differ."""
    compared = {
        table.name: diff_table(table, old[table.name], new[table.name])
        for table in ontology.input_tables()
    }
    return {name: table_diff for name, table_diff in compared.items() if table_diff}


def diff_table(table: Table, old: pl.DataFrame, new: pl.DataFrame) -> TableDiff:
    """Compare the declared columns of one table."""
    more = new.join(old, on="node_key", how="anti")
    removed = old.join(new, on="node_key", how="anti")["node_key"].to_list()
    names = [column.name for column in table.columns]
    shared = old.select("node_key", *names).join(
        new.select("node_key", *(pl.col(n).alias(f"new:{n}") for n in names)), on="node_key"
    )
    changed: dict[str, dict[str, tuple[Any, Any]]] = {}
    for name in names:
        differs = shared.filter(~pl.col(name).eq_missing(pl.col(f"new:{name}")))
        for key, before, after in differs.select("node_key", name, f"new:{name}").iter_rows():
            changed.setdefault(key, {})[name] = (plain(before), plain(after))
    return TableDiff(more["node_key"].to_list(), removed, changed, _of_new_years(old, more))


def _of_new_years(old: pl.DataFrame, more: pl.DataFrame) -> frozenset[str]:
    """Return the keys of added rows whose year no row had before."""
    if "year" not in more.columns or old.is_empty():
        return frozenset()
    later = pl.col("year").is_not_null() & ~pl.col("year").is_in(old["year"].unique().implode())
    return frozenset(more.filter(later)["node_key"])


# The gap ------------------------------------------------------------------------------------------


def gap_diff(old: Tables, new: Tables, year: int | None = None) -> GapDiff:
    """Compare the gap of the same year in both, with what moved it and the gap of new years.

    Raises:
        NoAnswer: neither has a gap of the year asked for.
    """
    before, after = _years(old), _years(new)
    if year is not None and year not in before | after:
        listed = ", ".join(map(str, sorted(before | after))) or "–"
        raise NoAnswer("error.gap_year_lacks", year=year, years=listed)
    # Where one build has no gap at all, the other's stands alone.
    shared = before & after or (before | after if not (before and after) else set())
    thin = {
        thin_year.year: thin_year for tables in (old, new) for thin_year in _thin(tables).values()
    }
    common, skipped = (
        year,
        tuple(thin[new_year] for new_year in sorted(after - before) if new_year in thin),
    )
    if year is None and shared:
        common, newer = newest_comparable(shared, thin)
        skipped = (*newer, *skipped)
    reports = [
        _report(tables, common) if common in years else None
        for tables, years in ((old, before), (new, after))
    ]
    later = [
        _totals(_report(new, new_year)) for new_year in sorted(after - before) if new_year != common
    ]
    moved = movers(reports[0], reports[1], old, new) if reports[0] and reports[1] else ()
    return GapDiff(
        common,
        _totals(reports[0]),
        _totals(reports[1]),
        moved,
        tuple(totals for totals in later if totals is not None),
        tuple(thin_year.assumption_beside for thin_year in skipped),
    )


def gap_totals(tables: Tables) -> Totals | None:
    """Return the main figures of the year shown first; None where no gap can be computed."""
    return _totals(_report(tables, None))


def _years(tables: Tables) -> set[int]:
    """Return the years with both sides; none where no gap can be computed."""
    try:
        return set(years_of(tables, EVERYTHING, demand_rows(tables)))
    except TwinChainError:
        return set()


def _thin(tables: Tables) -> dict[int, Thin]:
    """Return the years with both sides that cover too little to be compared."""
    years = tuple(sorted(_years(tables)))
    return thin_in_both(tables, demand_rows(tables), years) if years else {}


def _report(tables: Tables, year: int | None) -> GapReport | None:
    """Return the gap report of a year; None where it cannot be computed."""
    try:
        return gap(tables, GapParameters(year=year))
    except TwinChainError:
        return None


def _totals(report: GapReport | None) -> Totals | None:
    """Return the main figures of a report."""
    if report is None:
        return None
    totals = {name: getattr(report, name) for name in COMPARED_TOTALS}
    index = report.mismatch_index
    return totals | {"mismatch_index": None if index is None else round(index, 6)}
