"""The tables of a build as an Excel workbook that can be read back unchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.errors import WrongInput
from graph.ontology import Column, Ontology, Table
from graph.schema import sheets

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575  # in a sheet, below its heading
LONGEST_CELL = 32_767
MEASURED_ROWS = 200
HEADING_HEIGHT = 26
SOURCES_TABLE = "sources"


def write_workbook(
    path: Path, tables: Mapping[str, pl.DataFrame], ontology: Ontology, lang: str
) -> None:
    """Write a sheet for each table that has rows, in the order of the declaration.

    Headings and words for codes are in the language; keys, names and free texts as they are.
    Lists are joined by ``；``. Texts are written as texts: nothing becomes a formula.

    Raises:
        WrongInput: a table or a text is too long for a sheet; the file is not written then.
    """
    full = [t for t in ontology.tables.values() if t.name in tables and tables[t.name].height]
    for table in full:
        _refuse_what_does_not_fit(table, tables[table.name])
    book = sheets.new_workbook(str(path))
    for table in full:
        title = (
            sheets.SOURCES.of(lang)
            if table.name == SOURCES_TABLE
            else sheets.sheet_name(table, lang)
        )
        _write_table(book, book.add_worksheet(title), ontology, table, tables[table.name], lang)
    if not full:  # a workbook has at least one sheet
        book.add_worksheet(sheets.SOURCES.of(lang))
    sheets.save(book)


def _refuse_what_does_not_fit(table: Table, frame: pl.DataFrame) -> None:
    if frame.height > MOST_ROWS:
        raise WrongInput(
            "error.sheet_too_long", table=table.name, rows=frame.height, limit=MOST_ROWS
        )
    for column in table.columns:
        cells = frame[column.name]
        texts = cells.list.join(sheets.LIST_JOINER) if column.multiple else cells.cast(pl.String)
        longest = texts.str.len_chars().max()
        if isinstance(longest, int) and longest > LONGEST_CELL:
            raise WrongInput(
                "error.cell_too_long",
                table=table.name,
                column=column.name,
                length=longest,
                limit=LONGEST_CELL,
            )


def _write_table(
    book: Workbook,
    sheet: Worksheet,
    ontology: Ontology,
    table: Table,
    frame: pl.DataFrame,
    lang: str,
) -> None:
    colour = sheets.colour_of(table)
    looks = sheets.HeadingLooks.of(book, colour)
    text_look = book.add_format({"num_format": sheets.TEXT_FORMAT})
    day_look = book.add_format({"num_format": sheets.DATE_FORMAT, "align": "left"})
    sheet.set_tab_color(colour)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, HEADING_HEIGHT)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, frame.height, len(table.columns) - 1)
    for index, column in enumerate(table.columns):
        words = sheets.code_words(ontology, column, lang)
        cells = frame[column.name].to_list()
        to_cell = _writer_of(column, words)
        look = day_look if column.datatype == "date" else text_look
        is_text = column.multiple or bool(words) or column.datatype in ("string", "gYearMonth")
        heading = sheets.heading(column, lang)
        sheet.write_string(0, index, heading, looks.for_column(column))
        sheet.set_column(index, index, _width(heading, cells, to_cell), look if is_text else None)
        for row, cell in enumerate(cells, start=1):
            if cell is None:
                continue
            value = to_cell(cell)
            if isinstance(value, str):
                sheet.write_string(row, index, value, text_look)
            elif isinstance(value, date):
                sheet.write_datetime(row, index, value, day_look)
            else:
                sheet.write_number(row, index, value)


def _writer_of(column: Column, words: dict[str, str]) -> Callable[[Any], Any]:
    """Return the function that turns a cell into a word, a joined list, or the value itself."""
    if words:
        return lambda cell: words[str(cell).lower() if column.datatype == "boolean" else str(cell)]
    if column.multiple:
        return lambda cell: sheets.LIST_JOINER.join(cell)
    return lambda cell: cell


def _width(heading: str, cells: list[Any], to_cell: Callable[[Any], Any]) -> float:
    texts = [str(to_cell(cell)) for cell in cells[:MEASURED_ROWS] if cell is not None]
    return sheets.column_width([heading + "xx", *texts])
