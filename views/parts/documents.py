"""Documents to take along: each format is made when its button is pressed, not before."""

from __future__ import annotations

from functools import partial

import streamlit as st

from graph.builds.opened import Build
from graph.export.documents import Order, document, document_bytes, formats
from graph.ontology import load
from views.parts.mark import grade_mark
from views.parts.markup import as_html
from views.parts.session import build, tell


def document_menu(what: str, order: Order, label: str, grade: str | None) -> None:
    """A menu with a button for each format of the document ``what``; ``grade`` of its figures."""
    with st.popover(label, icon=":material/download:", key=f"documents-{what}"):
        st.html(as_html(grade_mark(grade)))
        st.caption(tell("documents.note"))
        with st.container(horizontal=True):
            for suffix in formats(what):
                st.download_button(
                    suffix.removeprefix(".").upper(),
                    data=partial(as_document, what, build(), order, suffix),
                    file_name=f"{what}-{build().id}{suffix}",
                    key=f"take-{what}{suffix}",
                    on_click="ignore",
                    type="tertiary",
                )


def as_document(what: str, of: Build, order: Order, suffix: str) -> bytes:
    """The document of a build as a file of a suffix.

    Raises:
        WrongInput: something asked for is not there, or the extra is not installed.
        NoAnswer: there is nothing to say.
    """
    return document_bytes(document(what, of, load(), order), suffix)
