"""The five figures of a gap report, each leading to the rows behind it."""

from __future__ import annotations

from functools import partial

from graph.analysis.report import GapReport
from views.parts import address
from views.parts.figure import Figure
from views.parts.session import tell


def total_figures(report: GapReport) -> list[Figure]:
    """Demand, matched, shortage and its two parts, occupations without a major, surplus majors."""
    no_major = [one for one in report.occupations if one.unreached]
    surplus = [one for one in report.majors if one.group == "surplus"]
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
        ),
        _figure(
            "surplus",
            len(surplus),
            shown(view="majors", **{"class": "surplus"}),
            tone="major-class-surplus",
            note="surplus_chain" if report.chain else "",
            persons=report.surplus,
        ),
    ]


def _figure(
    name: str, value: int, link: str, tone: str = "", note: str = "", **values: int
) -> Figure:
    """``note``: the sentence below the value, where it is not the figure's own."""
    return Figure(
        label=tell(f"figure.{name}.label"),
        value=f"{value:,}",
        definition=tell(f"figure.{name}.definition"),
        note=tell(f"figure.{note or name}.note", **values),
        link=link,
        tone=tone,
    )
