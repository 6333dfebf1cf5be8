"""What each sheet of a dataset was taken for, with its first rows for a person to look at."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from graph.findings import one_line
from graph.masking import MASK, without_personal
from graph.ontology import Ontology
from graph.schema.sheets import NOT_TABLES
from ingest.datasets import Dataset, InputFile
from ingest.head_rows import merged_over
from ingest.headings import SEARCHED_ROWS, Head, find_head
from ingest.hidden import shown_sheets
from ingest.personal import heading_kind
from ingest.pipeline import sheets_of
from ingest.policy.sheets import COLUMNS as TABLES_OF_TEXTS
from ingest.readers import DOCUMENTS, BadFileError, Sheet
from ingest.repeats import column_letter
from ingest.rules import FileRules
from ingest.sheets import ReadTable
from ingest.source_lines import TAKEN
from ingest.spellings import first_name
from ingest.text import fold

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 100, 20, 50, 60
_ROWS_ABOVE = 8  # of a heading that stands too far down to be seen from the first row on
LostRows = Mapping[tuple[str | None, str | None], int]


@dataclass(frozen=True)
class ColumnView:
    """Column of a sheet: its letter, its lowest heading, the column of the table that it is."""

    letter: str
    heading: str
    column: str | None = None
    is_personal: bool = False


@dataclass(frozen=True)
class SheetView:
    """Sheet with what it was taken for; ``table`` is None where it was not read.

    header_row: number of the last row of the head, 0 if it has none. columns: the first
    :data:`MOST_COLUMNS`; more_columns: how many follow, more_read: how many of those are read.
    rows: number and cells of up to :data:`MOST_ROWS` rows, masked and shortened. height: number of
    all its rows. read: rows of data, lost: those of them that were left out. year: of all rows,
    where no column says it; several are joined. is_skipped: settings say not to read it.
    """

    file: str
    sheet: str | None = None
    table: str | None = None
    header_row: int | None = None
    columns: tuple[ColumnView, ...] = ()
    more_columns: int = 0
    more_read: int = 0
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()
    height: int = 0
    read: int = 0
    lost: int = 0
    year: str | None = None
    is_skipped: bool = False

    @property
    def can_be_corrected(self) -> bool:
        """Tell whether settings can say how it is to be read."""
        return bool(self.rows)

    def as_json(self) -> dict[str, Any]:
        """Return it as values of JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> SheetView:
        """Return what :meth:`as_json` has written."""
        columns = tuple(ColumnView(**column) for column in values["columns"])
        rows = tuple((number, tuple(cells)) for number, cells in values["rows"])
        return cls(**{**values, "columns": columns, "rows": rows})


def sheet_views(
    dataset: Dataset,
    reads_of: Callable[[InputFile], list[ReadTable]],
    lost: LostRows,
    ontology: Ontology,
) -> tuple[list[SheetView], int]:
    """Return the first :data:`MOST_SHEETS` sheets of a dataset, and how many follow.

    ``reads_of``: the tables read from a file; ``lost``: rows left out by file and sheet.
    """
    views: list[SheetView] = []
    more = 0
    for file in dataset.files:
        if len(views) >= MOST_SHEETS:
            more += 1
            continue
        views += _views_of_file(dataset, file, reads_of(file), lost, ontology)
    refused = [f.file for f in dataset.findings if f.file and f.rule in ("unread-file", "bad-file")]
    views += [SheetView(file) for file in refused]
    return views[:MOST_SHEETS], more + max(len(views) - MOST_SHEETS, 0)


def _views_of_file(
    dataset: Dataset,
    file: InputFile,
    reads: list[ReadTable],
    lost: LostRows,
    ontology: Ontology,
) -> list[SheetView]:
    tables: dict[str | None, list[ReadTable]] = {}
    for read in reads:
        tables.setdefault(read.sheet, []).extend([read] if read.table else [])
    is_text = file.suffix in DOCUMENTS
    of_text = [
        SheetView(
            file.name, name, name, read=sum(r.read for r in of_sheet), lost=_lost(lost, file, name)
        )
        for name, of_sheet in tables.items()
        if is_text and name in TABLES_OF_TEXTS and of_sheet
    ]
    if is_text and tables.keys() <= {*TABLES_OF_TEXTS, None}:
        return of_text or [SheetView(file.name)]
    rules = dataset.declaration.rules_of(file.name)
    try:
        sheets = sheets_of(dataset, file)
    except BadFileError:
        return [SheetView(file.name)] if reads else []  # settings or results beside the data
    shown_sheets(sheets, rules)  # takes out what hidden columns hold
    return of_text + [
        _view(
            file.name,
            sheet,
            tables.get(sheet.name, []),
            rules.of_sheet(sheet.name),
            _lost(lost, file, sheet.name),
            ontology,
        )
        for sheet in sheets
        if fold(sheet.name or "") not in NOT_TABLES
        and rules.sheet in (None, sheet.name)
        and not (is_text and sheet.name in TABLES_OF_TEXTS)
    ]


