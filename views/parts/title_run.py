"""Advertisements counted again with the decisions made, in a process that can be stopped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from graph.processes.background import Asking
from graph.processes.worker import call_in_child
from graph.words import say
from ingest.records.run import kept
from views.parts import roles
from views.parts.faults import showing_errors
from views.parts.markup import plain
from views.parts.session import home, language, tell

WORK, POLL_S = "titles-run", 0.5


class _Counting:
    """The run at work, and how far it is."""

    def __init__(self, home: Path) -> None:
        self.step, self.share = "read", 0.0
        request = {"home": str(home)}
        target = "ingest.records.run:make_again"
        self.asking = Asking(lambda: call_in_child(target, request, on_event=self._hear))

    def _hear(self, event: Mapping[str, Any]) -> None:
        self.step, self.share = event["step"], event["share"]


def count_again(folder: Path, decisions: int) -> None:
    """Offer to make the run of a folder again, follow it, and say how it ended."""
    work: _Counting | None = st.session_state.get(WORK)
    run = kept(home())
    if work is not None and not work.asking.is_done:
        _at_work()
        return
    if work is not None:
        _ended(work)
    is_there = run is not None and run.folder(home()).resolve() == folder.resolve()
    if not roles.may_edit() or not is_there:
        st.caption(plain(tell("titles.then")))
        return
    st.button(
        tell("titles.count_again"),
        key="titles-run-begin",
        icon=":material/refresh:",
        type="primary" if decisions else "secondary",
        on_click=_begin,
    )
    st.caption(plain(tell("titles.then_build")))


def _begin() -> None:
    if roles.may_edit():
        st.session_state[WORK] = _Counting(home())


def _ended(work: _Counting) -> None:
    """Say how a run ended, once."""
    del st.session_state[WORK]
    with showing_errors():
        work.asking.answer()
        st.success(tell("titles.counted"), icon=":material/check_circle:")


@st.fragment(run_every=POLL_S)
def _at_work() -> None:
    work: _Counting | None = st.session_state.get(WORK)
    if work is None or work.asking.is_done:
        st.rerun()
        return
    step = say(f"step.{work.step}", language())
    st.progress(work.share, text=tell("titles.counting", step=step))
    st.button(
        tell("slow.stop"), key="titles-run-stop", icon=":material/stop:",
        on_click=work.asking.stop,
    )  # fmt: skip
