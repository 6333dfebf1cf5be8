"""Rows that are no data: empty ones, totals and subtotals, notes under the table."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Column
from ingest.readers import STRUCK, Sheet
from ingest.text import WHITE, fold

BLOCK = "__block"  # column of the rows of data: number of the run of rows without a break
BANNER = "__banner"  # column of the rows of data: heading of their section
_TOTAL_WORDS = "合计|小计|总计|共计|累计|总数|合計|sub-?total|grandtotal|total"
_TOTAL = re.compile(rf"(.*\()?({_TOTAL_WORDS})[:)]?")
_TOTAL_BEHIND = re.compile(r".*(合计|小计|总计|\s(sub)?total)[:)]?")
_NOTE = (
    r"^\s*[*※（(]?\s*(注|备注|说明|附注|填表|制表|审核|单位负责|填报|来源|联系"
    r"|(?i:note|notes|source|prepared by))\s*[\d一二三四五]?\s*([:：.、人单日]|$)"
    r"|^\s*[*※]|^\s*(数据|资料)来源"
)
_HINT = r"计|(?i:total)"  # in every total; in few other cells
_PERSON = re.compile(
    r"((?:填表|制表|审核|单位负责|负责|填报|联系|经办|prepared by)\s*人?\s*[:：]).*", re.IGNORECASE
)
LONGEST_LABEL = 40
# 一、高职院校; 第二部分; 北京市（92所）
_ORDINAL = r"[（(]?[一二三四五六七八九十]+[)）、.．]|第[一二三四五六七八九十\d]+[部章节批类]分?"
_COUNTED = r"[（(]\s*共?\s*\d+\s*[所个家名人校]\s*[)）]"
_SECTION = re.compile(rf"\s*(?:{_ORDINAL}).*|.+{_COUNTED}\s*")
_NO_NAME = re.compile(rf"^\s*(?:{_ORDINAL})\s*|\s*{_COUNTED}\s*$")
_NUMBER = re.compile(r"[-+\d,.，%％\s]+")
LEAST_NEEDED = 2  # required columns of a table, from which on a cell alone is no row of data


@dataclass(frozen=True)
class _Line:
    """Candidate for a row that is no data: its filled cells, and those that name things.

    needed: how many columns a row of data must fill. is_label: its one cell stands where a label
    of a section does.
    """

    filled: list[str]
    names: list[str]
    is_complete: bool
    needed: int = 0
    is_label: bool = False

    def total(self) -> str | None:
        """Return the label of a row of totals, else None."""
        first_cell = self.filled[0]
        label = next(
            (cell for cell in (first_cell, *self.names) if _TOTAL.fullmatch(fold(cell))), None
        )
        label = label or next((c for c in (first_cell, *self.names) if _is_named_total(c)), None)
        if label is None:
            return None
        return label if label == first_cell else f"{first_cell} {label}"

    def section(self) -> str | None:
        """Return the heading of a section, else None."""
        first_cell = self.filled[0]
        if len(self.filled) > 1 or self.needed < LEAST_NEEDED or _NUMBER.fullmatch(first_cell):
            return None
        return first_cell if self.is_label or _SECTION.fullmatch(first_cell) else None

    def note(self) -> str | None:
        """Return a note's text, without the name of its author; None where the row is data."""
        first_cell = self.filled[0]
        if not re.search(_NOTE, first_cell) or (self.is_complete and len(self.filled) > 1):
            return None
        return _PERSON.sub(r"\1***", first_cell)


def _is_named_total(cell: str) -> bool:
    """Tell whether a cell is a total of something named: 护理类小计, 全市合计."""
    return len(cell) <= LONGEST_LABEL and bool(_TOTAL_BEHIND.fullmatch(cell.strip().lower()))


