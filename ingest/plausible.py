"""Detection of implausible numbers of persons: far beyond others of their column, or any table.

They are left out until a person has confirmed them in ``source.toml``; the reasons for
the limits stand in docs/decisions/0055-numbers-that-cannot-be-meant.md.
"""

from __future__ import annotations

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Column, Table
from ingest.text import fold

LEAST = 10_000  # persons; nothing up to here is doubted
TIMES_THE_MEDIAN = 50
FEWEST_OTHERS = 3
GAP = 10  # ratio of an outlier to the next lower figure, where figures are skewed


def without_implausible(
    texts: pl.DataFrame,
    table: Table,
    columns: list[Column],
    headings: dict[str, str],
    confirmed: dict[str, float],
    row: str,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Empty implausible numbers of persons, with a warning for each.

    ``confirmed``: column → the largest number that is right; ``row``: the column of row numbers.
    """
    if table.largest_figure is None:
        return texts, frame([])
    findings = []
    for column in columns:
        if column.unit != "person" or column.name not in texts.columns:
            continue
        numbers = texts[column.name].cast(pl.Float64, strict=False)
        limit = _confirmed_limit(column, confirmed)
        hit = numbers > limit if limit is not None else _is_beyond(numbers, table)
        hit = hit.fill_null(False)
        if not hit.any():
            continue
        middle = numbers.filter((numbers > 0) & ~hit).median()
        findings += [
            Finding(
                "implausible" if middle is not None else "implausible.alone",
                "warning",
                row=int(number),
                column=headings[column.name],
                value=text,
                values={
                    "median": f"{middle:,.0f}" if isinstance(middle, float) else "",
                    "name": column.name,
                    "number": text,
                },
            )
            for number, text in zip(
                texts[row].filter(hit), texts[column.name].filter(hit), strict=True
            )
        ]
        texts = texts.with_columns(texts[column.name].set(hit, None))
    return texts, frame(findings)


def _confirmed_limit(column: Column, confirmed: dict[str, float]) -> float | None:
    words = {fold(column.name), fold(column.label.zh)}
    return next((most for word, most in confirmed.items() if fold(word) in words), None)


def _is_beyond(numbers: pl.Series, table: Table) -> pl.Series:
    """Tell which numbers are far beyond the others of their column, or those of any table."""
    beyond_all = numbers > table.largest_figure
    positive = numbers.filter(numbers > 0).sort(descending=True)
    if len(positive) <= FEWEST_OTHERS:
        return beyond_all
    limit = max(LEAST, TIMES_THE_MEDIAN * _median_of_others(positive))
    if table.has_skewed_figures:
        limit = max(limit, _largest_below_gap(positive))
    return beyond_all | (numbers > limit)


def _median_of_others(positive: pl.Series) -> float:
    """Return the median of all numbers but the largest."""
    middle = positive.slice(1).median()
    return float(middle) if isinstance(middle, int | float) else 0.0


def _largest_below_gap(positive: pl.Series) -> float:
    """Return the largest number below a gap among the few largest; the largest without a gap."""
    largest_count = max(2, len(positive) // GAP)
    for place in range(min(largest_count, len(positive) - 1)):
        if positive[place] > GAP * positive[place + 1]:
            return float(positive[place + 1])
    return float(positive[0])
