"""The plan: equal to an independent MILP, never worse when loosened, and checked to the place."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from graph.errors import NoAnswer, TwinChainError, WrongInput
from graph.export.plan_workbook import write_plan
from graph.gap.flows.flow import Network
from graph.outlook.parameters import OutlookParameters
from graph.plan import conflicts
from graph.plan.ahead import planned_paths
from graph.plan.choose import NothingMeets, choose
from graph.plan.conflicts import Conflict, conflicting
from graph.plan.costs import Costs
from graph.plan.decide import Answer, Effort
from graph.plan.fixes import open_programmes
from graph.plan.front import front_of
from graph.plan.limits import Limit, bounds_of, worded
from graph.plan.master import Infeasible, Master, Point
from graph.plan.model import COST, Effect, Model, Programme, of
from graph.plan.plan import PlanParameters, plan
from graph.plan.reading import case_of, limits_of
from graph.plan.regret import least_regret
from graph.plan.rounding import rounded
from graph.plan.verify import verify
from graph.tables import Tables
from graph.telling.plan import largest_moves, plan_json, totals
from graph.telling.plan_regret import regrets
from tests.plan_oracle import best
from tests.test_gap import graduates, openings, world
from views.commands.plan import limits_of_file

YEARS = OutlookParameters(until=2028, draws=0)
EXACT = Effort(exact=True, seconds=30)
ROUNDED = 0.51  # an exact plan stops half a person from the bound


def city(seed: int, programmes: int = 9, occupations: int = 8, years: int = 2) -> Model:
    """A made-up city with demand about equal to supply, in the wrong places."""
    draw = np.random.RandomState(seed)
    places = draw.randint(8, 120, programmes)
    given = [
        Programme(f"C{draw.randint(4)}", f"M{i:02}", None, int(places[i]), 2025, 2024 + years)
        for i in range(programmes)
    ]
    arcs = sorted(
        {
            (i, (i + int(draw.randint(-2, 3))) % occupations)
            for i in range(programmes)
            for _ in "123"
        }
    )
    yields = draw.uniform(0.4, 0.9, programmes)
    share = draw.gamma(1.0, 1.0, occupations)
    needed = share / share.sum() * (places * yields).sum() * 1.1
    effects = [
        Effect(
            2028 + t,
            Network.of(
                [0] * programmes, np.round(needed * (1 + 0.05 * t)).astype(int).tolist(), arcs
            ),
            np.zeros(programmes),
            np.arange(programmes),
            np.full(programmes, t),
            np.arange(programmes),
            yields,
        )
        for t in range(years)
    ]
    return of(range(2025, 2025 + years), given, effects)


def limit(kind: str, value: float | None, scope: str = "all", key: str | None = None) -> Limit:
    return Limit(f"{kind}-{key or scope}", scope, key, kind, value)


def limits_of_city(model: Model) -> list[list[Limit]]:
    total = sum(programme.places for programme in model.programmes)
    college = sum(p.places for p in model.programmes if p.college == "C1")
    return [
        [limit("class_min", 30)],
        [limit("class_min", 30), limit("places_max", total)],
        [limit("class_min", 25), limit("change_pct_max", 10), limit("places_max", total)],
        [
            limit("class_min", 30),
            limit("close_max", 1),
            limit("places_max", college, "college", "C1"),
        ],
        [
            limit("protected", None, "major", "M03"),
            limit("class_min", 20),
            limit("places_max", total),
        ],
        [limit("share_changed_min", 50), limit("places_max", total + 40)],
    ]


def chosen(model: Model, limits: list[Limit], effort: Effort = EXACT) -> Answer:
    bounds = bounds_of(model, limits)
    answer = choose(model, bounds, effort)
    verify(model, bounds, limits, answer.places, answer.objective)
    return answer


@pytest.mark.parametrize("which", range(6))
@pytest.mark.parametrize("seed", [1, 2])
def test_a_small_city_is_solved_as_an_independent_milp_solves_it(seed: int, which: int) -> None:
    model = city(seed)
    limits = limits_of_city(model)[which]
    value, bound = best(model, limits, 1e-4)
    assert value is not None
    exact = chosen(model, limits)
    assert exact.objective == pytest.approx(value, abs=ROUNDED)
    quick = chosen(model, limits, Effort())
    assert quick.bound <= value + 0.02  # flows count thousandths of a person
    assert bound - 0.02 <= quick.objective <= value + 0.02 * model.value(model.base)


def test_what_may_open_is_solved_as_an_independent_milp_solves_it() -> None:
    """Three of nine programmes are new: each opens with its minimum, once, and stays open."""
    model = city(1)
    new = [replace(p, is_new=i % 3 == 0) for i, p in enumerate(model.programmes)]
    model = of(model.years, new, model.effects)
    limits = [limit("class_min", 30), limit("change_pct_max", 60)]
    value, _ = best(model, limits, 1e-4)
    for effort, off in ((EXACT, ROUNDED), (Effort(), 0.02 * model.value(model.base))):
        answer = chosen(model, limits, effort)
        assert answer.objective == pytest.approx(value, abs=off)
    opened = answer.places[::3]
    assert opened.any()
    assert ((opened == 0) | (opened >= 30)).all()
    assert (np.diff(opened > 0, axis=1) >= 0).all()
    places = answer.places.copy()
    places[np.flatnonzero(opened[:, -1])[0] * 3, -1] = 0
    with pytest.raises(TwinChainError):  # what opened may not close
        verify(model, bounds_of(model, limits), limits, places, model.value(places))


def test_loosening_a_limit_is_never_worse() -> None:
    model = city(3)
    total = float(sum(programme.places for programme in model.programmes))
    tight = [limit("class_min", 30), limit("places_max", total), limit("change_pct_max", 5)]
    before = chosen(model, tight).objective
    for place, value in ((0, 20.0), (1, total + 60), (2, 25.0)):
        looser = [replace(x, value=value) if n == place else x for n, x in enumerate(tight)]
        assert chosen(model, looser).objective <= before + ROUNDED


@pytest.mark.parametrize("effort", [EXACT, Effort()])
def test_with_nothing_free_everything_stays_exactly(effort: Effort) -> None:
    model = city(4)
    nothing = [limit("change_pct_max", 0), limit("change_places_max", 0), limit("class_min", 30)]
    answer = chosen(model, nothing, effort)
    assert (answer.places == model.base).all()
    assert answer.objective == model.value(model.base)


def test_a_college_that_splits_changes_nothing() -> None:
    """Each programme becomes two of half the places; the ramp is a share alone."""
    model = city(5)
    whole = [replace(p, places=2 * (p.places // 2)) for p in model.programmes]
    halves = [
        replace(p, places=p.places // 2, college=f"{p.college}{n}") for p in whole for n in "ab"
    ]
    ramp = [limit("change_pct_max", 50), limit("change_places_max", 0)]
    split = [
        replace(
            effect,
            programme=np.arange(len(halves)),
            intake=np.repeat(effect.intake, 2),
            node=np.repeat(effect.node, 2),
            yields=np.repeat(effect.yields, 2),
        )
        for effect in model.effects
    ]
    bounds = [
        choose(m, bounds_of(m, ramp), Effort(gap=1e-6)).bound
        for m in (of(model.years, whole, model.effects), of(model.years, halves, split))
    ]
    assert bounds[0] == pytest.approx(bounds[1], rel=0.01)  # ramps are whole places


def test_what_closes_goes_down_step_by_step_and_not_below_the_minimum_before() -> None:
    """100 places, 40 a year at most, 30 at least: 60, 30, 0; 35 places can close at once."""
    places = (100, 90, 35)
    given = [Programme("C", f"M{n}", None, n, 2025, 2027) for n in places]
    ramp = [limit("change_pct_max", 0), limit("change_places_max", 40), limit("class_min", 30)]
    model = of(range(2025, 2028), given, [])
    closes = bounds_of(model, ramp).closes.tolist()
    assert closes == [[False, False, True], [False, False, True], [True, True, True]]
    small = of(range(2025, 2028), [Programme("C", "M", None, 12, 2025, 2027)], [])
    narrow = [limit("change_pct_max", 0), limit("change_places_max", 5), limit("class_min", 30)]
    bounds = bounds_of(small, narrow)  # 12 places, 5 a year: 7, 2, 0, as 27 are too few
    assert bounds.closes.tolist() == [[False, False, True]]
    assert bounds.cap[0].tolist()[-1] == 0
    kept = Limit("K", "all", None, "protected", 1.0, from_year=2027)
    assert not bounds_of(model, [*ramp, kept]).closes.any()


def tight(model: Model) -> list[Limit]:
    total = float(sum(programme.places for programme in model.programmes))
    return [limit("class_min", 30), limit("places_max", total), limit("change_pct_max", 10)]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_tight_region_is_near_its_bound(seed: int) -> None:
    model = city(seed, programmes=150, occupations=180, years=3)
    answer = chosen(model, tight(model), Effort())
    assert answer.objective - answer.bound <= 0.015 * model.value(model.base)


def test_a_plan_comes_even_without_time() -> None:
    model = city(1, programmes=150, occupations=180, years=3)
    answer = chosen(model, tight(model), Effort(seconds=0))
    assert answer.ran_out
    assert 0 <= answer.bound <= answer.objective < model.value(model.base)


def test_the_same_seed_gives_the_same_plan() -> None:
    model, limits = city(6), [limit("class_min", 30)]
    first, second = (chosen(model, limits, Effort(seed=7)).places for _ in range(2))
    assert (first == second).all()


def test_the_verifier_finds_what_was_tampered_with() -> None:
    model = city(7)
    total = float(sum(programme.places for programme in model.programmes))
    limits = [limit("class_min", 30), limit("places_max", total)]
    bounds = bounds_of(model, limits)
    answer = choose(model, bounds, Effort())
    for step in (0.5, 1000.0, -answer.places[0, 0] + 3):
        places = answer.places.copy()
        places[0] += step
        with pytest.raises(TwinChainError):
            verify(model, bounds, limits, places, answer.objective)
    with pytest.raises(TwinChainError):
        verify(model, bounds, limits, answer.places, answer.objective - 1)


def test_contradicting_limits_are_named_and_no_others() -> None:
    model = city(8)
    low, high = limit("places_max", 100), limit("places_min", 5000)
    limits = [limit("class_min", 30), low, high]
    with pytest.raises(NothingMeets):
        choose(model, bounds_of(model, limits), Effort())
    found = conflicting(model, limits, lambda _: None)
    assert found.ids
    assert found.is_least
    for name in found.ids:  # without any of them the others can be met
        others = [x for x in limits if x.id in found.ids and x.id != name]
        assert conflicting(model, others, lambda _: None) == Conflict()


def test_contradicting_limits_are_sought_within_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Searches that take all they are given: no more of them than the seconds that are left."""
    taken: list[float] = []

    def search(_master: Master, _gap: float, seconds: float) -> None:
        taken.append(seconds)
        raise Infeasible

    monkeypatch.setattr(conflicts, "search", search)
    monkeypatch.setattr(conflicts, "seconds_left", lambda deadline: deadline - sum(taken))
    model = city(8)
    limits = [limit("places_max", 10_000, "major", f"M{n}") for n in range(40)]
    short = conflicting(model, limits, lambda _: None, 12.0)
    assert taken == [5.0, 5.0, 2.0]
    assert short == Conflict(tuple(each.id for each in limits[2:]), False)
    taken.clear()
    assert conflicting(model, limits, lambda _: None, 500.0).is_least
    error = conflicts.contradiction(model, limits, lambda _: None, sum(taken) + 12.0)
    assert (error.key, error.values["ids"]) == ("error.plan_conflict_among", list(short.ids))
    assert "10,000" in error.text("zh")


