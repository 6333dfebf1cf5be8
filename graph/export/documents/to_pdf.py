"""A document as PDF, by typst: our font inside and no other, all text passed as data."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from graph.draw.scene import shown_texts
from graph.export.documents.archive import day_of
from graph.export.documents.letters import (
    annex_name,
    contact_line,
    issuer_size,
    numbered,
    recipients_line,
    signed_lines,
)
from graph.export.documents.model import MOST_ROWS, Block, Document, Paragraph, Table
from graph.export.documents.office import AUTHOR
from graph.export.documents.paper import BODY_OFFICIAL, LINE_OFFICIAL, TITLE_OFFICIAL
from graph.export.documents.pictures import inside_svg
from graph.export.documents.widths import title_size, widths
from graph.export.fonts import (
    FAMILY,
    missing_characters,
    of_extra,
    used_characters,
    write_files,
)
from graph.export.glyphs import explained, legible, marked
from graph.words import say

TEMPLATE = Path(__file__).with_name("document.typ")
TITLE = 19.0  # in points
CELL_PADDING = 11.0
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
    with of_extra("typst"):
        import typst
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
    day, paper = day_of(document.stamp.as_of), document.paper
    body, annexes = document.parts()
    sections = []
    number = 0
    for place, section in enumerate((*body, *annexes)):
        blocks = []
        is_tight = document.compact or place == 0  # the first page is one page
        for k, block in enumerate(section.blocks):
            number += 1
            plain = _block(block, folder / f"picture-{number}.svg", document)
            plain["sticky"] = leads_to(document, section.blocks, k)
            plain["inset"] = 2.1 if is_tight else 4.0
            blocks.append(plain)
        sections.append(
            {
                "heading": section.heading,
                "new-page": section.new_page,
                "blocks": blocks,
            }
        )
    return {
        "title": document.title,
        "title-size": title_size(
            document.title, TITLE_OFFICIAL if paper.is_official else TITLE, paper.wide_points
        ),
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
        "contents": document.contents and not paper.is_official,
        "compact": document.compact,
        "margin": {side: getattr(paper, side) for side in ("left", "right", "top", "bottom")},
        "contents-title": say("document.contents", document.lang),
        "sections": sections[: len(body)],
        "annexes": [
            plain | {"name": annex_name(k, len(annexes), document.lang)}
            for k, plain in enumerate(sections[len(body) :], 1)
        ],
        "paper": {
            "official": paper.is_official,
            "body": BODY_OFFICIAL,
            "line": LINE_OFFICIAL,
        },
        "letters": _letters(document, tuple(section.heading for section in annexes)),
    }


def _letters(document: Document, annexes: tuple[str, ...]) -> dict[str, Any]:
    """Return the lines of the letterhead as the template reads them."""
    head = document.letterhead
    return {
        "issuer": head.issuer,
        "issuer-size": issuer_size(head.issuer),
        "number": head.number,
        "recipients": recipients_line(document),
        "annexes-lead": say("letterhead.annexes", document.lang),
        "annexes": numbered(annexes),
        "signed": signed_lines(document),
        "contact": contact_line(document),
        "face": say("letterhead.face", document.lang),
    }


def leads_to(document: Document, blocks: Sequence[Block], k: int) -> bool:
    """Tell whether a paragraph belongs to the table or picture after it, or a table to its note.

    None does on official paper: its first page has to show text.
    """
    following = blocks[k + 1] if k + 1 < len(blocks) else None
    if isinstance(blocks[k], Paragraph):
        is_leading = following is not None and not isinstance(following, Paragraph)
        return is_leading and not document.paper.is_official
    return isinstance(following, Paragraph) and following.style == "note"


def _block(block: Block, file: Path, document: Document) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "style": block.style, "text": block.text}
    if isinstance(block, Table):
        frame = block.printed(MOST_ROWS, document.lang)
        size = document.paper.table_size(len(frame.columns))
        return {
            "kind": "table",
            "caption": block.caption,
            "tag": block.tag.text,
            "invented": block.tag.invented,
            "total": frame.total,
            "size": size,
            "widths": widths(frame, document.paper.wide_points, size, CELL_PADDING),
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
        "width": document.paper.picture_width(h / w),
        "alt": block.scene.description,
    }
