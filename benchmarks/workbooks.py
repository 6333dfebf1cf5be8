"""A large .xlsx with error cells and merged ranges: read with every one of them reported."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import measure
from benchmarks.row import Row

ROWS = 200_000


def rows(work: Path) -> Iterator[Row]:
    file = str(work / "enrolment.xlsx")
    measure("benchmarks.workbook_cases:write_workbook", file=file, rows=ROWS)
    ours = measure("benchmarks.workbook_cases:read_reported", file=file, rows=ROWS)
    what = f".xlsx, {ROWS:,} rows, error cells and merges reported, in a process of its own"
    bare = measure("benchmarks.workbook_cases:read_bare", file=file)
    yield Row(what, ours, f"bare fastexcel {version('fastexcel')}", bare, most_ratio=2)
    slow = measure("benchmarks.workbook_cases:read_openpyxl", file=file)
    yield Row(what, ours, f"openpyxl {version('openpyxl')}, read-only", slow, most_ratio=1 / 4)
