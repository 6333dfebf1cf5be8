"""Ranges of noise: what 200 draws cost, and how often the ranges hold the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.gap import SIZES, cpu_seconds
from benchmarks.nation import nation
from benchmarks.row import Row
from graph.gap.flows.flow import Ints, Network, shortage
from graph.gap.gap import gap
from graph.gap.instance import prepare
from graph.gap.noise import DRAWS, Drawing, Noise
from graph.gap.ranges import range_of, solved_draws
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.settings import EXAMPLES
from ingest.datasets import open_datasets
from ingest.pipeline import ingest

MOST_S = {"city": 3.0, "province": 20.0, "california": 60.0}
TRIALS = 120
KINDS = ("own=10,common=10,counts=on", "own=10,common=off,counts=off", "own=off,common=off")
DRAWN = f"{DRAWS} draws of the usual noise, the report being there."
Tables = Mapping[str, pl.DataFrame]


def rows(data: Path | None) -> Iterator[Row]:
    """``data``: the folder of the Californian downloads; without it California is left out."""
    wuzhou = _example("wuzhou", None)
    yield _drawing("the example city, 126 majors × 149 occupations", wuzhou, "city")
    yield _drawing("the example city, each area a market", wuzhou, "city", market="own")
    yield _drawing(
        "a province, 1,200 majors × 1,500 occupations", nation(SIZES["province"]), "province"
    )
    if data is not None:
        yield _drawing("California", _example("california", data), "california", min_level=4)
    for name, networks in (
        ("the example city", [prepare(wuzhou).arcs.network] * TRIALS),
        ("cities of 20 majors × 25 occupations", [planted(k) for k in range(TRIALS)]),
    ):
        for kind in KINDS:
            yield _coverage(name, networks, Noise.of(kind), kind)


def _example(name: str, data: Path | None) -> Tables:
    return ingest(open_datasets([EXAMPLES / name], data, load()), load()).tables


def _drawing(what: str, tables: Tables, size: str, **options: object) -> Row:
    report = gap(tables, GapParameters(**options))  # type: ignore[arg-type]
    spent = cpu_seconds(lambda: report.sampled(report, Drawing(DRAWS), lambda _share: None), 3)
    return Row(f"ranges of {what}", spent, most_cpu_s=MOST_S[size], said=DRAWN)


def planted(seed: int) -> Network:
    """Plant a city of skewed class sizes whose arcs are drawn one by one."""
    stream = np.random.RandomState([seed, 60])
    supply, demand = (stream.negative_binomial(2, 0.05, size) for size in (20, 25))
    major, occupation = np.nonzero(stream.uniform(size=(20, 25)) < 0.08)
    return Network(supply, demand, major, occupation, np.ones(len(major)))


def _coverage(name: str, networks: list[Network], noise: Noise, kind: str) -> Row:
    """Disturb each city as the noise says, then draw from what was reported."""
    held = plain = 0

    def trials() -> None:
        nonlocal held, plain
        held = plain = 0
        for number, truth in enumerate(networks):
            reporting = Drawing(1, 1_000 + number, noise)
            supply, demand = (
                reporting.draw(0, side, persons)
                for side, persons in enumerate((truth.supply, truth.demand))
            )
            reported = replace(truth, supply=supply, demand=demand)
            found = range_of(shortage(reported), shortages(reported, Drawing(DRAWS, number, noise)))
            held += found.low <= shortage(truth) <= found.high
            plain += found.p5 <= shortage(truth) <= found.p95

    spent = cpu_seconds(trials, 1)
    said = f"{name}, {kind}: the range of the shortage held the truth in {held} of {len(networks)}"
    said += f" trials, the plain percentiles in {plain}."
    return Row(f"{len(networks)} trials of {name}, {kind}", spent, said=said)


def shortages(network: Network, drawing: Drawing) -> Ints:
    """The shortage of each draw."""
    drawn = solved_draws(network, drawing, is_fair=False)
    return np.concatenate([part.shortage for part in drawn])
