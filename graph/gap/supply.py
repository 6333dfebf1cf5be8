"""Supply: graduates of a year who look for work here, by major, level and area of the college."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from graph.gap.figures import (
    CLASS,
    Side,
    add_up,
    grades_of,
    rounded,
    split_known,
    whole,
    worst,
)
from graph.gap.imputing import imputed
from graph.gap.report import Assumption
from graph.gap.same_frames import kept_for_same_frames
from graph.gap.scope import Scope


def supply_rows(
    tables: Mapping[str, pl.DataFrame], year: int, imputes_study: bool = True
) -> pl.DataFrame:
    """Return rows of a year: ``key, level, area, persons`` and what they rest on.

    ``available`` = graduates − further study, not below 0; ``persons`` = available × local share,
    unknown (null) where graduates are unknown. Unknown further study and local shares are imputed
    from the rows that tell them; where none does, nobody studies on, and everybody stays.
    ``imputes_study``: whether nobody studies on either where a row alone does not tell it.
    ``source`` says whose share it is: ``counts`` or ``rate`` of the row, ``imputed``, ``none``.
    ``in_field`` = employed in their field × local share, null where unknown.
    """
    in_field = pl.coalesce("employed_in_field", pl.col("working") * pl.col("in_field_pct") / 100)
    return _with_share(_of_all_years(tables, imputes_study), year).with_columns(
        (pl.col("available") * pl.col("share")).alias("persons"),
        (in_field * pl.col("share")).alias("in_field"),
        pl.col("major").alias("key"),
    )


@kept_for_same_frames(2)
def _of_all_years(tables: Mapping[str, pl.DataFrame], imputes_study: bool) -> pl.DataFrame:
    """Return enrolment with the area of the college, who is available, and the row's own share."""
    places = tables["colleges"].select(college="node_key", area="area")
    majors = tables["majors"].select("level", "parent", major="node_key")
    rows = (
        tables["enrolment"]
        .join(places, on="college", how="left", maintain_order="left")
        .join(majors, on="major", how="left", maintain_order="left")
    )
    return _with_own_share(_with_available(rows, imputes_study))


def supply_side(rows: pl.DataFrame, crosswalk: pl.DataFrame, scope: Scope) -> Side:
    """Compute the supply of the scope; majors without a crosswalk row are left out as missing."""
    in_scope = scope.keep_area(rows)
    classes, unknown, partly = split_known(add_up(in_scope))
    with_figure = in_scope.filter(pl.col("persons").is_not_null())
    mapped = pl.col("key").is_in(crosswalk["major"].unique().implode())
    outside = rounded(classes.filter(~mapped)).group_by("key").agg(pl.col("persons").sum())
    outside = outside.sort(-pl.col("persons"), "key")
    mapped_rows = with_figure.filter(mapped)
    is_imputed = pl.col("further_study").is_null() & pl.col("taken").is_not_null()
    is_derived = ~pl.col("source").is_in(["counts", "none"]) | pl.col("rated") | is_imputed
    estimated = mapped_rows.filter(is_derived)
    grade = worst(grades_of(mapped_rows), "estimated" if len(estimated) else "official")
    notes = _notes(with_figure, partly)
    return Side(
        rounded(classes.filter(mapped)),
        unknown,
        grade,
        tuple(notes),
        tuple((key, int(persons)) for key, persons in outside.iter_rows()),
    )


def staying_side(rows: pl.DataFrame, crosswalk: pl.DataFrame, scope: Scope, side: Side) -> Side:
    """Compute the supply if every graduate who looks for work stayed here.

    Those who leave are rounded by themselves and added, so that no class has fewer than now.
    """
    mapped = pl.col("key").is_in(crosswalk["major"].unique().implode())
    in_scope = scope.keep_area(rows).filter(mapped, pl.col("persons").is_not_null())
    leaving = in_scope.with_columns(pl.col("available") - pl.col("persons"))
    everybody = whole(in_scope["available"]) - int(side.classes["persons"].sum())
    more, _, _ = split_known(add_up(leaving.select(*CLASS, persons="available")))
    classes = pl.concat([side.classes, rounded(more, everybody)]).group_by(CLASS)
    return replace(side, classes=classes.agg(pl.col("persons").sum()).sort(CLASS))


def placed_in_field(
    rows: pl.DataFrame, crosswalk: pl.DataFrame, scope: Scope
) -> tuple[float | None, list[Assumption]]:
    """Count graduates of the supply who work here in their field, with notes on the basis.

    None where no row tells, and where only some of the demand is asked for, since nobody knows how
    many of them work in that part.
    """
    in_scope = scope.keep_area(rows).filter(
        pl.col("persons").is_not_null(), pl.col("key").is_in(crosswalk["major"].unique().implode())
    )
    stated = in_scope.filter(pl.col("in_field").is_not_null(), pl.col("persons") > 0)
    if stated.is_empty() or scope.chain is not None or scope.min_level is not None:
        return None, []
    in_field, base, everybody = (
        float(column.sum())
        for column in (stated["in_field"], stated["persons"], in_scope["persons"])
    )
    notes = []
    if everybody - base >= 1:
        notes.append(Assumption("in_field_unknown", {"persons": round(everybody - base)}))
    if (stated["share"] < 1).any():
        notes.append(Assumption("in_field_local", {"persons": round(in_field)}))
    return in_field / base * everybody, notes


