"""Things that a row names twice, by name and by code: both are used, and must agree.

The second spelling travels beside the first, in a column of its own, until references are
resolved. Then one of the two is left; a row where they mean different things stays out.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import polars as pl

from graph.ontology import Column, Table
from graph.references import lost, of_tables
from ingest.additions import with_additions
from ingest.cell_findings import row_findings
from ingest.forms import UNKNOWN
from ingest.references import Register
from ingest.text import fold

PART, ROW, LOST = "__part", "__row", "__lost"
FIRST, SECOND, CONFLICT = "first", "second", "conflict"
_PREFIX = "second:"
_IS_CODE = re.compile(r"代码|编码|代号|编号|标识码|code|(?<![a-z])(id|no)(?![a-z])")


def names_a_code(heading: str) -> bool:
    """Tell whether a heading announces codes, not names.

    >>> names_a_code("专业代码"), names_a_code("专业名称")
    (True, False)
    """
    return _IS_CODE.search(fold(heading)) is not None


def second_name(column: str) -> str:
    """Return the name of the column that holds a reference's second spelling."""
    return _PREFIX + column


def first_name(column: str) -> str:
    """Return the name of the reference column that a spelling belongs to."""
    return column.removeprefix(_PREFIX)


def is_second(column: str) -> bool:
    """Tell whether a column holds second spellings."""
    return column.startswith(_PREFIX)


def second_of(column: Column) -> Column:
    """Return a column for a reference's second spellings: a copy without most constraints."""
    constraints = tuple(c for c in column.constraints if c.component == "class")
    name = second_name(column.name)
    return replace(column, name=name, constraints=constraints, key_part=None, checked_by=None)


def with_seconds(table: Table, columns: list[Column]) -> Table:
    """Return the table with those columns of second spellings that a sheet has."""
    seconds = tuple(c for c in columns if is_second(c.name))
    return replace(table, columns=(*table.columns, *seconds)) if seconds else table


def fill_first_spellings(texts: pl.DataFrame) -> pl.DataFrame:
    """Fill empty first spellings from the second."""
    firsts = [first_name(name) for name in texts.columns if is_second(name)]
    return texts.with_columns(pl.coalesce(name, second_name(name)).alias(name) for name in firsts)


