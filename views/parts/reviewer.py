"""What the pages share on which people decide: who it is, and steps from one case to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

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


def case_at_hand(
    parameter: str, names: Sequence[str], about: Callable[[int], str]
) -> tuple[int, str]:
    """Return the position of the case that the address names, else 0, and the name of the next.

    ``about``: position → what is shown, to be said where the address names no case.
    """
    wanted = address.parameter_value(parameter)
    position = names.index(wanted) if wanted in names else 0
    if wanted is not None and wanted not in names:
        address.warn(tell("review.not_waiting", wanted=wanted, shown=about(position)))
    return position, names[(position + 1) % len(names)]


def decided(state: str, parameter: str, name: str, after: str) -> None:
    """Remember a decision, to be taken back, and go on to the next case."""
    st.session_state.setdefault(state, []).append(name)
    address.put(parameter, after if after != name else None)


def undo_button(page: str, is_on: bool, undo: Callable[..., None], *arguments: object) -> None:
    """Show the button that takes back the last decision."""
    st.button(
        tell("review.undo"), key=f"{page}-undo", icon=":material/undo:", shortcut="U",
        disabled=not is_on, on_click=undo, args=arguments,
    )  # fmt: skip


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
