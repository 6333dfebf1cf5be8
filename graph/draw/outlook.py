"""The outlook: the shortage of past and of coming years, without and with scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph.draw.axes import LETTERS, Axes, grid, labelled, raised, rounded_up, write_years
from graph.draw.courses import (
    DOT,
    SHORT,
    Course,
    basis_name,
    breaks_of,
    draw,
    ends,
    moments_of,
    most,
    span,
)
from graph.draw.measure import width
from graph.draw.page import (
    DEFAULT_LOOK,
    FOOT,
    MARGIN,
    TOP,
    Caption,
    Elements,
    Look,
    captioned,
    framed,
)
from graph.draw.scene import Bar, Rows, Scene, Stamp, Text
from graph.gap.report import GapReport
from graph.ontology import Ontology
from graph.outlook.report import Outlook
from graph.telling.outlook import band, bases_of_years, course_name, open_from
from graph.telling.sentences import region, word
from graph.words import join, say

# The colours and letters of scenarios beside the outlook without one.
SCENARIOS = ("College", "Major", "Lab", "Policy", "Enterprise", "Organisation")
NAMES = "ABCDEF"
HEIGHT, AXIS, HEAD, PLATE = 420.0, 52.0, 38.0, 0.28  # HEAD: figures stand below the names
BELOW, FIGURE = 11.0, 12.0  # letters


def outlook(
    measured: Sequence[GapReport],
    report: Outlook,
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
    others: Sequence[Outlook] = (),
) -> Scene:
    """Draw the shortage of the years that are known and of those ahead.

    ``measured``: up to the newest year of the outlook; ``others``: of the same years, with other
    scenarios, to compare.
    """
    lang, past, outlooks = look.lang, measured, [report, *others]
    courses = _shortages(outlooks, past, lang)
    years = span(courses)
    height = look.height or HEIGHT
    highest = rounded_up(max(course.highest for course in courses))
    left, right, bottom = MARGIN + AXIS, look.width - MARGIN, height - FOOT - 36
    axes = Axes(left, right, TOP + HEAD, bottom, highest, years)
    inside = Elements()
    _parts_of_time(inside, axes, report, lang)
    grid(inside, axes, say("draw.axis.jobs", look.lang))
    for course in courses:
        draw(inside, axes, course)
    _figures(inside, axes, courses)
    _years(inside, axes, report, past, lang)
    legend = [("", tuple((course.key, course.name) for course in courses if course.name))]
    caption = _caption(outlooks, past, years, lang)
    sized = replace(look, height=height)
    rows = _rows(outlooks, past, lang)
    return framed("outlook", ontology, sized, stamp, caption, inside, 0, legend, rows)


def _shortages(outlooks: Sequence[Outlook], past: Sequence[GapReport], lang: str) -> list[Course]:
    what = say("draw.outlook.shortage", lang)
    courses = []
    for number, report in enumerate(outlooks):
        bases = bases_of_years(report)
        name = course_name(report, lang) if len(outlooks) > 1 else ""
        label = f"{name}: {what}" if name else what
        ahead = [(year.year, year.shortage, bases[year.year]) for year in report.years]
        measured = [(r.year, r.shortage) for r in past] if not number else []
        moments = moments_of(ahead, measured, label, lang)
        key = SHORT if not number else SCENARIOS[(number - 1) % len(SCENARIOS)]
        named = f"{NAMES[number - 1]} {name}" if number else name
        courses.append(Course(f"outlook/{number}", named, key, moments, breaks_of(report, past)))
    return courses


def _parts_of_time(inside: Elements, axes: Axes, report: Outlook, lang: str) -> None:
    """Lay a plate below the open years, and name the three parts of time where they fit."""
    ahead, after = report.years[0].year, axes.years[-1] + 1
    first_open = open_from(report) or after
    top, high = axes.top - HEAD, axes.bottom - axes.top + HEAD
    is_known = all(year.is_known for year in report.years if year.year < first_open)
    parts = (
        ("measured", axes.years[0], ahead),
        ("in_class" if is_known else "ahead", ahead, first_open),
        ("open", first_open, after),
    )
    for name, first, end in parts:
        if first == end:
            continue
        x = round(axes.x(first) - axes.step / 2, 2)
        wide = round(axes.step * (end - first), 2)
        if name == "open":
            inside.lines.append(Bar("rule", x, top, wide, high, PLATE))
        if first > axes.years[0]:
            inside.lines.append(Bar("rule", x, top, 1, high))
        label = say(f"draw.outlook.time.{name}", lang)
        if width(label, LETTERS) + 8 < wide:
            place = x + 6, top + LETTERS + 2, label
            inside.texts.append(Text(f"time/{name}", *place, LETTERS, "muted"))


def _figures(inside: Elements, axes: Axes, courses: Sequence[Course]) -> None:
    """Write the figures of a single course, or the letters of several behind their last year."""
    first, others = courses[0], courses[1:]
    moments = {m.year: m for m in first.moments if not others or m.rests_on == "measured"}
    texts = {year: f"{m.persons.median:,}" for year, m in moments.items()}
    for year in labelled(axes.step, texts):
        place = axes.x(year), axes.y(most(moments[year].persons)) - DOT - 3, texts[year]
        inside.texts.append(Text(first.id, *place, FIGURE, "ink", True, "middle"))
    letters: list[Text] = []
    lowest_first = sorted(enumerate(others), key=lambda pair: pair[1].moments[-1].persons.median)
    for number, course in lowest_first:
        last = course.moments[-1]
        place = axes.x(last.year) + DOT + 2, axes.y(last.persons.median) + 4, NAMES[number]
        text = Text(course.id, *place, LETTERS, "ink", True, "start", course.name)
        letters.append(replace(text, y=raised(text, letters)))
    inside.texts += letters


def _years(
    inside: Elements, axes: Axes, report: Outlook, past: Sequence[GapReport], lang: str
) -> None:
    """Write the years and, where all fit, what each rests on."""
    below = {r.year: word("basis", r.basis, lang) for r in past}
    for year_ahead in report.years:
        share = report.in_class(year_ahead)
        if share is not None:
            below[year_ahead.year] = say("draw.outlook.share", lang, share=100 * share)
    write_years(inside, axes)
    if all(width(text, BELOW) + 4 < axes.step for text in below.values()):
        for year, text in below.items():
            place = axes.x(year), axes.bottom + 34
            inside.texts.append(
                Text(f"years/{year}", *place, text, BELOW, "muted", False, "middle")
            )


def _totals(outlooks: Sequence[Outlook], lang: str) -> str:
    """Word the first and the last year; of several outlooks only the last, by their letters."""
    first, last = outlooks[0].years[0], outlooks[0].years[-1]
    if len(outlooks) == 1:
        values = {"first": first.year, "last": last.year}
        ends = {"short_first": band(first.shortage), "short_last": band(last.shortage)}
        return say(
            "draw.outlook.totals", lang, name=course_name(outlooks[0], lang), **values, **ends
        )
    names = [course_name(outlooks[0], lang), *NAMES]
    figures = [
        f"{name} {band(outlook.years[-1].shortage)}"
        for name, outlook in zip(names, outlooks, strict=False)
    ]
    return say("draw.outlook.compared", lang, year=last.year, figures=join(figures, lang))


def _caption(
    outlooks: Sequence[Outlook], past: Sequence[GapReport], years: Sequence[int], lang: str
) -> Caption:
    report = outlooks[-1]
    place = region((report.place, report.chain), lang)
    title = say("draw.outlook.title", lang, place=place, first=years[0], last=years[-1])
    note = say("draw.outlook.note", lang)
    if report.draws:
        note += say("draw.outlook.bands", lang, cover=100 * report.cover, draws=report.draws)
        note += say("draw.outlook.given", lang) if report.demand_is_given else ""
    if breaks_of(report, past):
        before, ahead = (word("basis", basis, lang) for basis in (past[-1].basis, report.basis))
        note += say("draw.outlook.bases", lang, past=before, ahead=ahead)
    return captioned(title, _totals(outlooks, lang), note, lang)


def _rows(outlooks: Sequence[Outlook], past: Sequence[GapReport], lang: str) -> Rows:
    heads = ("figure", "year", "demand", "supply", "low", "short", "high", "basis")
    measured = [
        (
            basis_name("measured", lang), r.year, r.demand, r.supply, None, r.shortage, None,
            word("basis", r.basis, lang),
        )
        for r in past
    ]  # fmt: skip
    ahead = []
    for report in outlooks:
        bases = bases_of_years(report)
        for year in report.years:
            low, short, high = ends(year.shortage)
            both = year.demand.median, year.supply.median
            basis = basis_name(bases[year.year], lang)
            ahead.append((course_name(report, lang), year.year, *both, low, short, high, basis))
    return Rows(
        tuple(say(f"draw.outlook.head.{name}", lang) for name in heads), (*measured, *ahead)
    )
