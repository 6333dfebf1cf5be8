"""Every page of the explorer opens, in both languages, on every example and on none."""

from __future__ import annotations

import html
import io
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Literal, NoReturn

import polars as pl
import pytest
import streamlit as st
from rich.console import Console
from streamlit.testing.v1 import AppTest

from graph.builds.home import Home
from graph.door import open_build
from graph.errors import NoAnswer
from graph.gap.gap import gap
from graph.gap.parts import split
from graph.gap.report import Major, Occupation
from graph.gap.scope import EVERYTHING
from graph.lists.came import came, counts
from graph.lists.sentences import decision, major_name, reason_text
from graph.ontology import load
from graph.queries.named import questions
from graph.words import LANGUAGES, say
from tests.altered import altered_home
from tests.meaning import Names, faults, strange
from tests.pages import opened
from views.parts import gap_reports, registry, roles, slow
from views.parts.ribbon import _payload
from views.parts.session import _place
from views.terminal.lists import render

Open = Callable[..., AppTest]
STYLE, TAG = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL), re.compile(r"<[^>]+>")
PAGES = registry.names()
FEWER_TEXTS = {
    ("candidates", "tiny"): 15,  # all majors of the tables are taught there
    ("lists", "tiny"): 30,
    ("titles", "tiny"): 15,  # there are no advertisements
    ("titles", "wuzhou"): 15,
}


