"""The gallery shows every picture there is, in files that are small, in both languages."""

from __future__ import annotations

import io
import re

import pytest

from graph.settings import PICTURE_NAMES, ROOT
from graph.words import LANGUAGES
from views.gallery import BRIEFING_PAGES, FOLDER, GALLERY, MOST_BYTES, PAGES, page, small

DOCS = ROOT / "docs"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_of_today_and_its_pictures_are_there(lang: str) -> None:
    text = (DOCS / PAGES[lang]).read_text(encoding="utf-8")
    assert text == page(lang)
    files = re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)
    assert len(files) == len(GALLERY) + BRIEFING_PAGES
    for file in files:
        assert 0 < (DOCS / file).stat().st_size <= MOST_BYTES


def test_every_picture_is_shown_and_every_file_is() -> None:
    assert {shown.what for shown in GALLERY} == set(PICTURE_NAMES)
    stems = [one.stem for one in GALLERY]
    stems += [f"briefing-{k}" for k in range(1, BRIEFING_PAGES + 1)]
    shown = {f"{stem}.{lang}.png" for stem in stems for lang in LANGUAGES}
    assert {file.name for file in (DOCS / FOLDER).iterdir()} == shown


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_ribbon_is_on_the_first_screen(name: str) -> None:
    head = (ROOT / name).read_text(encoding="utf-8").splitlines()[:20]
    found = re.findall(r'(?:src|srcset)="([^"]+)"', "\n".join(head))
    assert len(found) == 2
    assert all((ROOT / file).is_file() for file in found)


def test_a_picture_with_many_colours_becomes_small() -> None:
    image = pytest.importorskip("PIL.Image")
    drawn = image.linear_gradient("L").resize((900, 900)).convert("RGB")
    out = io.BytesIO()
    drawn.save(out, "PNG")
    made = small(out.getvalue())
    assert len(made) <= MOST_BYTES
    with image.open(io.BytesIO(made)) as found:
        assert found.size == (900, 900)


def test_commands_are_those_of_the_pictures() -> None:
    told = [one.command for one in GALLERY]
    assert 'twinchain export network --around "4-10-01-05"' in told
    assert "twinchain export ribbon --theme dark" in told
