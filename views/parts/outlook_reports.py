"""Outlooks of the session's build, and the years measured before: computed once, with progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from graph.gap.parts import split
from graph.gap.report import GapReport
from graph.gap.scope import GapParameters
from graph.outlook.one_side import outlook_of_known
from graph.outlook.parameters import OutlookParameters
from graph.outlook.report import OneSide, Outlook
from views.parts.session import once, tell
from views.parts.slow import answers_of


def reports_of(questions: Sequence[OutlookParameters]) -> list[Outlook | OneSide]:
    """Return an outlook for each of the parameters, all of both sides or all of one.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.outlook.one_side.outlook_of_known`.
    """
    return answers_of(questions, outlook_of_known, tell("outlook.computing"))


def to_compare(parameters: OutlookParameters) -> list[OutlookParameters]:
    """Return what to set side by side: without scenarios, with each alone, with all together."""
    alone = [(scenario,) for scenario in parameters.scenarios]
    together = [parameters.scenarios] if len(alone) > 1 else []
    return [replace(parameters, scenarios=chosen) for chosen in ((), *alone, *together)]


def measured_until(newest: int, parameters: GapParameters) -> list[GapReport]:
    """Return the gap of each year measured up to the newest, each solved by itself."""
    with st.spinner(tell("outlook.computing")):
        parts = once(split, "year", replace(parameters, year=None)).parts
    reports = [part.report for part in parts if part.report is not None]
    return [report for report in reports if report.year <= newest]
