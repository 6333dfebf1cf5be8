"""Lines of PDF files, page by page, with rows of tables; a PDF of pictures is an error."""

from __future__ import annotations

import io
import logging
from typing import Any

from ingest.policy.documents import DAMAGE, Line, needed
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

    def add(self, page: Any) -> None:
        """Add the lines of a page from top to bottom, its tables in their place."""
        self.pictures += len(page.images)
        tables = [
            table
            for table in page.find_tables()
            if len(table.rows) > 1 and max(len(row.cells) for row in table.rows) > 1
        ]
        top = page.bbox[1]
        for table in sorted(tables, key=lambda table: table.bbox[1]):
            if table.bbox[1] > top + 1:
                self._add_text(
                    page.crop((page.bbox[0], top, page.bbox[2], table.bbox[1]), strict=False)
                )
            self._add_table(table)
            top = max(top, table.bbox[3])
        if page.bbox[3] > top + 1:
            self._add_text(page.crop((page.bbox[0], top, page.bbox[2], page.bbox[3]), strict=False))

    def _add_text(self, part: Any) -> None:
        for text in (part.extract_text() or "").splitlines():
            self.lines.append(Line(len(self.lines) + 1, text))

    def _add_table(self, table: Any) -> None:
        self.tables += 1
        above: list[str] = []
        for row in table.extract():
            cells = [
                "".join(cell.splitlines())
                if cell is not None
                else above[column]
                if column < len(above)
                else ""
                for column, cell in enumerate(row)
            ]
            above = cells
            self.lines.append(
                Line(len(self.lines) + 1, " | ".join(cells), tuple(cells), self.tables)
            )
