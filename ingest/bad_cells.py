"""Rows and cells that hold errors: left out, with findings that say which and why."""

from __future__ import annotations

import json
from typing import cast

import polars as pl

from graph.checks.compiled import VIOLATIONS
from graph.ontology import Column, Table
from graph.references import of_column
from ingest.cell_findings import cell_findings


def without_bad_cells(
    texts: pl.DataFrame,
    table: Table,
    bad: pl.DataFrame,
    faults: pl.DataFrame,
    headings: dict[str, str],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leave out what holds errors; ``headings``: column → how the sheet writes it."""
    bad = _move_faults_to_end(_drop_follow_up_faults(bad, faults), texts, table)
    bad = _name_compared_columns(bad, headings)
    texts, reported = _leave_out(texts, table, bad, faults)
    reported = _tolerate_undecided(reported, table)
    return texts, reported.with_columns(pl.col("column").replace(headings))


def _move_faults_to_end(bad: pl.DataFrame, texts: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Report a start after its end at the end's cell; SHACL reports it at the start's."""
    wrong = (pl.col("rule") == "conflict") & (pl.col("severity") == "error")
    if not bad.filter(wrong).height:
        return bad
    rows = []
    for fault in bad.filter(wrong).iter_rows(named=True):
        end = json.loads(fault["values"])["other"]["column"]
        begin = table.by_name[fault["column"]]
        fault |= {"column": end, "value": texts[end][fault["index"]], "reason": "conflict.order"}
        rows.append(fault | {"values": _dump_values(other=of_column(begin))})
    return pl.concat([bad.filter(~wrong), pl.DataFrame(rows, schema=VIOLATIONS)])


def _name_compared_columns(bad: pl.DataFrame, headings: dict[str, str]) -> pl.DataFrame:
    """Let comparisons with another column name it as the sheet does."""
    compared = bad.filter(pl.col("rule") == "conflict")["values"].drop_nulls().unique()
    columns = {values: json.loads(values)["other"]["column"] for values in compared}
    renamed = {
        values: _dump_values(other=headings[column])
        for values, column in columns.items()
        if column in headings
    }
    return bad.with_columns(pl.col("values").replace(renamed)) if renamed else bad


def _drop_follow_up_faults(bad: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Leave out faults that only follow from another.

    An error cell is not also missing; a comparison with a bad cell says nothing.
    """
    place = ["index", "column"]
    bad = bad.join(faults.select(place), on=place, how="anti")
    is_conflict = pl.col("rule") == "conflict"
    conflicts, other_faults = bad.filter(is_conflict), bad.filter(~is_conflict)
    if not conflicts.height:
        return other_faults
    other_column = pl.col("values").str.json_path_match("$.other.column").alias("other")
    conflicts = conflicts.join(other_faults, on=place, how="anti").with_columns(other_column)
    conflicts = conflicts.join(other_faults, left_on=["index", "other"], right_on=place, how="anti")
    return pl.concat([other_faults, conflicts.drop("other")])


def _leave_out(
    texts: pl.DataFrame, table: Table, bad: pl.DataFrame, faults: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Leave out rows and cells that hold errors; the findings say which and why."""
    errors = pl.concat(
        [
            bad.filter(pl.col("severity") == "error").select("index", "column", "value"),
            faults.select("index", "column", pl.lit(None, pl.String).alias("value")),
        ]
    )
    fatal = [
        c.name
        for c in table.columns
        if (c.required or (c.key_part and not c.key_fallback)) and not c.multiple
    ]
    findings = cell_findings(texts, table, bad, faults, fatal)
    if not errors.height:
        return texts, findings
    fatal_errors = errors.filter(pl.col("column").is_in(fatal))
    for name, part in errors.join(fatal_errors, on=["index", "column"], how="anti").group_by(
        "column"
    ):
        column = table.by_name[cast(str, name[0])]
        texts = _empty_cells(texts, column, part)
    keep = ~pl.int_range(texts.height, eager=True).is_in(fatal_errors["index"].implode())
    return texts.filter(keep), findings


def _empty_cells(texts: pl.DataFrame, column: Column, errors: pl.DataFrame) -> pl.DataFrame:
    """Empty cells with errors: the whole cell, or of a list the bad members only."""
    name = column.name
    if not column.multiple:
        mask = pl.int_range(texts.height, eager=True).is_in(errors["index"].implode())
        return texts.with_columns(texts[name].set(mask, None))
    wrong = errors.group_by("index").agg(pl.col("value").alias("__wrong"))
    joined = (
        texts.with_row_index("index")
        .cast({"index": pl.Int64})
        .join(wrong, on="index", how="left", maintain_order="left")
    )
    members = pl.col(name).list.set_difference(pl.col("__wrong").fill_null([]))
    return joined.with_columns(members).drop("index", "__wrong")


def _tolerate_undecided(findings: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Turn missing keys of a decision table into notes: a queue may be filled in step by step."""
    if table.name != "aliases":
        return findings
    waiting = (pl.col("rule") == "missing-value") & (pl.col("column") == "key")
    replaced = {"rule": "undecided", "reason": "undecided", "severity": "info"}
    return findings.with_columns(
        pl.when(waiting).then(pl.lit(new)).otherwise(old).alias(old)
        for old, new in replaced.items()
    )


def _dump_values(**values: object) -> str:
    """Return the values of a sentence as the findings frame keeps them."""
    return json.dumps(values, ensure_ascii=False)
