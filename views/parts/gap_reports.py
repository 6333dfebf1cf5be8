"""The gap of this session's build, and its ranges of noise: computed once, with progress."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from graph.gap.gap import gap
from graph.gap.noise import DRAWS, Drawing
from graph.gap.report import GapReport
from graph.gap.scope import GapParameters
from views.parts.session import ANSWERS_KEPT, build, tell
from views.parts.slow import answers_of


def report_of(parameters: GapParameters) -> GapReport:
    """Return the report, as ``once`` keeps it for every page.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.gap.gap.gap`.
    """
    (report,) = answers_of([parameters], gap, tell("slow.computing"))
    return report


def report_with_ranges(parameters: GapParameters) -> GapReport:
    """Return the report of this session's build, its noise drawn."""
    report = _drawing(str(build().folder), parameters, report_of(parameters))
    if not report.is_drawn:
        bar = st.progress(0.0, text=tell("gap.drawing"))
        report.ranges_with(lambda share: bar.progress(share, text=tell("gap.drawing")))
        bar.empty()
    return report


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def _drawing(folder: str, parameters: GapParameters, _report: GapReport) -> GapReport:
    del folder, parameters
    return replace(_report, drawing=Drawing(DRAWS))
