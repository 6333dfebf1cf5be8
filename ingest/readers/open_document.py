"""What an .ods says that the cell reader does not: hidden rows, and what must not be read."""

from __future__ import annotations

import zipfile
from xml.parsers import expat

from ingest.readers import BadFileError

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
_CHUNK = 1 << 20
_HIDDEN = (b'visibility="collapse"', b'visibility="filter"')
MOST_TOLD = 100_000


def hidden_rows(archive: zipfile.ZipFile) -> dict[str, list[int]]:
    """Name of a sheet → its hidden rows, by their number from 1 on.

    Raises:
        BadFileError: the document has a password, or declares a document type.
    """
    if MANIFEST in archive.NameToInfo and b"encryption-data" in archive.read(MANIFEST):
        raise BadFileError("bad-file.encrypted")
    if CONTENT not in archive.NameToInfo or not _has_hidden(archive):
        return {}
    counter = _RowCounter()
    parser = expat.ParserCreate()
    parser.StartElementHandler = counter.begin
    try:
        with archive.open(CONTENT) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk)
    except (expat.ExpatError, ValueError):
        raise BadFileError("bad-file.damaged", kind="OpenDocument") from None
    return counter.hidden


def _has_hidden(archive: zipfile.ZipFile) -> bool:
    found = False
    rest = b""
    with archive.open(CONTENT) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise BadFileError("bad-file.declares")
            found = found or any(sign in text for sign in _HIDDEN)
            rest = chunk[-32:]
    return found


class _RowCounter:
    """Counts the rows of each table; a row may stand for many."""

    def __init__(self) -> None:
        self.hidden: dict[str, list[int]] = {}
        self.table = ""
        self.row = 0

    def begin(self, tag: str, told: dict[str, str]) -> None:
        """An element begins."""
        if tag == "table:table":
            self.table, self.row = told.get("table:name", ""), 0
        elif tag == "table:table-row":
            repeated = int(told.get("table:number-rows-repeated", "1"))
            if told.get("table:visibility") in ("collapse", "filter"):
                rows = range(self.row + 1, self.row + 1 + min(repeated, MOST_TOLD))
                self.hidden.setdefault(self.table, []).extend(rows)
            self.row += repeated
