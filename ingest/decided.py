"""Reviewers' decisions as rows beside those of the data, which they complete and never replace."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.findings import Finding
from graph.ontology import Ontology
from graph.review.decided import BY, FILLS, ID, NO, OPEN, disputed, rows_of
from graph.schema.frames import empty_frame
from ingest.decisions import PlacedFinding
from ingest.keys import with_defaults, with_key

TABLE = "decisions"
REPORTED = "reported"  # what a person who is named says
LACKING, DISPUTED = "missing-value.decision", "conflict.reviewers"
NEEDED = {"pair": ("major", "occupation")} | {kind: (f[0], f[3]) for kind, f in FILLS.items()}


def with_decided(
    frames: Mapping[str, pl.DataFrame], ontology: Ontology, last: int
) -> tuple[dict[str, pl.DataFrame], dict[str, int]]:
    """Add the rows that decisions make to frames whose references are resolved.

    ``last``: the position of a dataset behind all others, so that what the data say counts first.
    Returns the changed frames, and how many rows each got.
    """
    decisions = frames[TABLE]
    enrolment = frames.get("enrolment", empty_frame(ontology.tables["enrolment"]))
    places = decisions.select(
        ID,
        pl.col("reviewer"),
        pl.concat_str("reviewer", "date", separator=" ", ignore_nulls=True).alias("ref"),
        pl.col("grade").fill_null(REPORTED),
        *(name for name in decisions.columns if name.startswith("__") and name != "__dataset"),
        pl.lit(last, pl.Int64).alias("__dataset"),
    )
    changed, counts = {}, {}
    for name, rows in rows_of(decisions, enrolment).items():
        table = ontology.tables[name]
        if (own := frames.get(name)) is None:
            own = pl.DataFrame(schema=places.drop(BY).schema | empty_frame(table).schema)
        rows = rows.join(places, on=ID, maintain_order="left").drop(ID)
        rows = rows.drop(set(BY) - set(table.by_name))
        if "node_key" not in rows.columns:
            rows = with_key(table, with_defaults(table, _with_columns(rows, own)))
        elif len(table.key) == 1:
            rows = rows.with_columns(pl.col("node_key").alias(table.key[0]))
        # Several decisions on one row do not repeat it, but complete it one after the other.
        rows = rows.with_columns(pl.col("__dataset") + pl.int_range(pl.len()).over("node_key"))
        changed[name] = pl.concat([own, _with_columns(rows, own)], how="diagonal_relaxed")
        counts[name] = rows.height
    return changed, counts


def _with_columns(rows: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Give rows the columns and types of a frame; what they do not have is unknown."""
    missing = [
        pl.lit(None, kind).alias(n) for n, kind in own.schema.items() if n not in rows.columns
    ]
    return rows.with_columns(missing).cast(
        {name: kind for name, kind in own.schema.items() if name in rows.columns}
    )


def findings_on(decisions: pl.DataFrame, as_read: pl.DataFrame) -> list[PlacedFinding]:
    """Report decisions that lack what they are about, and those that a later one goes against."""
    findings = []
    is_refused = pl.col("answer").is_in([NO, OPEN]).fill_null(False)
    for kind, (about, value) in NEEDED.items():
        of_kind = as_read.filter(pl.col("kind") == kind)
        for column, rows in ((about, of_kind), (value, of_kind.filter(~is_refused))):
            findings += [
                (part, Finding(LACKING, row=row, column=column))
                for part, row in rows.filter(pl.col(column).is_null())
                .select("__part", "__row")
                .iter_rows()
            ]
    places = disputed(decisions).select("__part", "__row", "reviewer")
    findings += [
        (part, Finding(DISPUTED, "info", row=row, value=reviewer))
        for part, row, reviewer in places.iter_rows()
    ]
    return findings
