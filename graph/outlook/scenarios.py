"""Scenarios as rows: a firm that comes or leaves, an intake that grows; and what they change.

Growth compounds from ``from_year``; rows that meet the same figure multiply, then what is added is
added, and nothing falls below nobody. After ``to_year`` growth stands still and nothing is added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.gap.scope import subtree
from graph.outlook.points import Values

Mask = NDArray[np.bool_]

OF_SHARES = ("retention", "completion")  # sides that are shares, to which no persons are added


@dataclass(frozen=True)
class Change:
    """A row of a scenario. ``until``: None without an end; ``factor``: of one year."""

    scope: str
    key: str | None
    start: int
    until: int | None
    side: str
    factor: float
    added: float

    def growth(self, year: int) -> float:
        """Return what a figure of a year is multiplied by.

        >>> round(Change("all", None, 2026, 2027, "demand", 1.1, 0).growth(2030), 2)
        1.21
        """
        last = year if self.until is None else min(year, self.until)
        return self.factor ** max(last - self.start + 1, 0)

    def more(self, year: int) -> float:
        """Return how many persons are added in a year."""
        is_within = year >= self.start and (self.until is None or year <= self.until)
        return self.added if is_within else 0.0


def changes_of(scenarios: pl.DataFrame, ids: Sequence[str]) -> tuple[Change, ...]:
    """Return the rows of some scenarios; nothing is added to a share."""
    rows = scenarios.filter(pl.col("id").is_in(list(ids)))
    columns = ("scope", "key", "from_year", "to_year", "side", "growth_pct", "add")
    return tuple(
        Change(
            scope,
            key,
            start,
            until,
            side,
            1 + (growth or 0) / 100,
            0 if side in OF_SHARES else add or 0,
        )
        for scope, key, start, until, side, growth, add in rows.select(columns).iter_rows()
    )


def apply(changes: Sequence[tuple[Change, Mask]], year: int, values: Values) -> Values:
    """Return the values of a year after the changes; what is added is shared as the values are.

    Where all values of a scope are nobody, it is added in equal parts; unknown values stay so.
    """
    changed = values.copy()
    for change, where in changes:
        changed[where] *= change.growth(year)
    for change, where in changes:
        more = change.more(year)
        here = where & ~np.isnan(changed)
        if more and here.any():
            total = changed[here].sum()
            weights = changed[here] / total if total > 0 else np.full(here.sum(), 1 / here.sum())
            changed[here] += more * weights
    return np.maximum(changed, 0)


def marked(
    changes: Sequence[Change], side: str, things: pl.DataFrame, tables: Mapping[str, pl.DataFrame]
) -> tuple[list[tuple[Change, Mask]], list[Change]]:
    """Return the changes of a side with the rows of ``things`` they are for, and those for none.

    ``things``: a row a class of demand (``occupation, area, segment``) or a programme (``college,
    major, area``).
    """
    met, missed = [], []
    for change in changes:
        if change.side != side:
            continue
        where = _within(change, things, tables)
        (met.append((change, where)) if where.any() else missed.append(change))
    return met, missed


def _within(change: Change, things: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> Mask:
    """Tell which rows of ``things`` are in the scope of a change."""
    if change.scope == "all":
        return np.ones(things.height, bool)
    column, key = change.scope, change.key or ""
    keys: Sequence[str] = [key]
    if column == "area":
        keys = subtree(key, dict(tables["areas"].select("node_key", "parent").iter_rows()))
    if column in ("chain", "industry"):
        of_chain, of_industry = pl.col("chain") == key, pl.col("industries").list.contains(key)
        inside = tables["segments"].filter(of_chain if column == "chain" else of_industry)
        column, keys = "segment", inside["node_key"].to_list()
    if column not in things.columns:
        return np.zeros(things.height, bool)
    return things[column].is_in(list(keys)).fill_null(False).to_numpy()
