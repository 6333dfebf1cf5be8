"""Figures over the years as lines with points and bands, for the outlook and its small multiples.

A line is solid where graduates are counted or in class already, dashed where their intake is a plan
or an expectation, dotted where it is a scenario's or unknown. A pale bar is the band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.draw.axes import Axes
from graph.draw.page import Elements
from graph.draw.scene import Bar, Box, Edge
from graph.gap.report import GapReport
from graph.outlook.report import Interval, Outlook
from graph.telling.outlook import band
from graph.words import say

SHORT = "occupation_class-starved"
STROKES = {"measured": "solid", "cohort": "solid", "planned": "dashed", "projected": "dashed"}
DOT, LINE, WIDE, WIDEST = 7.0, 2.4, 0.24, 40.0  # a point; a line; a band in years, at most


@dataclass(frozen=True)
class Moment:
    """A year of a course. ``rests_on``: ``measured`` or a basis of the outlook."""

    year: int
    persons: Interval
    rests_on: str
    tooltip: str


@dataclass(frozen=True)
class Course:
    """One figure over the years, in one colour.

    ``breaks``: years not joined to the one before, since their demand is of another basis.
    """

    id: str
    name: str
    key: str
    moments: tuple[Moment, ...]
    breaks: frozenset[int] = frozenset()

    @property
    def highest(self) -> float:
        """Return the largest figure, with its band."""
        return float(max((most(m.persons) for m in self.moments), default=0))


def draw(inside: Elements, axes: Axes, course: Course) -> None:
    """Draw bands, then the line, then its points."""
    wide = round(min(axes.step * WIDE, WIDEST), 2)
    places = {}
    for moment in course.moments:
        x, y = axes.x(moment.year), axes.y(moment.persons.median)
        places[moment.year] = (x, y)
        low, high = moment.persons.low, moment.persons.high
        if low is not None and high is not None and high > low:
            top = axes.y(high)
            tall = round(axes.y(low) - top, 2)
            inside.lines.append(Bar(course.key, x - wide / 2, top, wide, tall, 0.3))
        inside.boxes.append(
            Box(
                f"{course.id}/{moment.year}", course.key, round(x - DOT / 2, 2),
                round(y - DOT / 2, 2), DOT, DOT, moment.tooltip, (), tooltip=moment.tooltip,
                tint=1.0, persons=float(moment.persons.median),
                column=axes.years.index(moment.year),
            )
        )  # fmt: skip
    for before, moment in zip(course.moments, course.moments[1:], strict=False):
        if moment.year > before.year + 1 or moment.year in course.breaks:
            continue
        ends = (f"{course.id}/{before.year}", f"{course.id}/{moment.year}")
        stroke = STROKES.get(moment.rests_on, "dotted")
        inside.edges.append(
            Edge(
                f"{ends[1]}/line", course.key, *ends,
                (places[before.year], places[moment.year]), w=LINE, tooltip=moment.tooltip,
                dashed=stroke == "dashed", dotted=stroke == "dotted",
            )
        )  # fmt: skip


def moments_of(
    ahead: Sequence[tuple[int, Interval, str]],
    past: Sequence[tuple[int, int | None]],
    what: str,
    lang: str,
) -> tuple[Moment, ...]:
    """Join measured years, without those unknown, and years ahead with what they rest on."""
    measured = [
        (year, Interval(None, persons, None), "measured")
        for year, persons in past
        if persons is not None
    ]
    return tuple(
        Moment(year, persons, basis, _tooltip(what, year, persons, basis, lang))
        for year, persons, basis in [*measured, *ahead]
    )


def _tooltip(what: str, year: int, persons: Interval, basis: str, lang: str) -> str:
    values = {"what": what, "year": year, "persons": band(persons)}
    return say("draw.outlook.moment", lang, **values, basis=basis_name(basis, lang))


def basis_name(basis: str, lang: str) -> str:
    """Word what a figure rests on."""
    return say(f"outlook.basis.{basis}", lang)


def breaks_of(report: Outlook, past: Sequence[GapReport]) -> frozenset[int]:
    """Return the years whose demand is of another basis than that of the year before."""
    bases = {measured.year: measured.basis for measured in past}
    bases |= dict.fromkeys((year.year for year in report.years), report.basis)
    return frozenset(y for y in bases if bases.get(y - 1) not in (None, bases[y]))


def ends(persons: Interval) -> tuple[int | None, int, int | None]:
    """Return the band and its median."""
    return persons.low, persons.median, persons.high


def most(persons: Interval) -> int:
    """Return the upper end of a figure.

    >>> most(Interval(1, 2, 9)), most(Interval(None, 2, None))
    (9, 2)
    """
    return max(persons.median, persons.high or 0)


def span(courses: Sequence[Course]) -> tuple[int, ...]:
    """Return the years from the first to the last of some courses."""
    years = [moment.year for course in courses for moment in course.moments]
    return tuple(range(min(years), max(years) + 1))
