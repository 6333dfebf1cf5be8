"""Sheets without a header row: known by a first row that is like those below it.

Nothing is read from one until ``source.toml`` says what its columns are; the lines to write are
proposed, with those columns whose cells say what they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph.findings import Finding
from graph.ontology import Column, Ontology, Table
from graph.references import of_table
from ingest.readers import Sheet
from ingest.repeats import column_letter
from ingest.text import fold

_LOOKED_AT = 200  # rows
_LEAST_ROWS = 3
_MOSTLY = 0.7
YEAR, NUMBER, DATE = "year", "number", "date"
_KINDS = {
    YEAR: re.compile(r"(19|20)\d\d(年|届|\.0)?"),
    NUMBER: re.compile(r"[-+]?\d[\d,]*(\.\d+)?%?"),
    DATE: re.compile(r"(19|20)\d\d[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?([t\s]*\d{1,2}:\d\d(:\d\d)?)?"),
    "Enterprise": re.compile(r".+(公司|集团|厂|企业|事务所|酒店)(\(.*\))?"),
    "College": re.compile(r".+(大学|学院|学校|中专|职校|技校)(\(.*\))?"),
    "Area": re.compile(r".{2,}·.{2,}|.{2,}(省|市|区|县|自治州)"),
}


@dataclass(frozen=True)
class Proposal:
    """Table, and letter of a column → name of the table's column."""

    table: Table
    columns: dict[str, str]


def without_header_row(sheet: Sheet) -> bool:
    """Tell whether the first row is data: wherever the cells below are of a kind, its own is."""
    rows = _rows(sheet)
    if len(rows) <= _LEAST_ROWS:
        return False
    agreeing = False
    for cell, *below in zip(*rows, strict=True):
        kind = _kind_of(below)
        if kind is None or not cell:
            continue
        if _kind(cell) != kind:
            return False
        agreeing = True
    return agreeing


def report_without_header_row(
    sheet: Sheet, ontology: Ontology, table: Table | None, name: str | None = None
) -> Finding:
    """Propose the lines of ``source.toml`` by which a sheet without a header row can be read.

    ``name``: of a sheet whose table is unknown.
    """
    filled_in = [t for t in ontology.input_tables() if t.group in ("thing", "link")]
    tables = [table] if table else filled_in
    best = max((_propose(sheet, t, ontology) for t in tables), key=lambda p: len(p.columns))
    proposed = best.columns if table or len(best.columns) > 1 else {}
    letters = [column_letter(i + sheet.first_column) for i in range(sheet.cells.width)]
    values: dict[str, Any] = {
        "of_sheet": "" if sheet.name is None else f'.sheets."{sheet.name}"',
        "columns": ", ".join(f'{a} = "{c}"' for a, c in (proposed or {letters[0]: "…"}).items()),
        "others": [letter for letter in letters if letter not in proposed],
    }
    if table is not None:
        values |= {"table": of_table(table)}
        return Finding("missing-heading.no_row", values=values)
    values |= {"name": best.table.name if proposed else "…"}
    reason = "unknown-table.no_row"
    return Finding(reason, "warning", value=name, values=values)


def _rows(sheet: Sheet) -> list[tuple[str, ...]]:
    rows = sheet.cells.head(_LOOKED_AT).iter_rows()
    texts = [tuple((cell or "").strip() for cell in row) for row in rows]
    return [row for row in texts if sum(map(bool, row)) > 1]


def _kind(text: str) -> str | None:
    word = fold(text)
    return next((kind for kind, form in _KINDS.items() if form.fullmatch(word)), None)


def _kind_of(cells: Iterable[str]) -> str | None:
    """Return the kind that most filled cells are of."""
    filled = [cell for cell in cells if cell]
    kinds = Counter(map(_kind, filled))
    kind, count = kinds.most_common(1)[0] if filled else (None, 0)
    return kind if len(filled) >= _LEAST_ROWS - 1 and count >= _MOSTLY * len(filled) else None


def _propose(sheet: Sheet, table: Table, ontology: Ontology) -> Proposal:
    columns: dict[str, str] = {}
    for index, cells in enumerate(zip(*_rows(sheet), strict=True)):
        free = [c for c in table.columns if c.name not in columns.values()]
        column = next((c for c in free if _fits(c, cells, table, ontology)), None)
        if column is not None:
            columns[column_letter(index + sheet.first_column)] = column.name
    return Proposal(table, columns)


def _fits(column: Column, cells: tuple[str, ...], table: Table, ontology: Ontology) -> bool:
    """Tell whether the cells of a column say by themselves that they are a declared column's."""
    filled = [fold(cell) for cell in cells if cell]
    if (codes := ontology.words_of(column)) and filled:
        words = {fold(w) for c in codes.codes for w in c.spellings}
        return sum(cell in words for cell in filled) >= _MOSTLY * len(filled)
    kind = _kind_of(cells)
    if kind == YEAR:
        return column.unit == "year"
    if kind == DATE:
        return column.datatype == "date"
    is_name = column.name == "name" and table.class_name == kind
    return kind is not None and (column.target_class == kind or is_name)
