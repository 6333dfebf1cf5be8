"""The outlook page: its figures are the outlook's, its address brings it back, gaps are told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from graph.door import OpenBuild, open_build
from graph.gap import effort
from graph.gap.scope import GapParameters
from graph.outlook.backtest import Trial
from graph.outlook.outlook import outlook
from graph.outlook.parameters import OutlookParameters
from graph.outlook.programmes import programme_count
from graph.outlook.report import OneSide, Outlook
from graph.telling.outlook import band
from graph.words import LANGUAGES, say
from tests import pages
from tests.altered import altered_home
from tests.browsers import Visit
from tests.test_web_pages import texts
from views.parts import outlook_reports, roles
from views.parts.session import _place

Open = Callable[..., AppTest]
VALUE = re.compile(r'class="tc-figure-value"[^>]*>([^<]*)<')
NEWEST = GapParameters(year=2024)


@pytest.fixture
def open_page(homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open the page of a home, or another, with parameters of its address."""

    def opened(home: str | Path, page: str = "outlook", **parameters: str | list[str]) -> AppTest:
        monkeypatch.setenv("TWINCHAIN_HOME", str(homes.get(home, home)))  # type: ignore[call-overload]
        monkeypatch.delenv("TWINCHAIN_LANG", raising=False)
        monkeypatch.setattr(roles, "is_local", lambda: True)
        test = pages.opened(page, parameters)
        assert not test.exception
        return test

    return opened


@pytest.fixture
def city(homes: dict[str, Path]) -> OpenBuild:
    return open_build(homes["wuzhou"])


@pytest.fixture
def altered(homes: dict[str, Path], tmp_path: Path) -> Callable[..., Path]:
    """A home of the hand-checked city, of whose tables only some rows are kept."""

    return partial(altered_home, homes["tiny"], tmp_path / "home")


def tables_of(test: AppTest) -> dict[str, pl.DataFrame]:
    """The tables of the page, by a column that only each of them has."""
    named = {"in_class_pct": "years", "0": "compared", "completion_pct": "cohorts"}
    named |= {"to_work": "account", "covered_pct": "record", "short": "occupations"}
    named |= {"supply": "majors", "figures": "rows"}
    found: dict[str, pl.DataFrame] = {}
    for one in test.dataframe:
        rows = pl.DataFrame(one.value)
        found[next(name for column, name in named.items() if column in rows.columns)] = rows
    return found


def chosen(test: AppTest) -> dict[str, Any]:
    """What the controls of the page hold."""
    boxes = {box.key: box.value for box in test.selectbox}
    return boxes | {box.key: box.value for box in test.multiselect}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_figures_are_those_of_the_outlook(open_page: Open, city: OpenBuild, lang: str) -> None:
    report = city.outlook(OutlookParameters(NEWEST))
    test = open_page("wuzhou", lang=lang)
    years = tables_of(test)["years"]
    ahead = years.filter(pl.col("year") > 2024)
    assert ahead["shortage"].to_list() == [year.shortage.median for year in report.years]
    assert ahead["shortage_low"].to_list() == [year.shortage.low for year in report.years]
    measured = years.filter(pl.col("year") <= 2024)
    for year, short in measured.select("year", "shortage").iter_rows():
        assert short == city.gap(GapParameters(year=year)).shortage
    first, last_banded = report.years[0].shortage.median, report.years[2].shortage.median
    warned = sum(major.warned is not None for major in report.majors)
    cards = [*(f"{n:,}" for n in (first, last_banded, report.years[-1].shortage.median))]
    said = texts(test)
    assert VALUE.findall(said) == [*cards, "100%", f"{warned:,}"]
    assert report.years[2].has_band
    assert not report.years[3].has_band
    assert 'class="tc-mark"' in said  # invented figures are marked


def test_the_lead_says_what_comes_and_what_is_open(open_page: Open) -> None:
    said = texts(open_page("wuzhou", lang="en"))
    assert "If nothing is decided, the shortage within the crosswalk is 1,226 (" in said
    assert "from 2028 on intakes are open" in said
    assert "on another basis: Survey then, Projection ahead" in said
    assert "intake of 2025, with graduates in 2028" in said
    assert "80 % expected" in said  # the record of the bands
    assert "borrowed from completions at US institutions" in said


def test_the_address_brings_the_choices_back(open_page: Open) -> None:
    address = {"until": "2026", "cover": "90", "scenario": ["plant", "care"], "area": "450400"}
    test = open_page("wuzhou", **address)
    held = chosen(test)
    assert (held["choose-until"], held["choose-cover"]) == ("2026", "90")
    assert held["choose-scenario"] == ["plant", "care"]
    assert tables_of(test)["years"]["year"].max() == 2026
    test.selectbox(key="choose-until").select("2030").run()
    assert test.query_params["until"] == "2030"
    test.multiselect(key="choose-scenario").unselect("plant").run()
    assert test.query_params["scenario"] in ("care", ["care"])
    test.selectbox(key="choose-until").select("2029").run()
    assert "until" not in test.query_params  # five years are usual


