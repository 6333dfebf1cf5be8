"""Gap: blocks with their proof, occupations, majors, how sure it is, and the rows behind it."""

from __future__ import annotations

import streamlit as st

from graph.gap.gap import gap
from graph.telling.sentences import headline
from views.parts import exports, gap_controls, gap_views
from views.parts.address import choose
from views.parts.figure import figures
from views.parts.gap_details import show_practices
from views.parts.gap_exports import gap_offers
from views.parts.mark import mark
from views.parts.markup import node, show
from views.parts.session import language, once, tell
from views.parts.totals import total_figures

parameters = gap_controls.parameters()
report = once(gap, parameters)
exports.menu(gap_offers(parameters, "gap", "briefing"), report.grade)
mark(report.grade)
show(node("p", "tc-lead", headline(report, language())))
figures(total_figures(report))
show_practices(report)
view = choose(
    st.segmented_control,
    "view",
    list(gap_views.VIEWS),
    label=tell("gap.view"),
    label_visibility="collapsed",
    format_func=lambda name: tell(f"gap.view_{name}"),
)
gap_views.VIEWS[view](report, parameters)
