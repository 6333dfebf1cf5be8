"""The twin-chain ribbon: industry chain, segments, occupations, majors, colleges, in persons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import polars as pl

from graph.draw.columns import Entry, Place, arranged, placed, scale_for
from graph.draw.measure import ELLIPSIS, LINE, distinct, shortened, width, wrapped
from graph.draw.page import DEFAULT_LOOK, FOOT, MARGIN, TOP, Elements, Look, framed
from graph.draw.ribbon_names import Names
from graph.draw.ribbon_words import caption, rows
from graph.draw.scene import PADDING, Band, Bar, Box, Scene, Stamp, Text
from graph.draw.strands import (
    CHAIN,
    COLLEGE,
    COLUMNS,
    MAJOR,
    NO_MAJOR,
    NONE,
    OCCUPATION,
    SEGMENT,
    STARVED,
    SURPLUS,
    Filter,
    Part,
    Strands,
    folded,
    strands,
)
from graph.gap.flows.rounding import half_up
from graph.gap.paths import Paths
from graph.ontology import Ontology

DEFAULT_HEIGHT = 1130.0
HEADING = 26.0  # above the columns
LEAST, GAP = 20.0, 4.0
NARROWER = (0.55, 0.65, 0.75, 0.85)  # shares of the room tried for the lines of a name
ABOVE, MOST_LINES = 3.0, 3  # free above and below a box's lines; lines of a name
SIZE, SMALL_SIZE, SMALL_BELOW = 12.5, 12.0, 900.0  # of letters; small below this width
NARROW = 720.0  # narrower pictures leave out segments: chains lead straight to occupations
FULL = 0.68  # the largest share of a column for boxes of the least height
LEAD = 24.0  # room for the heading above occupations that nobody may enter
STRIP = 4.0
# The share of boxes in the width, and of each column in it: the first that keeps most names whole.
WIDTHS = (
    (0.64, (0.155, 0.19, 0.235, 0.23, 0.19)),
    (0.72, (0.175, 0.195, 0.225, 0.215, 0.19)),
    (0.79, (0.175, 0.19, 0.225, 0.22, 0.19)),
)
CUT = 0.2  # the largest share of names that may be cut
CUT_BESIDE_WORDS = 0.35  # above this share, figures have signs instead of words
LEGEND = (
    (
        "occupations",
        (STARVED, "occupation_class-balanced", "occupation_class-saturated", NO_MAJOR),
    ),
    ("majors", ("major_class-scarce", "major_class-balanced", SURPLUS, "major_class-unknown")),
)
NEUTRAL = (CHAIN, SEGMENT, COLLEGE)  # columns whose colour does not tell of a gap
ALL = Filter()


def ribbon(
    paths: Paths,
    tables: Mapping[str, pl.DataFrame],
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
    chosen: Filter = ALL,
) -> Scene:
    """Draw the ribbon of a gap report, or its part that runs through a chain, college or block.

    Raises:
        WrongInput: no such chain, college or block.
        NoAnswer: nothing is left to draw.
    """
    whole = strands(paths, tables, ontology, chosen)
    height = look.height or DEFAULT_HEIGHT
    names = Names(whole, paths, look.lang)
    drawing = _Ribbon(whole, names, ontology, look, height)
    drawing.lay_out()
    lowest = max(box.y + box.h for box in drawing.inside.boxes)
    sized = Look(look.lang, look.width, max(height, lowest + FOOT))
    words = caption(names, whole, paths, tables, chosen, ontology)
    table = rows(names, whole, ontology)
    legend = [(ontology.tables[name].label.of(look.lang), keys) for name, keys in LEGEND]
    return framed("ribbon", ontology, sized, stamp, words, drawing.inside, 0, legend, table)


@dataclass
class _Column:
    x: float
    w: float


class _Ribbon:
    """The drawing of a ribbon while it is laid out."""

    def __init__(
        self, whole: Strands, names: Names, ontology: Ontology, look: Look, height: float
    ) -> None:
        self.look, self.ontology, self.names = look, ontology, names
        self.size = SIZE if look.width >= SMALL_BELOW else SMALL_SIZE
        self.top, self.room = TOP + HEADING, height - FOOT - TOP - HEADING
        most = int(self.room * FULL / (LEAST + GAP))
        self.strands = folded(whole, lambda _column: most)
        self.inside = Elements()
        self.visible = self._visible_columns()
        self.columns = self._widths()

    def _visible_columns(self) -> tuple[int, ...]:
        """Return the columns that have something to say and fit the width."""
        if not any(key != NONE for key in self.strands.columns[CHAIN]):
            return (OCCUPATION, MAJOR, COLLEGE)  # nothing belongs to a chain
        if self.look.width < NARROW:
            return (CHAIN, OCCUPATION, MAJOR, COLLEGE)
        return (CHAIN, SEGMENT, OCCUPATION, MAJOR, COLLEGE)

    def _links(self) -> list[Mapping[tuple[str, str], float]]:
        """Return the streams between neighbouring columns."""
        links = [
            {(source, target): persons for source, target, persons in streams.iter_rows()}
            for streams in self.strands.links
        ]
        if self.visible[:2] != (CHAIN, OCCUPATION):
            return [*links[self.visible[0] :]]
        chain_of = {segment: chain for chain, segment in links[CHAIN]}
        past: dict[tuple[str, str], float] = {}
        for (segment, occupation), persons in links[SEGMENT].items():
            ends = chain_of[segment], occupation
            past[ends] = past.get(ends, 0.0) + persons
        return [past, *links[OCCUPATION:]]

    def _widths(self) -> dict[int, _Column]:
        """Choose the widest streams that leave most names whole; else use signs for words."""
        total = sum(len(self.strands.columns[c]) for c in self.visible)
        columns: dict[int, _Column] = {}
        for boxes, shares in WIDTHS:
            columns = _columns(self.look.inner_width, boxes, shares, self.visible)
            cut = sum(self._cut(columns[c], c) for c in self.visible)
            if cut <= CUT * total:
                break
        self.names.signs = cut > CUT_BESIDE_WORDS * total
        return columns

    def _cut(self, column: _Column, c: int) -> int:
        """Count the names of a column that do not fit beside their figures."""
        return sum(
            width(self.names.name(part), self.size) > self._beside(column, c, part)[1]
            for part in self.strands.columns[c].values()
        )

    # Layout -----------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Place boxes, bands and headings."""
        streams = self._links()
        unordered = [
            [self._entry(c, part) for part in self.strands.columns[c].values()]
            for c in self.visible
        ]
        entries = dict(zip(self.visible, arranged(unordered, streams), strict=True))
        entries[OCCUPATION] = self._with_lead(entries[OCCUPATION])
        self.scale = scale_for(list(entries.values()), self.room, LEAST, GAP)
        self.places = {
            c: placed(column, self.scale, self.top, self.room, LEAST, GAP)
            for c, column in entries.items()
        }
        for (left, right), links in zip(pairwise(self.visible), streams, strict=True):
            self._bands(left, right, links)
        for c, column in entries.items():
            self._heading(c)
            self._boxes(c, [self.strands.columns[c][entry.key] for entry in column])
        lonely = next((entry for entry in entries[OCCUPATION] if entry.lead), None)
        if lonely is not None:
            self._lonely_heading(self.places[OCCUPATION][lonely.key])

    def _entry(self, column: int, part: Part) -> Entry:
        zone = 0
        if part.kind == NO_MAJOR:
            zone = 2
        elif part.key == NONE:
            zone = 3
        elif part.folded and column != SEGMENT:
            zone = 1
        within = part.chain or NONE if column == SEGMENT else None
        wish = len(self._lines(column, part, MOST_LINES)) * self.size * LINE + 2 * ABOVE
        return Entry(part.key, part.persons, zone, within, part.rank, wish=wish)

    def _with_lead(self, column: list[Entry]) -> list[Entry]:
        """Leave free room above the first occupation that no graduate may enter."""
        for k, entry in enumerate(column):
            if self.strands.columns[OCCUPATION][entry.key].kind == NO_MAJOR:
                return [*column[:k], replace(entry, lead=LEAD), *column[k + 1 :]]
        return column

    def _heading(self, c: int) -> None:
        label = self.ontology.tables[COLUMNS[c]].label.of(self.look.lang)
        count = sum(len(part.folded) or 1 for part in self.strands.columns[c].values())
        column = self.columns[c]
        y = self.top - 14
        self.inside.texts.append(
            Text(f"heading/{COLUMNS[c]}", column.x, y, label, 13.0, "ink", True)
        )
        x = column.x + width(label, 13, True) + 8
        self.inside.texts.append(Text(f"count/{COLUMNS[c]}", x, y, f"{count}", 12.0, "quiet"))

    def _lonely_heading(self, place: Place) -> None:
        column = self.columns[OCCUPATION]
        text = shortened(self.names.say("no_major"), column.w, 11.5, True)
        self.inside.texts.append(
            Text("heading/no_major", column.x, place.y - 7, text, 11.5, NO_MAJOR, True)
        )

    # Boxes ------------------------------------------------------------------------------------

    def _beside(self, column: _Column, c: int, part: Part) -> tuple[str, float]:
        """Return the figure of a box, and the room in pixels that it leaves for the name."""
        mark, room = self.names.mark(c, part), column.w - 2 * PADDING - STRIP
        return mark, room - width(mark, self.size, True) - 8

    def _lines(self, c: int, part: Part, most: int) -> list[str]:
        """Break a name into lines, the first beside the figure; none if words would be cut."""
        name, (_, beside) = self.names.name(part), self._beside(self.columns[c], c, part)
        if width(name, self.size) <= beside:
            return [name]
        room = self.columns[c].w - 2 * PADDING - STRIP
        first = "".join(name.split()[:1])
        if most < 2 or _longest_word(first, self.size) > beside:
            return []
        if _longest_word(name, self.size) > room:
            return []
        return list(_even(name, room, beside, self.size, most))

    def _boxes(self, c: int, parts: Sequence[Part]) -> None:
        """Draw the boxes of a column; names that would be cut alike keep their ends."""
        column, sides = self.columns[c], [self._beside(self.columns[c], c, part) for part in parts]
        names = [self.names.name(part) for part in parts]
        single = distinct(names, [room for _, room in sides], self.size)
        for part, name, (mark, _), single_line in zip(parts, names, sides, single, strict=True):
            place = self.places[c][part.key]
            spots = int((place.h - 2 * ABOVE) / (self.size * LINE) + 1e-6)
            lines = [single_line]
            if single_line != name:
                lines = self._lines(c, part, min(spots, MOST_LINES)) or lines
            name_lines, room = len(lines), column.w - 2 * PADDING - STRIP
            have, lacks = self.names.figures(c, part)
            if lacks and name_lines < spots:
                lines.append(shortened(have, room, self.size - 1))
            mark_key = "muted"
            if lacks:
                mark_key = _lacking(c, part)
            self.inside.boxes.append(
                Box(
                    id=part.id,
                    key=part.kind,
                    x=column.x,
                    y=round(place.y, 2),
                    w=column.w,
                    h=round(place.h, 2),
                    label=name,
                    lines=tuple(lines),
                    mark=mark,
                    tooltip=self.names.tooltip(c, part),
                    size=self.size,
                    tint=0.13,
                    mark_key=mark_key,
                    bars=self._bars(c, part, place),
                    persons=round(part.persons, 3),
                    column=c,
                    names=name_lines,
                    fill="quiet" if c in NEUTRAL else "",
                )
            )

    def _bars(self, c: int, part: Part, place: Place) -> tuple[Bar, ...]:
        """Return the strip that the streams join, and the part that stays empty."""
        column, share = self.columns[c], part.spare / part.persons if part.persons else 0.0
        empty = place.h * share
        bars = []
        if empty > 0:
            y = round(place.y + place.h - empty, 2)
            bars.append(Bar(_lacking(c, part), column.x, y, column.w, round(empty, 2), 0.30))
        strip = (round(place.bar_y, 2), STRIP, round(place.bar_h, 2))
        bars.append(Bar(part.kind, column.x, *strip, 0.9))
        return tuple(bars)

    # Bands ------------------------------------------------------------------------------------

    def _bands(self, c: int, d: int, links: Mapping[tuple[str, str], float]) -> None:
        """Draw the streams of each box in the order of their other ends."""
        sources, targets = self.places[c], self.places[d]
        starts = _stacked(links, sources, targets, 0, self.scale)
        ends = _stacked(links, targets, sources, 1, self.scale)
        left, right = self.columns[c], self.columns[d]
        for pair in sorted(links, key=lambda pair: (starts[pair], ends[pair])):
            source, target = self.strands.columns[c][pair[0]], self.strands.columns[d][pair[1]]
            persons = links[pair]
            self.inside.bands.append(
                Band(
                    id=f"{source.id}→{target.id}",
                    key=_band_key(c, d, source, target),
                    source=source.id,
                    target=target.id,
                    x0=round(left.x + left.w, 2),
                    y0=round(starts[pair], 2),
                    x1=right.x,
                    y1=round(ends[pair], 2),
                    w=round(persons * self.scale, 3),
                    persons=round(persons, 6),
                    tooltip=self.names.say(
                        "band",
                        source=self.names.name(source),
                        target=self.names.name(target),
                        persons=half_up(persons),
                    ),
                    tint=0.26,
                )
            )


