"""The page of a home without data: upload a workbook, or load the example."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from graph.builds.home import Home
from graph.settings import DEMO
from views.parts import data_upload, roles
from views.parts.data_views import building, go_back
from views.parts.markup import plain
from views.parts.session import home, look_at_newest, tell


def show() -> None:
    """Offer the two ways to begin; where the published build was removed, also the way back."""
    _lost()
    st.subheader(tell("first.title"))
    st.markdown(tell("first.lead"))
    if not roles.may_edit():
        st.info(tell("first.viewer"), icon=":material/lock:")
        return
    own, example = st.columns(2, gap="medium")
    with own, st.container(border=True, height="stretch"):
        st.markdown(tell("first.own_title"))
        st.markdown(tell("first.own"))
        files = data_upload.choose_files()
    with example, st.container(border=True, height="stretch"):
        st.markdown(tell("first.example_title"))
        st.markdown(tell("first.example"))
        if st.button(tell("first.load"), type="primary", key="first-example"):
            _build(DEMO)
    data_upload.check_files(files)


def _lost() -> None:
    """Say that the published build was removed, and offer the newest that is left."""
    store = Home(home())
    lost = store.lost()
    if lost is None:
        return
    message = tell("first.lost", build=lost, folder=str(store.builds))
    st.error(plain(message), icon=":material/folder_off:")
    remaining = store.names()
    if remaining and roles.may_edit():
        st.button(
            tell("data.use", build=remaining[-1]),
            icon=":material/undo:",
            key="first-left",
            on_click=go_back,
            args=(remaining[-1],),
        )


def _build(dataset: Path) -> None:
    """Build the dataset, publish it, and begin to look at it."""
    from ingest.build import BuildRequest, build

    _bar, progress = building()
    build(BuildRequest((dataset,), None, home()), progress)
    look_at_newest()
    st.rerun()
