"""Ask: named questions as forms, three consoles; the answer as a table, a graph or a chart."""

from __future__ import annotations

import streamlit as st

from graph.builds.ask import LANGUAGES
from views.parts import answers, console, named_questions
from views.parts.address import choose
from views.parts.session import language, tell

language_name = choose(
    st.segmented_control,
    "in",
    [named_questions.ENGINE, *LANGUAGES],
    label=tell("ask.language"),
    label_visibility="collapsed",
    format_func=lambda name: tell(f"ask.language_{name}"),
)
left, right = st.columns([3, 2], gap="medium")
if language_name == named_questions.ENGINE:
    with left:
        question = named_questions.form()
    with right:
        named_questions.texts(question)
    heads = {name: label.of(language()) for name, label in question.columns.items()}
    answers.result(language_name, heads, question.title.of(language()))
else:
    with left:
        console.editor(language_name)
    with right:
        console.aids(language_name)
    answers.result(language_name)