def _columns(
    inner: float, boxes: float, shares: Sequence[float], visible: Sequence[int]
) -> dict[int, _Column]:
    """Return the visible columns, from left to right."""
    whole = sum(shares[c] for c in visible)
    between = inner * (1 - boxes) / (len(visible) - 1)
    columns, x = {}, MARGIN
    for c in visible:
        wide = inner * boxes * shares[c] / whole
        columns[c] = _Column(round(x, 2), round(wide, 2))
        x += wide + between
    return columns


def _even(name: str, room: float, first: float, size: float, most: int) -> tuple[str, ...]:
    """Break a name into as few lines as it needs, about equally long if nothing is cut."""
    lines, longest = wrapped(name, room, size, most, first=first), _longest_word(name, size)
    for share in NARROWER:
        if longest > room * share:
            continue
        even = wrapped(name, room * share, size, len(lines), first=min(first, room * share))
        if not even[-1].endswith(ELLIPSIS):
            return even
    return lines


def _longest_word(name: str, size: float) -> float:
    """Return the width of the longest unbreakable word; Chinese breaks anywhere."""
    return max((width(word, size) for word in name.split() if word.isascii()), default=0.0)


def _lacking(c: int, part: Part) -> str:
    """Return the colour of what is short or to spare."""
    if c > OCCUPATION:
        return SURPLUS
    return NO_MAJOR if part.kind == NO_MAJOR else STARVED


def _band_key(c: int, d: int, source: Part, target: Part) -> str:
    """Return the colour of a stream: that of its occupation, else of its major."""
    if d == SEGMENT:
        return "quiet"
    return target.kind if c < OCCUPATION else source.kind


def _stacked(
    links: Mapping[tuple[str, str], float],
    own: Mapping[str, Place],
    opposite: Mapping[str, Place],
    end: int,
    scale: float,
) -> dict[tuple[str, str], float]:
    """Return the upper edge of each stream at one of its ends."""
    reached = {key: place.bar_y for key, place in own.items()}
    edges = {}
    for pair in sorted(links, key=lambda pair: (opposite[pair[1 - end]].y, pair)):
        edges[pair] = reached[pair[end]]
        reached[pair[end]] += links[pair] * scale
    return edges
