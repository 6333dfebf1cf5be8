"""The explorer in a real browser: nothing is asked of anybody else, no error is logged."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from graph.words import say
from tests.browsers import WINDOW, Visit
from views.parts.registry import FIRST, names
from views.parts.theme import OWN_FONT


def test_a_figure_leads_to_its_rows_and_back(visit: Visit) -> None:
    there = visit.open("/?lang=en&chain=tea&year=2023")
    there.locator(".tc-figure").first.click()
    visit.wait()
    assert visit.view() == "/gap?lang=en&year=2023&chain=tea&view=rows&side=demand"
    expect(there.locator("[data-testid=stDataFrame]")).to_be_visible()
    there.go_back()
    visit.wait()
    assert visit.view() == "/?lang=en&chain=tea&year=2023"
    expect(there.locator(".tc-lead")).to_contain_text("2023")
    there.go_forward()
    visit.wait()
    assert visit.view().startswith("/gap?")
    there.reload()
    visit.wait()
    expect(there.locator("[data-testid=stDataFrame]")).to_be_visible()


def test_what_is_chosen_goes_along_the_sidebar(visit: Visit) -> None:
    there = visit.open("/?lang=en&chain=tea")
    sidebar = there.locator("[data-testid=stSidebarNav]")
    for page in (*names()[1:], FIRST):
        sidebar.get_by_text(say(f"web.page.{page}", "en"), exact=True).click()
        visit.wait()
        at = "" if page == FIRST else page
        assert visit.view() == f"/{at}?lang=en&chain=tea"
        expect(there.locator(".tc-of")).to_have_text("Wuzhou")
        expect(there.locator("html")).to_have_attribute("lang", "en")
        assert there.locator("[data-testid=stException]").count() == 0
    expect(there.locator(".tc-lead")).to_contain_text("Liupao tea")


def test_on_a_telephone_a_named_menu_opens_and_closes_with_the_choice(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    there = visit.open("/?lang=en")
    button = there.locator("[data-testid=stExpandSidebarButton]")
    label = button.evaluate("button => getComputedStyle(button, '::after').content")
    assert label == f'"{say("web.word.menu", "en")}"'
    box = button.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["height"] >= 24
    top = there.locator("h1").bounding_box()
    assert top is not None
    assert top["y"] >= box["y"] + box["height"]
    button.click()
    name = say("web.page.measures", "en")
    there.locator("[data-testid=stSidebarNav]").get_by_text(name, exact=True).click()
    visit.wait()
    expect(there.locator("h1")).to_contain_text(name)
    expect(button).to_be_visible()


def swipe(there: Page, what: Locator) -> None:
    """Draw a finger over something from right to left."""
    what.scroll_into_view_if_needed()
    box = what.bounding_box()
    assert box
    finger = there.context.new_cdp_session(there)
    finger.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    x, y = box["x"] + box["width"] - 30, max(box["y"], 0) + 200
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x - 120, "y": y + 5}]),
        ("touchEnd", []),
    ):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    finger.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    finger.detach()


def test_on_a_telephone_the_ribbon_shows_two_columns_at_a_time(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    there = visit.open("/?lang=en&pair=nowhere")
    ribbon, pair = there.locator(".tc-ribbon"), there.locator(".tc-ribbon .pair")
    lacking = ribbon.locator(".lacking")
    expect(lacking).to_contain_text(re.compile("“nowhere”.*Chain → Segment"))
    for shown in ("Segment → Occupation", "Occupation → Major"):
        swipe(there, ribbon.locator(".frame"))
        expect(pair.locator("strong")).to_have_text(shown)
    expect(lacking).to_be_hidden()
    columns = """root => new Set(root.view.data.scene.boxes.filter((box) =>
        root.view.boxes.get(box.id).getBoundingClientRect().width).map((box) => box.column)).size"""
    assert ribbon.evaluate(columns) == 2
    assert ribbon.evaluate("root => root.scrollWidth <= innerWidth")
    [_, _, majors] = re.findall(r"[\d,]+", pair.locator("span").inner_text())
    following = ribbon.get_by_role("button", name=say("web.ribbon.next", "en"))
    box = following.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    following.click()
    expect(pair.locator("strong")).to_have_text("Major → College")
    assert pair.locator("span").inner_text().startswith(f"Major: {majors} people")
    assert "pair=majors" in visit.view()
    ribbon.locator(".box:not(.away)").first.focus()
    there.keyboard.press("ArrowLeft")
    expect(pair.locator("strong")).to_have_text("Occupation → Major")
    visit.page.set_viewport_size(WINDOW)
    expect(pair).to_be_hidden()
    assert ribbon.evaluate(columns) > 2


def test_two_pictures_are_both_laid_out_for_another_window(visit: Visit) -> None:
    """Each asks for it in a turn of its own: Streamlit answers one part of a page at a time."""
    there = visit.open("/gap?view=blocks&chain=tea")
    pictures = there.locator(".tc-ribbon")
    expect(pictures.locator(".box").first).to_be_attached()
    expect(pictures).to_have_count(2)
    visit.page.set_viewport_size({"width": 1700, "height": 900})
    there.wait_for_function(
        """pictures => pictures.every(({ view }) =>
            Math.abs(view.frame.clientWidth - view.data.scene.content[2]) < 80)""",
        arg=pictures.element_handles(),
    )


def test_language_and_theme_are_switched(visit: Visit) -> None:
    there = visit.open("/")
    there.get_by_role("radio", name="EN").click()
    visit.wait()
    expect(there.locator(".tc-of")).to_have_text("Wuzhou")
    assert "lang=en" in visit.view()
    there.get_by_role("button", name=say("web.theme.dark", "en")).click()
    there.wait_for_load_state()
    visit.wait()
    scheme = "getComputedStyle(document.querySelector('.stApp')).colorScheme"
    there.wait_for_function(f"{scheme} === 'dark'")
    expect(there.locator(".tc-of")).to_have_text("Wuzhou")


def test_a_table_is_taken_along(visit: Visit) -> None:
    there = visit.open("/gap?view=occupations&lang=en")
    there.locator("[data-testid=stDataFrame]").first.hover()
    # Streamlit's own is English and has no grade in its file.
    expect(there.get_by_test_id("stElementToolbar").first).to_be_hidden()
    for kind in ("CSV", "XLSX"):
        with there.expect_download() as taken:
            there.locator(".take").get_by_text(kind).first.click()
        assert taken.value.suggested_filename.endswith(f".{kind.lower()}")


def test_a_browser_without_chinese_gets_ours(visit: Visit) -> None:
    there = visit.open("/")
    loaded = there.evaluate(
        "async ([family, text]) => (await document.fonts.load(`16px '${family}'`, text))"
        ".map((face) => face.status)",
        [OWN_FONT, "梧州缺口㙍𬭚"],
    )
    assert set(loaded) == {"loaded"}
    assert len(loaded) > 2, "the words, and blocks of what is rare"


@pytest.mark.usefixtures("changing_home")
def test_a_home_without_data(own: Visit) -> None:
    own.open("/gap")
    expect(own.page.get_by_text(say("web.first.title", "en"))).to_be_visible()
