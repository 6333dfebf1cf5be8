"""A copy of the sender's workbook with every bad cell marked and a note that says what to do."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.findings import to_records
from graph.masking import MASK, without_personal
from graph.words import heading, say
from ingest.datasets import Dataset, InputFile
from ingest.headings import SEARCHED_ROWS
from ingest.pipeline import sheets_of
from ingest.readers import BadFileError

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

FILLS = {"error": "FFC7CE", "warning": "FFEB9C", "info": "DDEBF7"}
LONGEST_TITLE = 31
Place = tuple[str | None, str | None, str | None]  # dataset, file, sheet
NOTE_SIZE = (260, 130)  # points
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no XML file can hold them
_FORBIDDEN_IN_TITLES = str.maketrans("[]:*?/\\", "_______")


def annotate(datasets: list[Dataset], findings: pl.DataFrame, to: Path, lang: str) -> int:
    """Write the marked workbook; return the number of cells marked.

    A dataset that is one workbook keeps its own look; tables in other files become sheets.
    Personal data are masked in the copy too.
    """
    book, places = _open_book(datasets)
    all_records = to_records(findings, lang)
    places_of_findings = findings.select("dataset", "file", "sheet").rows()
    sheets = [places.get(place) for place in places_of_findings]
    by_sheet: dict[Place, list[dict[str, Any]]] = defaultdict(list)
    for place, record in zip(places_of_findings, all_records, strict=True):
        by_sheet[place].append(record)
    marked = 0
    for place, records in by_sheet.items():
        if place in places:
            marked += _mark(places[place], records)
    _mask_persons(book)
    _list_all(book, all_records, sheets, lang)
    book.save(to)
    return marked


# The workbook ------------------------------------------------------------------------------------


def _open_book(datasets: list[Dataset]) -> tuple[Workbook, dict[Place, Worksheet]]:
    """Return a workbook of all sheets, and (dataset, file, sheet) → worksheet."""
    import openpyxl

    files = [(dataset, file) for dataset in datasets for file in dataset.files]
    if len(files) == 1 and files[0][1].suffix == ".xlsx":
        dataset, file = files[0]
        book = openpyxl.load_workbook(io.BytesIO(file.content))
        return book, {(dataset.name, file.name, ws.title): ws for ws in book.worksheets}
    book = openpyxl.Workbook()
    for worksheet in book.worksheets:
        book.remove(worksheet)
    places: dict[Place, Worksheet] = {}
    for dataset, file in files:
        places |= dict(_copy_sheets(book, dataset, file))
    if not places:
        book.create_sheet("–")
    return book, places


def _copy_sheets(
    book: Workbook, dataset: Dataset, file: InputFile
) -> Iterable[tuple[Place, Worksheet]]:
    try:
        sheets = sheets_of(dataset, file)
    except BadFileError:
        return
    for sheet in sheets:
        title = (sheet.name or Path(file.name).stem).translate(_FORBIDDEN_IN_TITLES)
        worksheet = book.create_sheet(title[:LONGEST_TITLE])
        for number, row in zip(sheet.rows, sheet.cells.iter_rows(), strict=True):
            for index, text in enumerate(row):
                if text is not None and number:
                    _write(worksheet.cell(number, index + 1), text)
        yield (dataset.name, file.name, sheet.name), worksheet


def _write(cell: Any, text: str) -> None:
    """Write a text, whatever it begins with: a sender's words never become a formula."""
    cell.value = _UNWRITABLE.sub("�", text)
    cell.data_type = "s"


# Marks --------------------------------------------------------------------------------------------


def _mark(worksheet: Worksheet, records: list[dict[str, Any]]) -> int:
    headings = _headings(worksheet)
    notes: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for record in records:
        column = _column_of(headings, record["column"] or "")
        if record["rule"] == "personal-data":
            _mask(worksheet, record, column)
        if record["row"]:
            notes[record["row"], column or 1].append(record)
    for (row, column), records_of_cell in notes.items():
        _annotate(_visible_cell(worksheet, row, column), records_of_cell)
    return len(notes)


