"""Columns of a sheet that its table does not have: reported, personal ones as such."""

from __future__ import annotations

import re

from graph.findings import Finding
from graph.references import phrase
from ingest.personal import heading_kind
from ingest.readers import Sheet
from ingest.repeats import Place
from ingest.rules import FileRules
from ingest.text import fold

_RANKS = re.compile(r"星级|★|程度|指数|等级|排名|排序|名次|级别|热度|rank|stars|score")
_COUNTERS = ("序号", "序", "行号", "no.", "no", "#")  # line numbers, which need not be read


def is_counter(written: str) -> bool:
    """Tell whether a heading is that of line numbers."""
    return fold(written) in _COUNTERS


def personal_columns(sheet: Sheet, searched: int) -> list[Finding]:
    """Report each personal column of a sheet that is no table."""
    for index, row in enumerate(sheet.cells.head(searched).iter_rows()):
        place = Place(sheet, index)
        findings = [_report_personal(place, cell.strip()) for cell in row if cell]
        if len(findings) > 1 and any(findings):
            return [finding for finding in findings if finding]
    return []


def _report_personal(place: Place, written: str) -> Finding | None:
    """Report a heading that announces personal data."""
    if (kind := heading_kind(written)) is None:
        return None
    return Finding(
        "personal-data.heading",
        row=place.row,
        column=written,
        values={"kind": phrase(f"personal.{kind}")},
    )


def report_undeclared(
    place: Place, index: int, path: tuple[str, ...], written: str, rules: FileRules
) -> list[Finding]:
    """Report a column that no table declares, if it holds anything and was not set aside."""
    for cell in path:
        if personal := _report_personal(place, cell):
            return [personal]
    if not place.holds(index) or rules.sets_aside(place.letter(index), path):
        return []
    filled = place.cells(index)
    letter = place.letter(index)
    reason, severity = "unknown-heading" if written else "unknown-heading.none", "warning"
    if is_counter(written):
        reason, severity = "unknown-heading.counter", "info"
    elif _RANKS.search(fold(written)):
        reason, severity = "unknown-heading.rank", "info"
    return [
        Finding(
            reason,
            severity,
            row=place.row,
            column=written or letter,
            values={"letter": letter, "cells": filled.len() - filled.null_count()},
        )
    ]


def as_one(findings: list[Finding], sheet: Sheet, rules: FileRules) -> list[Finding]:
    """Report in one finding the fields of records, or columns without headings: they are many."""
    columns = [f.column for f in findings if f.rule == "unknown-heading"]
    if columns and rules.header_row == 0:
        reason, severity = "unknown-heading.not_named", "info"
    elif len(columns) > 1 and sheet.is_of_records:
        reason, severity = "unknown-heading.fields", "warning"
    else:
        return findings
    values = {"count": len(columns), "fields": columns}
    together = Finding(reason, severity, values=values)
    return [together, *(f for f in findings if f.rule != "unknown-heading")]
