"""Figures that are the sum of other figures of their row."""

from __future__ import annotations

import polars as pl

from graph.ontology import Column, Table
from ingest.cell_findings import row_findings

TOLERANCE = 1e-9


def derive(table: Table, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Fill sums where they are empty; a sum that contradicts its parts becomes unknown.

    Returns: the rows, and a finding for each contradiction.
    """
    findings: list[pl.DataFrame] = []
    for column in table.columns:
        if column.sum_of:
            rows, contradictions = _fill_sum(column, rows)
            findings.append(contradictions)
    return rows, pl.concat(findings) if findings else pl.DataFrame()


def _fill_sum(column: Column, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    total = pl.sum_horizontal(column.sum_of, ignore_nulls=False)
    contradicts = ((pl.col(column.name) - total).abs() > TOLERANCE).fill_null(False)
    value, values = pl.col(column.name), pl.format('{{"expected": "{}"}}', _format_number(total))
    findings = row_findings(
        rows.filter(contradicts),
        "conflict.openings",
        "error",
        column.name,
        _format_number(value),
        values,
    )
    figure = pl.when(contradicts).then(None).otherwise(pl.coalesce(column.name, total))
    return rows.with_columns(figure.alias(column.name)), findings


def _format_number(number: pl.Expr) -> pl.Expr:
    """Write a number as people do: 8, not 8.0."""
    return number.cast(pl.String).str.strip_suffix(".0")
