"""The numbers in the sentences of a document, held against the tables beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.export.documents.material import Material
from graph.export.documents.model import Document, Paragraph, Table

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
    """Sentences with a number that is not in a table of their section."""
    return [
        block.text
        for section in found.sections
        for block in section.blocks
        if isinstance(block, Paragraph)
        and not set(figures(block))
        <= _beside(block, [one.frame for one in section.blocks if isinstance(one, Table)], allowed)
    ]


def _beside(sentence: Paragraph, frames: list[object], allowed: set[str]) -> set[str]:
    """What a sentence may say: cells of the tables beside it, else what is allowed."""
    if not sentence.cells:
        return allowed
    return {str(cell) for cell in sentence.cells if cell.frame in frames}
