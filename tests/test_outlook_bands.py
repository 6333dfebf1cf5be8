"""Bands that say how often they held: by hand, by brute force, and on real series."""

from __future__ import annotations

from math import ceil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from graph.outlook.backtest import ALL, Trial, backtest, chosen_point
from graph.outlook.bands import LEAST, Errors, band, errors_of, reaches, score
from graph.outlook.borrowed import COMPLETIONS, EMPLOYMENT, FILE, LONGEST, SERIES, TOTALS, borrowed
from graph.outlook.points import LOG, ROOT, Form, Values, damped, half, last

COVER = 0.8


def random_series(count: int, years: int, seed: int) -> Values:
    """Return series of all sizes that wander."""
    random = np.random.default_rng(seed)
    level = np.exp(random.uniform(0, 7, count))
    steps = random.normal(0, 0.2, (count, years)).cumsum(axis=1)
    return random.poisson(level[:, None] * np.exp(steps)).astype(np.float64)


def test_a_band_reaches_as_far_as_the_ranked_error() -> None:
    """Of 99 errors 1 … 99 at 80 % the ranks are ⌈100 × 0.9⌉ = 90, and 10 from below."""
    errors = Errors(np.arange(1.0, 100.0), np.full(99, 50.0), np.zeros(99, np.int64))
    [nobody, reach] = reaches(errors, COVER)
    assert (nobody.count, reach.low, reach.high, reach.count) == (0, 10.0, 90.0, 99)


def test_bands_are_those_of_a_plain_loop() -> None:
    """Recompute every band of an origin from the definition, series by series."""
    series, years = random_series(400, 5, 3), range(2020, 2025)
    errors = errors_of(series, years, 1, 2023, ROOT, half)
    ours = band(half(series[:, :4]), series[:, 3], reaches(errors, COVER), ROOT)
    edges = [1, 10, 30, 100, 300]
    pools: dict[int, list[float]] = {k: [] for k in range(6)}
    for row in series:
        for origin in (0, 1, 2):
            before, came = row[: origin + 1], row[origin + 1]
            point = before[-1]
            if len(before) > 2 and before[-1] > 0:
                point = (before[-1] + before[-3:].mean()) / 2
            size = sum(before[-1] >= edge for edge in edges)
            pools[size].append(float(np.sqrt(came + 3 / 8) - np.sqrt(point + 3 / 8)))
    assert all(len(pools[k]) >= LEAST for k in range(1, 6))
    for row, low, high in zip(series, ours.low, ours.high, strict=True):
        size = sum(row[3] >= edge for edge in edges)
        if size == 0:
            continue
        pool = sorted(pools[size])
        rank = ceil((len(pool) + 1) * 0.9 - 1e-9)
        recent = row[1:4]
        root = np.sqrt((row[3] + recent.mean()) / 2 + 3 / 8)
        ends = root + pool[len(pool) - rank], root + pool[rank - 1]
        expected = [max(max(end, 0) ** 2 - 3 / 8, 0) for end in ends]
        assert low == np.floor(expected[0] + 1e-9)
        assert high == np.ceil(expected[1] - 1e-9)


def test_the_year_that_is_judged_calibrates_nothing() -> None:
    series, years = random_series(300, 5, 4), range(2020, 2025)
    changed = series.copy()
    changed[:, 4] *= 9

    def scores(values: Values) -> dict[tuple[int, str], Trial]:
        trials = backtest(values, years, ROOT, COVER, "supply", (1,))
        return {(trial.origin, trial.size): trial for trial in trials}

    before, after = scores(series), scores(changed)
    assert before[2022, ALL] == after[2022, ALL]
    assert after[2023, ALL].covered < 0.3 < before[2023, ALL].covered


@pytest.mark.parametrize("seed", [1, 2])
def test_bands_hold_as_often_as_they_say_where_years_are_alike(seed: int) -> None:
    trials = backtest(random_series(3000, 5, seed), range(2020, 2025), ROOT, COVER, "supply", (1,))
    covered = [trial.covered for trial in trials if trial.size == ALL]
    assert len(covered) == 3
    assert all(0.77 <= share <= 0.90 for share in covered)


def test_few_errors_make_no_band() -> None:
    assert reaches(errors_of(random_series(LEAST - 1, 2, 1), (1, 2), 1, 2, ROOT, half), COVER) == ()
    forty = Errors(np.arange(40.0), np.full(40, 5.0), np.zeros(40, np.int64))
    assert np.isinf(reaches(forty, 0.96)[-1].high)


