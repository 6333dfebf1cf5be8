"""The data page in a browser: a bad and a good upload, published, gone back, beside others."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graph.builds.home import Home
from graph.words import say
from ingest import proposals, uploads
from tests.browsers import Visit, Walk
from tests.hostile import packed

AREAS = "代码,名称,上级,级别\n990109,新区,{parent},区\n"
SLOW_MS = 40_000


@pytest.fixture(autouse=True)
def home(changing_tiny: tuple[Path, Path]) -> Path:
    return changing_tiny[0]


def hand_in(there: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    there.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]


def publish(there: Page) -> None:
    there.get_by_role("button", name=say("web.data.publish", "en")).click()


def test_a_bad_and_a_good_upload_then_back(own: Visit, home: Path) -> None:
    there = own.open("/data?lang=en&part=upload")
    first = Home(home).current()
    assert first
    hand_in(there, "areas.csv", AREAS.format(parent="月球").encode())
    annotated = there.get_by_text(say("web.data.annotated", "en"))
    expect(annotated).to_be_visible(timeout=SLOW_MS)
    own.wait()
    with there.expect_download(timeout=SLOW_MS) as taken:
        annotated.click()
    assert taken.value.suggested_filename == say("web.data.annotated_name", "en")
    assert Home(home).current() == first
    there = own.open("/data?lang=en&part=upload")
    hand_in(there, "areas.csv", AREAS.format(parent="990000").encode())
    expect(there.get_by_text(say("web.data.would_change", "en"))).to_be_visible(timeout=SLOW_MS)
    publish(there)
    expect(there.get_by_text("is published.")).to_be_visible(timeout=SLOW_MS)
    second = Home(home).current()
    assert second
    assert second != first
    there = own.open("/data?lang=en&part=history")
    expect(there.get_by_text(f"From {first} to {second}")).to_be_visible(timeout=SLOW_MS)
    there.get_by_role("button", name=say("web.data.use", "en", build=first)).click()
    own.wait()
    expect(there.get_by_text(f"From {second} to {first}")).to_be_visible(timeout=SLOW_MS)
    assert Home(home).current() == first


def test_publishing_with_errors_asks_again_and_can_be_undone(own: Visit, home: Path) -> None:
    """From the overview in five clicks beside the choice of the file."""
    walk = Walk(own, "en", 5)
    there = walk.page
    walk.menu("data")
    walk.click(there.get_by_role("radio", name=say("web.data.part_upload", "en")))
    first = Home(home).current()
    rows = "code,name,parent\n990108,Good,990000\n990109,Bad,月球\n"
    hand_in(there, "areas.csv", rows.encode())
    expect(there.get_by_text(say("web.data.with_errors", "en", errors=1))).to_be_visible(
        timeout=SLOW_MS
    )
    walk.click(there.get_by_role("button", name=say("web.data.publish", "en")))
    anyway = there.get_by_role("button", name=say("web.data.publish_anyway", "en"))
    expect(anyway).to_be_visible(timeout=SLOW_MS)
    assert Home(home).current() == first
    walk.click(anyway)
    expect(there.get_by_text("is published.")).to_be_visible(timeout=SLOW_MS)
    assert Home(home).current() != first
    see = there.get_by_role("link", name=say("web.data.see_it", "en"))
    assert (see.get_attribute("href") or "").startswith("/?")
    walk.click(there.get_by_role("button", name=say("web.data.undo", "en", build=first)))
    assert Home(home).current() == first


def test_an_unknown_page_is_ours(visit: Visit) -> None:
    for lang in ("zh", "en"):
        there = visit.page
        answer = there.goto(f"{visit.address}/nosuchpage?lang={lang}")
        assert answer
        assert answer.status == 404
        expect(there.get_by_role("heading", name=say("web.address.no_page", lang))).to_be_visible()
        there.get_by_role("link").click()
        visit.wait()
        assert there.url.endswith(f"/?lang={lang}")
    visit.faults.clear()  # the browser tells of the 404 it was given


def test_the_second_editor_sees_the_difference_first(own: Visit, home: Path) -> None:
    there = own.open("/data?lang=en&part=upload")
    hand_in(there, "areas.csv", AREAS.format(parent="990000").encode())
    expect(there.get_by_text(say("web.data.would_change", "en"))).to_be_visible(timeout=SLOW_MS)
    other = uploads.keep(home, "areas.csv", "代码,名称,上级\n990110,老区,990000\n".encode())
    theirs = proposals.publish(proposals.plan(home, other, proposals.ADD)).build
    assert theirs
    publish(there)
    expect(there.get_by_text("Another build was published")).to_be_visible(timeout=SLOW_MS)
    assert Home(home).current() == theirs.id
    publish(there)
    expect(there.get_by_text("is published.")).to_be_visible(timeout=SLOW_MS)
    kept = [one.name for one in proposals.published_datasets(home)]
    assert kept == ["tiny", "areas", "areas-2"]


def pick_option(there: Page, label: str, option: str) -> None:
    """Choose in a box by typing."""
    box = there.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    there.get_by_role("option", name=option, exact=True).click()


def test_a_sheet_is_corrected_and_next_years_is_read_alike(own: Visit) -> None:
    there = own.open("/data?lang=en&part=upload")
    grid = "区划一览\n区号码,地头,归哪里\n{code},{name},990000\n"
    first = "2025年区划.csv", grid.format(code="990107", name="<b>新区</b>").encode()
    other = "x.csv", b"a,b\n1,2\n"
    files = [{"name": n, "mimeType": "text/csv", "buffer": c} for n, c in (first, other)]
    there.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    rows = there.locator(".tc-sheet")
    expect(rows).to_contain_text("<b>新区</b>", timeout=SLOW_MS)  # as text
    expect(there.get_by_text("2025年区划.csv was not read.")).to_be_visible()
    own.wait()
    pick_option(there, say("web.sheets.table", "en"), "Area")
    row = there.get_by_role("spinbutton", name=say("web.sheets.header_row", "en"))
    expect(row).to_be_visible(timeout=SLOW_MS)
    own.wait()
    row.fill("2")
    row.press("Enter")
    expect(there.get_by_role("combobox", name="A ·")).to_be_visible(timeout=SLOW_MS)
    own.wait()
    for letter, column in (("A", "Code"), ("B", "Name"), ("C", "Parent area")):
        pick_option(there, f"{letter} ·", column)
    there.get_by_role("button", name=say("web.sheets.check_again", "en")).click()
    expect(there.get_by_text("1 row of data, 1 used, 0 left out")).to_be_visible(timeout=SLOW_MS)
    there.get_by_text(say("web.sheets.settings", "en")).click()
    expect(there.get_by_test_id("stCode")).to_contain_text('[files."20*年区划.csv"]')
    publish(there)
    expect(there.get_by_text("is published.")).to_be_visible(timeout=SLOW_MS)
    there = own.open("/data?lang=en&part=upload")
    hand_in(there, "2026年区划.csv", grid.format(code="990108", name="北区").encode())
    expect(there.get_by_text("are used again")).to_be_visible(timeout=SLOW_MS)
    expect(there.get_by_text("1 row of data, 1 used, 0 left out")).to_be_visible()


def test_what_is_made_to_hurt_is_told_and_the_server_lives(own: Visit, home: Path) -> None:
    there = own.open("/data?lang=en&part=upload")
    hand_in(there, "x.zip", packed({"areas.sql": "SELECT 1"}))
    expect(there.get_by_text("would run with the server's permissions")).to_be_visible(
        timeout=SLOW_MS
    )
    there = own.open("/data?lang=en&part=upload")
    hand_in(there, "x.xlsx", b"PK\x03\x04 no workbook")
    expect(there.get_by_text(say("web.data.nothing_read", "en"))).to_be_visible(timeout=SLOW_MS)
    there = own.open("/?lang=en")
    expect(there.locator(".tc-lead")).to_be_visible()
