"""Rows of one key made one: repetitions dropped, renumbered codes summed, datasets combined."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from graph.ontology import Column, Table
from graph.references import of_code, of_column, of_meaning
from ingest.cell_findings import row_findings
from ingest.finer import (
    ONE_KEY,
    SUMMED_UNITS,
    TUPLE,
    merge_finer_rows,
    summed_columns,
    with_tuples,
    without_tuples,
    worst_grade,
)
from ingest.forms import IN_PACK
from ingest.text import normal_names

# What a reference pack says of a thing otherwise than the user is told, at the user's row.
TOLD_OF_PACKS = {"name": "info", "level": "warning"}
QUOTED = "text"  # column of quotations: a longer one of the same words is no contradiction
CONTRIBUTED: dict[str, Any] = {
    "node_key": pl.String,
    "__part": pl.Int64,
    "__row": pl.Int64,
    "grade": pl.String,
    "columns": pl.List(pl.String),
}


@dataclass(frozen=True)
class Merged:
    """Rows, one a key; what other rows contributed to them; findings with ``__part``."""

    rows: pl.DataFrame
    contributions: pl.DataFrame
    findings: pl.DataFrame


def merge(
    table: Table,
    rows: pl.DataFrame,
    grades: Sequence[str],
    places: Mapping[int, str],
    beside_rows: Callable[[pl.DataFrame], pl.DataFrame],
) -> Merged:
    """Merge the rows of each key into one.

    Within a dataset, rows that are finer than the table come together, and of repeated rows the
    first is kept; figures of a renumbered code are summed. Across datasets the first known value
    of each column is kept. ``grades``: from best to worst; ``places``: what the sheets are called;
    ``beside_rows``: returns what stands beside given rows in columns that the table does not have.
    """
    doubled = rows["node_key"].is_duplicated()
    if not doubled.any():
        return Merged(rows, pl.DataFrame(schema=CONTRIBUTED), pl.DataFrame())
    single = rows.filter(~doubled)
    repeated = rows.filter(doubled).sort("__dataset", maintain_order=True)
    repeated = with_tuples(table, repeated, beside_rows(repeated))
    same = [*ONE_KEY, TUPLE]
    is_first = repeated.select(pl.int_range(pl.len()).over(same) == 0).to_series()
    distinct, doubles = repeated.filter(is_first), repeated.filter(~is_first)
    findings = [_report_duplicates(table, doubles, distinct, places)] if doubles.height else []
    distinct, finer, notes = merge_finer_rows(table, distinct, grades)
    findings += notes
    distinct = without_tuples(distinct)
    from_finer = _contributed(
        finer, {c.name: pl.col(c.name).is_not_null() for c in summed_columns(table)}
    )
    distinct, from_old_codes = _sum_renumbered(table, distinct, grades)
    combined, from_datasets, conflicts = _combine_datasets(table, distinct, grades)
    findings += conflicts
    sorted_rows = pl.concat([single, combined]).sort(
        "__part", "__row", maintain_order=True, nulls_last=True
    )
    return Merged(
        sorted_rows,
        pl.concat([from_finer, from_old_codes, from_datasets]),
        pl.concat(findings) if findings else pl.DataFrame(),
    )


def _columns_outside_key(table: Table) -> list[Column]:
    return [c for c in table.columns if c.name not in table.key]


def _report_duplicates(
    table: Table, doubles: pl.DataFrame, distinct: pl.DataFrame, places: Mapping[int, str]
) -> pl.DataFrame:
    same = [*ONE_KEY, TUPLE]
    figures = summed_columns(table)
    firsts = distinct.select(
        *same,
        pl.col("__row").alias("first"),
        pl.col("__part").alias("in"),
        *(pl.col(c.name).alias(f"first:{c.name}") for c in figures),
    )
    parts = [pl.col(k).cast(pl.String) for k in table.key]
    key = pl.concat_str(parts, separator=" / ", ignore_nulls=True)
    at = pl.lit(table.key[0])
    if fallback := table.by_name[table.key[0]].key_fallback:
        key = pl.col("node_key")
        at = pl.when(pl.col(table.key[0]).is_null()).then(pl.lit(fallback)).otherwise(at)
    repetitions = doubles.join(firsts, on=same, maintain_order="left")
    differing = pl.coalesce(
        *(
            pl.when(pl.col(c.name).ne_missing(pl.col(f"first:{c.name}"))).then(pl.lit(c.name))
            for c in figures
        ),
        pl.lit(None, pl.String),
    )
    repetitions = repetitions.with_columns(differing.alias("differs"))
    values = [_repetition_values(table, row, places) for row in repetitions.iter_rows(named=True)]
    elsewhere = pl.col("in") != pl.col("__part")
    reason = (
        pl.when(pl.col("differs").is_not_null())
        .then(pl.lit("duplicate-key.differs"))
        .when(elsewhere)
        .then(pl.lit("duplicate-key.elsewhere"))
        .otherwise(pl.lit("duplicate-key"))
    )
    return repetitions.select(
        "__part",
        pl.lit("duplicate-key").alias("rule"),
        pl.lit("error").alias("severity"),
        pl.col("__row").alias("row"),
        at.alias("column"),
        key.alias("value"),
        reason.alias("reason"),
        pl.Series("values", values, dtype=pl.String),
    )


def _repetition_values(table: Table, row: dict[str, Any], places: Mapping[int, str]) -> str:
    """Return the values of the sentence on a row that repeats another, as JSON."""
    values = {
        "keys": [of_column(table.by_name[name]) for name in table.key],
        "first": row["first"],
        "place": places[row["in"]],
    }
    if (name := row["differs"]) is not None:
        column = table.by_name[name]
        values |= {"differs": of_meaning(column)}
        values |= {"kept": _format_figure(row[f"first:{name}"]), "given": _format_figure(row[name])}
    return json.dumps(values, ensure_ascii=False)


def _format_figure(value: float | None) -> str:
    return "–" if value is None else f"{value:g}" if abs(value) < 1e6 else str(value)


def _sum_renumbered(
    table: Table, rows: pl.DataFrame, grades: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add up the figures of rows that came together under a new code; rates become unknown."""
    by = ["node_key", "__dataset"]
    is_summed = rows.select(pl.len().over(by) > 1).to_series()
    if not is_summed.any():
        return rows, pl.DataFrame(schema=CONTRIBUTED)
    alone, rows = rows.filter(~is_summed), rows.filter(is_summed)
    figures = [c.name for c in _columns_outside_key(table) if c.unit in SUMMED_UNITS]
    rates = [c.name for c in _columns_outside_key(table) if c.unit == "percent"]
    other_names = [n for n in rows.columns if n not in (*by, *figures, *rates, "grade")]
    sums = rows.group_by(by, maintain_order=True).agg(
        *(pl.when(pl.col(n).count() > 0).then(pl.col(n).sum()).alias(n) for n in figures),
        *(pl.lit(None, rows.schema[n]).alias(n) for n in rates),
        *(pl.col(n).drop_nulls().first().alias(n) for n in other_names),
        worst_grade(pl.col("grade"), grades).alias("grade"),
    )
    later = rows.filter(pl.int_range(pl.len()).over(by) > 0)
    contributed = _contributed(later, {n: pl.col(n).is_not_null() for n in figures})
    whole = pl.concat([alone, sums.select(rows.columns)]).sort("__dataset", maintain_order=True)
    return whole, contributed