def test_another_point_must_win_on_two_origins() -> None:
    """Series that double each year for ten years choose the trend; five years never try one."""
    growing = 10 * 2.0 ** np.arange(10) * np.ones((50, 1))
    assert chosen_point(growing, range(10), 1, 9) is damped
    assert chosen_point(growing[:, :5], range(5), 1, 4) is half
    steady = random_series(50, 10, 5)
    assert chosen_point(steady, range(10), 1, 9) in (half, last)


def test_gaps_and_zeros_of_series() -> None:
    history = np.array([[np.nan, 6.0, np.nan, 3.0], [9.0, 9.0, 9.0, 0.0], [np.nan] * 4])
    assert half(history)[:2].tolist() == [3.0, 0.0]
    assert np.isnan(half(history)[2])


def test_errors_to_borrow_are_few_and_reach_every_horizon() -> None:
    assert FILE.stat().st_size < 150_000
    for kind, of in ((COMPLETIONS, SERIES), (COMPLETIONS, TOTALS), (EMPLOYMENT, TOTALS)):
        for ahead in range(1, LONGEST + 2):
            assert len(borrowed(kind, of, ahead)) >= LEAST


# Real series --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(shared: Path) -> dict[str, tuple[Values, range, Form, pl.DataFrame]]:
    folder = shared / "real" / "series"
    taught = pl.read_parquet(folder / "us_completions_2020_2024.parquet")
    employed = pl.read_csv(folder / "bc_employment_by_occupation_2015_2024.csv")
    found = {}
    for name, table, form in (("completions", taught, ROOT), ("employment", employed, LOG)):
        years = [int(column) for column in table.columns if column.isdigit()]
        values = table.select(map(str, years)).cast(pl.Float64).to_numpy()
        found[name] = (values, range(years[0], years[-1] + 1), form, table)
    return found


@pytest.mark.parametrize("kind", ["completions", "employment"])
def test_bands_hold_on_real_series(
    real: dict[str, tuple[Values, range, Form, pl.DataFrame]], kind: str
) -> None:
    series, years, form, _ = real[kind]
    trials = backtest(series, years, form, COVER, kind, (1, 2))
    for part in (ALL, *sorted({trial.size for trial in trials} - {ALL})):
        of_part = [trial for trial in trials if trial.size == part]
        count = sum(trial.n for trial in of_part)
        covered = sum(trial.covered * trial.n for trial in of_part) / count
        if part == ALL:
            assert 0.75 <= covered <= 0.90
        elif count >= 60 * len(of_part):
            assert 0.70 <= covered <= 0.92, part
    everything = [trial for trial in trials if trial.size == ALL]

    def ratio(ours: str, others: str) -> float:
        return sum(getattr(t, ours) * t.n for t in everything) / sum(
            getattr(t, others) * t.n for t in everything
        )

    assert ratio("score", "score_of_last") <= 1.05
    assert ratio("error", "error_of_last") <= 1.05


def test_a_damped_trend_with_a_normal_band_is_far_worse(
    real: dict[str, tuple[Values, range, Form, pl.DataFrame]],
) -> None:
    series, years, form, _ = real["completions"]
    history, came = series[:, :4], series[:, 4]
    ours = band(
        half(history),
        history[:, -1],
        reaches(errors_of(series, years, 1, 2023, form, half), COVER),
        form,
    )
    trend = damped(history, 1)
    steps = np.diff(form.forward(history), axis=1)
    wide = 1.2816 * steps.std(axis=1, ddof=1)
    low, high = (form.backward(form.forward(trend) + side * wide) for side in (-1, 1))
    ratio = score(ours.low, ours.high, came, COVER).mean() / score(low, high, came, COVER).mean()
    assert ratio <= 0.75


def test_totals_of_states_have_bands_of_their_own(
    real: dict[str, tuple[Values, range, Form, pl.DataFrame]],
) -> None:
    _, years, _, table = real["completions"]
    totals = table.group_by("state").agg(pl.col(list(map(str, years))).sum()).sort("state")
    series = totals.select(map(str, years)).cast(pl.Float64).to_numpy()
    trials = [t for t in backtest(series, years, LOG, COVER, "total", (1, 2)) if t.size == ALL]
    covered = sum(t.covered * t.n for t in trials) / sum(t.n for t in trials)
    assert covered >= 0.70
