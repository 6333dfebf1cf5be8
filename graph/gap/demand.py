"""Demand: openings of a year by occupation, required level and area."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
from graph.gap.same_frames import kept_for_same_frames
from graph.gap.scope import DERIVED, Scope


@kept_for_same_frames(2)
def demand_rows(
    tables: Mapping[str, pl.DataFrame], entrants: float | str | None = None
) -> pl.DataFrame:
    """Return the rows of all years and bases.

    ``year, basis, key, level, area, segment, openings, persons, entrants_by, grade``.
    ``openings`` is unknown where empty: a checked table has filled it from expansion and
    replacement already, and left out what contradicts their sum. ``persons`` are the openings for
    people new from education: by the share of the row, else of its occupation (``entrants_by``:
    ``given``), else as ``entrants`` of :class:`graph.gap.scope.GapParameters` says (``derived``,
    ``assumed``). ``level`` is the row's, else the occupation's, else null. An empty basis is
    ``survey``.
    """
    usual = tables["occupations"].select(
        occupation="node_key", usual="level", usual_pct="entrant_pct"
    )
    given = pl.coalesce("entrant_pct", "usual_pct")
    derived = _derived_share() if entrants == DERIVED else pl.lit(None, pl.Float64)
    assumed = 100.0 if entrants in (None, DERIVED) else float(entrants)
    return (
        tables["demand"]
        .join(usual, on="occupation", how="left")
        .select(
            "year",
            pl.col("basis").fill_null("survey"),
            pl.col("occupation").alias("key"),
            pl.coalesce("level", "usual").alias("level"),
            "area",
            "segment",
            "openings",
            (pl.col("openings") * pl.coalesce(given, derived, assumed) / 100).alias("persons"),
            pl.when(given.is_not_null())
            .then(pl.lit("given"))
            .when(derived.is_not_null())
            .then(pl.lit("derived"))
            .otherwise(pl.lit("assumed"))
            .alias("entrants_by"),
            "grade",
        )
    )


def _derived_share() -> pl.Expr:
    """Derive the share of entrants, in percent: growth and replacement less transfers, of openings.

    Null where one of them is unknown, or nobody is wanted.
    """
    entering = pl.col("expansion") + pl.col("replacement") - pl.col("transfers")
    share = (100 * entering / pl.col("openings")).clip(0, 100)
    return pl.when(pl.col("openings") > 0).then(share)


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
    notes = _entrants(with_figure, scope)
    if len(unstated):
        notes.append(Assumption("level_unknown", {"persons": whole(unstated["persons"])}))
    if len(below):
        left_out = {"persons": whole(below["persons"]), "classes": len(below)}
        notes.append(Assumption("min_level", {"level": scope.min_level, **left_out}))
    if partly:
        notes.append(Assumption("demand_rows_unknown", {"rows": partly}))
    grades = grades_of(with_figure)
    if any(note.key in ("entrants_assumed", "entrants_derived") for note in notes):
        grades.append("estimated")
    return Side(rounded(classes), unknown, worst(grades), tuple(notes))


def _entrants(rows: pl.DataFrame, scope: Scope) -> list[Assumption]:
    """Note how many openings count as calls on people new from education, and why."""
    notes = []
    for by in ("assumed", "given", "derived"):
        of_kind = rows.filter(pl.col("entrants_by") == by)
        if of_kind.is_empty():
            continue
        places, persons = whole(of_kind["openings"]), whole(of_kind["persons"])
        values: dict[str, Any] = {"places": places, "persons": persons}
        if by == "assumed" and scope.entrants in (None, DERIVED, 100):
            notes.append(Assumption("entrants", {"persons": persons}))
        else:
            if by == "assumed":
                values["percent"] = scope.entrants
            notes.append(Assumption(f"entrants_{by}", values))
    return notes


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
