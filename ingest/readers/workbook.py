"""XLSX, XLS and ODS workbooks: every sheet, error cells reported, hidden sheets said."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import polars as pl

from graph.findings import Finding
from graph.settings import FileLimits
from ingest.readers import BadFileError, CellFault, Sheet

if TYPE_CHECKING:
    import fastexcel

_SIGNATURES = {
    ".xlsx": b"PK\x03\x04",
    ".xlsm": b"PK\x03\x04",
    ".ods": b"PK\x03\x04",
    ".xls": b"\xd0\xcf\x11\xe0",
}
_ENCRYPTED = b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"


def read(content: bytes, name: str) -> list[Sheet]:
    """All sheets that hold anything."""
    _refuse_what_is_no_workbook(content, name)
    import fastexcel

    try:
        workbook = fastexcel.read_excel(content)
    except (fastexcel.FastExcelError, OSError, ValueError):
        raise BadFileError("bad-file.damaged", kind="Excel") from None
    if len(workbook.sheet_names) > FileLimits().sheets:
        raise BadFileError(
            "bad-file.sheets", count=len(workbook.sheet_names), limit=FileLimits().sheets
        )
    sheets = []
    for title in workbook.sheet_names:
        try:
            loaded = workbook.load_sheet(title, header_row=None, skip_rows=0, dtypes="string")
        except fastexcel.FastExcelError:
            continue  # chart sheets hold no cells
        if loaded.height:
            sheets.append(_sheet(title, loaded))
    if not sheets:
        raise BadFileError("bad-file.empty")
    return sheets


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


def _refuse_bombs(content: bytes) -> None:
    import zipfile

    limits = FileLimits()
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise BadFileError("bad-file.damaged", kind="Excel") from None
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes or unpacked > limits.unpack_ratio * max(
        len(content), 1 << 20
    ):
        raise BadFileError("bad-file.too_large", megabytes=unpacked // 1024**2)


def _sheet(title: str, loaded: fastexcel.ExcelSheet) -> Sheet:
    batch, errors = loaded.to_arrow_with_errors()
    cells = pl.DataFrame(pl.from_arrow(batch))
    cells = cells.rename({old: f"c{i}" for i, old in enumerate(cells.columns)})
    cells = cells.cast(pl.String)
    faults = [
        CellFault(error.offset_position[0], error.offset_position[1], error.detail)
        for error in (errors.errors if errors else [])
    ]
    notes = []
    if loaded.visible != "visible":
        notes.append(Finding("hidden", "info", sheet=title))
    rows = pl.int_range(1, cells.height + 1, dtype=pl.Int64, eager=True)
    return Sheet(title, cells, rows, faults, notes)
