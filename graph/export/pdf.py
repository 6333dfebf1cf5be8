"""A scene as a one-page PDF, by typst: text stays text, with our font inside and no other."""

from __future__ import annotations

import tempfile
from pathlib import Path

from graph.draw.palette import Theme
from graph.draw.scene import Scene, shown_texts
from graph.export.documents.archive import day_of
from graph.export.fonts import FAMILY, of_extra, used_characters, write_files
from graph.export.glyphs import legible
from graph.export.svg import svg

POINTS = 0.75  # points in a pixel


def pdf(scene: Scene, theme: Theme = "light") -> bytes:
    """Return the picture on a page of its own size.

    Raises:
        WrongInput: the extra is not installed.
    """
    with of_extra("typst"):
        import typst
    scene = legible(scene)
    wide, high = scene.width * POINTS, scene.height * POINTS
    title, day = _quoted(scene.title), day_of(scene.stamp.as_of)
    date = f"datetime(year: {day.year}, month: {day.month}, day: {day.day})"
    page = (
        f"#set document(title: {title}, date: {date if scene.stamp.as_of else 'none'})\n"
        f"#set page(width: {wide}pt, height: {high}pt, margin: 0pt)\n"
        f'#set text(font: "{FAMILY}", lang: "{scene.lang}", fallback: false)\n'
        f'#image("picture.svg", width: {wide}pt, alt: {_quoted(scene.description)})\n'
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_files(used_characters(shown_texts(scene)), folder)
        (folder / "picture.svg").write_text(svg(scene, theme, with_font=False), encoding="utf-8")
        (folder / "page.typ").write_text(page, encoding="utf-8")
        content: bytes = typst.compile(
            str(folder / "page.typ"),
            root=str(folder),
            font_paths=[str(folder)],
            ignore_system_fonts=True,
            timestamp=int(day.timestamp()),
        )
    return content


def _quoted(text: str) -> str:
    """Quote a text as a string of typst."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + " ".join(plain.split()) + '"'
