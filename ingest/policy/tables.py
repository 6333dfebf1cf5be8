"""Tables of a document that assigns no tasks, such as an annual report, as sheets of data.

A table keeps its merged cells, and the short lines above it (its title, its unit) as first rows.
Its rows are numbered from 1; the lines above are row 0.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import polars as pl

from ingest.policy.documents import ABOVE, LEFT, Line
from ingest.policy.patterns import pattern
from ingest.policy.records import DocumentTable
from ingest.readers import Merge, Sheet

_MOST_ABOVE = 2  # lines above a table: its title, its unit
_LONGEST_ABOVE = 60
_LEAST_ROWS = 2
_OFTEN = 2  # a line on more pages than these is printed on each page


def tables_of(lines: list[Line]) -> list[DocumentTable]:
    """Return the tables of a document; one that goes on at the top of a page is one."""
    noise = pattern("header", "noise")
    printed = Counter(line.text.strip() for line in lines if line.page)
    groups: list[tuple[list[str], list[Line]]] = []
    above: list[str] = []
    for table, grouped in groupby(lines, lambda line: line.table):
        rows = list(grouped)
        if table is None:
            texts = [line.text.strip() for line in rows]
            above += [t for t in texts if t and not noise.match(t) and printed[t] <= _OFTEN]
        elif groups and not above and _goes_on(groups[-1][1][-1], rows[0]):
            groups[-1][1].extend(rows)
        else:
            groups.append((_short(above), rows))
            above = []
    tables = [_table(texts, rows) for texts, rows in groups]
    return [table for table in tables if len(table.rows) >= _LEAST_ROWS]


def _goes_on(last: Line, first: Line) -> bool:
    """Tell whether a row continues the table of the page before."""
    on_next_page = last.page is not None and first.page == last.page + 1
    return on_next_page and len(first.cells) == len(last.cells)


def _short(above: list[str]) -> list[str]:
    """Return the last lines above a table, as far as they are short."""
    texts: list[str] = []
    for text in reversed(above[-_MOST_ABOVE:]):
        if len(text) > _LONGEST_ABOVE:
            break
        texts.insert(0, text)
    return texts


def _table(above: list[str], lines: list[Line]) -> DocumentTable:
    marks = [line.merged or ("",) * len(line.cells) for line in lines]
    rows = [
        [None if mark else cell.strip() or None for cell, mark in zip(line.cells, own, strict=True)]
        for line, own in zip(lines, marks, strict=True)
    ]
    return DocumentTable(above, rows, _merges(marks))


def _merges(marks: list[tuple[str, ...]]) -> list[list[int]]:
    """Return first and last row, first and last column of each range of merged cells."""
    ranges = []
    for row, own in enumerate(marks):
        for column, mark in enumerate(own):
            right, down = column, row
            while right + 1 < len(own) and own[right + 1] == LEFT:
                right += 1
            while down + 1 < len(marks) and marks[down + 1][column : column + 1] == (ABOVE,):
                down += 1
            if not mark and (right, down) != (column, row):
                ranges.append([row, down, column, right])
    return ranges


def sheets_of(tables: list[DocumentTable]) -> list[Sheet]:
    """Return tables as sheets, named by their number in the document."""
    return [_sheet(sheet_name(number), table) for number, table in enumerate(tables, 1)]


def sheet_name(number: int) -> str:
    """Return the name of a table by its number in the document."""
    return f"表{number}"


def _sheet(name: str, table: DocumentTable) -> Sheet:
    rows: list[list[str | None]] = [[text] for text in table.above]
    rows += table.rows
    width = max(map(len, rows))
    columns = [
        pl.Series(f"c{i}", [row[i] if i < len(row) else None for row in rows], dtype=pl.String)
        for i in range(width)
    ]
    top = len(table.above)
    numbers = [0] * top + list(range(1, len(table.rows) + 1))
    merges = [
        Merge(first + top, last + top, left, right) for first, last, left, right in table.merges
    ]
    return Sheet(name, pl.DataFrame(columns), pl.Series(numbers, dtype=pl.Int64), merges=merges)
