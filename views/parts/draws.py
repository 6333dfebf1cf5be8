"""How many draws the bands ahead rest on: the usual ones, or as many as the address asks for."""

from __future__ import annotations

import streamlit as st

from graph.errors import NoAnswer
from graph.gap.noise import DRAWS
from views.parts.address import choose, parameter_value, query, unknown
from views.parts.markup import show, way
from views.parts.session import tell

NAME, TOO_WIDE = "draws", "error.outlook_too_wide"


def draws() -> int:
    """Return the draws that the address asks for, else the usual ones."""
    text = parameter_value(NAME)
    if text is None or not (text.isascii() and text.isdigit() and len(text) < 6):
        return DRAWS
    return int(text)


def choose_draws() -> None:
    """Offer the usual draws beside those of the address; nothing where it names none."""
    text = parameter_value(NAME)
    if text is not None and str(draws()) != text:
        unknown(tell("outlook.draws"), text, f"{DRAWS}")
    elif draws() != DRAWS:
        options = [f"{draws()}", f"{DRAWS}"]
        choose(st.selectbox, NAME, options, options[1], label=tell("outlook.draws"), width=150)


def say_draws() -> None:
    """Say how many draws bands and probabilities rest on, where they are not the usual ones."""
    if draws() != DRAWS:
        st.caption(tell("outlook.fewer_draws", draws=draws(), usual=DRAWS))


def offer_fewer(refused: NoAnswer) -> None:
    """Lead to the same view with as many draws as so many programmes allow."""
    if refused.key != TOO_WIDE or not refused.values["fewer"]:
        return
    fewer = refused.values["fewer"]
    show(way(query(**{NAME: fewer}), tell("outlook.with_draws", draws=fewer)))
