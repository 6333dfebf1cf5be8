"""What colleges opened next, against three guesses: peers, density, popularity.

Programmes are CIP codes in which a college conferred an award. Known to the guesses are the first
three years; new is a programme of the last two that is not among them. Each guess ranks what a
college did not teach; equals share their middle rank. The mean reciprocal rank of the new
programmes (1: always first) tells how good a guess is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.row import Guess
from graph.regions.peers import Peers, nearest
from graph.regions.relatedness import Bools, density, proximity

FILE = "us_ca_ipeds_completions_institution_2020_2024.csv"
KNOWN_YEARS = 3


def rows(data: Path | None, completions: Path | None) -> Iterator[Guess]:
    """Each file there is: the Californian one in ``data``, and another of the same columns."""
    files = [data / FILE] if data else []
    for file in [*files, *([completions] if completions else [])]:
        yield from of_file(file)


def of_file(file: Path) -> Iterator[Guess]:
    before, new = programmes(file)
    counted = f"{int(new.sum()):,} new programmes of {len(before):,} colleges in {file.name}"
    peers = [before[near].sum(axis=0) for near in nearest(before, range(len(before)))]
    near, popular = proximity(before), before.sum(axis=0)
    guesses = {
        "how many of the 20 nearest colleges teach it": peers,
        "density: share of its neighbourhood that the college teaches": [
            density(near, taught) for taught in before
        ],
        "popularity: how many colleges teach it": [popular] * len(before),
    }
    for guess, scores in guesses.items():
        yield Guess(guess, mean_reciprocal_rank(scores, before, new), counted)


def programmes(file: Path) -> tuple[Bools, Bools]:
    """Colleges × CIP codes: taught in the first years, and new in the years after them."""
    table = pl.read_parquet(file) if file.suffix == ".parquet" else pl.read_csv(file)
    college, code = table.columns[:2]
    years = sorted(name for name in table.columns if name[-4:].isdigit())
    table = table.with_columns(pl.col(college, code).cast(pl.String))
    known, later = years[:KNOWN_YEARS], years[KNOWN_YEARS:]
    first = Peers.of(_awarded(table, college, code, known))
    second = _awarded(table, college, code, later).filter(
        pl.col("college").is_in(first.colleges), pl.col("major").is_in(first.majors)
    )
    row, column = (
        {key: k for k, key in enumerate(keys)} for keys in (first.colleges, first.majors)
    )
    new = np.zeros_like(first.taught)
    for key, major in second.iter_rows():
        new[row[key], column[major]] = not first.taught[row[key], column[major]]
    return first.taught, new


def _awarded(table: pl.DataFrame, college: str, code: str, years: list[str]) -> pl.DataFrame:
    awarded = table.filter(pl.sum_horizontal(years) > 0)
    return awarded.select(college=college, major=code).unique()


def mean_reciprocal_rank(scores: list[NDArray[np.generic]], before: Bools, new: Bools) -> float:
    """How high the new programmes stand among those not taught before.

    >>> scores = [np.array([9, 2, 5, 2])]
    >>> taught = np.array([[True, False, False, False]])
    >>> new = np.array([[False, True, True, False]])
    >>> round(mean_reciprocal_rank(scores, taught, new), 6)  # ranks 2.5 and 1
    0.7
    """
    reciprocal = []
    for score, taught, opened in zip(scores, before, new, strict=True):
        others = score[~taught]
        for major in np.flatnonzero(opened):
            above = int((others > score[major]).sum())
            equals = int((others == score[major]).sum())
            reciprocal.append(1 / (above + (equals + 1) / 2))
    return float(np.mean(reciprocal))
