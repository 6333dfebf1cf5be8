"""Small multiples: demand, supply and shortage of each area or chain by year, on one scale."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.draw.axes import ABOVE, LETTERS, labelled
from graph.draw.measure import LINE, width, wrapped
from graph.draw.page import DEFAULT_LOOK, FOOT, MARGIN, TOP, Caption, Elements, Look, framed
from graph.draw.scene import Bar, Box, Rows, Scene, Stamp, Text
from graph.draw.trend import MATCHED, SHORT, SURPLUS
from graph.gap.over_years import Course, OverYears
from graph.gap.parts import Part
from graph.ontology import Ontology
from graph.telling.listings import persons_said, whole_persons
from graph.telling.sentences import region
from graph.words import say

MOST = 12  # panels
NARROWEST, SPACE = 170.0, 18.0  # of a panel, between two
HIGHEST = 90.0  # of a column
LOWEST = 0.4  # of that, where there is less room
HEAD, FOOT_ROOM = 40.0, 34.0  # above the columns: name, figures; below: years, space
NAME = 12.5
COLUMN = 0.36  # of the space of a year


@dataclass(frozen=True)
class _Panel:
    """The place of a panel: left edge, upper edge, base line, width; and pixels a person."""

    x: float
    y: float
    bottom: float
    wide: float
    scale: float
    years: tuple[int, ...]

    @property
    def step(self) -> float:
        return self.wide / len(self.years)

    def middle(self, year: int, label: str = "") -> float:
        """Return the middle of a year, or of its label, which stays within the panel."""
        place = self.x + self.step * (self.years.index(year) + 0.5)
        half = width(label, LETTERS, True) / 2
        return round(min(max(place, self.x + half), self.x + self.wide - half), 2)

    def high(self, persons: float) -> float:
        return round(self.scale * persons, 2)


def panels(course: OverYears, ontology: Ontology, stamp: Stamp, look: Look = DEFAULT_LOOK) -> Scene:
    """Draw a panel for each part, at most 12: two columns a year, of chains only the demand.

    One scale for all; a row of panels is as high as its highest column. Columns are lower where
    the look has less room.
    """
    courses = course.courses[:MOST]
    across = max(1, int((look.inner_width + SPACE) // (NARROWEST + SPACE)))
    wide = round((look.inner_width - SPACE * (across - 1)) / across, 2)
    rows = [courses[first : first + across] for first in range(0, len(courses), across)]
    heads = [
        HEAD + (max(len(_name(entry, wide, look.lang)) for entry in row) - 1) * NAME * LINE
        for row in rows
    ]
    scale = HIGHEST / max(map(_most, courses), default=1.0)
    columns = scale * sum(max(map(_most, row)) for row in rows)
    if look.height is not None and columns:
        room = look.height - TOP - FOOT - sum(heads) - FOOT_ROOM * len(rows)
        scale *= min(1.0, max(LOWEST, room / columns))
    inside, y = Elements(), TOP
    for row, head in zip(rows, heads, strict=True):
        bottom = round(y + head + scale * max(map(_most, row)), 2)
        for column, entry in enumerate(row):
            x = MARGIN + column * (wide + SPACE)
            _draw(inside, _Panel(x, y, bottom, wide, scale, course.years), entry, look.lang)
        y = bottom + FOOT_ROOM
    kinds = tuple(
        (key, say(f"draw.trend.{name}", look.lang))
        for key, name in ((MATCHED, "matched"), (SHORT, "empty"), (SURPLUS, "surplus"))
        if key != SURPLUS or course.by != "chain"
    )
    caption = _caption(course, len(courses), look.lang)
    legend = [("", kinds)]
    sized = replace(look, height=None)  # as high as the panels, which may be lower than asked for
    listed = _rows(course, look.lang)
    return framed("panels", ontology, sized, stamp, caption, inside, y, legend, listed)


def _most(course: Course) -> float:
    """Return the highest column of a panel, at least one person."""
    return max((figure for part in course.parts.values() for figure in _sides(part)), default=1.0)


def _sides(part: Part) -> list[float]:
    return [float(figure) for figure in (part.demand, part.supply) if figure]


def _name(course: Course, wide: float, lang: str) -> tuple[str, ...]:
    """Break the name of a panel into at most two lines."""
    return tuple(wrapped(course.thing.of(lang), wide, NAME, 2, True))


def _draw(inside: Elements, panel: _Panel, course: Course, lang: str) -> None:
    """Draw the name, the columns of each year, the shortage above them, and the years below."""
    identity, name = f"panels/{course.thing.key}", course.thing.of(lang)
    for number, line in enumerate(_name(course, panel.wide, lang)):
        y = round(panel.y + NAME + number * NAME * LINE, 2)
        inside.texts.append(Text(identity, panel.x, y, line, NAME, "ink", True, tooltip=name))
    inside.lines.append(Bar("rule", panel.x, panel.bottom, panel.wide, 1.0))
    for year in panel.years:
        if year in course.parts:
            _year(inside, panel, year, course.parts[year], f"{identity}/{year}", name, lang)
    shortages = {
        year: persons_said(part.shortage)
        for year, part in course.parts.items()
        if part.shortage is not None
    }
    for year in labelled(panel.step, shortages):
        top = panel.bottom - panel.high(max(_sides(course.parts[year]), default=0.0)) - ABOVE
        place = panel.middle(year, shortages[year]), round(top, 2)
        inside.texts.append(
            Text(f"{identity}/{year}", *place, shortages[year], LETTERS, "ink", True, "middle")
        )
    for year in labelled(panel.step, {year: str(year) for year in panel.years}):
        place = panel.middle(year, str(year)), panel.bottom + LETTERS + 3
        inside.texts.append(
            Text(f"{identity}/{year}", *place, str(year), LETTERS, "muted", False, "middle")
        )


def _year(
    inside: Elements,
    panel: _Panel,
    year: int,
    part: Part,
    identity: str,
    name: str,
    lang: str,
) -> None:
    """Draw the columns of a year: what is needed, and, where it is divided, what is supplied."""
    tooltip = say("draw.panels.year", lang, name=name, **_figures(part, year))
    wide = round(panel.step * COLUMN, 2)
    sides = [("demand", part.demand, part.matched, SHORT)]
    if part.supply is not None:
        sides.append(("supply", part.supply, part.placed, SURPLUS))
    left = panel.middle(year) - wide * len(sides) / 2
    for number, (side, whole, placed, key) in enumerate(sides):
        if whole is None:
            continue
        high, low = panel.high(float(whole)), panel.high(float(placed or 0))
        x, top = round(left + number * wide, 2), round(panel.bottom - high, 2)
        line = round(panel.bottom - low, 2)
        bars = (
            Bar(MATCHED, x, line, wide - 1, low, 0.28),
            Bar(key, x, top, wide - 1, round(line - top, 2), 0.8),
        )
        inside.boxes.append(
            Box(
                f"{identity}/{side}", key, x, top, wide - 1, high, tooltip, (),
                tooltip=tooltip, tint=0.0, bars=bars, persons=float(whole),
            )
        )  # fmt: skip


def _figures(part: Part, year: int) -> dict[str, object]:
    names = ("demand", "supply", "matched", "shortage")
    return {"year": year} | {name: persons_said(getattr(part, name)) for name in names}


def _caption(course: OverYears, count: int, lang: str) -> Caption:
    span = {"first": course.years[0], "last": course.years[-1]}
    title = say(f"draw.panels.title.{course.by}", lang, place=region(course.place, lang), **span)
    note = say(f"draw.panels.note.{course.by}", lang)
    if rest := len(course.courses) - count:
        note += say("draw.panels.rest", lang, rest=rest)
    lines = [
        say("draw.panels.year", lang, name=entry.thing.of(lang), **_figures(part, course.years[-1]))
        for entry in course.courses[:count]
        if (part := entry.parts.get(course.years[-1]))
    ]
    totals = say("draw.panels.totals", lang, parts=len(course.courses), years=len(course.years))
    description = say("draw.trend.description", lang, title=title, totals="; ".join(lines))
    return Caption(title, totals, note, description)


def _rows(course: OverYears, lang: str) -> Rows:
    rows = Rows.of(
        [(entry, *pair) for entry in course.courses for pair in sorted(entry.parts.items())],
        lang,
        name=lambda row: row[0].thing.of(lang),
        year=lambda row: row[1],
        needed=lambda row: whole_persons(row[2].demand),
        supplied=lambda row: whole_persons(row[2].supply),
        matched=lambda row: whole_persons(row[2].matched),
        short=lambda row: whole_persons(row[2].shortage),
    )
    return replace(rows, columns=(say(f"gap.parts.name.{course.by}", lang), *rows.columns[1:]))
