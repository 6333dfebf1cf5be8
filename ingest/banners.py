"""Areas that the headings of sections name: 北京市（92所） above the colleges of Beijing."""

from __future__ import annotations

import polars as pl

from graph.ontology import Column
from ingest.cell_findings import row_findings
from ingest.forms import BY_DECISION, BY_KEY, BY_NAME
from ingest.places import BY_PLACE
from ingest.references import Register
from ingest.rows import BANNER

ROW, PART = "__row", "__part"
_LIKE_AN_AREA = r"^[^全本各]\p{Han}*(?:区|县|市|旗|省|州|镇|乡)$"


def areas_from_banners(
    register: Register, column: Column, rows: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Fill empty areas from the heading of the section, where it names an area; with findings.

    Where the sections of a sheet name areas, an unknown one is filled in too, and reported as such.
    """
    if column.target_class != "Area" or column.name != "area" or BANNER not in rows.columns:
        return rows, pl.DataFrame()
    if rows[BANNER].null_count() == rows.height:
        return rows, pl.DataFrame()
    meanings = register.resolve(rows[BANNER], "Area")
    understood = meanings.filter(pl.col("how").is_in([BY_KEY, BY_NAME, BY_PLACE, BY_DECISION]))[
        "written"
    ]
    empty = rows["area"].is_null() & rows[BANNER].is_not_null()
    is_taken = empty & rows[BANNER].is_in(understood.implode()).fill_null(False)
    parts = rows.filter(is_taken)[PART].unique()
    is_like_an_area = rows[BANNER].str.contains(_LIKE_AN_AREA).fill_null(False)
    is_unresolved = empty & ~is_taken & (is_like_an_area | rows[PART].is_in(parts.implode()))
    if not (is_taken | is_unresolved).any():
        return rows, pl.DataFrame()
    by_banner = rows.filter(is_taken).group_by(PART, BANNER, maintain_order=True)
    notes = by_banner.agg(pl.col(ROW).first().alias("row"), pl.len().alias("count"))
    filled = rows["area"].zip_with(~(is_taken | is_unresolved), rows[BANNER])
    values = pl.format('{{"count": {}}}', "count")
    findings = row_findings(notes, "from-banner", "info", "area", BANNER, values, "row")
    return rows.with_columns(filled.alias("area")), findings
