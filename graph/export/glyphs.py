"""Labels with characters that the font of pictures and documents cannot show: findings, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from graph.export.fonts import missing_characters
from graph.ontology import load
from graph.words import join, say

NAMED = 5  # labels that are named; the rest is counted
_NO_ROWS = pl.DataFrame()
LONGEST = 40  # characters of a label that are told


@dataclass(frozen=True)
class NoGlyph:
    """A label, and the characters in it that the font has no glyph for."""

    label: str
    characters: str


def no_glyphs(texts: Iterable[str]) -> tuple[NoGlyph, ...]:
    """Every label that is not shown whole, in the order in which they come.

    >>> no_glyphs(["㙍 𬭚 镕", "a ⴲ b"])
    (NoGlyph(label='a ⴲ b', characters='ⴲ'),)
    """
    several = list(dict.fromkeys(texts))
    if not missing_characters(several):
        return ()
    told = ((text, missing_characters([text])) for text in several)
    return tuple(NoGlyph(text, characters) for text, characters in told if characters)


def unshown_names(tables: Mapping[str, pl.DataFrame]) -> tuple[NoGlyph, ...]:
    """The names of things that pictures and documents of a build cannot show whole."""
    texts: dict[str, None] = {}
    for table, declared in load().tables.items():
        frame = tables.get(table, _NO_ROWS)
        named = [c.name for c in declared.columns if c.is_label or c.is_title]
        for name in frame.columns:
            if name in named and frame.schema[name] == pl.String:
                texts.update(dict.fromkeys(frame[name].drop_nulls().unique(maintain_order=True)))
    return no_glyphs(texts)


def told(found: Iterable[NoGlyph], lang: str) -> str:
    """The finding in words: which labels, which characters, and what to do."""
    several = sorted(found, key=lambda one: len(one.label))
    names = [
        say("export.glyphs_of", lang, label=shown(one.label), characters=" ".join(one.characters))
        for one in several[:NAMED]
    ]
    rest = len(several) - NAMED
    text = join(names, lang)
    if rest > 0:
        text = say("gap.and_more", lang, names=text, rest=rest)
    return say("export.no_glyph", lang, labels=text)


def shown(label: str) -> str:
    """A label as it is told: on one line, not longer than needed to find it."""
    text = " ".join(label.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
