"""The five figures of a gap report, each leading to the rows behind it."""

from __future__ import annotations

from collections import Counter
from functools import partial

from graph.gap.report import GapReport
from views.parts import address
from views.parts.figure import Figure
from views.parts.session import tell


def total_figures(report: GapReport) -> list[Figure]:
    """Demand, matched, shortage and its two parts, occupations without a major, surplus majors.

    Of a part, those without a place in it stand in the place of the last.
    """
    no_major = [one for one in report.occupations if one.unreached]
    missing = Counter(one.unreached for one in no_major)
    parts = {"quantity": report.quantity, "composition": report.composition}
    shown = partial(address.to, "gap")
    return [
        _figure("demand", report.demand, shown(view="rows", side="demand")),
        _figure("matched", report.matched, shown(view="occupations"), supply=report.supply),
        _figure(
            "shortage",
            report.shortage,
            shown(view="blocks"),
            tone="occupation-class-starved",
            **parts,
        ),
        _figure(
            "no_major",
            len(no_major),
            shown(view="occupations", **{"class": "unreached"}),
            tone="reason-no-major",
            persons=sum(one.demand for one in no_major),
            crosswalk=missing["no_crosswalk"],
            graduates=missing["no_eligible"],
        ),
        _elsewhere(report) if report.is_part else _surplus(report),
    ]


def _surplus(report: GapReport) -> Figure:
    return _figure(
        "surplus",
        sum(one.group == "surplus" for one in report.majors),
        address.to("gap", view="majors", **{"class": "surplus"}),
        tone="major-class-surplus",
        persons=report.surplus,
    )


def _elsewhere(report: GapReport) -> Figure:
    """Who has no place in a part, and may be wanted outside it: nobody is too many for that."""
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
