"""How often bands of the outlook held on real series, origin by origin, against three peers.

Peers: the same band around the last value, and a damped trend with a normal band from the series'
own changes, as such forecasts are often drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.row import Record
from graph.outlook.backtest import ALL, Trial, backtest
from graph.outlook.bands import score
from graph.outlook.points import LOG, ROOT, Form, Values, damped

COVER, NORMAL = 0.8, 1.2815515655446004
HORIZONS = (1, 2, 3)


def rows(completions: Path | None, employment: Path | None) -> Iterator[Record]:
    """Each file there is: graduates of programmes, persons by occupation; a column a year."""
    if completions:
        table = _read(completions)
        yield from _of("graduates of programmes", _years(table), ROOT)
        if "state" in table.columns:
            totals = table.group_by("state").agg(pl.col(table.columns).exclude("state").sum())
            yield from _of("graduates of states", _years(totals), LOG, totals=True)
    if employment:
        yield from _of("employment of occupations", _years(_read(employment)), LOG)


def _read(file: Path) -> pl.DataFrame:
    table = pl.read_parquet(file) if file.suffix == ".parquet" else pl.read_csv(file)
    keys = [n for n in table.columns if not n.isdigit() and n != "state"]
    return table.drop(keys)


def _years(table: pl.DataFrame) -> tuple[Values, range]:
    names = sorted(name for name in table.columns if name.isdigit())
    values = table.select(names).cast(pl.Float64).to_numpy()
    return values, range(int(names[0]), int(names[-1]) + 1)


def _of(
    what: str, series: tuple[Values, range], form: Form, totals: bool = False
) -> Iterator[Record]:
    trials = backtest(*series, form, COVER, what, HORIZONS)
    for trial in trials:
        if trial.size == ALL:
            yield _record(
                what, f"{trial.origin} → {trial.origin + trial.horizon}", [trial], series, form
            )
    if not totals:
        for size in sorted({trial.size for trial in trials} - {ALL}, key=_first_number):
            of_size = [trial for trial in trials if trial.size == size]
            yield _record(what, f"all origins, last value {size}", of_size)
    everything = [trial for trial in trials if trial.size == ALL]
    yield _record(what, "all origins", everything)


def _record(
    what: str,
    where: str,
    trials: list[Trial],
    series: tuple[Values, range] | None = None,
    form: Form = ROOT,
) -> Record:
    def mean(name: str) -> float:
        return sum(getattr(trial, name) * trial.n for trial in trials) / count

    count = sum(trial.n for trial in trials)
    trend = None
    if series is not None:
        trend = mean("score") / _score_of_trend(*series, trials[0], form)
    return Record(
        what,
        where,
        count,
        mean("covered"),
        mean("score") / mean("score_of_last"),
        trend,
        mean("error") / mean("error_of_last"),
    )


def _score_of_trend(series: Values, years: range, trial: Trial, form: Form) -> float:
    """Score the damped trend with a normal band, where a series has changes to tell its width."""
    column = trial.origin - years[0]
    history, came = series[:, : column + 1], series[:, column + trial.horizon]
    steps = np.diff(form.forward(history), axis=1)
    wide = NORMAL * np.sqrt(trial.horizon) * steps.std(axis=1, ddof=1 if column > 1 else 0)
    expected = form.forward(damped(history, trial.horizon))
    low, high = (form.backward(expected + side * wide) for side in (-1, 1))
    return float(score(low, high, came, COVER).mean())


def _first_number(size: str) -> int:
    return int("".join(c for c in size.partition("–")[0] if c.isdigit()))
