"""What can be taken along from a page: everything it shows, in every format, sensibly named."""

from __future__ import annotations

import gc
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.testclient import TestClient

from graph.errors import NoAnswer
from graph.export import fonts
from graph.export.documents import formats
from graph.export.names import LONGEST_BYTES, file_name
from graph.words import LANGUAGES, say
from tests.browsers import Visit
from views.parts import exports
from views.parts.exports import PICTURE_SUFFIXES
from views.parts.take.shelf import File, Shelf, register
from views.web.downloads import routes as taken_routes

BEGINNINGS = {".png": b"\x89PNG", ".pptx": b"PK", ".gexf": b"<?xml"}


def menu(visit: Visit, view: str, what: str | None = None) -> Page:
    """The page with its menu open, at one of the things it offers."""
    there = visit.open(view)
    there.get_by_role("button", name=say("web.exports.label", "en")).click()
    if what:
        there.get_by_text(say(f"web.exports.{what}", "en"), exact=True).click()
    return there


def taken(visit: Visit, suffix: str) -> tuple[str, bytes]:
    """Name and content of the file that a button of the menu gives."""
    label = say(f"web.exports.as_{suffix.removeprefix('.')}", "en")
    with visit.page.expect_download(timeout=60_000) as download:
        visit.page.locator(".st-key-exports-formats").get_by_text(label, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_the_ribbon_is_taken_along(visit: Visit) -> None:
    there = menu(visit, "/?lang=en&chain=tea&year=2023")
    expect(there.locator(".st-key-exports-formats button")).to_have_count(len(PICTURE_SUFFIXES))
    for suffix in BEGINNINGS:
        name, content = taken(visit, suffix)
        assert name == f"Wuzhou-Liupao-tea-2023-Twin-chain-ribbon-2024-12-31{suffix}"
        assert content.startswith(BEGINNINGS[suffix]), suffix
    there.keyboard.press("Escape")
    expect(there.locator(".st-key-exports-formats")).to_be_hidden()


@pytest.mark.parametrize(
    ("view", "suffix", "file"),
    [
        ("/warnings?lang=en", ".pdf", "Wuzhou-2024-Warnings"),
        ("/measures?lang=en&unit=wz-jyj", ".pdf", "Wuzhou-2024-Education-Bureau-Task-sheet"),
        ("/data?lang=en", ".nq", "Wuzhou-All-data"),
    ],
)
def test_a_document_is_made_for_the_page(visit: Visit, view: str, suffix: str, file: str) -> None:
    menu(visit, view)
    name, content = taken(visit, suffix)
    assert name == f"{file}-2024-12-31{suffix}"
    assert content.startswith({".pdf": b"%PDF", ".nq": b"<http"}[suffix])


def test_a_chinese_document_is_made_on_official_paper(visit: Visit) -> None:
    there = visit.open("/warnings?lang=zh")
    there.get_by_role("button", name=say("web.exports.label", "zh")).click()
    expect(there.locator(".st-key-exports-formats button")).to_have_count(len(formats("warnings")))
    there.get_by_text(say("web.exports.official", "zh"), exact=True).click()
    buttons = there.locator(".st-key-exports-formats button")
    expect(buttons).to_have_count(2)
    with there.expect_download(timeout=60_000) as download:
        buttons.last.click()
    with zipfile.ZipFile(download.value.path()) as parts:
        text = parts.read("word/document.xml").decode()
    assert 'w:type="linesAndChars"' in text


def test_a_document_has_the_scope_of_the_page_and_a_letterhead(visit: Visit) -> None:
    """The dialog says what it is made for, and what of the page does not concern it."""
    there = menu(visit, "/gap?lang=en&chain=tea&level=5&tier=2", "briefing")
    dialog = there.locator("[data-testid=stPopoverBody]")
    scope = "Liupao tea; 2024; jobs that require short-cycle tertiary or more; related majors too"
    expect(dialog).to_contain_text(f"Scope: {scope}")
    upload = dialog.locator("[data-testid=stFileUploader] input")
    buttons = there.locator(".st-key-exports-formats button")
    faulty = {"name": "l.toml", "mimeType": "text/plain", "buffer": b"issuers = 'A'"}
    upload.set_input_files(faulty)  # type: ignore[arg-type]
    expect(dialog.get_by_role("alert")).to_contain_text("issuers")
    expect(buttons).to_have_count(0)
    upload.set_input_files({**faulty, "buffer": b"issuer_en = 'Bureau of Tea'"})  # type: ignore[arg-type]
    expect(buttons).to_have_count(len(formats("briefing")))
    _, content = taken(visit, ".docx")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        text = parts.read("word/document.xml").decode()
    assert "Bureau of Tea" in text
    assert "related majors too" in text


def test_a_file_is_given_while_the_page_runs_again(visit: Visit) -> None:
    """What was on the button that was pressed, whatever the page shows when the file is there."""
    there = menu(visit, "/gap?lang=en&level=5")
    pdf = there.locator(".st-key-exports-formats").get_by_text("PDF", exact=False).first
    there.get_by_text(say("web.exports.gap", "en"), exact=True).click()
    expect(there.locator(".st-key-exports-formats button")).to_have_count(len(formats("gap")))
    with there.expect_download(timeout=60_000) as download:
        pdf.click()
        there.get_by_text(say("web.exports.briefing", "en"), exact=True).click()
        there.evaluate("scrollTo(0, 0)")
    scope = "Wuzhou-Short-cycle-tertiary-2024"
    assert download.value.suggested_filename == f"{scope}-Gap-report-2024-12-31.pdf"


def test_where_there_is_no_file_the_page_says_why(visit: Visit) -> None:
    menu(visit, "/gap?lang=en")
    said = visit.page.locator(".st-key-exports-formats .said")
    told = NoAnswer("error.no_build", home="h").text("en")
    visit.page.route("**/take/**", lambda route: route.fulfill(status=422, body=told))
    visit.page.locator(".st-key-exports-formats button").first.click()
    expect(said).to_have_text(told)
    visit.page.route("**/take/**", lambda route: route.abort())
    visit.page.locator(".st-key-exports-formats button").first.click()
    expect(said).to_have_text(say("web.take.unanswered", "en"))
    visit.faults.clear()  # the browser's words of the two answers


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=taken_routes("zh")))