def _headings(worksheet: Worksheet) -> dict[str, list[int]]:
    """Return heading as written → the columns it stands in, the upper rows first."""
    columns: dict[str, list[int]] = defaultdict(list)
    for row in worksheet.iter_rows(max_row=SEARCHED_ROWS):
        for cell in row:
            if isinstance(cell.value, str):
                columns[cell.value.strip()].append(cell.column)
    return columns


def _column_of(headings: dict[str, list[int]], written: str) -> int | None:
    """Return the column of a heading; of 毕业生数/小计, the column of 小计 from 毕业生数 on."""
    if written in headings:
        return headings[written][0]
    upper, _, lower = written.rpartition("/")
    start = _column_of(headings, upper) if upper else None
    below = headings.get(lower, [])
    return next((column for column in below if start is None or column >= start), start)


def _mask(worksheet: Worksheet, record: dict[str, Any], column: int | None) -> None:
    if column is None:
        return
    first_row = record["row"]
    text = str(worksheet.cell(first_row, column).value or "").strip()
    whole = record["value"] is None and text == record["column"]
    last = worksheet.max_row if whole else first_row
    for row in range(first_row + 1 if whole else first_row, last + 1):
        cell = worksheet.cell(row, column)
        if cell.value is not None:
            _write(cell, MASK)


def _mask_persons(book: Workbook) -> None:
    """Mask numbers and names of persons everywhere in the copy."""
    book.properties.creator = book.properties.lastModifiedBy = None
    for worksheet in book.worksheets:
        for row in worksheet.iter_rows():
            for cell in row:
                text = "" if cell.value is None else str(cell.value)
                if (masked := without_personal(text)) != text:
                    _write(cell, masked)
                if cell.comment is not None:
                    cell.comment.text = without_personal(cell.comment.text)
                    cell.comment.author = ""


def _visible_cell(worksheet: Worksheet, row: int, column: int) -> Cell:
    """Return the cell, or of merged cells the visible one."""
    from openpyxl.cell import MergedCell

    cell = worksheet.cell(row, column)
    if not isinstance(cell, MergedCell):
        return cell
    merged = next(r for r in worksheet.merged_cells.ranges if cell.coordinate in r)
    visible = worksheet.cell(merged.min_row, merged.min_col)
    assert not isinstance(visible, MergedCell)
    return visible


def _annotate(cell: Cell, records: list[dict[str, Any]]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    worst = min(records, key=lambda record: list(FILLS).index(record["severity"]))
    cell.fill = PatternFill("solid", start_color=FILLS[worst["severity"]])
    text = "\n".join(f"{r['message']}\n→ {r['remedy']}" for r in records)
    cell.comment = Comment(
        _UNWRITABLE.sub("�", text), "TwinChain", width=NOTE_SIZE[0], height=NOTE_SIZE[1]
    )


def _list_all(
    book: Workbook,
    records: list[dict[str, Any]],
    sheets: list[Worksheet | None],
    lang: str,
) -> None:
    """Add a first sheet with every finding, linked to its place.

    ``sheets``: the worksheet of each record.
    """
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(say("annotate.title", lang), 0)
    names = ("severity", "file", "sheet", "row", "column", "value", "message", "remedy")
    for index, name in enumerate(names, 1):
        cell = sheet.cell(1, index, heading(name, "annotate", lang))
        cell.font = Font(bold=True)
    for number, (record, place) in enumerate(zip(records, sheets, strict=True), 2):
        texts = record | {"severity": say(f"severity.{record['severity']}", lang)}
        for index, name in enumerate(names, 1):
            cell = sheet.cell(number, index)
            if isinstance(texts[name], str):
                _write(cell, texts[name])
            else:
                cell.value = texts[name]
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 1).fill = PatternFill("solid", start_color=FILLS[record["severity"]])
        if place is not None and record["row"]:
            title = place.title.replace("'", "''")
            sheet.cell(number, 4).hyperlink = f"#'{title}'!A{record['row']}"
    for letter, width in zip("ABCDEFGH", (8, 22, 14, 8, 16, 22, 52, 52), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    book.active = 0
