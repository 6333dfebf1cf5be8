"""What supply and demand share: rounding, adding up classes, grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from graph.analysis.declared import grades
from graph.analysis.report import Assumption

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


def half_up(persons: pl.Expr | float) -> pl.Expr:
    """Whole persons, a half upwards; six decimals first, since 45 × 0.7 is 31.499999999999996.

    >>> pl.select(half_up(45 * 0.7)).item()
    32.0
    """
    exact = pl.lit(persons) if isinstance(persons, (int, float)) else persons
    return (exact.round(6) + 0.5).floor()


def whole(persons: pl.Series) -> int:
    """The sum of a column as whole persons, a half upwards; unknown counts as nothing.

    >>> whole(pl.Series([12.4, 8.1, None]))
    21
    """
    return int(pl.select(half_up(float(persons.sum()))).item())


def add_up(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``key, level, area, persons`` (null: unknown) as classes, rounded once a class.

    ``persons`` is null where all rows of the class are unknown; ``missing`` counts unknown rows.
    """
    figures = pl.col("persons")
    return rows.group_by(CLASS).agg(
        pl.when(figures.is_not_null().any()).then(half_up(figures.sum())).alias("persons"),
        figures.is_null().sum().alias("missing"),
    )


def split_known(classes: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...], int]:
    """Known classes, the keys of unknown ones, and the number of unknown rows inside known ones."""
    known = classes.filter(pl.col("persons").is_not_null())
    unknown = classes.filter(pl.col("persons").is_null())["key"].sort()
    return known.select(*CLASS, "persons"), tuple(unknown), int(known["missing"].sum())


def worst(several: list[str | None], at_least: str | None = "official") -> str | None:
    """The worst grade of several; ``official`` where there is none.

    >>> worst(["official", "estimated", "reported"]), worst([None, "estimated"])
    ('estimated', None)
    """
    return max([*several, at_least], key=grades().index)


def grades_of(rows: pl.DataFrame) -> list[str | None]:
    """The different grades of some rows."""
    return rows["grade"].unique().to_list()


def grade_over(tables: Mapping[str, pl.DataFrame], names: Sequence[str]) -> str | None:
    """The worst grade of all rows of some tables: what a figure made of them carries."""
    return worst([grade for name in names for grade in grades_of(tables[name])])
