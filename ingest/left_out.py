"""Rows, cells and sheets that were left out of the tables, with the persons in them.

A row is left out if it was read as data, has a fault, and neither stands in a table nor contributed
to a row that does. Totals, notes and the like, which are no data of their own, do not count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from graph.left_out import CELL, ROW, SHEET, figure_places
from graph.ontology import Ontology, Table
from graph.tables import Tables
from ingest.spellings import first_name

if TYPE_CHECKING:
    from ingest.sources import Part

NO_PLACE = {
    "table": pl.String(),
    "__part": pl.Int64(),
    "__row": pl.Int64(),
    "year": pl.Int64(),
    "persons": pl.Float64(),
}
PLACE = ("dataset", "file", "sheet")
# Rules that say a whole sheet or file was not read.
NOT_READ = ("unknown-table", "missing-heading", "bad-file", "unread-file")
HIDDEN = "hidden.sheet"  # the reason of a sheet that is left out because it is hidden
FAULTS = ("error", "warning")


def no_rows() -> pl.DataFrame:
    """Return an empty frame of rows left out."""
    return pl.DataFrame(schema=NO_PLACE)


def figures_of(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with their year and persons, where those can be read."""
    if not rows.height:
        return no_rows()

    def number(name: str, kind: pl.DataType) -> pl.Expr:
        value = pl.col(name).cast(kind, strict=False) if name in rows.columns else pl.lit(None)
        return value.cast(kind)

    figure = table.figure
    parts = [number(name, pl.Float64()) for name in figure.sum_of] if figure else []
    persons = number(figure.name if figure else "", pl.Float64())
    if parts:
        persons = pl.coalesce(persons, pl.sum_horizontal(parts, ignore_nulls=False))
    return rows.select(
        pl.lit(table.name).alias("table"),
        pl.col("__part") if "__part" in rows.columns else pl.lit(None, pl.Int64).alias("__part"),
        pl.col("__row").cast(pl.Int64),
        number("year", pl.Int64()).alias("year"),
        pl.when(persons.is_finite() & (persons >= 0)).then(persons).alias("persons"),
    )


def left_out_frame(
    parts: Sequence[Part],
    combined: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    findings: pl.DataFrame,
    ontology: Ontology,
) -> pl.DataFrame:
    """Return all that was left out, as :data:`Tables.LEFT_OUT`.

    ``combined``: rows lost behind the reading of sheets; those before stand in the parts.
    ``findings``: of everything, with their places.
    """
    faults = findings.filter(pl.col("severity").is_in(FAULTS))
    placed = _places_of_parts(parts)
    at_cells = _with_declared_columns(faults.filter(pl.col("row").is_not_null()), placed, parts)
    early = [
        part.read.left_out.with_columns(pl.lit(k, pl.Int64).alias("__part"))
        for k, part in enumerate(parts)
    ]
    left_out = pl.concat([*early, combined]).join(placed, on="__part")
    return pl.concat(
        [
            _left_out_rows(left_out, at_cells, ontology),
            _emptied_cells(at_cells, tables),
            _unread_sheets(faults),
        ]
    )


