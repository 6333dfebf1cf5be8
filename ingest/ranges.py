"""Demand given as a range or in words: 3-5人, 若干, 面议. Unknown, with the words in the note.

Where a person asks for it, ranges of persons are read by their lower end or their middle, and the
row is graded as estimated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from graph.findings import OF_ROWS
from graph.ontology import Column, Ontology, Table
from ingest.cells import read_number, unit_words
from ingest.text import fold

ROW = "__row"
LOW, MIDDLE = "low", "middle"
READINGS = (LOW, MIDDLE)
TABLE, NOTE, GRADE, ESTIMATED = "demand", "note", "grade", "estimated"
_RANGE = re.compile(r"(?P<low>[\d.,]+)(?P<unit>\D*?)[-—–~～至到]+(?P<high>[\d.,]+)(?P<unit2>\D*)")
_SOME = re.compile(
    r"若干.?|多[人名个]|数[人名]|不限|不限人数|面议|待定|另议|薪资面议|negotiable|several|tbd"
)
REPORTED = {name: OF_ROWS[name] for name in OF_ROWS if name != "values"}


def without_ranges(
    texts: pl.DataFrame,
    columns: list[Column],
    table: Table,
    ontology: Ontology,
    headings: dict[str, str],
    times: Mapping[str, int],
    reading: str | None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Empty figures of demand that are ranges or words, with the words in the note; report them.

    ``times``: column → the multiple of the sheet's unit. ``reading``: what is read of ranges of
    persons instead, see :data:`READINGS`.
    """
    reports = [pl.DataFrame(schema=REPORTED)]
    if table.name != TABLE:
        return texts, reports[0]
    for column in columns:
        if column.required or column.datatype not in ("integer", "decimal") or column.unit is None:
            continue
        cells, counts_persons = texts[column.name], column.unit == "person"
        odd = cells.filter(~cells.str.contains(r"^\d+(\.\d+)?$")).drop_nulls().unique()
        units, multiple = unit_words(ontology, column), times.get(column.name, 1)
        ends = {text: _ends(text, units, multiple) for text in odd}
        words = {text for text in odd if _SOME.fullmatch(fold(text))}
        spans = {text: pair for text, pair in ends.items() if pair}
        if not words and not spans:
            continue
        hit = cells.is_in([*words, *spans]).fill_null(False)
        is_range = cells.is_in(list(spans)).fill_null(False)
        is_read = is_range & (counts_persons and reading is not None)
        reports.append(_report(texts, column, headings, hit, is_range, is_read))
        read = {text: _read(pair, reading) for text, pair in spans.items() if counts_persons}
        texts = _with_note(texts, column, headings, hit)
        value = pl.when(is_read).then(pl.col(column.name).replace_strict(read, default=None))
        kept = pl.when(~hit).then(column.name)
        texts = texts.with_columns(pl.coalesce(kept, value).alias(column.name))
        if is_read.any():
            grade = pl.col(GRADE) if GRADE in texts.columns else pl.lit(None, pl.String)
            is_better = grade.is_null() | grade.is_in(["official", "reported"])
            estimated = pl.when(is_read & is_better).then(pl.lit(ESTIMATED)).otherwise(grade)
            texts = texts.with_columns(estimated.alias(GRADE))
    return texts, pl.concat(reports)


def _ends(text: str, units: frozenset[str], times: int = 1) -> tuple[Decimal, Decimal] | None:
    """Return both ends of a range in one of the units; None for other texts.

    >>> _ends("3-5人", frozenset({"", "人"})), _ends("2024-05", frozenset({"", "人"}))
    ((Decimal('3'), Decimal('5')), None)
    """
    match = _RANGE.fullmatch(fold(text))
    if match is None or match["high"].startswith("0"):
        return None
    unit = match["unit2"] or match["unit"]
    ends = [read_number(match[name] + unit, units, times) for name in ("low", "high")]
    if ends[0] is None or ends[1] is None:
        return None
    low, high = Decimal(ends[0]), Decimal(ends[1])
    return (low, high) if low < high else None


def _read(ends: tuple[Decimal, Decimal], reading: str | None) -> str:
    low, high = ends
    return format((low if reading == LOW else (low + high) / 2).normalize(), "f")


def _with_note(
    texts: pl.DataFrame, column: Column, headings: dict[str, str], hit: pl.Series
) -> pl.DataFrame:
    """Add the words of cells to the note of their rows."""
    note = pl.col(NOTE) if NOTE in texts.columns else pl.lit(None, pl.String)
    text = pl.lit(headings[column.name] + " ") + pl.col(column.name)
    both = pl.concat_str(note, text, separator="；", ignore_nulls=True)
    return texts.with_columns(pl.when(hit).then(both).otherwise(note).alias(NOTE))


def _report(
    texts: pl.DataFrame,
    column: Column,
    headings: dict[str, str],
    hit: pl.Series,
    is_range: pl.Series,
    is_read: pl.Series,
) -> pl.DataFrame:
    reason = (
        pl.when(is_read)
        .then(pl.lit("bad-type.range_read"))
        .when(is_range)
        .then(pl.lit("bad-type.range_kept"))
        .otherwise(pl.lit("bad-type.range_words"))
    )
    severity = "warning" if column.unit == "person" else "info"
    return (
        texts.select(
            pl.lit("bad-type").alias("rule"),
            pl.when(is_read).then(pl.lit("info")).otherwise(pl.lit(severity)).alias("severity"),
            pl.col(ROW).alias("row"),
            pl.lit(headings[column.name]).alias("column"),
            pl.col(column.name).alias("value"),
            reason.alias("reason"),
        )
        .filter(hit)
        .cast(pl.Schema(REPORTED))
    )
