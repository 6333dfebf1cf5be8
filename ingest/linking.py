"""References of a frame: written values replaced by the keys they mean, and what was found.

Findings carry ``__part``, the number of the sheet they are about.
"""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from graph.convert.iris import joined
from graph.ontology import Column, CompositeReference, Ontology, Table
from graph.references import Reference, lost, of_code, of_tables, phrase
from ingest.additions import with_additions
from ingest.levels import (
    BY_ROW,
    COLLEGE,
    CONTEXT,
    CONTRADICTED,
    MAJOR,
    MAJORS,
    ONE_LEVEL,
    OWN,
    REFUSED,
    REFUSED_AND_LOST,
    context_of,
    resolve_majors,
)
from ingest.references import AMBIGUOUS, BY_ZEROS, SHOWN_CANDIDATES, UNKNOWN, Register

PART, DATASET, OLD = "__part", "__dataset", "__old"
ROW = "__row"
_RULES = {
    UNKNOWN: ("unknown-reference", "error"),
    AMBIGUOUS: ("ambiguous-reference", "error"),
    BY_ZEROS: ("lost-zeros", "warning"),
}


def is_needed(column: Column) -> bool:
    """Whether a row cannot be without the reference."""
    return bool(column.target_class) and (column.required or column.key_part is not None)


