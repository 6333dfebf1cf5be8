"""The views of a page: a row of choices, the same on every page that has them."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from views.parts.address import choose
from views.parts.session import tell


def choose_view(words: str, views: Iterable[str]) -> str:
    """Show the views of a page, stored in the parameter ``view``; the first one is the default.

    ``words``: the group of sentences that names them, as ``WORDS.view_VIEW``.
    """
    return choose(
        st.segmented_control,
        "view",
        list(views),
        label=tell("gap.view"),
        label_visibility="collapsed",
        format_func=lambda name: tell(f"{words}.view_{name}"),
    )
