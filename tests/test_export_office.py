"""Office documents as LibreOffice prints them: nothing overflows, no page too many."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.builds.opened import Build, open_build
from graph.export.documents import Order, document, document_bytes
from graph.export.documents.model import Document
from graph.ontology import load
from tests.offices import LONGEST_S, office_pdf

A_UNIT = "市教育局"
HANGING = 0.34  # inches: a full stop of a Chinese line may stand outside it


@pytest.fixture(scope="module")
def wuzhou(homes: dict[str, Path]) -> Build:
    return open_build(homes["wuzhou"])


def made(build: Build, what: str, lang: str = "zh") -> Document:
    return document(what, build, load(), Order(lang, unit=A_UNIT))


def rendered(content: bytes, suffix: str, folder: Path, own_font: bool) -> bytes:
    """The document as LibreOffice prints it: with our font alone, or with the machine's."""
    if own_font:
        return office_pdf(content, suffix, folder)
    (folder / f"document{suffix}").write_bytes(content)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    command += ["--convert-to", "pdf", "--outdir", str(folder), str(folder / f"document{suffix}")]
    subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_S)
    return (folder / "document.pdf").read_bytes()


@pytest.mark.parametrize("what", ["briefing"])
def test_slides_do_not_overflow_in_libreoffice(
    wuzhou: Build, what: str, tmp_path: Path, require: Callable[..., None]
) -> None:
    """Nothing but the foot stands below the content, and nothing right of the margin."""
    require("soffice", "LibreOffice (libreoffice-impress) is not installed")
    pdfplumber = pytest.importorskip("pdfplumber")
    from graph.export.documents.slide_flow import BOTTOM, LEFT, WIDE

    content = document_bytes(made(wuzhou, what), ".pptx")
    pages = len(pytest.importorskip("pptx").Presentation(io.BytesIO(content)).slides)
    with pdfplumber.open(io.BytesIO(rendered(content, ".pptx", tmp_path, True))) as book:
        assert len(book.pages) == pages
        for page in book.pages:
            for one in page.chars:
                if one["text"].strip() and one["top"] < 7.0 * 72:
                    assert one["bottom"] <= (BOTTOM + 0.12) * 72, page.extract_text()
                    assert one["x1"] <= (WIDE - LEFT + HANGING) * 72, page.extract_text()


def test_docx_is_read_by_libreoffice_with_its_contents(
    wuzhou: Build, tmp_path: Path, require: Callable[..., None]
) -> None:
    require("soffice", "LibreOffice (libreoffice-writer) is not installed")
    found = made(wuzhou, "annual-report")
    pdfplumber = pytest.importorskip("pdfplumber")
    printed = rendered(document_bytes(found, ".docx"), ".docx", tmp_path, True)
    with pdfplumber.open(io.BytesIO(printed)) as book:
        first = book.pages[0].extract_text().replace(" ", "")
    for number, section in zip(found.numbers(), found.sections, strict=True):
        assert f"{number}{section.heading}" in first


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("with_font", [True, False])
def test_docx_briefing_is_two_pages_in_libreoffice(
    wuzhou: Build, lang: str, with_font: bool, tmp_path: Path, require: Callable[..., None]
) -> None:
    """Also where the fonts it names are wider ones, and where there is no Chinese font at all."""
    require("soffice", "LibreOffice (libreoffice-writer) is not installed")
    found = made(wuzhou, "briefing", lang)
    printed = rendered(document_bytes(found, ".docx"), ".docx", tmp_path, with_font)
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(io.BytesIO(printed)) as book:
        assert len(book.pages) <= 2
        (picture,) = book.pages[0].images
        assert picture["x0"] >= 53  # between the margins
        assert picture["x1"] <= 543
