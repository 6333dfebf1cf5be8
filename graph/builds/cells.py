"""Cells of a spreadsheet that figures and findings stand in, written as people and Excel do."""

from __future__ import annotations

import polars as pl

COLUMNS_READ = (
    "source_uri", "dataset", "file", "sheet", "table", "column", "heading", "letter", "year",
)  # fmt: skip
CELL = "cell"
FINDING_PLACE = ("dataset", "file", "sheet", "column")


def no_columns() -> pl.DataFrame:
    """Return an empty frame: it is not known where columns stand."""
    return pl.DataFrame(schema=dict.fromkeys(COLUMNS_READ, pl.String))


def with_cells(
    rows: pl.DataFrame, columns: pl.DataFrame, table: str, column: str | tuple[str, ...]
) -> pl.DataFrame:
    """Add ``cell`` to rows of a table, where a column of it stands: ``招生!D17``, or ``D17``.

    ``rows``: with ``source_uri``, ``sheet`` and ``row``. ``columns``: as :data:`COLUMNS_READ`.
    ``column``: one, or several of which the first that the sheet has counts. None where the sheet
    has none, or is no spreadsheet. Where years stand side by side, the ``year`` of a row tells its
    column.
    """
    names = (column,) if isinstance(column, str) else column
    order = {name: place for place, name in enumerate(names)}
    matching = columns.filter(pl.col("table") == table, pl.col("column").is_in(names))
    ranked = matching.select(
        "source_uri",
        "letter",
        pl.col("year").alias("__of"),
        pl.col("column").replace_strict(order, return_dtype=pl.Int64).alias("__rank"),
    )
    year = pl.col("year").cast(pl.String) if "year" in rows.columns else pl.lit(None, pl.String)
    is_of_row = pl.col("__of").is_null() | (pl.col("__of") == year)
    first = (
        rows.with_row_index("__at")
        .join(ranked, on="source_uri")
        .filter(is_of_row)
        .sort("__at", "__rank", maintain_order=True)
        .unique("__at", keep="first", maintain_order=True)
    )
    joined = (
        rows.with_row_index("__at")
        .join(first.select("__at", "letter"), on="__at", how="left", maintain_order="left")
        .drop("__at")
    )
    return joined.with_columns(_address(pl.col("letter")).alias(CELL)).drop("letter")


def with_row_cells(rows: pl.DataFrame, columns: pl.DataFrame) -> pl.DataFrame:
    """Add ``cell`` to rows of any tables, where the first column read of each stands."""
    width = pl.col("letter").str.len_chars()
    columns = columns.filter(pl.col("source_uri").is_in(rows["source_uri"].unique().implode()))
    first = columns.sort(width, "letter").unique("source_uri", keep="first", maintain_order=True)
    joined = rows.join(
        first.select("source_uri", "letter"), on="source_uri", how="left", maintain_order="left"
    )
    return joined.with_columns(_address(pl.col("letter")).alias(CELL)).drop("letter")


def with_finding_cells(findings: pl.DataFrame, columns: pl.DataFrame) -> pl.DataFrame:
    """Add ``cell`` to findings: by the heading they name; a whole row where they name none.

    ``findings``: as :data:`graph.findings.SCHEMA`. None where no row is named.
    """
    letters = columns.select("dataset", "file", "sheet", "letter", column="heading")
    letters = letters.unique(FINDING_PLACE, keep="first", maintain_order=True)
    joined = findings.join(
        letters, on=FINDING_PLACE, how="left", nulls_equal=True, maintain_order="left"
    )
    return joined.with_columns(
        pl.coalesce(_address(pl.col("letter")), _address(pl.lit(""))).alias(CELL)
    ).drop("letter")


def _address(letter: pl.Expr) -> pl.Expr:
    sheet = pl.col("sheet").cast(pl.String)
    prefix = pl.when(sheet.is_null()).then(pl.lit("")).otherwise(sheet + "!")
    return prefix + letter + pl.col("row").cast(pl.String)
