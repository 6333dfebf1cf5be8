"""Labels with characters that the font of pictures and documents cannot show.

Each is a finding, by name; in a picture, a mark with an explanation replaces the character: never
an empty box, and never a glyph of a font that the next machine does not have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from graph.draw.page import MARGIN, SMALL
from graph.draw.scene import Scene, Text, shown_texts
from graph.export.fonts import missing_characters
from graph.ontology import load
from graph.words import first_few, say

NAMED = 5  # labels named in a finding; the others are counted
_NO_ROWS = pl.DataFrame()
LONGEST = 40  # characters of a label in a finding


MARK = "〓"  # the printer's sign for a missing type
BELOW = 17.0  # extra height for the line that explains the mark


@dataclass(frozen=True)
class NoGlyph:
    """A label, and the characters in it that the font has no glyph for."""

    label: str
    characters: str


def no_glyphs(texts: Iterable[str]) -> tuple[NoGlyph, ...]:
    """Return every label that the font cannot show whole, in order of appearance.

    >>> no_glyphs(["㙍 𬭚 镕", "a ⴲ b"])
    (NoGlyph(label='a ⴲ b', characters='ⴲ'),)
    """
    labels = list(dict.fromkeys(texts))
    if not missing_characters(labels):
        return ()
    checked = ((text, missing_characters([text])) for text in labels)
    return tuple(NoGlyph(text, characters) for text, characters in checked if characters)


def marked(text: str, missing: Iterable[str]) -> str:
    """Replace every missing character with a mark.

    >>> marked("a ⴲ b", "ⴲ")
    'a 〓 b'
    """
    return text.translate(dict.fromkeys(map(ord, missing), MARK))


def legible(scene: Scene) -> Scene:
    """Return the scene with marks for missing characters, and a line that explains the mark.

    Texts that are not drawn (tooltips, descriptions) keep their characters.
    """
    missing = missing_characters(shown_texts(scene))
    if not missing:
        return scene

    def lines(originals: Iterable[str]) -> tuple[str, ...]:
        return tuple(marked(original, missing) for original in originals)

    def text(original: Text) -> Text:
        return replace(original, text=marked(original.text, missing))

    explanation = explained(missing, scene.lang)
    line = Text("glyphs", MARGIN, scene.height - 15 + BELOW, explanation, SMALL, "muted")
    return replace(
        scene,
        height=scene.height + BELOW,
        note=f"{scene.note} {explanation}".strip(),
        boxes=tuple(
            replace(box, lines=lines(box.lines), mark=marked(box.mark, missing))
            for box in scene.boxes
        ),
        nodes=tuple(
            replace(node, lines=lines(node.lines), mark=marked(node.mark, missing))
            for node in scene.nodes
        ),
        texts=tuple(map(text, scene.texts)),
        furniture=(*map(text, scene.furniture), line),
        legend=tuple(replace(item, label=marked(item.label, missing)) for item in scene.legend),
    )


def explained(missing: str, lang: str) -> str:
    """Explain the mark by the code points of the characters it replaces."""
    codes = [f"U+{ord(character):04X}" for character in missing]
    return say("export.mark", lang, mark=MARK, codes=first_few(codes, lang, NAMED))


def unshown_names(tables: Mapping[str, pl.DataFrame]) -> tuple[NoGlyph, ...]:
    """Return the names of things that pictures and documents of a build cannot show whole."""
    texts: dict[str, None] = {}
    for table, declared in load().tables.items():
        frame = tables.get(table, _NO_ROWS)
        name_columns = [c.name for c in declared.columns if c.is_label or c.is_title]
        for name in frame.columns:
            if name in name_columns and frame.schema[name] == pl.String:
                texts.update(dict.fromkeys(frame[name].drop_nulls().unique(maintain_order=True)))
    return no_glyphs(texts)


def missing_glyphs_note(findings: Iterable[NoGlyph], lang: str) -> str:
    """Word the finding: which labels, which characters, and the remedy."""
    ordered = sorted(findings, key=lambda finding: len(finding.label))
    names = [
        say(
            "export.glyphs_of",
            lang,
            label=_short_label(finding.label),
            characters=" ".join(finding.characters),
        )
        for finding in ordered[:NAMED]
    ]
    return say("export.no_glyph", lang, labels=first_few(names, lang, NAMED, len(ordered)))


def _short_label(label: str) -> str:
    """Shorten a label to one line, long enough to find it."""
    text = " ".join(label.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
