"""Figures that follow from other figures of the same row."""

from __future__ import annotations

import polars as pl

from graph.ontology import Table

TOLERANCE = 1e-9


def derive(table: Table, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with their derived figures, and findings where given and derived figures disagree."""
    if table.name != "demand":
        return rows, pl.DataFrame()
    return _openings(rows)


def _openings(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Openings = expansion + replacement where empty; a contradiction leaves the figure unknown."""
    total = pl.col("expansion") + pl.col("replacement")
    contradicts = ((pl.col("openings") - total).abs() > TOLERANCE).fill_null(False)
    values = pl.format('{{"expected": "{}"}}', _written(total))
    findings = rows.filter(contradicts).select(
        "__part",
        pl.lit("conflict").alias("rule"),
        pl.lit("error").alias("severity"),
        pl.col("__row").alias("row"),
        pl.lit("openings").alias("column"),
        _written(pl.col("openings")).alias("value"),
        pl.lit("conflict.openings").alias("reason"),
        values.alias("values"),
    )
    openings = pl.when(contradicts).then(None).otherwise(pl.coalesce("openings", total))
    return rows.with_columns(openings.alias("openings")), findings


def _written(number: pl.Expr) -> pl.Expr:
    """A number as people write it: 8, not 8.0."""
    return number.cast(pl.String).str.strip_suffix(".0")
