"""Tables in which a year ahead stands like any other: the gap does not know that it lies ahead."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from graph.gap.declared import grades
from graph.gap.plans import OUTCOMES, PROGRAMME
from graph.outlook.cohorts import Projection
from graph.outlook.demand import CLASS, Demand, DemandAhead
from graph.outlook.points import Values
from graph.outlook.programmes import Programmes

RATES = ("employed_pct", "local_pct", "in_field_pct")
Tables = Mapping[str, pl.DataFrame]


def with_years_ahead(
    tables: Tables,
    newest: int,
    programmes: Programmes,
    projection: Projection,
    demand: Demand,
    ahead: DemandAhead,
    basis: str,
    retention: Values,
) -> dict[str, pl.DataFrame]:
    """Return the tables with the years after ``newest`` as projected, on one basis of demand.

    What graduates do is as in the newest year that tells of their programme. ``retention``
    multiplies the share who stay, programmes × years.
    """
    enrolment = tables["enrolment"].filter(pl.col("year") <= newest)
    wanted = tables["demand"].filter(pl.col("year") <= newest)
    return {
        **tables,
        "enrolment": pl.concat(
            [enrolment, _taught(enrolment, programmes, projection, retention)],
            how="diagonal_relaxed",
        ),
        "demand": pl.concat(
            [
                wanted,
                _graded(
                    _wanted(demand, ahead, newest, basis),
                    tables["demand"].filter(pl.col("basis").fill_null("survey") == basis),
                    CLASS,
                ),
            ],
            how="diagonal_relaxed",
        ),
    }


def counted(programmes: Programmes, newest: int) -> np.ndarray:
    """Tell which programmes count: those with reported figures, or that open in their first plan.

    Of a programme with a plan alone nobody knows whether it is new or was only never reported.
    """
    reported = programmes.known_until(newest)
    return ~(np.isnan(reported.enrolled).all(axis=1) & np.isnan(reported.graduates).all(axis=1)) | (
        programmes.opened >= _first_plan(reported)
    )


def _first_plan(reported: Programmes) -> np.ndarray:
    is_planned = ~np.isnan(reported.planned)
    first = reported.years[0] + is_planned.argmax(axis=1)
    return np.where(is_planned.any(axis=1), first, 9999)


def _taught(
    enrolment: pl.DataFrame, programmes: Programmes, projection: Projection, retention: Values
) -> pl.DataFrame:
    """Return rows of enrolment for the years ahead."""
    start = projection.newest + 1 - programmes.years[0]
    graduates = projection.graduates[:, start:]
    place, column = np.nonzero(
        ~np.isnan(graduates) & counted(programmes, projection.newest)[:, None]
    )
    keys = [programmes.keys[k] for k in place]
    rows = pl.DataFrame(
        {
            "college": pl.Series([key[0] for key in keys], dtype=pl.String),
            "major": pl.Series([key[1] for key in keys], dtype=pl.String),
            "track": pl.Series([key[2] for key in keys], dtype=pl.String),
            "year": column + projection.newest + 1,
            "graduates": graduates[place, column],
            "further_study": projection.onward[:, start:][place, column],
            "_stay": retention[:, start:][place, column],
        }
    ).with_columns(pl.col("further_study").fill_nan(None))
    shares = _outcomes(enrolment)
    joined = rows.join(shares, on=PROGRAMME, how="left", maintain_order="left", nulls_equal=True)
    described = (
        joined.with_columns(
            *((pl.col(f"{name}:share") * pl.col("graduates")).alias(name) for name in OUTCOMES[1:])
        )
        .with_columns(
            (pl.col("employed_local") * pl.col("_stay")),
            (pl.col("local_pct") * pl.col("_stay")).clip(0, 100),
        )
        .with_columns(pl.min_horizontal("employed_local", "employed").alias("employed_local"))
        .select(*rows.columns[:-1], *OUTCOMES[1:], *RATES)
    )
    return _graded(described, enrolment, PROGRAMME)


def _graded(rows: pl.DataFrame, sources: pl.DataFrame, of: list[str]) -> pl.DataFrame:
    """Add the grade: the worst stated of the rows that figures rest on, an estimate at best."""
    place = {grade: index for index, grade in enumerate(grades()) if grade}
    stated = sources.drop_nulls("grade").select(
        *of, pl.col("grade").replace_strict(place, return_dtype=pl.Int64)
    )
    worst = stated.group_by(of).agg(pl.col("grade").max())
    rank = pl.col("grade").fill_null(0).clip(lower_bound=place["estimated"])
    names = {index: grade for grade, index in place.items()}
    return rows.join(
        worst, on=of, how="left", maintain_order="left", nulls_equal=True
    ).with_columns(rank.replace_strict(names, return_dtype=pl.String))


def _outcomes(enrolment: pl.DataFrame) -> pl.DataFrame:
    """Return what the graduates of each programme did in the newest year that tells."""
    shares = (
        enrolment.filter(pl.col("graduates") > 0)
        .sort("year")
        .select(
            *PROGRAMME,
            *((pl.col(n) / pl.col("graduates")).alias(f"{n}:share") for n in OUTCOMES[1:]),
            *RATES,
        )
    )
    return shares.group_by(PROGRAMME, maintain_order=True).agg(pl.all().drop_nulls().last())


def _wanted(demand: Demand, ahead: DemandAhead, newest: int, basis: str) -> pl.DataFrame:
    """Return rows of demand for the years ahead."""
    start = newest + 1 - demand.years[0]
    place, column = np.nonzero(~np.isnan(ahead.openings[:, start:]))
    openings = ahead.openings[:, start:][place, column]
    keys = demand.keys[place]
    return keys.select(CLASS).with_columns(
        pl.Series("year", column + newest + 1),
        pl.Series("openings", openings),
        pl.Series("entrant_pct", demand.entrant_pct[place]).fill_nan(None),
        *(
            pl.Series(name, share[place] * openings).fill_nan(None)
            for name, share in demand.parts.items()
        ),
        basis=pl.lit(basis),
    )
