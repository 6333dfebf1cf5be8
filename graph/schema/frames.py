"""Table declarations as polars schemas."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from graph.ontology import Column, Table

_POLARS: dict[str, pl.DataType] = {
    "string": pl.String(),
    "integer": pl.Int64(),
    "decimal": pl.Float64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "gYearMonth": pl.String(),
}

# Added to every table by the system: the node's key and IRI, and the place it was read from.
SYSTEM: dict[str, pl.DataType] = {
    "node_key": pl.String(),
    "uri": pl.String(),
    "source_uri": pl.String(),
    "source_row": pl.Int64(),
}


def polars_type(column: Column) -> pl.DataType:
    """Return the polars type of a column; a list of it where several values are allowed."""
    inner = _POLARS[column.datatype]
    return pl.List(inner) if column.multiple else inner


def columns_schema(table: Table) -> dict[str, pl.DataType]:
    """Return the declared columns of a table → polars type."""
    return {column.name: polars_type(column) for column in table.columns}


def frame_schema(table: Table) -> dict[str, pl.DataType]:
    """Return the declared and system columns of a table → polars type."""
    return columns_schema(table) | SYSTEM


@lru_cache(maxsize=256)
def empty_frame(table: Table) -> pl.DataFrame:
    """Return the table without rows."""
    return pl.DataFrame(schema=frame_schema(table))
