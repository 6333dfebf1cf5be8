"""CSV → published build, against the bare bulk loader, over four sizes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.data import write_enrolment
from benchmarks.measure import best, measure
from benchmarks.row import Row

TARGET_ROWS = 100_000


def rows(work: Path, sizes: list[int]) -> Iterator[Row]:
    for size in sizes:
        dataset = str(write_enrolment(work / f"csv-{size}", size))
        statements = str(work / f"{size}.nq")
        measure("benchmarks.cases:write_statements", dataset=dataset, file=statements)
        yield Row(
            f"CSV, {size:,} enrolment rows → checked, verified, published build",
            best("benchmarks.cases:build_from_csv", dataset=dataset, home=str(work / "home")),
            "pyoxigraph bulk_load of its ready statements",
            best("benchmarks.cases:bulk_load", file=statements, store=str(work / "store")),
            most_ratio=1.3 if size == TARGET_ROWS else None,
        )
        Path(statements).unlink()
