"""What the pages share on which people decide: who it is, and steps from one case to the next."""

from __future__ import annotations

import streamlit as st

from views.parts import address
from views.parts.session import tell

REVIEWER = "review-reviewer"


def ask_reviewer() -> str:
    """Ask who decides; the answer lasts for the session."""
    typed = st.text_input(
        tell("review.reviewer"), st.session_state.get(REVIEWER, ""), max_chars=60, width=260
    )
    st.session_state[REVIEWER] = typed.strip()
    return typed.strip()


def step(page: str, name: str, parameter: str, to: str, key: str, icon: str) -> None:
    """Show a button that puts another case into the address, with its key on the keyboard."""
    st.button(
        tell(f"review.{name}"),
        key=f"{page}-{name}",
        icon=icon,
        shortcut=key,
        type="tertiary",
        on_click=address.put,
        args=(parameter, to),
    )
