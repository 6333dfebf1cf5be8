"""Marks of .xlsx sheets that the cell reader does not give: number formats, bare formulas.

The cell reader gives 0.965 for a cell shown as 96.5 %, 3 for one shown as 3百, and nothing for a
formula whose result was never stored. All stand in the sheets' XML, with hidden rows and merged
ranges. A document type declaration is refused, so no entity is ever defined or expanded.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from typing import IO
from xml.parsers import expat

from graph.processes.limits import FileLimits
from ingest.readers import STRUCK, BadFileError
from ingest.readers.prolog import Prolog
from ingest.readers.sheet_scan import (
    CHUNK_BYTES,
    NEAR_COLUMNS,
    NEAR_ROWS,
    Place,
    PlacedText,
    SheetMarks,
    SheetScan,
    column_index,
    last_row,
    pieces,
    raised_texts,
    refuse_far_cells,
)

BUILT_IN_PERCENTS = {9, 10}
# Quoted or escaped text, widths, colours and conditions in a number format.
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\[[^\]]*\]')
# A number format in its parts; fillers, conditions and colours are skipped.
_PARTS = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[[^\]]*\]|(?P<digits>General|[#0?][#0?,.]*)|(?P<other>.)'
)
SHARED_STRINGS = "xl/sharedStrings.xml"
_STRINGS_ROOT = re.compile(rb"<(?:\w+:)?sst[\s>]")
MOST_ROWS = 1_048_576  # of a spreadsheet
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
_CHUNK = 1 << 16
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Attributes = dict[str, str]


def sheet_marks(archive: zipfile.ZipFile) -> dict[str, SheetMarks]:
    """Read the marks of every sheet, by the sheet's name.

    Raises:
        BadFileError: a part of the workbook is no sound XML, declares a document type, or its cells
            lie too far apart; there are too many sheets.
    """
    styles = _read_styles(archive)
    parts = _sheet_parts(archive)
    if len(parts) > FileLimits().sheets:
        raise BadFileError("bad-file.sheets", count=len(parts), limit=FileLimits().sheets)
    _refuse_declarations(archive, SHARED_STRINGS, _STRINGS_ROOT)
    raised = _raised_strings(archive)
    return {
        name: _read_marks(archive, part, styles, raised)
        for name, part in parts.items()
        if part in archive.NameToInfo
    }


def _read_marks(
    archive: zipfile.ZipFile, part: str, styles: dict[str, str], raised: dict[int, str]
) -> SheetMarks:
    scan = SheetScan(styles)
    with archive.open(part) as stream:
        for text in pieces(stream):
            scan.feed(text)
            if raised:
                scan.marks.raised += raised_texts(text, raised)
    rows = MOST_ROWS if scan.has_far_rows else NEAR_ROWS
    if scan.has_rows_beyond or (scan.has_far_rows and scan.columns > NEAR_COLUMNS):
        with archive.open(part) as stream:
            rows = last_row(stream)
    refuse_far_cells(rows, scan.columns)
    if scan.marks.nameless:
        cells = _CellCounter(styles)
        with archive.open(part) as stream:
            _parse(stream, cells.begin, cells.end, cells.text)
        scan.marks.formatted, scan.marks.struck = cells.formatted, cells.struck
        scan.marks.bare_formulas = cells.bare_formulas
    return scan.marks


def _raised_strings(archive: zipfile.ZipFile) -> dict[int, str]:
    """Return number of a shared text with raised digits → the text with them as superscripts.

    A footnote may be a raised 2 behind 33, which would otherwise read as 332.
    """
    if SHARED_STRINGS not in archive.NameToInfo:
        return {}
    with archive.open(SHARED_STRINGS) as stream:
        if not any(b"superscript" in chunk for chunk in pieces(stream)):
            return {}
    texts: dict[int, str] = {}
    state: dict[str, int] = {"number": -1, "raised": False, "text": False}
    parts: list[tuple[str, bool]] = []

    def begin(tag: str, attributes: Attributes) -> None:
        if tag == "si":
            state["number"] += 1
            parts.clear()
        elif tag == "r":
            state["raised"] = False
        elif tag == "vertAlign":
            state["raised"] = attributes.get("val") == "superscript"
        state["text"] = tag == "t"

    def end(tag: str) -> None:
        state["text"] = False
        if tag == "r":
            state["raised"] = False
        if tag == "si" and any(is_raised for _, is_raised in parts):
            whole = "".join(p.translate(_RAISED) if is_raised else p for p, is_raised in parts)
            texts[int(state["number"])] = whole

    def text(data: str) -> None:
        if state["text"]:
            parts.append((data, bool(state["raised"])))

    with archive.open(SHARED_STRINGS) as stream:
        _parse(stream, begin, end, text)
    return texts


def _refuse_declarations(archive: zipfile.ZipFile, part: str, root: re.Pattern[bytes]) -> None:
    """Raise where a part declares a document type, with entities to be expanded."""
    if part in archive.NameToInfo:
        prolog = Prolog(root)
        with archive.open(part) as stream:
            while not prolog.is_over and (chunk := stream.read(CHUNK_BYTES)):
                prolog.feed(chunk)


def is_percent(number_format: str) -> bool:
    """Tell whether a number format shows a number a hundredfold, with a percent sign.

    >>> is_percent("0.0%"), is_percent('0.0"%"'), is_percent("0.00")
    (True, False, False)
    """
    return "%" in _NOT_SHOWN.sub("", number_format)


# Parts of the workbook ----------------------------------------------------------------------------


def shown_as(number_format: str) -> str:
    r"""Return a number format's text around a number, ``#`` standing for it; '' if there is none.

    Only what changes the meaning: per cent, and words before or behind. A format that shows
    thousands by leaving digits out (``0,"千"``) shows the very number, and dates are none.

    >>> shown_as('0"人"'), shown_as("0.0%"), shown_as(r'#,##0\ "百"'), shown_as('0.0,"千"')
    ('#人', '#%', '# 百', '')
    >>> shown_as('yyyy"年"'), shown_as('"¥"0.00'), shown_as("General")
    ('', '', '')
    """
    if is_percent(number_format):
        return "#%"
    words, digits = ["", ""], ""
    for part in _PARTS.finditer(number_format):
        other_sign = part["other"] or ""
        if other_sign == ";" or (other_sign.isascii() and other_sign.isalpha()):
            break
        if part["digits"]:
            digits = part["digits"]
        words[bool(digits)] += part["quoted"] or part["escaped"] or other_sign.strip("-+()$¥￥ ")
    else:
        other_sign = ""
    is_number = digits and not digits.endswith(",") and other_sign in ("", ";")
    return "#".join(words) if is_number and any(map(str.isalpha, "".join(words))) else ""


def _read_styles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return number of a cell style → its text around a number, or that it strikes cells through.

    Styles that do neither are left out.
    """
    formats: dict[int, str] = dict.fromkeys(BUILT_IN_PERCENTS, "#%")
    struck: list[bool] = []  # of each font
    styles: list[str] = []
    inside: list[str] = []

    def begin(tag: str, attributes: Attributes) -> None:
        inside.append(tag)
        if tag == "numFmt" and (form := shown_as(attributes.get("formatCode", ""))):
            formats[int(attributes.get("numFmtId", "-1"))] = form
        elif tag == "font" and "fonts" in inside:
            struck.append(False)
        elif tag == "strike" and "fonts" in inside:
            struck[-1] = attributes.get("val", "1") not in ("0", "false")
        elif tag == "xf" and "cellXfs" in inside:
            font = int(attributes.get("fontId", "0"))
            is_struck = font < len(struck) and struck[font]
            number = int(attributes.get("numFmtId", "0"))
            styles.append(STRUCK if is_struck else formats.get(number, ""))

    _parse_part(archive, "xl/styles.xml", begin, lambda _tag: inside.pop())
    return {str(number): form for number, form in enumerate(styles) if form}


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return name of a sheet → the part of the archive that holds it."""
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


# Cells --------------------------------------------------------------------------------------------


class _CellCounter:
    """Handler of XML events that finds marked cells by counting: cells need not give a place."""

    def __init__(self, styles: dict[str, str]) -> None:
        self.styles = styles
        self.formatted: list[PlacedText] = []
        self.struck: list[Place] = []
        self.bare_formulas: list[Place] = []
        self.row = self.column = -1
        self.reference: str | None = None
        self.form = ""
        self.has_formula = self.has_value = self.in_value = False

    def begin(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self.column += 1
            self.reference = attributes.get("r")
            form = self.styles.get(attributes.get("s", ""), "")
            self.form = form if form == STRUCK or attributes.get("t", "n") == "n" else ""
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
            if self.has_value and self.form == STRUCK:
                self.struck.append(self._place())
            elif self.has_value and self.form:
                self.formatted.append((*self._place(), self.form))
            elif self.has_formula and not self.has_value:
                self.bare_formulas.append(self._place())
        elif tag in ("v", "t"):
            self.in_value = False

    def _place(self) -> Place:
        """Return the place the cell gives; else the next one of its row."""
        if match := _REFERENCE.fullmatch(self.reference or ""):
            return int(match[2]) - 1, column_index(match[1].encode())
        return self.row, self.column


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
        raise BadFileError("bad-file.declares")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: begin(_local_name(tag), attributes)
    parser.EndElementHandler = lambda tag: end(_local_name(tag))
    parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        parser.ParseFile(stream)
    except (expat.ExpatError, ValueError, LookupError):  # LookupError: an unknown encoding
        raise BadFileError("bad-file.damaged", kind="Excel") from None


def _local_name(tag: str) -> str:
    return tag.rpartition(":")[2] if ":" in tag else tag
