"""CSV and TSV: encoding, delimiter and line numbers found; nothing cut off, nothing skipped."""

from __future__ import annotations

import codecs
import csv
import io

import polars as pl

from ingest.readers import BadFileError, Sheet

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_BYTES = 1 << 16
SAMPLE_LINES = 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read(content: bytes, name: str) -> list[Sheet]:
    """The one sheet of a delimited file."""
    text = decode(content)
    if not text.strip():
        raise BadFileError("bad-file.empty")
    delimiter = "\t" if name.lower().endswith(".tsv") else find_delimiter(text)
    return [_sheet(text, delimiter)]


def decode(content: bytes) -> str:
    """Text in whichever of UTF-8, UTF-16, GB18030 or Big5 it is.

    >>> decode("院校".encode("gb18030"))
    '院校'
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    if b"\0" in content[:SAMPLE_BYTES]:
        for encoding in ("utf-16-le", "utf-16-be"):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text[:SAMPLE_BYTES]:
                return text
        raise BadFileError("bad-file.binary")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, _legacy_encoding(content))


def _legacy_encoding(content: bytes) -> str:
    from charset_normalizer import from_bytes

    end = content.rfind(b"\n", 0, SAMPLE_BYTES) + 1 or len(content)
    best = from_bytes(content[:end], cp_isolation=["gb18030", "big5"]).best()
    return best.encoding if best else "gb18030"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadFileError("bad-file.encoding", encoding=encoding, line=line) from None


def find_delimiter(text: str) -> str:
    r"""The delimiter that most of the first lines agree on; a comma for a single column.

    >>> find_delimiter("a;b\n1,5;2\n")
    ';'
    """
    lines = [line for line in text[:SAMPLE_BYTES].splitlines() if line.strip()][:SAMPLE_LINES]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=delimiter)]
        return sum(1 for count in counts if count), sum(counts)

    return max(DELIMITERS, key=agreement)


def _sheet(text: str, delimiter: str) -> Sheet:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.endswith("\n"):
        text += "\n"
    lines = text.count("\n")
    width = _widest(text, delimiter)
    quoted = '"' in text
    cells = _read_fast(text, delimiter, width, quoted) if _one_line_rows(text) else None
    if cells is not None and cells.height == lines:
        return Sheet(None, _trim(cells), pl.int_range(1, lines + 1, dtype=pl.Int64, eager=True))
    return _read_exactly(text, delimiter)


def _one_line_rows(text: str) -> bool:
    """Whether no quoted cell can span lines: every line holds an even number of quotes."""
    if '"' not in text:
        return True
    lines = pl.Series([text]).str.split("\n").explode()
    return not bool((lines.str.count_matches('"', literal=True) % 2 == 1).any())


def _widest(text: str, delimiter: str) -> int:
    lines = pl.Series([text]).str.split("\n").explode()
    return int(str(lines.str.count_matches(delimiter, literal=True).max() or 0)) + 1


def _read_fast(text: str, delimiter: str, width: int, quoted: bool) -> pl.DataFrame | None:
    try:
        return pl.read_csv(
            text.encode(),
            separator=delimiter,
            quote_char='"' if quoted else None,
            has_header=False,
            schema={f"c{i}": pl.String for i in range(width)},
            missing_columns="insert",
            truncate_ragged_lines=False,
        )
    except pl.exceptions.PolarsError:
        return None


def _read_exactly(text: str, delimiter: str) -> Sheet:
    """Quoted cells that span lines, stray quotes: slower, and each row keeps its line number."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    csv.field_size_limit(1 << 24)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    start = 1
    try:
        for row in reader:
            rows.append(row)
            numbers.append(start)
            start = reader.line_num + 1
    except csv.Error:
        raise BadFileError("bad-file.quotes", line=start) from None
    width = max(map(len, rows), default=0)
    columns = {
        f"c{i}": pl.Series([row[i] if i < len(row) else None for row in rows], dtype=pl.String)
        for i in range(width)
    }
    return Sheet(None, _trim(pl.DataFrame(columns)), pl.Series(numbers, dtype=pl.Int64))


def _trim(cells: pl.DataFrame) -> pl.DataFrame:
    """Without trailing columns that hold nothing (commas inside quotes widen the guess)."""
    while cells.width > 1 and cells[:, -1].null_count() == cells.height:
        cells = cells.drop(cells.columns[-1])
    return cells
