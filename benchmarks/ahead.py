"""The outlook of planted cities and provinces: what six years ahead with 200 draws cost.

``python -m benchmarks.measure benchmarks.ahead:ahead '{"size": "province"}'`` runs one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from benchmarks.gap import SIZES
from benchmarks.measure import measure
from benchmarks.nation import YEAR, nation, tables_of
from benchmarks.row import Row
from graph.outlook.outlook import outlook
from graph.outlook.parameters import OutlookParameters
from graph.tables import Tables

KNOWN, AHEAD, DRAWS = 6, 6, 200
MOST_S = {"city": 3.0, "province": 30.0}
WANDER, COMPLETE = 0.08, 0.9
SAID = (
    "Outlooks: from tables to the answer in a process of its own; making the tables is taken off. "
    "The sixth year ahead rests on too few years for a band and is solved once. At most 1,024 MiB."
)


def rows() -> Iterator[Row]:
    """A city and a province."""
    for name, most_s in MOST_S.items():
        size = SIZES[name]
        made = measure("benchmarks.ahead:planted", size=name)
        both = measure("benchmarks.ahead:ahead", size=name)
        what = f"outlook of a {name}, {size.majors:,} programmes × {size.occupations:,} occupations"
        yield Row(
            f"{what}, {KNOWN} years known, {AHEAD} ahead, {DRAWS} draws",
            both.less(made),
            most_cpu_s=most_s,
            said=SAID,
        )


def ahead(size: str) -> None:
    """Project a planted place."""
    outlook(planted(size), OutlookParameters(until=YEAR + AHEAD, draws=DRAWS))


def planted(size: str, seed: int = 0) -> Tables:
    """Tables of a place whose intakes and openings wander for some years, the same on every run.

    Of each cohort nine in ten graduate, three years after they began (two or four for some).
    """
    tables, rng = nation(SIZES[size], seed), np.random.default_rng(seed)
    lengths = rng.choice([2, 3, 4], tables["majors"].height, p=[0.1, 0.7, 0.2])
    intakes = _wandering(rng, tables["enrolment"]["graduates"].to_numpy(), KNOWN + 4)
    years = np.arange(YEAR - KNOWN + 1, YEAR + 1)
    row = np.arange(len(lengths))[:, np.newaxis]
    due = intakes[row, np.arange(KNOWN)[np.newaxis, :] + 4 - lengths[:, np.newaxis]]
    enrolment = tables["enrolment"]
    openings = _wandering(rng, tables["demand"]["openings"].to_numpy(), KNOWN)
    columns: dict[str, dict[str, object]] = {
        name: frame.to_dict(as_series=False)
        for name, frame in (
            (n, tables[n]) for n in ("areas", "colleges", "occupations", "crosswalk")
        )
    }
    columns["majors"] = (
        tables["majors"]
        .with_columns(length_years=pl.Series(lengths, dtype=pl.Float64))
        .to_dict(as_series=False)
    )
    columns["enrolment"] = {
        "college": np.repeat(enrolment["college"].to_numpy(), KNOWN),
        "major": np.repeat(enrolment["major"].to_numpy(), KNOWN),
        "year": np.tile(years, len(lengths)),
        "enrolled": intakes[:, 4:].ravel(),
        "graduates": rng.binomial(due, COMPLETE).ravel(),
    }
    columns["demand"] = {
        "occupation": np.repeat(tables["demand"]["occupation"].to_numpy(), KNOWN),
        "area": np.repeat(tables["demand"]["area"].to_numpy(), KNOWN),
        "year": np.tile(years, len(openings)),
        "openings": openings.ravel(),
    }
    return tables_of(columns)


def _wandering(rng: np.random.Generator, level: np.ndarray, years: int) -> np.ndarray:
    """Let each count wander from year to year."""
    steps = rng.normal(0, WANDER, (len(level), years)).cumsum(axis=1)
    return rng.poisson(level[:, np.newaxis] * np.exp(steps))
