"""Rates: 96.5, 96.5% and a cell shown as 96.5 % are percent; what 0.965 is must be declared.

A bare number up to one may be a share (0.965 for 96.5 %) or so few percent, and 1 may be all or
nothing much: it is read only where the heading or ``source.toml`` says which.
"""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Column
from ingest.cells import read_number
from ingest.faults import FAULTS
from ingest.text import fold
from ingest.units import SHARE

_SAYS_SHARE = re.compile(r"比例|占比|比重|share|ratio|proportion|fraction")
_PERCENT = ("%", "％", "percent", "百分比")


def rates_as_percent(
    cells: pl.DataFrame,
    columns: list[Column],
    headings: dict[str, str],
    units: tuple[str, ...],
    row: str,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Write shares as percent; return cells, :data:`FAULTS` of unclear ones, and findings.

    ``units``: what ``source.toml`` declares; ``row``: the column of row numbers.
    """
    faults = [pl.DataFrame(schema=FAULTS)]
    findings: list[Finding] = []
    declared = {fold(unit) for unit in units}
    for column in columns:
        if column.unit != "percent" or declared & set(_PERCENT):
            continue
        texts = cells[column.name]
        bare = {
            text: number for text in texts.drop_nulls().unique() if (number := _bare_number(text))
        }
        low = {text: number for text, number in bare.items() if number <= 1}
        is_share = SHARE in declared
        if not is_share and _SAYS_SHARE.search(fold(headings[column.name])):
            written = texts.str.contains("[%％]").any()
            is_share = bool(low) and not written and len(low) == len(bare)
        wrong = {text for text in bare if text not in low} if is_share else set(low)
        if is_share and low:
            percents = {text: f"{(number * 100).normalize():f}%" for text, number in low.items()}
            at = int(texts.is_in(list(low)).arg_true()[0])
            findings.append(
                Finding(
                    "share",
                    "info",
                    row=int(cells[row][at]),
                    column=headings[column.name],
                    value=texts[at],
                    values={"read": percents[str(texts[at])]},
                )
            )
            cells = cells.with_columns(texts.replace(percents))
        if wrong:
            hit = texts.is_in(list(wrong)).fill_null(False)
            reason = "suspicious-share.above" if is_share else "suspicious-share"
            faults.append(_faults(texts, hit, reason))
            cells = cells.with_columns(cells[column.name].set(hit, None))
    return cells, pl.concat(faults), frame(findings)


def _bare_number(text: str) -> Decimal | None:
    """Read a number above zero without a percent sign; None for other texts."""
    number = read_number(text.strip())
    value = Decimal(number) if number is not None else Decimal(0)
    return value if value > 0 else None


def _faults(texts: pl.Series, hit: pl.Series, reason: str) -> pl.DataFrame:
    return pl.select(
        hit.arg_true().cast(pl.Int64).alias("index"),
        pl.lit(texts.name).alias("column"),
        texts.filter(hit).alias("value"),
        pl.lit("suspicious-share").alias("rule"),
        pl.lit(reason).alias("reason"),
    ).cast(pl.Schema(FAULTS))