def _places_of_parts(parts: Sequence[Part]) -> pl.DataFrame:
    """Return ``__part``, its place and the IRI of its source."""
    rows = [
        (k, part.dataset, part.read.file, part.read.sheet, part.source_uri)
        for k, part in enumerate(parts)
    ]
    schema = {"__part": pl.Int64} | dict.fromkeys([*PLACE, "source_uri"], pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _with_declared_columns(
    faults: pl.DataFrame, placed: pl.DataFrame, parts: Sequence[Part]
) -> pl.DataFrame:
    """Return faults with ``table`` and the declared name of their column, where it has one."""
    headings = [
        (k, part.read.table, heading, first_name(name))
        for k, part in enumerate(parts)
        for name, heading in part.read.headings.items()
    ]
    names = ["table", "column", "declared"]
    schema = {"__part": pl.Int64} | dict.fromkeys(names, pl.String)
    columns = pl.DataFrame(headings, schema=schema, orient="row").unique(
        ["__part", "column"], keep="first", maintain_order=True
    )
    placed_faults = faults.with_row_index("order").join(
        placed, on=list(PLACE), how="inner", nulls_equal=True, maintain_order="left"
    )
    return (
        placed_faults.join(columns, on=["__part", "column"], how="left", maintain_order="left")
        .with_columns(pl.coalesce("declared", "column").alias("declared"))
        .select("__part", *PLACE, "source_uri", "row", "table", "declared", "rule", "severity")
    )


def _left_out_rows(
    left_out: pl.DataFrame, at_cells: pl.DataFrame, ontology: Ontology
) -> pl.DataFrame:
    """Return rows that a fault kept out, each with that fault."""
    fatal = [
        f"{table.name}/{column.name}"
        for table in ontology.input_tables()
        for column in table.columns
        if column.required or column.key_part is not None
    ]
    of_rows = left_out.join(
        at_cells.select("__part", "row", "declared", "rule", "severity"),
        left_on=["__part", "__row"],
        right_on=["__part", "row"],
        maintain_order="left_right",
    )
    cell = pl.concat_str("table", "declared", separator="/", ignore_nulls=True)
    is_fatal = cell.is_in(fatal) | (pl.col("rule") == "duplicate-key")
    is_error = pl.col("severity") == "error"
    is_figure = cell.is_in(figure_places())
    refused = (is_figure & pl.col("persons").is_null() & (pl.col("rule") != "missing-value")).any()
    return (
        of_rows.with_columns(refused.over("__part", "__row").alias("unreadable"))
        .sort(is_error & is_fatal, is_error, descending=True, maintain_order=True)
        .unique(["__part", "__row"], keep="first", maintain_order=True)
        .sort("__part", "__row")
        .select(
            pl.lit(ROW).alias("kind"),
            "table",
            *PLACE,
            pl.col("__row").alias("row"),
            pl.col("declared").alias("column"),
            "rule",
            "year",
            "persons",
            "unreadable",
            pl.lit(None, pl.String).alias("uri"),
        )
    )


def _emptied_cells(at_cells: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return cells that a fault emptied, in rows that stayed."""
    frames = [pl.DataFrame(schema=Tables.LEFT_OUT)]
    faults = at_cells.filter(pl.col("table").is_not_null(), pl.col("rule") != "missing-value")
    for (name, column), part in faults.group_by("table", "declared", maintain_order=True):
        rows = tables[str(name)]
        if column not in rows.columns:
            continue
        year = pl.col("year") if "year" in rows.columns else pl.lit(None)
        empty = rows.filter(pl.col(str(column)).is_null()).select(
            "source_uri",
            pl.col("source_row").alias("row"),
            "uri",
            year.cast(pl.Int64).alias("year"),
        )
        hits = part.join(empty, on=["source_uri", "row"], maintain_order="left")
        frames.append(
            hits.unique(["source_uri", "row"], keep="first", maintain_order=True).select(
                pl.lit(CELL).alias("kind"),
                "table",
                *PLACE,
                "row",
                pl.col("declared").alias("column"),
                "rule",
                "year",
                pl.lit(None, pl.Float64).alias("persons"),
                pl.lit(True).alias("unreadable"),
                "uri",
            )
        )
    return pl.concat(frames)


def _unread_sheets(faults: pl.DataFrame) -> pl.DataFrame:
    """Return sheets and files of which nothing was read."""
    nulls = {
        name: pl.lit(None, kind).alias(name)
        for name, kind in Tables.LEFT_OUT.items()
        if name not in (*PLACE, "kind", "rule", "unreadable")
    }
    filled = {
        **{name: pl.col(name) for name in (*PLACE, "rule")},
        "kind": pl.lit(SHEET).alias("kind"),
        "unreadable": pl.lit(True).alias("unreadable"),
    }
    is_left_out = pl.col("rule").is_in(NOT_READ) | (pl.col("reason") == HIDDEN)
    sheets = faults.filter(is_left_out)
    sheets = sheets.unique(list(PLACE), keep="first", maintain_order=True)
    return sheets.select((nulls | filled)[name] for name in Tables.LEFT_OUT)
