"""Sheets as offices keep them, made by small generators: a grid with merged ranges, as any format.

``kept`` and ``faults`` say what came of one: figures in the build, findings with their place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter

from graph.ontology import load
from ingest.datasets import Dataset, InputFile, SourceDeclaration
from ingest.pipeline import Ingested, ingest
from ingest.readers import READERS
from ingest.rules import FileRules

Grid = Sequence[Sequence[Any]]
CITY = {
    "areas.csv": "code,name\n1,甲区\n",
    "colleges.csv": "code,name,level\nc1,甲学院,高职\nc2,乙学院,高职\n",
    "majors.csv": "code,name,level\n520201,护理,高职\n010101,林业,高职\n530302,会计,高职\n",
    "occupations.csv": "code,name\n4-10,护理员\n4-11,保育员\n4-12,炊事员\n4-13,保安员\n4-14,司机\n",
}


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workbooks are read without a process of their own, which would only take time here."""
    for suffix in (".xlsx", ".xls", ".ods"):
        monkeypatch.setitem(READERS, suffix, "ingest.readers.workbook:read")


def workbook(
    grid: Grid,
    merges: Sequence[str] = (),
    sheet: str = "招生就业",
    formats: dict[str, str] | None = None,
) -> bytes:
    """An .xlsx of one sheet; ``merges`` as ranges (D1:F1), ``formats``: cell → number format."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet(sheet)
        for name in merges:
            page.merge_range(name, "")
        for i, row in enumerate(grid):
            for j, cell in enumerate(row):
                if cell is not None:
                    page.write(i, j, cell)
        for place, shown in (formats or {}).items():
            row_number = int(place.lstrip("ABCDEFGHIJ")) - 1
            column = "ABCDEFGHIJ".index(place[0])
            page.write(
                row_number,
                column,
                grid[row_number][column],
                book.add_format({"num_format": shown}),
            )
    return out.getvalue()


def delimited(grid: Grid) -> bytes:
    """The same as CSV: merged cells are blank but for the first."""
    out = io.StringIO()
    csv.writer(out).writerows([["" if c is None else c for c in row] for row in grid])
    return out.getvalue().encode()


def read(files: dict[str, bytes], **rules: Any) -> Ingested:
    """The city and the files, each read by the same rules of ``source.toml``."""
    whole = {name: text.encode() for name, text in CITY.items()} | files
    given = tuple(
        InputFile(name, lambda content=content: content)  # type: ignore[misc]
        for name, content in whole.items()
    )
    told = {name: FileRules(**rules) for name in files} if rules else {}
    return ingest([Dataset("d", SourceDeclaration(files=told), given)], load())


def in_each_format(grid: Grid, merges: Sequence[str] = (), **rules: Any) -> list[Ingested]:
    """A sheet 招生就业 read as a workbook with its merged cells, without them, and as CSV."""
    return [
        read({"a.xlsx": workbook(grid, merges)}, **rules),
        read({"a.xlsx": workbook(grid)}, **rules),
        read({"招生就业.csv": delimited(grid)}, **rules),
    ]


def kept(found: Ingested, *columns: str, table: str = "enrolment") -> list[Any]:
    """The figures in the build, row by row; of one column the bare values."""
    frame = found.tables[table].select(columns)
    return frame.rows() if len(columns) > 1 else frame.to_series().to_list()


def faults(found: Ingested, *severities: str) -> list[tuple[str, int | None, str | None]]:
    """What was found, as (reason, row, column)."""
    frame = found.findings
    if severities:
        frame = frame.filter(frame["severity"].is_in(severities))
    return frame.select("reason", "row", "column").rows()
