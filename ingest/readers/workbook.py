"""Reader of XLSX, XLS and ODS workbooks: every sheet, with its error cells and hidden parts."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import polars as pl

from graph.findings import Finding
from graph.processes.limits import FileLimits
from ingest.readers import (
    BARE_FORMULA,
    STRUCK,
    BadFileError,
    CellFault,
    Merge,
    Sheet,
    old_workbook,
    open_document,
)
from ingest.readers.archives import refuse_bombs, warnings
from ingest.readers.compound import open_container
from ingest.readers.sheet_scan import Range, SheetMarks
from ingest.readers.sheet_xml import sheet_marks

if TYPE_CHECKING:
    import fastexcel

_SIGNATURES = {
    ".xlsx": b"PK\x03\x04",
    ".xlsm": b"PK\x03\x04",
    ".ods": b"PK\x03\x04",
    ".xls": b"\xd0\xcf\x11\xe0",
}
# calamine's names of error values → how a spreadsheet shows them.
_ERRORS = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
_ENCRYPTED = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"


def read(content: bytes, name: str) -> list[Sheet]:
    """Read all sheets that hold anything."""
    _refuse_other_files(content, name)
    try:
        marks = _marks_of_parts(content)
        sheets = [_apply_marks(sheet, marks) for sheet in _read_sheets(content, marks)]
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the cell reader meets some damage
            raise
        raise BadFileError("bad-file.damaged", kind="Excel") from None
    if not sheets:
        raise BadFileError("bad-file.empty")
    sheets[0].about_file += marks.about_file
    return sheets


@dataclass
class _WorkbookMarks:
    """Marks of the sheets of a workbook, by the sheets' names, and findings about the file."""

    marks: dict[str, SheetMarks] = field(default_factory=dict)
    about_file: list[Finding] = field(default_factory=list)


def _read_sheets(content: bytes, marks: _WorkbookMarks) -> Iterator[Sheet]:
    import fastexcel

    try:
        workbook = fastexcel.read_excel(content)
    except (fastexcel.FastExcelError, OSError, ValueError) as error:
        if "password" in str(error).lower():
            raise BadFileError("bad-file.encrypted") from None
        raise BadFileError("bad-file.damaged", kind="Excel") from None
    titles = workbook.sheet_names
    if len(titles) > FileLimits().sheets:
        raise BadFileError("bad-file.sheets", count=len(titles), limit=FileLimits().sheets)
    if content.startswith(_SIGNATURES[".xls"]):
        marks.marks |= _old_marks(content, titles)
    for title in titles:
        try:
            loaded = workbook.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
        except fastexcel.FastExcelError:
            continue  # chart sheets hold no cells
        if loaded.height:
            yield _to_sheet(title, loaded)


def _refuse_other_files(content: bytes, name: str) -> None:
    suffix = name[name.rfind(".") :].lower()
    if not content:
        raise BadFileError("bad-file.empty")
    if content.startswith(_SIGNATURES[".xls"]) and _ENCRYPTED in content:
        raise BadFileError("bad-file.encrypted")
    if not content.startswith(tuple(set(_SIGNATURES.values()))):
        raise BadFileError("bad-file.not_its_name", kind=suffix)
    if content.startswith(b"PK"):
        refuse_bombs(content, "Excel")
    else:
        open_container(content)


def _marks_of_parts(content: bytes) -> _WorkbookMarks:
    """Read the marks in the XML of a zipped workbook; none of old workbooks."""
    if not content.startswith(_SIGNATURES[".xlsx"]):
        return _WorkbookMarks()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            marks = sheet_marks(archive)
            return _WorkbookMarks(marks | open_document.sheet_marks(archive), warnings(archive))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError):
        raise BadFileError("bad-file.damaged", kind="Excel") from None


def _old_marks(content: bytes, titles: list[str]) -> dict[str, SheetMarks]:
    """Read the marks of the sheets of an .xls."""
    all_marks = old_workbook.sheet_marks(open_container(content))
    if len(all_marks) != len(titles):  # damaged: it is unclear which marks are whose
        all_marks = [SheetMarks() for _ in titles]
    marks = dict(zip(titles, all_marks, strict=True))
    for title, merges in _old_merges(content).items():
        marks.setdefault(title, SheetMarks()).merges += merges
    return marks


