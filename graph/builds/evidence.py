"""The rows of a build that something rests on, down to the cells of the spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from graph.builds.cells import CELL
from graph.builds.opened import Build
from graph.ontology import Column, Ontology, Table
from graph.telling.evidence import placed
from graph.words import join, say

YEAR = "year"
NUMBERS = ("integer", "decimal", "double", "float")
ROWS = {
    "what": pl.String, "year": pl.Int64, "figures": pl.String, CELL: pl.String,
    "file": pl.String, "grade": pl.String, "ref": pl.String,
}  # fmt: skip


def rows_behind(
    build: Build, ontology: Ontology, several: Iterable[tuple[str, str]], lang: str
) -> pl.DataFrame:
    """Rows by (table, key), in the order given, in the language of a reader.

    ``what, year, figures, cell, file, grade, ref``; ``figures``: the numbers of the row with the
    cell of each, as in ``招生 29（F18）``; ``cell``: its first one, ``招生!A18``. A row that
    is not there is left out.
    """
    wanted = list(dict.fromkeys(several))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name in dict.fromkeys(table for table, _ in wanted):
        table = ontology.tables[name]
        keys = [key for each, key in wanted if each == name]
        rows = build.tables[name].filter(pl.col("node_key").is_in(keys))
        letters = _letters(build, name)
        for row in placed(build.tables, rows, lang).iter_rows(named=True):
            found[name, row["node_key"]] = _row(table, row, letters, lang)
    return pl.DataFrame([found[one] for one in wanted if one in found], schema=ROWS)


def _letters(build: Build, table: str) -> dict[str, dict[str, str]]:
    """Source → column → letter."""
    known: dict[str, dict[str, str]] = {}
    rows = build.columns.filter(pl.col("table") == table)
    for source, column, letter in rows.select("source_uri", "column", "letter").iter_rows():
        known.setdefault(source, {})[column] = letter
    return known


def _row(
    table: Table, row: Mapping[str, Any], letters: Mapping[str, Mapping[str, str]], lang: str
) -> dict[str, Any]:
    here = letters.get(row["source_uri"], {})
    numbers = [one for one in table.columns if one.datatype in NUMBERS and one.name != YEAR]
    told = [_figure(one, row, here, lang) for one in numbers if row[one.name] is not None]
    sheet = f"{row['sheet']}!" if row["sheet"] else ""
    first = min(here.values(), key=lambda letter: (len(letter), letter), default="")
    return {
        "what": table.label.of(lang),
        "year": row[YEAR] if YEAR in table.by_name else None,
        "figures": join(told, lang) if told else None,
        CELL: None if row["row"] is None else f"{sheet}{first}{row['row']}",
        "file": row["file"],
        "grade": row["grade"],
        "ref": row["ref"],
    }


def _figure(column: Column, row: Mapping[str, Any], here: Mapping[str, str], lang: str) -> str:
    amount = f"{row[column.name]:,.10g}"
    label = column.label.of(lang)
    if column.name not in here:
        return say("evidence.figure", lang, label=label, amount=amount)
    cell = f"{here[column.name]}{row['row']}"
    return say("evidence.figure_at", lang, label=label, amount=amount, cell=cell)
