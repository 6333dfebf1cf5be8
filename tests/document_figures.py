"""The numbers in the sentences of a document, held against the tables beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.export.documents.frames import Frame
from graph.export.documents.material import Material
from graph.export.documents.model import Document, Paragraph, Section, Table

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")
INSIDE = re.compile(r"［[^］]*］|\[[^\]]*\]")


def figures(paragraph: Paragraph) -> Iterator[str]:
    """The numbers of a sentence, without codes in brackets, names and dates."""
    text = INSIDE.sub("", paragraph.text)
    for word in sorted(paragraph.words, key=len, reverse=True):
        text = text.replace(INSIDE.sub("", word), "", 1) if word else text
    yield from (one.rstrip(",") for one in NUMBER.findall(text))


def assumed(m: Material) -> set[str]:
    """The persons that assumptions touch, and other bases: said once, in no table."""
    values = [one for each in m.report.assumptions for one in each.values.values()]
    values += m.report.other_bases.values()
    return {f"{one:,}" for one in values if isinstance(one, int)} | {"0"}


def figures_of_their_own(found: Document, allowed: set[str]) -> list[str]:
    """Sentences with a number that is not in a table of their section.

    The first page and the titles of slides sum up: theirs may be in any table of the document.
    """
    tables = [_frames(section) for section in found.sections]
    everywhere = [frame for frames in tables for frame in frames]
    sentences = [
        (block, tables[k] if k else everywhere)
        for k, section in enumerate(found.sections)
        for block in section.blocks
        if isinstance(block, Paragraph)
    ]
    sentences += [(section.message, everywhere) for section in found.sections if section.message]
    return [
        block.text
        for block, frames in sentences
        if not set(figures(block)) <= _beside(block, frames, allowed)
    ]


def _frames(section: Section) -> list[Frame]:
    return [block.frame for block in section.blocks if isinstance(block, Table)]


def _beside(sentence: Paragraph, frames: list[Frame], allowed: set[str]) -> set[str]:
    """What a sentence may say: cells of the tables beside it, else what is allowed."""
    if not sentence.cells:
        return allowed
    return {str(cell) for cell in sentence.cells if cell.frame in frames}
