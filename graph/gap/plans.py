"""Admission plans as supply: the graduates of a year, from the plan of the year they began in.

``graduates(y) = planned(y − length) × completion``. The length of study is the programme's, else
the major's; a plan without one is unknown, in every year. Completion is measured: graduates ÷
enrolled of the programmes that tell both, imputed as other shares are; where none does, all
complete. What the graduates of the year itself tell (who studies on, who stays) is kept as a share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from graph.gap.figures import whole
from graph.gap.imputing import imputed
from graph.gap.report import Assumption
from graph.gap.same_frames import kept_for_same_frames

if TYPE_CHECKING:
    from graph.gap.scope import Scope

PROGRAMME = ["college", "major", "track"]
OUTCOMES = ["further_study", "employed", "employed_local", "employed_in_field"]
PERSONS = ["planned", "graduates", *OUTCOMES]


def with_supply(tables: Mapping[str, pl.DataFrame], supply: str) -> Mapping[str, pl.DataFrame]:
    """Return the tables of the supply: with the reported graduates, or with those by ``plan``.

    By plan, ``enrolment`` has ``by_plan``, which marks the rows that plans led to.
    """
    if supply != "plan":
        return tables
    others = {name: tables[name] for name in ("colleges", "majors", "programmes")}
    return {**others, "enrolment": _by_plan(tables)}


def plan_notes(tables: Mapping[str, pl.DataFrame], scope: Scope) -> list[Assumption]:
    """Note that the supply rests on plans, the completion, and plans without a length of study."""
    if scope.supply != "plan":
        return []
    places = tables["colleges"].select(college="node_key", area="area")
    rows = tables["enrolment"].filter(pl.col("by_plan"), pl.col("year") == scope.year)
    rows = scope.keep_area(rows.join(places, on="college", how="left", maintain_order="left"))
    with_figure = rows.filter(pl.col("graduates").is_not_null())
    planned, graduates = (whole(with_figure[name]) for name in ("planned", "graduates"))
    values: dict[str, Any] = {"planned": planned, "persons": graduates}
    key = "supply_plan_whole"
    if with_figure["is_measured"].any():
        key, values["rate"] = "supply_plan", round(100 * graduates / planned) if planned else 0
    notes = [Assumption(key, values)]
    without = rows.filter(pl.col("graduates").is_null())
    if without.height:
        unknown = {"rows": without.height, "planned": whole(without["planned"])}
        notes.append(Assumption("plan_without_length", unknown))
    return notes


@kept_for_same_frames(1)
def _by_plan(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return enrolment in which the years that plans lead to have graduates by plan.

    With ``by_plan``, and ``is_measured``: whether the completion is.
    """
    rows = tables["enrolment"].with_columns(pl.col(PERSONS).cast(pl.Float64))
    rows = _with_length(rows, tables).with_columns(by_plan=pl.lit(False), is_measured=pl.lit(False))
    plans = rows.filter(pl.col("planned").is_not_null())
    plans = plans.with_columns(pl.lit(None, pl.Float64).alias(n) for n in ("graduates", *OUTCOMES))
    begun = plans.filter(pl.col("length").is_not_null())
    due = begun.with_columns(pl.col("year") + pl.col("length").ceil().cast(pl.Int64))
    due = due.sort("year").unique([*PROGRAMME, "year"], keep="first", maintain_order=True)
    due = _with_graduates(due, _completed(rows), tables)
    due = _with_outcomes(due, rows)
    years = due["year"].unique().sort()
    without_length = plans.filter(pl.col("length").is_null())
    latest = without_length.sort("year").unique(PROGRAMME, keep="last", maintain_order=True)
    unknown = latest.drop("year").join(pl.DataFrame({"year": years}), how="cross")
    of_plans = pl.concat([due, unknown], how="diagonal").with_columns(by_plan=pl.lit(True))
    reported = rows.join(
        of_plans.select(*PROGRAMME, "year"), on=[*PROGRAMME, "year"], how="anti", nulls_equal=True
    )
    in_plan_years = pl.col("year").is_in(years.implode())
    reported = reported.with_columns(
        pl.when(~in_plan_years).then("graduates").alias("graduates")  # no plan told them
    )
    return pl.concat([reported, of_plans.select(reported.columns)]).drop("length")


def _with_length(rows: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Add ``length``, of the programme, else of the major."""
    programmes = tables["programmes"].select(*PROGRAMME, of_programme="length_years")
    programmes = programmes.unique(PROGRAMME, keep="first", maintain_order=True)
    majors = tables["majors"].select(major="node_key", of_major="length_years")
    return (
        rows.join(programmes, on=PROGRAMME, how="left", maintain_order="left", nulls_equal=True)
        .join(majors, on="major", how="left", maintain_order="left")
        .with_columns(pl.coalesce("of_programme", "of_major").cast(pl.Float64).alias("length"))
        .drop("of_programme", "of_major")
    )


def _completed(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the programmes whose intake and graduates are known: ``year, part, base``, major."""
    intake = rows.select(
        *PROGRAMME,
        pl.col("year") + pl.col("length").ceil().cast(pl.Int64),
        pl.col("enrolled").cast(pl.Float64).alias("base"),
    ).filter(pl.col("base") > 0)
    out = rows.select(*PROGRAMME, "year", part="graduates").drop_nulls("part")
    pairs = intake.join(out, on=[*PROGRAMME, "year"], nulls_equal=True)
    return pairs.with_columns(pl.min_horizontal("part", "base").alias("part"))


def _with_graduates(
    due: pl.DataFrame, completed: pl.DataFrame, tables: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Add the graduates of plans: planned × completion."""
    majors = tables["majors"].select("level", "parent", major="node_key")
    nothing = pl.lit(None, pl.Float64)
    both = pl.concat(
        [completed, due.with_columns(part=nothing, base=nothing)], how="diagonal"
    ).join(majors, on="major", how="left", maintain_order="left")
    parts = []
    for year in due["year"].unique().sort():
        share = imputed(both, year, "part", "base")
        of_year = both.filter(pl.col("year") == year).with_columns(share.alias("rate"))
        parts.append(of_year.filter(pl.col("base").is_null()))
    if not parts:
        return due
    rate = pl.col("rate").fill_null(1.0)
    return (
        pl.concat(parts)
        .with_columns(
            (pl.col("planned") * rate).alias("graduates"),
            pl.col("rate").is_not_null().alias("is_measured"),
            pl.lit("estimated").alias("grade"),
        )
        .select(due.columns)
    )


def _with_outcomes(due: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add what the reported graduates of the same programme and year did, as shares of them."""
    graduated = rows.filter(pl.col("graduates") > 0)
    shares = graduated.select(
        *PROGRAMME,
        "year",
        *((pl.col(n) / pl.col("graduates")).alias(f"{n}:share") for n in OUTCOMES),
    )
    joined = due.join(
        shares, on=[*PROGRAMME, "year"], how="left", maintain_order="left", nulls_equal=True
    )
    return joined.with_columns(
        (pl.col(f"{n}:share") * pl.col("graduates")).alias(n) for n in OUTCOMES
    ).select(due.columns)
