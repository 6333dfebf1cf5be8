"""Reader of CSV and TSV files: finds the encoding and delimiter, keeps every line's number."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import polars as pl

from graph.findings import Finding
from ingest.readers import MOST_CELLS, MOST_COLUMNS, BadFileError, Sheet
from ingest.readers.encodings import decode, refuse_other_files

DELIMITERS = (",", "\t", ";", "|")
SAMPLE_CHARACTERS = 1 << 16
SAMPLE_LINES = 20
LONGEST_CELL = 1 << 17


def read(content: bytes, name: str) -> list[Sheet]:
    """Read the one sheet of a delimited file."""
    suffix = name[name.rfind(".") :].lower()
    refuse_other_files(content, suffix)
    text = decode(content)
    if not text.strip():
        raise BadFileError("bad-file.empty")
    return [_sheet(text, "\t" if suffix == ".tsv" else find_delimiter(text))]


def find_delimiter(text: str) -> str:
    r"""Return the delimiter that most of the first lines share; a comma for a single column.

    >>> find_delimiter("a;b\n1,5;2\n")
    ';'
    """
    lines = [line for line in text[:SAMPLE_CHARACTERS].splitlines() if line.strip()][:SAMPLE_LINES]

    def agreement(delimiter: str) -> tuple[int, int]:
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=delimiter)]
        return sum(1 for count in counts if count), sum(counts)

    return max(DELIMITERS, key=agreement)


def _sheet(text: str, delimiter: str) -> Sheet:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.endswith("\n"):
        text += "\n"
    if '"' not in text and (sheet := _without_quotes(text, delimiter)):
        return sheet
    lines = text.split("\n")[:-1]
    width = 1 + max(line.count(delimiter) for line in lines)
    if width <= MOST_COLUMNS and _has_one_line_rows(lines):
        refuse_wide(len(lines), width, text)
        cells = _read_fast(text, delimiter, width, quoted='"' in text)
        if cells is not None and cells.height == len(lines):
            return _of_lines(cells)
    return _read_exactly(lines, delimiter)


def _without_quotes(text: str, delimiter: str) -> Sheet | None:
    """Read a text without quotes as wide as its first lines; None where a line is wider."""
    height = text.count("\n")
    sample = text[:SAMPLE_CHARACTERS]
    width = 1 + max(line.count(delimiter) for line in sample.split("\n"))
    if width > MOST_COLUMNS or height * width > MOST_CELLS:
        return None
    cells = _read_fast(text, delimiter, width, quoted=False)
    return _of_lines(cells) if cells is not None and cells.height == height else None


def _of_lines(cells: pl.DataFrame) -> Sheet:
    """Return cells as a sheet of which each row is a line."""
    numbers = pl.int_range(1, cells.height + 1, dtype=pl.Int64, eager=True)
    return Sheet(None, _drop_empty_columns(cells), numbers)


def refuse_wide(rows: int, width: int, text: str) -> None:
    """Raise where a table is wider than any spreadsheet, or most of its grid would be empty."""
    if width > MOST_COLUMNS:
        raise BadFileError("bad-file.columns", count=width, limit=MOST_COLUMNS)
    if rows * width > max(MOST_CELLS, len(text)):
        raise BadFileError("bad-file.far_cells", cells=rows * width, limit=MOST_CELLS)


def _has_one_line_rows(lines: list[str]) -> bool:
    """Tell whether no quoted cell can span lines: every line has an even number of quotes."""
    return not any(line.count('"') % 2 for line in lines)


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


def _read_exactly(lines: list[str], delimiter: str) -> Sheet:
    """Read quoted cells that span lines and stray quotes; slower, with each row's line number.

    A quote that is opened and never properly closed costs its own line, not the lines it would
    swallow: that line is split as it stands, and reported.
    """
    rows: list[list[str]] = []
    numbers: list[int] = []
    stray: list[int] = []
    at = 0
    while at < len(lines):
        for begin, end, row in _records(lines, at, delimiter):
            if end - begin > 1 and not _is_sound(lines[begin:end], delimiter):
                break
            refuse_wide(1, len(row), "")
            rows.append(row)
            numbers.append(begin + 1)
            at = end
        else:
            continue
        rows.append(lines[at].split(delimiter))
        numbers.append(at + 1)
        stray.append(at + 1)
        at += 1
    width = max(map(len, rows), default=0)
    refuse_wide(len(rows), width, "".join(lines))
    columns = {
        f"c{i}": pl.Series([row[i] if i < len(row) else None for row in rows], dtype=pl.String)
        for i in range(width)
    }
    notes = [Finding("stray-quote", "warning", row=line) for line in stray]
    return Sheet(
        None,
        _drop_empty_columns(pl.DataFrame(columns)),
        pl.Series(numbers, dtype=pl.Int64),
        notes=notes,
    )


def _records(lines: list[str], start: int, delimiter: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield records from a line on: first line, line behind the last, cells."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader((f"{lines[i]}\n" for i in range(start, len(lines))), delimiter=delimiter)
    begin = start
    try:
        for row in reader:
            end = start + reader.line_num
            yield begin, end, row
            begin = end
    except csv.Error:  # a cell without end
        yield begin, begin + 2, []


def _is_sound(lines: list[str], delimiter: str) -> bool:
    """Tell whether every quote of a record is closed, right before a delimiter or the end."""
    try:
        list(csv.reader([f"{line}\n" for line in lines], delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _drop_empty_columns(cells: pl.DataFrame) -> pl.DataFrame:
    """Leave out empty columns at the end (commas inside quotes widen the guess)."""
    width = cells.width
    while width > 1 and cells[:, width - 1].null_count() == cells.height:
        width -= 1
    return cells[:, :width]
