"""Loads the texts of advertisements."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl
from duckdb import DuckDBPyConnection

from graph.errors import WrongInput
from graph.masking import PERSONAL_NUMBER
from ingest.readers import stem_of
from ingest.records.engine import Engine, database, quoted
from ingest.records.read import POSTINGS, TEXTS, RecordSheet
from ingest.records.texts import without_contacts

_LONGEST = 300  # characters of a text that is kept at all: no description passes
_KEPT = ("portal", "title", "enterprise", "area", "industry")  # as they are written, or nearly
APART = 1 << 40  # between the numbers of two sheets: more lines than a sheet has


def load(engine: Engine, sheets: Sequence[RecordSheet]) -> None:
    """Make the table ``texts`` of the named columns of all sheets, a file a sheet.

    ``id`` numbers the rows in the order of files and lines. It is DuckDB that reads, whatever makes
    the tables after: it alone tells the line.

    Raises:
        WrongInput: a large file is damaged.
    """

    def write(folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        with database(engine.folder) as db:
            in_order = sorted(sheets, key=lambda sheet: sheet.file)
            for number, sheet in enumerate(in_order):
                file = folder / f"{number:05d}.parquet"
                if not file.exists():
                    _load_sheet(db, sheet, number, file)

    engine.put("texts", write)


def _load_sheet(db: DuckDBPyConnection, sheet: RecordSheet, number: int, file: Path) -> None:
    source, line, column = source_of(db, sheet)
    chosen = ", ".join(text_of(sheet, name, column) for name in TEXTS[POSTINGS])
    stated = ", ".join(sheet.columns) or "'-'"  # a file of one row may have constants only
    year = "NULL" if sheet.year is None else str(sheet.year)
    with damage_told(sheet):
        db.execute(f"""
            COPY (
                SELECT {number * APART} + line AS id, * FROM (
                    SELECT {quoted(sheet.file)} AS file, CAST({line} AS BIGINT) AS line,
                        CAST({year} AS INTEGER) AS file_year, {chosen}
                    FROM {source}
                ) WHERE coalesce({stated}) IS NOT NULL
            ) TO {quoted(file)} (FORMAT parquet)
        """)


@contextmanager
def damage_told(sheet: RecordSheet) -> Iterator[None]:
    """Say of a large file that it is damaged, where DuckDB cannot read it."""
    try:
        yield
    except duckdb.Error as error:
        if sheet.path is None or isinstance(error, duckdb.OutOfMemoryException):
            raise
        problem = str(error).partition("\n")[0]
        raise WrongInput("error.records_large", file=sheet.file, problem=problem) from None


def source_of(db: DuckDBPyConnection, sheet: RecordSheet) -> tuple[str, str, Callable[[int], str]]:
    """Return SQL of a sheet's rows, of their numbers, and of a column by its index."""
    if sheet.path is None:
        assert sheet.cells is not None
        assert sheet.rows is not None
        parts = [index for index in (sheet.state, sheet.district) if index is not None]
        chosen = sorted({*sheet.columns.values(), *parts})
        cells = sheet.cells.select(pl.nth(chosen)).with_columns(
            sheet.rows.alias("line").cast(pl.Int64)
        )
        db.register("cells", cells.to_arrow())
        return "cells", "line", lambda index: f"c{index}"
    path = quoted(sheet.path)
    if sheet.names:
        names = sheet.names
        return (
            f"read_parquet({path}, file_row_number = true)",
            "file_row_number + 1",
            lambda index: '"' + names[index].replace('"', '""') + '"::VARCHAR',
        )
    source = (
        f"read_csv({path}, header = false, all_varchar = true, skip = {sheet.data_from}, "
        f"delim = '{sheet.delimiter}', quote = '\"', escape = '\"', null_padding = true, "
        "strict_mode = false, auto_detect = false, max_line_size = 1048576, "
        f"columns = {{{_columns_of(sheet)}}})"
    )
    return source, f"row_number() OVER () + {sheet.data_from}", lambda index: f"c{index}"


def _columns_of(sheet: RecordSheet) -> str:
    width = sheet.width
    return ", ".join(f"'c{index}': 'VARCHAR'" for index in range(width))


def text_of(sheet: RecordSheet, name: str, column: Callable[[int], str]) -> str:
    """Return SQL of a column of the table, without contacts and what is too long for it."""
    if name in sheet.columns:
        cell = column(sheet.columns[name])
        if name == "area":
            cell = _whole_place(sheet, cell, column)
        cut = f"left({cell}, {_LONGEST})"  # slow, and few texts have as many bytes
        text = f"CASE WHEN strlen({cell}) > {_LONGEST} THEN {cut} ELSE {cell} END"
        if name in _KEPT:
            text = without_contacts(text)
        if name == "posting_id":
            text = f"CASE WHEN NOT regexp_matches({text}, '{PERSONAL_NUMBER}|@') THEN {text} END"
        return f"nullif(trim({text}), '') AS {name}"
    constant = sheet.constants.get(name)
    if constant is None and name == "portal":
        constant = stem_of(sheet.file)
    return f"CAST({quoted(constant) if constant else 'NULL'} AS VARCHAR) AS {name}"


def _whole_place(sheet: RecordSheet, place: str, column: Callable[[int], str]) -> str:
    """Return SQL of a place with its district and state, as people write them in one cell.

    A state that is a city itself, as 北京市, is not written twice.
    """
    if sheet.district is not None:
        city, inner = (f"nullif(trim({text}), '')" for text in (place, column(sheet.district)))
        both = f"concat_ws('·', {city}, {inner})"
        place = f"CASE WHEN contains({city}, {inner}) THEN {city} ELSE {both} END"
    if sheet.state is None:
        return place
    city, state = (f"nullif(trim({text}), '')" for text in (place, column(sheet.state)))
    return (
        f"CASE WHEN contains({city}, regexp_replace({state}, '市$', '')) THEN {city} "
        f"WHEN regexp_matches({state}, '\\p{{Han}}') THEN concat_ws('·', {state}, {city}) "
        f"ELSE concat_ws(', ', {city}, {state}) END"
    )
