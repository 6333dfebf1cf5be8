"""The trend: demand, supply and matches, year by year, each year solved by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.draw.measure import width
from graph.draw.page import DEFAULT_LOOK, FOOT, MARGIN, TOP, Caption, Elements, Look, framed
from graph.draw.scene import Bar, Box, Rows, Scene, Stamp, Text
from graph.errors import NoAnswer
from graph.gap.parts import Parts
from graph.gap.report import GapReport
from graph.ontology import Ontology
from graph.words import say

DEFAULT_HEIGHT = 720.0
SHORT, SURPLUS = "occupation_class-starved", "major_class-surplus"
MATCHED = "occupation_class-balanced"
AXIS = 56.0
COLUMN = 0.34  # of the space between two years
STEPS = 5


@dataclass(frozen=True)
class _Axes:
    """The positions of years and persons, in pixels."""

    left: float
    right: float
    top: float
    bottom: float
    highest: float
    years: int

    def x(self, number: int) -> float:
        step = (self.right - self.left) / self.years
        return round(self.left + step * (number + 0.5), 2)

    def y(self, persons: float) -> float:
        share = persons / self.highest if self.highest else 0.0
        return round(self.bottom - share * (self.bottom - self.top), 2)

    @property
    def column(self) -> float:
        return round((self.right - self.left) / self.years * COLUMN, 2)


def trend(parts: Parts, ontology: Ontology, stamp: Stamp, look: Look = DEFAULT_LOOK) -> Scene:
    """Draw the years of ``split(tables, "year")``: demand beside supply.

    A year may rest on another basis than its neighbour; its basis stands below it.

    Raises:
        NoAnswer: there is but one year.
    """
    height = look.height or DEFAULT_HEIGHT
    reports = [part.report for part in parts.parts if part.report is not None]
    if len(reports) < 2:
        raise NoAnswer("error.draw_one_year", year=reports[0].year)
    top = max(max(report.demand, report.supply) for report in reports)
    highest = _rounded_up(top)
    axes = _Axes(
        MARGIN + AXIS,
        look.width - MARGIN,
        TOP + 12,
        height - FOOT - 44,
        highest,
        len(reports),
    )
    inside = Elements()
    _grid(inside, axes)
    for number, report in enumerate(reports):
        _year(inside, axes, number, report, look.lang, ontology)
    sized = Look(look.lang, look.width, height)
    caption = _caption(parts, reports, look.lang)
    rows = _rows(reports, look.lang, ontology)
    words = ("matched", "empty", reports[-1].spare_word)
    kinds = tuple(
        (key, say(f"draw.trend.{name}", look.lang))
        for key, name in zip((MATCHED, SHORT, SURPLUS), words, strict=True)
    )
    legend = [("", kinds)]
    return framed("trend", ontology, sized, stamp, caption, inside, 0, legend, rows)


def _rounded_up(persons: float) -> float:
    """Return the next figure that five steps divide roundly.

    >>> _rounded_up(4883), _rounded_up(7), _rounded_up(0)
    (5000.0, 10.0, 5.0)
    """
    step = 1.0
    while step * STEPS < persons:
        for factor in (2.0, 2.5, 5.0, 10.0):
            if step * factor * STEPS >= persons:
                return step * factor * STEPS
        step *= 10
    return step * STEPS


def _grid(inside: Elements, axes: _Axes) -> None:
    for k in range(STEPS + 1):
        persons = axes.highest / STEPS * k
        y = axes.y(persons)
        inside.lines.append(Bar("rule", axes.left, y, axes.right - axes.left, 0.8))
        label = f"{persons:,.0f}"
        inside.texts.append(Text("axis", axes.left - 10, y + 4, label, 11.5, "muted", False, "end"))


def _year(
    inside: Elements, axes: _Axes, number: int, report: GapReport, lang: str, ontology: Ontology
) -> None:
    """Draw two columns with the same lower part, and the year below them."""
    middle, identity = axes.x(number), f"years/{report.year}"
    basis = ontology.code_lists["basis"].by_notation[report.basis].label.of(lang)
    inside.texts += [
        Text(identity, middle, axes.bottom + 22, str(report.year), 14.0, "ink", True, "middle"),
        Text(identity, middle, axes.bottom + 39, basis, 11.0, "muted", False, "middle"),
    ]
    figures = {
        "year": report.year,
        "demand": report.demand,
        "supply": report.supply,
        "matched": report.matched,
        "shortage": report.shortage,
    }
    tooltip = say("draw.trend.year", lang, **figures)
    sides = (("demand", report.demand, SHORT, -1), ("supply", report.supply, SURPLUS, 1))
    for side, whole, key, direction in sides:
        x = round(middle + (direction - 1) / 2 * axes.column + direction * 2, 2)
        _column(inside, axes, f"{identity}/{side}", x, (whole, report.matched), key, tooltip)
        label = say(f"draw.trend.{side}", lang)
        top = axes.y(whole) - 8
        centre = x + axes.column / 2
        inside.texts.append(Text(identity, centre, top, f"{whole:,}", 12.5, "ink", True, "middle"))
        if width(label, 11.0) < axes.column:
            inside.texts.append(
                Text(identity, centre, axes.bottom - 8, label, 11.0, "muted", False, "middle")
            )


def _column(
    inside: Elements,
    axes: _Axes,
    identity: str,
    x: float,
    persons: tuple[int, int],
    key: str,
    tooltip: str,
) -> None:
    """Draw a column of all persons, of whom some are matched."""
    whole, matched = persons
    top, line = axes.y(whole), axes.y(matched)
    bars = (
        Bar(MATCHED, x, line, axes.column, round(axes.bottom - line, 2), 0.28),
        Bar(key, x, top, axes.column, round(line - top, 2), 0.8),
    )
    inside.boxes.append(
        Box(
            identity, key, x, top, axes.column, round(axes.bottom - top, 2), identity, (),
            tooltip=tooltip, tint=0.0, bars=bars, persons=float(whole),
        )
    )  # fmt: skip
    centre = x + axes.column / 2
    if line - top >= 18:
        text = Text(identity, centre, (line + top) / 2 + 4.5, f"{whole - matched:,}", 12.0)
        inside.texts.append(replace(text, key="paper", bold=True, anchor="middle"))
    text = Text(identity, centre, line + 18, f"{matched:,}", 12.0, "muted", False, "middle")
    inside.texts.append(text)


def _caption(parts: Parts, reports: list[GapReport], lang: str) -> Caption:
    names = [thing.of(lang) for thing in parts.place]
    place = say("draw.part", lang).join(names) or say("draw.ribbon.everywhere", lang)
    first, last = reports[0], reports[-1]
    title = say("draw.trend.title", lang, place=place, first=first.year, last=last.year)
    totals = say(
        "draw.trend.totals",
        lang,
        first=first.year,
        last=last.year,
        demand_first=first.demand,
        demand_last=last.demand,
        supply_first=first.supply,
        supply_last=last.supply,
        short_first=first.shortage,
        short_last=last.shortage,
    )
    description = say("draw.trend.description", lang, title=title, totals=totals)
    return Caption(title, totals, say("draw.trend.note", lang), description)


def _rows(reports: list[GapReport], lang: str, ontology: Ontology) -> Rows:
    names = ("year", "needed", "supplied", "matched", "short")
    basis = ontology.code_lists["basis"].by_notation
    spare = f"draw.trend.{reports[-1].spare_word}"
    columns = (
        *(say(f"draw.columns.{name}", lang) for name in names),
        say(spare, lang),
        say("draw.columns.basis", lang),
    )
    rows = tuple(
        (
            report.year,
            report.demand,
            report.supply,
            report.matched,
            report.shortage,
            report.surplus,
            basis[report.basis].label.of(lang),
        )
        for report in reports
    )
    return Rows(columns, rows)