def _old_merges(content: bytes) -> dict[str, list[Range]]:
    """Read the merged ranges of each sheet of an .xls that has any."""
    from python_calamine import CalamineError, CalamineWorkbook

    merges: dict[str, list[Range]] = {}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for title in workbook.sheet_names:
            ranges = workbook.get_sheet_by_name(title).merged_cell_ranges or []
            merges[title] = [(top, low, left, right) for (top, left), (low, right) in ranges]
    except CalamineError:
        return {}  # the other reader reports the damage
    return merges


def _to_sheet(title: str, loaded: fastexcel.ExcelSheet) -> Sheet:
    batch, errors = loaded.to_arrow_with_errors()
    cells = pl.DataFrame(pl.from_arrow(batch))
    cells = cells.rename({old: f"c{i}" for i, old in enumerate(cells.columns)})
    cells = cells.cast(pl.String)
    faults = [
        CellFault(error.offset_position[0], error.offset_position[1], _error_value(error.detail))
        for error in (errors.errors if errors else [])
    ]
    rows = pl.int_range(1, cells.height + 1, dtype=pl.Int64, eager=True)
    first_column = loaded.selected_columns[0].absolute_index
    hidden = loaded.visible != "visible"
    return Sheet(title, cells, rows, faults, first_column=first_column, is_hidden=hidden)


def _error_value(detail: str) -> str:
    """Return an error as the spreadsheet shows it.

    >>> _error_value("Expected string but got 'Error(Div0)'")
    '#DIV/0!'
    """
    match = re.search(r"Error\((\w+)\)", detail)
    return _ERRORS.get(match[1], match[1]) if match else detail


def _apply_marks(sheet: Sheet, workbook_marks: _WorkbookMarks) -> Sheet:
    """Add to a sheet what its marks say: formats, faults, merges, hidden rows and columns."""
    marks = workbook_marks.marks.get(sheet.name or "")
    if marks is None:
        return sheet
    first_column, height, width = sheet.first_column, sheet.cells.height, sheet.cells.width
    bare = [(row, column, BARE_FORMULA) for row, column in marks.bare_formulas]
    struck = [(row, column, STRUCK) for row, column in marks.struck]
    sheet.cells = _rewritten(sheet.cells, marks.formatted, first_column, as_shown)
    sheet.cells = _rewritten(sheet.cells, marks.raised, first_column, lambda _, raised: raised)
    sheet.cells = _rewritten(sheet.cells, struck, first_column, lambda *_: None)
    sheet.faults += [
        CellFault(row, column - first_column, what)
        for row, column, what in [*marks.errors, *bare, *struck]
        if row < height and first_column <= column < first_column + width
    ]
    sheet.merges += [
        Merge(
            top,
            min(low, height - 1),
            max(left - first_column, 0),
            min(right - first_column, width - 1),
        )
        for top, low, left, right in marks.merges
        if 0 <= top < height
        and top <= low
        and left < first_column + width
        and right >= max(first_column, left)
    ]
    sheet.hidden_rows = sorted({row for row in marks.hidden_rows if 0 < row <= height})
    visible = range(first_column, first_column + width)
    sheet.hidden_columns = sorted(
        {at - first_column for at in marks.hidden_columns if at in visible}
    )
    return sheet


def _rewritten(
    cells: pl.DataFrame,
    marks: Sequence[tuple[int, int, str]],
    first_column: int,
    text_of: Callable[[str | None, str], str | None],
) -> pl.DataFrame:
    """Write some cells as the sheet shows them. ``text_of``: cell, what its mark says → text."""
    by_column: dict[str, dict[int, str]] = defaultdict(dict)
    for row, column, mark in marks:
        if row < cells.height and first_column <= column < first_column + cells.width:
            by_column[f"c{column - first_column}"][row] = mark
    return cells.with_columns(
        cells[name].scatter(
            list(said), list(map(text_of, cells[name].gather(list(said)), said.values()))
        )
        for name, said in by_column.items()
    )


def as_shown(text: str | None, form: str) -> str | None:
    """Return a number as the sheet shows it in a format (see ``shown_as``); other text as it is.

    >>> as_shown("0.965", "#%"), as_shown("3", "#百"), as_shown("n.a.", "#%")
    ('96.5%', '3百', 'n.a.')
    """
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return text
    number = number * 100 if form == "#%" else number
    return form.replace("#", f"{number.normalize():f}", 1)
