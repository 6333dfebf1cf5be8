"""The page of warnings: by clause and college, one in full down to the cell, on to the measure."""

from __future__ import annotations

from playwright.sync_api import expect

from graph.words import say
from tests.browsers import Visit


def test_a_warning_leads_to_its_cells_and_to_who_leads_the_measure(visit: Visit) -> None:
    there = visit.open("/warnings?lang=en")
    there.locator(".tc-figure").first.click()
    visit.wait()
    assert visit.view() == "/warnings?lang=en&clause=size"
    before = there.locator(".tc-thing-name").inner_text()
    visit.pick("warnings", 2)
    expect(there.locator(".tc-thing-name")).not_to_have_text(before)
    assert "of=size" in visit.view()
    expect(there.locator(".tc-clause-words")).to_have_text("连续3年年均招生规模不足30人")
    expect(there.locator(".tc-evidence-place").nth(1)).to_contain_text("figures/enrolment.csv A")
    there.reload()
    visit.wait()
    expect(there.locator(".tc-thing-name")).not_to_have_text(before)
    there.get_by_text(say("web.warnings.to_measure", "en")).click()
    visit.wait()
    led = there.locator(".tc-clause-led a").first
    expect(led).to_have_text("Education Bureau")
    led.click()
    visit.wait()
    assert "unit=wz-jyj" in visit.view()
