"""Areas that the headings of sections name: 北京市（92所） above the colleges of Beijing."""

from __future__ import annotations

import json

import polars as pl

from graph.ontology import Column
from ingest.references import BY_DECISION, BY_KEY, BY_NAME, Register
from ingest.rows import BANNER

ROW, PART = "__row", "__part"
_LIKE_AN_AREA = r"^[^全本各]\p{Han}*(?:区|县|市|旗|省|州|镇|乡)$"


def areas_from_banners(
    register: Register, column: Column, rows: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose empty area is that of their section, where its heading is the name of one.

    Where the sections of a sheet name areas, one that is in no table is asked for like a cell.
    """
    if column.target_class != "Area" or column.name != "area" or BANNER not in rows.columns:
        return rows, pl.DataFrame()
    if rows[BANNER].null_count() == rows.height:
        return rows, pl.DataFrame()
    found = register.resolve(rows[BANNER], "Area")
    known = found.filter(pl.col("how").is_in([BY_KEY, BY_NAME, BY_DECISION]))["written"]
    empty = rows["area"].is_null() & rows[BANNER].is_not_null()
    taken = empty & rows[BANNER].is_in(known.implode()).fill_null(False)
    parts = rows.filter(taken)[PART].unique()
    like = rows[BANNER].str.contains(_LIKE_AN_AREA).fill_null(False)
    asked = empty & ~taken & (like | rows[PART].is_in(parts.implode()))
    if not (taken | asked).any():
        return rows, pl.DataFrame()
    each = rows.filter(taken).group_by(PART, BANNER, maintain_order=True)
    notes = each.agg(pl.col(ROW).first().alias("row"), pl.len().alias("count"))
    filled = rows["area"].zip_with(~(taken | asked), rows[BANNER])
    return rows.with_columns(filled.alias("area")), notes.select(
        PART,
        pl.lit("from-banner").alias("rule"),
        pl.lit("info").alias("severity"),
        "row",
        pl.lit("area").alias("column"),
        pl.col(BANNER).alias("value"),
        pl.lit("from-banner").alias("reason"),
        pl.col("count")
        .map_elements(lambda n: json.dumps({"count": n}), return_dtype=pl.String)
        .alias("values"),
    )
