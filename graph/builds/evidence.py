"""The rows of a build that something rests on, down to the cells of the spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from graph.builds.cells import CELL
from graph.builds.opened import Build
from graph.ontology import Column, Ontology, Table
from graph.telling.evidence import placed
from graph.telling.sentences import word
from graph.words import join, say

YEAR = "year"
NUMBERS = ("integer", "decimal", "double", "float")
ROWS = {
    "what": pl.String, "year": pl.Int64, "figures": pl.String, CELL: pl.String,
    "file": pl.String, "grade": pl.String, "ref": pl.String,
}  # fmt: skip


def rows_behind(
    build: Build, ontology: Ontology, references: Iterable[tuple[str, str]], lang: str
) -> pl.DataFrame:
    """List rows by (table, key), in the order given, in the language of a reader.

    ``what, year, figures, cell, file, grade, ref``; ``figures``: the numbers of the row with the
    cell of each, as in ``招生 29（F18）``; ``cell``: its first one, ``招生!A18``. A row that
    is not there is left out.
    """
    ordered = list(dict.fromkeys(references))
    rows_of: dict[tuple[str, str], dict[str, Any]] = {}
    for name in dict.fromkeys(table for table, _ in ordered):
        table = ontology.tables[name]
        keys = [key for table_name, key in ordered if table_name == name]
        rows = build.tables[name].filter(pl.col("node_key").is_in(keys))
        letters = _letters(build, name)
        for row in placed(build.tables, rows, lang).iter_rows(named=True):
            rows_of[name, row["node_key"]] = _row(table, row, letters, lang)
    return pl.DataFrame(
        [rows_of[reference] for reference in ordered if reference in rows_of], schema=ROWS
    )


def _letters(build: Build, table: str) -> dict[tuple[str, str | None], dict[str, str]]:
    """Return source and year → column → letter; the year is None but for years side by side."""
    letters: dict[tuple[str, str | None], dict[str, str]] = {}
    rows = build.columns.filter(pl.col("table") == table)
    for source, year, *of in rows.select("source_uri", "year", "column", "letter").iter_rows():
        column, letter = of
        letters.setdefault((source, year), {})[column] = letter
    return letters


def _row(
    table: Table,
    row: Mapping[str, Any],
    letters: Mapping[tuple[str, str | None], Mapping[str, str]],
    lang: str,
) -> dict[str, Any]:
    source = row["source_uri"]
    of_year = letters.get((source, str(row.get(YEAR))), {})
    column_letters = {**letters.get((source, None), {}), **of_year}
    numbers = [
        column for column in table.columns if column.datatype in NUMBERS and column.name != YEAR
    ]
    figures = [
        _figure(column, row, column_letters, lang)
        for column in numbers
        if row[column.name] is not None
    ]
    sheet = f"{row['sheet']}!" if row["sheet"] else ""
    first = min(column_letters.values(), key=lambda letter: (len(letter), letter), default="")
    return {
        "what": table.label.of(lang),
        "year": row[YEAR] if YEAR in table.by_name else None,
        "figures": join(figures, lang) if figures else None,
        CELL: None if row["row"] is None else f"{sheet}{first}{row['row']}",
        "file": row["file"],
        "grade": row["grade"],
        "ref": row["ref"],
    }


def _figure(
    column: Column, row: Mapping[str, Any], column_letters: Mapping[str, str], lang: str
) -> str:
    value = row[column.name]
    amount = word(column.code_list, value, lang) if column.code_list else f"{value:,.10g}"
    label = column.label.of(lang)
    if column.name not in column_letters:
        return say("evidence.figure", lang, label=label, amount=amount)
    cell = f"{column_letters[column.name]}{row['row']}"
    return say("evidence.figure_at", lang, label=label, amount=amount, cell=cell)
