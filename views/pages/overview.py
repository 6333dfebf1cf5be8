"""Overview: where the two chains do not meet, at a glance."""

from __future__ import annotations

import streamlit as st

from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.regions.coverage import coverage
from graph.telling.listings import tie_sentence
from graph.telling.sentences import headline
from views.parts import exports, top_three
from views.parts.address import to
from views.parts.blocks import blocks
from views.parts.empty import nothing
from views.parts.figure import figures
from views.parts.gap_exports import gap_offers
from views.parts.gap_reports import report_of
from views.parts.left_out import left_out_note
from views.parts.mark import mark
from views.parts.markup import node, show, way
from views.parts.matrix import matrix
from views.parts.ribbon import ribbon
from views.parts.scope import parameters
from views.parts.session import language, tell
from views.parts.slow import computed
from views.parts.totals import link_ahead, total_figures

BLOCKS_SHOWN = 6

scope_parameters = parameters()
report = report_of(scope_parameters)
mark(report.grade)
show(node("p", "tc-lead", headline(report, language())))
figures(total_figures(report))
link_ahead()
left_out_note(report.left_out)
exports.menu(
    gap_offers(scope_parameters, "briefing", "annual-report", "match-report", "gap"), report.grade
)

lists_later = top_three.emptiest(report)

st.subheader(tell("overview.ribbon"))
ribbon_later = st.container()

st.subheader(tell("overview.blocks"))
largest = sorted(report.blocks, key=lambda block: -block.short)[:BLOCKS_SHOWN]
st.caption(tell("overview.blocks_note", shown=len(largest), groups=len(report.blocks)))
blocks([block for block in report.blocks if block in largest])

st.subheader(tell("overview.coverage"))
chain_coverage = computed(coverage, scope_parameters.chain)
if chain_coverage.rows:
    st.caption(tell("overview.coverage_note"))
    matrix(chain_coverage, with_segments=scope_parameters.chain is not None)
    show(node("p", "tc-tie", tie_sentence(chain_coverage, language())))
    show(way(to("coverage"), tell("overview.all_coverage")))
else:
    nothing(tell("overview.no_chains"))
# What takes longest the first time comes last; its place is above.
with ribbon_later:
    ribbon(Wish(Look(lang=language()), scope_parameters))
top_three.advised(lists_later)
