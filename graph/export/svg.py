"""A scene as SVG: own elements only, its font inside, no script, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import hypot
from typing import Literal

from graph.draw.palette import mixed
from graph.draw.scene import Band, Bar, Box, Edge, Item, Node, Scene, Text, shown_texts
from graph.export.fonts import BOLD, FAMILY, REGULAR, embedded, used_characters
from graph.export.glyphs import legible
from graph.export.outlined import outlined
from graph.export.shapes import outline

SvgTheme = Literal["light", "dark", "auto"]
# What XML 1.0 cannot hold, and what would turn the direction of all that follows.
UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
BORDER, BORDER_WIDTH = "quiet", 0.8  # around an outline that is no rectangle
RING = 4.0  # distance of a ring from its shape
FONTS = f"'{FAMILY}','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"


def svg(
    scene: Scene,
    theme: SvgTheme = "light",
    *,
    with_font: bool = True,
    prefix: str | None = None,
    dark: str = "",
    flat: bool = False,
    outlines: bool = False,
) -> str:
    """Return the picture; marks replace characters that its font lacks (see ``legible``).

    ``auto``: light, and dark if the reader's system asks for it, or if the selector ``dark`` of
    the surrounding page matches.

    ``prefix``: of the ids, for a page with several pictures; things can then be reached by
    keyboard and streams name their ends. ``flat``: for viewing only, without tooltips; lines of
    one kind are one path, which renders much faster. ``outlines``: letters are shapes and need no
    font.

    >>> from graph.export.svg import escaped
    >>> escaped('<b onclick="x">')
    '&lt;b onclick=&quot;x&quot;&gt;'
    """
    writer = _Svg(legible(scene), theme, with_font, prefix, dark, flat, outlines)
    return "\n".join(writer.lines()) + "\n"


def sayable(text: str) -> str:
    """Replace what XML cannot hold, and remove what turns the direction of a text."""
    return TURNS.sub("", UNSAYABLE.sub("\ufffd", text))


def escaped(text: str) -> str:
    """Escape a text, so that it is nothing but text in XML."""
    text = sayable(text)
    for sign, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot"), ("'", "#39")):
        text = text.replace(sign, f"&{name};")
    return text


def number(value: float) -> str:
    """Write a coordinate in as few digits as needed.

    >>> number(2.50), number(3.0)
    ('2.5', '3')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