@pytest.mark.parametrize("seed", [1, 3])
def test_the_plan_of_least_regret_is_the_best_of_all_that_there_are(seed: int) -> None:
    """Two programmes that may move by five places each: every plan is tried in three states."""
    models = [city(seed + n, programmes=2, occupations=3, years=1) for n in (0, 10, 20)]
    models = [replace(model, programmes=models[0].programmes) for model in models]
    limits = [limit("change_pct_max", 0), limit("change_places_max", 5), limit("class_min", 10)]
    limits.append(limit("places_max", float(models[0].base.sum())))
    bounds = bounds_of(models[0], limits)
    choice = least_regret(models, bounds, choose(models[0], bounds, EXACT), EXACT)
    base = models[0].base
    tried = []
    for steps in product(range(-5, 6), repeat=2):
        places = base + np.array(steps)[:, None]
        if sum(steps) <= 0 and places.min() >= 10:
            left = [sum(model.shortages(places)) for model in models]
            tried.append([*left, COST * np.abs(steps).sum()])
    empty, price = np.array(tried)[:, :-1], np.array(tried)[:, -1]
    assert choice.fewest == pytest.approx(empty.min(axis=0), abs=ROUNDED)
    chosen = choice.plans[choice.chosen].places
    value = choice.regrets[choice.chosen].max() + COST * np.abs(chosen - base).sum()
    least = ((empty - choice.fewest).max(axis=1) + price).min()
    assert value == pytest.approx(least, abs=ROUNDED)
    assert choice.bound is not None
    assert choice.bound <= least + 1e-6
    assert (choice.regrets.max(axis=1) >= choice.regrets[choice.chosen].max() - 1e-3).all()


