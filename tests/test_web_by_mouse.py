"""A planner with a mouse: what stays empty and why, who is warned by what, and the proof of it."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Page, expect

from graph.settings import EXAMPLES
from graph.words import say
from tests.browsers import Visit


def go(visit: Visit, page: str) -> Page:
    """To a page by the sidebar."""
    visit.page.locator("[data-testid=stSidebarNav]").get_by_text(
        say(f"web.page.{page}", "zh")
    ).click()
    return visit.wait()


def test_five_questions_are_answered_by_clicking(visit: Visit) -> None:
    there = visit.open("/")

    # Which occupations stay empty whatever graduates do, and why?
    there.locator(".tc-figure").nth(2).click()
    visit.wait()
    line = there.locator(".tc-rank-line").filter(has_text=say("gap.cause.no_major", "zh")).first
    short = line.locator(".tc-rank-short").inner_text()
    line.click()
    visit.wait()
    expect(there.locator(".tc-block")).to_have_count(1)
    expect(there.locator(".tc-block-cause")).to_have_text(say("gap.cause.no_major", "zh"))
    expect(there.locator(".tc-block-sums .tc-short")).to_have_text(short)
    expect(there.locator(".tc-ribbon .box").first).to_be_visible()
    expect(there.locator(".st-key-table-rows-of-demand")).to_be_visible()

    # Which programmes are warned, and by which clause?
    go(visit, "warnings")
    warned = int(there.locator(".tc-figure-value").first.inner_text())
    there.locator(".tc-figure").first.click()
    visit.wait()
    expect(there.get_by_text(say("web.table.rows", "zh", rows=warned)).first).to_be_visible()
    first = there.locator(".tc-thing-name").inner_text()
    visit.pick("warnings", 2)
    expect(there.locator(".tc-thing-name")).not_to_have_text(first)
    expect(there.locator(".tc-clause-name")).to_contain_text("梧政办发〔2024〕35号 第6条")
    expect(there.locator(".tc-clause-words")).to_have_text("连续3年年均招生规模不足30人")

    # Who leads that measure?
    expect(there.locator(".tc-clause-led a").first).to_have_text("市教育局")

    # Which row of which spreadsheet does a figure come from?
    newest = there.locator(".tc-evidence li").last
    file, cell = newest.locator(".tc-evidence-place").inner_text().split()
    told = newest.locator(".tc-evidence-figures").inner_text()
    assert cell.startswith("A")
    row = rows(EXAMPLES / "wuzhou" / file)[int(cell[1:]) - 1]
    names = rows(EXAMPLES / "wuzhou" / file)[0]
    place = f"F{cell[1:]}"
    assert names[ord("F") - ord("A")] == "enrolled"
    assert f"招生 {row[5]}（{place}）" in told

    # A picture to take along.
    go(visit, "overview")
    there.locator(".tc-ribbon .box").first.wait_for()
    with there.expect_download() as taken:
        there.locator(".tc-ribbon").get_by_role("button", name="PNG").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"\x89PNG")


def rows(file: Path) -> list[list[str]]:
    """The lines of a csv as a spreadsheet counts them."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))