def _combine_datasets(
    table: Table, rows: pl.DataFrame, grades: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame, list[pl.DataFrame]]:
    """Combine datasets: the first known value counts, a different later one is a conflict.

    Reference packs come last and contradict nothing; see :data:`TOLD_OF_PACKS`.
    """
    columns = [c for c in _columns_outside_key(table) if c.name not in ("grade", "ref", "note")]
    names = [c.name for c in columns]
    before = {
        n: pl.col(n).forward_fill().shift(1).over("node_key")  # the value known so far
        for n in names
    }
    later = pl.int_range(pl.len()).over("node_key") > 0
    conflicts: list[pl.DataFrame] = []
    firsts = rows.group_by("node_key", maintain_order=True).agg(
        *(pl.col(n).drop_nulls().first().alias(f"first:{n}") for n in names),
        pl.col("__part").first().alias("first:__part"),
        pl.col("__row").first().alias("first:__row"),
        pl.col(IN_PACK).first().alias("first:pack"),
    )
    compared = rows.with_columns(
        *(expression.is_null().alias(f"new:{n}") for n, expression in before.items()),
        later.alias("__later"),
    ).join(firsts, on="node_key", maintain_order="left")
    for column in columns:
        first_text, later_text = (
            _as_text(column, f"first:{column.name}"),
            _as_text(column, column.name),
        )
        differs = (later_text != first_text).fill_null(False)
        if column.name == QUOTED:
            differs &= ~(_contains(later_text, first_text) | _contains(first_text, later_text))
        conflicting = compared.filter(pl.col("__later") & differs)
        own_rows = conflicting.filter(~pl.col(IN_PACK))
        if own_rows.height:
            conflicts.append(_report_conflicts(column.name, own_rows, later_text, first_text))
        pack_rows = conflicting.filter(pl.col(IN_PACK) & ~pl.col("first:pack"))
        if pack_rows.height and column.name in TOLD_OF_PACKS:
            conflicts.append(_report_differences(column, pack_rows))
    contributed = _contributed(
        compared.filter("__later"),
        {n: pl.col(n).is_not_null() & pl.col(f"new:{n}") for n in names},
    )
    other_names = [n for n in rows.columns if n not in ("node_key", "grade")]
    laid = rows.group_by("node_key", maintain_order=True).agg(
        *(pl.col(n).drop_nulls().first().alias(n) for n in other_names),
        worst_grade(pl.col("grade"), grades).alias("grade"),
    )
    return laid.select(rows.columns), contributed, conflicts


