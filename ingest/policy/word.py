"""Lines of Word documents (.docx): paragraphs and table rows in the order of the text."""

from __future__ import annotations

import io
import re
from typing import Any

from ingest.policy.documents import ABOVE, DAMAGE, LEFT, Line, needed
from ingest.policy.numerals import to_chinese
from ingest.readers import BadFileError
from ingest.readers.archives import refuse_bombs

_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COMPOUND = b"\xd0\xcf\x11\xe0"  # an old Office file, or a new one behind a password
_DEEPEST = 8  # tables within tables


def lines(content: bytes) -> list[Line]:
    """Return the lines of a Word document, automatic numbers included.

    Raises:
        BadFileError: python-docx is not installed, or the file is no Word document.
    """
    try:
        import docx
        from docx.exceptions import PythonDocxError
        from docx.opc.exceptions import OpcError
    except ImportError:
        raise needed("python-docx", "Word") from None
    from lxml import etree

    if content.startswith(COMPOUND):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        reason = "bad-file.encrypted" if locked else "bad-file.not_its_name"
        raise BadFileError(reason, kind=".docx")
    refuse_bombs(content, "Word")
    try:
        document = docx.Document(io.BytesIO(content))
        return _Body(document).lines
    except (*DAMAGE, OpcError, PythonDocxError, etree.LxmlError):
        raise BadFileError("bad-file.damaged", kind="Word") from None


class _Body:
    """The body of a document, walked once."""

    def __init__(self, document: Any) -> None:
        self.lines: list[Line] = []
        self.numbers = Numbers(document)
        self.tables = 0
        self._walk(document.element.body, 0)

    def _walk(self, parent: Any, depth: int) -> None:
        for block in parent:
            if block.tag == f"{_MAIN}p":
                self._add(paragraph_text(block), block)
            elif block.tag == f"{_MAIN}tbl" and depth < _DEEPEST:
                self._add_table(block, depth)
            elif block.tag in (f"{_MAIN}sdt", f"{_MAIN}sdtContent", f"{_MAIN}ins"):
                self._walk(block, depth)

    def _add(self, text: str, block: Any) -> None:
        number = self.numbers.of(block)
        for index, part in enumerate(text.split("\n")):
            self.lines.append(Line(len(self.lines) + 1, (number if index == 0 else "") + part))

    def _add_table(self, table: Any, depth: int) -> None:
        rows = [row for row in table.iter(f"{_MAIN}tr") if _owner(row) is table]
        if rows and max(len(list(_cells(row))) for row in rows) < 2:  # a frame around text
            for row in rows:
                for cell in _cells(row):
                    self._walk(cell, depth + 1)
            return
        self.tables += 1
        above: list[str] = []
        for row in rows:
            cells: list[str] = []
            marks: list[str] = []
            for cell in _cells(row):
                text = self._cell_text(cell)
                merged = cell.find(f"{_MAIN}tcPr/{_MAIN}vMerge")
                continues = merged is not None and merged.get(f"{_MAIN}val") != "restart"
                if continues and len(cells) < len(above):
                    text = above[len(cells)]
                cells += [text] * _span(cell)
                marks += [ABOVE if continues else "", *[LEFT] * (_span(cell) - 1)]
            above = cells
            if any(cells):
                number = len(self.lines) + 1
                text = " | ".join(cells)
                self.lines.append(Line(number, text, tuple(cells), self.tables, tuple(marks)))

    def _cell_text(self, cell: Any) -> str:
        paragraphs = cell.iter(f"{_MAIN}p")
        return "\n".join(
            text
            for paragraph in paragraphs
            if (text := self.numbers.of(paragraph) + paragraph_text(paragraph)).strip()
        )


def _owner(row: Any) -> Any:
    parent = row.getparent()
    while parent.tag != f"{_MAIN}tbl":
        parent = parent.getparent()
    return parent


