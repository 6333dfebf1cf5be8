"""Gap: blocks with their proof, occupations, majors, how sure it is, and the rows behind it."""

from __future__ import annotations

import streamlit as st

from graph.gap.records import RECORDS
from graph.telling.sentences import assumption, headline
from views.parts import exports, gap_controls, gap_reports, gap_views
from views.parts.figure import figures
from views.parts.gap_details import show_practices
from views.parts.gap_exports import gap_offers
from views.parts.mark import mark
from views.parts.markup import node, plain, show
from views.parts.session import language
from views.parts.totals import link_ahead, total_figures
from views.parts.view import choose_view

parameters = gap_controls.parameters()
report = gap_reports.report_with_ranges(parameters)
exports.menu(gap_offers(parameters, "gap", "briefing"), report.grade)
mark(report.grade)
show(node("p", "tc-lead", headline(report, language())))
if records := RECORDS.get(report.basis):
    st.caption(plain(assumption(records.limit, language())))
figures_here = st.container()
view = choose_view("gap", gap_views.VIEWS)
if view == next(iter(gap_views.VIEWS)):  # the others need the room for their own
    with figures_here:
        figures(total_figures(report))
        show_practices(report)
        link_ahead()
gap_views.VIEWS[view](report, parameters)