def test_a_front_by_cost_has_the_best_plan_for_each_sum() -> None:
    """Two programmes and one that may open, a few places each way: every plan is tried."""
    model = city(1, programmes=3, occupations=3, years=1)
    new = replace(model.programmes[2], is_new=True)
    model = replace(model, programmes=(*model.programmes[:2], new))
    limits = [limit("change_pct_max", 0), limit("change_places_max", 12), limit("class_min", 8)]
    bounds = bounds_of(model, limits)
    yuan = [[7000.0, 5000.0, 300.0], [7000.0, np.nan, 500.0], [6000.0, 4000.0, 200.0]]
    costs = Costs(np.array(yuan))
    answer = choose(model, bounds)
    front, none = front_of(model, bounds, answer, 4, Effort(), costs, lambda _: (), "cost")
    assert none == ()
    assert [point.cost for point in front] == [0, 2000, 10400]  # half of it does no more
    base = model.base[:, 0].astype(int).tolist()
    tried = []
    for steps in product(range(-12, 13, 2), range(-12, 13), (0, *range(8, 13))):
        places = np.array([b + s for b, s in zip(base, steps, strict=True)], float)[:, None]
        tried.append((model.value(places), costs.total(model, places)))
    values, prices = np.array(tried).T
    for point in front:
        best = values[prices <= (point.cost or 0)].min()
        assert point.shortage + COST * point.change <= best + 1e-6


