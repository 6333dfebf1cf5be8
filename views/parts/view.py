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
    return choose_worded("view", views, f"{words}.view", label="gap.view")


def choose_worded(
    name: str,
    options: Iterable[str],
    words: str,
    widget: Callable[..., str | None] = st.segmented_control,
    label: str | None = None,
) -> str:
    """Show a row of choices without a visible label, stored in the parameter ``name``.

    ``words``: the sentence that is the label, and the beginning of those that name the options, as
    ``WORDS_OPTION``.
    """
    return choose(
        widget,
        name,
        list(options),
        label=tell(label or words),
        label_visibility="collapsed",
        format_func=lambda option: tell(f"{words}_{option}"),
    )
