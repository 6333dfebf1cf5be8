"""The plan: the shortage of each year unchanged and planned; and what how much change buys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import polars as pl

from graph.draw.axes import HEADROOM, LETTERS, Axes, grid, rounded_up, write_years
from graph.draw.courses import DOT, SHORT, Course, Moment, draw
from graph.draw.page import DEFAULT_LOOK, FOOT, MARGIN, TOP, Elements, Look, captioned, framed
from graph.draw.ribbon import ribbon
from graph.draw.scene import Box, Edge, Rows, Scene, Stamp, Text
from graph.gap.paths import Paths
from graph.ontology import Ontology
from graph.outlook.report import Interval
from graph.plan.report import By, FrontPoint, Plan
from graph.telling.plan import span
from graph.words import say

# The colours of the plan, and of the plan with what is supposed.
PLANNED, SUPPOSED = "occupation_class-balanced", "Policy"
HEIGHT, AXIS, BELOW = 400.0, 52.0, 36.0
LINE, CHOSEN = 2.4, 2.0  # a line; the chosen point, in points


def plan(
    report: Plan,
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
    supposed: Plan | None = None,
) -> Scene:
    """Draw the shortage of each year with unchanged places and under the plan.

    ``supposed``: another plan of the same years, beside it.
    """
    lang = look.lang
    courses = [
        _course("unchanged", SHORT, report, report.unchanged, lang),
        _course("planned", PLANNED, report, report.planned, lang),
    ]
    if supposed is not None:
        courses.append(_course("supposed", SUPPOSED, supposed, supposed.planned, lang))
    height = look.height or HEIGHT
    highest = rounded_up(max(course.highest for course in courses))
    axes = _axes(look, height, highest, report.years)
    inside = Elements()
    grid(inside, axes, say("draw.axis.jobs", look.lang))
    for course in courses:
        draw(inside, axes, course)
    _labels(inside, axes, courses)
    values = {"first": report.first, "until": report.until, "years": span(report)}
    values |= {name: round(report.total(name)) for name in ("unchanged", "planned")}
    title = say("draw.plan.title", lang, **values)
    totals = say("draw.plan.totals", lang, **values)
    if supposed is not None:
        totals += say("draw.plan.supposed", lang, planned=round(supposed.total("planned")))
    caption = captioned(title, totals, say("draw.plan.note", lang, **values), lang)
    heads = ("year", *(course.name for course in courses))
    rows = zip(report.years, *([m.persons.median for m in c.moments] for c in courses), strict=True)
    listed = Rows((say("plan.head.year", lang), *heads[1:]), tuple(rows))
    legend = [("", tuple((course.key, course.name) for course in courses))]
    sized = replace(look, height=height)
    return framed("plan", ontology, sized, stamp, caption, inside, 0, legend, listed)


def front(
    report: Plan,
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
    chosen: FrontPoint | None = None,
) -> Scene:
    """Draw how many jobs stay empty for how much change or cost, the chosen point larger."""
    lang, points, by = look.lang, report.front, report.front_by
    suffix = "" if by == "change" else f"_{by}"
    height = look.height or HEIGHT
    axes = _axes(look, height, rounded_up(max(p.shortage for p in points)), ())
    most = rounded_up(max(p.along(by) for p in points))
    inside = Elements()
    grid(inside, axes, say("draw.axis.jobs", lang))
    at = [_place(axes, p.along(by) / most, p.shortage) for p in points]
    names = [f"front/{p.along(by):.0f}" for p in points]
    for ends, line in zip(pairwise(names), pairwise(at), strict=True):
        inside.edges.append(Edge(f"{ends[1]}/line", PLANNED, *ends, line, w=LINE))
    for number, point in enumerate(points):
        x, y = at[number]
        values = {"along": round(point.along(by)), "shortage": round(point.shortage)}
        sentence = say(f"draw.plan.point{suffix}", lang, **values)
        wide = DOT * (CHOSEN if point is chosen else 1)
        place = round(x - wide / 2, 2), round(y - wide / 2, 2), wide, wide
        key = SUPPOSED if point is chosen else PLANNED
        inside.boxes.append(
            Box(
                names[number], key, *place, sentence, (), tooltip=sentence, tint=1.0,
                persons=point.shortage, column=number,
            )
        )  # fmt: skip
        label = f"{values['shortage']:,}"
        text = Text(names[number], x, y - wide - 4, label, LETTERS, "ink", True, "middle")
        inside.texts.append(text)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = round(axes.left + share * (axes.right - axes.left), 2)
        text = Text("moved", x, axes.bottom + 18, f"{share * most:,.0f}", LETTERS, "muted")
        inside.texts.append(replace(text, anchor="end" if share == 1.0 else "middle"))
    label = say(f"plan.front.{by}", lang)
    below = Text("moved", axes.right, axes.bottom + 34, label, LETTERS, "muted", False, "end")
    inside.texts.append(below)
    title = say(f"draw.plan.front{suffix}", lang, years=span(report))
    ends_said = say(f"draw.plan.ends{suffix}", lang, **_ends(points, by))
    caption = captioned(title, ends_said, say(f"draw.plan.front_note{suffix}", lang), lang)
    heads = tuple(say(f"plan.front.{name}", lang) for name in (by, "shortage"))
    listed = Rows(heads, tuple((round(p.along(by)), round(p.shortage)) for p in points))
    sized = replace(look, height=height)
    return framed("plan", ontology, sized, stamp, caption, inside, 0, [], listed)


def planned_ribbon(
    paths: Paths, tables: Mapping[str, pl.DataFrame], ontology: Ontology, stamp: Stamp, look: Look
) -> Scene:
    """Draw the ribbon of a year under the plan, and say so."""
    scene = ribbon(paths, tables, ontology, stamp, look)
    title = say("draw.plan.ribbon", look.lang, title=scene.title)
    sentence = scene.description.replace(scene.title, title, 1)
    return replace(scene, title=title, description=sentence)


def _axes(look: Look, height: float, highest: float, years: tuple[int, ...]) -> Axes:
    left, right = MARGIN + AXIS, look.width - MARGIN - 12
    return Axes(left, right, TOP + HEADROOM, height - FOOT - BELOW, highest, years)


def _course(name: str, key: str, report: Plan, persons: Sequence[float], lang: str) -> Course:
    """Make a course; what a plan no longer reaches is solid."""
    label = say(f"plan.head.{name}", lang)
    moments = []
    for year, value in zip(report.years, persons, strict=True):
        whole = round(value)
        sentence = say("draw.plan.moment", lang, name=label, year=year, persons=whole)
        rests_on = "planned" if year in report.reached else "cohort"
        moments.append(Moment(year, Interval(None, whole, None), rests_on, sentence))
    return Course(f"plan/{name}", label, key, tuple(moments))


def _labels(inside: Elements, axes: Axes, courses: Sequence[Course]) -> None:
    """Write the years, and the figures: the highest above its point, the lowest below."""
    write_years(inside, axes)
    for at, year in enumerate(axes.years):
        figures = sorted({course.moments[at].persons.median for course in courses})
        ends = [(figures[-1], -DOT - 3)] + ([(figures[0], DOT + 10)] if len(figures) > 1 else [])
        for persons, off in ends:
            place = axes.x(year), axes.y(persons) + off, f"{persons:,}"
            inside.texts.append(Text(f"figure/{year}", *place, LETTERS, "ink", True, "middle"))


def _place(axes: Axes, share: float, shortage: float) -> tuple[float, float]:
    return round(axes.left + share * (axes.right - axes.left), 2), axes.y(shortage)


def _ends(points: Sequence[FrontPoint], by: By) -> dict[str, int]:
    first, last = points[0], points[-1]
    return {
        "along_first": round(first.along(by)),
        "short_first": round(first.shortage),
        "along_last": round(last.along(by)),
        "short_last": round(last.shortage),
    }
