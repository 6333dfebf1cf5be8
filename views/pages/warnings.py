"""Warnings: programmes by the clauses that warn of them; what each rests on, down to the cell."""

from __future__ import annotations

import streamlit as st

from graph.gap.figures import worst
from graph.rules.exits import warnings
from graph.rules.verdicts import RuleParameters
from graph.words import say
from views.parts import exports, warning_views
from views.parts.empty import nothing
from views.parts.figure import figures
from views.parts.mark import mark
from views.parts.scope import parameters, rules_year
from views.parts.session import language, once

each = once(warnings, RuleParameters(year=rules_year()), "list")
if not each:
    nothing(say("rules.no_exit_clause", language()))
else:
    grade = worst([one.grade for one in each])
    exports.menu([exports.paper("warnings", parameters())], grade)
    mark(grade)
    warning_views.common_notes(each)
    warning_views.headline(each)
    figures(warning_views.clause_figures(each))
    found = warning_views.chosen_verdicts()
    left, right = st.columns([1.55, 1], gap="medium")
    with left:
        picked = warning_views.show_list(found)
    with right, st.container(border=True, key="warning-details"):
        warning_views.details(picked)
