"""Readers by file suffix, from the bytes of a file to sheets of text cells.

A reader is a function ``(content, name) -> list[Sheet]``; it raises :class:`BadFileError` when the
file cannot be read. To add a format, write one module and one entry in :data:`READERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import polars as pl

from graph.findings import Finding
from graph.lazy import imported

BARE_FORMULA = "="  # marks a formula without a stored value
STRUCK = "~"  # marks a cell whose text is struck through
MOST_COLUMNS = 16_384  # of a spreadsheet
NO_RECORDS = "unread-file.no_records"  # reason of a JSON file that may be no data
MOST_CELLS = 30_000_000  # of a grid that is mostly empty


@dataclass(frozen=True)
class CellFault:
    """Cell without a value: 0-based row of the frame, 0-based column, what stood there."""

    index: int
    column: int
    what: str


@dataclass(frozen=True)
class Merge:
    """Merged range: 0-based rows and columns of the frame, the last ones included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass
class Sheet:
    """Grid of text cells, as in the file.

    cells: all columns ``c0 … cn`` of strings, null where empty. rows: the file's own number of
    each row (1 = first line). faults: error cells. merges: merged ranges. notes: findings of the
    reader on the sheet, about_file: on the whole file. first_column: the column of the sheet that
    ``c0`` is (0 = A). is_hidden: the sheet is hidden in a spreadsheet; hidden_rows: by their own
    number, hidden_columns: 0-based columns of the frame. is_of_records: the first row holds the
    keys of records, nested ones as ``city/name``.
    """

    name: str | None
    cells: pl.DataFrame
    rows: pl.Series
    faults: list[CellFault] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    notes: list[Finding] = field(default_factory=list)
    about_file: list[Finding] = field(default_factory=list)
    first_column: int = 0
    is_hidden: bool = False
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    is_of_records: bool = False


class BadFileError(Exception):
    """Error of a file that cannot be read; ``reason`` names the sentence that says why."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values

    def finding(self, file: str | None = None) -> Finding:
        """Return the finding that says so."""
        return Finding(self.reason, file=file, values=dict(self.values), rule="bad-file")


Reader = Callable[[bytes, str], list[Sheet]]

# Policy documents: their text becomes rows of several tables.
DOCUMENTS = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".doc", ".wps")
# Suffix → "module:function", imported when first needed.
READERS: dict[str, str] = {
    ".csv": "ingest.readers.delimited:read",
    ".tsv": "ingest.readers.delimited:read",
    ".xlsx": "ingest.readers.isolated:read",
    ".xlsm": "ingest.readers.isolated:read",
    ".xls": "ingest.readers.isolated:read",
    ".ods": "ingest.readers.isolated:read",
    ".parquet": "ingest.readers.isolated:read",
    ".json": "ingest.readers.records:read",
    ".jsonl": "ingest.readers.records:read",
    ".ndjson": "ingest.readers.records:read",
    ".json.gz": "ingest.readers.records:read",
    ".jsonl.gz": "ingest.readers.records:read",
    ".ndjson.gz": "ingest.readers.records:read",
    ".csv.gz": "ingest.readers.packed:read_delimited",
    ".tsv.gz": "ingest.readers.packed:read_delimited",
    **dict.fromkeys(DOCUMENTS, "ingest.policy.sheets:read"),
}


def suffix_of(name: str) -> str:
    """Return the suffix of a file in lower case; of a packed table both of its suffixes.

    >>> suffix_of("计划.2025.JSON.GZ"), suffix_of("a.2025.xlsx"), suffix_of("a.tar.gz")
    ('.json.gz', '.xlsx', '.gz')
    """
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    packed = "".join(suffixes[-2:])
    return packed if packed in READERS else "".join(suffixes[-1:])


def stem_of(name: str) -> str:
    """Return the name of a file without its folder and suffix."""
    return PurePosixPath(name).name[: -len(suffix_of(name)) or None]


def reader_for(suffix: str) -> Reader:
    """Return the reader of a suffix (lower case, with its dot)."""
    reader: Reader = imported(READERS[suffix])
    return reader
