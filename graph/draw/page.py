"""The frame of every picture: title, figures, legend, reading note, source line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from graph.draw.measure import shortened, width, wrapped
from graph.draw.palette import entries, palette
from graph.draw.scene import Band, Bar, Box, Edge, Item, Node, Rows, Scene, Stamp, Text
from graph.ontology import Ontology
from graph.schema.legend import LegendEntry
from graph.words import join, say

MARGIN = 32.0
TITLE, SUBTITLE, SMALL = 24.0, 13.5, 11.5
TOP = 92.0  # upper edge of the content
FOOT = 78.0  # below the content
LEGEND_GAP, SECTION_GAP, LINE_FEED = 22.0, 12.0, 17.0
LEAST_TITLE, LEAST_SUBTITLE = 15.0, 10.5  # smallest sizes; longer lines are cut
NOTE_LINES = 6
ILLUSTRATIVE = "illustrative"
MARK = 14.0
# A heading and legend keys, each with its own label where the declared one does not fit, and with
# the tint of its sample where one key has several.
Section = tuple[str, tuple[str | tuple[str, str] | tuple[str, str, float], ...]]


@dataclass(frozen=True)
class Look:
    """Language and real size of a picture in pixels; height None: what the content takes."""

    lang: str = "zh"
    width: float = 1600.0
    height: float | None = None

    @property
    def inner_width(self) -> float:
        """Return the width between the margins in pixels."""
        return self.width - 2 * MARGIN


DEFAULT_LOOK = Look()


@dataclass(frozen=True)
class Caption:
    """The words around a picture."""

    title: str
    subtitle: str
    note: str
    description: str


def captioned(title: str, totals: str, note: str, lang: str) -> Caption:
    """Return a caption whose description is its title with its totals."""
    sentence = say("draw.trend.description", lang, title=title, totals=totals)
    return Caption(title, totals, note, sentence)


@dataclass
class Elements:
    """The elements of a picture while it is laid out."""

    boxes: list[Box] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    lines: list[Bar] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def keys(self) -> set[str]:
        """Return the colour keys in use."""
        keys = {element.key for group in vars(self).values() for element in group}
        keys |= {key for box in self.boxes for key in (box.mark_key, box.fill) if key}
        keys |= {node.ring for node in self.nodes if node.ring}
        return keys | {bar.key for box in self.boxes for bar in box.bars}

    def tints(self) -> dict[str, float]:
        """Return the strongest tint of each colour, for its sample in the legend."""
        tinted = [(bar.key, bar.tint) for box in self.boxes for bar in box.bars]
        tinted += [(box.fill or box.key, box.tint) for box in self.boxes]
        tinted += [(node.key, 1.0) for node in self.nodes]
        tinted += [(edge.key, 1.0) for edge in self.edges]
        strongest: dict[str, float] = {}
        for key, tint in tinted:
            strongest[key] = max(tint, strongest.get(key, 0.0))
        return strongest


@dataclass(frozen=True)
class _Legend:
    """The position of a legend, whether its samples have the shapes of nodes, and their tints."""

    y: float
    right: float
    shapes: bool
    tints: Mapping[str, float]


def framed(
    kind: str,
    ontology: Ontology,
    look: Look,
    stamp: Stamp,
    caption: Caption,
    inside: Elements,
    bottom: float,
    legend: Sequence[Section],
    rows: Rows,
) -> Scene:
    """Return the scene of some elements whose content ends at ``bottom``.

    ``legend``: the keys to explain, in sections with headings; keys in which nothing is drawn
    are left out. Legend and note take as many lines as they need, and the picture grows by
    them.
    """
    legend_entries = entries(ontology, look.lang)
    used = inside.keys() | {f"grade-{ILLUSTRATIVE}"}
    height = look.height or bottom + FOOT
    mark = say("draw.illustrative", look.lang) if stamp.grade == ILLUSTRATIVE else ""
    source = _source(ontology, stamp, look.lang)
    right = look.width - MARGIN
    items = _legend(
        legend, used, legend_entries, _Legend(height - 58, right, kind == "network", inside.tints())
    )
    content = (MARGIN, TOP - 8, look.inner_width, height - FOOT - TOP + 16)
    height += items[-1].y - (height - 58) if items else 0.0
    notes = wrapped(caption.note, look.inner_width, SMALL, NOTE_LINES) or ("",)
    below = [
        (f"note/{k}" if k else "note", line, height - 34 + k * LINE_FEED, SMALL, "muted")
        for k, line in enumerate(notes)
    ]
    height += (len(notes) - 1) * LINE_FEED
    origins = wrapped(source, look.inner_width, SMALL, NOTE_LINES)
    below += [
        (f"source/{k}" if k else "source", line, height - 15 + k * LINE_FEED, SMALL, "quiet")
        for k, line in enumerate(origins)
    ]
    height += (len(origins) - 1) * LINE_FEED
    return Scene(
        kind=kind,
        lang=look.lang,
        width=look.width,
        height=height,
        title=caption.title,
        subtitle=caption.subtitle,
        note=caption.note,
        source=source,
        mark=mark,
        description=caption.description,
        stamp=stamp,
        palette=palette(legend_entries, used),
        content=content,
        furniture=(
            *_furniture(caption, mark, look),
            *(Text(name, MARGIN, y, line, size, key) for name, line, y, size, key in below if line),
        ),
        plates=_plates(mark, look),
        legend=items,
        rows=rows,
        **{name: tuple(elements) for name, elements in vars(inside).items()},
    )


def _legend(
    sections: Sequence[Section],
    used: set[str],
    legend_entries: Mapping[str, LegendEntry],
    look: _Legend,
) -> tuple[Item, ...]:
    """Lay out the entries below the picture, each section after its heading, in lines that fit."""
    start = x = MARGIN + 6
    y, items = look.y, []
    for heading, keys in sections:
        labelled = [
            (entry, legend_entries[entry].label) if isinstance(entry, str) else entry
            for entry in keys
        ]
        used_entries = [
            (key, label, tint[0] if tint else look.tints.get(key, 1.0))
            for key, label, *tint in labelled
            if key in used
        ]
        whole = width(heading, SMALL) + 14 if heading else 0.0
        whole += (
            sum(12 + width(label, SMALL) + LEGEND_GAP for _, label, _ in used_entries) - LEGEND_GAP
        )
        if used_entries and x > start and x + whole > look.right:
            x, y = start, y + LINE_FEED
        if heading and used_entries:
            items.append(Item("muted", heading, "", x, y))
            x += width(heading, SMALL) + 14
        for key, label, tint in used_entries:
            wide = 12 + width(label, SMALL)
            if x > start and x + wide > look.right:
                x, y = start, y + LINE_FEED
            shape = legend_entries[key].shape if look.shapes else "square"
            items.append(Item(key, label, shape, x, y, tint))
            x += wide + LEGEND_GAP
        x += SECTION_GAP if used_entries else 0
    return tuple(items)


def _furniture(caption: Caption, mark: str, look: Look) -> tuple[Text, ...]:
    """Place title and subtitle, smaller where they are long, and the mark at the upper right."""
    room = look.inner_width
    right = width(mark, MARK, True) + 48 if mark else 0.0
    texts = []
    for name, text, y, sizes, key, bold, wide in (
        ("title", caption.title, 46.0, (TITLE, LEAST_TITLE), "ink", True, room - right),
        ("subtitle", caption.subtitle, 70.0, (SUBTITLE, LEAST_SUBTITLE), "muted", False, room),
    ):
        if text:
            size = max(sizes[1], min(sizes[0], int(2 * wide / width(text, 1.0, bold)) / 2))
            line = shortened(text, wide, size, bold)
            texts.append(Text(name, MARGIN, y, line, size, key, bold, "start", text))
    if mark:
        edge = look.width - MARGIN - 12
        texts.append(Text("mark", edge, 44.0, mark, MARK, "ink", True, "end", mark))
    return tuple(texts)


def _plates(mark: str, look: Look) -> tuple[Bar, ...]:
    """Return the plate behind the mark."""
    if not mark:
        return ()
    wide = width(mark, MARK, True) + 24
    return (Bar(f"grade-{ILLUSTRATIVE}", look.width - MARGIN - wide, 26.0, wide, 27.0, 0.28),)


def _source(ontology: Ontology, stamp: Stamp, lang: str) -> str:
    """Word the line that names the sources of the data."""
    parts = []
    if stamp.sources:
        parts.append(say("draw.source.from", lang, names=join(list(stamp.sources), lang)))
    if stamp.as_of:
        parts.append(say("draw.source.as_of", lang, date=stamp.as_of))
    grade = say("draw.source.unstated", lang)
    if stamp.grade:
        grade = ontology.code_lists["grade"].by_notation[stamp.grade].label.of(lang)
    parts.append(say("draw.source.grade", lang, grade=grade))
    if stamp.build:
        parts.append(say("draw.source.build", lang, id=stamp.build))
    parts += stamp.choices
    return say("draw.part", lang).join(parts)
