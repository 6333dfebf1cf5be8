"""Supply: graduates of a year who look for work here, by major, level and area of the college."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from graph.analysis.figures import (
    CLASS,
    Side,
    add_up,
    grades_of,
    rounded,
    split_known,
    whole,
    worst,
)
from graph.analysis.report import Assumption
from graph.analysis.scope import Scope

_FALLBACKS = ("college", "dataset", "none")


def supply_rows(tables: Mapping[str, pl.DataFrame], year: int) -> pl.DataFrame:
    """Rows of a year: ``key, level, area, persons`` and what they rest on.

    ``available`` = graduates − further study, not below 0 (unknown further study counts 0);
    ``persons`` = available × local share, unknown (null) where graduates are unknown. ``source``
    says whose share it is: ``counts`` or ``rate`` of the row, ``college``, ``dataset``, ``none``.
    ``in_field`` = employed in their field × local share, null where unknown.
    """
    places = tables["colleges"].select(college="node_key", area="area")
    levels = tables["majors"].select(major="node_key", level="level")
    rows = (
        tables["enrolment"]
        .filter(pl.col("year") == year)
        .join(places, on="college", how="left")
        .join(levels, on="major", how="left")
    )
    in_field = pl.coalesce("employed_in_field", pl.col("working") * pl.col("in_field_pct") / 100)
    return _with_share(_with_own_share(rows)).with_columns(
        (pl.col("available") * pl.col("share")).alias("persons"),
        (in_field * pl.col("share")).alias("in_field"),
        pl.col("major").alias("key"),
    )


def supply_side(rows: pl.DataFrame, crosswalk: pl.DataFrame, scope: Scope) -> Side:
    """Supply of the scope; majors without any crosswalk row are missing data and left out."""
    here = scope.keep_area(rows)
    classes, unknown, partly = split_known(add_up(here))
    used = here.filter(pl.col("persons").is_not_null())
    mapped = pl.col("key").is_in(crosswalk["major"].unique().implode())
    outside = rounded(classes.filter(~mapped)).group_by("key").agg(pl.col("persons").sum())
    outside = outside.sort(-pl.col("persons"), "key")
    counted = used.filter(mapped)
    estimated = counted.filter(~pl.col("source").is_in(["counts", "none"]) | pl.col("rated"))
    grade = worst(grades_of(counted), "estimated" if len(estimated) else "official")
    notes = _notes(used, partly)
    return Side(
        rounded(classes.filter(mapped)),
        unknown,
        grade,
        tuple(notes),
        tuple((key, int(persons)) for key, persons in outside.iter_rows()),
    )


def staying_side(rows: pl.DataFrame, crosswalk: pl.DataFrame, scope: Scope, side: Side) -> Side:
    """The supply if every graduate who looks for work stayed here.

    Those who leave are rounded by themselves and added, so that no class has fewer than now.
    """
    mapped = pl.col("key").is_in(crosswalk["major"].unique().implode())
    here = scope.keep_area(rows).filter(mapped, pl.col("persons").is_not_null())
    leaving = here.with_columns(pl.col("available") - pl.col("persons"))
    everybody = whole(here["available"]) - int(side.classes["persons"].sum())
    more, _, _ = split_known(add_up(leaving.select(*CLASS, persons="available")))
    classes = pl.concat([side.classes, rounded(more, everybody)]).group_by(CLASS)
    return replace(side, classes=classes.agg(pl.col("persons").sum()).sort(CLASS))


def placed_in_field(
    rows: pl.DataFrame, crosswalk: pl.DataFrame, scope: Scope
) -> tuple[float | None, list[Assumption]]:
    """Graduates of the supply who work here in their field, and what that rests on.

    None where no row tells, and where only some of the demand is asked for, since nobody knows how
    many of them work in that part.
    """
    here = scope.keep_area(rows).filter(
        pl.col("persons").is_not_null(), pl.col("key").is_in(crosswalk["major"].unique().implode())
    )
    known = here.filter(pl.col("in_field").is_not_null(), pl.col("persons") > 0)
    if known.is_empty() or scope.chain is not None or scope.min_level is not None:
        return None, []
    told, base, everybody = (
        float(each.sum()) for each in (known["in_field"], known["persons"], here["persons"])
    )
    notes = []
    if everybody - base >= 1:
        notes.append(Assumption("in_field_unknown", {"persons": round(everybody - base)}))
    if (known["share"] < 1).any():
        notes.append(Assumption("in_field_local", {"persons": round(told)}))
    return told / base * everybody, notes


def _with_own_share(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``available``, ``own`` (the row's local share), ``base`` (persons it is a share of)."""
    counted = pl.col("graduates") * pl.col("employed_pct") / 100
    raw = pl.col("graduates") - pl.col("further_study").fill_null(0)
    rows = rows.with_columns(
        pl.coalesce(pl.col("employed").cast(pl.Float64), counted).alias("working"),
        raw.clip(lower_bound=0).alias("available"),
        (raw < 0).fill_null(False).alias("floored"),
    )
    by_count = pl.col("employed_local").is_not_null() & (pl.col("working") > 0)
    by_count = by_count.fill_null(False)
    share = pl.when(by_count).then(pl.col("employed_local") / pl.col("working"))
    return rows.with_columns(
        share.otherwise(pl.col("local_pct") / 100).alias("own"),
        by_count.alias("by_count"),
        (by_count & pl.col("employed").is_null()).alias("rated"),
        pl.when(by_count)
        .then("working")
        .otherwise(pl.coalesce("working", pl.col("available").cast(pl.Float64)))
        .alias("base"),
    ).with_columns((pl.col("own") > 1).fill_null(False).alias("capped"), pl.col("own").clip(0, 1))


def _with_share(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``share`` in [0, 1] and its ``source``: the row's own, else the next wider one known."""
    known = pl.col("own").is_not_null() & pl.col("base").is_not_null()
    base = pl.when(known).then("base")
    local = base * pl.col("own")
    rows = rows.with_columns(
        (local.sum().over("college") / base.sum().over("college"))
        .fill_nan(None)
        .alias("college_share"),
        (local.sum() / base.sum()).fill_nan(None).alias("dataset_share"),
    )
    own = pl.when("by_count").then(pl.lit("counts")).otherwise(pl.lit("rate"))
    return rows.with_columns(
        pl.coalesce("own", "college_share", "dataset_share", pl.lit(1.0)).alias("share"),
        pl.when(pl.col("own").is_not_null())
        .then(own)
        .when(pl.col("college_share").is_not_null())
        .then(pl.lit("college"))
        .when(pl.col("dataset_share").is_not_null())
        .then(pl.lit("dataset"))
        .otherwise(pl.lit("none"))
        .alias("source"),
    )


def _notes(used: pl.DataFrame, partly: int) -> list[Assumption]:
    """What was taken for granted in rows with a figure, and whom it touches."""
    touched = {
        "further_study_unknown": (pl.col("further_study").is_null(), "graduates"),
        **{f"share_{s}": (pl.col("source") == s, "available") for s in _FALLBACKS},
        "share_capped": (pl.col("capped"), "available"),
        "available_floored": (pl.col("floored"), "graduates"),
    }
    notes = []
    for key, (which, of) in touched.items():
        rows = used.filter(which)
        if len(rows):
            notes.append(Assumption(key, {"persons": int(rows[of].sum())}))
    if partly:
        notes.append(Assumption("supply_rows_unknown", {"rows": partly}))
    return notes