def _contains(whole: pl.Expr, part: pl.Expr) -> pl.Expr:
    return whole.str.contains(part, literal=True)


def _as_text(column: Column, name: str) -> pl.Expr:
    """Return a cell as text that is equal for equal values; the order of a list does not count."""
    cell = pl.col(name)
    return cell.list.sort().list.join(";") if column.multiple else cell.cast(pl.String)


def _report_conflicts(
    name: str, rows: pl.DataFrame, later_text: pl.Expr, first_text: pl.Expr
) -> pl.DataFrame:
    values = first_text.map_elements(
        lambda text: json.dumps({"kept": text}, ensure_ascii=False), return_dtype=pl.String
    )
    return row_findings(rows, "conflict.datasets", "warning", name, later_text, values)


def _report_differences(column: Column, rows: pl.DataFrame) -> pl.DataFrame:
    """Report at the user's rows what a reference pack says otherwise of their things."""

    def worded(value: Any) -> Any:
        return of_code(column.code_list, value) if column.code_list else value

    name = column.name
    if column.datatype == "string" and not column.code_list:
        rows = rows.filter(normal_names(pl.col(name)) != normal_names(pl.col(f"first:{name}")))
    pairs = rows.select("node_key", f"first:{name}", name).rows()
    values = [{"key": key, "own": worded(own), "other": worded(other)} for key, own, other in pairs]
    texts = pl.Series([json.dumps(v, ensure_ascii=False) for v in values], dtype=pl.String)
    rows, value = rows.with_columns(__part="first:__part"), pl.col(f"first:{name}").cast(pl.String)
    severity, row = TOLD_OF_PACKS[name], "first:__row"
    return row_findings(rows, "conflict.pack", severity, name, value, texts, row)


def _contributed(rows: pl.DataFrame, gives: dict[str, pl.Expr]) -> pl.DataFrame:
    """Return which columns each row gave to the row that stands for it."""
    columns = pl.lit([], pl.List(pl.String))  # a table may have nothing but its key
    if gives:
        given_names = [pl.when(gave).then(pl.lit(name)) for name, gave in gives.items()]
        columns = pl.concat_list(given_names).list.drop_nulls()
    return rows.select(
        "node_key", "__part", "__row", pl.col("grade"), columns.alias("columns")
    ).cast(pl.Schema(CONTRIBUTED))