def data_rows(
    cells: pl.DataFrame, columns: list[Column], sheet: Sheet, data_from: int, is_link: bool = True
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of data of a body, and a finding for each row that is none.

    The rows have :data:`BLOCK` and :data:`BANNER`. ``is_link``: the table holds no things, whose
    rows may be little more than a name. ``cells`` has ``__row``, ``__index`` and the named columns;
    the whole line of the sheet is looked at, so that a total whose label stands under an undeclared
    heading is seen too.
    """
    line = sheet.cells.slice(data_from)
    naming = [c.name for c in columns if _names_something(c)]
    first_cell = pl.coalesce(pl.when(_holds(c)).then(pl.col(c)) for c in line.columns)
    hint = pl.any_horizontal(
        first_cell.str.contains(_HINT),
        *(pl.lit(cells[name]).str.contains(_HINT) for name in naming),
    )
    single = pl.sum_horizontal(_holds(c).fill_null(False).cast(pl.Int32) for c in line.columns) == 1
    looks = line.select(
        first_cell.is_not_null().alias("filled"),
        ((hint | first_cell.str.contains(_NOTE)).fill_null(False) | single).alias("odd"),
    )
    findings = []
    left_out = []
    banners: dict[int, str | None] = {}
    sections: dict[int, str] = {}
    needed = [c.name for c in columns if c.required and not c.multiple]
    merged = {m.first_row - data_from for m in sheet.merges if m.last_column > m.first_column}
    for index in looks["odd"].arg_true():
        row = _read_line(line, cells, index, naming, needed)
        is_label = index in merged or (is_link and _holds_text(line[line.columns[0]][index]))
        row = replace(row, is_label=is_label)
        finding = _report_no_data(row, cells["__row"][index])
        if finding is not None:
            findings.append(finding)
            left_out.append(index)
            if finding.rule == "section-row":
                sections[index] = row.filled[0]
                banners[index] = None
            elif finding.rule == "total-row":
                banners[index] = None
    struck = [fault.index for fault in sheet.faults if fault.what == STRUCK]
    filled = looks["filled"]
    if struck:
        filled |= cells["__index"].is_in(struck)
    filled = filled.scatter(left_out, False)
    banners |= _names_of_sections(sections)
    return _add_blocks(cells, filled, banners), frame(findings)


def _names_of_sections(sections: dict[int, str]) -> dict[int, str]:
    """Return what the heading of each section names, by the row's index.

    Numbered headings right below a name (一、制造业 below 东坊区) divide what is named: there the
    name stands until the next one.
    """
    names: dict[int, str] = {}
    around: str | None = None
    for index, written in sections.items():
        is_numbered = re.match(_ORDINAL, written.strip()) is not None
        above = sections.get(index - 1)
        if not is_numbered:
            around = None
        elif above is not None and not re.match(_ORDINAL, above.strip()):
            around = above
        names[index] = _NO_NAME.sub("", around or written).strip()
    return names


def _add_blocks(
    cells: pl.DataFrame, filled: pl.Series, banners: dict[int, str | None]
) -> pl.DataFrame:
    """Return the filled rows with their block and the heading of their section."""
    cells = cells.with_columns(
        (~filled).cum_sum().alias(BLOCK), pl.lit(None, pl.String).alias(BANNER)
    )
    if not banners:
        return cells.filter(filled)
    starts = pl.Series([index in banners for index in range(cells.height)], dtype=pl.Boolean)
    names = pl.Series([banners.get(i) for i in range(cells.height)], dtype=pl.String)
    return (
        cells.with_columns(
            starts.cum_sum().alias("__section"),
            names.alias(BANNER),
        )
        .with_columns(pl.col(BANNER).first().over("__section"))
        .filter(filled)
        .drop("__section")
    )


def _holds_text(cell: str | None) -> bool:
    return bool(cell and fold(cell))


def _names_something(column: Column) -> bool:
    """Tell whether a total's label may stand in the column: keys, names and references."""
    return column.is_name and column.datatype == "string" and not column.multiple


def _holds(column: str) -> pl.Expr:
    return pl.col(column).str.contains(rf"[^{WHITE}]")


def _read_line(
    line: pl.DataFrame, cells: pl.DataFrame, index: int, naming: list[str], needed: list[str]
) -> _Line:
    row = cells.row(index, named=True)
    filled = [cell for cell in line.row(index) if cell and fold(cell)]
    return _Line(
        filled=filled,
        names=[row[name] for name in naming if row[name]],
        is_complete=all(row[name] and fold(row[name]) for name in needed),
        needed=len(needed),
    )


def _report_no_data(line: _Line, row: int) -> Finding | None:
    if (text := line.note()) is not None:
        return Finding("note-row", "info", row=row, value=_trim_white(text))
    if (text := line.total()) is not None:
        return Finding("total-row", "info", row=row, value=_trim_white(text))
    if (text := line.section()) is not None:
        return Finding("section-row", "info", row=row, value=_trim_white(text))
    return None


def _trim_white(text: str) -> str:
    return re.sub(rf"^[{WHITE}]+|[{WHITE}]+$", "", text)
