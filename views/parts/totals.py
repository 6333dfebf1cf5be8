"""The five figures of a gap report, each leading to the rows behind it."""

from __future__ import annotations

from graph.analysis.report import GapReport
from views.parts import address
from views.parts.figure import Figure
from views.parts.session import tell


def total_figures(report: GapReport) -> list[Figure]:
    """Demand, matched, shortage and its two parts, occupations without a major, surplus majors."""
    no_major = [one for one in report.occupations if one.unreached]
    surplus = [one for one in report.majors if one.group == "surplus"]
    parts = {"quantity": report.quantity, "composition": report.composition}
    return [
        _figure("demand", f"{report.demand:,}", "rows", {"side": "demand"}),
        _figure("matched", f"{report.matched:,}", "occupations", {}, supply=report.supply),
        _figure(
            "shortage", f"{report.shortage:,}", "blocks", {}, "occupation-class-starved", **parts
        ),
        _figure(
            "no_major",
            f"{len(no_major):,}",
            "occupations",
            {"class": "unreached"},
            "reason-no-major",
            persons=sum(one.demand for one in no_major),
        ),
        _figure(
            "surplus",
            f"{len(surplus):,}",
            "majors",
            {"class": "surplus"},
            "major-class-surplus",
            persons=report.surplus,
        ),
    ]


def _figure(
    name: str, value: str, view: str, more: dict[str, str], tone: str = "", **values: int
) -> Figure:
    return Figure(
        label=tell(f"figure.{name}.label"),
        value=value,
        definition=tell(f"figure.{name}.definition"),
        note=tell(f"figure.{name}.note", **values),
        link=address.to("gap", view=view, **more),
        tone=tone,
    )
