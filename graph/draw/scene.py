"""A scene: a picture as boxes, bands, nodes, edges and texts with positions, in pixels.

The web page, the SVG writer and the office documents draw the same elements without knowing what
they mean. Every element has an id (the thing's URI, or table and key), its colour key, and its
whole text, even where only a part of it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, TypeVar

from graph.draw.measure import LINE, width
from graph.draw.palette import Palette
from graph.words import heading

VERSION = 1
Entry = TypeVar("Entry")
Anchor = Literal["start", "middle", "end"]
PADDING = 7.0  # between the edge of a box and its text
WIDEST, BESIDE = 1.25, 3.0  # a shape, in radii; between it and its number
BELOW, BELOW_RING = 4.0, 8.0
RISE = 0.36  # of the size, from the middle of a line of text down to its base line


@dataclass(frozen=True)
class Text:
    """A line of text; ``y`` is its base line. ``tooltip``: the whole of it where it is cut."""

    id: str
    x: float
    y: float
    text: str
    size: float = 12.0
    key: str = "ink"
    bold: bool = False
    anchor: Anchor = "start"
    tooltip: str = ""

    @property
    def span(self) -> tuple[float, float]:
        """Return the left and right ends."""
        wide = width(self.text, self.size, self.bold)
        left_end = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return left_end, left_end + wide


@dataclass(frozen=True)
class Bar:
    """A filled part of a box: what its bands take up, or what stays empty."""

    key: str
    x: float
    y: float
    w: float
    h: float
    tint: float = 1.0


@dataclass(frozen=True)
class Box:
    """A rectangle with text inside.

    ``lines``: its label, already broken to fit, the first ``names`` of them the name; ``mark``: a
    short figure at the right. ``label`` and ``tooltip`` are whole. ``fill``: colour key of the
    area, ``key`` where empty; ``tint``: share of the colour in it, 0 for paper, 1 for the full
    colour (then the text is paper). ``mark_key``: colour of the mark. ``persons``: what it stands
    for. ``rings``: its outline where it is no rectangle; inside lies what an odd number of them
    hold.
    """

    id: str
    key: str
    x: float
    y: float
    w: float
    h: float
    label: str
    lines: tuple[str, ...]
    mark: str = ""
    tooltip: str = ""
    size: float = 12.0
    tint: float = 0.12
    mark_key: str = "muted"
    bars: tuple[Bar, ...] = ()
    persons: float | None = None
    column: int | None = None
    centred: bool = False
    names: int = 1
    fill: str = ""
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()

    def texts(self) -> Iterator[Text]:
        """Place the lines and the mark: first the name, further lines are smaller."""
        sizes = [self.size if k < self.names else self.size - 1 for k in range(len(self.lines))]
        middle = self.y + self.h / 2 - sum(size * LINE for size in sizes) / 2
        for k, (line, size) in enumerate(zip(self.lines, sizes, strict=True)):
            base = middle + size * LINE / 2 + size * RISE
            place = (self.x + self.w / 2, "middle") if self.centred else (self.x + PADDING, "start")
            key = "paper" if self.tint >= 1 else ("ink" if k < self.names else "muted")
            yield Text(self.id, place[0], round(base, 2), line, size, key, False, place[1])  # type: ignore[arg-type]
            middle += size * LINE
        if self.mark:
            first = self.y + self.h / 2 - sum(size * LINE for size in sizes) / 2
            base = first + self.size * LINE / 2 + self.size * RISE
            right = self.x + self.w - PADDING
            yield Text(
                self.id, right, round(base, 2), self.mark, self.size, self.mark_key, True, "end"
            )


@dataclass(frozen=True)
class Band:
    """A filled stream ``w`` wide from one box to another; ``y0`` and ``y1``: its upper edges."""

    id: str
    key: str
    source: str
    target: str
    x0: float
    y0: float
    x1: float
    y1: float
    w: float
    persons: float
    tooltip: str = ""
    tint: float = 0.3


@dataclass(frozen=True)
class Node:
    """A thing in a network: a shape around ``x, y`` of radius ``r``, its label below or inside.

    ``ring``: colour key of a ring around it and of the last line of its label, where it has one.
    ``pile``: it stands for the ``hidden`` neighbours of one class that a thing has.
    """

    id: str
    key: str
    shape: str
    x: float
    y: float
    r: float
    label: str
    lines: tuple[str, ...]
    mark: str = ""
    tooltip: str = ""
    size: float = 11.0
    hidden: int = 0
    anchor: bool = False
    ring: str = ""
    pile: bool = False

    def texts(self) -> Iterator[Text]:
        """Place the label below, the mark inside, the number of hidden neighbours at the right."""
        base = self.y + self.r + self.gap
        keys = [key for key, is_set in ((self.ring, self.ring), ("muted", self.pile)) if is_set]
        keys = ["ink"] * (len(self.lines) - len(keys)) + keys
        for line, key in zip(self.lines, keys, strict=False):
            base += self.size * LINE
            place = round(base - self.size * (LINE - 1 + RISE / 2), 2)
            yield Text(self.id, self.x, place, line, self.size, key, key == self.ring, "middle")
        if self.mark:
            middle = round(self.y + self.size * RISE, 2)
            yield Text(self.id, self.x, middle, self.mark, self.size - 1, "paper", True, "middle")
        if self.beside:
            high = round(self.y - self.r + self.size * (2 * RISE), 2)
            middle = round(self.x + self.reach - width(self.beside, self.size) / 2, 2)
            yield Text(self.id, middle, high, self.beside, self.size, "muted", False, "middle")

    @property
    def gap(self) -> float:
        """Return the distance from the shape to the top of the label, past the ring."""
        return BELOW_RING if self.ring else BELOW

    @property
    def beside(self) -> str:
        """Word the number of hidden neighbours, as it stands beside the shape."""
        return f"+{self.hidden:,}" if self.hidden and not self.pile else ""

    @property
    def reach(self) -> float:
        """Return how far the shape and the text beside it reach to the right of the middle."""
        return self.r * WIDEST + (BESIDE + width(self.beside, self.size) if self.beside else 0.0)


@dataclass(frozen=True)
class Edge:
    """A line between two nodes or boxes, along ``points``; ``label`` says what it means."""

    id: str
    key: str
    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    label: str = ""
    tooltip: str = ""
    w: float = 1.2
    dashed: bool = False
    dotted: bool = False
    arrow: bool = False


@dataclass(frozen=True)
class Item:
    """An entry of a legend: a sample of the shape around ``x, y``, its label right of it.

    ``tint``: of the sample, as strong as what it explains. Without a shape it is the heading of the
    entries that follow.
    """

    key: str
    label: str
    shape: str = "square"
    x: float = 0.0
    y: float = 0.0
    tint: float = 1.0

    def text(self) -> Text:
        """Place the label."""
        x = self.x + 12 if self.shape else self.x - 6
        key = "ink" if self.shape else "muted"
        return Text(self.key, x, self.y + 4.2, self.label, 11.5, key)


@dataclass(frozen=True)
class Point:
    """A thing of the network behind a picture that draws it as bars, cards or cells."""

    id: str
    key: str
    label: str
    tooltip: str = ""
    persons: float | None = None


@dataclass(frozen=True)
class Tie:
    """A connection between two points; ``kind``: in words."""

    source: str
    target: str
    kind: str
    persons: float | None = None


@dataclass(frozen=True)
class Stamp:
    """The origin of a picture's data.

    ``build``: id; ``as_of``: date of the data; ``grade``: code of the data's worst grade, None for
    unstated; ``sources``: publishers or titles. ``choices``: what the figures suppose, in words.
    """

    build: str | None = None
    as_of: str | None = None
    grade: str | None = None
    sources: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rows:
    """The table behind a picture."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, entries: Iterable[Entry], lang: str, **columns: Callable[[Entry], Any]) -> Rows:
        """Return a row for each entry: what each column takes from it."""
        rows = tuple(tuple(value(entry) for value in columns.values()) for entry in entries)
        return cls(tuple(heading(name, "draw", lang) for name in columns), rows)


