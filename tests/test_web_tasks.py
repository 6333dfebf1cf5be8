"""What people come for, each from the overview by counted clicks; what is typed costs none.

The other two of the tasks stand with their pages: an upload with faults, published and undone
(`test_web_data`, counted too), and a plan with a limit changed (`test_web_plan`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from graph.words import say
from tests.browsers import Visit, Walk

SLOW_MS = 60_000
CELL = re.compile(r"[A-Z]+\d+")


Begin = Callable[[str, int], Walk]


@pytest.fixture
def begin(visit: Visit) -> Begin:
    return lambda lang, clicks: Walk(visit, lang, clicks)


def test_a_planner_sees_which_occupation_stays_emptiest_and_why_to_the_cell(begin: Begin) -> None:
    walk = begin("zh", 1)
    first = walk.top(0).first
    name = first.inner_text()
    walk.click(first)
    expect(walk.name()).to_have_text(name)
    expect(walk.page.locator(".tc-block-cause").first).to_be_visible()
    cells = walk.page.locator(".st-key-table-sources-of-thing [data-testid^=glide-cell-]")
    expect(cells.filter(has_text=CELL).first).to_be_attached()


def test_a_leader_sees_what_to_grow_and_what_to_stop(begin: Begin) -> None:
    walk = begin("zh", 1)
    for place in (1, 2):
        expect(walk.top(place)).to_have_count(3)
    walk.click(walk.top(2).first)
    advice = walk.page.get_by_role("heading", name=say("web.thing.advice", "zh", n=1)[:4])
    expect(advice).to_be_visible()


def test_a_colleague_sees_the_same_by_the_link(begin: Begin) -> None:
    walk = begin("en", 1)
    walk.click(walk.page.locator(".tc-figure").nth(2))
    lines = walk.page.locator(".tc-rank-line .tc-rank-name")
    shown, link = lines.all_inner_texts(), walk.visit.view()
    assert shown
    walk.page.context.clear_cookies()
    walk.page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
    walk.visit.open(link)
    expect(lines).to_have_text(shown)
    expect(walk.page.locator(".tour .offer")).to_be_hidden()


def test_a_college_sees_a_major_s_supply_and_who_takes_it(begin: Begin) -> None:
    walk = begin("en", 1)
    walk.click(walk.top(2).first)
    expect(walk.page.get_by_text(re.compile(r"Supply [\d,]+ = ")).first).to_be_visible()
    assert walk.page.locator(".tc-names a[href*='of=occupations%2F']").count() > 0


def test_a_college_sees_which_majors_it_might_open(begin: Begin) -> None:
    walk = begin("zh", 2)
    walk.menu("candidates")
    lines = walk.page.locator("li.tc-rank-line")
    college = lines.first.locator(".tc-rank-why a").last.inner_text()
    every = lines.count()
    walk.click(walk.page.locator(".st-key-choose-college input"))
    walk.page.keyboard.type(college)
    walk.page.keyboard.press("Enter")
    walk.page.wait_for_url(re.compile("college="))
    walk.visit.wait()
    its = lines.filter(has=walk.page.get_by_role("link", name=college))
    expect(its).to_have_count(lines.count())
    assert 0 < lines.count() <= every


def test_a_leader_takes_the_briefing_along(begin: Begin) -> None:
    walk = begin("en", 2)
    walk.click(walk.page.get_by_role("button", name=say("web.exports.label", "en")))
    word = walk.page.locator(".st-key-exports-formats").get_by_text(
        say("web.exports.as_pdf", "en"), exact=True
    )
    with walk.page.expect_download(timeout=SLOW_MS) as taken:
        walk.click(word)
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")


def test_an_analyst_takes_the_answer_to_a_question_along(begin: Begin) -> None:
    walk = begin("en", 3)
    walk.menu("ask")
    walk.click(walk.page.locator(".tc-card[href*='ask=demand-by-year']"))
    csv = walk.page.locator("[class*=st-key-table-answer]").get_by_text("CSV").first
    csv.wait_for(timeout=SLOW_MS)
    with walk.page.expect_download(timeout=SLOW_MS) as taken:
        walk.click(csv)
    assert len(Path(taken.value.path()).read_text("utf-8-sig").splitlines()) > 2


def test_a_planner_compares_two_areas(begin: Begin) -> None:
    walk = begin("zh", 2)
    walk.menu("compare")
    walk.click(walk.page.locator(".st-key-choose-with-area input"))
    for area in ("万秀区", "苍梧县"):
        walk.page.keyboard.type(area)
        walk.page.keyboard.press("Enter")
        expect(walk.page.locator(".tc-compare thead")).to_contain_text(area)
        walk.visit.wait()
    expect(walk.page.locator(".tc-compare thead th")).to_have_count(3)


def test_a_planner_sees_the_years_ahead_and_what_to_decide_by_when(begin: Begin) -> None:
    walk = begin("en", 2)
    walk.click(walk.page.get_by_role("link", name=say("web.outlook.next", "en")))
    expect(walk.page.get_by_text(re.compile(r"intake of \d{4}")).first).to_be_visible()
    walk.click(walk.page.get_by_role("link", name=say("web.outlook.all_occupations", "en")))
    drawn = walk.page.locator(".tc-ribbon .box[aria-label]")
    expect(drawn.first).to_be_attached()
    assert "view=occupations" in walk.visit.view()


def test_a_planner_sees_a_warning_s_clause_and_who_leads(begin: Begin) -> None:
    walk = begin("zh", 1)
    walk.menu("warnings")
    expect(walk.page.locator(".tc-clause-words").first).not_to_be_empty()
    expect(walk.page.locator(".tc-clause-led a").first).to_be_visible()
    expect(walk.page.locator(".tc-evidence-place").first).to_contain_text(CELL)


def test_a_thing_is_found_by_its_initials(begin: Begin) -> None:
    walk = begin("zh", 2)
    walk.menu("thing")
    walk.click(walk.page.locator(".finder input"))
    walk.page.keyboard.type("wzzyxy")
    expect(walk.page.locator(".finder li[role=option]").first).to_contain_text("梧州职业学院")
    walk.page.keyboard.press("Enter")
    expect(walk.name()).to_have_text("梧州职业学院")


def test_a_unit_sees_what_is_its_own(begin: Begin) -> None:
    walk = begin("zh", 2)
    walk.menu("measures")
    walk.click(walk.page.locator(".tc-duties thead").get_by_role("link", name="市教育局"))
    assert "unit=wz-jyj" in walk.visit.view()
    expect(walk.page.locator(".st-key-table-tasks")).to_be_visible()
