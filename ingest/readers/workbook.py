"""XLSX, XLS and ODS workbooks: every sheet, error cells reported, hidden sheets said."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from graph.findings import Finding
from graph.settings import FileLimits
from ingest.readers import BARE_FORMULA, BadFileError, CellFault, Sheet
from ingest.readers.compound import refuse_circles
from ingest.readers.sheet_xml import Place, SheetMarks, sheet_marks

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
    """All sheets that hold anything."""
    _refuse_what_is_no_workbook(content, name)
    marks = _marks(content)
    try:
        sheets = [_marked(sheet, marks.get(sheet.name or "")) for sheet in _sheets(content)]
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the cell reader meets some damage
            raise
        raise BadFileError("bad-file.damaged", kind="Excel") from None
    if not sheets:
        raise BadFileError("bad-file.empty")
    return sheets


def _sheets(content: bytes) -> Iterator[Sheet]:
    import fastexcel

    try:
        workbook = fastexcel.read_excel(content)
    except (fastexcel.FastExcelError, OSError, ValueError):
        raise BadFileError("bad-file.damaged", kind="Excel") from None
    titles = workbook.sheet_names
    if len(titles) > FileLimits().sheets:
        raise BadFileError("bad-file.sheets", count=len(titles), limit=FileLimits().sheets)
    for title in titles:
        try:
            loaded = workbook.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
        except fastexcel.FastExcelError:
            continue  # chart sheets hold no cells
        if loaded.height:
            yield _sheet(title, loaded, partial(_first_column, content, title))


def _refuse_what_is_no_workbook(content: bytes, name: str) -> None:
    suffix = name[name.rfind(".") :].lower()
    if not content:
        raise BadFileError("bad-file.empty")
    if content.startswith(_SIGNATURES[".xls"]) and _ENCRYPTED in content:
        raise BadFileError("bad-file.encrypted")
    if not content.startswith(tuple(set(_SIGNATURES.values()))):
        raise BadFileError("bad-file.not_its_name", kind=suffix)
    if content.startswith(b"PK"):
        _refuse_bombs(content)
    else:
        refuse_circles(content)


def _refuse_bombs(content: bytes) -> None:
    limits = FileLimits()
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise BadFileError("bad-file.damaged", kind="Excel") from None
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes or unpacked > limits.unpack_ratio * max(
        len(content), 1 << 20
    ):
        raise BadFileError("bad-file.too_large", megabytes=unpacked // 1024**2)


def _marks(content: bytes) -> dict[str, SheetMarks]:
    """Percent cells and bare formulas of each sheet of an .xlsx; nothing of other workbooks."""
    if not content.startswith(_SIGNATURES[".xlsx"]):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sheet_marks(archive)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError):
        raise BadFileError("bad-file.damaged", kind="Excel") from None


def _first_column(content: bytes, title: str) -> int:
    """The first column of a sheet that holds anything: there its cells begin."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        start = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(title).start
    except CalamineError:
        raise BadFileError("bad-file.damaged", kind="Excel") from None
    return start[1] if start else 0


def _sheet(title: str, loaded: fastexcel.ExcelSheet, first_column: Callable[[], int]) -> Sheet:
    batch, errors = loaded.to_arrow_with_errors()
    cells = pl.DataFrame(pl.from_arrow(batch))
    cells = cells.rename({old: f"c{i}" for i, old in enumerate(cells.columns)})
    cells = cells.cast(pl.String)
    faults = [
        CellFault(error.offset_position[0], error.offset_position[1], _error_value(error.detail))
        for error in (errors.errors if errors else [])
    ]
    notes = []
    if loaded.visible != "visible":
        notes.append(Finding("hidden", "info", sheet=title))
    rows = pl.int_range(1, cells.height + 1, dtype=pl.Int64, eager=True)
    return Sheet(title, cells, rows, faults, notes, first_column)


def _error_value(detail: str) -> str:
    """An error as the spreadsheet shows it.

    >>> _error_value("Expected string but got 'Error(Div0)'")
    '#DIV/0!'
    """
    match = re.search(r"Error\((\w+)\)", detail)
    return _ERRORS.get(match[1], match[1]) if match else detail


def _marked(sheet: Sheet, marks: SheetMarks | None) -> Sheet:
    """The sheet with its percent cells written as such and its bare formulas among the faults."""
    if marks is None or not (marks.percents or marks.bare_formulas):
        return sheet
    first = sheet.first_column()
    sheet.cells = _with_percents(sheet.cells, marks.percents, first)
    sheet.faults += [
        CellFault(row, column - first, BARE_FORMULA)
        for row, column in marks.bare_formulas
        if row < sheet.cells.height and first <= column < first + sheet.cells.width
    ]
    return sheet


def _with_percents(cells: pl.DataFrame, places: list[Place], first: int) -> pl.DataFrame:
    by_column = defaultdict(list)
    for row, column in places:
        if row < cells.height and first <= column < first + cells.width:
            by_column[f"c{column - first}"].append(row)
    return cells.with_columns(
        cells[name].scatter(rows, [as_percent(text) for text in cells[name].gather(rows)])
        for name, rows in by_column.items()
    )


def as_percent(text: str | None) -> str | None:
    """A number as the sheet shows it in a percent format; other text as it is.

    >>> as_percent("0.965"), as_percent("n.a.")
    ('96.5%', 'n.a.')
    """
    try:
        share = Decimal(text or "")
    except InvalidOperation:
        return text
    return f"{(share * 100).normalize():f}%"
