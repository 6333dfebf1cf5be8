"""Findings on violations and faulty cells, with the reason and what the fault costs."""

from __future__ import annotations

import json

import polars as pl

from graph.checks.digits import RUINED
from graph.ontology import Table
from graph.references import lost
from ingest.cells import why_unreadable

ROW = "__row"


def cell_findings(
    texts: pl.DataFrame, table: Table, bad: pl.DataFrame, faults: pl.DataFrame, fatal: list[str]
) -> pl.DataFrame:
    """Return violations and error cells as findings; columns still by their declared name."""
    described = bad.with_columns(
        pl.coalesce(pl.col("reason"), _reason(bad, table), pl.col("rule")).alias("reason")
    )
    broken = faults.with_columns(
        pl.lit("error").alias("severity"), pl.lit(None, pl.String).alias("values")
    )
    names = ["index", "column", "value", "rule", "severity", "reason", "values"]
    all_faults = pl.concat([described.select(names), broken.select(names)])
    rows = texts.select(ROW).with_row_index("index").cast({"index": pl.Int64})
    return all_faults.join(rows, on="index", how="left", maintain_order="left").select(
        "rule",
        "severity",
        pl.lit(None, pl.String).alias("dataset"),
        pl.lit(None, pl.String).alias("file"),
        pl.lit(None, pl.String).alias("sheet"),
        pl.col(ROW).alias("row"),
        "column",
        "value",
        "reason",
        _with_loss(table, fatal).alias("values"),
    )


def row_findings(
    rows: pl.DataFrame,
    reason: str,
    severity: str,
    column: str,
    value: pl.Expr | str,
    values: pl.Expr | pl.Series | None = None,
    row: str = ROW,
) -> pl.DataFrame:
    """Return a finding on each row of a frame, with its ``__part``.

    ``value``, ``row``: columns of the frame. ``values``: of the sentence, as JSON.
    """
    return rows.select(
        "__part",
        pl.lit(reason.partition(".")[0]).alias("rule"),
        pl.lit(severity).alias("severity"),
        pl.col(row).alias("row"),
        pl.lit(column).alias("column"),
        (pl.col(value) if isinstance(value, str) else value).alias("value"),
        pl.lit(reason).alias("reason"),
        (pl.lit(None, pl.String) if values is None else values).alias("values"),
    )


_REASONS = {"minInclusive": "out-of-range.low", "maxInclusive": "out-of-range.high"}


def _reason(bad: pl.DataFrame, table: Table) -> pl.Expr:
    """Return the special reason of a violation, null where the rule's own sentence will do."""
    figures = [c.name for c in table.columns if c.datatype in ("integer", "decimal", "gYearMonth")]
    is_figure = (pl.col("rule") == "bad-type") & pl.col("column").is_in(figures)
    unreadable = {
        value: f"bad-type.{why}"
        for value in bad.filter(is_figure)["value"].unique()
        if (why := why_unreadable(value))
    }
    special = pl.col("value").replace_strict(unreadable, default=None, return_dtype=pl.String)
    by_component = pl.col("component").replace_strict(
        _REASONS, default=None, return_dtype=pl.String
    )
    ruined = pl.col("value").str.contains(RUINED)
    return (
        pl.when(pl.col("component") == "checkedBy")
        .then(
            pl.when(ruined)
            .then(pl.lit("bad-type.ruined_code"))
            .otherwise(pl.lit("bad-type.check_digit"))
        )
        .when(is_figure)
        .then(special)
        .otherwise(by_component)
    )


def _with_loss(table: Table, fatal: list[str]) -> pl.Expr:
    """Return the values of a sentence with what the fault costs: row, cell, or list member."""
    costs = {c.name: "member" if c.multiple else "cell" for c in table.columns}
    costs |= dict.fromkeys(fatal, "row")
    losses = {name: json.dumps({"lost": lost(cost)}) for name, cost in costs.items()}
    loss = pl.col("column").replace_strict(losses, return_dtype=pl.String)
    merged = pl.concat_str(
        pl.col("values").str.strip_suffix("}"), loss.str.replace("{", ", ", literal=True)
    )
    return pl.when(pl.col("values").is_null()).then(loss).otherwise(merged)
