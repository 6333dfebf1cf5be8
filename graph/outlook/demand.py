"""Demand ahead: given projections first, then employment with growth and leaving, then the series.

One basis a run, as in the gap. A class of demand is an occupation with its level, area and segment;
its rows of a year are added up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.outlook.points import Point, Values
from graph.outlook.programmes import by_year

CLASS = ["occupation", "level", "area", "segment"]
GIVEN, EMPLOYMENT, SERIES, NOTHING = range(4)
_PARTS = ("openings", "employment", "expansion", "replacement", "transfers")


@dataclass(frozen=True, eq=False)
class Demand:
    """Classes × years of a basis: openings and employment, NaN where unknown.

    ``keys``: occupation, level, area, segment. ``entrant_pct``: as the newest row of each class has
    it, NaN where none. ``parts``: expansion, replacement, transfers ÷ openings of the newest row.
    """

    keys: pl.DataFrame
    years: range
    openings: Values
    employment: Values
    entrant_pct: Values
    parts: dict[str, Values]

    def __len__(self) -> int:
        """Count the classes."""
        return self.keys.height


@dataclass(frozen=True, eq=False)
class DemandAhead:
    """Openings of classes × years, NaN where unknown; ``kind``: ``GIVEN``, ``EMPLOYMENT``, …"""

    openings: Values
    kind: NDArray[np.int64]


def demand_of(tables: Mapping[str, pl.DataFrame], basis: str, newest: int, until: int) -> Demand:
    """Read the classes of a basis up to a year; the years begin with ``newest`` at the latest."""
    rows = tables["demand"].filter(
        pl.col("basis").fill_null("survey") == basis, pl.col("year") <= until
    )
    keys = rows.select(CLASS).unique().sort(CLASS, nulls_last=True).with_row_index("place")
    rows = rows.join(keys, on=CLASS, nulls_equal=True)
    first = min(int(rows["year"].min() or newest), newest)  # type: ignore[arg-type]
    years = range(first, until + 1)
    values = by_year(rows, ("openings", "employment"), keys.height, years)
    latest = rows.filter(
        pl.col("openings") > 0, pl.col("year") == pl.col("year").max().over("place")
    )
    sums = latest.group_by("place").agg(
        (pl.col("entrant_pct") * pl.col("openings")).sum() / pl.col("openings").sum(),
        pl.col("entrant_pct").is_null().any().alias("unstated"),
        *(
            pl.when(pl.col(n).is_not_null().all())
            .then(pl.col(n).sum() / pl.col("openings").sum())
            .alias(n)
            for n in _PARTS[2:]
        ),
    )
    described = keys.join(sums, on="place", how="left", maintain_order="left").with_columns(
        pl.when(~pl.col("unstated")).then("entrant_pct").alias("entrant_pct")
    )
    return Demand(
        keys.drop("place"),
        years,
        values["openings"],
        values["employment"],
        described["entrant_pct"].cast(pl.Float64).to_numpy(),
        {name: described[name].cast(pl.Float64).to_numpy() for name in _PARTS[2:]},
    )


def demand_ahead(
    demand: Demand,
    newest: int,
    point: Point,
    leaving: float | None,
    is_given: bool,
    reported: Collection[int] = (),
) -> DemandAhead:
    """Continue the openings after the newest year.

    ``leaving``: the share of those employed who leave in a year, None where unknown.
    ``is_given``: whether the basis is a projection, whose later years are given figures.
    ``reported``: later years that are reported as a whole: what has no figure then is not wanted.
    """
    stated = demand.openings.copy()
    start = last_known = newest + 1 - demand.years[0]
    is_reported = np.isin(demand.years, list(reported))
    if not is_given:
        stated[:, start:][:, ~is_reported[start:]] = np.nan
    openings, kind = stated.copy(), np.full(stated.shape, GIVEN, np.int64)
    by_employment = _by_employment(demand.employment, leaving)
    for column in range(start, stated.shape[1]):
        if is_reported[column]:
            last_known = column + 1
            continue
        is_open = np.isnan(openings[:, column])
        series = point(stated[:, :column], column - last_known + 1)
        for values, name in ((by_employment[:, column], EMPLOYMENT), (series, SERIES)):
            fill = is_open & ~np.isnan(values) & np.isnan(openings[:, column])
            openings[fill, column], kind[fill, column] = values[fill], name
    kind[np.isnan(openings)] = NOTHING
    return DemandAhead(openings, kind)


def yearly_leaving(monitoring: pl.DataFrame) -> tuple[float | None, int]:
    """Return the share of those employed who leave in a year, and the months it was measured in.

    Leavers ÷ employed of the months that tell both, times twelve; None where no month does.

    >>> months = {"period": ["2024-01", "2024-02"], "employed": [100, 100], "leavers": [1, 3]}
    >>> yearly_leaving(pl.DataFrame(months))
    (0.24, 2)
    """
    both = monitoring.drop_nulls(["employed", "leavers"])
    employed = float(both["employed"].sum())
    if not employed:
        return None, 0
    return 12 * float(both["leavers"].sum()) / employed, both["period"].n_unique()


def _by_employment(employment: Values, leaving: float | None) -> Values:
    """Return ``max(0, growth + leaving × employed before)`` where both years are known."""
    needed = np.full(employment.shape, np.nan)
    if leaving is not None and employment.shape[1] > 1:
        before, now = employment[:, :-1], employment[:, 1:]
        needed[:, 1:] = np.maximum(now - before + leaving * before, 0)
    return needed
