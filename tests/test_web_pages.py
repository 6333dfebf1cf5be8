"""Every page of the explorer opens, in both languages, on every example and on none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from graph.door import open_build
from graph.gap.gap import gap
from graph.gap.report import Major, Occupation
from graph.gap.scope import EVERYTHING
from graph.queries.named import questions
from graph.settings import ROOT
from graph.words import LANGUAGES, say
from views.parts import registry, roles

Open = Callable[..., AppTest]
PAGES = registry.names()


@pytest.fixture
def open_page(homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a page of a home with parameters of its address."""

    def opened(home: str, page: str = registry.FIRST, **parameters: str) -> AppTest:
        monkeypatch.setenv("TWINCHAIN_HOME", str(homes[home]))
        monkeypatch.delenv("TWINCHAIN_LANG", raising=False)
        monkeypatch.setattr(roles, "is_local", lambda: True)
        test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in parameters.items():
            test.query_params[name] = value
        if page != registry.FIRST and home != "empty":
            test.run()
            test.switch_page(str(registry.FOLDER / f"{page}.py"))
        return test.run()

    return opened


def texts(test: AppTest) -> str:
    """All that the page says, roughly."""
    html = [one.proto.body for one in test.get("html")]
    return "\n".join([*html, *(str(one.value) for one in (*test.markdown, *test.caption))])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("home", ["tiny", "wuzhou"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens(open_page: Open, page: str, home: str, lang: str) -> None:
    test = open_page(home, page, lang=lang)
    assert not test.exception
    assert not test.error


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
    ("explore", "node"): "majors/000",
    ("explore", "to"): "majors/000",
    ("warnings", "clause"): "zzz",
    ("warnings", "of"): "nope",
    ("warnings", "college"): "nope",
    ("measures", "unit"): "zzz",
    ("measures", "item"): "<b>9</b>",
    ("data", "part"): "zzz",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("page", "name"), STALE)
def test_a_stale_address_says_so(open_page: Open, page: str, name: str, lang: str) -> None:
    wanted = STALE[page, name]
    test = open_page("wuzhou", page, lang=lang, **{name: wanted})
    assert not test.exception
    told = [one.value for one in test.warning]
    assert len(told) == 1
    assert wanted.strip("</>b") in told[0]
    assert {"zh": "网址指定的", "en": "The address names"}[lang] in told[0]


@pytest.mark.parametrize("page", ["gap", "explore", "warnings", "measures"])
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
    assert len(re.findall('class="tc-block"', texts(every))) > 1  # an old link shows all


@pytest.mark.parametrize("view", ["occupations", "majors"])
def test_a_class_is_told_in_full(open_page: Open, homes: dict[str, Path], view: str) -> None:
    test = open_page("tiny", "gap", view=view, lang="en")
    classes, rows = (pl.DataFrame(one.value) for one in test.dataframe)
    assert set(rows["name"]) == {classes["name"][0]}  # the first, until another is picked
    report = gap(open_build(homes["tiny"]).tables, EVERYTHING)
    several: Sequence[Occupation | Major] = getattr(report, view)
    other = next(one for one in several if one.thing.of("en") != classes["name"][0])
    test = open_page("tiny", "gap", view=view, lang="en", of=f"{other.thing.key}/{other.level}")
    assert not test.exception
    assert f">{other.thing.of('en')}</a></h3>" in texts(test)


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
