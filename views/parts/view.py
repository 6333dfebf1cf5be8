"""The views of a page: a row of choices, the same on every page that has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from views.parts.address import choose
from views.parts.session import tell


def choose_view(words: str, views: Iterable[str]) -> str:
    """Show the views of a page, stored in the parameter ``view``; the first one is the default.

    ``words``: the group of sentences that names them, as ``WORDS.view_VIEW``.
    """
    return choose_in_row("view", views, "gap.view", lambda name: tell(f"{words}.view_{name}"))


def choose_in_row(
    name: str,
    options: Iterable[str],
    label: str,
    word: Callable[[str], str],
    widget: Callable[..., str | None] = st.segmented_control,
) -> str:
    """Show choices in a row, stored in the parameter ``name``; only screen readers say the label.

    ``label``: the key of its sentence. ``word``: names an option.
    """
    return choose(
        widget,
        name,
        list(options),
        label=tell(label),
        label_visibility="collapsed",
        format_func=word,
    )
