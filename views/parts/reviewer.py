"""Who decides: asked once a session, on every page where people decide."""

from __future__ import annotations

import streamlit as st

from views.parts.session import tell

REVIEWER = "review-reviewer"


def ask_reviewer() -> str:
    """Ask who decides; the answer lasts for the session."""
    typed = st.text_input(
        tell("review.reviewer"), st.session_state.get(REVIEWER, ""), max_chars=60, width=260
    )
    st.session_state[REVIEWER] = typed.strip()
    return typed.strip()