def test_a_place_and_a_chain_are_those_of_the_header(open_page: Open, city: OpenBuild) -> None:
    asked = OutlookParameters(GapParameters(year=2024, chain="tea"), until=2026)
    report = city.outlook(asked)
    test = open_page("wuzhou", chain="tea", until="2026", lang="en")
    ahead = tables_of(test)["years"].filter(pl.col("year") > 2024)
    assert ahead["shortage"].to_list() == [year.shortage.median for year in report.years]
    assert "in surplus" not in texts(test)  # others may need who finds no place here
    listed = tables_of(open_page("wuzhou", chain="tea", view="majors", until="2026"))["majors"]
    assert 0 < len(listed) == len(report.majors) < len(city.gap(asked.gap).majors)
    assert {year.p_surplus for major in report.majors for year in major.years} == {None}
    assert {major.warned for major in report.majors} <= {"scarce", None}


def test_scenarios_stand_side_by_side(open_page: Open, city: OpenBuild) -> None:
    test = open_page("wuzhou", scenario=["plant", "care"], until="2028", lang="en")
    compared = tables_of(test)["compared"]
    supposed: tuple[tuple[str, ...], ...] = ((), ("plant",), ("care",), ("plant", "care"))
    for column, scenarios in enumerate(supposed):
        asked = OutlookParameters(NEWEST, until=2028, scenarios=scenarios)
        shortages = [year.shortage.median for year in city.outlook(asked).years]
        figures = [cell.split(" ")[0] for cell in compared[str(column)]]
        assert figures == [f"{short:,}" for short in shortages]
    assert compared["3"][-1] != compared["0"][-1]
    assert "hold together, the shortage within the crosswalk is" in texts(
        test
    )  # what leads: all of them


def test_occupations_and_majors_have_their_rows(open_page: Open, city: OpenBuild) -> None:
    report = city.outlook(OutlookParameters(NEWEST))
    whole = tables_of(open_page("wuzhou", view="occupations", in_year="2026"))["occupations"]
    assert whole["short"].sum() == sum(entry.years[1].short.median for entry in report.occupations)
    test = open_page("wuzhou", view="majors", of="520201")
    nursing = next(entry for entry in report.majors if entry.thing.key == "520201")
    tables = tables_of(test)
    assert chosen(test)["choose-of"] == [f"520201/{nursing.level}"]
    rows = city.tables["enrolment"].filter(major="520201")
    assert len(tables["rows"]) == len(rows)
    assert str(int(rows.filter(year=2024)["enrolled"].max())) in " ".join(tables["rows"]["figures"])  # type: ignore[arg-type]


def test_cohorts_and_the_account_are_those_of_the_outlook(open_page: Open, city: OpenBuild) -> None:
    report = city.outlook(OutlookParameters(NEWEST))
    college, major = city.tables["enrolment"].select("college", "major").row(0)
    test = open_page("wuzhou", view="cohorts", in_year="2026", programme=f"{college}/{major}")
    tables = tables_of(test)
    its = city.tables["enrolment"].filter(college=college, major=major)
    assert len(tables["rows"]) == len(its) > 0
    cohorts = [row for row in report.cohorts if row.year == 2026]
    assert len(tables["cohorts"]) == len(cohorts)
    graduates = sum(row.graduates.median for row in cohorts if row.graduates)
    assert tables["cohorts"]["graduates"].sum() == graduates
    account = tables["account"]
    left = account.select(
        pl.sum_horizontal("to_work", "further_study", "dropped", "still_enrolled")
    )
    assert left.to_series().to_list() == account["entrants"].to_list()


def test_a_programme_that_is_not_there_is_told(open_page: Open) -> None:
    test = open_page("tiny", view="cohorts", programme="nope/000", lang="en")
    assert ["nope/000" in one.value for one in test.warning] == [True]


