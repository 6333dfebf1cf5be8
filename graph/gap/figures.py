"""Steps common to supply and demand: adding up classes, rounding, and grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from graph.gap.declared import grades
from graph.gap.flows.flow import check_size
from graph.gap.flows.rounding import DIGITS, added_up, half_up
from graph.gap.report import Assumption

CLASS = ("key", "level", "area")


@dataclass(frozen=True, eq=False)
class Side:
    """Supply or demand of a year.

    ``classes``: ``key, level, area, persons`` (known classes, whole persons). ``unknown``: the keys
    of the classes that have no figure at all. ``unmapped``: keys and persons left out because the
    crosswalk does not know them. ``grade``: the worst of the rows used.
    """

    classes: pl.DataFrame
    unknown: tuple[str, ...]
    grade: str | None
    assumptions: tuple[Assumption, ...]
    unmapped: tuple[tuple[str, int], ...] = ()


def whole(persons: pl.Series) -> int:
    """Sum a column to whole persons, a half upwards; unknown counts as nothing.

    >>> whole(pl.Series([12.4, 8.1, None]))
    21
    """
    return half_up(float(persons.sum()))


def add_up(rows: pl.DataFrame) -> pl.DataFrame:
    """Add rows with ``key, level, area, persons`` (null: unknown) up to classes, not rounded.

    ``persons`` is null where all rows of the class are unknown; ``missing`` counts unknown rows.
    """
    figures = pl.col("persons")
    return rows.group_by(CLASS).agg(
        pl.when(figures.is_not_null().any()).then(figures.sum()).alias("persons"),
        figures.is_null().sum().alias("missing"),
    )


def split_known(classes: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...], int]:
    """Return known classes, keys of unknown ones, and the number of unknown rows in the known."""
    with_figure = classes.filter(pl.col("persons").is_not_null())
    unknown = classes.filter(pl.col("persons").is_null())["key"].sort()
    return with_figure.select(*CLASS, "persons"), tuple(unknown), int(with_figure["missing"].sum())


def rounded(classes: pl.DataFrame, total: int | None = None) -> pl.DataFrame:
    """Round classes ``key, level, area, persons`` to whole persons, in order; their sum is kept.

    First what all areas of a key and level have together, then each area's part of it: so both add
    up, in one labour market as in many. ``total``: what they add up to, where it is settled.

    Raises:
        WrongInput: more persons than can be counted.
    """
    check_size(float(classes["persons"].sum()), 0)
    sums = classes.group_by("key", "level").agg(pl.col("persons").sum()).sort("key", "level")
    shares = added_up(sums["persons"].to_numpy(), total)
    exact = pl.col("persons")
    cut = exact.round(DIGITS).floor()
    of_kind = ("key", "level")
    return (
        classes.join(
            sums.select(*of_kind, pl.Series("together", shares)), on=of_kind, nulls_equal=True
        )
        .with_columns(cut.alias("cut"), (exact - cut).round(DIGITS).alias("rest"))
        .sort(*of_kind, "rest", "persons", "area", descending=[False, False, True, True, False])
        .with_columns(
            pl.int_range(pl.len()).over(*of_kind).alias("place"),
            (pl.col("together") - pl.col("cut").sum().over(*of_kind)).alias("more"),
        )
        .with_columns(pl.col("cut") + (pl.col("place") < pl.col("more")).cast(pl.Float64))
        .select(*CLASS, pl.col("cut").alias("persons"))
        .sort(*CLASS)
    )


def worst(stated: list[str | None], at_least: str | None = "official") -> str | None:
    """Return the worst of some grades, ``at_least`` included.

    >>> worst(["official", "estimated", "reported"]), worst([None, "estimated"])
    ('estimated', None)
    """
    return max([*stated, at_least], key=grades().index)


def grades_of(rows: pl.DataFrame) -> list[str | None]:
    """List the different grades of some rows."""
    return rows["grade"].unique().to_list()


def grade_over(tables: Mapping[str, pl.DataFrame], names: Sequence[str]) -> str | None:
    """Return the worst grade of all rows of some tables: the grade of a figure made of them."""
    return worst([grade for name in names for grade in grades_of(tables[name])])
