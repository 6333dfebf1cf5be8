"""People's decisions as rows of the tables they are about.

A decision fills what is unknown. It never replaces a figure of the data: where a row has a value,
that one counts.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.gap.flows.rounding import added_up

YES, RELATED, NO, OPEN = "yes", "related", "no", "open"
MATTER = ("kind", "major", "occupation", "college", "year")  # what a decision is about
VALUES = ("level", "area", "share_pct")
ID, BY = "id", ("reviewer", "ref", "grade")
TIERS = {YES: 1, RELATED: 2}
# Kind of decision → the column of the matter, table and column that it fills, and by which value.
FILLS = {
    "required_level": ("occupation", "occupations", "level", "level"),
    "college_area": ("college", "colleges", "area", "area"),
    "further_study": ("college", "enrolment", "further_study", "share_pct"),
    "local_share": ("college", "enrolment", "local_pct", "share_pct"),
}


def latest(decisions: pl.DataFrame) -> pl.DataFrame:
    """Return the decision that counts on each matter: the newest, of one day the last row."""
    ordered = decisions.sort("date", nulls_last=False, maintain_order=True)
    return ordered.unique(MATTER, keep="last", maintain_order=True)


def disputed(decisions: pl.DataFrame) -> pl.DataFrame:
    """Return the decisions of others that the one that counts goes against, in the order given."""
    counting = latest(decisions)
    own = counting.select(*MATTER, *(pl.col(n).alias(f"now_{n}") for n in ("answer", *VALUES, ID)))
    newest = decisions.sort("date", nulls_last=False, maintain_order=True).unique(
        [*MATTER, "reviewer"], keep="last", maintain_order=True
    )
    differs = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"now_{name}")) for name in ("answer", *VALUES)
    )
    return (
        newest.join(own, on=MATTER, nulls_equal=True, maintain_order="left")
        .filter(pl.col(ID) != pl.col(f"now_{ID}"), differs, pl.col("answer") != OPEN)
        .select(decisions.columns)
    )


def rows_of(decisions: pl.DataFrame, enrolment: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the rows that decisions add: table → its key columns, the value, and ``id``.

    ``enrolment``: with ``node_key``; a share is of the graduates of a college's programmes whose
    own is unknown. Decisions without an answer that says so, or without a value, add nothing.
    """
    counting = latest(decisions).with_columns(pl.col("answer").fill_null(YES))
    pairs = counting.filter(
        pl.col("kind") == "pair",
        pl.col("answer").is_in(list(TIERS)),
        pl.col("major").is_not_null() & pl.col("occupation").is_not_null(),
    )
    tier = pl.col("answer").replace_strict(TIERS, default=None, return_dtype=pl.Int64)
    rows = {"crosswalk": [pairs.select(ID, "major", "occupation", tier.alias("tier"))]}
    for kind, (about, table, column, value) in FILLS.items():
        given = counting.filter(
            pl.col("kind") == kind,
            pl.col("answer") == YES,
            pl.col(about).is_not_null() & pl.col(value).is_not_null(),
        )
        if table == "enrolment":
            added = _of_programmes(given, enrolment, column)
        else:
            added = given.select(ID, pl.col(about).alias("node_key"), pl.col(value).alias(column))
        rows.setdefault(table, []).append(added)
    return {
        table: merged
        for table, parts in rows.items()
        if (merged := pl.concat(parts, how="diagonal")).height
    }


def _of_programmes(given: pl.DataFrame, enrolment: pl.DataFrame, column: str) -> pl.DataFrame:
    """Give each programme of a college and year its part of a share: a rate, or whole persons."""
    programmes = enrolment.group_by("node_key", maintain_order=True).agg(
        pl.col("college", "major", "track", "year").first(),
        pl.col("graduates", "further_study", "employed_local", "local_pct").drop_nulls().first(),
    )
    is_unknown = pl.col(column).is_null()
    if column == "local_pct":
        is_unknown &= pl.col("employed_local").is_null()
    unknown = programmes.filter(is_unknown, pl.col("graduates") > 0)
    keys = ["node_key", "college", "major", "track"]
    joined = unknown.select(*keys, "year", "graduates").join(
        given.select(ID, "college", "year", "share_pct"),
        on=["college", "year"],
        maintain_order="left",
    )
    if column == "local_pct":
        return joined.select(ID, *keys, "year", pl.col("share_pct").alias(column))
    parts = [
        of.with_columns(
            pl.Series(column, added_up((of["graduates"] * of["share_pct"] / 100).to_numpy()))
        )
        for _, of in joined.group_by(ID, maintain_order=True)
    ]
    filled = pl.concat(parts) if parts else joined.with_columns(pl.lit(0, pl.Int64).alias(column))
    return filled.select(ID, *keys, "year", column)


def with_decisions(
    tables: Mapping[str, pl.DataFrame], decisions: pl.DataFrame
) -> Mapping[str, pl.DataFrame]:
    """Return the tables as a build with these decisions would have them, for the gap's figures."""
    changed = dict(tables)
    for table, rows in rows_of(decisions, tables["enrolment"]).items():
        own = tables[table]
        if table == "crosswalk":
            new = rows.join(own, on=["major", "occupation"], how="anti", maintain_order="left")
            new = new.select("major", "occupation", "tier", pl.lit("reported").alias("grade"))
            changed[table] = pl.concat(
                [own, new.cast({"tier": own.schema["tier"]})], how="diagonal"
            )
            continue
        names = [name for name in rows.columns if name in {f[2] for f in FILLS.values()}]
        filling = rows.group_by("node_key").agg(
            pl.col(name).drop_nulls().first().cast(own.schema[name]).alias(f"_{name}")
            for name in names
        )
        changed[table] = (
            own.join(filling, on="node_key", how="left", maintain_order="left")
            .with_columns(pl.coalesce(name, f"_{name}").alias(name) for name in names)
            .select(own.columns)
        )
    return changed