def _cells(row: Any) -> Any:
    return (
        row.iter(f"{_MAIN}tc")
        if not any(True for _ in row.iter(f"{_MAIN}tbl"))
        else row.iterchildren(f"{_MAIN}tc")
    )


def _span(cell: Any) -> int:
    grid_span = cell.find(f"{_MAIN}tcPr/{_MAIN}gridSpan")
    value = grid_span.get(f"{_MAIN}val") if grid_span is not None else None
    return min(int(value), 100) if value and value.isdecimal() else 1


def paragraph_text(paragraph: Any) -> str:
    """Return the text of a paragraph, without deleted text and hidden fields."""
    parts = []
    for node in paragraph.iter(f"{_MAIN}t", f"{_MAIN}tab", f"{_MAIN}br", f"{_MAIN}cr"):
        if node.tag == f"{_MAIN}t":
            parts.append(node.text or "")
        elif node.tag == f"{_MAIN}tab":
            if node.getparent().tag == f"{_MAIN}r":
                parts.append("\t")
        else:
            parts.append("\n")
    return "".join(parts)


# Automatic numbers --------------------------------------------------------------------------------

_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}
_ARABIC = {"decimal", "decimalZero", "decimalFullWidth", "decimalHalfWidth"}


class Numbers:
    """The counters of the numbered paragraphs of a document."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles = _style_numbers(document)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {
            definition.get(f"{_MAIN}abstractNumId"): _levels(definition)
            for definition in root.iter(f"{_MAIN}abstractNum")
        }
        for number in root.iter(f"{_MAIN}num"):
            reference = number.find(f"{_MAIN}abstractNumId")
            if reference is not None:
                self._levels[number.get(f"{_MAIN}numId")] = abstract.get(
                    reference.get(f"{_MAIN}val"), {}
                )

    def of(self, paragraph: Any) -> str:
        """Return the number of a paragraph as Word displays it, or an empty text."""
        properties = paragraph.find(f"{_MAIN}pPr")
        if properties is None or not self._levels:
            return ""
        number, level = _reference(properties)
        style = properties.find(f"{_MAIN}pStyle")
        if number is None and style is not None:
            number, level = self._styles.get(style.get(f"{_MAIN}val"), (None, 0))
        levels = self._levels.get(number or "", {})
        if number is None or level not in levels:
            return ""
        counts = self._counts.setdefault(number, {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form, _, start = levels.get(at, ("decimal", "", 1))
            value = counts.get(at, start)
            return to_chinese(value) if form in _CHINESE else str(value)

        if levels[level][0] not in _CHINESE | _ARABIC:
            return ""
        return re.sub(r"%(\d)", written, levels[level][1])


def _levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    levels = {}
    for level in abstract.iter(f"{_MAIN}lvl"):
        values = {
            name: node.get(f"{_MAIN}val")
            for name in ("numFmt", "lvlText", "start")
            if (node := level.find(f"{_MAIN}{name}")) is not None
        }
        at, start = level.get(f"{_MAIN}ilvl", "0"), values.get("start") or "1"
        if at.isdecimal() and start.isdecimal():
            levels[int(at)] = (values.get("numFmt") or "", values.get("lvlText") or "", int(start))
    return levels


def _reference(properties: Any) -> tuple[str | None, int]:
    number = properties.find(f"{_MAIN}numPr/{_MAIN}numId")
    level = properties.find(f"{_MAIN}numPr/{_MAIN}ilvl")
    at = level.get(f"{_MAIN}val", "0") if level is not None else "0"
    number_id = number.get(f"{_MAIN}val") if number is not None else None
    return number_id, int(at) if at.isdecimal() else 0


def _style_numbers(document: Any) -> dict[str, tuple[str | None, int]]:
    numbers = {}
    for style in document.styles.element.iter(f"{_MAIN}style"):
        properties = style.find(f"{_MAIN}pPr")
        if properties is not None and _reference(properties)[0] is not None:
            numbers[style.get(f"{_MAIN}styleId")] = _reference(properties)
    return numbers