# From tables --------------------------------------------------------------------------------------


def one_programme(**more: Any) -> Tables:
    """100 begin a year, 80 of 100 complete, 150 are needed: 80 come, 70 places stay empty."""
    rows = [{"college": "C", "major": "M", "year": y, "enrolled": 100} for y in (2021, 2022, 2023)]
    majors = [{"code": "M", "name": "专业", "level": 5, "length_years": 3}]
    given = {"majors": majors, "enrolment": [*rows, graduates(80, enrolled=100)]}
    return world(**(given | {"demand": [openings(150)]} | more))


def test_a_plan_to_the_place_by_hand() -> None:
    """30 % of 100 and 30 more a year: 160 places in 2025, 128 graduates in 2028, 22 stay empty."""
    report = plan(one_programme(), PlanParameters(until=2028))
    assert (report.years, report.reached) == ((2025, 2026, 2027, 2028), (2028,))
    assert report.planned[-1] == pytest.approx(22, abs=0.01)
    assert report.unchanged[-1] == pytest.approx(70, abs=0.01)
    assert report.objective == pytest.approx(22 + 60 * COST, abs=0.01)
    (move,) = report.moves
    assert (move.before, move.places, move.kind, move.reason) == (100, 160, "grow", "short")
    assert move.limit == "usual_pct"
    (cut,) = [cut for cut in report.cuts if cut.of == "planned"]
    assert (cut.demand, cut.supply, cut.short, cut.most, cut.least) == (150, 128, 22, 128, 22)


def test_a_limit_of_the_tables_holds_and_tells_what_a_step_would_bring() -> None:
    """120 places bring 96 graduates; 30 places more bring 24 more, less the price of change."""
    rows = [{"id": "K1", "scope": "college", "key": "C", "kind": "places_max", "value": 120}]
    report = plan(one_programme(plan_limits=rows), PlanParameters(until=2028))
    assert report.planned[-1] == pytest.approx(54, abs=0.01)
    effects = {entry.limit.id: entry.effect for entry in report.limits}
    assert effects["K1"] == pytest.approx(24 - 30 * COST, abs=0.05)
    assert effects["usual_pct"] == pytest.approx(0, abs=0.01)
    assert report.moves[0].limit == "K1"


def with_candidate(**more: Any) -> Tables:
    """M leads to O, which is met but for 30 places, and N, which nobody teaches, to O and P."""
    given = {
        "majors": [{"code": m, "name": m, "level": 5, "length_years": 3} for m in "MN"],
        "occupations": [{"code": o, "name": o, "level": 5} for o in "OP"],
        "crosswalk": [{"major": m, "occupation": o} for m, o in ("MO", "NO", "NP")],
        "demand": [openings(80), openings(40, occupation="P")],
    }
    return one_programme(**(given | more))


def test_a_new_programme_is_the_only_cure() -> None:
    """40 places of P stay empty whatever M does; N is filed in 2025, opens with 30 and grows."""
    asked = PlanParameters(until=2030, opens=True)
    tables = with_candidate()
    without = plan(tables, replace(asked, opens=False))
    assert without.planned == without.unchanged == (40.0,) * 6
    report = plan(tables, asked)
    assert report.unchanged == without.unchanged
    assert report.planned == pytest.approx((40, 40, 40, 40, 16, 0), abs=0.01)
    moves = [(m.year, m.before, m.places, m.kind) for m in report.moves if m.is_new]
    assert moves == [(2026, 0, 30, "open"), (2027, 30, 50, "grow")]
    noted = {note.key: note.values for note in report.assumptions}
    assert noted["plan_new"] == {"programmes": 1, "first": 2026}
    told = plan_json(report, "en", None)["moves"][0]
    assert (told["new"], told["kind"]) == (True, "open")
    assert "Not taught here; 学院 teaches a close one." in told["reason"]
    assert "学院“N（新设）”：0 → 30 个名额" in largest_moves(report.moves, report, "zh", 3)[0]
    _, paths = planned_paths(tables, asked.outlook, report)
    assert (paths.report.supply, paths.report.shortage) == (120, 0)


def test_a_new_programme_keeps_to_its_limits_and_can_be_fixed() -> None:
    """From 2027 on, 60 places cannot open at once: a minimum of 60 keeps N away."""
    asked = PlanParameters(until=2030, opens=True)
    late = [{"id": "F", "scope": "major", "key": "N", "kind": "first_year", "value": 2027}]
    moves = plan(with_candidate(plan_limits=late), asked).moves
    assert [(m.year, m.places) for m in moves if m.is_new] == [(2027, 30)]
    fixed = plan(with_candidate(), replace(asked, fixes=("C/N=0",)))
    assert not any(move.is_new for move in fixed.moves)
    assert [one.places for one in open_programmes(with_candidate(), YEARS, opens=True)] == [100]
    ahead = replace(YEARS, until=2030)
    assert [one.places for one in open_programmes(with_candidate(), ahead, True)] == [100, 0]
    least = [{"id": "L", "scope": "all", "kind": "class_min", "value": 60}]
    report = plan(with_candidate(plan_limits=least), asked)
    assert not any(move.is_new for move in report.moves)


