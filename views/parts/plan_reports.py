"""Plans of the session's build: computed once, with progress; without and with what is supposed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graph.errors import NoAnswer
from graph.plan.plan import PlanParameters, plan
from graph.plan.report import Plan
from views.parts.markup import plain
from views.parts.session import language, tell
from views.parts.slow import answers_of


def plan_of(parameters: PlanParameters) -> Plan:
    """Return the plan of some parameters.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.plan.plan.plan`.
    """
    (report,) = answers_of([parameters], plan, tell("plan.computing"))
    return report


def plans_of(questions: Sequence[PlanParameters]) -> tuple[Plan | None, Plan]:
    """Return the plan with nothing supposed, and the plan with it (the same where nothing is).

    The first is None where limits of the data contradict each other unless others are supposed.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.plan.plan.plan`.
    """
    if len(questions) == 1:
        report = plan_of(questions[0])
        return report, report
    try:
        planned = plan_of(questions[0])
    except NoAnswer as nothing:
        st.info(plain(tell("plan.none_as_given", why=nothing.text(language()))))
        planned = None
    return planned, plan_of(questions[1])
