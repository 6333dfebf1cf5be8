"""Records by the million: advertisements read and normalised, and made demand; registrations."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import measure
from benchmarks.row import Row

SIZES = [1_000_000, 3_000_000, 10_000_000]
LEAST = 150_000  # rows normalised a second of one core
_LONGEST_S = 3600.0


def rows(work: Path, sizes: Sequence[int]) -> Iterator[Row]:
    for size in sizes:
        file, folder = work / f"postings-2025-{size}.csv", work / "made"
        measure("benchmarks.records_cases:write", _LONGEST_S, file=str(file), rows=size)
        for case, what, least in (
            ("normalised", "read and normalised", LEAST),
            ("whole", "made demand, every step", None),
        ):
            took = measure(
                f"benchmarks.records_cases:{case}", _LONGEST_S, file=str(file), folder=str(folder)
            )
            done = size if least else 0
            yield Row(f"{size:,} advertisements {what}", took, done=done, least_per_cpu_s=least)
            shutil.rmtree(folder)
        file.unlink()
        file, case = work / f"registrations-{size}.csv", "benchmarks.records_cases:hired"
        target = "benchmarks.records_cases:write_registrations"
        measure(target, _LONGEST_S, file=str(file), rows=size)
        took = measure(case, _LONGEST_S, file=str(file), folder=str(folder))
        yield Row(f"{size:,} registrations made demand, in memory", took, done=size)
        shutil.rmtree(folder)
        file.unlink()