def test_without_a_candidate_that_is_said() -> None:
    report = plan(one_programme(), PlanParameters(until=2028, opens=True))
    assert {note.key: note.values for note in report.assumptions}["plan_new_none"] == {
        "programmes": 0
    }


@pytest.mark.parametrize(
    ("scope", "key", "named"),
    [
        ("college", "C", "学院"),
        ("college", "学院", "学院"),
        ("level", "5", "专科（高职）"),
        ("programme", "C/M", "学院、专业"),
    ],
)
def test_a_limit_is_named_with_what_it_is_for(scope: str, key: str, named: str) -> None:
    row = {"id": "K1", "scope": scope, "key": key, "kind": "places_max", "value": 120}
    tables = one_programme(plan_limits=[row | {"from_year": 2025}])
    (read,) = limits_of(tables)
    assert worded(read, "zh").endswith(f" 120（{named}、2025 年起、K1）")
    assert [p.key for p in case_of(tables, YEARS).model.programmes if read.covers(p)]
    with pytest.raises(WrongInput):
        limits_of(one_programme(plan_limits=[row | {"key": "nope"}]))


def test_more_programmes_than_a_plan_takes_are_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("graph.gap.effort.MOST_PLANNED", 0)
    with pytest.raises(NoAnswer) as refused:
        plan(one_programme(), PlanParameters(until=2028))
    assert "Build the data of one province" in refused.value.text("en")
    assert "一次最多规划 0 个" in refused.value.text("zh")


def test_the_network_of_the_last_year_is_that_of_the_plan() -> None:
    """160 places bring 128 graduates, who fill 128 of the 150 jobs."""
    asked = PlanParameters(until=2028)
    report = plan(one_programme(), asked)
    _, paths = planned_paths(one_programme(), asked.outlook, report)
    assert (paths.report.year, paths.report.supply, paths.report.shortage) == (2028, 128, 22)
    assert paths.taught["persons"].sum() == 128


def test_students_a_teacher_limit_the_places_of_a_college() -> None:
    """10 teachers, 33 students each: 330, of whom 200 are in class in 2025; 130 may begin."""
    rows = [{"id": "T", "scope": "all", "kind": "students_per_teacher_max", "value": 33}]
    staff = [{"college": "C", "year": 2024, "teachers": 10}]
    tables = one_programme(plan_limits=rows, college_years=staff)
    assert plan(tables, PlanParameters(until=2028)).moves[0].places == 130


def test_the_class_minimum_of_a_document_holds_with_its_clause() -> None:
    target = {
        "policy": "文1",
        "path": "2/6",
        "indicator": "mean_annual_enrolment_3y",
        "comparator": "<",
        "value": 30,
    }
    rows = [{"college": "C", "major": "M", "year": y, "enrolled": 20} for y in (2021, 2022, 2023)]
    tables = one_programme(
        targets=[target], enrolment=[*rows, graduates(16, enrolled=20)], demand=[openings(8)]
    )
    report = plan(tables, PlanParameters(until=2028))
    assert report.moves[0].places in (0, 30)
    (found,) = [entry.limit for entry in report.limits if entry.limit.kind == "class_min"]
    assert (found.policy, found.path, found.source) == ("文1", "2/6", "document")


def test_what_can_neither_rise_nor_close_at_once_may_be_small_for_a_year() -> None:
    """24 places, 17 a year, room for 28: it takes two years to close below a minimum of 30."""
    rows = [{"id": "least", "scope": "all", "kind": "class_min", "value": 30}]
    asked = (("change_pct_max", 30.0), ("change_places_max", 10.0))
    tables = one_programme(
        plan_limits=rows,
        programmes=[{"college": "C", "major": "M", "capacity": 28}],
        enrolment=[graduates(16, enrolled=24)],
    )
    report = plan(tables, PlanParameters(until=2029, limits=asked))
    assert max(report.moves, key=lambda move: move.year).places == 0


def test_what_is_fixed_stays_fixed_and_a_budget_is_kept() -> None:
    fixed = plan(one_programme(), PlanParameters(until=2028, fixes=("C/M=110@2025",)))
    assert fixed.moves[0].places == 110
    kept = plan(one_programme(), PlanParameters(until=2028, budget=25, front=2))
    assert kept.moves[0].places == 125
    assert [point.change for point in kept.front] == [0, 25]
    whole = plan(one_programme(), PlanParameters(until=2028, front=3))
    assert [[move.places for move in point.moves] for point in whole.front] == [[100], [130], [160]]
    assert whole.front[-1].moves == whole.moves


