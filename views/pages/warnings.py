"""Warnings: programmes by the clauses that warn of them; what each rests on, down to the cell."""

from __future__ import annotations

import streamlit as st

from graph.gap.figures import worst
from graph.rules.exits import warnings
from graph.words import say
from views.parts import exports, warning_views
from views.parts.empty import nothing
from views.parts.figure import figures
from views.parts.mark import mark
from views.parts.scope import parameters, rule_parameters
from views.parts.session import language, once

all_verdicts = once(warnings, rule_parameters(), "list")
if not all_verdicts:
    nothing(say("rules.no_exit_clause", language()))
else:
    grade = worst([verdict.grade for verdict in all_verdicts])
    exports.menu([exports.paper("warnings", parameters())], grade)
    mark(grade)
    warning_views.common_notes(all_verdicts)
    warning_views.headline(all_verdicts)
    figures(warning_views.clause_figures(all_verdicts))
    selected = warning_views.chosen_verdicts()
    left, right = st.columns([1.55, 1], gap="medium")
    with left:
        picked = warning_views.show_list(selected)
    with right, st.container(border=True, key="warning-details"):
        warning_views.details(picked)
