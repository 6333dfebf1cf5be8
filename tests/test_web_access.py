"""Whoever cannot see, point or tell colours apart: axe-core finds no fault of ours on any page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from graph.builds.home import Home
from graph.door import open_build
from graph.words import say
from tests.altered import altered_home
from tests.browsers import WINDOW, Tabs, Visit
from tests.pages import IN_TURN
from views.parts.registry import FIRST

# What Streamlit's own elements break, by rule and selector, and why it stands.
STREAMLITS = {
    # The drop zone of an upload: an outer element that may not be both labelled and presentation.
    "presentation-role-conflict": "[data-testid=stFileUploaderDropzone]",
    # The menu: the pages of a section are list items that stand in another element than a list.
    "list": "[data-testid=stSidebarNavItems]",
    "listitem": "[data-testid=stSidebarNav] li",
}
REGION = {"zh": "梧州市", "en": "Wuzhou"}
# Beside each page: views with other elements.
VIEWS = (
    "/thing?of=majors/520201",
    "/gap?view=majors",
    "/gap?view=sure",
    "/compare?with-area=450403&with-area=450421",
    "/outlook?view=majors",
    "/plan?view=moves",
    "/measures?unit=wz-jyj",
    "/ask?ask=wages-demand",
    "/data?part=findings",
    "/data?part=upload",
    "/data?part=history",
)
RUN = """async ([options, excused]) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...options })
  const isTheirs = (rule, at) => excused[rule] && document.querySelector(at).matches(excused[rule])
  return violations.flatMap(({ id, nodes }) =>
    nodes.filter((one) => !isTheirs(id, one.target[0])).map((one) => [id, ...one.target, one.html]))
}"""
STILL = "!document.querySelector('[data-testid=stSkeleton], [data-stale=true]')"


@pytest.fixture(scope="module")
def seeing(explorer: str, tabs: Tabs) -> Iterator[Visit]:
    """One tab that follows links from view to view: axe is loaded into it only once."""
    with tabs(explorer) as visit:
        open_with_axe(visit, "/dictionary")
        yield visit


@pytest.fixture
def visit(seeing: Visit) -> Iterator[Visit]:
    yield seeing
    seeing.page.set_viewport_size(WINDOW)
    assert seeing.faults == []


def open_with_axe(visit: Visit, view: str) -> Page:
    """Load a view in a session of its own."""
    there = visit.open(view)
    there.evaluate(AXE_SCRIPT)
    return there


def faults(visit: Visit, view: str) -> list[list[Any]]:
    """What axe finds in a view: by every rule as it is light, by colours as it is dark."""
    there = visit.follow(view)
    there.wait_for_function(STILL)
    return _found(there, "light") + _found(there, "dark", runOnly=["color-contrast"])


def _found(there: Page, scheme: Any, **options: Any) -> list[list[Any]]:
    there.emulate_media(color_scheme=scheme)
    there.wait_for_function(
        "is => getComputedStyle(document.querySelector('.stApp')).colorScheme === is", arg=scheme
    )
    found: list[list[Any]] = there.evaluate(RUN, [options, STREAMLITS])
    return [[scheme, *fault] for fault in found]


@pytest.mark.parametrize(("page", "lang"), IN_TURN)
def test_a_page_loads_and_is_open_to_all(visit: Visit, page: str, lang: str) -> None:
    assert faults(visit, f"/{page}?lang={lang}") == []
    name, region = say(f"web.page.{page or FIRST}", lang), REGION[lang]
    expect(visit.page.locator("h1")).to_have_text(f"{name}{region}")
    expect(visit.page).to_have_title(f"{name} · {region} · {say('web.title', lang)}")
    expect(visit.page.locator("html")).to_have_attribute("lang", {"zh": "zh-CN"}.get(lang, lang))
    assert visit.page.locator("[data-testid=stException]").count() == 0


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_open_to_all(visit: Visit, view: str) -> None:
    assert faults(visit, f"{view}&lang=en") == []


@pytest.mark.parametrize(
    "view", ["/compare?with-area=450403&with-area=450421", "/coverage?chain=tea"]
)
def test_on_a_telephone_a_table_of_figures_is_seen_whole(visit: Visit, view: str) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    assert faults(visit, f"{view}&lang=en") == []
    table = visit.page.locator(".tc-scroll").first
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")


def test_the_guided_tour_is_open_to_all(visit: Visit) -> None:
    there = open_with_axe(visit, "/?lang=en")
    there.locator(".tour .offer").click()
    assert _found(there, "light") + _found(there, "dark", runOnly=["color-contrast"]) == []


def test_one_side_and_the_quality_of_advertisements_are_open_to_all(
    visit: Visit, explored: Path, homes: dict[str, Path], tmp_path: Path
) -> None:
    """The running explorer shows for a moment a build of advertisements alone, without demand."""
    before = Home(explored).current()
    assert before
    tables = open_build(homes["tiny"]).tables
    kept = {"demand": tables["demand"].clear()}
    measured = {"measure": ["stated_pct", "months"], "cell": [None, "2024"], "value": [98.0, 9.0]}
    seen_of = {"measure": ["coverage_pct"], "cell": ["6-02-06-10"], "value": [40.0]}
    rows = [pl.DataFrame(columns) for columns in (measured, seen_of)]
    kept["posting_quality"] = pl.concat(
        [tables["posting_quality"].clear(), *rows], how="diagonal_relaxed"
    )
    build = Home(altered_home(homes["tiny"], tmp_path / "home", **kept)).folder()
    shutil.copytree(build, explored / "builds" / build.name, dirs_exist_ok=True)
    (explored / "current").write_text(build.name)
    try:
        open_with_axe(visit, "/dictionary")
        assert faults(visit, "/outlook?lang=zh") == []
        assert faults(visit, "/data?part=quality&lang=zh") == []
        tables_shown = visit.page.locator("[data-testid=stDataFrame]")
        assert tables_shown.count() == len(rows)
    finally:
        (explored / "current").write_text(before)
