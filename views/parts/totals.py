"""The five figures of a gap report, each with a link to the rows behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from graph.gap.report import GapReport
from graph.telling.ranges import range_phrase
from views.parts import address
from views.parts.figure import Figure
from views.parts.markup import show, way
from views.parts.outlook_controls import here
from views.parts.session import language, tell

BOTH_SIDES = ("demand", "enrolment", "crosswalk")
Link = Callable[..., str]


def total_figures(report: GapReport, **part: str | None) -> list[Figure]:
    """Return the figures: demand, matched, shortage, occupations without a major, surplus majors.

    In a report on a part of the region, the last figure counts graduates without a place in it.
    ``part``: the area or chain of the report, where it is not that of the header.
    """
    no_major = [occupation for occupation in report.occupations if occupation.unreached]
    missing = Counter(occupation.unreached for occupation in no_major)
    link = partial(address.to, "gap", **part)
    return [
        _figure("demand", report.demand, link(view="rows", side="demand")),
        _figure("matched", report.matched, link(view="occupations"), supply=report.supply),
        _figure(
            "shortage",
            report.shortage,
            link(view="blocks"),
            tone="occupation-class-starved",
            **_parts(report),
        ),
        _figure(
            "no_major",
            len(no_major),
            link(view="occupations", **{"class": "unreached"}),
            tone="reason-no-major",
            persons=sum(occupation.demand for occupation in no_major),
            crosswalk=missing["no_crosswalk"],
            graduates=missing["no_eligible"],
        ),
        _elsewhere(report, link) if report.is_part else _surplus(report, link),
    ]


def link_ahead() -> None:
    """Show the link from the figures of a year to what the coming years bring."""
    show(way(here(), tell("outlook.next")))


def _parts(report: GapReport) -> dict[str, str]:
    """Word both parts of the shortage; where noise was drawn, each figure with its range."""
    lang, ranges = language(), report.ranges
    if ranges is None:
        figures = {"quantity": f"{report.quantity:,}", "composition": f"{report.composition:,}"}
        return figures | {"range": ""}
    parts = (("quantity", ranges.quantity), ("composition", ranges.composition))
    figures = {name: f"{part.point:,} [{range_phrase(part, lang)}]" for name, part in parts}
    low, high = ranges.shortage.low, ranges.shortage.high
    return figures | {"range": tell("figure.shortage.range", low=low, high=high)}


def _surplus(report: GapReport, link: Link) -> Figure:
    return _figure(
        "surplus",
        sum(major.group == "surplus" for major in report.majors),
        link(view="majors", **{"class": "surplus"}),
        tone="major-class-surplus",
        persons=report.surplus,
    )


def _elsewhere(report: GapReport, link: Link) -> Figure:
    """Count graduates without a place in a part; they are no surplus, as others may need them."""
    to = link(view="majors")
    return _figure("elsewhere", report.surplus, to, outside=report.not_of_part)


def _figure(name: str, value: int, link: str, tone: str = "", **values: int | str) -> Figure:
    return Figure(
        label=tell(f"figure.{name}.label"),
        value=f"{value:,}",
        definition=tell(f"figure.{name}.definition"),
        note=tell(f"figure.{name}.note", **values),
        link=link,
        tone=tone,
        formula=tell(f"figure.{name}.formula"),
        caveat=tell(f"figure.{name}.caveat"),
        tables=("demand",) if name == "demand" else BOTH_SIDES,
    )
