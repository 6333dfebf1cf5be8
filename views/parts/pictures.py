"""Pictures of a build on a page, drawn for the reader's theme."""

from __future__ import annotations

import streamlit as st

from graph.builds.opened import Build
from graph.draw.pictures import Wish, picture
from graph.export.svg import svg
from graph.ontology import load
from views.parts.session import build

PICTURES_KEPT = 60


def show(what: str, wish: Wish) -> None:
    """Show the picture ``what`` in the reader's theme."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    with st.container(key=f"picture-{what}"):
        st.image(_drawn(str(build().folder), what, wish, theme, build()), width="stretch")


@st.cache_resource(max_entries=PICTURES_KEPT, show_spinner=False)
def _drawn(folder: str, what: str, wish: Wish, theme: str, _build: Build) -> str:
    del folder
    return svg(picture(what, _build, load(), wish), theme)
