"""Marks of .ods sheets that the cell reader does not give; refusal of unsafe documents.

Marks: hidden rows and columns, merged ranges, numbers shown as percent, formulas that gave an error
or nothing. Source: Open Document Format 1.3, part 3, sections 9.1 and 19.597 to 19.770.
"""

from __future__ import annotations

import re
import zipfile
from xml.parsers import expat

from ingest.readers import MOST_COLUMNS, BadFileError
from ingest.readers.sheet_scan import Place, SheetMarks

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
_CHUNK = 1 << 18
_SIGNS = (b"table:visibility=", b"-spanned=", b"percentage", b"table:formula=")
_HIDDEN = ("collapse", "filter")
_ERROR = re.compile(r"#\S+|[^\W\d]+:\d+")  # as shown: #DIV/0!, Err:502
MOST_REPEATS = 100_000  # rows or cells that one element may stand for


def sheet_marks(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    """Return name of a sheet → its marks; empty where the file is no .ods.

    Raises:
        BadFileError: the document has a password, or declares a document type.
    """
    if MANIFEST in archive.NameToInfo and b"encryption-data" in archive.read(MANIFEST):
        raise BadFileError("bad-file.encrypted")
    if CONTENT not in archive.NameToInfo or not _has_marks(archive):
        return {}
    counter = _Counter()
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.begin
    parser.EndElementHandler = counter.end
    parser.CharacterDataHandler = counter.text
    try:
        with archive.open(CONTENT) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
    except (expat.ExpatError, ValueError):
        raise BadFileError("bad-file.damaged", kind="OpenDocument") from None
    return counter.marks


def _has_marks(archive: zipfile.ZipFile) -> bool:
    has_marks = False
    tail = b""
    with archive.open(CONTENT) as stream:
        while chunk := stream.read(_CHUNK):
            text = tail + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise BadFileError("bad-file.declares")
            has_marks = has_marks or any(sign in text for sign in _SIGNS)
            tail = chunk[-32:]
    return has_marks


class _Counter:
    """Handler of XML events that counts rows and cells; an element may stand for many."""

    def __init__(self) -> None:
        self.marks: dict[str, SheetMarks] = {}
        self.sheet = SheetMarks()
        self.row = self.next_row = self.next_column = self.first = self.column = 0
        self.result: list[str] | None = None  # of a formula that gives no text in its attribute

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Handle the start of an element."""
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell(attributes)
        elif tag == "table:table-row":
            self._row(attributes)
        elif tag == "table:table-column":
            self._column_of_sheet(attributes)
        elif tag == "table:table":
            self.sheet = self.marks.setdefault(attributes.get("table:name", ""), SheetMarks())
            self.row = self.next_row = self.next_column = 0

    def text(self, data: str) -> None:
        """Handle characters within an element."""
        if self.result is not None:
            self.result.append(data)

    def end(self, tag: str) -> None:
        """Handle the end of an element."""
        if tag == "table:table-cell" and self.result is not None:
            text = "".join(self.result).strip()
            if _ERROR.fullmatch(text):
                self.sheet.errors += [(row, column, text) for row, column in self._places()]
            self.result = None

    def _row(self, attributes: dict[str, str]) -> None:
        repeated = int(attributes.get("table:number-rows-repeated", "1"))
        self.row, self.column = self.next_row, 0
        self.next_row += repeated
        if attributes.get("table:visibility") in _HIDDEN:
            self.sheet.hidden_rows += range(
                self.row + 1, self.row + 1 + min(repeated, MOST_REPEATS)
            )

    def _column_of_sheet(self, attributes: dict[str, str]) -> None:
        first_column = self.next_column
        self.next_column += int(attributes.get("table:number-columns-repeated", "1"))
        if attributes.get("table:visibility") in _HIDDEN:
            self.sheet.hidden_columns += range(first_column, min(self.next_column, MOST_COLUMNS))

    def _cell(self, attributes: dict[str, str]) -> None:
        repeated = int(attributes.get("table:number-columns-repeated", "1"))
        self.first, self.column = self.column, self.column + repeated
        wide = int(attributes.get("table:number-columns-spanned", "1"))
        high = int(attributes.get("table:number-rows-spanned", "1"))
        if wide > 1 or high > 1:
            self.sheet.merges.append(
                (self.row, self.row + high - 1, self.first, self.first + wide - 1)
            )
        kind = attributes.get("office:value-type")
        if kind == "percentage":
            self.sheet.formatted += [(*place, "#%") for place in self._places()]
        elif kind == "string" and "table:formula" in attributes:
            self.result = None if attributes.get("office:string-value") else []
        elif kind is None and "table:formula" in attributes:
            self.sheet.bare_formulas += self._places()

    def _places(self) -> list[Place]:
        """Return the cells that this one stands for, in its row and those that repeat it."""
        rows = range(self.row, self.next_row)[:MOST_REPEATS]
        columns = range(self.first, self.column)[: MOST_REPEATS // max(len(rows), 1)]
        return [(row, column) for row in rows for column in columns]
