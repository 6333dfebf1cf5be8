"""The review page in a browser: keys decide, the figure moves, undo, one build of all decisions."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from graph.door import open_build
from graph.words import say
from ingest.build import BuildRequest, build
from ingest.review_log import ReviewLog
from tests.browsers import Visit
from tests.test_review import CITY

SLOW_MS = 60_000


@pytest.fixture(autouse=True)
def home(changing_home: Path, tmp_path: Path) -> Path:
    for name, text in CITY.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    build(BuildRequest((tmp_path,), None, changing_home, stores="tables"))
    return changing_home


def at_hand(there: Page) -> Locator:
    return there.locator(".st-key-review-item h2")


def with_decisions(there: Page) -> Locator:
    return there.locator(".tc-figure-value").nth(1)


def test_keys_decide_and_one_build_is_made(own: Visit, home: Path) -> None:
    before = open_build(home)
    found = before.review()
    place = [item.matter[1:3] for item in found.items].index(("31", "a")) + 1
    there = own.open("/review?item=pair/31/a")
    expect(at_hand(there)).to_contain_text("茶艺师")
    expect(there.locator(".st-key-review-yes button").first).to_be_disabled()  # by whom?
    there.get_by_role("textbox", name=say("web.review.reviewer", "en")).fill("甲")
    there.keyboard.press("Enter")
    expect(there.locator(".st-key-review-yes button").first).to_be_enabled()
    at_hand(there).click()
    there.keyboard.press("ArrowRight")
    expect(there.locator(".st-key-review-item")).to_contain_text(f"{place + 1} of")
    there.keyboard.press("ArrowLeft")
    expect(there.locator(".st-key-review-item")).to_contain_text(f"{place} of")
    there.keyboard.press("y")
    expect(with_decisions(there)).to_have_text(f"{found.shortage - 30:,}")
    expect(at_hand(there)).not_to_contain_text("茶艺师")
    expect(there.locator(".st-key-review-undo button").first).to_be_enabled()
    there.keyboard.press("u")
    expect(with_decisions(there)).to_have_text(f"{found.shortage:,}")
    expect(at_hand(there)).to_contain_text("茶艺师")
    there.keyboard.press("t")  # counts with related pairs only
    expect(there.locator(".st-key-review-build")).to_be_visible()
    expect(with_decisions(there)).to_have_text(f"{found.shortage:,}")
    there.keyboard.press("u")
    expect(there.locator(".st-key-review-build")).to_have_count(0)
    there.keyboard.press("y")
    expect(with_decisions(there)).to_have_text(f"{found.shortage - 30:,}")
    assert open_build(home).id == before.id
    there.locator(".st-key-review-build button").click()
    expect(there.locator(".st-key-review-back")).to_be_visible(timeout=SLOW_MS)
    expect(there.locator(".tc-figure-value").first).to_have_text(f"{found.shortage - 30:,}")
    after = open_build(home)
    assert after.tables.crosswalk.height == before.tables.crosswalk.height + 1
    assert ReviewLog(home).pending(after).is_empty()


def test_an_unknown_share_is_typed(own: Visit, home: Path) -> None:
    there = own.open("/review?item=further_study/D/2024")
    there.get_by_role("textbox", name=say("web.review.reviewer", "en")).fill("乙")
    there.keyboard.press("Enter")
    share = there.get_by_role("spinbutton", name=say("web.review.value_further_study", "en"))
    share.fill("40")
    share.press("Enter")
    expect(there.locator(".st-key-review-yes button").first).to_be_enabled()
    there.locator(".st-key-review-yes button").first.click()
    expect(there.get_by_text("40% (乙")).to_be_visible()
    (row,) = ReviewLog(home).pending(open_build(home)).to_dicts()
    assert (row["college"], row["share_pct"], row["reviewer"]) == ("D", 40.0, "乙")
