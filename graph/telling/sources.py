"""The sources of the data: each sheet with its publisher, date and grade, and its rows."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.telling.sentences import word

COLUMNS = ("dataset", "file", "sheet", "rows", "grade", "date", "publisher", "title", "licence")


def source_rows(tables: Mapping[str, pl.DataFrame], lang: str) -> pl.DataFrame:
    """List :data:`COLUMNS` of each sheet that gave rows; ``grade`` is a word of the language.

    ``rows`` are those kept in the tables; a row that several sheets gave counts for the first.
    """
    counts = pl.concat(
        [
            frame.select(uri="source_uri").drop_nulls()
            for name, frame in tables.items()
            if name != "sources" and "source_uri" in frame.columns
        ]
    )
    counts_by_sheet = counts.group_by("uri").len("rows")
    sources = tables["sources"].join(counts_by_sheet, on="uri", how="left", maintain_order="left")
    grades = {grade: word("grade", grade, lang) for grade in sources["grade"].drop_nulls().unique()}
    return sources.with_columns(
        pl.col("rows").fill_null(0),
        pl.col("grade").replace_strict(grades, default=None, return_dtype=pl.String),
        pl.col("date").cast(pl.String),
    ).select(COLUMNS)
