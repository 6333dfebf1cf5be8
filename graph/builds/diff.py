"""What changed between two builds: things and figures per table, and the gap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from graph.analysis.gap import gap, to_json
from graph.builds.opened import Build
from graph.errors import TwinChainError
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


@dataclass(frozen=True)
class TableDiff:
    """Keys added and removed, and for rows in both the cells that differ (old, new)."""

    added: list[str]
    removed: list[str]
    changed: dict[str, dict[str, tuple[Any, Any]]]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


@dataclass(frozen=True)
class BuildDiff:
    """Differences of two builds. ``gap``: totals of each, None where there is no gap to compute."""

    old: str
    new: str
    tables: dict[str, TableDiff]
    gap: tuple[dict[str, Any] | None, dict[str, Any] | None]


def diff(old: Build, new: Build, ontology: Ontology) -> BuildDiff:
    """Compare two builds row by row (rows are the same if their keys are)."""
    tables = diff_tables(old.tables, new.tables, ontology)
    return BuildDiff(old.id, new.id, tables, (gap_totals(old.tables), gap_totals(new.tables)))


def diff_tables(old: Tables, new: Tables, ontology: Ontology) -> dict[str, TableDiff]:
    """Differences of the tables that differ."""
    compared = {
        table.name: diff_table(table, old[table.name], new[table.name])
        for table in ontology.input_tables()
    }
    return {name: found for name, found in compared.items() if found}


def diff_table(table: Table, old: pl.DataFrame, new: pl.DataFrame) -> TableDiff:
    """Differences of one table's declared columns."""
    added = new.join(old, on="node_key", how="anti")["node_key"].to_list()
    removed = old.join(new, on="node_key", how="anti")["node_key"].to_list()
    names = [column.name for column in table.columns]
    both = old.select("node_key", *names).join(
        new.select("node_key", *(pl.col(n).alias(f"new:{n}") for n in names)), on="node_key"
    )
    changed: dict[str, dict[str, tuple[Any, Any]]] = {}
    for name in names:
        differs = both.filter(~pl.col(name).eq_missing(pl.col(f"new:{name}")))
        for key, before, after in differs.select("node_key", name, f"new:{name}").iter_rows():
            changed.setdefault(key, {})[name] = (plain(before), plain(after))
    return TableDiff(added, removed, changed)


def gap_totals(tables: Tables) -> dict[str, Any] | None:
    """The gap's main figures; None where there is no gap to compute."""
    try:
        report = to_json(gap(tables), "en", "")
    except TwinChainError:
        return None
    return {name: report[name] for name in COMPARED_TOTALS}
