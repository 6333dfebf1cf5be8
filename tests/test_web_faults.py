"""What goes wrong while people look: told plainly, on a page that stays of one piece."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest

from graph.builds.home import Home
from graph.builds.manifest import FINDINGS, RDF, TABLES
from graph.builds.opened import RDF_POINTER
from graph.door import open_build
from graph.errors import NoSuchBuild
from graph.findings import SCHEMA
from graph.settings import ROOT
from graph.words import say
from ingest.build import BuildRequest, build
from tests.browsers import Tabs, Visit, serving
from tests.servers import free_port
from views.parts.matrix import ROWS_SHOWN

CHAINS = 1_000
LONG = "很长的名字" * 40
AREA = "代码,名称,上级,级别\n{code},{name},990000,区\n"
SLOW_MS = 60_000
Shot = Callable[[Page, str], None]


def appended(folder: Path, table: str, *lines: str) -> None:
    with (folder / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def built(folder: Path, home: Path) -> str:
    build(BuildRequest((folder,), None, home))
    current = Home(home).current()
    assert current
    return current


@pytest.fixture
def home(own_tiny: tuple[Path, Path]) -> Path:
    return own_tiny[0]


@pytest.fixture
def shot(tmp_path: Path) -> Shot:
    """Keep a picture for a person to look at."""
    return lambda page, name: (page.screenshot(path=tmp_path / f"{name}.png"), None)[1]


def go(there: Visit, page: str, lang: str = "en") -> None:
    nav = there.page.locator("[data-testid=stSidebarNav]")
    nav.get_by_text(say(f"web.page.{page}", lang), exact=True).click()
    there.wait()


def test_builds_come_and_go_while_people_look(
    changing_tiny: tuple[Path, Path], own: Visit, shot: Shot
) -> None:
    home, city = changing_tiny
    place = Home(home)
    first = place.current()
    assert first
    page = own.open("/?lang=en")
    appended(city, "areas", "990109,新区,New district,990000,区")
    second = built(city, home)
    go(own, "gap")
    expect(page.get_by_text(f"Build {second} has just been published")).to_be_visible()
    expect(page.locator(".tc-place .tc-facts")).to_contain_text(first)
    shot(page, "switched")
    shutil.rmtree(place.builds / first)
    go(own, "overview")
    expect(page.get_by_text(f"Build {first}, which you were viewing")).to_be_visible()
    expect(page.locator(".tc-place .tc-facts")).to_contain_text(second)
    shot(page, "gone")
    page.get_by_role("button", name=say("web.head.understood", "en")).click()
    expect(page.get_by_text("which you were viewing")).to_have_count(0)
    assert page.locator("[data-testid=stException]").count() == 0


def test_a_page_recovers_when_the_server_comes_back(
    homes: dict[str, Path], tabs: Tabs, shot: Shot
) -> None:
    port = free_port()
    with tabs(f"http://127.0.0.1:{port}") as there:
        with serving(homes["tiny"], port=port):
            page = there.open("/gap?lang=en&view=occupations")
            expect(page.locator("[data-testid=stDataFrame]").first).to_be_visible()
        page.wait_for_timeout(500)
        shot(page, "away")
        with serving(homes["tiny"], port=port):
            page.wait_for_selector("[data-testid=stApp][data-test-connection-state=CONNECTED]")
            with page.expect_download() as download:  # of a file that the server before had
                page.locator(".take").get_by_text("CSV").first.click()
            assert download.value.suggested_filename.startswith("Example-City-Occupations")
            there.wait()
            go(there, "overview")
            expect(page.locator(".tc-lead")).to_be_visible()
            assert there.view().startswith("/?lang=en")
            shot(page, "recovered")
            there.faults.clear()  # the browser's words of the server that was away


def test_two_editors_publish_at_once(
    changing_tiny: tuple[Path, Path], own: Visit, tabs: Tabs, shot: Shot
) -> None:
    one = own
    with tabs(own.address) as two:
        for there, code in ((one, "990111"), (two, "990112")):
            content = AREA.format(code=code, name=f"区{code}").encode()
            page = there.open("/data?lang=en&part=upload")
            file = {"name": "areas.csv", "mimeType": "text/csv", "buffer": content}
            page.locator("input[type=file]").set_input_files([file])  # type: ignore[list-item]
            publish = page.get_by_role("button", name=say("web.data.publish", "en"))
            expect(publish).to_be_visible(timeout=SLOW_MS)
        buttons = [
            there.page.get_by_role("button", name=say("web.data.publish", "en"))
            for there in (one, two)
        ]
        for button in buttons:  # the second while the first is being built
            button.click()
        done = [there.page.get_by_text("is published.") for there in (one, two)]
        passed = [there.page.get_by_text("Another build was published") for there in (one, two)]
        expect(done[0].or_(passed[0])).to_be_visible(timeout=SLOW_MS)
        expect(done[1].or_(passed[1])).to_be_visible(timeout=SLOW_MS)
        told = [there.is_visible() for there in passed]
        assert sorted(told) == [False, True]
        late = told.index(True)
        shot((one, two)[late].page, "told")
        buttons[late].click()
        expect(done[late]).to_be_visible(timeout=SLOW_MS)
        names = build_areas(changing_tiny[0])
        assert {"区990111", "区990112"} <= names


def build_areas(home: Path) -> set[str]:
    return set(open_build(home).tables["areas"]["name"])


def test_many_chains_and_long_names(
    changing_tiny: tuple[Path, Path], own: Visit, shot: Shot
) -> None:
    home, city = changing_tiny
    names = [LONG[: 200 if k % 10 == 0 else 8] for k in range(CHAINS)]
    appended(city, "chains", *(f"c{k},{name}{k},,990000,," for k, name in enumerate(names)))
    appended(city, "segments", *(f"s{k},环节{k},,c{k},中游,1530" for k in range(CHAINS)))
    built(city, home)
    for lang in ("zh", "en"):
        page = own.open(f"/?lang={lang}")
        rows = page.locator(".tc-matrix tbody tr")
        expect(rows).to_have_count(ROWS_SHOWN)
        rows.nth(2).scroll_into_view_if_needed()
        box = rows.nth(2).bounding_box()
        assert box
        assert box["height"] < 80
        shot(page, f"many-{lang}")
    page.get_by_text("942 more rows").click()
    own.wait()
    expect(page.locator(".tc-matrix th.tc-chain")).to_have_count(CHAINS + 2)
    # As wide as a window of 1280 px is at a zoom of 200 %.
    page.set_viewport_size({"width": 640, "height": 450})
    page = own.open("/?lang=en&year=1999")
    expect(
        page.get_by_text("1999 does not have figures for both demand and supply")
    ).to_be_visible()
    shot(page, "zoomed-year")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page = own.open("/explore?lang=zh&node=chains%2Fc0")
    page.wait_for_timeout(1000)
    shot(page, "zoomed-explore")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_a_foreign_page_gets_no_websocket(browser: Browser, explorer: str) -> None:
    """A page of another origin may not open the socket that our pages talk through."""
    opening = """address => new Promise(done => {
        const socket = new WebSocket(address);
        socket.onopen = () => done('open'); socket.onerror = () => done('refused');
    })"""
    socket = explorer.replace("http", "ws", 1) + "/_stcore/stream"
    context = browser.new_context()
    context.route(
        "http://foreign.example/",
        lambda route: route.fulfill(body="<p>foreign</p>", content_type="text/html"),
    )
    page = context.new_page()
    page.goto(f"{explorer}/_stcore/health")
    assert page.evaluate(opening, socket) == "open"
    page.goto("http://foreign.example/")
    assert page.evaluate(opening, socket) == "refused"
    context.close()


def test_a_removed_build_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Home(home)
    tables = open_build(home).tables
    shutil.rmtree(place.folder())
    with pytest.raises(NoSuchBuild, match="Files of this build are missing"):
        _ = tables["areas"]
    monkeypatch.setenv("TWINCHAIN_HOME", str(home))
    monkeypatch.setenv("TWINCHAIN_LANG", "en")
    view = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not view.exception
    assert f"The published build {place.lost()} is gone" in view.error[0].value


@pytest.mark.parametrize("part", [RDF, FINDINGS, TABLES])
def test_what_a_build_lacks_is_said_and_the_rest_is_there(home: Path, part: str) -> None:
    gone = Home(home).folder() / part
    gone.unlink() if gone.is_file() else shutil.rmtree(gone)
    of = open_build(home)
    parts = {RDF: lambda: of.rdf_folder, FINDINGS: lambda: of.findings, TABLES: lambda: of.tables}
    with pytest.raises(NoSuchBuild, match="Files of this build are missing"):
        parts.pop(part)()
    whole = {
        RDF: lambda: (of.rdf_folder / RDF_POINTER).is_file(),
        FINDINGS: lambda: of.findings.columns == list(SCHEMA),
        TABLES: lambda: of.tables["areas"].height > 0,
    }
    assert [name for name in parts if not whole[name]()] == []
