"""The rows of the tables that a figure of the gap rests on, with the place each came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph.gap import declared
from graph.gap.demand import demand_rows
from graph.gap.eligible import crosswalk_of
from graph.gap.flows.rounding import half_up
from graph.gap.plans import with_supply
from graph.gap.report import Major
from graph.gap.scope import EVERYTHING, GapParameters, settle
from graph.gap.supply import supply_rows
from graph.telling.sentences import word
from graph.things import names_of

PLACE = ("file", "sheet", "row", "grade", "ref", "source_uri")


def demand_evidence(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters = EVERYTHING, lang: str = "zh"
) -> pl.DataFrame:
    """List the rows of demand that are counted, in the language of a reader.

    ``code, name, level, area, segment, enterprise, openings`` and the place: ``file, sheet, row,
    grade, ref, source_uri``. An occupation's own level stands where the row has none.

    Raises:
        NoAnswer, WrongInput: see ``settle``.
    """
    scope = settle(tables, parameters, demand_rows(tables, parameters.entrants))
    usual = tables["occupations"].select(occupation="node_key", usual="level")
    rows = scope.keep_area(tables["demand"]).filter(
        pl.col("year") == scope.year,
        pl.col("basis").fill_null("survey") == scope.basis,
        pl.col("openings").is_not_null(),
    )
    rows = rows.join(usual, on="occupation", how="left", maintain_order="left")
    rows = rows.with_columns(pl.coalesce("level", "usual").fill_null(0).alias("level"))
    if scope.segments is not None:
        rows = rows.filter(pl.col("segment").is_in(scope.segments))
    if scope.min_level is not None:
        rows = rows.filter(pl.col("level") >= scope.min_level)
    level = pl.col("level").map_elements(lambda value: word("level", value, lang), pl.String)
    return placed(tables, rows, lang).select(
        pl.col("occupation").alias("code"),
        _name(tables, "occupations", "occupation", lang).alias("name"),
        level,
        *(
            _name(tables, f"{entity}s", entity, lang)
            for entity in ("area", "segment", "enterprise")
        ),
        "openings",
        *PLACE,
    )


def supply_evidence(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters = EVERYTHING, lang: str = "zh"
) -> pl.DataFrame:
    """List the rows of enrolment that are counted: those of the year, of colleges in the area.

    Majors without a crosswalk row are no supply, so their rows are not among them.

    ``code, name, college, graduates, further_study, employed, employed_local`` and the place.

    Raises:
        NoAnswer, WrongInput: see ``settle``.
    """
    scope = settle(tables, parameters, demand_rows(tables, parameters.entrants))
    areas = tables["colleges"].select(college="node_key", area="area")
    enrolment = with_supply(tables, parameters.supply)["enrolment"]
    rows = enrolment.join(areas, on="college", how="left", maintain_order="left")
    rows = scope.keep_area(rows).filter(
        pl.col("year") == scope.year,
        pl.col("graduates").is_not_null(),
        pl.col("major").is_in(crosswalk_of(tables)["major"].unique().implode()),
    )
    return placed(tables, rows, lang).select(
        pl.col("major").alias("code"),
        _name(tables, "majors", "major", lang).alias("name"),
        _name(tables, "colleges", "college", lang),
        *("graduates", "further_study", "employed", "employed_local"),
        *PLACE,
    )


@dataclass(frozen=True)
class SupplySum:
    """``graduates − studying − leaving = supply``, whole persons a year, of one major class."""

    graduates: int
    studying: int
    leaving: int
    supply: int


def supply_sum(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, major: Major
) -> SupplySum:
    """Derive the supply of a major class from its graduates.

    Raises:
        NoAnswer, WrongInput: see ``settle``.
    """
    scope = settle(tables, parameters, demand_rows(tables, parameters.entrants))
    rows = scope.keep_area(supply_rows(with_supply(tables, scope.supply), scope.year)).filter(
        pl.col("key") == major.thing.key,
        pl.col("level") == major.level,
        pl.col("persons").is_not_null(),
    )
    if scope.market == "own":
        rows = rows.filter(pl.col("area").eq_missing(major.area.key if major.area else None))
    graduates, available = (
        half_up(float(rows[column].sum())) for column in ("graduates", "available")
    )
    looking = max(available, major.supply)
    return SupplySum(graduates, graduates - looking, looking - major.supply, major.supply)


def placed(tables: Mapping[str, pl.DataFrame], rows: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Join rows of any table to ``file`` and ``sheet`` of their source and the ``row`` in it.

    ``grade`` becomes a word of the language.
    """
    sources = tables["sources"].select("file", "sheet", source_uri="uri")
    joined = rows.join(sources, on="source_uri", how="left", maintain_order="left")
    grades = {value: word("grade", value, lang) for value in declared.grades() if value is not None}
    grade = pl.col("grade").replace_strict(grades, default=None, return_dtype=pl.String)
    return joined.with_columns(pl.col("source_row").alias("row"), grade)


def _name(tables: Mapping[str, pl.DataFrame], table: str, column: str, lang: str) -> pl.Expr:
    """Name the things that a column refers to; a key that is not there stands for itself."""
    return pl.col(column).replace(names_of(tables, table, lang))
