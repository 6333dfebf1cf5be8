"""Marks of .xls sheets that the cell reader does not give: hidden parts, percent formats.

Source: [MS-XLS], Excel Binary File Format, sections 2.3 and 2.4 (BoundSheet8, ColInfo, Row, XF,
Format, Number, RK, MulRk, Formula); Excel 5 writes the same but for its texts.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from ingest.readers.compound import Container
from ingest.readers.sheet_scan import SheetMarks
from ingest.readers.sheet_xml import BUILT_IN_PERCENTS, shown_as

_BEGIN, _END, _PASSWORD, _SHEET = 0x809, 0x0A, 0x2F, 0x85
_ROW, _XF, _FORMAT = 0x208, 0xE0, 0x41E
_COLUMNS = 0x7D
_NUMBER, _RK, _MANY_RK, _FORMULA = 0x203, 0x27E, 0xBD, 0x06
_IS_HIDDEN = 0x20
_EXCEL_97 = 0x600

Record = tuple[int, bytes]


def sheet_marks(container: Container) -> list[SheetMarks]:
    """Return the marks of every sheet, in the workbook's order; none where they cannot be read."""
    stream = container.stream("Workbook", "Book")
    if stream is None:
        return []
    try:
        starts, forms = _starts_and_forms(stream)
        return [_marks_of_sheet(stream, start, forms) for start in starts]
    except (struct.error, IndexError):
        return []  # the cell reader reports the damage


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """Yield the records of one part, without those of the charts within it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4 + length
        if kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield kind, stream[at - length : at]


def _starts_and_forms(stream: bytes) -> tuple[list[int], dict[int, str]]:
    """Return the offsets of the sheets, and style → how it writes a number (see ``shown_as``)."""
    starts: list[int] = []
    formats: list[int] = []  # of each cell style
    forms = dict.fromkeys(BUILT_IN_PERCENTS, "#%")
    version = _EXCEL_97
    for kind, content in _records(stream, 0):
        if kind == _PASSWORD:
            return [], {}
        if kind == _BEGIN:
            (version,) = struct.unpack_from("<H", content)
        elif kind == _SHEET:
            starts += struct.unpack_from("<I", content)
        elif kind == _XF:
            formats += struct.unpack_from("<H", content, 2)
        elif kind == _FORMAT and (form := shown_as(_format_text(content, version))):
            forms[struct.unpack_from("<H", content)[0]] = form
    return starts, {n: forms[number] for n, number in enumerate(formats) if number in forms}


def _format_text(content: bytes, version: int) -> str:
    """Return the text of a number format; before Excel 97, only its ASCII characters."""
    if version < _EXCEL_97:
        return content[3:].decode("ascii", "ignore")
    return content[5:].decode("utf-16-le" if content[4] & 1 else "latin-1", "replace")


def _marks_of_sheet(stream: bytes, start: int, forms: dict[int, str]) -> SheetMarks:
    marks = SheetMarks()
    for kind, content in _records(stream, start):
        if kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", content)
            if flags & _IS_HIDDEN:
                marks.hidden_rows.append(row + 1)
        elif kind == _COLUMNS:
            first_column, last, flags = struct.unpack_from("<HH4xH", content)
            if flags & 1:
                marks.hidden_columns += range(first_column, min(last, 255) + 1)
        elif forms and kind in (_NUMBER, _RK, _FORMULA):
            row, column, style = struct.unpack_from("<HHH", content)
            if style in forms:
                marks.formatted.append((row, column, forms[style]))
        elif forms and kind == _MANY_RK:
            row, first_column = struct.unpack_from("<HH", content)
            styles = (
                struct.unpack_from("<H", content, at)[0] for at in range(4, len(content) - 2, 6)
            )
            marks.formatted += [
                (row, first_column + i, forms[style])
                for i, style in enumerate(styles)
                if style in forms
            ]
    return marks
