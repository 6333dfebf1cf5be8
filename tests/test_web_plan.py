"""The plan page: its figures are the plan's, its address brings it back, faults are told."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from openpyxl import load_workbook
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from graph.door import OpenBuild, open_build
from graph.gap.noise import DRAWS
from graph.gap.scope import GapParameters
from graph.plan.plan import PlanParameters
from graph.plan.report import Plan
from graph.telling.plan import block_name, closing, largest_moves, reason, robust
from graph.telling.plan_page import code_of
from graph.telling.plan_regret import least
from graph.words import LANGUAGES, say
from tests import pages
from tests.altered import altered_home
from tests.browsers import Visit
from tests.test_web_outlook import altered, chosen
from tests.test_web_pages import texts
from views.parts import plan_pictures, plan_reports, plan_views, roles, slow

__all__ = ["altered"]
Open = Callable[..., AppTest]
VALUE = re.compile(r'class="tc-figure-value"[^>]*>([^<]*)<')
GIVEN = PlanParameters(scope=GapParameters(), until=2029)


@pytest.fixture(scope="module")
def growing(homes: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-checked city with twice the demand, room for all but one major, and a scenario."""
    tables = open_build(homes["tiny"]).tables
    less = {"id": "less", "name": "收缩", "scope": "all", "from_year": 2025, "side": "demand"}
    scenario = pl.DataFrame([less | {"growth_pct": -12.0}])
    capacity = pl.when(pl.col("major") == "410107").then(60).otherwise(None).alias("capacity")
    return altered_home(
        homes["tiny"],
        tmp_path_factory.mktemp("growing"),
        demand=tables["demand"].with_columns(pl.col("openings") * 2),
        scenarios=pl.concat([tables["scenarios"], scenario], how="diagonal_relaxed"),
        programmes=tables["programmes"].with_columns(capacity.cast(pl.Int64)),
    )


@pytest.fixture(scope="module")
def city(growing: Path) -> OpenBuild:
    return open_build(growing)


@pytest.fixture(scope="module")
def report(city: OpenBuild) -> Plan:
    return city.plan(GIVEN)


