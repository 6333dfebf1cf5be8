"""References of a frame: written values replaced by the keys they mean, with findings.

Findings carry ``__part``, the number of the sheet they are about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from graph.convert.iris import joined
from graph.ontology import Column, CompositeReference, Ontology, Table
from graph.references import Reference, lost, of_code, of_tables, phrase
from ingest.additions import with_additions
from ingest.cell_findings import row_findings
from ingest.forms import AMBIGUOUS, BY_ZEROS, MENTIONED, SHOWN_CANDIDATES, UNKNOWN
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
from ingest.mentioned import places_of, with_mentions
from ingest.places import BY_PLACE, COARSER, UNDIVIDED
from ingest.references import AREA, Register
from ingest.surroundings import (
    CHOSEN,
    SEVERAL,
    UNSAID,
    WHOLE,
    WITHIN,
    resolve_areas,
    with_surroundings,
)

PART, DATASET, OLD = "__part", "__dataset", "__old"
ROW = "__row"
LOST = "__lost"  # of a row: a reference that it needs means nothing
_RULES = {
    UNKNOWN: ("unknown-reference", "error"),
    MENTIONED: ("unknown-reference.mentioned", "warning"),
    AMBIGUOUS: ("ambiguous-reference", "error"),
    BY_ZEROS: ("lost-zeros", "warning"),
    BY_PLACE: ("place", "info"),
    COARSER: ("place.coarser", "warning"),
    UNDIVIDED: ("place.coarser", "info"),
    WHOLE: ("place", "info"),
    CHOSEN: ("place.surroundings", "info"),
    UNSAID: ("unknown-reference.whole", "error"),
    SEVERAL: ("ambiguous-reference.area", "error"),
}
MEANT = "__key"  # what a reference means; a table may have a column `key`
_ONCE = [MENTIONED, BY_PLACE, COARSER, UNDIVIDED, WHOLE, CHOSEN]  # a sheet, with how many rows
# Of what a value means: a finding says how, a code is old, more than the name was written.
_IS_ODD = pl.col("how").is_in(list(_RULES))
_IS_OLD, _HAS_ADDITION = pl.col("old").is_not_null(), pl.col("addition").is_not_null()
_HAS_SENTENCE = _IS_ODD | _IS_OLD | _HAS_ADDITION


def is_needed(column: Column) -> bool:
    """Tell whether a row cannot be without the reference."""
    return bool(column.target_class) and (column.required or column.key_part is not None)


def link(
    register: Register, column: Column, rows: pl.DataFrame, areas: Mapping[int, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return rows with a reference column's keys, and findings; ``__old`` notes old codes.

    Where the reference is needed, rows whose value means nothing are marked as :data:`LOST`. The
    text behind a name goes to the row's track or note. ``areas``: sheet → area that it is of.
    """
    name = column.name
    if rows[name].null_count() == rows.height:
        return rows, pl.DataFrame()
    if column.multiple:
        meanings = register.resolve(rows[name].explode(), column.target_class or "")
        members = rows.with_columns(pl.col(name).alias("written")).explode("written")
        meanings = _with_mentions(register, column, members, meanings)
        findings = _findings(register, column, members, meanings, ["written"])
        return _link_members(name, rows, meanings), findings
    columns = rows.columns
    rows = rows.with_columns(pl.col(name).alias("written"))
    on = ["written"]
    if column.target_class == MAJOR:
        on = ["written", *CONTEXT, "__joint"]
        rows = context_of(column, rows, register.ontology)
        meanings = resolve_majors(
            register, rows.filter(pl.col(name).is_not_null()).select(on).unique()
        )
        if "level" in columns:  # which here is not the level of the major alone
            meanings = meanings.with_columns(pl.lit(None, pl.String).alias("wrong"))
    elif column.target_class == AREA:
        on = ["written", WITHIN]
        rows = with_surroundings(register, rows, areas)
        meanings = resolve_areas(
            register, rows.filter(pl.col(name).is_not_null()).select(on).unique()
        )
    else:
        meanings = register.resolve(rows[name], column.target_class or "")
        meanings = _with_mentions(register, column, rows, meanings)
    findings = _findings(register, column, rows, meanings, on)
    means_nothing = (
        pl.col("wrong") == CONTRADICTED if "wrong" in meanings.columns else pl.lit(False)
    )
    key = pl.when(~means_nothing.fill_null(False)).then("key")
    keys = meanings.select(*on, key.alias(MEANT), "old", "addition")
    linked = rows.join(keys, on=on, how="left", maintain_order="left", nulls_equal=True)
    if is_needed(column):
        is_lost = pl.col(name).is_not_null() & pl.col(MEANT).is_null()
        linked = linked.with_columns(pl.col(LOST) | is_lost)
    old_codes = pl.concat_str(OLD, "old", separator="/", ignore_nulls=True)
    rows = linked.with_columns(pl.col(MEANT).alias(name), old_codes.alias(OLD))
    return with_additions(rows).select(columns), findings


