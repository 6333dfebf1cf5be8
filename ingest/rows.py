"""Rows that are no data: empty ones, totals and subtotals, notes under the table."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Column
from ingest.readers import Sheet
from ingest.text import WHITE, fold

_TOTAL_WORDS = "合计|小计|总计|共计|累计|sub-?total|grandtotal|total"
_TOTAL = re.compile(rf"(.*\()?({_TOTAL_WORDS})[:)]?")
_TOTAL_BEHIND = re.compile(r".*(合计|小计|总计|\s(sub)?total)[:)]?")
_NOTE = (
    r"^\s*[*※（(]?\s*(注|备注|说明|附注|填表|制表|审核|单位负责|填报|来源|联系"
    r"|(?i:note|notes|source|prepared by))\s*[\d一二三四五]?\s*([:：.、人单日]|$)"
    r"|^\s*[*※]|^\s*(数据|资料)来源"
)
_HINT = r"计|(?i:total)"  # what every total holds; few others do
_PERSON = re.compile(
    r"((?:填表|制表|审核|单位负责|负责|填报|联系|经办|prepared by)\s*人?\s*[:：]).*", re.IGNORECASE
)
LONGEST_LABEL = 40


@dataclass(frozen=True)
class _Line:
    """A row that may be no data: all its filled cells, those that name things, what it lacks."""

    filled: list[str]
    names: list[str]
    is_complete: bool

    def total(self) -> str | None:
        """The label of a row of totals, else None."""
        first = self.filled[0]
        label = next((cell for cell in (first, *self.names) if _TOTAL.fullmatch(fold(cell))), None)
        if label is not None:
            return label if label == first else f"{first} {label}"
        is_named = len(first) <= LONGEST_LABEL and _TOTAL_BEHIND.fullmatch(first.strip().lower())
        return first if is_named else None

    def note(self) -> str | None:
        """A note's text, without the name of who filled in the table; None where it is data."""
        first = self.filled[0]
        if not re.search(_NOTE, first) or (self.is_complete and len(self.filled) > 1):
            return None
        return _PERSON.sub(r"\1***", first)


def data_rows(
    cells: pl.DataFrame, columns: list[Column], sheet: Sheet, data_from: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of data of a body, and a finding for each total or note that was left out.

    ``cells`` has ``__row``, ``__index`` and the named columns; the whole line of the sheet is
    looked at, so that a total whose label stands under an undeclared heading is seen too.
    """
    line = sheet.cells.slice(data_from)
    naming = [c.name for c in columns if _names_something(c)]
    first = pl.coalesce(pl.when(_holds(c)).then(pl.col(c)) for c in line.columns)
    told = pl.concat([line.select(first.alias("__first")), cells.select(naming)], how="horizontal")
    hint = pl.any_horizontal(pl.col(n).str.contains(_HINT) for n in told.columns)
    looks = told.select(
        pl.col("__first").is_not_null().alias("filled"),
        (hint | pl.col("__first").str.contains(_NOTE)).fill_null(False).alias("odd"),
    )
    findings = []
    left_out = []
    needed = [c.name for c in columns if c.required and not c.multiple]
    for index in looks["odd"].arg_true():
        found = _no_data(_line(line, cells, index, naming, needed), cells["__row"][index])
        if found is not None:
            findings.append(found)
            left_out.append(index)
    return cells.filter(looks["filled"].scatter(left_out, False)), frame(findings)


def _names_something(column: Column) -> bool:
    """Whether a total's label may stand in the column: keys, names and references."""
    names = column.key_part is not None or column.is_label or column.target_class is not None
    return names and column.datatype == "string" and not column.multiple


def _holds(column: str) -> pl.Expr:
    return pl.col(column).str.contains(rf"[^{WHITE}]")


def _line(
    line: pl.DataFrame, cells: pl.DataFrame, index: int, naming: list[str], needed: list[str]
) -> _Line:
    row = cells.row(index, named=True)
    filled = [cell for cell in line.row(index) if cell and fold(cell)]
    return _Line(
        filled=filled,
        names=[row[name] for name in naming if row[name]],
        is_complete=all(row[name] and fold(row[name]) for name in needed),
    )


def _no_data(line: _Line, row: int) -> Finding | None:
    if (text := line.note()) is not None:
        return Finding("note-row", "info", row=row, value=_tidy(text))
    if (text := line.total()) is not None:
        return Finding("total-row", "info", row=row, value=_tidy(text))
    return None


def _tidy(text: str) -> str:
    return re.sub(rf"^[{WHITE}]+|[{WHITE}]+$", "", text)
