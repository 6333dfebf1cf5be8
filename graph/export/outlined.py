"""Texts as outlines, for programs that show a picture with whatever fonts the machine has."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from graph.draw.scene import Text
from graph.export.fonts import BOLD, REGULAR, font_face


def outlined(text: Text) -> str:
    """Return the SVG path of a line of text, in units of the font, and where it stands."""
    weight = BOLD if text.bold else REGULAR
    commands, wide = _drawn(" ".join(text.text.split()), weight)
    scale = text.size / _font(weight).face.upem
    left = text.x - {"start": 0.0, "middle": wide / 2, "end": wide}[text.anchor] * scale
    place = f"translate({left:.2f} {text.y:.2f}) scale({scale:.5f} {-scale:.5f})"
    return f'd="{commands}" transform="{place}"'


@lru_cache(maxsize=1024)
def _drawn(words: str, weight: int) -> tuple[str, int]:
    """Return the commands that draw a line of text, and its width; labels repeat."""
    from fontTools.pens.svgPathPen import SVGPathPen
    from fontTools.pens.transformPen import TransformPen

    font = _font(weight)
    glyphs, wide = _shaped(words, font)
    pen = SVGPathPen(None, lambda value: str(round(value)))
    for glyph, x, y in glyphs:
        font.draw_glyph_with_pen(glyph, TransformPen(pen, (1, 0, 0, 1, x, y)))
    return pen.getCommands(), wide


def _shaped(text: str, font: Any) -> tuple[list[tuple[int, int, int]], int]:
    """Return glyphs with their places, and the width of all; nothing of an empty text."""
    import uharfbuzz

    if not text:
        return [], 0
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    glyphs, x = [], 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append((info.codepoint, x + position.x_offset, position.y_offset))
        x += position.x_advance
    return glyphs, x


@lru_cache(maxsize=2)
def _font(weight: int) -> Any:
    import uharfbuzz

    font = uharfbuzz.Font(font_face())
    font.set_variations({"wght": weight})
    return font
