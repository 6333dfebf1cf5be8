"""Small cities nobody has seen: every figure against brute force and linear programmes.

The tables go through files, ingest and the engine; the oracles read the same files anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog, minimize

from graph.errors import NoAnswer
from graph.gap.gap import GapParameters, GapReport, gap
from graph.gap.ladder import RUNGS, ladder
from graph.gap.parts import By, split
from graph.ontology import load
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from tests.brute_force import City, answer
from tests.random_cities import random_city, write_city
from tests.test_gap_golden import figures

SEEDS = (0, 1, 2, 3, 4, 5, 6, 11)  # together they have all that is odd
VARIANTS: dict[str, dict[str, Any]] = {
    "as_is": {},
    "first_year": {"year": 2023},
    "related": {"tier": 2},
    "own": {"market": "own"},
    "own_related": {"market": "own", "tier": 2},
    "level": {"min_level": 5},
    "chain": {"chain": "x"},
    "district": {"area": "11"},
    "own_district": {"area": "1", "market": "own"},
}
PERSISTENCE = (1.0, 2.0, 7.5)
MOST_CLASSES = 11  # 2^11 sets of occupations can be enumerated


@dataclass(frozen=True)
class Given:
    """A city as files and as tables."""

    folder: Path
    tables: Tables

    def answered(self, *variants: str) -> Iterator[tuple[dict[str, Any], GapReport]]:
        """Questions that have an answer, and it."""
        for name in variants or VARIANTS:
            if name in self.reports:
                yield VARIANTS[name], self.reports[name]

    @cached_property
    def reports(self) -> dict[str, GapReport]:
        """The answers by the names of the questions that have one."""
        reports = {}
        for name, asked in VARIANTS.items():
            with suppress(NoAnswer):
                reports[name] = gap(self.tables, GapParameters(**asked))
        return reports


def read_city(folder: Path) -> Tables:
    found = ingest(open_datasets([folder], None, load()), load())
    assert set(found.findings["severity"]) <= {"info"}
    return found.tables


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Given]:
    root = tmp_path_factory.mktemp("cities")
    folders = {seed: write_city(random_city(seed), root / str(seed)) for seed in SEEDS}
    return {seed: Given(folder, read_city(folder)) for seed, folder in folders.items()}


@pytest.fixture(params=SEEDS)
def given(request: pytest.FixtureRequest, cities: dict[int, Given]) -> Given:
    return cities[request.param]


def test_every_figure_is_that_of_brute_force(given: Given) -> None:
    """Classes, fractions, rooms, slacks and both usual practices."""
    for asked, report in given.answered():
        assert figures(report) == answer(given.folder, asked), asked


def test_no_answer_where_a_side_has_no_figures(given: Given) -> None:
    """And an answer everywhere else."""
    for name, asked in VARIANTS.items():
        city = City(given.folder, asked)
        known = [
            row
            for row in city.tables["enrolment"]
            if row["graduates"] and int(row["year"]) == city.year
        ]
        place = {row["code"]: row["area"] for row in city.tables["colleges"]}
        silent = not any(city.is_inside(place[row["college"]]) for row in known)
        colleges = any(city.is_inside(area) for area in place.values())
        if city.demand and not (silent and colleges):
            assert given.reports[name].demand == sum(city.demand.values())
        else:
            assert name not in given.reports


def test_the_cities_are_odd_enough(cities: dict[int, Given]) -> None:
    """Otherwise they would prove little."""
    reports = [report for one in cities.values() for _, report in one.answered()]
    assert len(reports) > 0.8 * len(cities) * len(VARIANTS)
    coverage = [r.coverage for r in reports]
    assert sum(bool(one.occupations_unknown) for one in coverage) > 5
    assert sum(bool(one.majors_unknown) for one in coverage) > 5
    assert sum(bool(one.supply_without_crosswalk) for one in coverage) > 5
    assert {o.unreached for r in reports for o in r.occupations} == {
        *(None, "no_crosswalk", "no_eligible"),
    }
    assert any(o.demand == 0 for r in reports for o in r.occupations)
    assert any(m.supply == 0 for r in reports for m in r.majors)
    assert any(b.lower for r in reports for b in r.blocks)
    assert sum(0 < b.fill_rate < 1 for r in reports for b in r.blocks) > 20
    assert any((one.folder / "successions.csv").exists() for one in cities.values())


# Linear programmes --------------------------------------------------------------------------------


def lp_matched(city: City) -> float:
    """The most that can be placed, by HiGHS."""
    arcs, majors, occupations = sorted(city.arcs, key=str), [*city.supply], [*city.demand]
    if not arcs:
        return 0.0
    rows = np.zeros((len(majors) + len(occupations), len(arcs)))
    for k, (i, j) in enumerate(arcs):
        rows[majors.index(i), k] = rows[len(majors) + occupations.index(j), k] = 1
    limits = [*city.supply.values(), *city.demand.values()]
    found = linprog(-np.ones(len(arcs)), A_ub=rows, b_ub=limits, method="highs")
    return float(-found.fun)


def lp_expected(city: City, persistence: float) -> float:
    """G(λ) by a general solver on the dual: Σ K e^(−a−b) + s a + d b, with a, b ≥ 0."""
    weight = {
        (row["major"], row["occupation"]): float(row.get("weight") or 1)
        for row in city.tables["crosswalk"]
    }
    majors, occupations = [*city.supply], [*city.demand]
    kernel = np.zeros((len(majors), len(occupations)))
    for i, j in city.arcs:
        kernel[majors.index(i), occupations.index(j)] = weight[i[0], j[0]] * city.demand[j]
    total = kernel.sum(axis=1, keepdims=True)
    s, d = (np.array([*side.values()], dtype=float) for side in (city.supply, city.demand))
    prior = np.divide(kernel, total, out=np.zeros_like(kernel), where=total > 0)
    kernel = persistence * s[:, np.newaxis] * prior

    def dual(x: np.ndarray) -> tuple[float, np.ndarray]:
        a, b = x[: len(s)], x[len(s) :]
        flow = kernel * np.exp(-a)[:, np.newaxis] * np.exp(-b)[np.newaxis]
        value = float(flow.sum() + s @ a + d @ b)
        return value, np.concatenate([s - flow.sum(axis=1), d - flow.sum(axis=0)])

    start = np.zeros(len(s) + len(d))
    bounds = [(0, 60)] * len(start)
    options = {"maxiter": 20_000, "maxfun": 100_000, "ftol": 1e-15, "gtol": 1e-10}
    found = minimize(dual, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    a, b = found.x[: len(s)], found.x[len(s) :]
    return float(d.sum() - (kernel * np.exp(-a)[:, np.newaxis] * np.exp(-b)[np.newaxis]).sum())


def test_linear_and_convex_programmes_agree(given: Given) -> None:
    """The matched total, and the expected gap at three persistences and at its ends."""
    for asked, report in given.answered("as_is", "own_related", "district"):
        city = City(given.folder, asked)
        assert report.matched == pytest.approx(lp_matched(city), abs=1e-6)
        found = []
        for persistence in PERSISTENCE:
            outlook = gap(given.tables, GapParameters(**asked, persistence=persistence)).expected
            assert outlook.gap is not None
            found.append(outlook.gap)
            near = 0.01 + 1e-4 * outlook.gap
            assert outlook.gap == pytest.approx(lp_expected(city, persistence), abs=near)
        assert found[0] == max(found) == report.fixed_share == report.expected.highest
        assert found[1] >= found[2] - 1e-6
        assert min(found) >= report.expected.lowest == report.shortage


# Ladder and parts ---------------------------------------------------------------------------------


def test_the_ladder_is_that_of_brute_force(given: Given) -> None:
    """Every step by enumeration in the classes of each area; no step is above the one before."""
    for asked, _ in given.answered("as_is", "first_year", "chain", "district"):
        city, stayers = (
            City(given.folder, asked | {"market": "own"}, everybody_stays=stay)
            for stay in (False, True)
        )
        if len(city.demand) > MOST_CLASSES:
            continue
        found = ladder(given.tables, GapParameters(**asked))
        expected = {}
        for key, rule in RUNGS:
            reach = "anywhere" if rule.market == "pooled" else rule.reach
            city.under(tier=rule.tier, level=rule.level, reach=reach)
            expected[key] = city.shortage(city.supply, city.demand)
        stayers.under(tier=2, level="enough", reach="anywhere")
        expected["stay"] = stayers.shortage(stayers.supply, stayers.demand)
        left = sum(stayers.demand.values()) - sum(stayers.supply.values())
        expected["anything"] = max(0, left)
        assert {rung.key: rung.shortage for rung in found.rungs} == expected
        assert all(later <= earlier for earlier, later in pairwise(expected.values()))
        assert sum(rung.gain for rung in found.rungs) == found.rungs[0].shortage - found.seats


def parts_by_hand(
    city: City, of: Callable[[dict[str, str]], str | None]
) -> dict[Any, list[Fraction]]:
    """Places and empty places by part: each row has its share of the class and the class's rate."""
    rates, parts = city.fill_rates(), dict[Any, list[Fraction]]()
    whole_persons = city.openings()
    for (occupation, level, area), rows in city.places().items():
        rate = rates[occupation, level, city.place(area)]
        whole = sum((openings for openings, _ in rows), Fraction(0))
        persons = whole_persons[occupation, level, area]
        for openings, row in rows:
            share = persons * openings / whole if whole else Fraction(0)
            before = parts.setdefault(of(row), [Fraction(0), Fraction(0)])
            before[0] += share
            before[1] += share * (1 - rate)
    return parts


