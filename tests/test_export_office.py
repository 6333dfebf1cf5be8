"""Office documents as LibreOffice prints them: nothing overflows, no page too many."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.builds.opened import Build
from graph.export.documents import Order, document, document_bytes
from graph.export.documents.slide_flow import BOTTOM, LEFT, TOP, WIDE, Grid, flow
from graph.gap.scope import GapParameters
from graph.ontology import load
from tests import papers
from tests.offices import office_pdfs
from tests.papers import made
from tests.test_export_letterhead import HEAD

FOOT = 6.97  # inches, where the foot of a slide begins
HANGING = 0.34  # inches: a full stop of a Chinese line may stand outside it
SLIDES = ("briefing.zh.pptx", "briefing.en.pptx", "task-sheet.zh.pptx")
BRIEFINGS = ("briefing.zh.docx", "briefing.en.docx")
REPORT = "annual-report.zh.docx"
Printed = dict[str, bytes]


def written(build: Build, names: tuple[str, ...]) -> Printed:
    """Documents by names of what, language and suffix; no two would be printed to one file."""
    found = {}
    for name in names:
        what, lang, suffix = name.split(".")
        content = papers.written(build, what, f".{suffix}", lang)
        found[f"{what}-{lang}-{suffix}.{suffix}"] = content
    return found


@pytest.fixture(scope="module")
def printed(
    wuzhou: Build, tmp_path_factory: pytest.TempPathFactory, require: Callable[..., None]
) -> Printed:
    """What LibreOffice prints with our font alone."""
    require("soffice", "LibreOffice (libreoffice-writer, libreoffice-impress) is not installed")
    names = (*SLIDES, *BRIEFINGS, REPORT)
    several = office_pdfs(written(wuzhou, names), tmp_path_factory.mktemp("office"))
    return dict(zip(names, several.values(), strict=True))


@pytest.mark.parametrize("name", SLIDES)
def test_slides_do_not_overflow(wuzhou: Build, printed: Printed, name: str) -> None:
    """Nothing but the foot stands below the content, and nothing right of the margin."""
    pdfplumber = pytest.importorskip("pdfplumber")
    content = written(wuzhou, (name,)).popitem()[1]
    pages = len(pytest.importorskip("pptx").Presentation(io.BytesIO(content)).slides)
    with pdfplumber.open(io.BytesIO(printed[name])) as book:
        assert len(book.pages) == pages
        for page in book.pages:
            for one in page.chars:
                if one["text"].strip() and one["top"] < FOOT * 72:
                    assert one["bottom"] <= (BOTTOM + 0.12) * 72, page.extract_text()
                    assert one["x1"] <= (WIDE - LEFT + HANGING) * 72, page.extract_text()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_short_table_is_divided(wuzhou: Build, lang: str) -> None:
    """A table that fits on a slide stands on one."""
    found: dict[tuple[str, ...], list[float]] = {}
    for slide in flow(made(wuzhou, "briefing", lang).on_pages()):
        for grid in (item for item in slide.items if isinstance(item, Grid)):
            found.setdefault(grid.rows[0], []).append(sum(grid.highs))
    assert all(len(highs) == 1 or sum(highs) > BOTTOM - TOP for highs in found.values())


def test_the_contents_of_a_report_are_filled(wuzhou: Build, printed: Printed) -> None:
    found = made(wuzhou, "annual-report", "zh")
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(io.BytesIO(printed[REPORT])) as book:
        contents = book.pages[1].extract_text().replace(" ", "")
    for number, section in zip(found.numbers(), found.sections, strict=True):
        assert f"{number}{section.heading}" in contents


def test_a_briefing_is_two_pages(wuzhou: Build, printed: Printed, tmp_path: Path) -> None:
    """Also in wider fonts, without any Chinese font, and with a letterhead and a long scope."""
    asked = Order("en", GapParameters(persistence=5.0), letterhead=HEAD)
    headed = document_bytes(document("briefing", wuzhou, load(), asked), ".docx")
    contents = written(wuzhou, BRIEFINGS) | {"headed.docx": headed}
    others = office_pdfs(contents, tmp_path, own_font=False)
    pdfplumber = pytest.importorskip("pdfplumber")
    for one in (*(printed[name] for name in BRIEFINGS), *others.values()):
        with pdfplumber.open(io.BytesIO(one)) as book:
            assert len(book.pages) <= 2
            (picture,) = book.pages[1].images
            assert picture["x0"] >= 53  # between the margins
            assert picture["x1"] <= 543