@pytest.fixture
def open_page(homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a page of a home with parameters of its address."""

    def open_at(home: str, page: str = registry.FIRST, **parameters: str) -> AppTest:
        monkeypatch.setenv("TWINCHAIN_HOME", str(homes[home]))
        monkeypatch.delenv("TWINCHAIN_LANG", raising=False)
        monkeypatch.setattr(roles, "is_local", lambda: True)
        return opened(page, parameters)

    return open_at


def texts(test: AppTest) -> str:
    """All that the page says, roughly."""
    html = [one.proto.body for one in test.get("html")]
    said = "\n".join([*html, *(str(one.value) for one in (*test.markdown, *test.caption))])
    return said.replace("\u00a0", " ")  # of an unbroken figure


def said_on(test: AppTest) -> set[str]:
    """Every text of a page by itself: of its HTML, its words, labels, options and tables."""
    page = STYLE.sub("", texts(test))
    said = set(TAG.sub("\n", page).split("\n"))
    for kind in ("button", "selectbox", "text_input", "multiselect", "button_group", "expander"):
        for widget in test.get(kind):
            said |= {widget.label, *map(str, getattr(widget, "options", ()))}
    for table in test.dataframe:
        said |= {*map(str, table.value.columns), *map(str, table.value.to_numpy().ravel())}
    return said - {say("web.language.zh", "en")}  # which every reader must find


@cache
def named(home: Path) -> Names:
    return Names(open_build(home).tables)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("home", ["tiny", "wuzhou"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens(
    open_page: Open, homes: dict[str, Path], page: str, home: str, lang: str
) -> None:
    """It opens, claims nothing beyond the crosswalk, and speaks one language but for names."""
    test = open_page(home, page, lang=lang)
    assert not test.exception
    assert not test.error
    said = said_on(test)
    assert len(said) > FEWER_TEXTS.get((page, home), 40)
    names = named(homes[home])
    ours = [text for text in said if text not in names.text]  # documents of others say theirs
    assert [wrong for text in ours for wrong in faults(text, lang)] == []
    if lang == "en" and page != "dictionary":  # which lists what files may be headed
        assert [text for text in said if strange(text, names)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_data_one_is_told_how_to_begin(open_page: Open, lang: str) -> None:
    test = open_page("empty", lang=lang)
    assert not test.exception
    assert [one.value for one in test.subheader] == [say("web.first.title", lang)]
    assert say("web.first.load", lang) in [one.label for one in test.button]


def test_the_example_is_loaded_with_one_button(
    open_page: Open, homes: dict[str, Path], tmp_path: Path
) -> None:
    homes["fresh"] = tmp_path
    test = open_page("fresh")
    test.button(key="first-example").click().run()
    assert not test.exception
    assert "梧州市" in texts(test)


def test_the_head_says_where_when_and_how_good(open_page: Open) -> None:
    said = texts(open_page("wuzhou"))
    assert "梧州市" in said
    assert "数据截至 2024-12-31" in said
    assert "数据等级：示意" in said


def test_the_figures_of_the_hand_checked_city(open_page: Open) -> None:
    said = texts(open_page("tiny", lang="en"))
    for figure in ("238", "51", "quantity 18 + mismatch 33", "needed 62 − supply 52 = "):
        assert figure in said


def test_a_choice_stands_in_the_address_and_comes_from_it(open_page: Open) -> None:
    test = open_page("wuzhou", chain="tea", year="2023")
    assert [one.value for one in test.selectbox] == ["2023", "", "tea"]
    test.selectbox(key="choose-year").select("2022").run()
    assert test.query_params["year"] == "2022"
    test.selectbox(key="choose-year").select("2024").run()
    assert "year" not in test.query_params  # the newest is what holds anyway


def test_an_address_that_means_nothing_is_no_fault(open_page: Open) -> None:
    test = open_page("wuzhou", chain="<script>", year="1066", lang="xx")
    assert not test.exception
    assert [one.value for one in test.selectbox] == ["2024", "", ""]


STALE = {
    ("gap", "view"): "zzz",
    ("gap", "block"): "B9999",
    ("map", "measure"): "zzz",
    ("outlook", "view"): "zzz",
    ("outlook", "until"): "1999",
    ("outlook", "scenario"): "zzz",
    ("plan", "view"): "zzz",
    ("plan", "class_min"): "-1",
    ("plan", "fix"): "nope/000=5",
    ("thing", "of"): "majors/000",
    ("candidates", "college"): "zzz",
    ("compare", "by"): "zzz",
    ("compare", "with-area"): "zzz",
    ("explore", "node"): "majors/000",
    ("explore", "to"): "majors/000",
    ("explore", "only"): "Zzz",
    ("review", "item"): "zzz",
    ("lists", "of"): "majors/000",
    ("warnings", "clause"): "zzz",
    ("warnings", "of"): "nope",
    ("warnings", "college"): "nope",
    ("measures", "unit"): "zzz",
    ("measures", "item"): "<b>9</b>",
    ("data", "part"): "zzz",
}


@pytest.mark.parametrize(
    ("page", "name", "lang"), [*((*place, "zh") for place in STALE), ("gap", "view", "en")]
)
def test_a_stale_address_says_so(open_page: Open, page: str, name: str, lang: str) -> None:
    wanted = STALE[page, name]
    test = open_page("wuzhou", page, lang=lang, **{name: wanted})
    assert not test.exception
    told = [one.value for one in test.warning]
    assert len(told) == 1
    assert wanted.strip("</>b") in told[0].replace("\\", "")
    assert {"zh": "网址指定的", "en": "The address names"}[lang] in told[0]


@pytest.mark.parametrize("page", ["gap", "outlook", "plan", "explore", "warnings", "measures"])
def test_a_good_address_says_nothing(open_page: Open, page: str) -> None:
    assert [one.value for one in open_page("wuzhou", page).warning] == []


def test_a_year_without_an_answer_says_so(open_page: Open) -> None:
    test = open_page("wuzhou", "gap", basis="postings", level="8")
    assert not test.exception
    (told,) = [one.value for one in test.warning]
    assert "“8”" in told


@pytest.mark.parametrize("view", ["blocks", "occupations", "majors", "sure", "ladder", "rows"])
def test_every_view_of_the_gap_opens(open_page: Open, view: str) -> None:
    test = open_page("tiny", "gap", view=view, lang="en")
    assert not test.exception


@pytest.mark.parametrize("by", ["area", "chain", "year"])
def test_the_gap_is_divided(open_page: Open, by: str) -> None:
    test = open_page("wuzhou", "gap", view="parts", by=by)
    assert not test.exception
    assert test.dataframe


def test_rows_name_their_file_and_line(open_page: Open) -> None:
    test = open_page("tiny", "gap", view="rows", side="demand", lang="en")
    rows = pl.DataFrame(test.dataframe[0].value)
    assert set(rows["file"]) == {"demand.csv"}
    assert rows["openings"].sum() > 0


def test_in_a_chain_people_of_other_chains_are_not_called_surplus(open_page: Open) -> None:
    tea, whole = (texts(open_page("wuzhou", chain=one, lang="en")) for one in ("tea", ""))
    assert "Graduates not placed in this part" in tea
    assert "Surplus majors" not in tea
    assert "Surplus majors" in whole
    assert "Graduates not placed in this part" not in whole


def test_what_the_figures_do_not_cover_is_said(open_page: Open) -> None:
    said = texts(open_page("tiny", "gap", view="sure", lang="en"))
    assert "No major in the crosswalk" in said
    assert "counted in the shortage" in said


def test_a_block_has_its_rows_with_their_cells(open_page: Open) -> None:
    test = open_page("tiny", "gap", view="blocks", block="B1", lang="en")
    assert not test.exception
    assert len(re.findall('class="tc-block"', texts(test))) == 1
    rows = pl.DataFrame(test.dataframe[0].value)
    assert rows["openings"].sum() > 0
    assert rows["cell"].str.contains(r"^[A-Z]+\d+$").all()
    every = open_page("tiny", "gap", view="blocks", block="B99", lang="en")
    assert len(re.findall('class="tc-rank-line"', texts(every))) > 1  # an old link shows all


@pytest.mark.parametrize("view", ["occupations", "majors"])
def test_a_class_is_told_in_full(open_page: Open, homes: dict[str, Path], view: str) -> None:
    test = open_page("tiny", "gap", view=view, lang="en")
    classes, rows = (pl.DataFrame(one.value) for one in test.dataframe)
    if view == "occupations":  # the first, until another is picked
        assert rows["openings"].sum() == classes["demand"][0]
    report = gap(open_build(homes["tiny"]).tables, EVERYTHING)
    several: Sequence[Occupation | Major] = getattr(report, view)
    other = next(one for one in several if one.thing.of("en") != classes["name"][0])
    test = open_page("tiny", "gap", view=view, lang="en", of=f"{other.thing.key}/{other.level}")
    assert not test.exception
    assert re.search(rf">{other.thing.of('en')}( \(.*\))?</a></h2>", texts(test))


def test_what_the_usual_practices_would_say_stands_beside(open_page: Open) -> None:
    assert "what can be proven is 51" in texts(open_page("tiny", "gap", lang="en"))


def test_no_control_offers_two_things_of_one_name(open_page: Open) -> None:
    """What the browser sends back is the name: level 0 and no limit were called the same."""
    test = open_page("wuzhou", "gap", lang="zh")
    for box in test.selectbox:
        assert len(set(box.options)) == len(box.options), box.label
    assert not open_page("wuzhou", "gap", level="0").warning


@pytest.mark.parametrize("value", [{"p-enrolled": "many"}, {"p-thing": "majors/0"}])
def test_a_question_with_a_value_that_is_none_says_so(
    open_page: Open, value: dict[str, str]
) -> None:
    (name,) = value
    asked = next(
        q for q in questions().values() if any(f"p-{p.name}" == name for p in q.parameters)
    )
    test = open_page("wuzhou", "ask", lang="en", ask=asked.name, **value)
    assert [value[name] in one.value for one in test.warning] == [True]
    assert not test.error
    assert not test.exception


def test_a_filtered_table_says_how_many_rows_there_are(open_page: Open) -> None:
    test = open_page("tiny", "dictionary", lang="en")
    all_rows = len(test.dataframe[0].value)
    test.text_input[0].set_value("commuting").run()
    some = len(test.dataframe[0].value)
    assert 0 < some < all_rows
    assert say("web.table.rows_of", "en", rows=some, total=all_rows) in texts(test)


def test_questions_are_cards_by_theme(open_page: Open) -> None:
    said = texts(open_page("tiny", "ask", lang="en"))
    assert said.count('tc-card"') == len(questions())
    assert all(f"ask={name}" in said for name in questions())
    some = texts(open_page("tiny", "ask", lang="zh", theme="policy"))
    assert some.count('tc-card"') == sum(q.theme == "policy" for q in questions().values())
    assert open_page("tiny", "ask", ask="nothing").warning


def test_a_question_without_data_says_what_is_missing(open_page: Open) -> None:
    """The small city has no placements; it has firms, and each has a tie."""
    missing = waited(open_page("tiny", "ask", lang="en", ask="destinations"))
    label = load().tables["placements"].label.en
    assert [one.value for one in missing.info] == [say("web.ask.no_rows_of", "en", tables=label)]
    nothing = waited(open_page("tiny", "ask", lang="zh", ask="firms-without-tie"))
    assert [one.value for one in nothing.info] == [say("web.ask.none", "zh")]


def test_an_answer_begins_with_what_it_comes_to(open_page: Open) -> None:
    test = waited(open_page("tiny", "ask", lang="en", ask="wages-demand"))
    assert "Electromechanical equipment repairer (Mean wage" in texts(test)
    assert texts(test).count('class="tc-bars-name"') == 4  # that have a wage


def waited(test: AppTest) -> AppTest:
    """Run a page again until the query on it has ended."""
    for _ in range(200):
        if not any(button.key == "ask-stop" for button in test.button):
            return test
        time.sleep(0.1)
        test.run()
    raise AssertionError("the query does not end")


def first_with_figures(home: Path) -> dict[str, str]:
    """Name a thing of each class that has figures of its own, and some that have none."""
    tables = open_build(home).tables
    report = gap(tables, EVERYTHING)
    keys = {
        "occupations": next(one.thing.key for one in report.occupations if one.empty),
        "majors": next(one.thing.key for one in report.majors if one.supply),
    }
    others = ("colleges", "enterprises", "chains", "areas", "segments", "units")
    return keys | {name: tables[name]["node_key"][0] for name in others if len(tables[name])}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_thing_has_a_page(open_page: Open, homes: dict[str, Path], lang: str) -> None:
    for table, key in first_with_figures(homes["tiny"]).items():
        test = open_page("tiny", "thing", lang=lang, of=f"{table}/{key}")
        assert not test.exception
        assert not [*test.error, *test.warning]
        said = texts(test)
        assert "<h2" in said
        assert say("web.thing.in_graph", lang) in said
        rows = pl.DataFrame(test.dataframe[-1].value)
        assert set(rows["file"]) != {None}


def test_the_page_of_a_major_tells_its_supply_as_a_sum(
    open_page: Open, homes: dict[str, Path]
) -> None:
    report = gap(open_build(homes["tiny"]).tables, EVERYTHING)
    major = next(one for one in report.majors if one.supply and one.room)
    said = texts(open_page("tiny", "thing", lang="en", of=f"majors/{major.thing.key}"))
    assert f"Supply {major.supply} = " in said
    for figure in (major.supply, major.unplaced, major.room, major.slack):
        assert re.search(f'tc-figure-value"[^>]*>{figure}<', said)
    occupation = next(
        one.thing.key
        for block in report.blocks
        if major in block.majors
        for one in block.occupations
    )
    assert f"%2F{occupation}" in said  # whom it may send is named and leads to a page


def test_the_page_of_a_chain_has_the_figures_of_the_gap_of_that_chain(
    open_page: Open, homes: dict[str, Path]
) -> None:
    report = gap(open_build(homes["wuzhou"]).tables, replace(EVERYTHING, chain="tea"))
    said = texts(open_page("wuzhou", "thing", lang="en", of="chains/tea", chain="copper"))
    for figure in (report.demand, report.matched, report.shortage):
        assert re.search(f'tc-figure-value"[^>]*>{figure:,}<', said)
    assert "chain=tea&amp;view=blocks" in said  # their rows are of this chain, too


def test_names_on_cards_lead_to_pages(open_page: Open) -> None:
    link = re.compile(r'<(h2|p) class="tc-(thing-name|facts)"><a href="/thing\?')
    for page, view in (("gap", "occupations"), ("gap", "majors"), ("warnings", "")):
        assert link.search(texts(open_page("wuzhou", page, view=view)))


def test_what_to_do_at_first_sight_is_what_the_lists_say(
    open_page: Open, homes: dict[str, Path]
) -> None:
    advice = open_build(homes["tiny"]).lists()
    said = texts(open_page("tiny", lang="en"))
    top = re.findall(r'<ol class="tc-points tc-top">(.*?)</ol>', said, re.DOTALL)
    assert len(top) == 3
    emptiest = max(gap(open_build(homes["tiny"]).tables, EVERYTHING).occupations, key=_empty)
    assert (
        f"{emptiest.thing.of('en')}</a>: {emptiest.demand} needed, {emptiest.empty} empty" in top[0]
    )
    for words, place in ((top[1], "open"), (top[2], "limit")):
        for entry in advice.of(place)[:3]:
            assert f"%2F{entry.major.key}" in words


def _empty(occupation: Occupation) -> int:
    return occupation.empty


def test_blocks_are_ranked_by_persons_and_named_before_numbered(open_page: Open) -> None:
    said = texts(open_page("wuzhou", "gap", lang="en"))
    lines = re.findall(r'class="tc-rank-line"(.*?)</a>', said, re.DOTALL)
    short = [int(re.search(r"empty ([\d,]+)", line)[1].replace(",", "")) for line in lines]  # type: ignore[index]
    assert short == sorted(short, reverse=True)
    assert all(line.index("tc-rank-name") < line.index("tc-rank-id") for line in lines)
    assert said.count('class="tc-figure ') == 5
    assert 'class="tc-figure ' not in texts(open_page("wuzhou", "gap", view="majors"))


def test_areas_are_compared_by_the_gap_of_each(open_page: Open, homes: dict[str, Path]) -> None:
    tables = open_build(homes["wuzhou"]).tables
    sides = ["450403", "450421"]
    said = texts(open_page("wuzhou", "compare", lang="en", **{"with-area": sides}))
    reports = [gap(tables, replace(EVERYTHING, area=area)) for area in sides]
    for report in reports:
        assert f"<strong>{report.shortage:,}</strong>" in said
        assert f"<strong>{report.demand:,}</strong>" in said
    most = max(max(report.demand, report.supply) for report in reports)
    widths = [float(one) for one in re.findall(r'tc-rank-bar"[^>]*width: ([\d.]+)%', said)]
    for report in reports:  # one scale for all figures of all columns
        assert any(abs(width - 100 * report.shortage / most) < 0.06 for width in widths)


def test_new_majors_are_those_of_the_analysis(open_page: Open, homes: dict[str, Path]) -> None:
    found = open_build(homes["wuzhou"]).candidates().candidates
    advised = [one for one in found if one.advised]
    test = open_page("wuzhou", "candidates", lang="en", all="1")
    said = texts(test)
    at = [said.index(f'of=majors%2F{one.major.key}"') for one in advised]
    assert at == sorted(at)
    for one in advised:
        assert f"{one.room:,} could be placed" in said
    assert len(pl.DataFrame(test.dataframe[0].value)) == len(found)


def test_where_nothing_is_chosen_the_emptiest_areas_are_compared(
    open_page: Open, homes: dict[str, Path]
) -> None:
    parts = split(open_build(homes["tiny"]).tables, "area", EVERYTHING).parts
    short = {part.thing.key: part.shortage or 0 for part in parts if part.thing}
    emptiest = sorted(short, key=lambda key: -short[key])[:2]
    said = texts(open_page("tiny", "compare"))
    sides = re.findall(r'<th scope="col"><a[^>]* href="/gap\?[^"]*area=(\d+)', said)
    assert sides == emptiest


@pytest.mark.parametrize("place", ["adjust", "limit"])
def test_the_page_of_the_lists_is_what_they_say(
    open_page: Open, homes: dict[str, Path], place: Literal["adjust", "limit"]
) -> None:
    entries = open_build(homes["tiny"]).lists().of(place)
    test = open_page("tiny", "lists", lang="en", list=place)
    rows = pl.DataFrame(test.dataframe[0].value)
    assert rows["name"].to_list() == [major_name(entry, "en") for entry in entries]
    assert rows["decide_by"].to_list() == [entry.decide_by for entry in entries]
    said = texts(test)
    first = entries[0]
    for reason in first.reasons:
        assert html.escape(reason_text(reason, first, "en"), quote=False) in said
    assert decision(first, "en") in said
    for thing in (f"majors%2F{first.major.key}", *(f"colleges%2F{c.key}" for c in first.colleges)):
        assert f'of={thing}"' in said
    assert all(one.clause.policy in said for one in first.responsible)


def test_last_years_lists_stand_beside_their_outcome_on_the_page(
    homes: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home with the build of a year earlier: each of its entries with what came."""
    tables = open_build(homes["tiny"]).tables
    rows = {name: tables[name].filter(pl.col("year") < 2024) for name in ("enrolment", "demand")}
    home = altered_home(homes["tiny"], tmp_path, **rows)
    now = Home(homes["tiny"]).folder()
    (home / "builds" / now.name).rename(home / "builds" / "earlier")
    copytree(now, home / "builds" / now.name)
    found = open_build(home).lists().before
    assert found is not None
    assert (found.year, found.earlier.build) == (2023, "earlier")
    assert {outcome.result for outcome in found.outcomes} - {"untold"}
    monkeypatch.setenv("TWINCHAIN_HOME", str(home))
    monkeypatch.setattr(roles, "is_local", lambda: True)
    test = opened("lists", {"lang": "en", "list": "before"})
    shown = pl.DataFrame(test.dataframe[0].value)
    assert shown["came"].to_list() == [came(outcome, "en") for outcome in found.outcomes]
    assert counts(found, "en") in texts(test).replace("\\", "")
    page = Console(file=(said := io.StringIO()), width=100)
    render(open_build(home).lists(), "en", page)
    assert say("lists.before.title", "en", year=2023) in said.getvalue()


def test_headline_figures_explain_themselves(open_page: Open) -> None:
    [told] = re.findall(
        r'<details class="tc-help">.*?</details>', texts(open_page("tiny")), re.DOTALL
    )
    assert (
        told.count("<dt>")
        == told.count("算法：")
        == told.count("来源：")
        == told.count("注意：")
        == 5
    )
    assert "需求 − 最多可匹配 ＝ 总量不足 ＋ 错配" in told
    assert "用工需求、招生就业" in told  # the declared names of the tables


def test_an_overview_whose_ribbon_and_lists_are_too_large_says_so_and_shows_the_rest(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a fragment raises and nobody catches would be shown as a fault of the program."""

    def refuse(*_asked: object) -> NoReturn:
        raise NoAnswer("error.paths_too_large", pairs=9, most=1)

    for place in ("views.parts.ribbon._payload", "views.parts.advice.lists_now"):
        monkeypatch.setattr(place, refuse)
    test = open_page("tiny", lang="en")
    assert not test.exception
    assert [info.value[:20] for info in test.info] == ["There are 9 pairs of"] * 2
    assert len(test.subheader) == 3


def test_the_figures_of_the_first_page_can_be_stopped_and_its_ribbon_shares_them(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    _place.clear()
    _payload.clear()
    compute = gap_reports.gap

    def pressed(_tables: object, asked: object, progress: Callable[[float], None]) -> None:
        progress(0.5)
        slow.stop(asked)
        st.rerun()

    monkeypatch.setattr(slow, "SLOW_S", -1.0)
    monkeypatch.setattr(gap_reports, "gap", pressed)
    monkeypatch.setattr("graph.gap.paths.report_of", pressed)  # the ribbon computes none
    test = open_page("tiny", lang="en")
    assert [info.value for info in test.info] == [say("web.slow.stopped", "en")]
    monkeypatch.setattr(gap_reports, "gap", compute)
    test.button(key="slow-go-on").click().run()
    assert not test.exception
    assert len(test.subheader) == 3
