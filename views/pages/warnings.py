"""Warnings: programmes by the tests of the exit clause, each with its evidence."""

from __future__ import annotations

import streamlit as st

from graph.analysis.figures import worst
from graph.rules.exits import warnings
from graph.rules.tabulated import verdict_rows
from graph.rules.verdicts import OUTCOMES, RuleParameters
from graph.words import say
from views.parts import exports
from views.parts.address import choose
from views.parts.gap_views import heads
from views.parts.mark import mark
from views.parts.scope import parameters
from views.parts.session import language, once, tell
from views.parts.table import table

lang = language()
how = choose(
    st.segmented_control,
    "how",
    ["list", "any", "all"],
    label=tell("warnings.how"),
    format_func=lambda name: tell(f"warnings.how_{name}"),
)
found = once(warnings, RuleParameters(year=parameters().year), how)
outcome = choose(
    st.pills,
    "verdict",
    ["", *OUTCOMES],
    label=tell("warnings.verdict"),
    format_func=lambda one: say(f"rules.verdict.{one}", lang) if one else tell("gap.class_all"),
)
shown = [one for one in found if outcome in ("", one.outcome)]
shown.sort(key=lambda one: OUTCOMES.index(one.outcome))
grade = worst([one.grade for one in found])
mark(grade)
if found:
    exports.menu([exports.paper("warnings", parameters())], grade)
if not found:
    st.info(say("rules.no_exit_clause", lang))
table(
    "warnings",
    verdict_rows(shown, lang),
    heads(
        "subject", "verdict", "rule", "item", "value", "threshold", "sentence", "evidence", "grade"
    ),
)
