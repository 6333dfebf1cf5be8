"""The lines of a document, table rows kept as cells; its suffix decides the module to read it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from graph.lazy import imported
from graph.masking import without_personal
from ingest.readers import BadFileError

# Exceptions that parsers of formats raise on a damaged file.
DAMAGE: tuple[type[Exception], ...] = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
LONGEST_CHARACTERS = 20_000_000
LEFT, ABOVE = "left", "above"


@dataclass(frozen=True)
class Line:
    """A line or table row. number: in the file from 1 (docx: paragraphs and rows together).

    cells: of a table row, else empty. table: which table of the document the row is in. merged: of
    a row's cells, which repeat the one to the :data:`LEFT` or :data:`ABOVE`. page: in a PDF.
    """

    number: int
    text: str
    cells: tuple[str, ...] = ()
    table: int | None = None
    merged: tuple[str, ...] = ()
    page: int | None = None


FORMATS: dict[str, str] = {
    ".txt": "ingest.policy.plain_text:lines",
    ".md": "ingest.policy.plain_text:markdown_lines",
    ".html": "ingest.policy.web_page:lines",
    ".htm": "ingest.policy.web_page:lines",
    ".docx": "ingest.policy.word:lines",
    ".pdf": "ingest.policy.pdf:lines",
}


def lines_of(content: bytes, name: str) -> list[Line]:
    """Return the lines of a document, without names and numbers of contact persons.

    Raises:
        BadFileError: it cannot be read; the reason says why.
    """
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise BadFileError("bad-file.empty")
    read: Callable[[bytes], list[Line]] = imported(FORMATS[PurePosixPath(name).suffix.lower()])
    lines = [_without_persons(line) for line in read(content)]
    if sum(len(line.text) for line in lines) > LONGEST_CHARACTERS:
        raise BadFileError("bad-file.too_large", megabytes=LONGEST_CHARACTERS // 10**6)
    return lines


def _without_persons(line: Line) -> Line:
    cells = tuple(without_personal(cell) for cell in line.cells)
    return replace(line, text=without_personal(line.text), cells=cells)


def needed(package: str, kind: str) -> BadFileError:
    """Return the error to raise if an optional package is not installed."""
    return BadFileError("bad-document.needs_package", package=package, kind=kind)
