"""References of a frame: written values replaced by the keys they mean, and what was found.

Findings carry ``__part``, the number of the sheet they are about.
"""

from __future__ import annotations

import json

import polars as pl

from graph.convert.iris import joined
from graph.ontology import Column, CompositeReference, Ontology, Table
from graph.words import LANGUAGES, say
from ingest.references import AMBIGUOUS, BY_ZEROS, UNKNOWN, Register

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

    Where the reference is needed, rows whose value means nothing are left out.
    """
    name = column.name
    if rows[name].null_count() == rows.height:
        return rows, pl.DataFrame()
    written = rows[name].explode() if column.multiple else rows[name]
    found = register.resolve(written, column.target_class or "")
    findings = _findings(register.ontology, column, rows, found)
    if column.multiple:
        return _link_members(name, rows, found), findings
    order = rows.columns
    meaning = found.select(pl.col("written").alias(name), "key", "old")
    rows = rows.join(meaning, on=name, how="left", maintain_order="left")
    if is_needed(column):
        rows = rows.filter(pl.col(name).is_null() | pl.col("key").is_not_null())
    olds = pl.concat_str(OLD, "old", separator="/", ignore_nulls=True)
    rows = rows.with_columns(pl.col("key").alias(name), olds.alias(OLD))
    return rows.select(order), findings


def _link_members(name: str, rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    keys = dict(found.select("written", "key").iter_rows())
    meant = pl.col(name).list.eval(
        pl.element().replace_strict(keys, default=None, return_dtype=pl.String).drop_nulls()
    )
    rows = rows.with_columns(meant.list.unique(maintain_order=True))
    return rows.with_columns(pl.when(pl.col(name).list.len() > 0).then(pl.col(name)).alias(name))


def _findings(
    ontology: Ontology, column: Column, rows: pl.DataFrame, found: pl.DataFrame
) -> pl.DataFrame:
    odd = found.filter(pl.col("how").is_in(list(_RULES)) | pl.col("old").is_not_null())
    if not odd.height:
        return pl.DataFrame()
    places = rows.select(PART, ROW, pl.col(column.name).alias("written"))
    if column.multiple:
        places = places.explode("written")
    lost = "row" if is_needed(column) else "member" if column.multiple else "cell"
    told = _targets(ontology, column.target_class or "")
    told |= {f"lost_{lang}": say(f"lost.{lost}", lang) for lang in LANGUAGES}
    values = pl.struct("key", "candidates").map_elements(
        lambda s: json.dumps(told | {k: v for k, v in s.items() if v}, ensure_ascii=False),
        return_dtype=pl.String,
    )
    rule = pl.col("how").replace_strict(
        {how: rule for how, (rule, _) in _RULES.items()}, default="succession"
    )
    severity = pl.col("how").replace_strict(
        {how: severity for how, (_, severity) in _RULES.items()}, default="info"
    )
    odd = odd.with_columns(
        rule.alias("rule"), severity.alias("severity"), rule.alias("reason"), values.alias("values")
    )
    return places.join(odd, on="written", maintain_order="left").select(
        PART,
        "rule",
        "severity",
        pl.col(ROW).alias("row"),
        pl.lit(column.name).alias("column"),
        pl.col("written").alias("value"),
        "reason",
        "values",
    )


def _targets(ontology: Ontology, target_class: str) -> dict[str, str]:
    targets = ontology.target_tables(target_class)
    return {
        "target_zh": "、".join(t.label.zh for t in targets),
        "target_en": ", ".join(t.name for t in targets),
    }


def composite_findings(
    ontology: Ontology, table: Table, frames: dict[str, pl.DataFrame], places: pl.DataFrame
) -> list[pl.DataFrame]:
    """References by several columns: a warning where they name nothing; the row stays."""
    if table.name == "pathways":
        return []  # a pathway may lead to a programme outside the region
    found = []
    for reference in table.composites:
        lost = _lost(ontology, reference, frames, frames[table.name])
        if not lost.height:
            continue
        place = places.select("node_key", PART, ROW).unique("node_key", keep="first")
        hits = lost.join(place, on="node_key", how="left", maintain_order="left")
        values = json.dumps(_targets(ontology, reference.target_class), ensure_ascii=False)
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
