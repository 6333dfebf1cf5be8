"""Adapters: DuckDB SQL whose result has a table's columns, over a folder of official downloads.

Adapters are the operator's own files, run with the operator's rights, without network. What DuckDB
does not read, ``read_sheet('file.xlsx', 'sheet', 3)`` does, with the readers of this program: the
columns are named by the cells of row 3 (without it, of row 1), or by letters.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl

from ingest.readers import READERS, BadFileError, Sheet, reader_for, suffix_of
from ingest.readers.parquet import sheet_of
from ingest.repeats import column_letter

PLACE_COLUMN = "source_row"
LONGEST_MESSAGE = 400
_TEXT = r"'((?:[^']|'')*)'"
_READ_SHEET = re.compile(
    rf"\bread_sheet\s*\(\s*{_TEXT}\s*(?:,\s*{_TEXT}\s*)?(?:,\s*(\d{{1,7}})\s*)?\)", re.IGNORECASE
)


def run(sql: str, data: Path) -> Sheet:
    """Run an adapter and return its result as a sheet; ``source_row`` gives the rows' places.

    Raises:
        BadFileError: DuckDB refuses the statement or a file it reads.
    """
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute("SET autoinstall_known_extensions = false")
        connection.execute("SET autoload_known_extensions = false")
        sql = _with_sheets(sql, data, connection)
        try:
            connection.execute("SET VARIABLE data = $data", {"data": str(data)})
            frame = connection.sql(sql).pl()
        except (duckdb.Error, AttributeError) as error:
            problem = str(error).replace(str(data), "…")[:LONGEST_MESSAGE]
            raise BadFileError("bad-file.adapter", problem=problem) from None
    places = pl.Series([None] * frame.height, dtype=pl.Int64)
    if PLACE_COLUMN in frame.columns:
        places = frame[PLACE_COLUMN].cast(pl.Int64)
        frame = frame.drop(PLACE_COLUMN)
    sheet = sheet_of(frame)
    sheet.rows = pl.concat([pl.Series([0], dtype=pl.Int64), places])
    return sheet


def _with_sheets(sql: str, data: Path, connection: Any) -> str:
    """Return the statement with each ``read_sheet(…)`` as the name of a table that holds it."""
    tables: dict[tuple[str | None, ...], str] = {}

    def name_of(call: re.Match[str]) -> str:
        file, sheet, row = call.groups()
        if call.groups() not in tables:
            tables[call.groups()] = f"__sheet_{len(tables)}"
            frame = _sheet_frame(data, _plain(file), _plain(sheet), int(row or 1))
            connection.register(tables[call.groups()], frame)
        return tables[call.groups()]

    return _READ_SHEET.sub(name_of, sql)


def _plain(text: str | None) -> str:
    return (text or "").replace("''", "'")


def _sheet_frame(data: Path, name: str, sheet_name: str, head_row: int) -> pl.DataFrame:
    """Read a sheet of a file in the data folder, with its row numbers as ``source_row``."""
    file = (data / name).resolve()
    if not file.is_relative_to(data.resolve()) or not file.is_file():
        raise BadFileError("bad-file.adapter_file", name=name)
    if (suffix := suffix_of(name)) not in READERS:
        raise BadFileError("bad-file.adapter_kind", name=name, suffixes=" ".join(READERS))
    sheets = reader_for(suffix)(file.read_bytes(), file.name)
    sheet = next((s for s in sheets if not sheet_name or s.name == sheet_name), None)
    if sheet is None:
        there = [s.name for s in sheets if s.name]
        raise BadFileError("bad-file.adapter_sheet", name=name, sheet=sheet_name, sheets=there)
    rows = sheet.rows.alias(PLACE_COLUMN)
    if sheet.is_of_records:
        head_row = 0
    is_head = rows == head_row
    headings = sheet.cells.filter(is_head).row(0) if is_head.any() else [None] * sheet.cells.width
    names: dict[str, str] = {}
    for index, (column, heading) in enumerate(zip(sheet.cells.columns, headings, strict=True)):
        letter = column_letter(index + sheet.first_column)
        own = " ".join((heading or "").split())
        names[column] = own if own and own not in (*names.values(), PLACE_COLUMN) else letter
    below = rows > head_row
    return sheet.cells.rename(names).with_columns(rows).filter(below)
