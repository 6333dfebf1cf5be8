"""Labels with characters that the font of pictures and documents cannot show.

Each is a finding, by name; where it is drawn, a mark that is explained takes the character's place:
never an empty box, and never a glyph of a font that the next machine does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from graph.draw.page import MARGIN, SMALL
from graph.draw.scene import Scene, Text, shown_texts
from graph.export.fonts import missing_characters
from graph.ontology import load
from graph.words import join, say

NAMED = 5  # labels that are named; the rest is counted
_NO_ROWS = pl.DataFrame()
LONGEST = 40  # characters of a label that are told


MARK = "〓"  # the printer's sign for a missing type
BELOW = 17.0  # a picture, for the line that explains the mark


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


def marked(text: str, missing: Iterable[str]) -> str:
    """A text with a mark for every character that is missing.

    >>> marked("a ⴲ b", "ⴲ")
    'a 〓 b'
    """
    return text.translate(dict.fromkeys(map(ord, missing), MARK))


def legible(scene: Scene) -> Scene:
    """A scene whose drawn texts the font can show, with a line that explains the mark.

    What is only told (tooltips, descriptions) keeps its characters.
    """
    missing = missing_characters(shown_texts(scene))
    if not missing:
        return scene

    def lines(several: Iterable[str]) -> tuple[str, ...]:
        return tuple(marked(one, missing) for one in several)

    def text(one: Text) -> Text:
        return replace(one, text=marked(one.text, missing))

    why = explained(missing, scene.lang)
    line = Text("glyphs", MARGIN, scene.height - 15 + BELOW, why, SMALL, "muted")
    return replace(
        scene,
        height=scene.height + BELOW,
        note=f"{scene.note} {why}".strip(),
        boxes=tuple(
            replace(one, lines=lines(one.lines), mark=marked(one.mark, missing))
            for one in scene.boxes
        ),
        nodes=tuple(
            replace(one, lines=lines(one.lines), mark=marked(one.mark, missing))
            for one in scene.nodes
        ),
        texts=tuple(map(text, scene.texts)),
        furniture=(*map(text, scene.furniture), line),
        legend=tuple(replace(one, label=marked(one.label, missing)) for one in scene.legend),
    )


def explained(missing: str, lang: str) -> str:
    """What the mark stands for, by the numbers of the characters."""
    codes = [f"U+{ord(one):04X}" for one in missing]
    shown = join(codes[:NAMED], lang)
    if len(codes) > NAMED:
        shown = say("gap.and_more", lang, names=shown, rest=len(codes) - NAMED)
    return say("export.mark", lang, mark=MARK, codes=shown)


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
