"""A scene as one slide of native shapes: boxes, streams and connectors can be edited.

The slide is as large as the picture, so that its texts have their real size. Fonts of office
machines are named, not embedded.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import dist
from typing import Any

from graph.draw.measure import LINE, width
from graph.draw.palette import Theme, mixed
from graph.draw.scene import RISE, Band, Bar, Box, Edge, Item, Node, Scene, Text
from graph.export.documents.office import described, finished
from graph.export.documents.typefaces import FACES
from graph.export.fonts import of_extra
from graph.export.slide_shapes import EMU, Frame, Glue, Pen, Place, outline_of, plain, sites
from graph.export.svg import BORDER
from graph.export.trend_slide import KIND, put_trend, without_chart

LARGEST = 5_376.0  # pixels: 56 inches, the largest slide there is
SLACK = 1.06  # fonts differ a little: a text may be this much wider than measured
TITLE = 0.8  # share of the picture's width for its title
KEY = 5.0  # half of a sample in the legend
TITLE_ONLY = 5  # index among the layouts of an empty presentation


def pptx(scene: Scene, theme: Theme = "light") -> bytes:
    """Return the bytes of the presentation.

    Raises:
        WrongInput: the extra is not installed.
    """
    with of_extra("python-pptx"):
        from pptx import Presentation
    from pptx.util import Emu

    is_trend = scene.kind == KIND and bool(scene.rows.rows) and not scene.edges
    file = Presentation()
    writer = _Slide(without_chart(scene) if is_trend else scene, theme)
    size = (Emu(writer.pen.emu(pixels)) for pixels in (scene.width, scene.height))
    file.slide_width, file.slide_height = size
    slide = file.slides.add_slide(file.slide_layouts[TITLE_ONLY])
    _fill(slide, writer)
    if is_trend:
        put_trend(slide, scene, theme, writer.pen.emu(1_000) / 1_000)
    slide.notes_slide.notes_text_frame.text = "\n".join(
        plain(text) for text in (scene.description, scene.note, scene.source) if text
    )
    core = file.core_properties
    described(core, scene.stamp, scene.title, scene.source, scene.description, scene.mark)
    return finished(file, scene.stamp)


def _fill(slide: Any, writer: _Slide) -> None:
    """Put paper and shapes in the place of the layout's own title."""
    from lxml import etree

    tree = slide.shapes._spTree
    tree.remove(slide.shapes.title._element)
    tree.extend(etree.fromstring(writer.pen.tree(writer.shapes())))
    paper = writer.scene.colour("paper", writer.theme)[1:]
    tree.addprevious(etree.fromstring(writer.pen.paper(paper)))


def put_scene(slide: Any, scene: Scene, part: Frame, place: Place, scale: float) -> None:
    """Put a part of a scene as a group of native shapes on a slide with other content.

    ``part``: in pixels of the scene; ``place``: the left upper corner of the part on the slide,
    in pixels; ``scale``: pixels of the slide per pixel of the scene.
    """
    from lxml import etree

    tree = slide.shapes._spTree
    first = 1 + max(int(number) for number in tree.xpath("//p:cNvPr/@id"))
    writer = _Slide(scene, "light", Pen(FACES[scene.lang], scale, first))
    corner = [round(pixels * EMU) for pixels in place]
    shapes = "".join(writer.shapes())
    group = writer.pen.moved(scene.title, scene.description, part, corner, shapes)
    tree.append(etree.fromstring(group))


