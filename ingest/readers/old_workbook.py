"""What an .xls says that the cell reader does not: what is hidden, numbers shown as percent.

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
    """The marks of every sheet, in the workbook's order; none where they cannot be had."""
    stream = container.stream("Workbook", "Book")
    if stream is None:
        return []
    try:
        starts, shown = _of_workbook(stream)
        return [_of_sheet(stream, start, shown) for start in starts]
    except (struct.error, IndexError):
        return []  # the cell reader says what is wrong


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """The records of one part, without those of the charts within it."""
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


def _of_workbook(stream: bytes) -> tuple[list[int], dict[int, str]]:
    """Where the sheets begin, and what cell styles write around a number (see ``shown_as``)."""
    starts: list[int] = []
    formats: list[int] = []  # of each cell style
    shown = dict.fromkeys(BUILT_IN_PERCENTS, "#%")
    version = _EXCEL_97
    for kind, told in _records(stream, 0):
        if kind == _PASSWORD:
            return [], {}
        if kind == _BEGIN:
            (version,) = struct.unpack_from("<H", told)
        elif kind == _SHEET:
            starts += struct.unpack_from("<I", told)
        elif kind == _XF:
            formats += struct.unpack_from("<H", told, 2)
        elif kind == _FORMAT and (form := shown_as(_format_text(told, version))):
            shown[struct.unpack_from("<H", told)[0]] = form
    return starts, {n: shown[number] for n, number in enumerate(formats) if number in shown}


def _format_text(told: bytes, version: int) -> str:
    """The text of a number format; before 1997 words in another script cannot be told."""
    if version < _EXCEL_97:
        return told[3:].decode("ascii", "ignore")
    return told[5:].decode("utf-16-le" if told[4] & 1 else "latin-1", "replace")


def _of_sheet(stream: bytes, start: int, shown: dict[int, str]) -> SheetMarks:
    found = SheetMarks()
    for kind, told in _records(stream, start):
        if kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", told)
            if flags & _IS_HIDDEN:
                found.hidden_rows.append(row + 1)
        elif kind == _COLUMNS:
            first, last, flags = struct.unpack_from("<HH4xH", told)
            if flags & 1:
                found.hidden_columns += range(first, min(last, 255) + 1)
        elif shown and kind in (_NUMBER, _RK, _FORMULA):
            row, column, style = struct.unpack_from("<HHH", told)
            if style in shown:
                found.formatted.append((row, column, shown[style]))
        elif shown and kind == _MANY_RK:
            row, first = struct.unpack_from("<HH", told)
            styles = (struct.unpack_from("<H", told, at)[0] for at in range(4, len(told) - 2, 6))
            found.formatted += [
                (row, first + i, shown[style]) for i, style in enumerate(styles) if style in shown
            ]
    return found
