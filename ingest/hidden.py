"""Sheets, rows and columns that a spreadsheet hides: a draft, last year's, what was filtered out.

They are reported and left out, unless ``hidden = true`` in ``source.toml`` asks for them.
"""

from __future__ import annotations

import polars as pl

from graph.findings import Finding
from graph.schema.sheets import NOT_TABLES
from graph.words import runs
from ingest.readers import Sheet
from ingest.repeats import column_letter
from ingest.rules import FileRules
from ingest.text import fold

_MOST_RUNS = 8


def shown_sheets(sheets: list[Sheet], rules: FileRules) -> tuple[list[Sheet], list[Finding]]:
    """Return the sheets to read, without the cells of hidden columns; findings on hidden parts."""
    findings: list[Finding] = []
    visible = []
    for sheet in sheets:
        sheet_rules = rules.of_sheet(sheet.name)
        is_asked_for = sheet_rules.hidden or (rules.sheet is not None and rules.sheet == sheet.name)
        if sheet.is_hidden and fold(sheet.name or "") not in NOT_TABLES:
            findings.append(_hidden_finding("sheet", sheet, is_asked_for))
        if sheet.is_hidden and not is_asked_for:
            continue
        visible.append(sheet)
        if numbers := _filled_rows(sheet):
            values = {"rows": in_words(numbers), "count": len(numbers)}
            findings.append(
                _hidden_finding("rows", sheet, sheet_rules.hidden, numbers[0], **values)
            )
        if columns := _filled_columns(sheet):
            letters = ", ".join(column_letter(i + sheet.first_column) for i in columns)
            findings.append(_hidden_finding("columns", sheet, sheet_rules.hidden, columns=letters))
            if not sheet_rules.hidden:
                null = pl.lit(None, pl.String)
                sheet.cells = sheet.cells.with_columns(null.alias(f"c{i}") for i in columns)
    return visible, findings


def shown_rows(cells: pl.DataFrame, sheet: Sheet, rules: FileRules, row: str) -> pl.DataFrame:
    """Leave out hidden rows of data; ``row``: the column of row numbers."""
    if rules.hidden or not sheet.hidden_rows:
        return cells
    return cells.filter(~pl.col(row).is_in(sheet.hidden_rows))


def _filled_rows(sheet: Sheet) -> list[int]:
    if not sheet.hidden_rows:
        return []
    holds = sheet.cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    filled = set(sheet.rows.filter(holds))
    return [number for number in sheet.hidden_rows if number in filled]


def _filled_columns(sheet: Sheet) -> list[int]:
    return [
        index
        for index in sheet.hidden_columns
        if sheet.cells[:, index].null_count() < sheet.cells.height
    ]


def _hidden_finding(
    what: str, sheet: Sheet, is_read: bool, row: int | None = None, **values: object
) -> Finding:
    reason = f"hidden.{what}_read" if is_read else f"hidden.{what}"
    severity = "info" if is_read else "warning"
    return Finding(reason, severity, sheet=sheet.name, row=row, values=values)


def in_words(numbers: list[int]) -> str:
    """Write sorted numbers as runs, the first few of them.

    >>> in_words([2, 3, 4, 9])
    '2–4, 9'
    """
    in_order = runs(numbers)
    return ", ".join(in_order[:_MOST_RUNS]) + (" …" if len(in_order) > _MOST_RUNS else "")