def _with_available(rows: pl.DataFrame, imputes_study: bool) -> pl.DataFrame:
    """Add ``working``, ``studying`` (imputed where unknown) and ``available``, in all years.

    Who works does not study: at most the others of the row are taken to.
    """
    by_rate = pl.col("graduates") * pl.col("employed_pct") / 100
    rows = rows.with_columns(
        pl.coalesce(pl.col("employed").cast(pl.Float64), by_rate).alias("working")
    )
    is_stated = pl.col("further_study").is_not_null() & (pl.col("graduates") > 0)
    rows = rows.with_columns(
        pl.when(is_stated).then(pl.min_horizontal("further_study", "graduates")).alias("_studying"),
        pl.when(is_stated).then("graduates").alias("_graduates"),
    )
    years = sorted(rows["year"].unique().to_list())
    parts = [
        rows.filter(pl.col("year") == year).with_columns(
            imputed(rows, year, "_studying", "_graduates").alias("rate")
        )
        for year in years
        if imputes_study
    ]
    rows = pl.concat(parts) if parts else rows.with_columns(rate=pl.lit(None, pl.Float64))
    not_working = (pl.col("graduates") - pl.col("working").fill_null(0)).clip(lower_bound=0)
    imputed_study = pl.when(pl.col("rate").is_not_null()).then(
        pl.min_horizontal(pl.col("graduates") * pl.col("rate"), not_working)
    )
    raw = pl.col("graduates") - pl.coalesce(
        pl.col("further_study").cast(pl.Float64), imputed_study, 0.0
    )
    return rows.with_columns(
        imputed_study.alias("taken"),
        raw.clip(lower_bound=0).alias("available"),
        (raw < 0).fill_null(False).alias("floored"),
    ).drop("_studying", "_graduates")


def _with_own_share(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``own`` (the row's local share) and ``base`` (persons it is a share of)."""
    by_count = pl.col("employed_local").is_not_null() & (pl.col("working") > 0)
    by_count = by_count.fill_null(False)
    share = pl.when(by_count).then(pl.col("employed_local") / pl.col("working"))
    return rows.with_columns(
        share.otherwise(pl.col("local_pct") / 100).alias("own"),
        by_count.alias("by_count"),
        (by_count & pl.col("employed").is_null()).alias("rated"),
        pl.when(by_count)
        .then("working")
        .otherwise(pl.coalesce("working", "available"))
        .alias("base"),
    ).with_columns((pl.col("own") > 1).fill_null(False).alias("capped"), pl.col("own").clip(0, 1))


def _with_share(rows: pl.DataFrame, year: int) -> pl.DataFrame:
    """Return the rows of a year with ``share`` in [0, 1] and its ``source``."""
    rows = rows.with_columns((pl.col("base") * pl.col("own")).alias("local"))
    imputed_share = imputed(rows, year, "local", "base", [["college"]])
    own_source = pl.when("by_count").then(pl.lit("counts")).otherwise(pl.lit("rate"))
    return (
        rows.filter(pl.col("year") == year)
        .with_columns(imputed_share.alias("others"))
        .with_columns(
            pl.coalesce("own", "others", pl.lit(1.0)).alias("share"),
            pl.when(pl.col("own").is_not_null())
            .then(own_source)
            .when(pl.col("others").is_not_null())
            .then(pl.lit("imputed"))
            .otherwise(pl.lit("none"))
            .alias("source"),
        )
    )


def _notes(with_figure: pl.DataFrame, partly: int) -> list[Assumption]:
    """Note the assumptions made in rows with a figure, and how many persons each touches."""
    unstated = pl.col("further_study").is_null()
    touched = {
        "further_study_imputed": (unstated & pl.col("taken").is_not_null(), "graduates"),
        "further_study_unknown": (unstated & pl.col("taken").is_null(), "graduates"),
        "share_imputed": (pl.col("source") == "imputed", "available"),
        "share_none": (pl.col("source") == "none", "available"),
        "share_capped": (pl.col("capped"), "available"),
        "available_floored": (pl.col("floored"), "graduates"),
    }
    notes = []
    for key, (is_touched, column) in touched.items():
        rows = with_figure.filter(is_touched)
        if len(rows):
            values = {"persons": whole(rows[column])}
            if key == "further_study_imputed":
                values["taken"] = whole(rows["taken"])
            notes.append(Assumption(key, values))
    if partly:
        notes.append(Assumption("supply_rows_unknown", {"rows": partly}))
    return notes
