"""The statements to remove from one set of tables and to add, to get another's.

A build of which one source of ten changed need not be loaded from nothing. Only rows that differ
are written out, old and new, and compared line by line. Statements are a set: a line may go only
when nothing says it any more. So lines are compared in groups no other statement can fall into:
all that rows and contributions say with one subject, all pairs of one property, and all about the
datasets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from graph.convert import provenance
from graph.convert.relations import Relations
from graph.convert.triples import of_pairs, of_rows
from graph.ontology import Table

NO_LINES = pl.DataFrame(schema={"lines": pl.String})


@dataclass(frozen=True)
class Changes:
    """Statements to take away and to add, one a line."""

    removed: pl.Series
    added: pl.Series

    def __len__(self) -> int:
        return len(self.removed) + len(self.added)


def changes(old: Relations, new: Relations) -> Changes:
    """Compute the difference of all statements: ``old`` − ``removed`` + ``added`` = ``new``.

    Cost: a comparison of all cells, and the text of the rows that differ.
    """
    before, after = _Side(old), _Side(new)
    parts = [
        _of_rows(before, after),
        *(_of_pairs(name, before, after) for name in before.pairs.keys() | after.pairs.keys()),
        _difference([before.about_datasets()], [after.about_datasets()]),
    ]
    removed, added = (pl.concat(lines).to_series() for lines in zip(*parts, strict=True))
    return Changes(removed, added)


class _Side:
    """A set of tables with the parts its statements are made of."""

    def __init__(self, relations: Relations) -> None:
        self.tables = tables = relations.tables
        self.ontology = relations.ontology
        self.graphs = provenance.dataset_graphs(tables)
        languages = dict(tables["sources"].select("uri", "language").iter_rows())
        self.graph_and_language = {
            uri: (graph, languages[uri]) for uri, graph in self.graphs.items()
        }
        self.pairs = relations.by_property

    def about_datasets(self) -> pl.DataFrame:
        return provenance.of_datasets(self.tables, self.graphs)

    def about(self, table: Table, uris: pl.Series) -> Iterable[pl.DataFrame]:
        """Return the statements of the table's rows of these IRIs."""
        rows = self.tables[table.name].filter(_among(uris))
        return of_rows(table, rows, self.tables, self.graphs)

    def contributed(self, uris: pl.Series) -> pl.DataFrame:
        """Return the statements of later datasets about these IRIs."""
        return provenance.of_contributions(
            self.tables.contributions.filter(_among(uris)), self.ontology, self.graphs
        )


def _among(uris: pl.Series) -> pl.Expr:
    return pl.col("uri").is_in(uris.implode())


# Rows ------------------------------------------------------------------------------------------


def _of_rows(before: _Side, after: _Side) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Compare the lines of rows and contributions of every subject that may differ."""
    moved = _changed_sources(before, after)
    contributed = _changed_contributions(before, after)
    changed_uris = [contributed]
    old_lines: list[pl.DataFrame] = []
    new_lines: list[pl.DataFrame] = []
    for table in before.ontology.tables.values():
        if not table.is_node:
            continue
        rows = before.tables[table.name], after.tables[table.name]
        uris = pl.concat([_differing(*rows, moved), contributed]).unique()
        if uris.is_empty():
            continue
        changed_uris.append(uris)
        old_lines += before.about(table, uris)
        new_lines += after.about(table, uris)
    uris = pl.concat(changed_uris).unique()
    old_lines.append(before.contributed(uris))
    new_lines.append(after.contributed(uris))
    return _difference(old_lines, new_lines)


def _differing(old: pl.DataFrame, new: pl.DataFrame, moved: list[str]) -> pl.Series:
    """Find IRIs of rows only in one, with a differing cell, or of a source that has changed."""
    is_moved = pl.col("source_uri").is_in(moved).fill_null(False)
    if old.equals(new):
        return new.filter(is_moved)["uri"] if moved else new["uri"].clear()
    cells = [name for name in new.columns if name != "uri"]
    shared = old.join(new, on="uri", suffix=":new")
    is_same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}:new")) for name in cells)
    unchanged = shared.filter(is_same & ~is_moved)["uri"]
    uris = pl.concat([old["uri"], new["uri"]]).unique()
    return uris.filter(~uris.is_in(unchanged.implode()))


def _changed_sources(before: _Side, after: _Side) -> list[str]:
    """List the sheets in both whose language or dataset's graph has changed."""
    old_facts, new_facts = before.graph_and_language, after.graph_and_language
    return [uri for uri in old_facts.keys() & new_facts.keys() if old_facts[uri] != new_facts[uri]]


def _changed_contributions(before: _Side, after: _Side) -> pl.Series:
    """Find IRIs to which later datasets contribute otherwise than before."""
    old, new = (
        side.tables.contributions.with_columns(pl.col("columns").list.join(";"))
        for side in (before, after)
    )
    if old.equals(new):
        return pl.Series("uri", [], pl.String)
    differing = [
        rows.join(counterpart, on=rows.columns, how="anti", nulls_equal=True)["uri"]
        for rows, counterpart in ((old, new), (new, old))
    ]
    return pl.concat(differing).unique()


# Pairs and lines ---------------------------------------------------------------------------------


def _of_pairs(name: str, before: _Side, after: _Side) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Compare the lines of one property."""
    none = pl.DataFrame(schema={"source": pl.String, "target": pl.String})
    old, new = before.pairs.get(name, none), after.pairs.get(name, none)
    if old.equals(new):
        return NO_LINES, NO_LINES
    ends = ["source", "target"]
    removed, added = old.join(new, on=ends, how="anti"), new.join(old, on=ends, how="anti")
    return of_pairs(name, removed), of_pairs(name, added)


def _difference(
    old: list[pl.DataFrame], new: list[pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the lines only in the first and those only in the second."""
    old_lines, new_lines = (
        pl.concat([NO_LINES, *cells]).select(pl.col("lines").str.split("\n").explode()).unique()
        for cells in (old, new)
    )
    return old_lines.join(new_lines, on="lines", how="anti"), new_lines.join(
        old_lines, on="lines", how="anti"
    )
