"""Building again: with nothing changed, and with one of ten sources changed."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from benchmarks.data import write_enrolment
from benchmarks.measure import measure, measure_command
from benchmarks.row import Row

ROWS, SOURCES = 100_000, 10


def rows(work: Path) -> Iterator[Row]:
    dataset, home = work / "sources", work / "rebuilt"
    write_sources(work, dataset)
    build = {"dataset": str(dataset), "home": str(home)}
    full = measure("benchmarks.cases:build_from_csv", **build)
    again = [sys.executable, "-m", "views.cli", "build", str(dataset), "--home", str(home)]
    name = f"full build, {SOURCES} sources, {ROWS:,} rows"
    yield Row("building again, nothing changed", measure_command(again, 3), name, full, None, 0.5)
    change_one(dataset)
    one = measure("benchmarks.cases:build_again", **build)
    yield Row(f"building again, one of {SOURCES} sources changed", one, name, full, 0.4)


def write_sources(work: Path, dataset: Path) -> None:
    """Ten sheets of enrolment, each in a folder of its own, and the colleges and majors."""
    whole = write_enrolment(work / "whole", ROWS)
    table = pl.read_csv(whole / "招生就业.csv", infer_schema=False)
    (whole / "招生就业.csv").unlink()
    shutil.move(whole, dataset)
    for number, part in enumerate(table.iter_slices(ROWS // SOURCES)):
        folder = dataset / f"part-{number}"
        folder.mkdir()
        part.write_csv(folder / "招生就业.csv")


def change_one(dataset: Path) -> None:
    """Another figure in every row of one source."""
    file = dataset / "part-4" / "招生就业.csv"
    table = pl.read_csv(file, infer_schema=False)
    table.with_columns((pl.col("计划").cast(pl.Int64) + 1).alias("计划")).write_csv(file)
