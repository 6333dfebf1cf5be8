"""Keys of rows: their parts joined, or for firms without a code their normalised name."""

from __future__ import annotations

import polars as pl

from graph.convert.iris import joined
from graph.ontology import Table
from graph.schema.frames import columns_schema
from ingest.text import normal_names


def with_defaults(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Fill the empty cells of columns that declare a default."""
    schema = columns_schema(table)
    return rows.with_columns(
        pl.col(c.name).fill_null(pl.lit(c.default).cast(schema[c.name]))
        for c in table.columns
        if c.default is not None
    )


def with_key(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with ``node_key``."""
    if len(table.key) > 1:
        return rows.with_columns(joined([rows[name] for name in table.key]).alias("node_key"))
    column = table.by_name[table.key[0]]
    if column.key_fallback:
        return _with_name_as_key(rows, column.name, column.key_fallback)
    return rows.with_columns(pl.col(column.name).cast(pl.String).alias("node_key"))


def _with_name_as_key(rows: pl.DataFrame, code: str, name: str) -> pl.DataFrame:
    """Give rows without a code that of the firm of the same name, where there is only one."""
    rows = rows.with_columns(normal_names(pl.col(name)).alias("__name"))
    coded = rows.filter(pl.col(code).is_not_null()).group_by("__name")
    single = coded.agg(pl.col(code).unique().alias("__codes")).filter(
        pl.col("__codes").list.len() == 1
    )
    codes = single.select("__name", pl.col("__codes").list.first().alias("__code"))
    rows = rows.join(codes, on="__name", how="left", maintain_order="left")
    rows = rows.with_columns(pl.coalesce(code, "__code").alias(code))
    return rows.with_columns(pl.coalesce(code, "__name").alias("node_key")).drop("__name", "__code")