def settle_spellings(
    register: Register, column: Column, rows: pl.DataFrame, needed: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Settle on one spelling a row, with findings; ``needed``: a contradiction costs the row."""
    first, second = column.name, second_name(column.name)
    if second not in rows.columns:
        return rows, pl.DataFrame()
    pairs = rows.select(first, second).drop_nulls().unique(maintain_order=True)
    columns = [name for name in rows.columns if name != second]
    if not pairs.height:
        return rows.select(columns), pl.DataFrame()
    judged = _judge_pairs(register, column, pairs)
    rows = rows.join(judged, on=[first, second], how="left", maintain_order="left")
    contradicts = (pl.col("verdict") == CONFLICT).fill_null(False)
    findings = pl.concat(
        [
            _report_contradictions(register, column, rows.filter(contradicts), needed),
            *_report_unknown(register, column, rows),
            _report_members(register, column, rows),
        ]
    )
    if needed:
        rows = rows.with_columns(pl.col(LOST) | contradicts)
    spelt = pl.when(pl.col("verdict") == SECOND).then(second).otherwise(first)
    behind = pl.when(pl.col("verdict") == SECOND).then(f"{FIRST}:addition").alias("addition")
    rows = rows.with_columns(behind)
    findings = pl.concat([findings, _report_additions(column, rows)])
    rows = rows.with_columns(pl.when(~contradicts).then(spelt).alias(first))
    return with_additions(rows).select(columns), findings


def _report_additions(column: Column, rows: pl.DataFrame) -> pl.DataFrame:
    """Report texts behind names whose codes were used instead, once a sheet."""
    hits = rows.filter(pl.col("addition").is_not_null() & (pl.col("addition") != ""))
    by_name = hits.group_by(PART, pl.col(column.name).alias("value"), maintain_order=True).agg(
        pl.col(ROW).first().alias("row"),
        pl.struct(pl.col("addition").first(), pl.len().alias("count")).alias("told"),
    )
    values = _as_json(pl.col("told"), {})
    return row_findings(by_name, "name-addition", "info", column.name, "value", values, "row")


def _judge_pairs(register: Register, column: Column, pairs: pl.DataFrame) -> pl.DataFrame:
    """Judge each pair of spellings: which one counts, or that they contradict, and why."""
    first, second = column.name, second_name(column.name)
    target = column.target_class or ""
    for place, name in ((FIRST, first), (SECOND, second)):
        meanings = register.resolve(pairs[name], target).select(
            pl.col("written").alias(name),
            (pl.col("how") == UNKNOWN).alias(f"{place}:unknown"),
            pl.col("key").alias(f"{place}:key"),
            pl.coalesce("key", "candidates").alias(f"{place}:shown"),
            pl.col("addition").alias(f"{place}:addition"),
        )
        pairs = pairs.join(meanings, on=name, how="left", maintain_order="left")
    first_key, second_key = pl.col(f"{FIRST}:key"), pl.col(f"{SECOND}:key")
    groups = {
        place: _group_of(register, target, pairs[f"{place}:key"]) for place in (FIRST, SECOND)
    }
    pairs = pairs.with_columns(
        register.may_mean(pairs[first], pairs[f"{SECOND}:key"], target).alias("agrees:second"),
        register.may_mean(pairs[second], pairs[f"{FIRST}:key"], target).alias("agrees:first"),
    )
    verdict = (  # a code says more than the name: old ones are added up, no level contradicts it
        pl.when((first_key == second_key).fill_null(False))
        .then(pl.lit(SECOND))
        .when(pl.col(f"{SECOND}:unknown"))
        .then(pl.lit(FIRST))
        .when(pl.col(f"{FIRST}:unknown") | pl.col("agrees:second"))
        .then(pl.lit(SECOND))
        .when(pl.col("agrees:first") | (first_key.is_null() & second_key.is_null()))
        .then(pl.lit(FIRST))
        .when(groups[FIRST] == second_key)  # of a group and its member the member is meant
        .then(pl.lit(FIRST))
        .when(groups[SECOND] == first_key)
        .then(pl.lit(SECOND))
        .otherwise(pl.lit(CONFLICT))
    )
    is_member = (groups[FIRST] == second_key) | (groups[SECOND] == first_key)
    return pairs.with_columns(verdict.alias("verdict"), is_member.fill_null(False).alias("member"))


def _group_of(register: Register, target_class: str, keys: pl.Series) -> pl.Expr:
    """Return the keys of the groups that things belong to, null where they belong to none."""
    groups = register.groups(target_class)
    return pl.lit(keys.replace_strict(groups, default=None, return_dtype=pl.String))


def _report_contradictions(
    register: Register, column: Column, rows: pl.DataFrame, needed: bool
) -> pl.DataFrame:
    common = _targets(register, column) | {"lost": lost("row" if needed else "cell")}
    values = pl.struct(
        pl.col(second_name(column.name)).alias("other"),
        pl.col(f"{FIRST}:shown").alias("key"),
        pl.col(f"{SECOND}:shown").alias("other_key"),
    )
    name, values = column.name, _as_json(values, common)
    return row_findings(rows, "conflict.spellings", "error", name, name, values)


def _report_members(register: Register, column: Column, rows: pl.DataFrame) -> pl.DataFrame:
    """Report once a sheet that one spelling is a group and the other its member, who is meant."""
    first, second = column.name, second_name(column.name)
    pairs = {FIRST: (first, second), SECOND: (second, first)}
    hits = [
        rows.filter(pl.col("member").fill_null(False) & (pl.col("verdict") == place)).select(
            PART, ROW, pl.col(member).alias("value"), pl.col(group).alias("other")
        )
        for place, (member, group) in pairs.items()
    ]
    by_sheet = (
        pl.concat(hits)
        .group_by(PART, maintain_order=True)
        .agg(
            pl.col(ROW).first().alias("row"),
            pl.col("value").first(),
            pl.struct(pl.col("other").first(), pl.len().alias("rows")).alias("told"),
        )
    )
    values = _as_json(pl.col("told"), _targets(register, column))
    reason = "second-spelling.member"
    return row_findings(by_sheet, reason, "info", first, "value", values, "row")


def _report_unknown(register: Register, column: Column, rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Report once a sheet names that are unknown beside known codes, and codes beside names.

    An unknown name beside a known code deserves a look: the code may be the wrong one.
    """
    names = {FIRST: column.name, SECOND: second_name(column.name)}
    values = _as_json(pl.col("told"), _targets(register, column))
    findings = []
    for unknown, other, severity in ((FIRST, SECOND, "warning"), (SECOND, FIRST, "info")):
        hits = rows.filter(
            pl.col(f"{unknown}:unknown").fill_null(False) & pl.col(f"{other}:key").is_not_null()
        )
        by_sheet = hits.group_by(PART, maintain_order=True).agg(
            pl.col(ROW).first().alias("row"),
            pl.col(names[unknown]).first().alias("value"),
            pl.struct(
                pl.col(names[other]).first().alias("other"),
                pl.col(f"{other}:key").first().alias("key"),
                pl.len().alias("rows"),
            ).alias("told"),
        )
        findings.append(
            row_findings(
                by_sheet, "second-spelling", severity, names[unknown], "value", values, "row"
            )
        )
    return findings


def _targets(register: Register, column: Column) -> dict[str, Any]:
    return {"target": of_tables(register.ontology.targets_of(column))}


def _as_json(values: pl.Expr, common: dict[str, Any]) -> pl.Expr:
    return values.map_elements(
        lambda s: json.dumps(common | dict(s), ensure_ascii=False), return_dtype=pl.String
    )
