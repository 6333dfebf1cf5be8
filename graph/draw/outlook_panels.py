"""Small multiples of the outlook: occupations and majors, past and coming years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph.draw.axes import LETTERS, Axes
from graph.draw.courses import (
    SHORT,
    Course,
    basis_name,
    breaks_of,
    draw,
    ends,
    moments_of,
    span,
)
from graph.draw.measure import LINE, width, wrapped
from graph.draw.page import DEFAULT_LOOK, MARGIN, TOP, Caption, Elements, Look, framed
from graph.draw.panels import MOST, NAME, NARROWEST, SPACE
from graph.draw.scene import Bar, Rows, Scene, Stamp, Text
from graph.gap.report import GapReport, Major, Occupation
from graph.ontology import Ontology
from graph.outlook.report import MajorAhead, OccupationAhead, Outlook
from graph.telling.outlook import bases_of_years
from graph.telling.sentences import identity
from graph.words import join, say

DEMAND, SUPPLY = "muted", "major_class-surplus"
HIGH, BELOW = 84.0, 40.0  # of the lines of a panel; below them


@dataclass(frozen=True)
class Panel:
    """A small multiple: a class, what is said of it, and its courses."""

    id: str
    name: str
    text: str
    courses: tuple[Course, ...]


def panels_ahead(
    panels: Sequence[Panel],
    title: str,
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
) -> Scene:
    """Draw small multiples, at most twelve, on one scale."""
    visible = panels[:MOST]
    fitting = int((look.inner_width + SPACE) // (NARROWEST + SPACE))
    across = max(1, min(fitting, len(visible)))  # a single one takes all the room
    wide = round((look.inner_width - SPACE * (across - 1)) / across, 2)
    courses = [course for panel in visible for course in panel.courses]
    years = span(courses)
    highest = max([course.highest for course in courses] + [1.0])
    inside, y = Elements(), TOP
    for first in range(0, len(visible), across):
        row = visible[first : first + across]
        lines = max(len(wrapped(panel.name, wide, NAME, 2, True)) for panel in row)
        top = y + (lines + 1) * NAME * LINE + 12
        for column, panel in enumerate(row):
            left = MARGIN + column * (wide + SPACE)
            axes = Axes(left, left + wide, top, top + HIGH, highest, years)
            _panel(inside, axes, panel, y)
        y = top + HIGH + BELOW
    names = {course.key: course.name for course in courses}
    note = say("draw.outlook.panels.note", look.lang)
    if rest := len(panels) - len(visible):
        note += say("draw.panels.rest", look.lang, rest=rest)
    totals = say("draw.panels.totals", look.lang, parts=len(visible), years=len(years))
    lines_said = join([f"{panel.name}: {panel.text}" for panel in visible], look.lang)
    description = say("draw.trend.description", look.lang, title=title, totals=lines_said)
    rows = tuple(
        (panel.name, course.name, m.year, *ends(m.persons), basis_name(m.rests_on, look.lang))
        for panel in visible
        for course in panel.courses
        for m in course.moments
    )
    heads = ("panel", "figure", "year", "low", "median", "high", "basis")
    listed = Rows(tuple(say(f"draw.outlook.head.{name}", look.lang) for name in heads), rows)
    caption = Caption(title, totals, note, description)
    sized = replace(look, height=None)
    legend = [("", tuple(names.items()))]
    return framed("outlook", ontology, sized, stamp, caption, inside, y, legend, listed)


def occupation_panel(
    entry: OccupationAhead, report: Outlook, past: Sequence[GapReport], text: str, lang: str
) -> Panel:
    """Make the panel of an occupation: what is needed, and what stays empty."""
    name, bases = entry.thing.of(lang), bases_of_years(report)
    courses = []
    for figure, of_past, key in (("demand", "demand", DEMAND), ("short", "empty", SHORT)):
        ahead = [(year.year, getattr(year, figure), bases[year.year]) for year in entry.years]
        label = say(f"draw.outlook.{figure}", lang)
        measured = [(r.year, _past(r.occupations, entry, of_past)) for r in past]
        moments = moments_of(ahead, measured, f"{name} {label}", lang)
        name_of_course = f"{identity(entry)}/{figure}"
        courses.append(Course(name_of_course, label, key, moments, breaks_of(report, past)))
    return Panel(identity(entry), name, text, tuple(courses))


def major_panel(entry: MajorAhead, past: Sequence[GapReport], text: str, lang: str) -> Panel:
    """Make the panel of a major: its graduates who do not study on and stay."""
    name, label = entry.thing.of(lang), say("draw.outlook.supply", lang)
    ahead = [(year.year, year.supply, year.basis) for year in entry.years]
    measured = [(r.year, _past(r.majors, entry, "supply")) for r in past]
    moments = moments_of(ahead, measured, f"{name} {label}", lang)
    course = Course(f"{identity(entry)}/supply", label, SUPPLY, moments)
    return Panel(identity(entry), name, text, (course,))


def _past(
    classes: Sequence[Occupation | Major], entry: OccupationAhead | MajorAhead, field: str
) -> int | None:
    """Return a figure of a class in a past year, None where it had none."""
    own = (getattr(figures, field) for figures in classes if identity(figures) == identity(entry))
    return next(own, None)


def _panel(inside: Elements, axes: Axes, panel: Panel, y: float) -> None:
    """Draw a panel: name, what is said, lines, years."""
    wide = axes.right - axes.left
    for number, line in enumerate(wrapped(panel.name, wide, NAME, 2, True)):
        base = round(y + NAME + number * NAME * LINE, 2)
        inside.texts.append(
            Text(panel.id, axes.left, base, line, NAME, "ink", True, tooltip=panel.name)
        )
    for line in wrapped(panel.text, wide, LETTERS, 1):
        text = Text(panel.id, axes.left, axes.top - 8, line, LETTERS, "muted", tooltip=panel.text)
        inside.texts.append(text)
    inside.lines.append(Bar("rule", axes.left, axes.bottom, wide, 1.0))
    for course in panel.courses:
        draw(inside, axes, course)
    ends = {year: str(year) for year in (axes.years[0], axes.years[-1])}
    for year, label in ends.items():
        half = width(label, LETTERS) / 2
        x = min(max(axes.x(year), axes.left + half), axes.right - half)
        place = round(x, 2), axes.bottom + LETTERS + 4, label
        inside.texts.append(Text(panel.id, *place, LETTERS, "muted", False, "middle"))
