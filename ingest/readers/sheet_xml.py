"""What the sheets of an .xlsx say that the cell reader does not: percent formats, bare formulas.

The cell reader gives 0.965 for a cell shown as 96.5 %, and nothing for a formula whose result was
never stored. Both stand in the sheets' XML. It is read as a stream, only where a sheet uses either,
and a document type declaration is refused, so no entity is ever defined or expanded.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from ingest.readers import BadFileError

BUILT_IN_PERCENTS = {9, 10}
# Of a number format: what is quoted or escaped, widths, colours and conditions.
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
# Cells behind column Z or row 99999: only these can make a grid large.
_FAR = re.compile(rb"\br=[\"']([A-Z]{2,}(?=\d)|[A-Z]?(?=\d{6}))(\d+)[\"']")
NEAR_ROWS, NEAR_COLUMNS = 99_999, 26
MOST_CELLS = 30_000_000
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_CHUNK = 1 << 16

Attributes = dict[str, str]
Place = tuple[int, int]  # 0-based row and column of the sheet


@dataclass
class SheetMarks:
    """Cells of a sheet: numbers shown as percent, formulas without a stored value."""

    percents: list[Place] = field(default_factory=list)
    bare_formulas: list[Place] = field(default_factory=list)


def sheet_marks(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    """The marks of every sheet that has any, by the sheet's name.

    Raises:
        BadFileError: a part of the workbook is no sound XML, or declares a document type.
    """
    percents = _percent_styles(archive)
    found = {}
    for name, part in _sheet_parts(archive).items():
        if part in archive.NameToInfo and _is_worth_reading(archive, part, percents):
            marks = _SheetReader(percents)
            with archive.open(part) as stream:
                _parse(stream, marks.begin, marks.end, marks.text)
            found[name] = marks.found
    return found


def is_percent(number_format: str) -> bool:
    """Whether a number format shows a number a hundredfold, with a percent sign.

    >>> is_percent("0.0%"), is_percent('0.0"%"'), is_percent("0.00")
    (True, False, False)
    """
    return "%" in _NOT_SHOWN.sub("", number_format)


# Parts of the workbook ----------------------------------------------------------------------------


def _percent_styles(archive: zipfile.ZipFile) -> set[str]:
    """Numbers of the cell styles that show percent."""
    formats: set[int] = set(BUILT_IN_PERCENTS)
    styles: list[int] = []
    inside: list[str] = []

    def begin(tag: str, attributes: Attributes) -> None:
        inside.append(tag)
        if tag == "numFmt" and is_percent(attributes.get("formatCode", "")):
            formats.add(int(attributes.get("numFmtId", "-1")))
        elif tag == "xf" and "cellXfs" in inside:
            styles.append(int(attributes.get("numFmtId", "0")))

    _parse_part(archive, "xl/styles.xml", begin, lambda _tag: inside.pop())
    return {str(number) for number, used in enumerate(styles) if used in formats}


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet → the part of the archive that holds it."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(_tag: str, attributes: Attributes) -> None:
        if "Id" in attributes and "Target" in attributes:
            targets[attributes["Id"]] = posixpath.normpath(
                posixpath.join("/xl", attributes["Target"])
            ).lstrip("/")

    def sheet(tag: str, attributes: Attributes) -> None:
        identity = next((v for k, v in attributes.items() if k.endswith(":id")), None)
        if tag == "sheet" and identity in targets:
            sheets[attributes.get("name", "")] = targets[identity]

    _parse_part(archive, "xl/_rels/workbook.xml.rels", relation)
    _parse_part(archive, "xl/workbook.xml", sheet)
    return sheets


def _is_worth_reading(archive: zipfile.ZipFile, part: str, percents: set[str]) -> bool:
    """Whether the sheet has a formula or a cell of a percent style: most have neither.

    Raises:
        BadFileError: its cells lie so far apart that the grid between them would fill the memory.
    """
    signs = rb"<(?:\w+:)?f[\s/>]"
    if percents:
        numbers = "|".join(sorted(percents)).encode()
        signs += rb"|\bs=[\"'](?:" + numbers + rb")[\"']"
    pattern = re.compile(signs)
    found = False
    rows, columns = NEAR_ROWS, NEAR_COLUMNS
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            found = found or pattern.search(text) is not None
            for far in _FAR.finditer(text):
                rows = max(rows, int(far[2]))
                columns = max(columns, column_index(far[1].decode()) + 1)
            rest = text[-32:]
    if rows * columns > MOST_CELLS:
        raise BadFileError("bad-file.far_cells", cells=rows * columns, limit=MOST_CELLS)
    return found


# Cells --------------------------------------------------------------------------------------------


class _SheetReader:
    """Collects the marks of a sheet from its elements, in the order they stand."""

    def __init__(self, percents: set[str]) -> None:
        self.percents = percents
        self.found = SheetMarks()
        self.row = self.column = -1
        self.reference: str | None = None
        self.shows_percent = self.has_formula = self.has_value = self.in_value = False

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self.column += 1
            self.reference = attributes.get("r")
            self.shows_percent = (
                attributes.get("s") in self.percents and attributes.get("t", "n") == "n"
            )
            self.has_formula = self.has_value = False
        elif tag in ("v", "t"):
            self.in_value = True
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1

    def text(self, data: str) -> None:
        if self.in_value and not self.has_value and data.strip():
            self.has_value = True

    def end(self, tag: str) -> None:
        if tag == "c":
            if self.has_value and self.shows_percent:
                self.found.percents.append(self._place())
            elif self.has_formula and not self.has_value:
                self.found.bare_formulas.append(self._place())
        elif tag in ("v", "t"):
            self.in_value = False

    def _place(self) -> Place:
        """Where the cell says it is; else the next place of its row."""
        if match := _REFERENCE.fullmatch(self.reference or ""):
            return int(match[2]) - 1, column_index(match[1])
        return self.row, self.column


def column_index(letters: str) -> int:
    """A column's letters as its 0-based number.

    >>> column_index("A"), column_index("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


# XML ----------------------------------------------------------------------------------------------


def _parse_part(
    archive: zipfile.ZipFile,
    part: str,
    begin: Callable[[str, Attributes], None],
    end: Callable[[str], object] = lambda _tag: None,
) -> None:
    if part in archive.NameToInfo:
        with archive.open(part) as stream:
            _parse(stream, begin, end, lambda _text: None)


def _parse(
    stream: IO[bytes],
    begin: Callable[[str, Attributes], None],
    end: Callable[[str], object],
    text: Callable[[str], None],
) -> None:
    """Call back for every element, by its name without prefix."""

    def refuse(*_declared: object) -> None:
        raise BadFileError("bad-file.damaged", kind="Excel")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda tag, told: begin(_local(tag), told)
    parser.EndElementHandler = lambda tag: end(_local(tag))
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        for chunk in _chunks(stream):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError):  # LookupError: an encoding nobody knows
        raise BadFileError("bad-file.damaged", kind="Excel") from None


def _local(tag: str) -> str:
    return tag.rpartition(":")[2] if ":" in tag else tag


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk
