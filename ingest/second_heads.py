"""Headings that come again below the data: printed on each page, or of another table.

The same headings in the same order are no data. Other ones begin a second table, whose rows do not
mean what the first head says: nothing below them is read.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Column
from ingest.headings import Head
from ingest.text import fold

ROW = "__row"


def until_second_head(
    cells: pl.DataFrame, head: Head, words: Mapping[str, Column]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leave out repeated heads, and all from the head of a second table on; with findings."""
    needed = [h.column.name for h in head.headings if h.column.required and not h.parts]
    if len(needed) < 2 or not cells.height:
        return cells, frame([])
    looks = pl.lit(True)
    for name in needed:
        spelt = [text for text in cells[name].drop_nulls().unique() if fold(text) in words]
        if not spelt:
            return cells, frame([])
        looks &= pl.col(name).is_in(spelt)
    findings: list[Finding] = []
    again: list[int] = []
    for index, row in cells.with_row_index().filter(looks).rows_by_key("index", named=True).items():
        at, written = int(index), row[0]
        if _repeats_head(written, head):
            again.append(at)
            continue
        below = cells.height - at - 1
        findings.append(
            Finding("missing-heading.second", row=written[ROW], values={"count": below})
        )
        cells = cells.head(at)
        break
    return cells.filter(~pl.int_range(pl.len()).is_in(again)), frame(findings)


def _repeats_head(row: Mapping[str, str | None], head: Head) -> bool:
    """Tell whether a row repeats the words of the head, or leaves them out, column by column."""
    return all(
        fold(row[h.column.name] or "") in ("", *map(fold, (h.written, *h.path)))
        for h in head.headings
    )
