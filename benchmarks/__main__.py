"""``make bench``: run the benchmarks, print a Markdown table, write it to docs/benchmarks.md.

``--data DIR`` names the folder of the Californian downloads; without it the report on them is left
out, and said to be.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.data import write_enrolment
from benchmarks.measure import Measured, measure, measure_command

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
ENGINES = ("polars", "pyoxigraph", "duckdb", "scipy")


@dataclass(frozen=True)
class Row:
    """One line of the page: what, ours, the peer's, and the target."""

    what: str
    ours: Measured
    peer: Measured | None
    target: str

    @property
    def ratio(self) -> str:
        return f"{self.ours.cpu_s / self.peer.cpu_s:.2f}" if self.peer else "–"


def stores(work: Path, sizes: list[int]) -> Iterator[Row]:
    for rows in sizes:
        dataset = str(write_enrolment(work / f"csv-{rows}", rows))
        statements = str(work / f"{rows}.nq")
        measure("benchmarks.cases:write_statements", dataset=dataset, file=statements)
        yield Row(
            f"CSV, {rows:,} enrolment rows → published build; peer: bulk_load of its statements",
            measure("benchmarks.cases:build_from_csv", dataset=dataset, home=str(work / "home")),
            measure("benchmarks.cases:bulk_load", file=statements, store=str(work / "store")),
            "ratio ≤ 1.3 at 100,000",
        )
        Path(statements).unlink()


def checks(work: Path, rows: int) -> Iterator[Row]:
    file = str(work / "canonical.parquet")
    measure("benchmarks.cases:canonical_enrolment", file=file, rows=rows)
    both = measure("benchmarks.cases:check_compiled", file=file)
    bare = measure("benchmarks.cases:read_parquet", file=file)
    yield Row(
        f"compiled checks, {rows:,} enrolment rows (reading taken off)",
        Measured(both.cpu_s - bare.cpu_s, both.peak_mib),
        None,
        "≤ 1.5 CPU s",
    )


def commands(work: Path, data: Path | None) -> Iterator[Row]:
    twinchain = [sys.executable, "-m", "views.cli"]
    yield Row("twinchain --help", measure_command([*twinchain, "--help"]), None, "≤ 0.3 s")
    if data is None:
        return
    home = str(work / "california")
    adapters = str(ROOT / "examples" / "california")
    subprocess.run(
        [*twinchain, "build", adapters, "--data", str(data), "--home", home],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    report = [*twinchain, "gap", "--min-level", "4", "--home", home]
    yield Row("gap report on California, from the build", measure_command(report), None, "≤ 1 s")


def page(rows: list[Row], data: Path | None) -> str:
    engines = ", ".join(f"{name} {version(name)}" for name in ENGINES)
    lines = [
        "# Benchmarks",
        "",
        'Made by `make bench` (with `ARGS="--data DIR"` for the Californian downloads). CPU is the',
        "user and system time of the whole process and its children, Python's start included; memory",
        "is the peak of the largest process. Ratios compare CPU in one run; the seconds of one",
        "machine say little about another.",
        "",
        f"{date.today()}: {platform.machine()}, {os.cpu_count()} cores,"
        f" Python {platform.python_version()}, {engines}",
        "",
        "| what | CPU s | peak MiB | peer CPU s | ratio | target |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        peer = f"{row.peer.cpu_s:.2f}" if row.peer else "–"
        lines.append(
            f"| {row.what} | {row.ours.cpu_s:.2f} | {row.ours.peak_mib:.0f}"
            f" | {peer} | {row.ratio} | {row.target} |"
        )
    if data is None:
        lines += ["", "Left out: the report on California (no `--data`)."]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the Californian downloads")
    parser.add_argument("--rows", type=int, nargs="*", default=[12_500, 25_000, 50_000, 100_000])
    asked = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="twinchain-bench-") as folder:
        work = Path(folder)
        for part in (commands(work, asked.data), checks(work, 1_000_000), stores(work, asked.rows)):
            for row in part:
                print(f"{row.what}: {row.ours.cpu_s:.2f} s, ratio {row.ratio}", flush=True)
                rows.append(row)
    text = page(rows, asked.data)
    PAGE.write_text(text, encoding="utf-8")
    print(f"\n{text}")


if __name__ == "__main__":
    main()
