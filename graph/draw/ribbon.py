"""The twin-chain ribbon: industry chain, segments, occupations, majors, colleges, in persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from graph.analysis.paths import Paths
from graph.analysis.scope import find
from graph.draw.columns import Entry, Place, arranged, placed, scale_for
from graph.draw.measure import LINE, shortened, width, wrapped
from graph.draw.page import DEFAULT_LOOK, FOOT, MARGIN, TOP, Caption, Elements, Look, framed
from graph.draw.scene import PADDING, Band, Bar, Box, Rows, Scene, Stamp, Text
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
from graph.ontology import Ontology
from graph.words import join, say

DEFAULT_HEIGHT = 1130.0
HEADING = 26.0  # above the columns
LEAST, GAP, SIZE = 20.0, 4.0, 12.5
FULL = 0.68  # of a column at most is taken up by lowest boxes
LEAD = 24.0  # above occupations that nobody may enter: their heading
STRIP = 4.0
LEAST_NAME = 46.0  # of room for a name beside its figure
# Of the boxes' width, where there is room; and where every box has to hold its name all the same.
SHARES, NARROW_SHARES = (0.155, 0.19, 0.235, 0.23, 0.19), (0.175, 0.19, 0.225, 0.22, 0.19)
BOXES, NARROW_BOXES = 0.64, 0.79  # of the whole width
NARROW = 1_200.0
NAMED = 3
LEGEND = (
    (
        "occupations",
        (STARVED, "occupation_class-balanced", "occupation_class-saturated", NO_MAJOR),
    ),
    ("majors", ("major_class-scarce", "major_class-balanced", SURPLUS)),
)
NEUTRAL = (CHAIN, SEGMENT, COLLEGE)  # their colour says nothing of a gap
ALL = Filter()


def ribbon(
    paths: Paths,
    tables: Mapping[str, pl.DataFrame],
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
    chosen: Filter = ALL,
) -> Scene:
    """The ribbon of a gap report, or the part of it that runs through a chain, college or block.

    Raises:
        WrongInput: no such chain, college or block.
        NoAnswer: nothing is left to draw.
    """
    whole = strands(paths, tables, ontology, chosen)
    height = look.height or DEFAULT_HEIGHT
    drawing = _Ribbon(whole, paths, ontology, look, height)
    drawing.lay_out()
    inside = drawing.inside
    sized = Look(look.lang, look.width, height)
    caption = drawing.caption(tables, chosen)
    rows = drawing.rows(whole)
    legend = [(ontology.tables[name].label.of(look.lang), keys) for name, keys in LEGEND]
    return framed("ribbon", ontology, sized, stamp, caption, inside, 0, legend, rows)


@dataclass
class _Column:
    x: float
    w: float


class _Ribbon:
    """One ribbon while it is laid out."""

    def __init__(
        self, whole: Strands, paths: Paths, ontology: Ontology, look: Look, height: float
    ) -> None:
        self.lang, self.look, self.ontology, self.paths = look.lang, look, ontology, paths
        self.whole = whole
        self.top, self.room = TOP + HEADING, height - FOOT - TOP - HEADING
        most = int(self.room * FULL / (LEAST + GAP))
        self.shown = folded(whole, lambda _column: most)
        self.inside = Elements()
        self.columns = self._widths()
        self.levels = self._levels()

    def say(self, key: str, **values: object) -> str:
        return say(f"draw.ribbon.{key}", self.lang, **values)

    def _widths(self) -> list[_Column]:
        inner, narrow = self.look.inner_width, self.look.width < NARROW
        boxes, shares = (NARROW_BOXES, NARROW_SHARES) if narrow else (BOXES, SHARES)
        between = inner * (1 - boxes) / (len(shares) - 1)
        found, x = [], MARGIN
        for share in shares:
            wide = inner * boxes * share
            found.append(_Column(round(x, 2), round(wide, 2)))
            x += wide + between
        return found

    def _levels(self) -> dict[str, str]:
        """The levels of majors that share their name with others."""
        parts = self.whole.columns[MAJOR].values()
        names = Counter(part.thing.of(self.lang) for part in parts if part.thing)
        level = {one.thing.key: one.level for one in self.paths.report.majors}
        words = self.ontology.code_lists["level"].by_notation
        return {
            part.id: words[str(level[part.key])].label.of(self.lang)
            for part in parts
            if part.thing and names[part.thing.of(self.lang)] > 1
        }

    # Layout -----------------------------------------------------------------------------------

    def lay_out(self) -> None:
        """Boxes, bands and headings."""
        shown = self.shown
        entries = arranged(
            [
                [self._entry(c, part) for part in parts.values()]
                for c, parts in enumerate(shown.columns)
            ],
            shown.links,
        )
        entries[OCCUPATION] = self._with_lead(entries[OCCUPATION])
        self.scale = scale_for(entries, self.room, LEAST, GAP)
        self.places = [
            placed(column, self.scale, self.top, self.room, LEAST, GAP) for column in entries
        ]
        self._bands()
        for c, column in enumerate(entries):
            self._heading(c)
            for entry in column:
                self._box(c, shown.columns[c][entry.key], self.places[c][entry.key])
        lonely = next((one for one in entries[OCCUPATION] if one.lead), None)
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
        within = part.whose or NONE if column == SEGMENT else None
        return Entry(part.key, part.persons, zone, within, part.rank)

    def _with_lead(self, column: list[Entry]) -> list[Entry]:
        """Free room above the first occupation that nobody may enter."""
        for k, one in enumerate(column):
            if self.shown.columns[OCCUPATION][one.key].kind == NO_MAJOR:
                return [*column[:k], replace(one, lead=LEAD), *column[k + 1 :]]
        return column

    def _heading(self, c: int) -> None:
        label = self.ontology.tables[COLUMNS[c]].label.of(self.lang)
        count = sum(len(part.folded) or 1 for part in self.shown.columns[c].values())
        column = self.columns[c]
        y = self.top - 14
        self.inside.texts.append(
            Text(f"heading/{COLUMNS[c]}", column.x, y, label, 13.0, "ink", True)
        )
        x = column.x + width(label, 13, True) + 8
        self.inside.texts.append(Text(f"count/{COLUMNS[c]}", x, y, f"{count}", 12.0, "quiet"))

    def _lonely_heading(self, place: Place) -> None:
        column = self.columns[OCCUPATION]
        text = shortened(self.say("no_major"), column.w, 11.5, True)
        self.inside.texts.append(
            Text("heading/no_major", column.x, place.y - 7, text, 11.5, NO_MAJOR, True)
        )

    # Boxes ------------------------------------------------------------------------------------

    def name(self, part: Part) -> str:
        """The name of a part."""
        if part.folded:
            return self.say("rest", n=len(part.folded))
        if part.key == NONE:
            return self.say("no_chain")
        name = part.thing.of(self.lang) if part.thing else part.key
        level = self.levels.get(part.id)
        return self.say("with_level", name=name, level=level) if level else name

    def figures(self, c: int, part: Part) -> tuple[str, str]:
        """What a part has, and what of it is short or to spare (empty where nothing is)."""
        have, lacks = ("need", "short") if c <= OCCUPATION else ("supply", "spare")
        spare = _round(part.spare)
        return (
            self.say(have, persons=_round(part.persons)),
            self.say(lacks, persons=spare) if spare else "",
        )

    def brief(self, c: int, part: Part) -> str:
        """What is short or to spare as a signed figure, where words leave no room for a name."""
        key = "short_brief" if c <= OCCUPATION else "spare_brief"
        return self.say(key, persons=_round(part.spare))

    def _box(self, c: int, part: Part, place: Place) -> None:
        column = self.columns[c]
        have, lacks = self.figures(c, part)
        mark = lacks or self.persons(part.persons)
        mark_key = "muted"
        if lacks:
            mark_key = SURPLUS if c > OCCUPATION else NO_MAJOR if part.kind == NO_MAJOR else STARVED
        room = column.w - 2 * PADDING - STRIP
        beside = room - width(mark, SIZE, True) - 8
        if lacks and beside < LEAST_NAME:
            mark = self.brief(c, part)
            beside = room - width(mark, SIZE, True) - 8
        name = self.name(part)
        lines = [shortened(name, beside, SIZE)]
        spots = int((place.h - 6) / (SIZE * LINE))
        if spots >= 2 and width(name, SIZE) > beside:
            lines = list(wrapped(name, beside, SIZE, min(spots, 2)))
        names = len(lines)
        if lacks and len(lines) < spots:
            lines.append(shortened(have, room, SIZE - 1))
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
                tooltip=self._tooltip(c, part),
                size=SIZE,
                tint=0.13,
                mark_key=mark_key,
                bars=self._bars(c, part, place),
                persons=round(part.persons, 3),
                column=c,
                names=names,
                fill="quiet" if c in NEUTRAL else "",
            )
        )

    def persons(self, figure: float) -> str:
        """A number of persons; less than half a one is not none."""
        whole = _round(figure)
        return self.say("persons", persons=whole) if whole or not figure else self.say("few")

    def _tooltip(self, c: int, part: Part) -> str:
        figures = [text for text in self.figures(c, part) if text]
        name = self.name(part)
        if part.folded:
            inside = join([self.name(one) for one in part.folded], self.lang)
            name = self.say("named_rest", name=name, names=inside)
        elif part.thing is not None:
            name = say("gap.named", self.lang, name=name, inside=part.key)
        return self.say("tooltip", name=name, figures=say("draw.part", self.lang).join(figures))

    def _bars(self, c: int, part: Part, place: Place) -> tuple[Bar, ...]:
        """The strip that the streams join, and the part that stays empty."""
        column, share = self.columns[c], part.spare / part.persons if part.persons else 0.0
        lacking = SURPLUS if c > OCCUPATION else STARVED if part.kind != NO_MAJOR else NO_MAJOR
        empty = place.h * share
        bars = []
        if empty > 0:
            y = place.y + place.h - empty
            bars.append(Bar(lacking, column.x, round(y, 2), column.w, round(empty, 2), 0.30))
        strip = (round(place.bar_y, 2), STRIP, round(place.bar_h, 2))
        bars.append(Bar(part.kind, column.x, *strip, 0.9))
        return tuple(bars)

    # Bands ------------------------------------------------------------------------------------

    def _bands(self) -> None:
        """Streams, each box's in the order in which their other ends stand."""
        for c, links in enumerate(self.shown.links):
            sources, targets = self.places[c], self.places[c + 1]
            starts = _stacked(links, sources, targets, 0, self.scale)
            ends = _stacked(links, targets, sources, 1, self.scale)
            left, right = self.columns[c], self.columns[c + 1]
            for pair in sorted(links, key=lambda pair: (starts[pair], ends[pair])):
                source, target = self.shown.columns[c][pair[0]], self.shown.columns[c + 1][pair[1]]
                persons = links[pair]
                self.inside.bands.append(
                    Band(
                        id=f"{source.id}→{target.id}",
                        key=_band_key(c, source, target),
                        source=source.id,
                        target=target.id,
                        x0=round(left.x + left.w, 2),
                        y0=round(starts[pair], 2),
                        x1=right.x,
                        y1=round(ends[pair], 2),
                        w=round(persons * self.scale, 3),
                        persons=round(persons, 3),
                        tooltip=self.say(
                            "band",
                            source=self.name(source),
                            target=self.name(target),
                            persons=_round(persons),
                        ),
                        tint=0.26,
                    )
                )

    # Words ------------------------------------------------------------------------------------

    def caption(self, tables: Mapping[str, pl.DataFrame], chosen: Filter) -> Caption:
        """Title, totals, how to read it, and the picture in words."""
        report, total = self.paths.report, {k: _round(n) for k, n in self.whole.total.items()}
        names = [report.place] if report.place else []
        names += [report.chain] if report.chain else []
        for table, option, asked in (
            ("chains", "chain", chosen.chain),
            ("colleges", "college", chosen.college),
        ):
            thing = find(tables[table], asked, option)
            names += [thing] if thing else []
        place = say("draw.part", self.lang).join(
            [thing.of(self.lang) for thing in names] + ([chosen.block] if chosen.block else [])
        )
        title = self.say("title", place=place or self.say("everywhere"), year=report.year)
        demand_side, supply_side = bool(chosen.chain or chosen.block), bool(chosen.college)
        key = "totals"
        if demand_side or supply_side:
            key = (
                "totals_both"
                if demand_side and supply_side
                else ("totals_demand" if demand_side else "totals_supply")
            )
        totals = self.say(
            key, **total | {"quantity": report.quantity, "composition": report.composition}
        )
        description = self.say(
            "description",
            title=title,
            totals=totals,
            worst=self._leading(OCCUPATION, lambda part: part.spare),
            without=self._leading(
                OCCUPATION, lambda part: part.persons if part.kind == NO_MAJOR else 0.0
            ),
            spare=self._leading(MAJOR, lambda part: part.spare),
        )
        return Caption(title, totals, self.say("note"), description)

    def _leading(self, column: int, figure: Callable[[Part], float]) -> str:
        parts = [part for part in self.whole.columns[column].values() if figure(part) >= 0.5]
        parts.sort(key=lambda part: (-figure(part), part.key))
        names = [
            self.say("tooltip", name=self.name(part), figures=_round(figure(part)))
            for part in parts[:NAMED]
        ]
        return join(names, self.lang) or self.say("nothing_named")

    def rows(self, whole: Strands) -> Rows:
        """Every part, folded or not, with its figures."""
        columns = tuple(
            say(f"draw.columns.{name}", self.lang)
            for name in ("side", "code", "name", "persons", "short")
        )
        rows = []
        for c, parts in enumerate(whole.columns):
            side = self.ontology.tables[COLUMNS[c]].label.of(self.lang)
            several = sorted(parts.values(), key=lambda part: (-part.persons, part.key))
            rows += [
                (side, part.key, self.name(part), round(part.persons, 2), round(part.spare, 2))
                for part in several
            ]
        return Rows(columns, tuple(rows))


def _band_key(c: int, source: Part, target: Part) -> str:
    """A stream has the colour of what it says: of the occupation, then of the major."""
    if c == CHAIN:
        return "quiet"
    return target.kind if c == SEGMENT else source.kind


def _stacked(
    links: Mapping[tuple[str, str], float],
    own: Mapping[str, Place],
    other: Mapping[str, Place],
    end: int,
    scale: float,
) -> dict[tuple[str, str], float]:
    """The upper edge of each stream at one of its ends."""
    reached = {key: place.bar_y for key, place in own.items()}
    found = {}
    for pair in sorted(links, key=lambda pair: (other[pair[1 - end]].y, pair)):
        found[pair] = reached[pair[end]]
        reached[pair[end]] += links[pair] * scale
    return found


def _round(persons: float) -> int:
    """Whole persons, a half upwards."""
    return int(round(persons, 6) + 0.5)