def test_a_test_that_failed_is_printed(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = Trial("supply", 2019, 1, "all", 200, 0.62, 0.8, 1.0, 1.0, 0.1, 0.1)

    def with_failure(*arguments: Any) -> Outlook:
        return replace(outlook(*arguments), backtest=(failed,))

    monkeypatch.setattr(outlook_reports, "outlook_of_known", with_failure)
    test = open_page("tiny", until="2027", cover="70", lang="en")
    (warning,) = [one.value.replace("\\", "") for one in test.warning]
    assert "only 62\u00a0% of 200 figures" in warning
    rows = tables_of(open_page("tiny", until="2027", cover="70", lang="en", view="sure"))["record"]
    assert rows["held"].to_list() == ["failed"]


def infos(test: AppTest) -> str:
    return " ".join(one.value.replace("\\", "") for one in test.info)


def test_what_the_data_lack_is_told_with_table_and_column(
    open_page: Open, homes: dict[str, Path], altered: Callable[..., Path]
) -> None:
    tables: Mapping[str, pl.DataFrame] = open_build(homes["tiny"]).tables
    no_intakes = tables["enrolment"].with_columns(enrolled=pl.lit(None, pl.Int64))
    test = open_page(altered(enrolment=no_intakes), lang="en")
    assert "bring the column enrolled of the table enrolment" in infos(test)
    assert "every year is open" in texts(test)
    assert "fill in the table scenarios" in texts(test)


def test_too_many_programmes_for_the_usual_draws_are_asked_for_with_fewer(
    open_page: Open, city: OpenBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal leads to the same view with the draws that are allowed, and bands say so."""
    _place.clear()
    monkeypatch.setattr(effort, "MOST_DRAWN", 50 * programme_count(city.tables))
    for page in ("outlook", "lists"):
        refused = open_page("wuzhou", page, lang="en", market="own")
        assert "with 200 draws" in infos(refused)
        assert 'href="?lang=en&amp;market=own&amp;draws=50"' in texts(refused)
    test = open_page("wuzhou", lang="en", draws="50")
    assert "80 % band of 50 draws" in texts(test)
    assert test.selectbox(key="choose-draws").value == "50"
    lists = open_page("wuzhou", "lists", lang="en", draws="50")
    assert "rest on 50 draws" in texts(lists)
    assert "draws=50" in texts(lists)  # links carry it to other pages


def test_one_year_and_one_side_are_told(
    open_page: Open, homes: dict[str, Path], altered: Callable[..., Path]
) -> None:
    tables: Mapping[str, pl.DataFrame] = open_build(homes["tiny"]).tables
    one_year = {name: tables[name].filter(year=2024) for name in ("enrolment", "demand")}
    test = open_page(altered(**one_year), lang="en")
    assert "bring earlier years of the tables enrolment and demand" in infos(test)
    assert tables_of(test)["years"]["shortage"].is_not_null().all()


@pytest.mark.parametrize(
    ("missing", "side", "view"),
    [("demand", "supply", "years"), ("enrolment", "demand", "occupations")],
)
def test_one_side_alone_is_shown_and_the_other_named(
    open_page: Open, homes: dict[str, Path], altered: Callable[..., Path],
    missing: str, side: str, view: str,
) -> None:  # fmt: skip
    tables: Mapping[str, pl.DataFrame] = open_build(homes["tiny"]).tables
    home = altered(**{missing: tables[missing].clear()})
    report = open_build(home).outlook()
    assert isinstance(report, OneSide)
    test = open_page(home, lang="en", view=view)
    assert f"The data have the {side} side only" in infos(test)
    assert "Shortage in" not in texts(test)
    (rows,) = test.dataframe
    told = report.years if view == "years" else [e.years[0] for e in report.occupations]
    assert list(rows.value[side]) == [band(getattr(entry, side)) for entry in told]


@pytest.mark.parametrize("page", ["overview", "gap"])
def test_the_figures_of_a_year_lead_to_the_years_ahead(open_page: Open, page: str) -> None:
    said = texts(open_page("tiny", page, lang="en"))
    assert 'href="/outlook?lang=en"' in said.replace("&amp;", "&")
    assert say("web.outlook.next", "en") in said


def test_a_major_s_details_lead_to_its_outlook(open_page: Open) -> None:
    said = texts(open_page("wuzhou", "explore", node="majors/520201", sel="majors/520201"))
    assert "/outlook?view=majors&amp;of=520201" in said


def test_the_picture_is_offered_as_a_file(open_page: Open) -> None:
    test = open_page("tiny", lang="en")
    told = [json.loads(one.proto.json) for one in test.get("bidi_component")]
    labels = {file["label"] for one in told for file in one.get("files", ())}
    assert {say(f"web.exports.as_{kind}", "en") for kind in ("png", "svg", "pptx")} <= labels


def test_in_a_browser(visit: Visit) -> None:
    """A point says its figure, arrows move, a click leads to the programmes of its year."""
    there = visit.open("/outlook?lang=en&scenario=care")
    chart = there.locator(".tc-ribbon")
    points = chart.locator(".box")
    expect(points).to_have_count(6 + 2 * 5)
    assert chart.locator("polyline[stroke-dasharray]").count() >= 2
    assert chart.locator(".box[tabindex='0']").count() == 1
    points.first.focus()
    there.keyboard.press("ArrowRight")
    there.keyboard.press("Enter")
    expect(chart.locator(".told")).to_contain_text("2020: 722 (measured)")
    ahead = chart.locator(".box[aria-label*='2026']").last
    ahead.click()
    expect(chart.locator(".told")).to_contain_text("(in class)")
    chart.locator(".told a").click()
    visit.wait()
    assert "view=cohorts&in_year=2026" in visit.view()
    expect(there.get_by_text("Programmes graduating in 2026").first).to_be_visible()
    visit.open("/outlook?view=majors")
    expect(there.locator(".tc-ribbon .box").first).to_be_attached()
