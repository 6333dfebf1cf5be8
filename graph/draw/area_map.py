"""The map: areas in shades, as their shapes or as equal squares; commuting and colleges on them.

Nothing is fetched: shapes come with the data. Everything on it is a box with an outline, so that
every format, and the keyboard, can reach it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import cos, hypot, pi, sin, sqrt

import polars as pl

from graph.draw.measure import LINE, width, wrapped
from graph.draw.outlines import Frame, Outline, Ring, outlines
from graph.draw.page import (
    DEFAULT_LOOK,
    MARGIN,
    TOP,
    Caption,
    Elements,
    Look,
    Section,
    captioned,
    framed,
)
from graph.draw.scene import RISE, Box, Rows, Scene, Stamp, Text
from graph.draw.shades import Shades, of_persons, of_shares
from graph.draw.tiles import Cell, cells
from graph.errors import NoAnswer
from graph.gap.flows.rounding import percent
from graph.gap.parts import Part
from graph.ontology import Ontology
from graph.regions.places import Places
from graph.telling.listings import part_name, persons_said, share_said, whole_persons
from graph.telling.sentences import region
from graph.things import Thing
from graph.words import first_few, join, say

SHORT, UNKNOWN, TIE, COLLEGE = "occupation_class-starved", "rule", "ink", "College"
COLOURS: Mapping[str, str] = {"demand": "Occupation", "supply": "Major"}
MOST_AREAS, MOST_TIES = 400, 300
MOST_CIRCLES, IN_A_ROW = 6, 3  # circles in one area
LETTERS, NARROWEST, WIDEST, SPACE = 12.5, 74.0, 128.0, 4.0
HIGHEST = 0.62  # of the width: shapes are no higher
LABEL = 2 * LETTERS * LINE
LARGEST, SMALLEST, CORNERS = 12.0, 4.0, 24  # radii of circles, their corners
BEND, BENDS, MOST_BENT = 0.14, 8, 36.0  # of arrows: share of the length, corners, pixels
LOW, SLIM = 0.72, 0.11  # of a square: where arrows lie, the radius of the largest circle
SHORTER, HEAD, SHAFT = 0.22, 10.0, 1.5  # SHORTER: at each end
NAMED = 4
COUNTED = ("demand", "supply", "shortage")


@dataclass(frozen=True)
class Ground:
    """What the areas are drawn from. ``shapes``: see :mod:`graph.builds.shapes`.

    ``areas``: the table; ``approval``: the number under which the shapes may be published.
    """

    shapes: pl.DataFrame
    areas: pl.DataFrame
    approval: str = ""


@dataclass(frozen=True)
class _Laid:
    """Areas with their outlines, the lower edge, and what to say of how they were laid out."""

    outlines: Mapping[str, Outline]
    bottom: float
    notes: tuple[str, ...]
    is_shaped: bool


def area_map(
    places: Places,
    ground: Ground,
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
) -> Scene:
    """Draw the areas of a map.

    Raises:
        NoAnswer: there is no area to draw, or there are too many.
    """
    parts = [part for part in places.areas if part.thing is not None]
    if not parts:
        raise NoAnswer("error.map_no_area")
    if len(parts) > MOST_AREAS:
        raise NoAnswer("error.map_many_areas", areas=len(parts), most=MOST_AREAS)
    laid = _laid(places, parts, ground, look)
    shading = _Shading(places, look.lang)
    inside = Elements()
    for part in parts:
        assert part.thing is not None
        if (outline := laid.outlines.get(part.thing.key)) is not None:
            _area(inside, part, outline, shading, places)
    notes = list(laid.notes)
    if places.measure == "commuting":
        notes += _ties(inside, places, laid.outlines, look.lang)
    if places.measure == "colleges":
        notes += _colleges(inside, places, laid.outlines, look.lang)
    bottom = laid.bottom
    if laid.is_shaped:
        bottom += _approval(inside, ground.approval, bottom, look)
    sized = replace(look, height=None)
    caption, listed = _caption(places, notes, look.lang), _rows(places, look.lang)
    legend = shading.legend()
    return framed("map", ontology, sized, stamp, caption, inside, bottom, legend, listed)


def review_note(approval: str, lang: str) -> str:
    """Word under which number shapes may be published, or that they may not."""
    return say(f"draw.map.{'approved' if approval else 'not_reviewed'}", lang, number=approval)


# Where the areas are ------------------------------------------------------------------------------


def _laid(places: Places, parts: Sequence[Part], ground: Ground, look: Look) -> _Laid:
    things = [part.thing for part in parts if part.thing is not None]
    shapes = _shapes(places, ground.shapes, {thing.key for thing in things})
    if shapes.is_empty():
        return _tiles(things, ground.areas, look)
    most = (look.height or HIGHEST * max(look.width, 640.0)) - TOP
    frame = Frame(MARGIN, TOP, look.inner_width, most)
    shapes_by_area, high = outlines(shapes, frame, LABEL)
    notes = [say("draw.map.shapes", look.lang)]
    if bare := [thing.of(look.lang) for thing in things if thing.key not in shapes_by_area]:
        names = first_few(bare, look.lang, NAMED)
        notes.append(say("draw.map.without", look.lang, count=len(bare), names=names))
    return _Laid(shapes_by_area, round(TOP + high, 2), tuple(notes), True)


def _shapes(places: Places, shapes: pl.DataFrame, keys: set[str]) -> pl.DataFrame:
    """Return the shapes of the areas shown: their own, else those of what is in them."""
    codes = shapes["code"].unique().to_list()
    own = keys & set(codes)
    of = {code: place for code in codes if (place := places.inside(code)) is not None}
    kept = {code: place for code, place in of.items() if code in own or place not in own}
    rows = shapes.filter(pl.col("code").is_in([*kept]))
    return rows.with_columns(pl.col("code").replace(kept))


def _tiles(things: Sequence[Thing], areas: pl.DataFrame, look: Look) -> _Laid:
    """Lay out equal squares, by position where areas have one."""
    lang, keys = look.lang, [thing.key for thing in things]
    positions: dict[str, tuple[float, float]] = {}
    if {"lon", "lat"} <= set(areas.columns):
        located = areas.drop_nulls(["lon", "lat"]).select("node_key", "lon", "lat")
        positions = {
            key: (float(lon), float(lat)) for key, lon, lat in located.iter_rows() if key in keys
        }
    most = max(1, int((look.inner_width + SPACE) // (NARROWEST + SPACE)))
    cell_of = cells(keys, positions, most)
    across = 1 + max(column for column, _ in cell_of.values())
    side = min(WIDEST, (look.inner_width - SPACE * (across - 1)) / across)
    left = MARGIN + (look.inner_width - across * (side + SPACE) + SPACE) / 2
    notes = [say(f"draw.map.tiles.{'placed' if positions else 'in_order'}", lang)]
    rest = [thing.of(lang) for thing in things if positions and thing.key not in positions]
    if rest:
        names = first_few(rest, lang, NAMED)
        notes.append(say("draw.map.unplaced", lang, count=len(rest), names=names))
    bottom = TOP + (1 + max(row for _, row in cell_of.values())) * (side + SPACE)
    squares = {key: _square(cell, left, side) for key, cell in cell_of.items()}
    return _Laid(squares, round(bottom, 2), tuple(notes), False)


def _square(cell: Cell, left: float, side: float) -> Outline:
    x, y = (
        round(start + at * (side + SPACE), 2) for start, at in zip((left, TOP), cell, strict=True)
    )
    right, bottom = round(x + side, 2), round(y + side, 2)
    ring = ((x, y), (right, y), (right, bottom), (x, bottom))
    middle = round(x + side / 2, 2), round(y + side / 2, 2)
    return Outline((ring,), *middle, side - 2 * SPACE, is_square=True)


# What they show -----------------------------------------------------------------------------------


class _Shading:
    """The figure that the areas are shaded by."""

    def __init__(self, places: Places, lang: str) -> None:
        self.lang, self.measure = lang, places.measure
        self.rates = {part.thing: part.fill_rate for part in places.parts.parts}
        self.is_share = self.measure in ("fill_rate", "commuting")
        self.key = COLOURS.get(self.measure, SHORT)
        persons = [int(f) for part in places.areas if (f := self.figure(part)) is not None]
        self.shades: Shades = of_shares() if self.is_share else of_persons(persons)

    def figure(self, part: Part) -> Fraction | None:
        if self.is_share:
            return self.rates.get(part.thing)
        name = "shortage" if self.measure == "colleges" else self.measure
        figure: Fraction | None = getattr(part, name)
        return figure

    def label(self, part: Part) -> str:
        figure = self.figure(part)
        return share_said(figure) if self.is_share else persons_said(figure)

    def legend(self) -> list[Section]:
        """Explain the shades, what has no figure, and what lies on the areas."""
        classes = tuple(
            (self.key, label, tint)
            for label, tint in zip(self.shades.labels, self.shades.tints, strict=True)
        )
        others = [(UNKNOWN, say("draw.map.unknown", self.lang), 0.5)]
        if self.measure in ("commuting", "colleges"):
            key = TIE if self.measure == "commuting" else COLLEGE
            others.append((key, say(f"draw.map.on_it.{self.measure}", self.lang), 1.0))
        name = "shortage" if self.measure == "colleges" else self.measure
        return [(say(f"draw.map.measure.{name}", self.lang), classes), ("", tuple(others))]


def _area(
    inside: Elements, part: Part, outline: Outline, shading: _Shading, places: Places
) -> None:
    assert part.thing is not None
    figure, key = shading.figure(part), f"areas/{part.thing.key}"
    name, value = part.thing.of(shading.lang), shading.label(part)
    has_figure = figure is not None
    box = Box(
        key,
        shading.key if has_figure else UNKNOWN,
        *outline.box,
        name,
        (),
        tooltip=_tooltip(part, shading, places),
        tint=shading.shades.tint(figure) if figure is not None else 0.5,
        persons=float(figure) if figure is not None and not shading.is_share else None,
        rings=outline.rings,
    )
    inside.boxes.append(box)
    lines = list(wrapped(name, outline.room, LETTERS, 2)) if len(outline.rings) == 1 else [name]
    if (len(lines) > 1 and "…" in lines[-1]) or not _fits(lines, outline.room):
        lines = [name] if _fits([name], outline.room) else []
    if places.measure != "colleges" and _fits([value], outline.room, bold=True):
        lines.append(value)
    top = outline.y - (len(lines) - 1) * LETTERS * LINE / 2 + LETTERS * RISE
    if places.measure in ("commuting", "colleges") and outline.is_square:
        top = outline.box[1] + LETTERS + SPACE  # above arrows and circles
    elif places.measure == "colleges":
        top = outline.y - LARGEST - 2 * SPACE - (len(lines) - 1) * LETTERS * LINE
    for number, line in enumerate(lines):
        y = round(top + number * LETTERS * LINE, 2)
        is_value = line == value and number == len(lines) - 1
        inside.texts.append(Text(key, outline.x, y, line, LETTERS, "ink", is_value, "middle", name))


def _fits(lines: Sequence[str], room: float, bold: bool = False) -> bool:
    return all(width(line, LETTERS, bold) <= room for line in lines)


def _tooltip(part: Part, shading: _Shading, places: Places) -> str:
    """Word all figures of an area, for readers who cannot see it."""
    assert part.thing is not None
    figures = _figures(part, shading.rates.get(part.thing))
    sentence = say("draw.map.area", shading.lang, name=part.thing.of(shading.lang), **figures)
    works = [work for home, work in places.ties if home == part.thing.key]
    if works:
        names = _names(places, shading.lang)
        reached = join([names[work] for work in works], shading.lang)
        sentence += say("draw.map.reaches", shading.lang, names=reached)
    return sentence


def _figures(part: Part, rate: Fraction | None) -> dict[str, str]:
    """Word the figures of an area; a dash where nobody knows one."""
    figures = {name: persons_said(getattr(part, name)) for name in COUNTED}
    return figures | {"share": share_said(rate)}


def _names(places: Places, lang: str) -> dict[str, str]:
    return {part.thing.key: part.thing.of(lang) for part in places.areas if part.thing}


# What lies on them --------------------------------------------------------------------------------


def _ties(
    inside: Elements, places: Places, outlines_of: Mapping[str, Outline], lang: str
) -> Iterator[str]:
    """Draw an arrow for each pair of areas between which people commute."""
    names = _names(places, lang)
    drawn = [tie for tie in places.ties if tie[0] in outlines_of and tie[1] in outlines_of]
    for home, work in drawn[:MOST_TIES]:
        ring = _arrow(outlines_of[home], outlines_of[work])
        sentence = say("draw.map.commutes", lang, home=names[home], work=names[work])
        inside.boxes.append(_outlined(f"commuting/{home}/{work}", TIE, ring, sentence))
    if not places.ties:
        yield say("draw.map.no_ties", lang)
    if rest := len(places.ties) - len(drawn[:MOST_TIES]):
        yield say("draw.map.more_ties", lang, count=rest)


def _arrow(home: Outline, work: Outline) -> Ring:
    """Return a bent arrow between the middles of two areas; the way back bends to the other side.

    So no arrow lies on another, nor on the areas right between.
    """
    (x0, y0), (x1, y1) = _spot(home), _spot(work)
    far = hypot(x1 - x0, y1 - y0) or 1.0
    dx, dy = (x1 - x0) / far, (y1 - y0) / far
    bent = min(BEND * far, home.box[3] * (1 - LOW) / 2 if home.is_square else MOST_BENT)
    start, end = far * SHORTER, far * (1 - SHORTER)
    head = min(HEAD, (end - start) / 2)

    def at(along: float, across: float) -> tuple[float, float]:
        across += 4 * bent * along * (far - along) / far**2  # a parabola through both middles
        x, y = x0 + dx * along - dy * across, y0 + dy * along + dx * across
        return round(x, 2), round(y, 2)

    shaft = [start + (end - head - start) * k / BENDS for k in range(BENDS + 1)]
    sides = [*((along, SHAFT) for along in shaft), (end - head, HEAD / 2)]
    back = [(along, -across) for along, across in reversed(sides)]
    return tuple(at(along, across) for along, across in [*sides, (end, 0.0), *back])


def _spot(outline: Outline) -> tuple[float, float]:
    """Return the point that arrows lead to: below the label of a square."""
    _, top, _, high = outline.box
    return outline.x, top + high * LOW if outline.is_square else outline.y


def _colleges(
    inside: Elements, places: Places, outlines_of: Mapping[str, Outline], lang: str
) -> Iterator[str]:
    """Draw a circle for each college, in rows around the middle of its area."""
    most = max((college.graduates for college in places.colleges), default=0)
    for area, outline in outlines_of.items():
        own = [college for college in places.colleges if college.area == area][:MOST_CIRCLES]
        for number, college in enumerate(own):
            row, column = divmod(number, IN_A_ROW)
            in_row = min(IN_A_ROW, len(own) - row * IN_A_ROW)
            largest = min(LARGEST, SLIM * outline.box[2]) if outline.is_square else LARGEST
            radius = max(SMALLEST, largest * sqrt(college.graduates / most)) if most else SMALLEST
            x = outline.x + 2 * largest * (column - (in_row - 1) / 2)
            values = {"name": college.thing.of(lang), "graduates": college.graduates}
            sentence = say("draw.map.graduates", lang, **values)
            circle = _circle(x, _spot(outline)[1] + largest * (2 * row - outline.is_square), radius)
            box = _outlined(f"colleges/{college.thing.key}", COLLEGE, circle, sentence)
            inside.boxes.append(replace(box, persons=float(college.graduates)))
    if not places.colleges:
        yield say("draw.map.no_colleges", lang)
        return
    yield say("draw.map.circles", lang, most=most)
    drawn = sum(box.key == COLLEGE for box in inside.boxes)
    if undrawn := len(places.colleges) - drawn:
        yield say("draw.map.more_colleges", lang, count=undrawn)


def _circle(x: float, y: float, radius: float) -> Ring:
    turns = (2 * pi * k / CORNERS for k in range(CORNERS))
    return tuple((round(x + radius * cos(t), 2), round(y + radius * sin(t), 2)) for t in turns)


def _outlined(identity: str, key: str, ring: Ring, sentence: str) -> Box:
    frame = Outline((ring,), 0.0, 0.0, 0.0).box
    return Box(identity, key, *frame, sentence, (), tooltip=sentence, tint=1.0, rings=(ring,))


def _approval(inside: Elements, approval: str, bottom: float, look: Look) -> float:
    """Write the number of the approval, or that there is none, below the shapes."""
    line = LETTERS * LINE + 2 * SPACE
    sentence = review_note(approval, look.lang)
    place = round(look.width - MARGIN, 2), round(bottom + line - SPACE, 2)
    inside.texts.append(Text("approval", *place, sentence, LETTERS, "ink", True, "end", sentence))
    return line


# What is said of it -------------------------------------------------------------------------------


def _caption(places: Places, notes: Sequence[str], lang: str) -> Caption:
    parts = places.parts
    place, measure = region(parts.place, lang), say(f"draw.map.measure.{places.measure}", lang)
    title = say("draw.map.title", lang, measure=measure, place=place, year=parts.year)
    figures = _figures(parts.together, parts.together.fill_rate)
    totals = say("draw.map.totals", lang, **figures)
    without = [part for part in parts.parts if part.thing is None or part.thing == parts.area]
    if len(places.areas) != len(parts.parts) and without:
        names = join([part_name(part, parts, lang) for part in without], lang)
        notes = [*notes, say("draw.map.elsewhere", lang, names=names)]
    note = "".join([say(f"draw.map.note.{places.measure}", lang), *notes])
    return captioned(title, totals, note, lang)


def _rows(places: Places, lang: str) -> Rows:
    """List the areas; of commuting, where their people may work; of colleges, these."""
    names = _names(places, lang)
    if places.measure == "colleges":
        return Rows.of(
            places.colleges,
            lang,
            college=lambda college: college.thing.of(lang),
            area=lambda college: names[college.area],
            graduates=lambda college: college.graduates,
        )
    rates = {part.thing: part.fill_rate for part in places.parts.parts}

    def works_in(part: Part) -> str:
        return join([names[w] for h, w in places.ties if part.thing and h == part.thing.key], lang)

    return Rows.of(
        places.areas,
        lang,
        area=lambda part: part.thing.of(lang) if part.thing else "",
        demand=lambda part: whole_persons(part.demand),
        supply=lambda part: whole_persons(part.supply),
        shortage=lambda part: whole_persons(part.shortage),
        filled_pct=lambda part: (
            None if (rate := rates.get(part.thing)) is None else percent(rate, 1)
        ),
        **({"works_in": works_in} if places.measure == "commuting" else {}),
    )