def link(
    register: Register, column: Column, rows: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with a reference column's keys, and findings; old codes are noted in ``__old``.

    Where the reference is needed, rows whose value means nothing are left out. What stood behind
    a name goes to the row's track or note.
    """
    name = column.name
    if rows[name].null_count() == rows.height:
        return rows, pl.DataFrame()
    if column.multiple:
        found = register.resolve(rows[name].explode(), column.target_class or "")
        findings = _findings(register, column, rows.explode(name), found, ["written"])
        return _link_members(name, rows, found), findings
    order = rows.columns
    rows = rows.with_columns(pl.col(name).alias("written"))
    on = ["written"]
    if column.target_class == MAJOR:
        on = ["written", *CONTEXT, "__joint"]
        rows = context_of(column, rows, register.ontology)
        found = resolve_majors(
            register, rows.filter(pl.col(name).is_not_null()).select(on).unique()
        )
        if "level" in order:  # what the level of such a row speaks of is not the major alone
            found = found.with_columns(pl.lit(None, pl.String).alias("wrong"))
    else:
        found = register.resolve(rows[name], column.target_class or "")
    findings = _findings(register, column, rows, found, on)
    means_nothing = pl.col("wrong") == CONTRADICTED if "wrong" in found.columns else pl.lit(False)
    key = pl.when(~means_nothing.fill_null(False)).then("key")
    meaning = found.lazy().select(*on, key.alias("key"), "old", "addition")
    both = rows.lazy().join(meaning, on=on, how="left", maintain_order="left", nulls_equal=True)
    if is_needed(column):
        both = both.filter(pl.col(name).is_null() | pl.col("key").is_not_null())
    olds = pl.concat_str(OLD, "old", separator="/", ignore_nulls=True)
    rows = both.with_columns(pl.col("key").alias(name), olds.alias(OLD)).collect()
    return with_additions(rows).select(order), findings


def _link_members(name: str, rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    keys = dict(found.select("written", "key").iter_rows())
    meant = pl.col(name).list.eval(
        pl.element().replace_strict(keys, default=None, return_dtype=pl.String).drop_nulls()
    )
    rows = rows.with_columns(meant.list.unique(maintain_order=True))
    return rows.with_columns(pl.when(pl.col(name).list.len() > 0).then(pl.col(name)).alias(name))


def _findings(
    register: Register, column: Column, rows: pl.DataFrame, found: pl.DataFrame, on: list[str]
) -> pl.DataFrame:
    """What is to be said of the values of a column, at their rows.

    ``on``: the columns by which rows find what their value means.
    """
    cost = "row" if is_needed(column) else "member" if column.multiple else "cell"
    common = {
        "target": of_tables(register.ontology.target_tables(column.target_class or "")),
        "lost": lost(cost),
    }
    found = said_of_majors(register, found) if "wrong" in found.columns else _said(found)
    odd = found.filter(pl.col("reason").is_not_null())
    if not odd.height:
        return pl.DataFrame()
    said = odd.select(*on, "reason", "severity", "told", "once").with_columns(
        pl.col("told").map_elements(
            lambda text: json.dumps(common | json.loads(text), ensure_ascii=False),
            return_dtype=pl.String,
        )
    )
    places = rows.select(
        PART, ROW, *(name for name in on if name != "written"), pl.col(column.name).alias("written")
    )
    hits = places.join(said, on=on, maintain_order="left", nulls_equal=True)
    each = hits.filter(~pl.col("once"))
    first = hits.filter("once").group_by(PART, "written", "reason", "told", maintain_order=True)
    once = first.agg(pl.col(ROW).first(), pl.col("severity").first(), pl.len().alias("count"))
    once = once.with_columns(
        pl.concat_str(
            pl.col("told").str.strip_suffix("}"), pl.lit(', "count": '), "count", pl.lit("}")
        ).alias("told")
    )
    names = [PART, ROW, "written", "reason", "severity", "told"]
    return pl.concat([each.select(names), once.select(names)]).select(
        PART,
        pl.col("reason").str.split(".").list.first().alias("rule"),
        "severity",
        pl.col(ROW).alias("row"),
        pl.lit(column.name).alias("column"),
        pl.col("written").alias("value"),
        "reason",
        pl.col("told").alias("values"),
    )


def _said(found: pl.DataFrame) -> pl.DataFrame:
    """Each value with what is to be said of it: ``reason, severity, told, once``.

    ``told``: the values of the sentence; ``once``: whether it is said at the first row only.
    """
    odd = pl.col("how").is_in(list(_RULES))
    reasons = {how: rule for how, (rule, _) in _RULES.items()}
    severities = {how: severity for how, (_, severity) in _RULES.items()}
    old, addition = pl.col("old").is_not_null(), pl.col("addition").is_not_null()
    told = pl.struct("key", "candidates", "addition").map_elements(
        lambda s: json.dumps({k: v for k, v in s.items() if v}, ensure_ascii=False),
        return_dtype=pl.String,
    )
    return found.with_columns(
        pl.when(odd)
        .then(pl.col("how").replace_strict(reasons, default=None, return_dtype=pl.String))
        .when(old)
        .then(pl.lit("succession"))
        .when(pl.col("addition") == "")
        .then(pl.lit("name-addition.word"))
        .when(addition)
        .then(pl.lit("name-addition"))
        .alias("reason"),
        pl.col("how")
        .replace_strict(severities, default="info", return_dtype=pl.String)
        .alias("severity"),
        told.alias("told"),
        (~odd & ~old).alias("once"),
    )


def said_of_majors(register: Register, found: pl.DataFrame) -> pl.DataFrame:
    """The same for majors: also what was chosen by level, and what contradicts the level."""
    said = _said(found)
    refused = pl.col("refused").is_not_null()
    lost = pl.col("how").is_in([UNKNOWN, AMBIGUOUS])
    chosen = pl.col("basis").is_not_null() & (pl.col("basis") != BY_ROW)
    severity = pl.when(lost | (pl.col("wrong") == CONTRADICTED)).then(pl.lit("error"))
    said = said.with_columns(
        pl.when(refused)
        .then(pl.when(lost).then(pl.lit(REFUSED_AND_LOST)).otherwise(pl.lit(REFUSED)))
        .when(pl.col("wrong").is_not_null())
        .then("wrong")
        .when(pl.col("reason").is_null() & chosen)
        .then("basis")
        .otherwise("reason")
        .alias("reason"),
        pl.when(refused | pl.col("wrong").is_not_null())
        .then(severity.otherwise(pl.lit("warning")))
        .otherwise("severity")
        .alias("severity"),
        (pl.col("once") & ~refused & pl.col("wrong").is_null()).alias("once"),
    )
    both = said.filter(chosen & pl.col("reason").str.starts_with("name-addition").fill_null(False))
    said = pl.concat([said, both.with_columns(pl.col("basis").alias("reason"))])
    odd = said.filter(pl.col("reason").is_not_null())
    majors = register.described(MAJORS)
    told = [json.dumps(_of_level(majors, row), ensure_ascii=False) for row in odd.rows(named=True)]
    rest = said.filter(pl.col("reason").is_null())
    return pl.concat([odd.with_columns(pl.Series("told", told, dtype=pl.String)), rest])


def _of_level(majors: dict[str, tuple[str, int | None]], row: dict[str, Any]) -> dict[str, Any]:
    """The values of a sentence about the level of a major, and what a decision on it may say."""
    told = {k: v for k, v in json.loads(row["told"]).items() if k != "candidates"}
    own, college, at = row[OWN], row[COLLEGE], row["college_level"]
    level = own if own is not None else at if at is not None and at <= ONE_LEVEL else None
    told |= {"level": level, "college": college if row["several"] and level is None else None}

    def described(key: str) -> Reference:
        name, level = majors.get(key, ("", None))
        return phrase("major.of_level", key=key, name=name, level=_level(level, ""))

    return told | {
        "meant": described(row["key"]) if row["key"] else "",
        "refused": described(row["refused"]) if row["refused"] else "",
        "here": _level(own if own is not None else at, "–"),
        "candidates": [described(key) for key in (row["several"] or [])[:SHOWN_CANDIDATES]] or "–",
    }


def _level(level: int | None, otherwise: str) -> Reference | str:
    return otherwise if level is None else of_code("level", level)


def composite_findings(
    ontology: Ontology, table: Table, frames: dict[str, pl.DataFrame], places: pl.DataFrame
) -> list[pl.DataFrame]:
    """References by several columns: a warning where they name nothing; the row stays."""
    found = []
    for reference in table.composites:
        if reference.is_open:
            continue
        lost = _lost(ontology, reference, frames, frames[table.name])
        if not lost.height:
            continue
        place = places.select("node_key", PART, ROW).unique("node_key", keep="first")
        hits = lost.join(place, on="node_key", how="left", maintain_order="left")
        values = json.dumps({"target": of_tables(ontology.target_tables(reference.target_class))})
        named = [pl.col(name).cast(pl.String) for name in reference.via]
        found.append(
            hits.select(
                PART,
                pl.lit("unknown-reference").alias("rule"),
                pl.lit("warning").alias("severity"),
                pl.col(ROW).alias("row"),
                pl.lit(reference.via[-1]).alias("column"),
                pl.concat_str(named, separator=" / ", ignore_nulls=True).alias("value"),
                pl.lit("unknown-reference.link").alias("reason"),
                pl.lit(values).alias("values"),
            )
        )
    return found


def _lost(
    ontology: Ontology,
    reference: CompositeReference,
    frames: dict[str, pl.DataFrame],
    rows: pl.DataFrame,
) -> pl.DataFrame:
    (target,) = ontology.target_tables(reference.target_class)
    path = joined([rows[name] for name in reference.via])
    if target.name not in frames:
        return rows
    return rows.filter(~path.is_in(frames[target.name]["node_key"].implode()))
