"""A scene inside a document, without the title, note and source line that the document prints."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from graph.draw.page import MARGIN, TOP
from graph.draw.scene import Scene, shown_texts
from graph.export.fonts import used_characters
from graph.export.glyphs import legible
from graph.export.png import pixels
from graph.export.svg import number, svg

LEAST = 8.0  # paper around the picture, in pixels
BELOW = 14.0  # paper below the middle of the legend, in pixels
PIXELS = 1_400  # across a page: more than 200 in an inch


def inside(scene: Scene) -> tuple[Scene, tuple[float, float, float, float]]:
    """Return a scene without the words around it, and what remains: x, y, width, height."""
    x, y = MARGIN - LEAST, TOP - LEAST
    content = scene.content[1] + scene.content[3]
    bottom = max((item.y + BELOW for item in scene.legend), default=content)
    part = (x, y, scene.width - 2 * x, ceil(bottom - y))
    return replace(scene, furniture=(), plates=()), part


def inside_svg(scene: Scene, *, outlines: bool = False) -> tuple[str, float, float]:
    """Return the bare picture with its legend; its width and height in pixels.

    ``outlines``: for programs that would show it in fonts of the machine.
    """
    scene = legible(scene)
    bare, (x, y, w, h) = inside(scene)
    whole = f'viewBox="0 0 {number(scene.width)} {number(scene.height)}"'
    size = f'width="{number(scene.width)}" height="{number(scene.height)}"'
    markup = svg(bare, with_font=False, flat=outlines, outlines=outlines)
    markup = markup.replace(whole, f'viewBox="{number(x)} {number(y)} {number(w)} {number(h)}"', 1)
    return markup.replace(size, f'width="{number(w)}" height="{number(h)}"', 1), w, h


def inside_png(scene: Scene, width: int = PIXELS) -> tuple[bytes, float]:
    """Return the bare picture as PNG, and its height for a width of 1."""
    markup, w, h = inside_svg(scene)
    return pixels(markup, used_characters(shown_texts(legible(scene))), width), h / w