@pytest.mark.parametrize(
    "fixes", [("C/X=110",), ("C/M=²",), ("C/M=110@1999",), ("C/M=110", "C/M=120@2025"), ("C/M",)]
)
def test_a_fix_that_says_nothing_is_refused(fixes: tuple[str, ...]) -> None:
    with pytest.raises(WrongInput) as caught:
        plan(one_programme(), PlanParameters(until=2028, fixes=fixes))
    assert fixes[-1] in caught.value.text("zh")


def test_what_can_be_fixed_is_what_is_decided() -> None:
    (one,) = open_programmes(one_programme(), OutlookParameters(until=2028, draws=0))
    assert (one.name, one.places, one.first, one.last) == ("C/M", 100, 2025, 2025)


def test_limits_asked_for_take_the_place_of_those_for_everything() -> None:
    """10 % and 5 places of 100: 115, where the table allows no change at all."""
    rows = [{"id": "K", "scope": "all", "kind": "change_pct_max", "value": 0}]
    asked = (("change_pct_max", 10.0), ("change_places_max", 5.0))
    report = plan(one_programme(plan_limits=rows), PlanParameters(until=2028, limits=asked))
    assert report.moves[0].places == 115
    assert {entry.limit.source for entry in report.limits} == {"option"}
    noted = {note.key: note.values for note in report.assumptions}
    assert noted["plan_asked_change_pct_max"] == {"value": 10}
    with pytest.raises(WrongInput):
        plan(one_programme(), PlanParameters(limits=(("close_max", 1),)))
    narrow = [{"id": "C", "scope": "college", "key": "C", "kind": "change_pct_max", "value": 0}]
    report = plan(one_programme(plan_limits=narrow), PlanParameters(until=2028, limits=asked))
    assert report.moves[0].places == 105


def test_a_target_is_met_with_the_fewest_places() -> None:
    """70 places stay empty; 25 places more bring 20 graduates, and 24 bring less."""
    report = plan(one_programme(), PlanParameters(until=2028, target=50))
    assert [move.places for move in report.moves] == [125]
    noted = {note.key: note.values for note in report.assumptions}
    assert noted["plan_target"] == {"target": 50, "places": 24}
    with pytest.raises(NoAnswer) as caught:
        plan(one_programme(), PlanParameters(until=2028, target=10))
    assert caught.value.values == {"target": 10, "least": 22}


def test_the_smallest_change_that_closes_a_block() -> None:
    """40 places of P: 50 places of N bring 40 graduates, and 49 do not; nothing else helps."""
    asked = PlanParameters(until=2030, opens=True, close="P")
    closing = plan(with_candidate(), asked).closing
    assert closing is not None
    assert (closing.block.year, closing.block.short) == (2030, 40)
    assert (closing.change, closing.least, closing.left, closing.stays) == (50, 50, 0, 0)
    assert [(m.year, m.places) for m in closing.moves] == [(2026, 30), (2027, 50)]
    assert closing.shortage == pytest.approx(40 + 16, abs=0.01)
    with pytest.raises(WrongInput):
        plan(with_candidate(), replace(asked, close="O"))


def test_a_block_that_no_plan_can_close_is_told() -> None:
    """160 places bring 128 graduates for 150 jobs; 130 of 100 places move 30 for nothing."""
    report = plan(one_programme(), PlanParameters(until=2028, close="emptiest"))
    closing = report.closing
    assert closing is not None
    assert (closing.stays, closing.change) == (22, 60)
    assert closing.left == pytest.approx(22, abs=0.01)
    told = plan_json(report, "en", None)["closing"]
    assert "by the crosswalk at least 22 stay empty" in told["sentence"]
    rows = [{"id": "small", "scope": "all", "kind": "places_min", "value": 130}]
    forced = plan(one_programme(plan_limits=rows), PlanParameters(until=2028, close="O")).closing
    assert forced is not None
    assert forced.anyway == 30


def test_the_plan_and_unchanged_places_are_compared_on_the_same_draws() -> None:
    """Two years of study: places of 2025 tell in 2027, for which a band is claimed."""
    majors = [{"code": "M", "name": "专业", "level": 5, "length_years": 2}]
    asked = PlanParameters(until=2027, draws=50)
    tables = one_programme(majors=majors)
    report = plan(tables, asked)
    (entry,) = report.robust
    for low, median, high in (entry.unchanged, entry.planned):
        assert low <= median <= high
    assert entry.planned[1] < entry.unchanged[1]
    assert entry.better > 50  # in some draws nothing stays empty either way
    assert plan(tables, asked).robust == report.robust
    told = plan_json(report, "en", None)["robust"]
    assert told[0]["better_in_pct"] == entry.better
    (still,) = plan(tables, replace(asked, budget=0)).robust
    assert (still.planned, still.unchanged, still.better) == (entry.unchanged, entry.unchanged, 0)
    far = plan(one_programme(), PlanParameters(until=2028, draws=50))
    noted = {note.key: note.values for note in far.assumptions}
    assert (far.robust, noted["plan_no_draws"]) == ((), {"years": "2028"})