def test_a_file_is_there_as_long_as_its_shelf(client: TestClient) -> None:
    shelf = register(Shelf({"rows of it.csv": File("梧州 供给.csv", lambda: b"a,b", "zh")}))
    address = shelf.address("rows of it.csv")
    answer = client.get(address)
    assert (answer.status_code, answer.content) == (200, b"a,b")
    assert answer.headers["content-type"].startswith("text/csv")
    named = "attachment; filename*=UTF-8''%E6%A2%A7%E5%B7%9E%20%E4%BE%9B%E7%BB%99.csv"
    assert answer.headers["content-disposition"] == named
    assert client.get(register(Shelf()).address("rows of it.csv")).status_code == 410
    del shelf
    gc.collect()
    gone = client.get(address)
    assert (gone.status_code, gone.text) == (410, say("web.take.gone", "zh"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_cannot_be_made_is_told_of(
    client: TestClient, lang: str, caplog: pytest.LogCaptureFixture
) -> None:
    def refused() -> bytes:
        raise NoAnswer("error.no_build", home="h")

    def broken() -> bytes:
        raise ZeroDivisionError

    shelf = register(Shelf({"a": File("a", refused, lang), "b": File("b", broken, lang)}))
    answer = client.get(shelf.address("a"))
    assert (answer.status_code, answer.text) == (422, say("error.no_build", lang, home="h"))
    answer = client.get(shelf.address("b"))
    assert (answer.status_code, answer.text) == (500, say("web.take.fault", lang))
    assert "ZeroDivisionError" in caplog.text


def test_a_name_fits_every_system() -> None:
    name = file_name(("\u202e..\\a/b:c*", "长" * 200, "2024-12-31"))
    assert len(name.encode()) <= LONGEST_BYTES
    assert not set(name) & set('\\/:*?"<>|\u202e')
    assert file_name(("***",)) == "twinchain"


def test_names_that_the_font_lacks_are_told_in_the_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {"majors": pl.DataFrame({"name": ["ⴲ 茶", "㙍 𬭚 镕"]})}
    monkeypatch.setattr(exports, "once", lambda function: function(tables))
    for lang, shown in (("zh", "“ⴲ 茶”（ⴲ）"), ("en", "“ⴲ 茶” (ⴲ)")):
        monkeypatch.setattr(exports, "language", lambda lang=lang: lang)
        assert shown in exports.unshown_note()
    tables["majors"] = tables["majors"].tail(1)
    assert exports.unshown_note() == ""
    monkeypatch.setattr(fonts, "font_file", lambda: None)  # not installed
    fonts.font_face.cache_clear()
    fonts.known_characters.cache_clear()
    assert exports.unshown_note() == ""
    monkeypatch.undo()
    fonts.font_face.cache_clear()
    fonts.known_characters.cache_clear()
