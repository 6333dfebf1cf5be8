"""Lines of web pages: the text of blocks, and the rows of tables as cells.

No part of the page is run, fetched or followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ingest.policy.documents import ABOVE, LEFT, Line, needed
from ingest.readers import BadFileError
from ingest.readers.encodings import decode

_UNSEEN = {"script", "style", "noscript", "template", "iframe", "object", "svg", "select", "head"}
_FURNITURE = {"nav", "footer", "aside", "form", "button"}
_INLINE = frozenset(
    "a abbr b bdi bdo cite code em font i ins label mark q s small span strong sub sup u".split()  # noqa: SIM905
)
_ROWS_OF_PARAGRAPHS = 5  # a cell with more of them holds the page, not a figure
_LONG_CELL = 1500
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_MOST_COLUMNS = 200
_LEAST_LINKS, _LARGEST_MENU = 2, 400  # links, elements
_BETWEEN_LINKS = 2  # characters: bullets, bars


def lines(content: bytes) -> list[Line]:
    """Return the lines of a web page, in reading order.

    Raises:
        BadFileError: lxml is not installed, or the page holds nothing.
    """
    try:
        import lxml.html
    except ImportError:
        raise needed("lxml", "HTML") from None
    try:
        root = lxml.html.document_fromstring(
            _text(content), parser=lxml.html.HTMLParser(huge_tree=False)
        )
    except (lxml.etree.LxmlError, ValueError):
        raise BadFileError("bad-file.damaged", kind="HTML") from None
    page = _Page()
    body = root.find("body")
    page.walk(body if body is not None else root)
    page.end_line()
    return page.lines


def _text(content: bytes) -> str:
    declared = _CHARSET.search(content[:4096])
    if declared and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        try:
            text = content.decode("gb18030" if name.startswith("gb") else name)
        except (LookupError, UnicodeDecodeError):
            text = decode(content)
    else:
        text = decode(content)
    return re.sub(r"^\s*<\?xml[^>]*>", "", text).replace("\0", "") or " "


class _Page:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.tables = 0

    def end_line(self) -> None:
        text = re.sub(r"[ \t\r\n]+", " ", "".join(self.words))
        self.words.clear()
        if text.strip():
            self.lines.append(Line(len(self.lines) + 1, text))

    def walk(self, root: Any) -> None:
        """Add the lines of an element depth first, without recursion: pages may nest deeply."""
        todo: list[tuple[str, Any]] = [("open", root)]
        while todo:
            action, node = todo.pop()
            if action == "text":
                self.words.append(node)
            elif action == "break":
                self.end_line()
            elif action == "open":
                todo += reversed(list(self._parts(node)))

    def _parts(self, node: Any) -> Iterator[tuple[str, Any]]:
        if not isinstance(node.tag, str) or node.tag in _UNSEEN or node.tag in _FURNITURE:
            return
        if node.tag in ("ul", "ol") and is_menu(node):
            return
        if node.tag == "br":
            yield "break", None
            return
        if node.tag == "table" and is_data_table(node):
            self.end_line()
            self._add_table(node)
            return
        is_block = node.tag not in _INLINE
        if is_block:
            yield "break", None
        if node.text:
            yield "text", node.text
        for child in node:
            yield "open", child
            if child.tail:
                yield "text", child.tail
        if is_block:
            yield "break", None

    def _add_table(self, table: Any) -> None:
        self.tables += 1
        spans: dict[int, tuple[int, str]] = {}  # column → rows still covered, and their text
        for row in table.iter("tr"):
            cells: list[str] = []
            marks: list[str] = []
            waiting = [cell_node for cell_node in row if cell_node.tag in ("td", "th")]
            while waiting or len(cells) in spans:
                column = len(cells)
                if column in spans:
                    rows_covered, text = spans.pop(column)
                    if rows_covered > 1:
                        spans[column] = (rows_covered - 1, text)
                    cells.append(text)
                    marks.append(ABOVE)
                    continue
                cell = waiting.pop(0)
                text = cell_text(cell)
                for repeats in range(_number(cell.get("colspan"))):
                    if len(cells) < _MOST_COLUMNS:
                        if (down := _number(cell.get("rowspan"))) > 1:
                            spans[len(cells)] = (down - 1, text)
                        cells.append(text)
                        marks.append(LEFT if repeats else "")
            if any(cells):
                number, text = len(self.lines) + 1, " | ".join(cells)
                self.lines.append(Line(number, text, tuple(cells), self.tables, tuple(marks)))


def _number(attribute: str | None) -> int:
    return (
        min(max(int(attribute), 1), _MOST_COLUMNS)
        if attribute and attribute.strip().isdecimal()
        else 1
    )


def cell_text(cell: Any) -> str:
    """Return the text of a cell, each paragraph on its own line."""
    blocks = [block for block in cell.iter("p", "div", "li") if block is not cell]
    if blocks:
        texts = [_flow(b) for b in blocks if not any(x in blocks for x in b.iterdescendants())]
        own = cell.text or ""
        return "\n".join(_closed_up(t) for t in [own, *texts] if t.strip())
    return _closed_up(_flow(cell))


def _flow(node: Any) -> str:
    """Return the text of an element; a ``br`` becomes a form feed, unlike white space in HTML."""
    words = [node.text or ""]
    for inner in node.iterdescendants():
        if inner.tag == "br":
            words.append("\f")
        elif isinstance(inner.tag, str):
            words.append(inner.text or "")
        words.append(inner.tail or "")
    return "".join(words)


def _closed_up(text: str) -> str:
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.split("\f"))
    return "\n".join(line for line in lines if line)


def is_menu(node: Any) -> bool:
    """Tell whether a list holds only links, as the menus of a page do."""
    linked_characters, links = 0, 0
    for count, inner in enumerate(node.iterdescendants()):
        if count > _LARGEST_MENU:
            return False
        if inner.tag == "a":
            links += 1
            linked_characters += len("".join(inner.itertext()).strip())
    characters = len(re.sub(r"\s+", "", "".join(node.itertext()))) if links >= _LEAST_LINKS else 0
    return 0 < characters <= linked_characters + _BETWEEN_LINKS * links


def is_data_table(table: Any) -> bool:
    """Tell whether a table holds rows of figures or names, rather than the layout of the page."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    widths = [sum(c.tag in ("td", "th") for c in row) for row in rows]
    if not rows or max(widths) < 2:
        return False
    for cell in table.iter("td"):
        text = "".join(cell.itertext())
        if len(text) > _LONG_CELL and sum(1 for _ in cell.iter("p", "div")) > _ROWS_OF_PARAGRAPHS:
            return False
    return True
