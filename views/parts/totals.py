"""The five figures of a gap report, each with a link to the rows behind it."""

from __future__ import annotations

from collections import Counter
from functools import partial

from graph.gap.report import GapReport
from views.parts import address
from views.parts.figure import Figure
from views.parts.session import tell


def total_figures(report: GapReport) -> list[Figure]:
    """Return the figures: demand, matched, shortage, occupations without a major, surplus majors.

    In a report on a part of the region, the last figure counts graduates without a place in it.
    """
    no_major = [occupation for occupation in report.occupations if occupation.unreached]
    missing = Counter(occupation.unreached for occupation in no_major)
    parts = {"quantity": report.quantity, "composition": report.composition}
    link = partial(address.to, "gap")
    return [
        _figure("demand", report.demand, link(view="rows", side="demand")),
        _figure("matched", report.matched, link(view="occupations"), supply=report.supply),
        _figure(
            "shortage",
            report.shortage,
            link(view="blocks"),
            tone="occupation-class-starved",
            **parts,
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
        _elsewhere(report) if report.is_part else _surplus(report),
    ]


def _surplus(report: GapReport) -> Figure:
    return _figure(
        "surplus",
        sum(major.group == "surplus" for major in report.majors),
        address.to("gap", view="majors", **{"class": "surplus"}),
        tone="major-class-surplus",
        persons=report.surplus,
    )


def _elsewhere(report: GapReport) -> Figure:
    """Count graduates without a place in a part; they are no surplus, as others may need them."""
    link = address.to("gap", view="majors")
    return _figure("elsewhere", report.surplus, link, outside=report.not_of_part)


def _figure(name: str, value: int, link: str, tone: str = "", **values: int) -> Figure:
    return Figure(
        label=tell(f"figure.{name}.label"),
        value=f"{value:,}",
        definition=tell(f"figure.{name}.definition"),
        note=tell(f"figure.{name}.note", **values),
        link=link,
        tone=tone,
    )