def test_the_plan_of_least_regret_lies_between_those_of_the_scenarios() -> None:
    """150 are needed; in a scenario 118, in the other 166. A place brings 0.8 persons.

    The plans add 60, 48 and 60 places (the most): 22, 0 and 38 jobs stay empty, none more than need
    be; a place too many costs no job, so that the plan as projected has no regret but its price.
    """
    rows = [
        {"id": id_, "name": id_, "scope": "all", "from_year": 2028, "side": "demand", "add": add}
        for id_, add in (("less", -32), ("more", 16))
    ]
    tables = one_programme(scenarios=rows)
    report = plan(tables, PlanParameters(until=2028, regret=("all",), exact=True))
    weighed = report.regret
    assert weighed is not None
    assert [state.id for state in weighed.states] == [None, "less", "more"]
    assert [state.fewest for state in weighed.states] == pytest.approx([22, 0, 38])
    by_name = {entry.of: entry for entry in weighed.plans}
    assert by_name["unchanged"].regrets == pytest.approx((48, 38, 48))
    assert by_name["less"].regrets == pytest.approx((9.6, 0, 9.6), abs=0.81)
    assert weighed.chosen.largest == pytest.approx(0, abs=1e-6)
    assert (weighed.gap or 0) < 0.51
    told = plan_json(report, "en", None)["regret"]
    assert [entry["of"] for entry in told["plans"] if entry["chosen"]] == [weighed.chosen.of]
    for lang in ("zh", "en"):
        assert len(regrets(report, lang)) == 1 + len(weighed.plans)
    held = PlanParameters(until=2028, scenarios=("less", "more"), regret=("all",))
    with pytest.raises(NoAnswer):
        plan(tables, held)


def test_limits_of_a_file_take_the_place_of_those_of_the_tables(tmp_path: Path) -> None:
    rows = [{"id": "K", "scope": "all", "kind": "places_max", "value": 100}]
    file = tmp_path / "a.csv"
    file.write_text("id,scope,key,kind,value\nK2,college,C,places_max,120\n")
    given = limits_of_file(file)
    report = plan(one_programme(plan_limits=rows), PlanParameters(until=2028, given=given))
    assert report.moves[0].places == 120
    assert {entry.limit.id for entry in report.limits} >= {"K2", "usual_pct"}
    file.write_text("id,scope,key,kind,value\nK2,college,C,places_max,9x\n")
    with pytest.raises(WrongInput):
        limits_of_file(file)


def test_a_point_of_the_front_that_no_limit_allows_is_said() -> None:
    """At least 105 places: no plan moves fewer than five."""
    rows = [{"id": "K", "scope": "all", "kind": "places_min", "value": 105}]
    report = plan(one_programme(plan_limits=rows), PlanParameters(until=2028, front=3))
    assert [point.change for point in report.front] == [30, 60]
    noted = {note.key: note.values for note in report.assumptions}
    assert noted["plan_front_too_small"] == {"places": "0"}


def test_limits_that_contradict_each_other_end_with_their_names() -> None:
    rows = [
        {"id": "most", "scope": "all", "kind": "places_max", "value": 90},
        {"id": "least", "scope": "all", "kind": "places_min", "value": 95},
        {"id": "small", "scope": "all", "kind": "class_min", "value": 30},
    ]
    with pytest.raises(NoAnswer) as caught:
        plan(one_programme(plan_limits=rows), PlanParameters(until=2028))
    assert caught.value.exit_code == 3
    assert sorted(caught.value.values["limits"].split(", ")) == ["least", "most"]
    assert "名额上限 90（most）" in caught.value.text("zh")


def test_a_budget_below_what_limits_ask_for_is_named_with_them() -> None:
    """20 places must become 30 or none: at least 10 are moved."""
    rows = [{"id": "small", "scope": "all", "kind": "class_min", "value": 30}]
    few = [{"college": "C", "major": "M", "year": y, "enrolled": 20} for y in (2021, 2022, 2023)]
    enrolment = [*few, graduates(16, enrolled=20)]
    tables = one_programme(plan_limits=rows, enrolment=enrolment)
    assert plan(tables, PlanParameters(until=2028, budget=10)).moves[0].places == 30
    with pytest.raises(NoAnswer) as caught:
        plan(tables, PlanParameters(until=2028, budget=9))
    assert caught.value.values["ids"] == ["small", "budget"]
    assert "9" in caught.value.text("zh")


def test_a_fixed_decision_beyond_the_yearly_change_or_the_capacity_names_it() -> None:
    with pytest.raises(NoAnswer) as caught:
        plan(one_programme(), PlanParameters(until=2028, fixes=("C/M=500",)))
    assert set(caught.value.values["limits"].split(", ")) > {"C/M=500"}
    full = [{"college": "C", "major": "M", "capacity": 120}]
    with pytest.raises(NoAnswer) as caught:
        plan(one_programme(programmes=full), PlanParameters(until=2028, fixes=("C/M=130",)))
    assert caught.value.values["limits"] == "C/M=130, programmes.capacity"


