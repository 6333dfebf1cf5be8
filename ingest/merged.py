"""Empty cells that merged ranges cover: the value stands in the uppermost cell only.

Columns declared under ``carry_down`` are filled before, so nothing is reported of them.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from graph.findings import Finding, empty, frame
from ingest.faults import FAULTS
from ingest.headings import Head
from ingest.readers import Merge, Sheet

_SHARED = ("person", "post", "yuan")  # units of figures that merged rows have in common
PLACES = {"index": pl.Int64, "column": pl.String}


def cells_emptied_by_merging(sheet: Sheet, head: Head, texts: pl.DataFrame) -> pl.DataFrame:
    """Return cells of data that are empty because they are merged: index of the row, column."""
    merges = [m for m in sheet.merges if m.last_row >= head.data_from]
    at = texts["__index"].to_numpy()
    covered_cells = []
    for heading in head.headings if merges and len(at) else []:
        name = heading.column.name
        over = [m for m in merges if m.first_column <= heading.index <= m.last_column]
        if over and texts[name].null_count():
            covered = _covered_rows(over, sheet.cells.height)[at]
            empty = texts[name].is_null().to_numpy() & covered
            index = pl.Series("index", np.flatnonzero(empty), dtype=pl.Int64)
            covered_cells.append(pl.select(index, pl.lit(name).alias("column")))
    return pl.concat(covered_cells) if covered_cells else pl.DataFrame(schema=PLACES)


def _covered_rows(merges: list[Merge], height: int) -> np.ndarray:
    """Tell which rows of the frame some range covers."""
    changes = np.zeros(height + 1, dtype=np.int64)
    np.add.at(changes, [m.first_row for m in merges], 1)
    np.add.at(changes, [m.last_row + 1 for m in merges], -1)
    covered: np.ndarray = np.cumsum(changes)[:height] > 0
    return covered


def shared_figures(sheet: Sheet, head: Head, texts: pl.DataFrame) -> pl.DataFrame:
    """Return figures merged over several rows of data, as :data:`FAULTS`: their split is unknown.

    Where ``carry_down`` has filled the rows below, each has the figure for itself.
    """
    rows = []
    headings = {h.index: h.column for h in head.headings if h.column.unit in _SHARED}
    merges = [m for m in sheet.merges if m.last_row > m.first_row and m.first_column in headings]
    place = {at: index for index, at in enumerate(texts["__index"])} if merges else {}
    for merge in merges:
        name = headings[merge.first_column].name
        over = [place[at] for at in range(merge.first_row, merge.last_row + 1) if at in place]
        first_row, *below = over or [0]
        if below and texts[name][first_row] is not None and texts[name][below].null_count():
            text = texts[name][first_row]
            rows.append((first_row, name, text, "merged-cells", "merged-cells.figure"))
    return pl.DataFrame(rows, schema=FAULTS, orient="row")


def missing_by_merging(bad: pl.DataFrame, merged: pl.DataFrame) -> pl.DataFrame:
    """Let violations of missing values say that their cells are merged."""
    if not merged.height:
        return bad
    marked = bad.join(
        merged.with_columns(pl.lit(True).alias("__merged")),
        on=["index", "column"],
        how="left",
        maintain_order="left",
    )
    is_merged = pl.col("__merged").fill_null(False) & (pl.col("rule") == "missing-value")
    reason = pl.when(is_merged).then(pl.lit("missing-value.merged")).otherwise("reason")
    return marked.with_columns(reason.alias("reason")).drop("__merged")


def report_merged_cells(
    merged: pl.DataFrame, bad: pl.DataFrame, rows: pl.Series, headings: dict[str, str]
) -> pl.DataFrame:
    """Warn of each optional column with merged cells, at the first row, with their number."""
    if not merged.height:
        return empty()
    unreported = merged.join(bad, on=["index", "column"], how="anti")
    by_column = unreported.group_by("column", maintain_order=True).agg(
        pl.col("index").min(), pl.len()
    )
    return frame(
        Finding(
            "merged-cells",
            "warning",
            row=rows[index],
            column=headings[column],
            values={"count": count},
        )
        for column, index, count in by_column.iter_rows()
    )
