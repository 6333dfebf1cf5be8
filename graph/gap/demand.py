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
    """Return rows of all years: ``year, basis, key, level, area, segment, persons, grade``.

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
    """Return the rows of the scope's year, area and chain, of every basis and level."""
    return scope.keep_area(_in_year_and_chain(rows, scope))


def counted_rows(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Return the rows with a figure that make up the demand, an unknown level as 0."""
    return _countable(in_scope(rows, scope), scope)


def without_area(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Return the rows without an area that would count for all data."""
    return _countable(_in_year_and_chain(rows, scope).filter(pl.col("area").is_null()), scope)


def _in_year_and_chain(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    """Return the rows of the scope's year and chain, of every area."""
    rows = rows.filter(pl.col("year") == scope.year)
    if scope.segments is not None:
        rows = rows.filter(pl.col("segment").is_in(scope.segments))
    return rows


def _countable(rows: pl.DataFrame, scope: Scope) -> pl.DataFrame:
    rows_at_level, _ = _by_level(rows.filter(pl.col("basis") == scope.basis), scope.min_level)
    return rows_at_level.filter(pl.col("persons").is_not_null()).with_columns(
        pl.col("level").fill_null(0)
    )


def demand_side(rows: pl.DataFrame, scope: Scope) -> Side:
    """Compute the demand of the scope's basis from all rows."""
    in_basis = in_scope(rows, scope).filter(pl.col("basis") == scope.basis)
    rows_at_level, below = _by_level(in_basis, scope.min_level)
    classes, unknown, partly = split_known(_classes(rows_at_level))
    with_figure = rows_at_level.filter(pl.col("persons").is_not_null())
    unstated = with_figure.filter(pl.col("level").is_null())
    notes = []
    if len(with_figure):
        notes.append(Assumption("entrants", {"persons": whole(classes["persons"])}))
    if len(unstated):
        notes.append(Assumption("level_unknown", {"persons": whole(unstated["persons"])}))
    if len(below):
        left_out = {"persons": whole(below["persons"]), "classes": len(below)}
        notes.append(Assumption("min_level", {"level": scope.min_level, **left_out}))
    if partly:
        notes.append(Assumption("demand_rows_unknown", {"rows": partly}))
    return Side(rounded(classes), unknown, worst(grades_of(with_figure)), tuple(notes))


def other_bases(rows: pl.DataFrame, scope: Scope) -> dict[str, int]:
    """Return the demand of the year on each other basis that has a figure."""
    openings = {}
    rows_at_level, _ = _by_level(in_scope(rows, scope), scope.min_level)
    for basis in bases():
        if basis == scope.basis:
            continue
        classes, _, _ = split_known(_classes(rows_at_level.filter(pl.col("basis") == basis)))
        if len(classes):
            openings[basis] = whole(classes["persons"])
    return openings


def _classes(rows: pl.DataFrame) -> pl.DataFrame:
    """Add rows up to classes; an unknown level is 0, and so is a negative need."""
    return add_up(rows.with_columns(pl.col("level").fill_null(0))).with_columns(
        pl.col("persons").clip(lower_bound=0)
    )


def _by_level(rows: pl.DataFrame, minimum: int | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split the rows into those at or above a level and the known classes of the others."""
    if minimum is None:
        return rows, pl.DataFrame()
    enough = pl.col("level").fill_null(0) >= minimum
    below, _, _ = split_known(_classes(rows.filter(~enough)))
    return rows.filter(enough), below
