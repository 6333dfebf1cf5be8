"""Explore: a thing and what hangs on it, step by step, with the details of what is chosen."""

from __future__ import annotations

import streamlit as st

from views.parts import explore_bar, explorer, steps
from views.parts.faults import showing_errors
from views.parts.mark import mark
from views.parts.session import begin, build
from views.parts.thing import details


@st.fragment
def graph_and_details() -> None:
    """Show the canvas with the details beside it; a click reruns only this part."""
    begin()
    with showing_errors():
        exploration, explored, scene = explorer.view()
        explorer.say_unknown(exploration.start)
        search, tools = st.columns([1.05, 1], gap="medium", vertical_alignment="center")
        with search:
            explore_bar.search_bar()
        with tools, st.container(horizontal=True, key="explore-tools"):
            explore_bar.layout()
            explore_bar.path(exploration)
            explore_bar.take_along(exploration, scene)
            explore_bar.keep(exploration)
        explorer.say_answer()
        with st.container(key="explore-body"):
            left, right = st.columns([2.7, 1], gap="medium")
        with left:
            explorer.show(exploration, scene)
            explore_bar.counts(explored)
        chosen = steps.uris(steps.atlas(), steps.SELECTED)
        with right, st.container(height=760, border=True, key="explore-details"):
            details(chosen[-1] if chosen else exploration.start)


mark(build().manifest.grade)
graph_and_details()
