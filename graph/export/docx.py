"""A scene as a text document: the picture, then the rows behind it as a native table."""

from __future__ import annotations

from typing import Any

from graph.draw.measure import width
from graph.draw.scene import Scene
from graph.export.documents.frames import Column, Frame
from graph.export.documents.model import Document, Picture, Section, Table, Tag
from graph.export.documents.to_docx import to_docx
from graph.words import say

LEAST, MOST = 4.5, 16.0  # widths of a column, in characters
FEW = 12  # rows that fit below the picture


def docx(scene: Scene) -> bytes:
    """Return the bytes of the file.

    Raises:
        WrongInput: the extra is not installed.
    """
    return to_docx(document_of(scene))


def document_of(scene: Scene) -> Document:
    """Return the scene as a document, the picture first."""
    caption, tag = scene.subtitle or scene.title, Tag(scene.mark, bool(scene.mark))
    sections = [Section(say("draw.docx.picture", scene.lang), (Picture(scene, caption, tag),))]
    if scene.rows.rows:
        table = Table(frame_of(scene), scene.title, tag)
        sections.append(
            Section(
                say("draw.docx.rows", scene.lang), (table,), new_page=len(scene.rows.rows) > FEW
            )
        )
    return Document(
        kind=scene.kind,
        lang=scene.lang,
        title=scene.title,
        facts=scene.source,
        mark=scene.mark,
        warning=say("document.warning", scene.lang) if scene.mark else "",
        stamp=scene.stamp,
        sections=tuple(sections),
    )


def frame_of(scene: Scene) -> Frame:
    """Return the rows, with columns as wide as their content; figures unchanged."""
    rows = tuple(tuple(map(_value, row)) for row in scene.rows.rows)
    columns = []
    for k, name in enumerate(scene.rows.columns):
        cells = [row[k] for row in rows if row[k] is not None]
        figures = bool(cells) and all(isinstance(cell, (int, float)) for cell in cells)
        longest = max(width(str(text), 1.0) for text in (name, *cells))
        share = min(max(longest, LEAST), MOST)
        columns.append(Column(name, name, "plain" if figures else "text", share))
    return Frame(tuple(columns), rows)


def _value(cell: Any) -> Any:
    """Round a figure to two decimals, whole ones to none."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else round(cell, 2)
    return cell