def _with_mentions(
    register: Register, column: Column, rows: pl.DataFrame, meanings: pl.DataFrame
) -> pl.DataFrame:
    """Let unknown names of firms, colleges and units mean a thing that is only mentioned."""
    meanings = with_mentions(register.ontology, column, meanings)
    if (meanings["how"] == MENTIONED).any():
        (table,) = register.ontology.targets_of(column)
        register.mentioned.append(places_of(table, rows, meanings))
    return meanings


def _link_members(name: str, rows: pl.DataFrame, meanings: pl.DataFrame) -> pl.DataFrame:
    keys = dict(meanings.select("written", "key").iter_rows())
    linked = pl.col(name).list.eval(
        pl.element().replace_strict(keys, default=None, return_dtype=pl.String).drop_nulls()
    )
    rows = rows.with_columns(linked.list.unique(maintain_order=True))
    return rows.with_columns(pl.when(pl.col(name).list.len() > 0).then(pl.col(name)).alias(name))


def _findings(
    register: Register, column: Column, rows: pl.DataFrame, meanings: pl.DataFrame, on: list[str]
) -> pl.DataFrame:
    """Return the findings on the values of a column, at their rows.

    ``on``: the columns by which rows are joined with the meanings of their values.
    """
    cost = "row" if is_needed(column) else "member" if column.multiple else "cell"
    common = {
        "target": of_tables(register.ontology.targets_of(column)),
        "lost": lost(cost),
    }
    if "wrong" in meanings.columns:
        meanings = with_sentences_of_majors(register, meanings)
    else:
        meanings = meanings.filter(_HAS_SENTENCE)
        if meanings.is_empty():
            return pl.DataFrame()
        meanings = _with_sentences(meanings)
    odd = meanings.filter(pl.col("reason").is_not_null())
    if not odd.height:
        return pl.DataFrame()
    sentences = odd.select(*on, "reason", "severity", "told", "once").with_columns(
        pl.col("told").map_elements(
            lambda text: json.dumps(common | json.loads(text), ensure_ascii=False),
            return_dtype=pl.String,
        )
    )
    places = rows.select(PART, ROW, *on)
    hits = places.join(sentences, on=on, maintain_order="left", nulls_equal=True)
    at_every_row = hits.filter(~pl.col("once"))
    grouped = hits.filter("once").group_by(PART, "written", "reason", "told", maintain_order=True)
    at_first_row = grouped.agg(
        pl.col(ROW).min(), pl.col("severity").first(), pl.len().alias("count")
    )
    at_first_row = at_first_row.with_columns(
        pl.concat_str(
            pl.col("told").str.strip_suffix("}"), pl.lit(', "count": '), "count", pl.lit("}")
        ).alias("told")
    )
    names = [PART, ROW, "written", "reason", "severity", "told"]
    return pl.concat([at_every_row.select(names), at_first_row.select(names)]).select(
        PART,
        pl.col("reason").str.split(".").list.first().alias("rule"),
        "severity",
        pl.col(ROW).alias("row"),
        pl.lit(column.name).alias("column"),
        pl.col("written").alias("value"),
        "reason",
        pl.col("told").alias("values"),
    )


