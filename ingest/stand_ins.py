"""A column read from another where it is absent or empty, as declared: a post for an occupation."""

from __future__ import annotations

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Column, Table
from graph.references import of_column
from ingest.cells import EMPTY_CELLS
from ingest.meanings import Heading
from ingest.text import trimmed


def stood_in(
    cells: pl.DataFrame, found: list[Heading], table: Table, first_rows: str
) -> tuple[pl.DataFrame, list[Column], dict[str, str], pl.DataFrame]:
    """Cells with what stands in written where it is wanted.

    Returns the cells, the columns they have now, the heading each is told by, and a finding for
    each column of which something was so read. ``first_rows``: the column of row numbers.
    """
    columns = [h.column for h in found]
    headings = {h.column.name: h.written for h in found}
    findings = []
    for heading in found:
        wanted = heading.column.stands_in_for
        if wanted is None:
            continue
        if wanted not in headings:
            columns.append(table.by_name[wanted])
            headings[wanted] = heading.written
            cells = cells.with_columns(pl.lit(None, pl.String).alias(wanted))
        instead = ~_holds(wanted) & _holds(heading.column.name)
        rows = cells.filter(instead)[first_rows]
        if not rows.len():
            continue
        cells = cells.with_columns(
            pl.when(instead).then(heading.column.name).otherwise(wanted).alias(wanted)
        )
        findings.append(
            Finding(
                "stood-in",
                "info",
                row=int(rows[0]),
                column=heading.written,
                values={"wanted": of_column(table.by_name[wanted]), "rows": rows.len()},
            )
        )
    return cells, columns, headings, frame(findings)


def _holds(column: str) -> pl.Expr:
    text = trimmed(pl.col(column))
    return text.is_not_null() & ~text.is_in(EMPTY_CELLS)
