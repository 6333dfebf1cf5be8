"""Ranges of noise: recomputed draw by draw by a linear programme, and checked on planted cities."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from graph.errors import WrongInput
from graph.gap import effort
from graph.gap.flows import many as engine
from graph.gap.flows.flow import Ints, Network, shortage
from graph.gap.gap import GapParameters, GapReport, gap
from graph.gap.instance import prepare
from graph.gap.noise import Drawing, Noise, drawn
from graph.gap.ranges import range_of, solved_draws
from graph.gap.report import Ranges
from graph.tables import Tables
from graph.telling.as_json import ranges_json, rows, to_json
from graph.telling.ranges import (
    chances_sentence,
    choices_sentence,
    cores_sentence,
    range_sentence,
    sure_sentences,
)
from graph.words import LANGUAGES, say
from tests.test_gap import city, graduates, openings, world  # noqa: F401

QUIET = "own=off,common=off,counts=off"


def ranged(tables: Any, **options: Any) -> tuple[GapReport, Ranges]:
    report = gap(tables, GapParameters(**options))
    assert report.ranges is not None
    return report, report.ranges


def lp_matched(network: Network, supply: Ints, demand: Ints) -> int:
    """The most that can be matched, by a linear programme."""
    arcs, m = len(network.major), len(supply)
    sides = np.zeros((m + len(demand), arcs))
    sides[network.major, np.arange(arcs)] = 1
    sides[m + network.occupation, np.arange(arcs)] = 1
    limits = np.concatenate([supply, demand])
    return round(-linprog(-np.ones(arcs), A_ub=sides, b_ub=limits, method="highs").fun)


def fair_short(network: Network, supply: Ints, demand: Ints) -> np.ndarray:
    """Empty places of each occupation: again and again the set with the lowest rate, by HiGHS."""
    n, rate = len(demand), np.ones(len(demand))
    left, open_ = supply.astype(float), demand > 0
    pairs = list(zip(network.major.tolist(), network.occupation.tolist(), strict=True))
    while open_.any():
        inside = [(i, j) for i, j in pairs if open_[j]]
        # The largest rate t that all open occupations can have together.
        size = len(inside) + 1
        upper = np.zeros((len(supply) + n, size))
        for k, (i, j) in enumerate(inside):
            upper[i, k] = 1
            upper[len(supply) + j, k] = -1
        for j in np.flatnonzero(open_):
            upper[len(supply) + j, -1] = demand[j]
        goal = np.zeros(size)
        goal[-1] = -1
        limits = np.concatenate([left, np.zeros(n)])
        bounds = [(0, None)] * len(inside) + [(0, 1)]
        answer = linprog(goal, A_ub=upper, b_ub=limits, bounds=bounds, method="highs")
        t = -answer.fun
        if t > 1 - 1e-9:
            break
        # Those whose rate cannot be higher while the others keep t.
        tight = []
        for j in np.flatnonzero(open_):
            more = np.zeros(size)
            for k, (_, other) in enumerate(inside):
                more[k] = -float(other == j)
            kept = upper.copy()
            kept[:, -1] = 0
            least = np.zeros(n)
            least[open_] = -(t - 1e-9) * demand[open_]
            best = linprog(
                more, A_ub=kept, b_ub=np.concatenate([left, least]), bounds=bounds, method="highs"
            )
            if -best.fun < t * demand[j] + 1e-6:
                tight.append(j)
        rate[tight] = t
        fed = {i for i, j in inside if j in tight}
        left[list(fed)] = 0
        open_[tight] = False
    return demand * (1 - rate)


def test_ranges_are_those_of_a_plain_loop(city: Tables) -> None:  # noqa: F811
    """Each draw solved by itself, by other solvers, from the same disturbed figures."""
    report, found = ranged(city, draws=12, seed=3)
    network = prepare(city).arcs.network
    drawing = Drawing(12, 3)
    sums, top, starved, scarce = [], 0.0, 0.0, 0.0
    for number in range(12):
        supply, demand = (
            drawing.draw(number, side, persons)
            for side, persons in enumerate((network.supply, network.demand))
        )
        matched = lp_matched(network, supply, demand)
        needed, available = int(demand.sum()), int(supply.sum())
        sums.append(
            (needed - matched, max(0, needed - available), min(needed, available) - matched)
        )
        short = fair_short(network, supply, demand).round(6)
        tenth = sorted(short)[-min(10, len(short))]
        top = top + ((short > 0) & (short >= tenth))
        less = [
            np.maximum(0, demand - np.eye(len(demand), dtype=int)[j]) for j in range(len(demand))
        ]
        starved = starved + np.array(
            [
                demand[j] > 0 and lp_matched(network, supply, fewer) == matched
                and short[j] > 0
                for j, fewer in enumerate(less)
            ]
        )  # fmt: skip
        scarce = scarce + np.array(
            [
                lp_matched(network, supply + one, demand) > matched
                for one in np.eye(len(supply), dtype=int)
            ]
        )
    for figure, values in zip(
        (found.shortage, found.quantity, found.composition), np.array(sums).T, strict=True
    ):
        assert (figure.p5, figure.p95) == pytest.approx(tuple(np.percentile(values, [5, 95])))
        assert figure.mean == pytest.approx(values.mean())
        assert figure.low <= figure.p5
        assert figure.high >= figure.p95
    assert found.top_ten == pytest.approx(tuple(top / 12))
    assert found.scarce == pytest.approx(tuple(scarce / 12))
    reached = [occupation.unreached is None for occupation in report.occupations]
    assert np.array(found.starved)[reached] == pytest.approx((starved / 12)[reached])
    assert all(
        p == 1 for p, is_reached in zip(found.starved, reached, strict=True) if not is_reached
    )


def test_without_noise_every_range_is_the_point(city: Tables) -> None:  # noqa: F811
    report, found = ranged(city, draws=5, noise=QUIET)
    for figure, point in (
        (found.shortage, report.shortage),
        (found.quantity, report.quantity),
        (found.composition, report.composition),
    ):
        assert (figure.low, figure.mean, figure.high, figure.p5) == (point, point, point, point)
    assert [set(core) for core in found.cores] == [set(b.occupations) for b in report.blocks]
    assert found.scarce == tuple(
        None if major.group == "unknown" else float(major.group == "scarce")
        for major in report.majors
    )
    assert found.starved == tuple(float(o.group == "starved") for o in report.occupations)


def test_the_same_seed_gives_the_same_ranges(city: Tables) -> None:  # noqa: F811
    told = [
        to_json(gap(city, GapParameters(draws=20, seed=seed)), "en", None)["ranges"]
        for seed in (7, 7, 8)
    ]
    assert told[0] == told[1] != told[2]
    assert (told[0]["draws"], told[0]["seed"]) == (20, 7)
    assert told[0]["noise"] == {"own": 10.0, "common": 10.0, "counts": True}
    assert "ranges" not in to_json(gap(city), "en", None)


def test_one_noise_switched_off_leaves_the_others() -> None:
    persons = np.array([40, 7, 0, 300])

    def draw(**noise: Any) -> Ints:
        return drawn(persons, Noise(**noise), np.random.RandomState(3))

    both, own, common = draw(counts=False), draw(common=0, counts=False), draw(own=0, counts=False)
    assert (abs(own - persons) <= 0.1 * persons + 1).all()
    factor = common.sum() / persons.sum()
    assert 0.9 <= factor <= 1.1
    assert both.sum() == pytest.approx(own.sum() * factor, abs=2)
    assert draw(own=0, common=0)[2] == 0  # a count of nobody stays nobody


def test_the_first_draws_are_those_of_fewer() -> None:
    persons = np.array([40, 7])
    assert (Drawing(10).draw(4, 1, persons) == Drawing(99).draw(4, 1, persons)).all()


def test_batches_change_nothing(city: Tables, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    told: list[float] = []
    together = gap(city, GapParameters(draws=7))
    one_by_one = gap(city, GapParameters(draws=7))
    expected = ranges_json(together, "en")
    monkeypatch.setattr(engine, "BATCH", 1)
    one_by_one.ranges_with(told.append)
    assert ranges_json(one_by_one, "en") == expected
    assert told == pytest.approx([k / 7 for k in range(1, 8)])


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"draws": 1_001}, "draws"),
        ({"draws": -1}, "draws"),
        ({"draws": 5, "seed": 2**32}, "seed"),
        ({"noise": "own=120"}, "noise"),
        ({"noise": "own=nan"}, "noise"),
        ({"noise": "mine=3"}, "noise"),
        ({"noise": "counts=maybe"}, "noise"),
        ({"noise": ""}, "noise"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    city: Tables,  # noqa: F811
    options: dict[str, Any],
    field: str,
) -> None:
    with pytest.raises(WrongInput) as refusal:
        gap(city, GapParameters(**options))
    assert f"--{field}" in say(refusal.value.key, "en", **refusal.value.values)


def test_a_seed_or_noise_alone_asks_for_the_usual_draws() -> None:
    assert Drawing.of(None, 4, None).draws == Drawing.of(None, None, "own=5").draws == 200
    assert Drawing.of(None, None, None).draws == Drawing.of(0, 4, "own=5").draws == 0


def test_cities_of_one_class_or_of_nobody() -> None:
    report, found = ranged(world(), draws=50)
    assert found.shortage.low < report.shortage == 5 < found.shortage.high
    assert 0.5 < found.top_ten[0] <= 1  # with 10 for 15 places a draw may lack none
    _, nobody = ranged(world(enrolment=[graduates(0)]), draws=20)
    assert (nobody.composition.high, nobody.starved) == (0, (1.0,))
    idle, unwanted = ranged(world(demand=[openings(0)]), draws=20)
    assert (unwanted.shortage.low, unwanted.shortage.high, idle.blocks) == (0, 0, ())
    assert (unwanted.top_ten, unwanted.surplus, unwanted.cores) == ((0.0,), (1.0,), ())


def test_a_major_of_a_part_stands_as_in_the_region() -> None:
    """The chain wants 4 of the 10 graduates; the region 15, so nobody is surplus of it."""
    tables = world(demand=[openings(4, segment="tea-1"), openings(11, segment="care-1")])
    report, found = ranged(tables, chain="tea", draws=30)
    _, everywhere = ranged(tables, draws=30)
    assert report.majors[0].group == "scarce"
    assert (found.scarce, found.surplus) == (everywhere.scarce, everywhere.surplus)
    assert found.scarce[0] is not None
    assert found.scarce[0] > 0.5


def test_an_unsurveyed_major_has_no_probability() -> None:
    tables = world(
        majors=[{"code": m, "name": m, "level": 5} for m in ("M", "U")],
        occupations=[{"code": o, "name": o, "level": 5} for o in ("O", "Q")],
        crosswalk=[{"major": "M", "occupation": "O"}, {"major": "U", "occupation": "Q"}],
        enrolment=[graduates(10), graduates(5, major="U")],
    )
    report, found = ranged(tables, draws=10)
    assert [major.group for major in report.majors] == ["scarce", "unknown"]
    assert found.scarce[1] is found.surplus[1] is None


def test_a_core_is_what_stays_together() -> None:
    """Two places fed by one major stay a block; one that nobody feeds is a block of its own."""
    tables = world(
        occupations=[{"code": o, "name": o, "level": 5} for o in ("N", "O", "Q")],
        crosswalk=[{"major": "M", "occupation": o} for o in ("N", "O")],
        demand=[openings(80, occupation=o) for o in ("N", "O", "Q")],
        enrolment=[graduates(60)],
    )
    report, found = ranged(tables, draws=40)
    assert [[o.thing.key for o in block.occupations] for block in report.blocks] == [
        ["Q"],
        ["N", "O"],
    ]
    assert [[o.thing.key for o in core] for core in found.cores] == [["Q"], ["N", "O"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_choices_are_said_before_noise(city: Tables, lang: str) -> None:  # noqa: F811
    report, found = ranged(city, draws=60)
    first, second, *rest = sure_sentences(report, lang)
    assert (first, second) == (choices_sentence(report, lang), range_sentence(report, lang))
    variants = [variant.shortage for variant in report.sensitivity]
    assert {str(min(variants)), str(max(variants))} <= set(re.findall(r"\d+", first))
    not_covered = {"zh": "不在这个区间内", "en": "does not cover choices and assumptions"}
    assert not_covered[lang] in second
    low, high = found.shortage.low, found.shortage.high
    assert {str(low), str(high), "51"} <= set(re.findall(r"\d+", second))
    balanced = {"zh": f"大致平衡（0–{found.quantity.high}）"}
    balanced["en"] = f"about balanced (0–{found.quantity.high})"
    assert found.quantity.holds_zero
    assert balanced[lang] in second
    assert rest == [chances_sentence(report, lang), cores_sentence(report, lang)]
    assert sure_sentences(gap(city), lang) == []


def test_too_many_draws_are_left_out_and_said(
    city: Tables,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = gap(city, GapParameters(draws=50))
    monkeypatch.setattr(effort, "MOST_DRAWN", 20 * report.size)
    assert report.ranges is None
    assert "at most 20 draws" in range_sentence(report, "en")
    assert "ranges" not in to_json(report, "en", None)


def test_rows_have_the_shares_of_draws(city: Tables) -> None:  # noqa: F811
    report, found = ranged(city, draws=10)
    told = rows(report)
    assert len({tuple(row) for row in told}) == 1
    assert [row["p_top_ten"] for row in told if row["side"] == "demand"] == list(found.top_ten)
    assert [row["p_scarce"] for row in told if row["side"] == "supply"] == list(found.scarce)
    assert "p_starved" not in rows(gap(city))[0]


CITIES, DRAWS_EACH = 120, 80


@pytest.mark.parametrize("noise", ["own=10,common=10,counts=on", "own=10,common=off,counts=off"])
def test_ranges_hold_the_truth_in_about_nine_cities_of_ten(noise: str) -> None:
    """Planted cities, disturbed just as ``noise`` says; the range is of what was reported then."""
    planting, held = np.random.RandomState(11), 0
    for number in range(CITIES):
        truth = city_of(planting, 8, 9, 0.25)
        reporting = Drawing(1, 1_000 + number, Noise.of(noise))
        reported = replace(
            truth,
            supply=reporting.draw(0, 0, truth.supply),
            demand=reporting.draw(0, 1, truth.demand),
        )
        found = range_of(shortage(reported), shortages(reported, reporting.noise, number))
        held += found.low <= shortage(truth) <= found.high
    assert 0.85 <= held / CITIES <= 0.97


def city_of(
    planting: np.random.RandomState, majors: int, occupations: int, share: float
) -> Network:
    """Plant a city of skewed class sizes whose arcs are drawn one by one."""
    supply, demand = (planting.negative_binomial(2, 0.05, size) for size in (majors, occupations))
    major, occupation = np.nonzero(planting.uniform(size=(majors, occupations)) < share)
    return Network(supply, demand, major, occupation, np.ones(len(major)))


def shortages(network: Network, noise: Noise, seed: int) -> Ints:
    """The shortage of each draw."""
    drawn = solved_draws(network, Drawing(DRAWS_EACH, seed, noise), is_fair=False)
    return np.concatenate([part.shortage for part in drawn])