def test_parts_are_those_of_brute_force(given: Given) -> None:
    """By chain and by area, exact; their sums are the whole."""
    for asked, report in given.answered():
        city = City(given.folder, asked)
        chain_of = {row["id"]: row["chain"] for row in city.tables["segments"]}
        ways: dict[By, Callable[[dict[str, str]], str | None]] = {
            "chain": lambda row, chain_of=chain_of: chain_of.get(row["segment"]),  # type: ignore[misc]
            "area": lambda row, city=city: directly_below(city, row["area"]),  # type: ignore[misc]
        }
        for by, of in ways.items():
            found = split(given.tables, by, GapParameters(**asked))
            told = {
                one.thing.key if one.thing else None: [one.demand, one.shortage]
                for one in found.parts
                if one.demand
            }
            needed = parts_by_hand(city, of).items()
            assert told == {key: figures for key, figures in needed if figures[0]}
            together = found.together
            assert (together.demand, together.shortage) == (report.demand, report.shortage)
            if by == "area":
                assert (together.supply, together.surplus) == (report.supply, report.surplus)


def directly_below(city: City, area: str) -> str | None:
    """The area directly below the one asked for in which an area lies; itself if it is that."""
    asked = city.asked.get("area")
    line = [area, *city.above(area)] if area else []
    if not line or area == asked:
        return area or None
    return line[line.index(asked) - 1] if asked in line else line[-1]