class _Slide:
    """The shapes of a scene, from the lowest to the topmost."""

    def __init__(self, scene: Scene, theme: Theme, pen: Pen | None = None) -> None:
        self.scene, self.theme = scene, theme
        scale = min(1.0, LARGEST / scene.width, LARGEST / scene.height)
        self.pen = pen or Pen(FACES[scene.lang], scale)
        self.ends = {box.id: ("rect", Frame(box.x, box.y, box.w, box.h)) for box in scene.boxes}
        self.ends |= {node.id: _outline_and_frame(node) for node in scene.nodes}
        self.numbers = {name: self.pen.number() for name in self.ends}

    def shapes(self) -> Iterator[str]:
        """Yield the shapes, connectors first, so that they run below what they connect."""
        scene = self.scene
        yield from (self._bar(bar) for bar in (*scene.lines, *scene.plates))
        yield from (self._band(band) for band in scene.bands)
        yield from (self._edge(edge) for edge in scene.edges)
        yield from (self._box(box) for box in scene.boxes)
        yield from (self._node(node) for node in scene.nodes)
        yield from (self._text(text) for text in scene.texts)
        yield from (self._text(text, text.id == "title") for text in scene.furniture)
        for item in scene.legend:
            yield from self._item(item)

    def _colour(self, key: str, tint: float = 1.0) -> str:
        colour, paper = self.scene.colour(key, self.theme), self.scene.colour("paper", self.theme)
        return (colour if tint >= 1 else mixed(colour, paper, tint))[1:]

    def _bar(self, bar: Bar) -> str:
        frame = Frame(bar.x, bar.y, bar.w, bar.h)
        return self.pen.shape("", "", frame, "rect", self._colour(bar.key, bar.tint))

    def _band(self, band: Band) -> str:
        colour = self._colour(band.key)
        return self.pen.stream(band, colour, f"{band.source} → {band.target}")

    def _edge(self, edge: Edge) -> str:
        first, last = edge.points[0], edge.points[-1]
        ends = self._glued(edge.source, first, last), self._glued(edge.target, last, first)
        return self.pen.connector(edge, self._colour(edge.key, 1.0 if edge.arrow else 0.55), ends)

    def _glued(self, name: str, place: Place, opposite: Place) -> Glue:
        """Glue the end of a connector to the site of its shape nearest to the other end."""
        if name not in self.ends:
            return place, None
        places = sites(*self.ends[name])
        best = min(range(len(places)), key=lambda k: dist(places[k], opposite))
        return places[best], (self.numbers[name], best)

    def _box(self, box: Box) -> str:
        frame = Frame(box.x, box.y, box.w, box.h)
        number, fill = self.numbers[box.id], self._colour(box.fill or box.key, box.tint)
        lines = [text for text in box.texts() if text.anchor != "end"]
        marks = [text for text in box.texts() if text.anchor == "end"]
        tip = box.tooltip or box.label
        if box.rings:
            border = self._colour(BORDER)
            return self.pen.freeform(box.label, tip, frame, box.rings, (fill, border), number)
        if not box.bars and not marks:
            return self.pen.shape(
                box.label, tip, frame, "rect", fill, self._lines(lines, frame), number
            )
        parts = [self.pen.shape(box.label, tip, frame, "rect", fill, "", number)]
        parts += [self._bar(bar) for bar in box.bars]
        if lines:
            parts.append(self.pen.shape("", "", frame, "rect", "", self._lines(lines, frame)))
        parts += [self._text(mark) for mark in marks]
        return self.pen.group(box.label, frame, parts)

    def _lines(self, lines: list[Text], frame: Frame) -> str:
        """Write the lines of a box, at its left or in its middle, smaller where needed."""
        if not lines:
            return ""
        start = lines[0].anchor == "start"
        inset = lines[0].x - frame.x if start else 0.0
        room = frame.w - 2 * inset if start else frame.w
        widest = max(width(line.text, line.size, line.bold) for line in lines)
        high = sum(line.size * LINE for line in lines)
        shrink = min(1.0, room / (widest * SLACK) if widest else 1.0, frame.h / high)
        sized_lines = [(line, line.size * shrink, self._colour(line.key)) for line in lines]
        return self.pen.body(sized_lines, "l" if start else "ctr", inset)

    def _node(self, node: Node) -> str:
        kind, frame = self.ends[node.id]
        beside = [self._text(text) for text in node.texts() if text.x != node.x]
        inner = [text for text in node.texts() if text.x == node.x]
        lines = [text for text in inner if text.y > frame.y + frame.h]
        marks = [text for text in inner if text.y <= frame.y + frame.h]
        inside = self.pen.body([(t, t.size, self._colour(t.key)) for t in marks], "ctr", 0.0)
        fill, ring = self._colour(node.key), self._colour("ink" if node.anchor else "paper")
        shape = self.pen.shape(
            node.label, node.tooltip, frame, kind, fill, inside, self.numbers[node.id], ring
        )
        if not lines and not beside:
            return shape
        if not lines:
            return self.pen.group(node.label, frame, [shape, *beside])
        wide = max(width(line.text, line.size, line.bold) for line in lines) * SLACK
        high = sum(line.size * LINE for line in lines)
        top = lines[0].y - RISE * lines[0].size - lines[0].size * LINE / 2
        below = Frame(node.x - wide / 2, top, wide, high)
        label_body = self.pen.body([(t, t.size, self._colour(t.key)) for t in lines], "ctr", 0.0)
        label = self.pen.shape("", "", below, "rect", "", label_body)
        return self.pen.group(node.label, frame.around(below), [shape, label, *beside])

    def _text(self, text: Text, title: bool = False) -> str:
        left_edge, right_edge = text.span
        more = (right_edge - left_edge) * (SLACK - 1)
        left_edge -= {"start": 0.0, "middle": more / 2, "end": more}[text.anchor]
        middle, high = text.y - RISE * text.size, text.size * LINE
        wide = right_edge - text.span[0] + more
        if title:  # programs break titles at the edge of their box even without wrapping
            wide = max(wide, self.scene.content[2] * TITLE)
        frame = Frame(left_edge, middle - high / 2, wide, high)
        side = {"start": "l", "middle": "ctr", "end": "r"}[text.anchor]
        body = self.pen.body([(text, text.size, self._colour(text.key))], side, 0.0)
        return self.pen.text(text.text, text.tooltip, frame, body, title)

    def _item(self, item: Item) -> Iterator[str]:
        if item.shape:
            frame = Frame(item.x - KEY, item.y - KEY, 2 * KEY, 2 * KEY)
            fill = self._colour(item.key, item.tint)
            yield self.pen.shape(item.label, "", frame, outline_of(item.shape), fill)
        yield self._text(item.text())


def _outline_and_frame(node: Node) -> tuple[str, Frame]:
    """Return the outline of a node and its frame."""
    half = (1.2 * node.r, 0.8 * node.r) if node.shape in ("box", "database") else (node.r, node.r)
    if node.shape == "ellipse":
        half = (1.25 * node.r, 0.85 * node.r)
    frame = Frame(node.x - half[0], node.y - half[1], 2 * half[0], 2 * half[1])
    return outline_of(node.shape), frame
