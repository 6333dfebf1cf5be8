"""Packed tables of a million rows: CSV and JSON, read into cells of text."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import measure
from benchmarks.row import Row

ROWS = 1_000_000


def rows(work: Path) -> Iterator[Row]:
    for name, what in (("plans.csv.gz", "a table"), ("plans.json.gz", "an array of records")):
        file = str(work / name)
        measure("benchmarks.packed_cases:write", file=file, rows=ROWS)
        ours = measure("benchmarks.packed_cases:read_ours", file=file, rows=ROWS)
        bare = measure("benchmarks.packed_cases:read_bare", file=file, rows=ROWS)
        suffix = name.partition(".")[2]
        yield Row(
            f".{suffix}, {ROWS:,} rows of {what}, unpacked and read",
            ours,
            f"bare polars {version('polars')}",
            bare,
            most_ratio=3,
        )
