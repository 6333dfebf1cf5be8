"""Plan: which places to open and close so that fewest jobs stay empty, and how good that is."""

from __future__ import annotations

from graph.telling.plan import moves_in_all, totals
from views.parts import exports, plan_controls, plan_lead, plan_pictures, plan_views
from views.parts.figure import figures
from views.parts.mark import mark
from views.parts.markup import node, show
from views.parts.plan_reports import plans_of
from views.parts.session import language, tell
from views.parts.view import choose_view

questions = plan_controls.parameters()
planned, report = plans_of(questions)
offers = [
    plan_pictures.workbook(report),
    plan_pictures.offer(planned, report),
    plan_pictures.ribbon_offer(questions[-1], report),
]
exports.menu(offers, report.grade)
mark(report.grade)
filled, _gap, *late = totals(report, language())
lead = [filled, moves_in_all(report, language()), *late]
if planned is not None and planned is not report:
    lead.append(tell("plan.beside", planned=round(planned.total("planned"))))
show(node("p", "tc-lead", *(tell("plan.sentence", text=text) for text in lead)))
figures(plan_lead.total_figures(report))
plan_lead.at_first_sight(report)
view = choose_view("plan", plan_views.VIEWS)
plan_views.VIEWS[view](plan_views.Page(questions[-1], planned, report))
