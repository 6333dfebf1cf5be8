"""Columns read from another where absent or empty, as declared: a post for an occupation."""

from __future__ import annotations

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Column, Table
from graph.references import of_column
from ingest.cells import EMPTY_CELLS
from ingest.meanings import Heading
from ingest.text import trimmed


def fill_from_stand_ins(
    cells: pl.DataFrame, read_headings: list[Heading], table: Table, first_rows: str
) -> tuple[pl.DataFrame, list[Column], dict[str, str], pl.DataFrame]:
    """Fill absent or empty cells from the column that stands in for theirs.

    Returns the cells, their columns, column → heading, and a finding for each column that stood
    in. ``first_rows``: the column of row numbers.
    """
    columns = [h.column for h in read_headings]
    headings = {h.column.name: h.written for h in read_headings}
    findings = []
    for heading in read_headings:
        target = heading.column.stands_in_for
        if target is None:
            continue
        if target not in headings:
            columns.append(table.by_name[target])
            headings[target] = heading.written
            cells = cells.with_columns(pl.lit(None, pl.String).alias(target))
        is_filled_in = ~_holds(target) & _holds(heading.column.name)
        rows = cells.filter(is_filled_in)[first_rows]
        if not rows.len():
            continue
        cells = cells.with_columns(
            pl.when(is_filled_in).then(heading.column.name).otherwise(target).alias(target)
        )
        findings.append(
            Finding(
                "stood-in",
                "info",
                row=int(rows[0]),
                column=heading.written,
                values={"wanted": of_column(table.by_name[target]), "rows": rows.len()},
            )
        )
    return cells, columns, headings, frame(findings)


def _holds(column: str) -> pl.Expr:
    text = trimmed(pl.col(column))
    return text.is_not_null() & ~text.is_in(EMPTY_CELLS)
