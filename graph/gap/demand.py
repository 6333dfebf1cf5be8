"""Demand: openings of a year by occupation, required level and area."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from graph.gap.declared import bases
from graph.gap.figures import (
    Side,
    add_up,
    grades_of,
    rounded,
    split_known,
    whole,
    worst,
)
from graph.gap.report import Assumption
from graph.gap.scope import Scope


def demand_rows(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows of all years: ``year, basis, key, level, area, segment, persons, grade``.

    ``persons`` = openings, unknown where empty: a checked table has filled them from expansion and
    replacement already, and left out those that contradict their sum.
    ``level`` is the row's, else the occupation's, else null. An empty basis is ``survey``.
    """
    levels = tables["occupations"].select(occupation="node_key", usual="level")
    return (
        tables["demand"]
        .join(levels, on="occupation", how="left")
        .select(
            "year",
            pl.col("basis").fill_null("survey"),
            pl.col("occupation").alias("key"),
            pl.coalesce("level", "usual").alias("level"),
            "area",
            "segment",
            pl.col("openings").alias("persons"),
            "grade",
        )
    )


def in_scope(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The rows of the scope's year, area and chain, of every basis and level."""
    return scope.keep_area(_asked(rows, scope))


def counted_rows(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The rows with a figure that make up the demand, an unknown level as 0."""
    return _counted(in_scope(rows, scope), scope)


def without_area(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The rows that would be counted in all data and have no area."""
    return _counted(_asked(rows, scope).filter(pl.col("area").is_null()), scope)


def _asked(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """The rows of the scope's year and chain, wherever they are."""
    rows = rows.filter(pl.col("year") == scope.year)
    if scope.segments is not None:
        rows = rows.filter(pl.col("segment").is_in(scope.segments))
    return rows


def _counted(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    kept, _ = _by_level(rows.filter(pl.col("basis") == scope.basis), scope.min_level)
    return kept.filter(pl.col("persons").is_not_null()).with_columns(pl.col("level").fill_null(0))


def demand_side(rows: pl.DataFrame, scope: Scope) -> Side:
    """Demand of the scope's basis, from all rows."""
    here = in_scope(rows, scope).filter(pl.col("basis") == scope.basis)
    kept, below = _by_level(here, scope.min_level)
    classes, unknown, partly = split_known(_classes(kept))
    used = kept.filter(pl.col("persons").is_not_null())
    unstated = used.filter(pl.col("level").is_null())
    notes = []
    if len(used):
        notes.append(Assumption("entrants", {"persons": whole(classes["persons"])}))
    if len(unstated):
        notes.append(Assumption("level_unknown", {"persons": whole(unstated["persons"])}))
    if len(below):
        left_out = {"persons": whole(below["persons"]), "classes": len(below)}
        notes.append(Assumption("min_level", {"level": scope.min_level, **left_out}))
    if partly:
        notes.append(Assumption("demand_rows_unknown", {"rows": partly}))
    return Side(rounded(classes), unknown, worst(grades_of(used)), tuple(notes))


def other_bases(rows: pl.DataFrame, scope: Scope) -> dict[str, int]:
    """Openings of the year by each other basis that has a figure: the demand, were it chosen."""
    found = {}
    here, _ = _by_level(in_scope(rows, scope), scope.min_level)
    for basis in bases():
        if basis == scope.basis:
            continue
        classes, _, _ = split_known(_classes(here.filter(pl.col("basis") == basis)))
        if len(classes):
            found[basis] = whole(classes["persons"])
    return found


def _classes(rows: pl.DataFrame) -> pl.DataFrame:
    """Classes of rows; an unknown level is 0. Where more leave than are replaced, 0 is needed."""
    return add_up(rows.with_columns(pl.col("level").fill_null(0))).with_columns(
        pl.col("persons").clip(lower_bound=0)
    )


def _by_level(rows: pl.DataFrame, minimum: int | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that need at least a level, and the known classes of the others."""
    if minimum is None:
        return rows, pl.DataFrame()
    enough = pl.col("level").fill_null(0) >= minimum
    below, _, _ = split_known(_classes(rows.filter(~enough)))
    return rows.filter(enough), below
