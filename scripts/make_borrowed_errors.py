"""Make ``graph/outlook/borrowed.csv``: quantiles of the errors of our point on public series.

Usage: python scripts/make_borrowed_errors.py COMPLETIONS.parquet EMPLOYMENT.csv

COMPLETIONS: awards by institution, programme (CIP) and award level, a column a year, with the
state: Integrated Postsecondary Education Data System, US National Center for Education Statistics,
completions 2020–2024 (public domain; https://nces.ed.gov/ipeds/use-the-data).
EMPLOYMENT: persons by occupation (NOC), a column a year: Labour Force Survey, British Columbia
2015–2024, Statistics Canada (Open Government Licence; https://www.statcan.gc.ca).

Each size class has the quantiles 1 %, 3 %, … 99 % of its errors; no figure of a single series is
kept. Of EMPLOYMENT, a sample survey, totals alone are taken: its small figures are mostly noise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from graph.outlook.bands import LEAST, SIZES, Errors, errors_of, size_class
from graph.outlook.borrowed import FILE, LONGEST, SERIES, TOTALS
from graph.outlook.points import LOG, ROOT, Values, half

SHARES = np.arange(0.01, 1, 0.02)
FIRST = (0, *SIZES)


def main(completions: Path, employment: Path) -> None:
    """Read both files and write the table."""
    taught = pl.read_parquet(completions)
    employed = pl.read_csv(employment)
    rows: list[tuple[str, str, int, int, float]] = []
    for kind, of, table, form in (
        ("completions", SERIES, taught, ROOT),
        ("completions", TOTALS, _totals(taught, "state"), LOG),
        ("employment", TOTALS, _totals(employed, None), LOG),
    ):
        years = [name for name in table.columns if name.isdigit()]
        series = table.select(years).cast(pl.Float64).to_numpy()
        for ahead in range(1, LONGEST + 1):
            numbers = [int(year) for year in years]
            errors = errors_of(series, numbers, ahead, numbers[-1], form, half)
            rows += [(kind, of, ahead, *row) for row in _quantiles(errors, of)]
    frame = pl.DataFrame(rows, ["kind", "of", "ahead", "size", "error"], orient="row")
    text = frame.with_columns(pl.col("error").round(4)).write_csv()
    FILE.write_text("# made by scripts/make_borrowed_errors.py\n" + text, encoding="utf-8")
    sys.stdout.write(f"{frame.height} errors in {FILE}\n")


def _totals(table: pl.DataFrame, by: str | None) -> pl.DataFrame:
    """Add up the series of each area; without areas, of the first digits of the occupation."""
    years = [name for name in table.columns if name.isdigit()]
    group = pl.col(by) if by else pl.col("noc") // 10000
    return table.group_by(group.alias("group")).agg(pl.col(years).sum()).sort("group")


def _quantiles(errors: Errors, of: str) -> Iterator[tuple[int, float]]:
    """Yield the quantiles of the errors of each size class, or of all."""
    if of == TOTALS:
        yield from ((0, value) for value in _of(errors.errors))
        return
    classes = size_class(errors.sizes)
    counts = np.bincount(classes, minlength=len(FIRST))
    for size, count in enumerate(counts):
        if count >= LEAST:
            yield from ((FIRST[size], value) for value in _of(errors.errors[classes == size]))


def _of(errors: Values) -> list[float]:
    return np.quantile(errors, SHARES).tolist()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
