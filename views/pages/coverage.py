"""Coverage: what education has along the chains, and which partnership would help most."""

from __future__ import annotations

import streamlit as st

from graph.gap.figures import grade_over
from graph.regions.coverage import coverage
from graph.telling.listings import tie_sentence
from graph.words import say
from views.parts.empty import nothing
from views.parts.mark import mark
from views.parts.markup import node, plain, show
from views.parts.matrix import matrix
from views.parts.scope import parameters
from views.parts.session import build, language, once, tell
from views.parts.thing import show_links

RESTS_ON = ("programmes", "labs", "alliances", "cooperations", "demand")
covered = once(coverage, parameters().chain)
if covered.rows:
    mark(grade_over(build().tables, RESTS_ON))
    show(node("p", "tc-lead", tie_sentence(covered, language())))
    if tie := covered.tie:
        show_links([f"colleges/{tie.college.key}", f"enterprises/{tie.enterprise.key}"])
    st.caption(tell("overview.coverage_note"))
    matrix(covered, with_segments=True)
    st.caption(plain(say("coverage.note", language())))
else:
    nothing(tell("overview.no_chains"))