def test_what_a_plan_costs_is_by_the_most_specific_row() -> None:
    """60 places more at 1,000 yuan each, not at the 5 of everything."""
    costs = [
        {"scope": "all", "place_cny": 5, "open_cny": 7},
        {"scope": "college", "key": "C", "place_cny": 1000},
    ]
    assert plan(one_programme(plan_costs=costs), PlanParameters(until=2028)).cost == 60_000
    assert plan(one_programme(), PlanParameters(until=2028)).cost is None


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("plan_costs", {"scope": "all", "place_cny": 5}),
        ("plan_limits", {"id": "K1", "scope": "all", "kind": "places_max", "value": 120}),
    ],
)
def test_a_plan_on_invented_costs_or_limits_is_illustrative(
    table: str, row: dict[str, object]
) -> None:
    rows = {table: [row | {"grade": "illustrative"}]}
    assert plan(one_programme(**rows), PlanParameters(until=2028)).grade == "illustrative"


def test_a_front_may_be_by_cost() -> None:
    """A place brings 0.8 persons and costs 1,000 yuan."""
    asked = PlanParameters(until=2028, front=3, front_by="cost")
    costs = [{"scope": "all", "place_cny": 1000}]
    report = plan(one_programme(plan_costs=costs), asked)
    points = [(point.cost, point.shortage) for point in report.front]
    assert points == [(0, 70), (30_000, pytest.approx(46)), (60_000, pytest.approx(22))]
    assert plan_json(report, "en", None)["front_by"] == "cost"
    with pytest.raises(NoAnswer):
        plan(one_programme(), asked)


def test_a_cost_that_no_row_tells_is_left_out_and_said() -> None:
    costs = [{"scope": "all", "close_cny": 5_000}]
    report = plan(one_programme(plan_costs=costs), PlanParameters(until=2028))
    noted = {note.key: note.values for note in report.assumptions}
    assert (report.cost, noted["plan_costs_unknown"]) == (0, {"programmes": 1})


def test_a_limit_that_touches_nothing_is_told() -> None:
    rows = [
        {"id": "new", "scope": "all", "kind": "first_year", "value": 2027},
        {"id": "staff", "scope": "all", "kind": "students_per_teacher_max", "value": 18},
    ]
    report = plan(one_programme(plan_limits=rows), PlanParameters(until=2028))
    noted = {note.key: note.values for note in report.assumptions}
    assert noted["plan_limit_idle"] == {"limit": "new"}
    assert noted["plan_no_teachers"] == {"colleges": 1}


def test_the_workbook_has_a_sheet_a_college_and_no_formula(tmp_path: Path) -> None:
    colleges = [{"code": "C", "name": "=1+1/校", "level": 5, "area": "11"}]
    report = plan(one_programme(colleges=colleges), PlanParameters(until=2028))
    write_plan(tmp_path / "plan.xlsx", replace(report, grade="illustrative"), "zh")
    book = load_workbook(tmp_path / "plan.xlsx")
    assert book.sheetnames == ["=1+1 校", "约束与假设"]
    rows = list(book["=1+1 校"].iter_rows(values_only=True))
    assert rows[0][0] == "=1+1/校 2025—2028 年招生计划建议表"
    assert "示意数据" in rows[1][0]
    assert "示意数据" in book.worksheets[-1]["A1"].value
    assert rows[3][3:7] == (2025, 100, 160, 60)
    assert "签字" in rows[-1][0]
    assert all(cell.data_type != "f" for sheet in book for row in sheet for cell in row)
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]


def test_there_is_nothing_to_decide_on_before_the_first_open_year() -> None:
    with pytest.raises(NoAnswer):
        plan(one_programme(), PlanParameters(until=2027))


def test_json_and_sentences_add_up_in_both_languages() -> None:
    report = plan(one_programme(), PlanParameters(until=2029))
    for lang in ("zh", "en"):
        answer = plan_json(report, lang, "b")
        assert answer["from"] == 2025
        for cut in answer["cuts"]:
            assert cut["demand"] - cut["supply"] == cut["short"]
            assert f"{cut['short']}" in cut["sentence"]
        assert len(totals(report, lang)) == 2
    planned = [cut for cut in report.cuts if cut.of == "planned"]
    assert sum(cut.short for cut in planned) == round(report.total("planned"))


def test_rounding_keeps_to_the_budget() -> None:
    """10.5 places more in each of two programmes, 21 in all: 10 and 11, not twice 11."""
    model = city(1, programmes=2, years=1)
    master = Master(model, bounds_of(model, []))
    master.budget(21)
    places = model.base + 10.5
    point = Point(places, places.ravel(), np.zeros(0), 0.0)
    whole = rounded(master, master.bounds, point, np.arange(2))
    assert sorted(whole - model.base.ravel()) == [10, 11]
