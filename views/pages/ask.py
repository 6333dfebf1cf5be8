"""Ask: three consoles with their words and examples; the answer as a table, a graph or a chart."""

from __future__ import annotations

import streamlit as st

from graph.builds.ask import LANGUAGES
from views.parts import answers, console
from views.parts.address import choose
from views.parts.session import tell

language = choose(
    st.segmented_control,
    "in",
    list(LANGUAGES),
    label=tell("ask.language"),
    label_visibility="collapsed",
    format_func=lambda name: tell(f"ask.language_{name}"),
)
left, right = st.columns([3, 2], gap="medium")
with left:
    console.editor(language)
with right:
    console.aids(language)
answers.result(language)
