"""Ask: named questions as cards and forms, three consoles; an answer as table, graph or chart."""

from __future__ import annotations

import streamlit as st

from graph.builds.ask import LANGUAGES
from views.parts import answers, console, named_questions
from views.parts.session import tell
from views.parts.view import choose_in_row

engines = [named_questions.ENGINE, *LANGUAGES]
language_name = choose_in_row(
    "in", engines, "ask.language", lambda name: tell(f"ask.language_{name}")
)
if language_name != named_questions.ENGINE:
    left, right = st.columns([3, 2], gap="medium")
    with left:
        console.editor(language_name)
    with right:
        console.aids(language_name)
    answers.result(language_name)
elif question := named_questions.chosen():
    named_questions.form(question)
    answers.result(language_name, question)
    named_questions.texts(question)
else:
    named_questions.cards()