@pytest.fixture
def opened(homes: dict[str, Path], growing: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the page of a home with parameters of its address; no other page is run before."""
    monkeypatch.delenv("TWINCHAIN_LANG", raising=False)
    monkeypatch.setattr(roles, "is_local", lambda: True)

    def of(home: str | Path = growing, **parameters: str | list[str]) -> AppTest:
        monkeypatch.setenv("TWINCHAIN_HOME", str(homes.get(home, home)))  # type: ignore[call-overload]
        test = pages.opened("plan", parameters)
        assert not test.exception
        return test

    return of


def tables_of(test: AppTest) -> dict[str, pl.DataFrame]:
    """The tables of the page, by a column that only each of them has."""
    named = {"fewer_empty": "years", "opens": "colleges", "places_before": "moves"}
    named |= {"state_0": "weighed"}
    named |= {"places_supposed": "differences", "way": "naive", "figures": "rows"}
    found: dict[str, pl.DataFrame] = {}
    for one in test.dataframe:
        rows = pl.DataFrame(one.value)
        found[next(name for column, name in named.items() if column in rows.columns)] = rows
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_figures_are_those_of_the_plan(opened: Open, report: Plan, lang: str) -> None:
    test = opened(lang=lang)
    years = tables_of(test)["years"]
    assert years["year"].to_list() == list(report.years)
    assert years["unchanged"].to_list() == [round(value) for value in report.unchanged]
    assert years["planned"].to_list() == [round(value) for value in report.planned]
    said = texts(test)
    more, fewer = (sum(max(sign * m.change, 0) for m in report.moves) for sign in (1, -1))
    assert VALUE.findall(said) == [
        f"{round(report.planned[-1]):,}",
        f"{round(report.total('planned')):,}",
        f"{-(-report.gap // 1):,.0f}",
        f"+{more:,} −{fewer:,}",
    ]
    assert 'class="tc-mark"' in said  # invented figures are marked
    for sentence in largest_moves(report.moves, report, lang, 3):
        assert sentence in said
    assert say("plan.lead.capacity", lang, full=0, rising=0)[-12:] in said
    offered = [one.value for one in test.radio if one.key == "exports-what"]
    assert offered == ["intake_plan"]
    told = [json.loads(one.proto.json) for one in test.get("bidi_component")]
    labels = {file["label"] for one in told for file in one.get("files", ())}
    assert say("web.exports.as_xlsx", lang) in labels


def test_moves_have_their_sentence_and_the_picked_one_its_two_sums(
    opened: Open, report: Plan, city: OpenBuild
) -> None:
    move = next(m for m in report.moves if m.kind == "grow" and m.cut and m.limit)
    cut = next(cut for cut in report.cuts if cut.id == move.cut)
    test = opened(view="moves", move=code_of(move), college=move.key[0], lang="en")
    tables = tables_of(test)
    own = [m for m in report.moves if m.change and m.key[0] == move.key[0]]
    assert len(tables["moves"]) == len(own)
    assert reason(move, report, "en") in tables["moves"]["reason"].to_list()
    colleges = tables["colleges"]
    assert colleges["more"].sum() == sum(max(m.change, 0) for m in report.moves)
    assert colleges["closes"].sum() == sum(m.kind == "close" for m in report.moves)
    assert f"{cut.demand:,} − {cut.supply:,} = {cut.short:,} jobs stay empty" in texts(test)
    rows = city.tables["enrolment"].filter(college=move.key[0], major=move.key[1])
    assert 0 < len(tables["rows"]) <= len(rows)


def test_the_address_brings_the_choices_back(opened: Open) -> None:
    test = opened(until="2028", class_min="20", ramp_pct="40", view="limits")
    held = chosen(test) | {box.key: box.value for box in test.number_input}
    assert held["choose-until"] == "2028"
    assert (held["limit-class_min"], held["limit-ramp_pct"]) == (20, 40)
    assert held["limit-places_max"] is None
    assert "naive" in tables_of(test)
    test.number_input(key="limit-class_min").set_value(None)
    test.number_input(key="limit-places_max").set_value(90_000)
    test.button(key="plan-limits-apply").click().run()
    assert "class_min" not in test.query_params
    assert test.query_params["places_max"] in ("90000", ["90000"])
    assert not test.exception


def test_two_plans_stand_side_by_side(opened: Open, report: Plan, city: OpenBuild) -> None:
    grown = next(move for move in report.moves if move.kind == "grow")
    fix = f"{'/'.join(filter(None, grown.key))}={grown.before}"
    limits = (("change_places_max", 10.0),)
    other = city.plan(PlanParameters(GapParameters(), 2029, fixes=(fix,), limits=limits))
    tables = tables_of(opened(fix=[fix], ramp_places="10", lang="en"))
    years = tables["years"]
    assert years["planned"].to_list() == [round(value) for value in report.planned]
    assert years["supposed"].to_list() == [round(value) for value in other.planned]
    assert sum(other.planned) > sum(report.planned)
    places = {(m.key, m.year): m.places for m in report.moves}
    differing = [m for m in other.moves if places[m.key, m.year] != m.places]
    assert len(tables["differences"]) == len(differing) > 0
    assert {m.places for m in other.moves if m.key == grown.key} == {grown.before}


def test_a_programme_is_fixed_by_the_form(opened: Open) -> None:
    test = opened()
    box = test.selectbox(key="fix-programme")
    box.set_value(box.options[0])
    test.number_input(key="fix-places").set_value(45)
    test.button(key="plan-fix-add").click().run()
    fix = test.query_params["fix"]
    assert fix.endswith("=45")
    assert list(chosen(test)["choose-fix"]) == [fix]
    test.selectbox(key="fix-programme").set_value(box.options[0])
    test.number_input(key="fix-places").set_value(50)
    test.button(key="plan-fix-add").click().run()
    assert test.query_params["fix"] == fix.replace("=45", "=50")  # in place of the other


def test_a_point_of_the_front_has_its_moves(
    opened: Open, report: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three points: nothing moves, half of it does, all of it as in the plan."""
    monkeypatch.setattr(plan_views, "POINTS", 3)
    test = opened(view="front", lang="en")
    (points,) = (one for one in test.button_group if one.key == "choose-point")
    whole = sum(abs(move.change) for move in report.moves)
    none, half, every = map(int, points.options)
    assert (none, every) == (0, whole)
    assert 0 < half <= -(-whole // 2)
    assert points.value == str(every)
    assert f"{whole} places moved: {round(report.total('planned'))} jobs" in texts(test)
    test = opened(view="front", point=str(half), lang="en")
    colleges = tables_of(test)["colleges"]
    assert colleges["more"].sum() + colleges["fewer"].sum() == half


def test_a_new_programme_is_among_the_moves_where_one_asks_for_them(
    opened: Open, growing: Path, tmp_path: Path
) -> None:
    """A major near to what is taught, for an occupation that six times as many are wanted in."""
    tables, wanted = open_build(growing).tables, "4-03-02-07"
    many = pl.when(pl.col("occupation") == wanted).then(6).otherwise(1)
    code, own = pl.lit("410199"), pl.col("uri") + "-new"
    major = tables["majors"].filter(node_key="410107")
    pair = tables["crosswalk"].filter(major="410107", occupation=wanted)
    home = altered_home(
        growing,
        tmp_path / "home",
        demand=tables["demand"].with_columns(pl.col("openings") * many),
        majors=pl.concat([tables["majors"], major.with_columns(node_key=code, code=code, uri=own)]),
        crosswalk=pl.concat(
            [tables["crosswalk"], pair.with_columns(major=code, node_key=code, uri=own)]
        ),
    )
    test = opened(home, view="moves")
    test.selectbox(key="choose-new").set_value("yes").run()
    assert test.query_params["new"] == "yes"
    moves = tables_of(test)["moves"]
    (new,) = (
        name for name in moves["name"] if name.endswith(say("plan.new_major", "zh", major=""))
    )
    assert moves.filter(name=new)["places_before"].to_list() == [0]


def test_a_chosen_block_has_the_smallest_change_that_closes_it(
    opened: Open, report: Plan, city: OpenBuild
) -> None:
    cut = next(c for c in report.cuts if c.of == "unchanged" and c.short and c.year == report.until)
    close = cut.occupations[0].key
    closed = city.plan(replace(GIVEN, close=close))
    assert closed.closing is not None
    test = opened(view="limits")
    test.selectbox(key="choose-close").set_value(close).run()
    assert test.query_params["close"] == close
    assert block_name(cut, "zh") in test.selectbox(key="choose-close").options
    said = texts(test)
    assert all(html.escape(sentence, quote=False) in said for sentence in closing(closed, "zh"))
    moves = tables_of(test)["moves"]
    assert moves["places"].to_list() == [move.places for move in closed.closing.moves]


def test_the_front_may_be_by_cost(
    opened: Open, growing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_views, "POINTS", 2)
    costs = open_build(growing).tables["plan_costs"]
    row = pl.DataFrame([{"scope": "all", "place_cny": 1000.0}])
    costs = pl.concat([costs, row], how="diagonal_relaxed")
    home = altered_home(growing, tmp_path / "home", plan_costs=costs)
    test = opened(home, view="front", against="cost", lang="en")
    assert not test.exception
    (points,) = (one for one in test.button_group if one.key == "choose-point_cost")
    assert points.options[0] == "0"
    assert points.value == points.options[-1].replace(",", "")
    assert int(points.value) > 0


def test_a_limit_is_changed_in_three_clicks(visit: Visit) -> None:
    """Open the what-if, click into a field and type, plan again: both plans stand there."""
    there = visit.open("/plan?lang=en")
    label = re.compile(say("web.plan.limit_class_min", "en"))
    clicks = [
        there.get_by_text(say("web.plan.suppose", "en")),
        there.get_by_label(label),
        there.get_by_role("button", name=say("web.plan.apply", "en")),
    ]
    expect(there.locator(".tc-figure").first).to_be_visible()
    for click in clicks:
        click.click()
        if click is clicks[1]:
            there.keyboard.type("25")
    there.wait_for_url(re.compile("class_min=25"))
    visit.wait()
    expect(there.locator(".tc-lead")).to_contain_text("Without what is set here the plan leaves")
    assert there.locator("[data-testid=stException]").count() == 0


def test_a_plan_that_was_stopped_can_be_taken_up(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button of the progress ends the run; nothing is computed until one asks again."""
    compute = plan_reports.plan

    def pressed(_tables: object, asked: object, progress: Callable[[float], None]) -> None:
        progress(0.5)
        slow.stop(asked)
        st.rerun()

    monkeypatch.setattr(slow, "SLOW_S", -1.0)
    monkeypatch.setattr(plan_reports, "plan", pressed)
    test = opened(until="2030")
    assert say("web.slow.stopped", "zh") in infos(test)
    assert not test.dataframe
    monkeypatch.setattr(plan_reports, "plan", compute)
    test.button(key="slow-go-on").click().run()
    assert "years" in tables_of(test)


def test_the_last_year_stands_beside_the_newest(
    opened: Open, city: OpenBuild, report: Plan
) -> None:
    test = opened(view="ribbons", lang="en")
    told = " ".join(one.value for one in test.subheader)
    assert f"2024: {city.gap(year=2024).shortage} jobs stay empty" in told
    assert f"2029, under the plan: {round(report.planned[-1])} jobs stay empty" in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_contradicting_limits_are_named(opened: Open, lang: str) -> None:
    test = opened("tiny", places_max="1", class_min="30", lang=lang)
    told = " ".join(one.value.replace("\\", "") for one in test.info)
    assert {"zh": "互相矛盾", "en": "contradict each other"}[lang] in told
    assert say("plan.source.option", lang) in told
    assert "option:" not in told
    assert "usual_" not in told
    assert test.number_input(key="limit-places_max").value == 1  # still there to be changed


def infos(test: AppTest) -> str:
    return " ".join(one.value.replace("\\", "") for one in test.info)


def test_what_the_data_lack_is_told(
    opened: Open, homes: dict[str, Path], altered: Callable[..., Path]
) -> None:
    tables = open_build(homes["tiny"]).tables
    unknown = pl.lit(None, pl.Int64)
    no_intakes = tables["enrolment"].with_columns(enrolled=unknown, planned=unknown)
    test = opened(altered(enrolment=no_intakes), lang="en")
    assert "no intake up to 2024 is known" in infos(test)
    assert "There is no intake to decide on" in infos(opened("tiny", until="2025", lang="en"))


def test_without_demand_the_page_says_so(
    opened: Open, homes: dict[str, Path], altered: Callable[..., Path]
) -> None:
    tables = open_build(homes["tiny"]).tables
    test = opened(altered(demand=tables["demand"].clear()), lang="en")
    assert "demand" in infos(test)
    assert not test.error


@pytest.fixture(scope="module")
def drawn(city: OpenBuild) -> Plan:
    return city.plan(replace(GIVEN, regret=("less",), draws=DRAWS))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_scenarios_and_draws_are_weighed_on_the_page(opened: Open, drawn: Plan, lang: str) -> None:
    weighed = drawn.regret
    assert weighed is not None
    test = opened(view="sure", regret={"en": "less", "zh": "all"}[lang], lang=lang)
    rows = tables_of(test)["weighed"]
    assert rows["largest"].to_list() == [round(entry.largest) for entry in weighed.plans]
    assert rows["state_1"].to_list() == [round(entry.regrets[1]) for entry in weighed.plans]
    said = texts(test)
    assert least(weighed, lang) in said
    assert drawn.robust
    assert all(sentence in said for sentence in robust(drawn, lang))


def test_the_ribbon_of_the_planned_year_says_whose_it_is(city: OpenBuild, report: Plan) -> None:
    svg = plan_pictures.as_ribbon(city, GIVEN, report, "en", ".svg").decode()
    assert re.search(r"2029\D*, under the plan", svg)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_proposed_plan_is_a_workbook(report: Plan, lang: str) -> None:
    book = load_workbook(io.BytesIO(plan_pictures.as_workbook(report, lang, ".xlsx")))
    assert len(book.sheetnames) == len({move.key[0] for move in report.moves}) + 1
