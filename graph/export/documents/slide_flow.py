"""The layout of slides: blocks flow down, small sections share a slide, type fills the room.

Nothing is drawn here. Places are in inches, font sizes in points. Texts are measured, so that no
box overflows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations, pairwise
from math import inf

from graph.draw.measure import LINE, width, wrapped
from graph.export.documents.model import (
    MOST_ROWS,
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
CELL, LARGE, LARGE_HEAD, CAPTION, HEADING = 10.5, 20.0, 13.0, 12.0, 16.0
CELL_PAD, CELL_SIDE, GAP, BULLET = 0.08, 0.08, 0.12, 0.2
TOPIC = 11.0  # the heading of a section above its message
MOST_LARGE = 1.2  # largest zoom of a table of one row
LEAST_CHART, MOST_CHART, CHART_ROW, CHART_TYPE = 1.35, 3.4, 0.62, 11.0
CHART_NAMES = 0.45  # share of a chart's width for the names of its bars
SLACK, TITLE_SLACK = 0.9, 0.8  # shares of a box's width to fill at most, in bold: fonts differ
MOST_LINES = 400
ZOOMS = (1.5, 1.35, 1.2, 1.1, 1.0)
MOST_SPREAD = 3  # slides of a section that are filled evenly
SHARED_ZOOM = 1.1  # at which sections must fit to share a slide


@dataclass(frozen=True)
class Words:
    """A text in a box. ``point``: whether it is a point of a list."""

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
    sizes: tuple[float, float]  # font sizes of the cells and of the heading
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
class SlidePlan:
    """A slide while it is filled. ``topic``: the heading of its section, above the title."""

    title: str
    topic: str = ""
    items: list[Item] = field(default_factory=list)


def flow(document: Document) -> list[SlidePlan]:
    """Return the slides behind the cover."""
    if document.slides:
        return [slide for section in document.slides for slide in _slide(section, document.lang)]
    numbers = document.numbers()
    sections = [
        _titled(replace(section, heading=number + section.heading))
        for number, section in zip(numbers, document.sections, strict=True)
    ]
    slides: list[SlidePlan] = []
    for group in _shared(sections, document.lang):
        slides += _fitted(group, document.lang)
    return slides


def _slide(section: Section, lang: str) -> list[SlidePlan]:
    """Return the one slide of a section: of long tables as many rows as it has room for.

    Texts that are longer than a slide go on, so that nothing is lost.
    """
    for most in range(MOST_ROWS, 0, -1):
        blocks = tuple(
            replace(block, most=min(most, block.most or most))
            if isinstance(block, Table)
            else block
            for block in section.blocks
        )
        slides = _fitted([replace(section, blocks=blocks)], lang)
        if len(slides) == 1:
            break
    return slides


def _titled(section: Section) -> Section:
    """Give a section its message: the finding, else its first sentence, which then stands there."""
    first = section.blocks[0]
    if section.message is None and isinstance(first, Paragraph) and section.blocks[1:]:
        return replace(section, message=first, blocks=section.blocks[1:])
    return section


def _shared(sections: Sequence[Section], lang: str) -> Iterator[list[Section]]:
    """Yield sections in groups that fit on one slide, as many as there is room for."""
    group: list[Section] = []
    for section in sections:
        if group and len(_Flow(lang, SHARED_ZOOM).of([*group, section])) > 1:
            yield group
            group = []
        group.append(section)
    if group:
        yield group


def _fitted(group: Sequence[Section], lang: str) -> list[SlidePlan]:
    """Return the slides of a group, in the largest type that needs no more slides.

    A section of few slides is spread over them, so that none is full beside an empty one.
    """
    least = len(_Flow(lang, 1.0).of(group))
    if len(group) == 1 and 1 < least <= MOST_SPREAD:
        spread = _spread(group[0], least, lang)
        if spread:
            first, *others = (_fitted([part], lang)[0] for part in spread)
            return [first, *(_continuing(slide, first.title, lang) for slide in others)]
    tried = (_Flow(lang, zoom).of(group) for zoom in ZOOMS)
    return next(slides for slides in tried if len(slides) <= least)


def _spread(section: Section, slides: int, lang: str) -> list[Section]:
    """Divide a section into this many, each of one slide, the fullest as little full as can be.

    Notes stay with what they explain. Empty where that cannot be, as with a table of many slides.
    """
    blocks = section.blocks
    ends = [k for k in range(1, len(blocks)) if not any(_notes(blocks[k:]))]

    @cache
    def filled(start: int, end: int) -> float:
        """Return how far down these blocks fill a slide in the smallest type, if they fit."""
        plan = _Flow(lang, 1.0)
        fits = len(plan.of([replace(section, blocks=blocks[start:end])])) == 1
        return plan.y if fits else inf

    def fullest(edges: tuple[int, ...]) -> float:
        return max(filled(start, end) for start, end in pairwise(edges))

    divided = [(0, *cuts, len(blocks)) for cuts in combinations(ends, slides - 1)]
    best = min(divided, key=fullest, default=None)
    if best is None or fullest(best) == inf:
        return []
    return [replace(section, blocks=blocks[start:end]) for start, end in pairwise(best)]


def _continuing(slide: SlidePlan, title: str, lang: str) -> SlidePlan:
    return replace(slide, title=say("document.continued", lang, title=title))


class _Flow:
    """A layout of sections at one zoom: the current slide, and how far it is filled."""

    def __init__(self, lang: str, zoom: float) -> None:
        self.lang, self.zoom, self.y = lang, zoom, TOP
        self.title = self.topic = ""
        self.slides: list[SlidePlan] = []

    def of(self, sections: Sequence[Section]) -> list[SlidePlan]:
        """Return the slides of some sections."""
        for k, section in enumerate(sections):
            message = section.message.text if section.message else ""
            if k == 0:
                self._new(message or section.heading, section.heading if message else "")
            else:
                self._heading(message or section.heading, section.heading if message else "")
            for place, block in enumerate(section.blocks):
                self._block(block, section.blocks[place + 1 :], bool(sections[k + 1 :]))
        return self.slides

    def _new(self, title: str, topic: str) -> None:
        self.slides.append(SlidePlan(title, topic))
        self.title, self.topic, self.y = title, topic, TOP

    def _continue(self) -> None:
        title, topic = self.title, self.topic
        self._new(say("document.continued", self.lang, title=title), topic)
        self.title = title

    def _heading(self, text: str, topic: str) -> None:
        """Put the heading of a section that does not begin a slide."""
        high = self._height(text, ROOM, HEADING, True)
        above = self._height(topic, ROOM, TOPIC) if topic else 0.0
        self.y += GAP if self.y > TOP else 0.0
        self._need(above + high + 0.6)
        if topic:
            place = (LEFT, self.y, ROOM, above)
            self._put(Words(place, topic, TOPIC, quiet=True), above, 0.0)
        self._put(Words((LEFT, self.y, ROOM, high), text, HEADING, True), high)

    def _put(self, item: Item, high: float, gap: float = GAP) -> None:
        self.slides[-1].items.append(item)
        self.y += high + gap

    def _need(self, high: float) -> None:
        """Make room of this height in inches: on this slide, else on a new one."""
        if self.y + high > BOTTOM and self.y > TOP:
            self._continue()

    def _lines(self, text: str, wide: float, size: float, bold: bool = False) -> Sequence[str]:
        """Break a text into lines for a width in inches."""
        slack = TITLE_SLACK if bold else SLACK
        return wrapped(clean(text), wide * 72 * slack, size, MOST_LINES, bold)

    def _height(self, text: str, wide: float, size: float, bold: bool = False) -> float:
        return max(1, len(self._lines(text, wide, size, bold))) * size * LINE / 72

    # Blocks -----------------------------------------------------------------------------------

    def _block(self, block: Block, following: Sequence[Block], more: bool) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Table):
            self._table(block, following)
            if block.chart is not None:
                self._chart(block.chart, following, more)
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
            part = text if len(lines) <= fits else _beginning(text, lines[:fits])
            text = text[len(part) :].lstrip()
            high = self._height(part, wide, size, bold)
            place = (LEFT, self.y, ROOM, high)
            self._put(Words(place, part, size, bold, block.style == "note", point), high)

    def _caption(self, block: Table | Picture) -> None:
        high = self._height(f"{block.caption}　{block.tag.text}", ROOM, CAPTION, True)
        place = (LEFT, self.y, ROOM, high)
        self._put(Words(place, block.caption, CAPTION, True, tag=block.tag), high, 0.05)

    def _measured(self, block: Table) -> Grid:
        """Return a whole table as if it stood at the top of a slide."""
        frame = block.printed(MOST_ROWS, self.lang)
        few = len(frame.rows) == 1 and all(column.is_figure for column in frame.columns)
        size, head = (LARGE, LARGE_HEAD) if few else (CELL, CELL)
        zoom = min(self.zoom, MOST_LARGE) if few else self.zoom
        size, head = size * zoom, head * zoom
        pad = 2 * CELL_SIDE * 72 / SLACK
        wides = [w / 72 for w in widths(frame, ROOM * 72, max(size, head) / TITLE_SLACK, pad)]
        rows = (tuple(column.heading for column in frame.columns), *frame.text_rows())
        highs = tuple(
            self._row_height(row, wides, size if k else head, bold=k == 0)
            for k, row in enumerate(rows)
        )
        right = tuple(column.is_figure for column in frame.columns)
        place = LEFT, TOP
        return Grid(place, tuple(wides), highs, rows, (size, head), right, frame.total)

    def _table(self, block: Table, following: Sequence[Block]) -> None:
        """Put a table, on a slide of its own rather than divided where it fits there."""
        whole = self._measured(block)
        rows, highs = whole.rows, whole.highs
        caption = self._height(block.caption, ROOM, CAPTION, True) + 0.05
        tied = self._room_of(block, following)
        self._need(tied if tied <= BOTTOM - TOP else caption + sum(highs[:2]))
        start = 1
        while start == 1 or start < len(rows):
            self._caption(block)
            end, used = start, highs[0]
            while end < len(rows) and (end == start or self.y + used + highs[end] <= BOTTOM):
                used += highs[end]
                end += 1
            part = replace(
                whole,
                place=(LEFT, self.y),
                highs=(highs[0], *highs[start:end]),
                rows=(rows[0], *rows[start:end]),
                total=whole.total and end == len(rows),
            )
            self._put(part, used)
            start = end
            if start < len(rows):
                self._continue()

    def _room_of(self, block: Block, following: Sequence[Block]) -> float:
        """Return the height of a block with its chart, if low, and the notes below it."""
        if isinstance(block, Picture):
            return HIGH  # a slide of its own
        if isinstance(block, Paragraph):
            indent = BULLET if block.style == "point" else 0.0
            size = SIZES[block.style] * self.zoom
            return self._height(block.text, ROOM - indent, size, block.style == "lead") + GAP
        high = self._height(block.caption, ROOM, CAPTION, True) + 0.05
        high += sum(self._measured(block).highs) + GAP
        high += self._least(block.chart) + GAP if block.chart else 0.0
        return high + sum(self._room_of(note, ()) for note in _notes(following))

    def _row_height(
        self, texts: Sequence[str], wides: list[float], size: float, *, bold: bool = False
    ) -> float:
        inside_of = [wide - 2 * CELL_SIDE for wide in wides]
        highs = [self._height(t, w, size, bold) for t, w in zip(texts, inside_of, strict=True)]
        return max(highs) + CELL_PAD

    def _chart(self, chart: Chart, following: Sequence[Block], more: bool) -> None:
        """Put a chart as high as its bars need, lower if what follows then stands below it."""
        least = self._least(chart)
        self._need(least)
        room = BOTTOM - self.y
        for end in range(len(following), 0, -1):
            if any(_notes(following[end:])):
                continue
            below = sum(self._room_of(block, ()) for block in following[:end])
            if room - below - GAP >= least:
                room -= below + GAP
                break
        wish = max(least, 0.9 + CHART_ROW * self.zoom * len(chart.bars))
        high = min(MOST_CHART, room, wish if more or following else MOST_CHART)
        self._put(Bars((LEFT, self.y, ROOM, high), chart, self._chart_size()), high)

    def _chart_size(self) -> float:
        return CHART_TYPE * min(self.zoom, 1.3)

    def _least(self, chart: Chart) -> float:
        """Return the height of a chart at which the name of every bar has room."""
        size = self._chart_size()
        names = [self._height(name, ROOM * CHART_NAMES, size) for name in chart.names]
        return max(LEAST_CHART, 0.65 + len(names) * (max(names, default=0.0) + 0.04))

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


def _notes(blocks: Sequence[Block]) -> Iterator[Paragraph]:
    """Yield the notes at the beginning: they belong to what stands above them."""
    for block in blocks:
        if not isinstance(block, Paragraph) or block.style != "note":
            return
        yield block


def _beginning(text: str, lines: Sequence[str]) -> str:
    """Return the part of a text that its first lines hold, with the spaces between them."""
    end = 0
    for line in lines:
        end = text.index(line, end) + len(line)
    return text[:end]


def fitting(text: str, wide: float, size: float, most: int) -> float:
    """Return the largest readable size at which a title takes at most ``most`` lines."""
    room = wide * 72 * TITLE_SLACK
    while size > 12 and len(wrapped(clean(text), room, size, MOST_LINES, True)) > most:
        size -= 2
    return size


def plate_width(text: str, size: float) -> float:
    """Return the width of the plate behind a mark on one line, in inches."""
    return width(text, size, True) / 72 / SLACK * 1.12 + 0.2
