"""Rows that are no data: empty ones, totals and subtotals, notes under the table."""

from __future__ import annotations

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Column
from ingest.readers import Sheet
from ingest.text import trimmed

_TOTAL = (
    r"^(.*[\s(（])?(合\s*计|小\s*计|总\s*计|共\s*计|累\s*计"
    r"|(?i:sub-?total|grand total|total))\s*[:：)）]?$"
)
_TOTAL_SUFFIX = r"(合计|小计|总计)[:：]?$"
_NOTE = (
    r"^\s*[*※（(]?\s*(注|备注|说明|附注|填表|制表|审核|单位负责|填报|资料来源|数据来源|来源|联系"
    r"|(?i:note|notes|source|prepared by))\s*[\d一二三四五]?\s*([:：.、人单日]|$)"
)
LONGEST_LABEL = 40


def data_rows(
    cells: pl.DataFrame, columns: list[Column], sheet: Sheet, data_from: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of data of a body, and a finding for each total or note that was left out.

    ``cells`` has ``__row``, ``__index`` and the named columns; the whole line of the sheet is
    looked at, so that a total whose label stands under an undeclared heading is seen too.
    """
    line = sheet.cells.slice(data_from)
    filled = line.select(
        pl.sum_horizontal((trimmed(pl.col(c)).fill_null("") != "") for c in line.columns)
    ).to_series()
    names = [c.name for c in columns if c.datatype == "string" and not c.multiple]
    first = line.select(
        pl.coalesce(
            pl.when(trimmed(pl.col(c)) != "").then(trimmed(pl.col(c))) for c in line.columns
        )
    ).to_series()
    label_is_total = first.str.contains(_TOTAL).fill_null(False)
    label_is_total |= first.str.contains(_TOTAL_SUFFIX).fill_null(False) & (
        first.str.len_chars() <= LONGEST_LABEL
    ).fill_null(False)
    if names:
        in_key = cells.select(
            pl.any_horizontal(
                trimmed(pl.col(n)).str.contains(_TOTAL).fill_null(False)
                for n in names
                if n != "note"
            )
        ).to_series()
        label_is_total |= in_key
    is_note = (filled == 1) & first.str.contains(_NOTE).fill_null(False)
    is_note |= (filled <= 2) & first.str.contains(r"^[*※]").fill_null(False)
    is_total = label_is_total & ~is_note & (filled > 0)
    findings = _said(cells, first, is_total, "total-row") + _said(cells, first, is_note, "note-row")
    return cells.filter((filled > 0) & ~is_total & ~is_note), frame(findings)


def _said(cells: pl.DataFrame, first: pl.Series, mask: pl.Series, rule: str) -> list[Finding]:
    return [
        Finding(rule, "info", row=row, value=text)
        for row, text in zip(cells["__row"].filter(mask), first.filter(mask), strict=True)
    ]
