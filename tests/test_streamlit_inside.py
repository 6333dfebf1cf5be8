"""Each private part of Streamlit that the explorer uses is still there in the installed version."""

from __future__ import annotations

import re
from functools import cache

import pytest

from graph.settings import ROOT
from views.parts import streamlit_inside
from views.parts.packaged import FIRST_ASKED
from views.parts.streamlit_inside import COMPONENTS_AT, STATIC, THEME_KEY

ASSETS = [
    file for suffix in ("css", "js") for file in sorted((ROOT / "views").rglob(f"*.{suffix}"))
]
MARKS = sorted(
    {
        mark
        for file in ASSETS
        for mark in re.findall(r'data-testid="?=?"?([A-Za-z]+)"?\]', file.read_text("utf-8"))
    }
)
CLASSES = sorted(
    {
        name
        for file in ASSETS
        for name in re.findall(r"\.(st[A-Z][A-Za-z]+)", file.read_text("utf-8"))
    }
)


@cache
def front_end() -> str:
    """The scripts of Streamlit's pages."""
    return "\n".join(file.read_text("utf-8") for file in sorted(STATIC.rglob("*.js")))


@pytest.mark.parametrize("mark", [*MARKS, *CLASSES])
def test_what_stylesheets_and_scripts_hold_on_to_is_there(mark: str) -> None:
    assert re.search(rf"""["'`. ]{mark}["'` ]""", front_end()), mark


def test_stylesheets_and_scripts_hold_on_to_something() -> None:
    assert {"stSidebarNav", "stMain"} <= set(MARKS)
    assert "stApp" in CLASSES


def test_the_page_is_a_document_without_the_font_that_is_not_used() -> None:
    text = streamlit_inside.document()
    assert "<script>" in text
    assert "</head>" in text
    assert 'as="font"' not in text
    assert 'as="font"' in (STATIC / "index.html").read_text("utf-8")


def test_the_modules_of_every_page_are_files() -> None:
    names = streamlit_inside.needed_modules()
    wanted = {"Html", "BidiComponent", "ButtonGroup", "Selectbox"}
    assert {name.split("/")[-1].split(".")[0] for name in names} >= wanted
    assert all((STATIC / name).is_file() for name in names)


@pytest.mark.parametrize(
    "word", ["BACKEND_BASE_URL", "MAIN_PAGE_BASE_URL", "__streamlit", COMPONENTS_AT.strip("/")]
)
def test_the_front_end_reads_what_it_is_given(word: str) -> None:
    assert word in front_end()


def test_a_theme_is_kept_under_the_key_that_the_script_writes() -> None:
    before, after = THEME_KEY.split("${path}")
    assert before.strip("-") in front_end()
    script = (ROOT / "views/parts/shell.js").read_text("utf-8")
    assert before in script
    assert f'"{after.strip("-")}"' in script


def test_files_of_components_lie_where_the_front_end_asks_for_them() -> None:
    assert FIRST_ASKED
    assert all(name.startswith(COMPONENTS_AT) for name in FIRST_ASKED)
