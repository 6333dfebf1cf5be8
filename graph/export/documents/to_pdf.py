"""A document as PDF, by typst: our font inside and no other, all text passed as data."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from graph.draw.scene import shown_texts
from graph.export.documents.archive import day_of
from graph.export.documents.model import MOST_ROWS, Block, Document, Paragraph, Table
from graph.export.documents.office import AUTHOR
from graph.export.documents.pictures import inside_svg
from graph.export.documents.widths import title_size, widths
from graph.export.fonts import (
    FAMILY,
    missing_characters,
    missing_extra,
    used_characters,
    write_files,
)
from graph.export.glyphs import explained, legible, marked
from graph.words import say

TEMPLATE = Path(__file__).with_name("document.typ")
WIDE_CM, HIGH_CM = 17.2, 20.5
TITLE = 19.0  # in points
SMALL_FROM = 7  # columns, the first number that gets small type
POINTS_CM, CELL_PADDING = 72 / 2.54, 11.0
NUMERALS = "零一二三四五六七八九十百"  # characters of typst's section numbers


def to_pdf(document: Document) -> bytes:
    """Return the bytes of the file.

    Raises:
        WrongInput: the extra is not installed.
    """
    (content,) = _compiled(document, "pdf")
    return content


def to_pages(document: Document, dots_per_inch: float) -> tuple[bytes, ...]:
    """Return the pages as PNG pictures.

    Raises:
        WrongInput: the extra is not installed.
    """
    return _compiled(document, "png", dots_per_inch)


def _compiled(
    document: Document, form: Literal["pdf", "png"], dots_per_inch: float = 144.0
) -> tuple[bytes, ...]:
    try:
        import typst
    except ModuleNotFoundError:
        raise missing_extra("typst") from None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = list(document.texts())
        for picture in document.pictures:
            texts += shown_texts(legible(picture.scene))
        plain = _plain(document, folder)
        missing = missing_characters([json.dumps(plain, ensure_ascii=False)])
        plain["glyphs"] = explained(missing, document.lang) if missing else ""
        data = marked(json.dumps(plain, ensure_ascii=False), missing)
        numbers = document.numbers()
        write_files(used_characters([*texts, *numbers, NUMERALS, data]), folder)
        (folder / "document.json").write_text(data, encoding="utf-8")
        (folder / "document.typ").write_bytes(TEMPLATE.read_bytes())
        output: bytes | list[bytes] = typst.compile(
            str(folder / "document.typ"),
            format=form,
            ppi=dots_per_inch,
            root=str(folder),
            font_paths=[str(folder)],
            ignore_system_fonts=True,
            timestamp=int(day_of(document.stamp.as_of).timestamp()),
        )
    return (output,) if isinstance(output, bytes) else tuple(output)


def _plain(document: Document, folder: Path) -> dict[str, Any]:
    """Return the document as the template reads it; write its pictures as files beside it."""
    day = day_of(document.stamp.as_of)
    sections = []
    number = 0
    for section in document.sections:
        blocks = []
        for k, block in enumerate(section.blocks):
            number += 1
            plain = _block(block, folder / f"picture-{number}.svg", document.lang)
            plain["sticky"] = leads_to(section.blocks, k)
            blocks.append(plain)
        sections.append(
            {
                "level": section.level,
                "heading": section.heading,
                "new-page": section.new_page,
                "blocks": blocks,
            }
        )
    return {
        "title": document.title,
        "title-size": title_size(document.title, TITLE, WIDE_CM * POINTS_CM),
        "running": document.title,
        "author": AUTHOR,
        "subject": document.facts,
        "facts": document.facts,
        "scope": document.scope,
        "mark": document.mark,
        "warning": document.warning,
        "source": say("document.footer", document.lang, build=document.stamp.build or "–"),
        "day": [day.year, day.month, day.day] if document.stamp.as_of else None,
        "lang": document.lang,
        "region": "cn" if document.lang == "zh" else "gb",
        "font": FAMILY,
        "contents": document.contents,
        "compact": document.compact,
        "contents-title": say("document.contents", document.lang),
        "sections": sections,
    }


def table_size(table: Table) -> float:
    """Return the font size of a table in points: smaller where it has many columns."""
    return 8.0 if len(table.frame.columns) >= SMALL_FROM else 9.0


def leads_to(blocks: Sequence[Block], k: int) -> bool:
    """Tell whether a paragraph belongs to the table or picture that follows it."""
    return (
        isinstance(blocks[k], Paragraph)
        and blocks[k + 1 : k + 2] != ()
        and not isinstance(blocks[k + 1], Paragraph)
    )


def _block(block: Block, file: Path, lang: str) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "style": block.style, "text": block.text}
    if isinstance(block, Table):
        frame = block.printed(MOST_ROWS, lang)
        size = table_size(block)
        return {
            "kind": "table",
            "caption": block.caption,
            "tag": block.tag.text,
            "invented": block.tag.invented,
            "total": frame.total,
            "size": size,
            "widths": widths(frame, WIDE_CM * POINTS_CM, size, CELL_PADDING),
            "right": [column.is_figure for column in frame.columns],
            "heads": [column.heading for column in frame.columns],
            "rows": [list(row) for row in frame.text_rows()],
        }
    markup, w, h = inside_svg(block.scene)
    file.write_text(markup, encoding="utf-8")
    return {
        "kind": "picture",
        "caption": block.caption,
        "tag": block.tag.text,
        "invented": block.tag.invented,
        "note": legible(block.scene).note,
        "file": file.name,
        "width": min(WIDE_CM, HIGH_CM * w / h),
        "alt": block.scene.description,
    }