def _lost(lost: LostRows, file: InputFile, sheet: str | None) -> int:
    return lost.get((file.name, sheet), 0)


def _view(
    file: str,
    sheet: Sheet,
    reads: list[ReadTable],
    rules: FileRules,
    lost: int,
    ontology: Ontology,
) -> SheetView:
    table = reads[0].table if reads else None
    head = None
    if table is not None:
        of_table, constants = ontology.tables[table], tuple(rules.constants)
        head = find_head(sheet, ontology, of_table, rules, constants, file)
    personal = _personal_below(sheet, head.data_from if head else SEARCHED_ROWS)
    columns = _columns(sheet, head, personal)
    begin = 0 if head is None or head.data_from < MOST_ROWS else head.data_from - _ROWS_ABOVE
    return SheetView(
        file,
        sheet.name,
        table,
        (int(sheet.rows[head.data_from - 1]) if head.data_from else 0) if head else None,
        tuple(columns[:MOST_COLUMNS]),
        len(columns[MOST_COLUMNS:]),
        sum(column.column is not None for column in columns[MOST_COLUMNS:]),
        _first_rows(sheet, begin, personal),
        sheet.cells.height,
        sum(read.read for read in reads),
        lost,
        _year(reads, rules),
        rules.skip,
    )


def _year(reads: list[ReadTable], rules: FileRules) -> str | None:
    """Return the year that settings, a title or a name say, or the years side by side."""
    for name in ("year", "年份"):
        if name in rules.constants:
            return rules.constants[name]
    for read in reads:
        for text in read.findings.filter(pl.col("rule") == TAKEN)["values"]:
            values = json.loads(text)
            side_by_side = dict.fromkeys(values["years"]["data"].values())
            elsewhere: str | None = values["year"]
            return ", ".join(side_by_side) or elsewhere
    return None


def _columns(sheet: Sheet, head: Head | None, personal: Mapping[int, int]) -> list[ColumnView]:
    if head is None:
        return [_column(sheet, index, "", None, personal) for index in range(sheet.cells.width)]
    used, written = {}, dict(head.undeclared)
    for heading in head.headings:
        written[heading.index] = heading.path[-1] if heading.path else heading.written
        for index in heading.parts or (heading.index,):
            used[index] = first_name(heading.column.name)
    is_headed = head.data_from > 0
    lowest = sheet.cells.row(head.data_from - 1) if is_headed else [None] * sheet.cells.width
    return [
        _column(sheet, index, written.get(index) or cell or "", used.get(index), personal)
        for index, cell in enumerate(lowest)
    ]


def _column(
    sheet: Sheet, index: int, heading: str, column: str | None, personal: Mapping[int, int]
) -> ColumnView:
    letter = column_letter(index + sheet.first_column)
    return ColumnView(letter, without_personal(heading), column, index in personal)


def _personal_below(sheet: Sheet, searched: int) -> dict[int, int]:
    """Return index of a column of personal data → the row of the heading that announces them."""
    below: dict[int, int] = {}
    first = sheet.cells.head(searched)
    for row, (cells, spans) in enumerate(
        zip(first.iter_rows(), merged_over(sheet, first.height), strict=True)
    ):
        for index in range(len(cells)):
            cell = cells[spans.get(index, index)]
            if cell and heading_kind(cell) and not re.search(r"\d", cell):
                below.setdefault(index, row)
    return below


def _first_rows(
    sheet: Sheet, begin: int, personal: Mapping[int, int]
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    width = min(sheet.cells.width, MOST_COLUMNS)
    rows = sheet.cells[:, :width].slice(begin, MOST_ROWS)
    return tuple(
        (
            int(sheet.rows[begin + k]),
            tuple(
                _legible(cell, hidden=begin + k > personal.get(index, begin + k))
                for index, cell in enumerate(row)
            ),
        )
        for k, row in enumerate(rows.iter_rows())
    )


def _legible(cell: str | None, hidden: bool) -> str:
    """Return a cell as it may be shown: masked, on one line, not too long."""
    if not cell or hidden:
        return MASK if cell else ""
    text = one_line(without_personal(cell))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
