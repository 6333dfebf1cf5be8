"""What can be taken along from a page: everything it shows, in every format, sensibly named."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graph.export.names import LONGEST_BYTES, file_name
from graph.words import say
from tests.browsers import Visit
from views.parts.exports import PICTURE_SUFFIXES

BEGINNINGS = {".png": b"\x89PNG", ".pptx": b"PK", ".gexf": b"<?xml"}


def menu(visit: Visit, view: str, what: str | None = None) -> Page:
    """The page with its menu open, at one of the things it offers."""
    there = visit.open(view)
    there.get_by_role("button", name=say("web.exports.label", "en")).click()
    if what:
        there.get_by_text(say(f"web.exports.{what}", "en"), exact=True).click()
        visit.wait()
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


@pytest.mark.parametrize(
    ("view", "what", "begins"),
    [
        ("/?lang=en", "briefing", "Wuzhou-2024-Briefing"),
        ("/gap?lang=en&level=5", "gap", "Wuzhou-2024-Gap-report"),
        ("/warnings?lang=en", None, "Wuzhou-2024-Warnings"),
        ("/measures?lang=en&unit=wz-jyj", None, "Wuzhou-2024-Education-Bureau-Task-sheet"),
    ],
)
def test_a_document_is_made_for_the_page(
    visit: Visit, view: str, what: str | None, begins: str
) -> None:
    menu(visit, view, what)
    name, content = taken(visit, ".pdf")
    assert name == f"{begins}-2024-12-31.pdf"
    assert content.startswith(b"%PDF")


def test_all_data_are_taken_along(visit: Visit) -> None:
    menu(visit, "/data?lang=en")
    name, content = taken(visit, ".nq")
    assert name == "Wuzhou-All-data-2024-12-31.nq"
    assert content.startswith(b"<http")


def test_a_menu_is_left_with_the_keyboard(visit: Visit) -> None:
    there = menu(visit, "/?lang=en")
    expect(there.locator(".st-key-exports-formats")).to_be_visible()
    there.keyboard.press("Escape")
    expect(there.locator(".st-key-exports-formats")).to_be_hidden()


def test_a_name_fits_every_system() -> None:
    name = file_name(("\u202e..\\a/b:c*", "长" * 200, "2024-12-31"), ".pdf")
    assert name.endswith(".pdf")
    assert len(name.encode()) <= LONGEST_BYTES
    assert not set(name) & set('\\/:*?"<>|\u202e')
    assert file_name(("***",), ".png") == "twinchain.png"
