"""Errors on a page: the sentence that says what happened and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from graph.errors import NoAnswer, TwinChainError
from views.parts.draws import offer_fewer
from views.parts.markup import plain
from views.parts.session import language


@contextmanager
def showing_errors() -> Iterator[None]:
    """Show an error of the program instead of the rest of the page."""
    try:
        yield
    except NoAnswer as nothing:
        st.info(plain(nothing.text(language())), icon=":material/info:")
        offer_fewer(nothing)
    except TwinChainError as error:
        st.error(plain(error.text(language())), icon=":material/error:")