@dataclass(frozen=True)
class Scene:
    """A whole picture.

    ``kind``: ribbon, network, chain, duties, blocks, trend, panels, map. ``palette``: legend key →
    light and dark colour. ``note``: how to read it, one line. ``source``: the source line with date
    and build id. ``mark``: the words for illustrative data, empty otherwise. ``description``: the
    content in words, for readers who cannot see it. ``rows``: the table behind it.
    ``furniture``: title, subtitle, note, source line and mark as placed texts, ``plates``
    behind them, and ``legend`` below the picture: all outside ``content`` (x, y, width, height
    in pixels), so that a page may leave them out. ``points`` and ``ties``: the network behind
    it, where it is not drawn as boxes and bands.
    """

    kind: str
    lang: str
    width: float
    height: float
    title: str
    subtitle: str
    note: str
    source: str
    mark: str
    description: str
    stamp: Stamp
    palette: Palette
    content: tuple[float, float, float, float]
    furniture: tuple[Text, ...] = ()
    plates: tuple[Bar, ...] = ()
    legend: tuple[Item, ...] = ()
    boxes: tuple[Box, ...] = ()
    bands: tuple[Band, ...] = ()
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    lines: tuple[Bar, ...] = ()
    texts: tuple[Text, ...] = ()
    points: tuple[Point, ...] = ()
    ties: tuple[Tie, ...] = ()
    rows: Rows = field(default_factory=lambda: Rows((), ()))

    def colour(self, key: str, theme: str) -> str:
        """Return the colour of a key, ``#RRGGBB``."""
        return self.palette[key][theme == "dark"]

    def every_text(self) -> Iterator[str]:
        """Yield every text in or behind the picture, for fonts and glyph checks."""
        yield from (self.title, self.subtitle, self.note, self.source, self.mark, self.description)
        yield from (item.label for item in self.legend)
        for box in self.boxes:
            yield from (box.label, box.mark, box.tooltip, *box.lines)
        for node in self.nodes:
            yield from (node.label, node.mark, node.tooltip, *node.lines)
        yield from (band.tooltip for band in self.bands)
        for edge in self.edges:
            yield from (edge.label, edge.tooltip)
        for text in self.texts:
            yield from (text.text, text.tooltip)

    def as_json(self) -> dict[str, Any]:
        """Return the scene as plain values, texts of boxes placed. Stable: see ``version``."""
        values = asdict(self)
        for box, plain in zip(self.boxes, values["boxes"], strict=True):
            plain["texts"] = [_without_id(asdict(text)) for text in box.texts()]
        values["palette"] = by_theme(self.palette)
        for node, plain in zip(self.nodes, values["nodes"], strict=True):
            plain["texts"] = [_without_id(asdict(text)) for text in node.texts()]
        return {"version": VERSION, **values}


def by_theme(palette: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Return the colours of a palette as plain values."""
    return {key: {"light": light, "dark": dark} for key, (light, dark) in palette.items()}


def _without_id(values: dict[str, Any]) -> dict[str, Any]:
    del values["id"]
    return values


def shown_texts(scene: Scene) -> Iterator[str]:
    """Yield the texts that are drawn (tooltips need no glyphs)."""
    for box in scene.boxes:
        yield from (text.text for text in box.texts())
    for node in scene.nodes:
        yield from (text.text for text in node.texts())
    yield from (text.text for text in (*scene.texts, *scene.furniture))
    yield from (item.label for item in scene.legend)
