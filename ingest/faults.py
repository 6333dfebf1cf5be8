"""Cells that hold no value to read: spreadsheet errors, formulas without result, personal numbers.

They are emptied before anything is checked, so that no other finding is about them.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from graph.ontology import Column
from ingest.headings import Head
from ingest.personal import holds_number
from ingest.readers import BARE_FORMULA, STRUCK, CellFault

# ``index`` counts the rows of data; ``value``: the cell, as far as it may be shown.
FAULTS: dict[str, Any] = {
    "index": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "rule": pl.String,
    "reason": pl.String,
}
# Errors as text, as they stand in a CSV saved from a spreadsheet.
ERROR_TEXTS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!")


def without_faults(
    texts: pl.DataFrame, columns: list[Column], head: Head, faults: list[CellFault]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Empty faulty cells; return the texts and the :data:`FAULTS`."""
    frames = [_cell_faults(faults, head, texts)] if faults else []
    errors = _find_error_texts(texts, columns)
    personal = holds_number(texts, columns)
    for (name, hit), rule in [
        *((item, "cell-error") for item in errors.items()),
        *((item, "personal-data") for item in personal.items()),
    ]:
        frames.append(_as_faults(texts[name], hit, rule))
        texts = texts.with_columns(texts[name].set(hit, None))
    return texts, pl.concat(frames) if frames else pl.DataFrame(schema=FAULTS)


def _find_error_texts(texts: pl.DataFrame, columns: list[Column]) -> dict[str, pl.Series]:
    """Return column → which of its cells are an error's text, for columns where any is."""
    names = [c.name for c in columns if not c.multiple]
    hits = texts.select(pl.col(name).is_in(ERROR_TEXTS).fill_null(False) for name in names)
    return {name: hits[name] for name in names if hits[name].any()}


def _as_faults(cells: pl.Series, hit: pl.Series, rule: str) -> pl.DataFrame:
    is_error = rule == "cell-error"
    rows = hit.arg_true().cast(pl.Int64)
    return pl.select(
        rows.alias("index"),
        pl.lit(cells.name).alias("column"),
        cells.filter(hit).alias("value") if is_error else pl.lit(None, pl.String).alias("value"),
        pl.lit(rule).alias("rule"),
        pl.lit(rule if is_error else "personal-data.cell").alias("reason"),
    ).cast(pl.Schema(FAULTS))


def _cell_faults(faults: list[CellFault], head: Head, cells: pl.DataFrame) -> pl.DataFrame:
    """Return error cells that the reader found under a heading, by the row's index in the data."""
    columns = {h.index: h.column.name for h in head.headings}
    place = {index: row for row, index in enumerate(cells["__index"])}
    rows = [
        (place[f.index], columns[f.column], *_describe_fault(f.what))
        for f in faults
        if f.column in columns and f.index in place
    ]
    return pl.DataFrame(rows, schema=FAULTS, orient="row")


def _describe_fault(what: str) -> tuple[str | None, str, str]:
    if what == BARE_FORMULA:
        return None, "cell-error", "cell-error.formula"
    if what == STRUCK:
        return None, "cell-error", "cell-error.struck"
    return what, "cell-error", "cell-error"
