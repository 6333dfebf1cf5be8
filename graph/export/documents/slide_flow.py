"""What stands on which slide: blocks flow down, small sections share a slide, type grows with room.

Nothing is drawn here. Places are in inches, sizes of type in points. Texts are measured, so that no
box overflows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from graph.draw.measure import LINE, width, wrapped
from graph.export.documents.model import (
    Block,
    Chart,
    Document,
    Paragraph,
    Picture,
    Section,
    Table,
    Tag,
)
from graph.export.documents.pictures import inside
from graph.export.documents.slide_parts import clean
from graph.export.documents.widths import widths
from graph.words import say

WIDE, HIGH = 13.333, 7.5
LEFT, TOP, BOTTOM = 0.6, 1.3, 6.85
ROOM = WIDE - 2 * LEFT
SIZES = {"lead": 18.0, "body": 14.0, "point": 13.0, "note": 10.0}
CELL, LARGE, LARGE_HEAD, CAPTION, HEADING = 10.5, 20.0, 13.0, 12.0, 20.0
CELL_PAD, CELL_SIDE, GAP, BULLET = 0.08, 0.08, 0.12, 0.2
MOST_LARGE = 1.2  # zoom of a table of one row
LEAST_CHART, MOST_CHART, CHART_ROW = 1.7, 3.4, 0.62
SLACK, TITLE_SLACK = 0.9, 0.8  # of a box's width is filled at most: fonts differ a little
MOST_LINES = 400
MOST_ROWS = 20  # of a table
ZOOMS = (1.5, 1.35, 1.2, 1.1, 1.0)
SHARED_ZOOM = 1.1  # at which sections have to fit that share a slide


@dataclass(frozen=True)
class Words:
    """A text in a box. ``point``: whether it is one of a list."""

    place: tuple[float, float, float, float]
    text: str
    size: float
    bold: bool = False
    quiet: bool = False
    point: bool = False
    tag: Tag | None = None


@dataclass(frozen=True)
class Grid:
    """A table; the first row is the heading. ``total``: whether its last row is a sum."""

    place: tuple[float, float]
    widths: tuple[float, ...]
    highs: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    sizes: tuple[float, float]  # of the cells, of the heading
    right: tuple[bool, ...]
    total: bool


@dataclass(frozen=True)
class Bars:
    """A native chart."""

    place: tuple[float, float, float, float]
    chart: Chart
    size: float


@dataclass(frozen=True)
class Drawing:
    """A scene."""

    place: tuple[float, float, float, float]
    picture: Picture


Item = Words | Grid | Bars | Drawing


@dataclass
class SlideOf:
    """One slide while it is filled."""

    title: str
    items: list[Item] = field(default_factory=list)


def flow(document: Document) -> list[SlideOf]:
    """The slides behind the cover."""
    numbers = document.numbers()
    sections = [
        replace(one, heading=number + one.heading)
        for number, one in zip(numbers, document.sections, strict=True)
    ]
    slides: list[SlideOf] = []
    for group in _shared(sections, document.lang):
        slides += _fitted(group, document.lang)
    return slides


def _shared(sections: Sequence[Section], lang: str) -> Iterator[list[Section]]:
    """Sections in groups that fit on one slide, as many as there is room for."""
    group: list[Section] = []
    for one in sections:
        if group and len(_Flow(lang, SHARED_ZOOM).of([*group, one])) > 1:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _fitted(group: Sequence[Section], lang: str) -> list[SlideOf]:
    """The slides of a group, its type as large as it can be on no more slides."""
    least = len(_Flow(lang, 1.0).of(group))
    tried = (_Flow(lang, zoom).of(group) for zoom in ZOOMS)
    return next(slides for slides in tried if len(slides) <= least)


class _Flow:
    """One way to lay sections out: the slide in work, and how far it is filled."""

    def __init__(self, lang: str, zoom: float) -> None:
        self.lang, self.zoom, self.y = lang, zoom, TOP
        self.slides: list[SlideOf] = []

    def of(self, sections: Sequence[Section]) -> list[SlideOf]:
        """The slides of some sections."""
        for k, section in enumerate(sections):
            if k == 0:
                self._new(section.heading)
            else:
                self._heading(section.heading)
            for place, block in enumerate(section.blocks):
                self._block(block, section.blocks[place + 1 :], bool(sections[k + 1 :]))
        return self.slides

    def _new(self, title: str) -> None:
        self.slides.append(SlideOf(title))
        self.title, self.y = title, TOP

    def _continue(self) -> None:
        self._new(say("document.continued", self.lang, title=self.title))
        self.title = self.title if len(self.slides) == 1 else self._first(self.title)

    def _first(self, title: str) -> str:
        return next(one.title for one in self.slides if title.startswith(one.title))

    def _heading(self, text: str) -> None:
        """A section that does not begin a slide."""
        high = self._height(text, ROOM, HEADING, True)
        self.y += GAP if self.y > TOP else 0.0
        self._need(high + 0.6)
        self._put(Words((LEFT, self.y, ROOM, high), text, HEADING, True), high)

    def _put(self, item: Item, high: float, gap: float = GAP) -> None:
        self.slides[-1].items.append(item)
        self.y += high + gap

    def _need(self, high: float) -> None:
        """Room for so much: on this slide, else on a new one."""
        if self.y + high > BOTTOM and self.y > TOP:
            self._continue()

    def _lines(self, text: str, wide: float, size: float, bold: bool = False) -> Sequence[str]:
        """The lines that a text takes in a width of so many inches."""
        return wrapped(clean(text), wide * 72 * SLACK, size, MOST_LINES, bold)

    def _height(self, text: str, wide: float, size: float, bold: bool = False) -> float:
        return max(1, len(self._lines(text, wide, size, bold))) * size * LINE / 72

    # Blocks -----------------------------------------------------------------------------------

    def _block(self, block: Block, rest: Sequence[Block], more: bool) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Table):
            self._table(block)
            if block.chart is not None:
                self._chart(block.chart, rest, more)
        else:
            self._picture(block)

    def _paragraph(self, block: Paragraph) -> None:
        size, bold = SIZES[block.style] * self.zoom, block.style == "lead"
        point = block.style == "point"
        wide = ROOM - (BULLET if point else 0.0)
        text = clean(block.text)
        while text:
            lines = self._lines(text, wide, size, bold)
            self._need(min(len(lines) * size * LINE / 72, BOTTOM - TOP))
            fits = max(1, int((BOTTOM - self.y) * 72 / (size * LINE)))
            shown = text if len(lines) <= fits else _beginning(text, lines[:fits])
            text = text[len(shown) :].lstrip()
            high = self._height(shown, wide, size, bold)
            place = (LEFT, self.y, ROOM, high)
            self._put(Words(place, shown, size, bold, block.style == "note", point), high)

    def _caption(self, block: Table | Picture) -> None:
        high = self._height(f"{block.caption}　{block.tag.text}", ROOM, CAPTION, True)
        place = (LEFT, self.y, ROOM, high)
        self._put(Words(place, block.caption, CAPTION, True, tag=block.tag), high, 0.05)

    def _table(self, block: Table) -> None:
        frame = block.printed(MOST_ROWS, self.lang)
        few = len(frame.rows) == 1 and all(one.is_figure for one in frame.columns)
        size, head = (LARGE, LARGE_HEAD) if few else (CELL, CELL)
        zoom = min(self.zoom, MOST_LARGE) if few else self.zoom
        size, head = size * zoom, head * zoom
        pad = 2 * CELL_SIDE * 72 / SLACK
        wides = [w / 72 for w in widths(frame, ROOM * 72, max(size, head) / TITLE_SLACK, pad)]
        heads = tuple(one.heading for one in frame.columns)
        rows = [heads, *frame.shown()]
        highs = [
            self._row_height(row, wides, size if k else head, bold=k == 0)
            for k, row in enumerate(rows)
        ]
        right = tuple(one.is_figure for one in frame.columns)
        start = 1
        while start == 1 or start < len(rows):
            caption = self._height(block.caption, ROOM, CAPTION, True) + 0.05
            self._need(caption + highs[0] + sum(highs[start : start + 1]))
            self._caption(block)
            end, used = start, highs[0]
            while end < len(rows) and (end == start or self.y + used + highs[end] <= BOTTOM):
                used += highs[end]
                end += 1
            shown = (heads, *rows[start:end])
            tall = (highs[0], *highs[start:end])
            total = frame.total and end == len(rows)
            grid = Grid((LEFT, self.y), tuple(wides), tall, shown, (size, head), right, total)
            self._put(grid, used)
            start = end
            if start < len(rows):
                self._continue()

    def _row_height(
        self, texts: Sequence[str], wides: list[float], size: float, *, bold: bool = False
    ) -> float:
        inside_of = [wide - 2 * CELL_SIDE for wide in wides]
        highs = [self._height(t, w, size, bold) for t, w in zip(texts, inside_of, strict=True)]
        return max(highs) + CELL_PAD

    def _chart(self, chart: Chart, rest: Sequence[Block], more: bool) -> None:
        """As high as its bars ask for; lower where the texts of the section then fit below it."""
        below = sum(
            self._height(one.text, ROOM - BULLET, SIZES[one.style] * self.zoom) + GAP
            for one in rest
            if isinstance(one, Paragraph)
        )
        only_texts = all(isinstance(one, Paragraph) for one in rest)
        least = max(LEAST_CHART, 0.9 + CHART_ROW * 0.6 * len(chart.bars))
        self._need(least)
        room = BOTTOM - self.y
        if only_texts and room - below >= least:
            room -= below
        wish = max(least, 0.9 + CHART_ROW * self.zoom * len(chart.bars))
        high = min(MOST_CHART, room, wish if more or rest else MOST_CHART)
        self._put(Bars((LEFT, self.y, ROOM, high), chart, 11.0 * min(self.zoom, 1.3)), high)

    def _picture(self, block: Picture) -> None:
        scene = block.wide or block.scene
        note = self._height(scene.note, ROOM, SIZES["note"]) + GAP if scene.note else 0.0
        if self.y > TOP:
            self._continue()
        self._caption(block)
        _, part = inside(scene)
        ratio = part[3] / part[2]
        high = min(BOTTOM - self.y - note, ROOM * ratio)
        wide = high / ratio
        place = (LEFT + (ROOM - wide) / 2, self.y, wide, high)
        self._put(Drawing(place, block), high, 0.05)
        if scene.note:
            place = (LEFT, self.y, ROOM, note - GAP)
            self._put(Words(place, scene.note, SIZES["note"], quiet=True), note, 0.0)


def _beginning(text: str, lines: Sequence[str]) -> str:
    """The part of a text that some of its lines show, with the spaces between them."""
    end = 0
    for line in lines:
        end = text.index(line, end) + len(line)
    return text[:end]


def fitting(text: str, wide: float, size: float, most: int) -> float:
    """The size at which a title takes so many lines at most, as far as it can be read."""
    room = wide * 72 * TITLE_SLACK
    while size > 12 and len(wrapped(clean(text), room, size, MOST_LINES, True)) > most:
        size -= 2
    return size


def plate_width(text: str, size: float) -> float:
    """Of the plate behind a mark on one line."""
    return width(text, size, True) / 72 / SLACK * 1.12 + 0.2
