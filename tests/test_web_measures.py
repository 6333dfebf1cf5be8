"""The pages of measures and warnings, and the documents that are taken along from the explorer."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from graph.door import open_build
from graph.export.documents import Order
from graph.gap.scope import GapParameters
from graph.rules.duties import duties
from graph.rules.tabulated import target_rows
from graph.words import LANGUAGES, say
from tests.pages import opened
from views.parts import registry, roles
from views.parts.exports import as_document

Open = Callable[..., AppTest]
HOMES = ("tiny", "wuzhou")


@pytest.fixture
def open_page(homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Open:
    """Open a page of a home with parameters of its address."""

    def open_at(home: str, page: str, **parameters: str) -> AppTest:
        monkeypatch.setenv("TWINCHAIN_HOME", str(homes[home]))
        monkeypatch.setattr(roles, "is_local", lambda: True)
        test = opened(page, parameters)
        assert not test.exception
        assert not test.error
        return test

    return open_at


def tables_of(test: AppTest) -> list[pl.DataFrame]:
    """The tables of a page, in order."""
    return [pl.DataFrame(one.value) for one in test.dataframe]


def labels(test: AppTest) -> set[str]:
    """Labels of the buttons that take something along."""
    told = [json.loads(one.proto.json) for one in test.get("bidi_component")]
    return {file["label"] for one in told for file in one.get("files", ())}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_targets_say_number_deadline_and_words(homes: dict[str, Path], lang: str) -> None:
    rows = target_rows(open_build(homes["tiny"]).tables, lang)
    name = say("rules.indicator.frontline_training_fund_share", lang)
    fund = rows.filter(pl.col("indicator") == name).row(0, named=True)
    assert fund["threshold"].endswith(" 60 %")
    assert fund["deadline"] == "2026"
    assert fund["words"].startswith("到2026年职工教育培训经费60%")
    assert rows["deadline"].null_count() == 2  # no date is made up


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("home", HOMES)
def test_the_measures_of_all_units(
    open_page: Open, homes: dict[str, Path], home: str, lang: str
) -> None:
    test = open_page(home, "measures", lang=lang)
    shown, loads, targets = tables_of(test)
    assert {"unit", "role"} <= set(shown.columns)
    assert "lead_pct" in loads.columns
    assert {"indicator", "threshold", "words"} <= set(targets.columns)
    assert say("web.exports.as_svg", lang) in labels(test)
    (matrix,) = [
        one.proto.body for one in test.get("html") if 'class="tc-duties"' in one.proto.body
    ]
    assert "<img" not in matrix
    every = duties(open_build(homes[home]).tables)
    for duty in every:
        assert f">{escape(duty.unit.of(lang))}</a></th>" in matrix
    marks = sum(matrix.count(f'"tc-duty-{role}"') for role in ("lead", "joint"))
    assert marks == len({(duty.unit, duty.measure, duty.role) for duty in every})
    assert matrix.count('scope="row"') == len({duty.measure for duty in every})


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("home", HOMES)
def test_the_sheet_of_a_unit(open_page: Open, homes: dict[str, Path], home: str, lang: str) -> None:
    every = duties(open_build(homes[home]).tables)
    unit = every[0].unit
    test = open_page(home, "measures", lang=lang, unit=unit.key)
    tasks = tables_of(test)[0]
    assert len(tasks) == sum(1 for one in every if one.unit == unit)
    assert {say(f"web.exports.as_{one}", lang) for one in ("pdf", "docx", "pptx")} <= labels(test)
    title = say("task_sheet.title", lang, unit=unit.of(lang))
    assert title in [one.value for one in test.header]


@pytest.mark.parametrize("suffix", [".pdf", ".docx"])
def test_a_sheet_is_made_when_asked(homes: dict[str, Path], suffix: str) -> None:
    of = open_build(homes["tiny"])
    order = Order("zh", GapParameters(), duties(of.tables)[0].unit.key)
    made = as_document("task-sheet", of, order, suffix)
    assert made.startswith(b"%PDF" if suffix == ".pdf" else b"PK")


def test_nothing_is_made_before_it_is_asked_for(
    open_page: Open, homes: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: Any) -> bytes:
        raise AssertionError("a document was made")

    monkeypatch.setattr("views.parts.exports.as_document", refused)
    unit = duties(open_build(homes["tiny"]).tables)[0].unit
    open_page("tiny", "measures", unit=unit.key)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("home", HOMES)
def test_the_overview_offers_the_briefing(open_page: Open, home: str, lang: str) -> None:
    test = open_page(home, registry.FIRST, lang=lang)
    what = test.radio(key="exports-what")
    assert say("web.exports.briefing", lang) in what.options
    what.set_value("briefing").run()
    shown = {one for one in labels(test) if one not in ("CSV", "XLSX")}
    assert shown == {say(f"web.exports.as_{one}", lang) for one in ("pdf", "docx", "pptx", "xlsx")}


def test_one_measure_with_its_names_and_sums(open_page: Open) -> None:
    test = open_page("wuzhou", "measures", lang="en", item="梧政办发〔2024〕35号/3/10")
    (names,) = [one for one in tables_of(test) if "meant" in one.columns]
    assert "Wuzhou University" in names["meant"].to_list()
    told = " ".join(str(one.value) for one in test.markdown)
    assert "firms above designated size comes to" in told
    assert "fields and levels have too few internship places" in told
