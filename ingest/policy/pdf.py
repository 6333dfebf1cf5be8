"""Lines of PDF files, page by page, with rows of tables; a PDF of pictures is an error."""

from __future__ import annotations

import io
import logging
from typing import Any

from ingest.policy.documents import ABOVE, DAMAGE, LEFT, Line, needed
from ingest.readers import BadFileError

MOST_PAGES = 1_000
_LEAST_CHARACTERS_A_PAGE = 10


def lines(content: bytes) -> list[Line]:
    """Return the lines of a PDF.

    Raises:
        BadFileError: pdfplumber is not installed; the file is no PDF, locked, or only pictures.
    """
    try:
        import pdfplumber
        from pdfminer.pdfdocument import PDFPasswordIncorrect
        from pdfminer.psexceptions import PSException
        from pdfplumber.utils.exceptions import PdfminerException
    except ImportError:
        raise needed("pdfplumber", "PDF") from None
    if not content.lstrip()[:5] == b"%PDF-":
        raise BadFileError("bad-file.not_its_name", kind=".pdf")
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    damage: tuple[type[Exception], ...] = (*DAMAGE, PSException)
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > MOST_PAGES:
                raise BadFileError(
                    "bad-document.pages", count=len(document.pages), limit=MOST_PAGES
                )
            read_pages = _Pages()
            for page in document.pages:
                read_pages.add(page)
                page.close()
    except PdfminerException as fault:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in fault.args):
            raise BadFileError("bad-file.encrypted") from None
        raise BadFileError("bad-file.damaged", kind="PDF") from None
    except damage:
        raise BadFileError("bad-file.damaged", kind="PDF") from None
    if sum(len(line.text.strip()) for line in read_pages.lines) < _LEAST_CHARACTERS_A_PAGE:
        raise BadFileError(
            "bad-document.only_pictures" if read_pages.pictures else "bad-document.no_text"
        )
    return read_pages.lines


class _Pages:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.tables = 0
        self.pictures = 0
        self.page = 0

    def add(self, page: Any) -> None:
        """Add the lines of a page from top to bottom, its tables in their place."""
        self.page += 1
        self.pictures += len(page.images)
        tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
        tables = [t for t in tables if _width(t) > 1 and (len(t.rows) > 1 or self._goes_on(t))]
        top = page.bbox[1]
        for table in tables:
            if table.bbox[1] > top + 1:
                self._add_text(
                    page.crop((page.bbox[0], top, page.bbox[2], table.bbox[1]), strict=False)
                )
            self._add_table(table)
            top = max(top, table.bbox[3])
        if page.bbox[3] > top + 1:
            self._add_text(page.crop((page.bbox[0], top, page.bbox[2], page.bbox[3]), strict=False))

    def _goes_on(self, table: Any) -> bool:
        """Tell whether a row alone may be the end of the table on the page before."""
        last = next((line for line in reversed(self.lines) if line.cells), None)
        return last is not None and last.page == self.page - 1 and len(last.cells) == _width(table)

    def _add_text(self, part: Any) -> None:
        for text in (part.extract_text() or "").splitlines():
            self.lines.append(Line(len(self.lines) + 1, text, page=self.page))

    def _add_table(self, table: Any) -> None:
        self.tables += 1
        above: list[str] = []
        lefts = sorted({box[0] for box in table.cells})  # of the columns
        for row, boxes in zip(table.extract(), table.rows, strict=True):
            cells = [
                "".join(cell.splitlines())
                if cell is not None
                else above[column]
                if column < len(above)
                else ""
                for column, cell in enumerate(row)
            ]
            above = cells
            text, number = " | ".join(cells), len(self.lines) + 1
            marks = _marks(boxes.cells, lefts)
            self.lines.append(Line(number, text, tuple(cells), self.tables, marks, self.page))


def _width(table: Any) -> int:
    return max(len(row.cells) for row in table.rows)


def _marks(boxes: list[Any], lefts: list[float]) -> tuple[str, ...]:
    """Tell of each cell of a row whether it is merged with one before it; those have no box."""
    marks: list[str] = []
    right = 0.0  # how far the last cell with a box reaches
    for box, left in zip(boxes, lefts, strict=True):
        marks.append("" if box else LEFT if left < right - 1 else ABOVE)
        right = box[2] if box else right
    return tuple(marks)
