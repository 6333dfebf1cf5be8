"""Scan of the bytes of a sheet's XML, in one pass, for marks that the cell reader does not give.

Hidden rows, merged ranges, numbers shown as percent or with words, cells struck through, formulas
without a stored value, and how far the cells lie apart. A pattern is tried only where its plain
beginning stands, so that a sheet of two million cells costs a few tenths of a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from ingest.readers import MOST_CELLS, MOST_COLUMNS, STRUCK, BadFileError
from ingest.readers.prolog import Prolog

CHUNK_BYTES = 1 << 18  # stays in the processor's cache
TAIL_BYTES = 1 << 16
NEAR_ROWS, NEAR_COLUMNS = 99_999, 26

_ROOT = re.compile(rb"<(\w+:)?worksheet[\s>]")
_START = re.compile(rb"<(?:\w+:)?(?:row|c|mergeCell)\s")
# Any place but a near one, such as "C7", "Z99999" or "99999"; rows of six digits are common.
_NOT_NEAR = re.compile(rb"r=(?!\"[A-Z]?+\d{1,5}+\")")
_NOT_OF_SIX_DIGITS = re.compile(rb"r=(?!\"[A-Z]?+\d{1,6}+\")")
_FAR_CELL = re.compile(rb"\br=[\"'](?:([A-Z]{2,})\d|[A-Z]?\d{7})")
_FAR_ROW = re.compile(rb"\br=[\"'][A-Z]*(\d{6,})[\"']")
_HIDDEN = re.compile(rb"row\b([^>]*) hidden=[\"'](?:1|true)[\"']([^>]*)>")
_COLUMNS = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_SHOWS_NOTHING = re.compile(rb" (?:hidden=[\"'](?:1|true)|width=[\"']0(?:\.0+)?)[\"']")
_FROM_TO = (re.compile(rb" min=[\"'](\d{1,5})[\"']"), re.compile(rb" max=[\"'](\d{1,5})[\"']"))
_ROW_NUMBER = re.compile(rb" r=[\"'](\d{1,9})[\"']")
_MERGE = re.compile(rb"mergeCell\b[^>]* ref=[\"']([A-Z]{1,4})(\d{1,9}):([A-Z]{1,4})(\d{1,9})[\"']")
_CELL_REFERENCE = re.compile(rb" r=[\"']([A-Z]{1,4})(\d{1,9})[\"']")
_NO_NUMBER = re.compile(rb" t=[\"'](?!n[\"'])")
_TEXT_RESULT = re.compile(rb" t=[\"'](?:str|s|inlineStr)[\"']")

Place = tuple[int, int]  # 0-based row and column of the sheet
PlacedText = tuple[int, int, str]  # 0-based row and column of the sheet, what the cell shows
Range = tuple[int, int, int, int]  # 0-based first and last row, first and last column of the sheet


@dataclass
class SheetMarks:
    """Marks of a sheet and its cells in the file; hidden rows by their number, from 1 on.

    hidden_columns: 0-based columns of the sheet.

    formatted: numbers with something written around them by their format; ``#`` is the number.
    struck: cells that are struck through.
    errors: 0-based row and column of cells that show an error, as they show it, which the cell
    reader takes for empty.
    raised: 0-based row and column of texts with raised letters, and the text that shows them.
    nameless: some marked cell does not say its place, so that all of them must be counted.
    """

    formatted: list[PlacedText] = field(default_factory=list)
    struck: list[Place] = field(default_factory=list)
    bare_formulas: list[Place] = field(default_factory=list)
    errors: list[PlacedText] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    merges: list[Range] = field(default_factory=list)
    raised: list[PlacedText] = field(default_factory=list)
    nameless: bool = False


class SheetScan:
    """Scanner of one sheet's XML, fed in pieces that end between two tags."""

    def __init__(self, styles: Mapping[str, str]) -> None:
        self.marks = SheetMarks()
        self.columns = NEAR_COLUMNS
        self.has_far_rows = self.has_rows_beyond = self._is_past_columns = False
        self._prolog = Prolog(_ROOT)
        self._forms = {style.encode(): form for style, form in styles.items()}
        self._styles = b"|".join(sorted(self._forms))
        self._name_by(b"")

    def _name_by(self, prefix: bytes) -> None:
        """Compile the patterns for elements with this prefix."""
        self._formula = b"<" + prefix + b"f"
        self._cell = b"<" + prefix + b"c"
        self._bare = re.compile(
            rb"<%bf(?:\s[^>]*)?(?:/>|>[^<]*</%bf>)\s*(?:<%bv\s*/>|<%bv>\s*</%bv>)?\s*</%bc>"
            % ((prefix,) * 6)
        )
        self._formatted = re.compile(
            rb"<%bc\b[^>]* s=[\"'](%b)[\"'][^>]*>" % (prefix, self._styles)
        )
        self._format_sign = re.compile(rb" s=[\"'](?:%b)[\"']" % self._styles)

    def feed(self, text: bytes) -> None:
        """Scan one piece."""
        if not self._prolog.is_over and (root := self._prolog.feed(text)):
            self._name_by(root[1] or b"")
        if (_NOT_OF_SIX_DIGITS if self.has_far_rows else _NOT_NEAR).search(text):
            self._find_far_cells(text)
        if b" hidden=" in text:
            self._find_hidden_rows(text)
        if not self._is_past_columns:
            self._find_hidden_columns(text)
        if b"mergeCell " in text:
            self.marks.merges += [
                (int(m[2]) - 1, int(m[4]) - 1, column_index(m[1]), column_index(m[3]))
                for m in _MERGE.finditer(text)
            ]
        if self._formula in text:
            self._find_bare_formulas(text)
        if self._styles and self._format_sign.search(text):
            self._find_formatted(text)

    def _find_far_cells(self, text: bytes) -> None:
        self.has_far_rows = self.has_far_rows or _FAR_ROW.search(text) is not None
        for far in _FAR_CELL.finditer(text):
            if far[1]:
                self.columns = max(self.columns, column_index(far[1]) + 1)
            else:
                self.has_rows_beyond = True

    def _find_hidden_rows(self, text: bytes) -> None:
        for match in _HIDDEN.finditer(text):
            if number := _ROW_NUMBER.search(match[1] + match[2]):
                self.marks.hidden_rows.append(int(number[1]))

    def _find_hidden_columns(self, text: bytes) -> None:
        """Find hidden columns, which are declared in front of all rows."""
        for match in _COLUMNS.finditer(text):
            ends = [end.search(match[1]) for end in _FROM_TO]
            if _SHOWS_NOTHING.search(match[1]) and ends[0] and ends[1]:
                last = min(int(ends[1][1]), MOST_COLUMNS)
                self.marks.hidden_columns += range(int(ends[0][1]) - 1, last)
        self._is_past_columns = b"sheetData" in text

    def _find_bare_formulas(self, text: bytes) -> None:
        for match in self._bare.finditer(text):
            cell = text[text.rfind(self._cell, 0, match.start()) : match.start()]
            if not _TEXT_RESULT.search(cell):  # an empty text is a result
                self.marks.bare_formulas += self._places(cell)

    def _find_formatted(self, text: bytes) -> None:
        for match in self._formatted.finditer(text):
            form = self._forms[match[1]]
            if form == STRUCK:
                self.marks.struck += [] if match[0].endswith(b"/>") else self._places(match[0])
            elif not _NO_NUMBER.search(match[0]):
                self.marks.formatted += [(*place, form) for place in self._places(match[0])]

    def _places(self, cell: bytes) -> list[Place]:
        """Return the place a cell gives; none where it gives none."""
        if match := _CELL_REFERENCE.search(cell):
            return [(int(match[2]) - 1, column_index(match[1]))]
        self.marks.nameless = True
        return []


