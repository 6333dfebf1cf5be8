"""Reports on sheets without a table's name: the likeliest table, and personal columns.

The rows are never guessed into a table; the finding says how to name the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.findings import Finding
from graph.ontology import Column, Ontology, Table
from graph.references import of_column, of_table, of_tables
from ingest.headings import column_words, match, personal_columns
from ingest.headless import report_without_header_row, without_header_row
from ingest.readers import Sheet
from ingest.units import UnitWords

SEARCHED_ROWS = 20
_FILLED_IN = ("thing", "link")  # groups of tables that people fill in as sheets
LEAST_COLUMNS = 2  # in common; fewer say nothing, as a name or a year is everywhere


@dataclass(frozen=True)
class _Likeness:
    """Table, with the number of its columns in a row of the sheet, and missing required ones."""

    table: Table
    columns: int
    lacks: tuple[Column, ...]


def unknown_table(name: str, sheet: Sheet, ontology: Ontology) -> list[Finding]:
    """Report a sheet that was not read; ``name``: its own, or its file's."""
    if without_header_row(sheet):
        return [report_without_header_row(sheet, ontology, None, name)]
    nearest = _nearest(sheet, ontology)
    personal = personal_columns(sheet, SEARCHED_ROWS)
    if nearest is None:
        tables = [table for table in ontology.input_tables() if table.group in _FILLED_IN]
        all_tables = {"tables": of_tables(tables)}
        return [Finding("unknown-table", "warning", value=name, values=all_tables), *personal]
    values = {
        "table": of_table(nearest.table),
        "name": nearest.table.name,
        "columns": nearest.columns,
        "of_sheet": "" if sheet.name is None else f'.sheets."{sheet.name}"',
        "missing": [of_column(column) for column in nearest.lacks],
    }
    reason = "unknown-table.lacks" if nearest.lacks else "unknown-table.like"
    like = Finding("unknown-table", "warning", value=name, reason=reason, values=values)
    return [like, *personal]


def _nearest(sheet: Sheet, ontology: Ontology) -> _Likeness | None:
    rows = [[cell for cell in row if cell] for row in sheet.cells.head(SEARCHED_ROWS).iter_rows()]
    if not rows:
        return None
    units = UnitWords(ontology)
    likenesses = [
        _likeness(
            table, [_columns_named(row, column_words(ontology, table), units) for row in rows]
        )
        for table in ontology.input_tables()
    ]
    best, runner_up = sorted(likenesses, key=_nearness)[:-3:-1]
    is_alone = _nearness(best) != _nearness(runner_up)
    return best if is_alone and best.columns >= LEAST_COLUMNS else None


def _columns_named(row: list[str], words: Mapping[str, Column], units: UnitWords) -> set[str]:
    columns = (match(cell, words, units) for cell in row)
    return {column.name for column in columns if column is not None}


def _nearness(like: _Likeness) -> tuple[int, bool]:
    """Return a key to sort by: the columns in common count before having all required ones."""
    return like.columns, not like.lacks


def _likeness(table: Table, names_of_rows: list[set[str]]) -> _Likeness:
    required = [column for column in table.columns if column.required]
    best = max(names_of_rows, key=lambda names: (len(names), {c.name for c in required} <= names))
    return _Likeness(table, len(best), tuple(c for c in required if c.name not in best))