def _with_sentences(meanings: pl.DataFrame) -> pl.DataFrame:
    """Add to each value what a finding says of it: ``reason, severity, told, once``.

    ``told``: the values of the sentence; ``once``: whether only the first row gets a finding.
    """
    reasons = {how: rule for how, (rule, _) in _RULES.items()}
    severities = {how: severity for how, (_, severity) in _RULES.items()}
    meant = ["meant"] if "meant" in meanings.columns else []  # of areas
    values = pl.struct("key", "candidates", "addition", *meant).map_elements(
        lambda s: json.dumps({k: v for k, v in s.items() if v}, ensure_ascii=False),
        return_dtype=pl.String,
    )
    return meanings.with_columns(
        pl.when(_IS_ODD)
        .then(pl.col("how").replace_strict(reasons, default=None, return_dtype=pl.String))
        .when(_IS_OLD)
        .then(pl.lit("succession"))
        .when(pl.col("addition") == "")
        .then(pl.lit("name-addition.word"))
        .when(_HAS_ADDITION)
        .then(pl.lit("name-addition"))
        .alias("reason"),
        pl.col("how")
        .replace_strict(severities, default="info", return_dtype=pl.String)
        .alias("severity"),
        values.alias("told"),
        ((~_IS_ODD & ~_IS_OLD) | pl.col("how").is_in(_ONCE)).alias("once"),
    )


def with_sentences_of_majors(register: Register, resolved: pl.DataFrame) -> pl.DataFrame:
    """Add to each major what a finding says of it, as :func:`_with_sentences` does.

    Also what was chosen by level, and what contradicts the level.
    """
    meanings = _with_sentences(resolved)
    refused = pl.col("refused").is_not_null()
    is_lost = pl.col("how").is_in([UNKNOWN, AMBIGUOUS])
    chosen = pl.col("basis").is_not_null() & (pl.col("basis") != BY_ROW)
    severity = pl.when(is_lost | (pl.col("wrong") == CONTRADICTED)).then(pl.lit("error"))
    meanings = meanings.with_columns(
        pl.when(refused)
        .then(pl.when(is_lost).then(pl.lit(REFUSED_AND_LOST)).otherwise(pl.lit(REFUSED)))
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
    doubly_changed = meanings.filter(
        chosen & pl.col("reason").str.starts_with("name-addition").fill_null(False)
    )
    meanings = pl.concat([meanings, doubly_changed.with_columns(pl.col("basis").alias("reason"))])
    odd = meanings.filter(pl.col("reason").is_not_null())
    majors = register.described(MAJORS)
    values = [
        json.dumps(_level_values(majors, row), ensure_ascii=False) for row in odd.rows(named=True)
    ]
    without_finding = meanings.filter(pl.col("reason").is_null())
    return pl.concat(
        [odd.with_columns(pl.Series("told", values, dtype=pl.String)), without_finding]
    )


def _level_values(majors: dict[str, tuple[str, int | None]], row: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a sentence about a major's level, and those a decision may need."""
    values = {k: v for k, v in json.loads(row["told"]).items() if k != "candidates"}
    stated_level, college, college_level = row[OWN], row[COLLEGE], row["college_level"]
    level = (
        stated_level
        if stated_level is not None
        else college_level
        if college_level is not None and college_level <= ONE_LEVEL
        else None
    )
    values |= {"level": level, "college": college if row["several"] and level is None else None}

    def described(key: str) -> Reference:
        name, level = majors.get(key, ("", None))
        return phrase("major.of_level", key=key, name=name, level=_level(level, ""))

    return values | {
        "meant": described(row["key"]) if row["key"] else "",
        "refused": described(row["refused"]) if row["refused"] else "",
        "here": _level(stated_level if stated_level is not None else college_level, "–"),
        "candidates": [described(key) for key in (row["several"] or [])[:SHOWN_CANDIDATES]] or "–",
    }


def _level(level: int | None, otherwise: str) -> Reference | str:
    return otherwise if level is None else of_code("level", level)


def composite_findings(
    ontology: Ontology, table: Table, frames: dict[str, pl.DataFrame], places: pl.DataFrame
) -> list[pl.DataFrame]:
    """Return warnings on references by several columns that name nothing; the rows stay."""
    findings = []
    for reference in table.composites:
        if reference.is_open:
            continue
        unmatched = _unmatched(ontology, reference, frames, frames[table.name])
        if not unmatched.height:
            continue
        place = places.select("node_key", PART, ROW).unique("node_key", keep="first")
        hits = unmatched.join(place, on="node_key", how="left", maintain_order="left")
        values = json.dumps({"target": of_tables(ontology.target_tables(reference.target_class))})
        parts = [pl.col(name).cast(pl.String) for name in reference.via]
        written = pl.concat_str(parts, separator=" / ", ignore_nulls=True)
        column, reason = reference.via[-1], "unknown-reference.link"
        findings.append(row_findings(hits, reason, "warning", column, written, pl.lit(values)))
    return findings


def _unmatched(
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