_TEXT_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?v>(\d{1,9})</")
_IS_SHARED = re.compile(rb" t=[\"']s[\"']")


def raised_texts(text: bytes, shared: Mapping[int, str]) -> Iterator[PlacedText]:
    """Yield the cells of a piece that show one of these shared texts: row, column, text."""
    for match in _TEXT_CELL.finditer(text):
        raised = shared.get(int(match[2]))
        if raised is None or not _IS_SHARED.search(match[1]):
            continue
        if place := _CELL_REFERENCE.search(match[1]):
            yield int(place[2]) - 1, column_index(place[1]), raised


def column_index(letters: bytes) -> int:
    """Return the 0-based number of a column's letters.

    >>> column_index(b"A"), column_index(b"AB")
    (0, 27)
    """
    number = 0
    for letter in letters[:9]:
        number = number * 26 + letter - 64
    return number - 1


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream in pieces that end in front of a row, a cell or a merged range."""
    tail = b""
    while chunk := stream.read(CHUNK_BYTES):
        text = tail + chunk
        end = _last_start(text)
        yield text[:end]
        tail = text[end:]
    yield tail


def _last_start(text: bytes) -> int:
    begin = max(len(text) - TAIL_BYTES, 0)
    last = at = text.rfind(b"<", begin)
    while at > 0 and not _START.match(text, at):
        at = text.rfind(b"<", begin, at)
    end = at if at > 0 else last
    return end if end > 0 else len(text)


def last_row(stream: IO[bytes]) -> int:
    """Return the highest row that any cell or row names, at least ``NEAR_ROWS``."""
    last = NEAR_ROWS
    for text in pieces(stream):
        last = max([last, *(int(far[1][:18]) for far in _FAR_ROW.finditer(text))])
    return last


def refuse_far_cells(rows: int, columns: int) -> None:
    """Raise where the grid up to the last cell would fill the memory."""
    if rows * columns > MOST_CELLS:
        raise BadFileError("bad-file.far_cells", cells=rows * columns, limit=MOST_CELLS)
