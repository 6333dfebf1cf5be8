"""The page of questions: asked, stopped, linked to, taken along."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from graph.queries.named import named_question
from graph.words import say
from tests.browsers import Visit
from views.parts.steps import MOST_AMONG

EXPLODES = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def ask(visit: Visit, text: str) -> None:
    visit.page.get_by_role("textbox", name=say("web.ask.text", "en"), exact=True).fill(text)
    visit.page.get_by_role("button", name=say("web.ask.run", "en"), exact=True).click()
    visit.wait()


@pytest.mark.parametrize("engine", ["cypher", "sql"])
def test_an_example_is_asked(visit: Visit, engine: str) -> None:
    example(visit, engine)


def example(visit: Visit, engine: str) -> Page:
    """Ask the first example in a language, and return the page with its answer."""
    there = visit.open(f"/ask?lang=en&in={engine}")
    there.get_by_role("button", name="The segments of the chains").click()
    expect(there.get_by_text("rows: 60 ·")).to_be_visible(timeout=20_000)
    assert "q=" in visit.view()
    with there.expect_download() as taken:
        there.locator(f".st-key-table-answer-{engine}").get_by_text("XLSX").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    return there


def test_an_answer_is_seen_in_every_form(visit: Visit) -> None:
    there = example(visit, "sparql")
    there.get_by_role("radio", name=say("web.ask.as_graph", "en")).click()
    expect(there.locator("[data-testid=stImage]")).to_be_visible()
    to_graph = there.get_by_role("link", name="in the graph →")
    assert (to_graph.get_attribute("href") or "").count("nodes=") == MOST_AMONG
    expect(there.get_by_text(f"the graph takes {MOST_AMONG} at a time")).to_be_visible()
    there.get_by_role("button", name="How many people").click()
    expect(there.get_by_text("rows: 60 ·")).to_be_hidden()
    expect(there.get_by_text("rows:")).to_be_visible()
    there.get_by_role("radio", name=say("web.ask.as_chart", "en")).click()
    expect(there.locator(".tc-bars li")).to_have_count(40, timeout=20_000)


def test_a_question_that_explodes_is_stopped(visit: Visit) -> None:
    there = visit.open("/ask?lang=en&in=sparql")
    ask(visit, EXPLODES)
    there.get_by_role("button", name=say("web.ask.stop", "en"), exact=True).click()
    expect(there.get_by_text("Stopped at your request")).to_be_visible(timeout=10_000)
    ask(visit, "SELECT (6 * 7 AS ?n) {}")
    expect(there.get_by_text("rows: 1 ·")).to_be_visible(timeout=20_000)


def test_a_question_is_its_address_and_the_keyboard_runs_another(visit: Visit) -> None:
    there = visit.open("/ask?lang=en&in=sql&q=SELECT+6+*+7+AS+n")
    expect(there.get_by_text("rows: 1 ·")).to_be_visible(timeout=20_000)
    box = there.get_by_role("textbox", name=say("web.ask.text", "en"), exact=True)
    edited = there.get_by_text(say("web.ask.edited", "en"))
    box.fill("SELECT unnest(range(3)) AS n")
    box.blur()
    expect(edited).to_be_visible()  # the answer is that of the query before
    box.press("Control+Enter")
    expect(there.get_by_text("rows: 3 ·")).to_be_visible(timeout=20_000)
    expect(edited).to_be_hidden()


def test_a_fault_names_its_place(visit: Visit) -> None:
    there = visit.open("/ask?lang=en&in=sparql")
    ask(visit, "SELECT ?x WHERE {\n ?x a }")
    expect(there.get_by_text("line 2")).to_be_visible(timeout=20_000)


def test_a_named_question_is_a_form(visit: Visit) -> None:
    there = visit.open("/ask?lang=en&ask=demand-by-year")
    expect(there.get_by_text("rows:")).to_be_visible(timeout=20_000)
    there = visit.open("/ask?lang=en&ask=measures-of-unit")
    expect(there.get_by_text(say("web.ask.wanted", "en", names="unit"))).to_be_visible()
    there.locator(".st-key-choose-p-unit input").click()
    there.get_by_role("option", name="Education Bureau").click()
    expect(there.get_by_text("rows: 19 ·")).to_be_visible(timeout=20_000)
    assert "p-unit=units%2Fwz-jyj" in visit.view()
    there.reload()
    expect(there.get_by_text("rows: 19 ·")).to_be_visible(timeout=20_000)
    there.get_by_role("tab", name="SQL").click()
    there.get_by_text(say("web.ask.to_console", "en", language="SQL")).click()
    expect(there.get_by_text("rows: 19 ·")).to_be_visible(timeout=20_000)
    assert "in=sql" in visit.view()
    there.get_by_role("tab", name=say("web.ask.history", "en")).click()
    title = named_question("measures-of-unit").title.en
    expect(there.get_by_role("button", name=f"SQL · {title}")).to_be_visible()


def test_a_thing_of_a_question_is_found_by_typing(visit: Visit) -> None:
    there = visit.open("/ask?lang=zh&ask=neighbours")
    there.locator("[class*=st-key-ask-find] input").fill("lbccyl")
    there.get_by_role("option").first.click()
    expect(there.locator("[class*=st-key-ask-find] strong")).to_have_text("六堡茶产业链")
    expect(there.locator("[class*=st-key-table-answer]")).to_be_visible(timeout=20_000)