class _Svg:
    """A picture while it is written."""

    def __init__(
        self,
        scene: Scene,
        theme: SvgTheme,
        with_font: bool,
        prefix: str | None,
        dark: str,
        flat: bool,
        outlines: bool,
    ) -> None:
        self.dark_where, self.flat, self.outlines = dark, flat, outlines
        self.scene, self.with_font = scene, with_font
        self.prefix, self.reachable = prefix or "", prefix is not None
        self.theme = "dark" if theme == "dark" else "light"
        self.auto = theme == "auto"
        self.dark: dict[str, str] = {}  # class → dark colour, for the automatic theme

    def lines(self) -> Iterator[str]:
        """Yield the file, line by line."""
        scene = self.scene
        body = list(self._body())
        w, h, p = number(scene.width), number(scene.height), self.prefix
        yield '<?xml version="1.0" encoding="UTF-8"?>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" '
            f'viewBox="0 0 {w} {h}" role="img" aria-labelledby="{p}scene-title {p}scene-desc" '
            f'lang="{scene.lang}" font-family="{FONTS}">'
        )
        yield f'<title id="{p}scene-title">{escaped(scene.title)}</title>'
        yield f'<desc id="{p}scene-desc">{escaped(scene.description)}</desc>'
        yield from self._style()
        yield from body
        yield "</svg>"

    def _style(self) -> Iterator[str]:
        rules = []
        if self.with_font:
            characters = used_characters(shown_texts(self.scene))
            rules = [embedded(characters, weight) for weight in (REGULAR, BOLD)]
        if self.dark:
            selector, colours = self.dark_where, sorted(self.dark.items())
            dark = "".join(f"{selector}.{name}{{fill:{c}}}" for name, c in colours)
            dark += "".join(f"{selector}.s{name[1:]}{{stroke:{c}}}" for name, c in colours)
            rules.append(dark if selector else f"@media (prefers-color-scheme:dark){{{dark}}}")
        if rules:
            yield "<style>" + "\n".join(rules) + "</style>"

    def _body(self) -> Iterator[str]:
        scene = self.scene
        w, h = number(scene.width), number(scene.height)
        yield f'<rect width="{w}" height="{h}" {self.fill("paper")}/>'
        yield from (self._bar(bar) for bar in (*scene.lines, *scene.plates))
        yield from (self._band(band) for band in scene.bands)
        if self.flat:
            yield from self._merged([edge for edge in scene.edges if not edge.arrow])
        for edge in scene.edges:
            if edge.arrow or not self.flat:
                yield from self._edge(edge)
        for box in scene.boxes:
            yield from self._box(box)
        for node in scene.nodes:
            yield from self._node(node)
        yield from (self._text(text) for text in scene.texts)
        yield from (self._text(text) for text in scene.furniture)
        for item in scene.legend:
            yield from self._item(item)

    # Colours ----------------------------------------------------------------------------------

    def fill(self, key: str, tint: float = 1.0) -> str:
        return self._colour("fill", "f", key, tint)

    def stroke(self, key: str, tint: float = 1.0) -> str:
        return self._colour("stroke", "s", key, tint)

    def _colour(self, attribute: str, prefix: str, key: str, tint: float) -> str:
        attributes = f'{attribute}="{self._mixed(key, tint, self.theme)}"'
        if self.auto:
            name = re.sub(r"[^A-Za-z0-9_-]", "-", key) + f"-{round(tint * 100)}"
            self.dark["f" + name] = self._mixed(key, tint, "dark")
            attributes += f' class="{prefix}{name}"'
        return attributes

    def _mixed(self, key: str, tint: float, theme: str) -> str:
        colour = self.scene.colour(key, theme)
        return colour if tint >= 1 else mixed(colour, self.scene.colour("paper", theme), tint)

    # Elements ---------------------------------------------------------------------------------

    def _bar(self, bar: Bar) -> str:
        x, y, w, h = (number(v) for v in (bar.x, bar.y, bar.w, bar.h))
        return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" {self.fill(bar.key, bar.tint)}/>'

    def _band(self, band: Band) -> str:
        half = (band.x0 + band.x1) / 2
        x0, x1, mid = number(band.x0), number(band.x1), number(half)
        a, b = number(band.y0), number(band.y1)
        c, d = number(band.y1 + band.w), number(band.y0 + band.w)
        path = f"M{x0} {a}C{mid} {a} {mid} {b} {x1} {b}L{x1} {c}C{mid} {c} {mid} {d} {x0} {d}Z"
        colour = self.scene.colour(band.key, self.theme)
        attributes = f'fill="{colour}" fill-opacity="{number(band.tint)}"'
        if self.auto:
            attributes = self.fill(band.key) + f' fill-opacity="{number(band.tint)}"'
        attributes += self._between(band.source, band.target)
        return f'<path d="{path}" {attributes}>{_tip(band.tooltip)}</path>'

    def _box(self, box: Box) -> Iterator[str]:
        x, y, w, h = (number(v) for v in (box.x, box.y, box.w, box.h))
        yield f"<g {self._reached(box.id)}>{_tip(box.tooltip or box.label)}"
        fill = self.fill(box.fill or box.key, box.tint)
        if box.rings:
            edge = f'{self.stroke(BORDER)} stroke-width="{BORDER_WIDTH}" stroke-linejoin="round"'
            yield f'<path d="{_path(box)}" {fill} fill-rule="evenodd" {edge}/>'
        else:
            yield f'<rect x="{x}" y="{y}" width="{w}" height="{h}" {fill}/>'
        yield from (self._bar(bar) for bar in box.bars)
        yield from (self._text(text) for text in box.texts())
        yield "</g>"

    def _reached(self, identity: str) -> str:
        attributes = f'id="{escaped(self.prefix + identity)}"'
        return (
            attributes + ' class="thing" tabindex="0" role="button"'
            if self.reachable
            else attributes
        )

    def _between(self, source: str, target: str) -> str:
        if not (self.reachable and source and target):
            return ""
        ends = escaped(self.prefix + source), escaped(self.prefix + target)
        return f' data-from="{ends[0]}" data-to="{ends[1]}"'

    def _node(self, node: Node) -> Iterator[str]:
        yield f"<g {self._reached(node.id)}>{_tip(node.tooltip or node.label)}"
        ring = f'{self.stroke("ink" if node.anchor else "paper")} stroke-width="2"'
        path = outline(node.shape, node.x, node.y, node.r)
        yield f'<path d="{path}" {self.fill(node.key)} {ring}/>'
        if node.ring:
            around = outline(node.shape, node.x, node.y, node.r + RING)
            yield f'<path d="{around}" fill="none" {self.stroke(node.ring)} stroke-width="2.5"/>'
        yield from (self._text(text, halo=True) for text in node.texts())
        yield "</g>"

    def _edge(self, edge: Edge) -> Iterator[str]:
        points = " ".join(f"{number(x)},{number(y)}" for x, y in edge.points)
        dash = _dash(edge)
        if edge.arrow:
            yield f'<path d="{_arrow(edge)}" {self.fill(edge.key)}/>'
        ends = self._between(edge.source, edge.target)
        stroke = self.stroke(edge.key, 1.0 if edge.arrow else 0.55)
        tip = _tip(edge.tooltip or edge.label)
        yield (
            f'<polyline points="{points}" fill="none" {stroke} '
            f'stroke-width="{number(edge.w)}"{dash}{ends}>{tip}</polyline>'
        )

    def _merged(self, edges: Iterable[Edge]) -> Iterator[str]:
        """Yield lines of one colour and width as one path."""
        paths: dict[tuple[str, float, str], list[str]] = {}
        for edge in edges:
            points = "L".join(f"{number(x)} {number(y)}" for x, y in edge.points)
            paths.setdefault((edge.key, edge.w, _dash(edge)), []).append(f"M{points}")
        for (key, wide, dash), strokes in paths.items():
            yield (
                f'<path d="{"".join(strokes)}" fill="none" {self.stroke(key, 0.55)} '
                f'stroke-width="{number(wide)}"{dash}/>'
            )

    def _text(self, text: Text, *, halo: bool = False) -> str:
        ring, plate = "", ""
        if halo and self.flat:  # a plate renders faster than the outlines of letters
            left_edge, right_edge = text.span
            plate = (
                f'<rect x="{number(left_edge)}" y="{number(text.y - text.size * 0.86)}" '
                f'width="{number(right_edge - left_edge)}" height="{number(text.size * 1.1)}" '
                f'{self.fill("paper")} fill-opacity="0.8"/>'
            )
        elif halo:
            ring = f' paint-order="stroke" {self.stroke("paper")} stroke-width="3"'
        if self.outlines:
            return f"{plate}<path {outlined(text)} {self.fill(text.key)}/>"
        bold = f' font-weight="{BOLD}"' if text.bold else ""
        anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
        place = f'x="{number(text.x)}" y="{number(text.y)}" font-size="{number(text.size)}"'
        content = escaped(" ".join(text.text.split()))
        tip = _tip(text.tooltip) if text.tooltip and text.tooltip != text.text else ""
        return (
            f"{plate}<text {place}{bold}{anchor}{ring} {self.fill(text.key)}>{tip}{content}</text>"
        )

    def _item(self, item: Item) -> Iterator[str]:
        if item.shape:
            path = outline(item.shape, item.x, item.y, 6)
            yield f'<path d="{path}" {self.fill(item.key, item.tint)}/>'
        yield self._text(item.text())


def _path(box: Box) -> str:
    return "".join(
        "M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + "Z" for ring in box.rings
    )


def _dash(edge: Edge) -> str:
    pattern = "5 4" if edge.dashed else "1.5 3.5" if edge.dotted else ""
    return f' stroke-dasharray="{pattern}"' if pattern else ""


def _arrow(edge: Edge) -> str:
    """Return the head at the last point of a line."""
    (x0, y0), (x1, y1) = edge.points[-2:]
    far = hypot(x1 - x0, y1 - y0) or 1.0
    dx, dy = (x1 - x0) / far, (y1 - y0) / far
    ends = [(x1, y1)]
    ends += [(x1 - 9 * dx - side * 5 * dy, y1 - 9 * dy + side * 5 * dx) for side in (1, -1)]
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in ends) + "Z"


def _tip(text: str) -> str:
    return f"<title>{escaped(text)}</title>" if text else ""
