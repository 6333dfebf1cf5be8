"""Outlook: what the coming years bring, what may still be decided, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

from graph.outlook.report import OneSide, Outlook
from graph.telling.outlook_lead import coming
from views.parts import (
    exports,
    outlook_controls,
    outlook_lead,
    outlook_pictures,
    outlook_side,
    outlook_views,
)
from views.parts.figure import figures
from views.parts.mark import mark
from views.parts.markup import node, show
from views.parts.outlook_reports import measured_until, reports_of, to_compare
from views.parts.session import language
from views.parts.view import choose_view


def both_sides(outlooks: Sequence[Outlook]) -> None:
    """Show the shortage of the coming years; the last outlook is the one that is chosen."""
    measured = measured_until(outlooks[0].newest, parameters.gap)
    report = outlooks[-1]
    drawing = outlook_pictures.drawing(outlooks, measured)
    exports.menu([outlook_pictures.offer(drawing)], report.grade)
    mark(report.grade)
    show(node("p", "tc-lead", " ".join(coming(report, measured[-1], language()))))
    figures(outlook_lead.total_figures(report))
    outlook_lead.bands(report)
    outlook_lead.at_first_sight(report)
    view = choose_view("outlook", outlook_views.VIEWS)
    outlook_views.VIEWS[view](outlook_views.Page(outlooks, report, measured))


parameters = outlook_controls.parameters()
reports = reports_of(to_compare(parameters))
if alone := [report for report in reports if isinstance(report, OneSide)]:
    outlook_side.show_side(alone)
else:
    both_sides([report for report in reports if isinstance(report, Outlook)])
