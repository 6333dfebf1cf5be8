"""Answers that take more than a moment: computed once, with progress and a button to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import polars as pl
import streamlit as st

from views.parts.session import build, once, place_of, tell

SLOW_S = 1.0  # from then on progress is shown
STOPPED = "slow-stopped"
Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
Compute = Callable[[Mapping[str, pl.DataFrame], Asked, Callable[[float], None]], Answer]


class _Progress:
    """A bar over several answers, and a button to stop, shown once they take over a moment."""

    def __init__(self, questions: Sequence[object]) -> None:
        self.questions, self.ready, self.begun = questions, 0, time.monotonic()
        self.place = st.empty()
        self.bar: Any = None

    def __call__(self, share: float) -> None:
        if time.monotonic() - self.begun <= SLOW_S:
            return
        if self.bar is None:
            with self.place.container(horizontal=True, vertical_alignment="center"):
                self.bar = st.empty()
                st.button(
                    tell("slow.stop"), key=f"slow-stop-{hash(tuple(self.questions))}",
                    icon=":material/stop:", on_click=stop, args=self.questions,
                )  # fmt: skip
        whole = (self.ready + share) / len(self.questions)
        self.bar.progress(min(whole, 1.0))


def computed(function: Callable[..., Answer], *arguments: Any) -> Answer:
    """Return what ``once`` does; meanwhile say that it is computed, which a country waits for."""
    with st.spinner(tell("slow.computing")):
        return once(function, *arguments)


def stop(*questions: object) -> None:
    """Give up what is computed: the run in which a button is pressed ends at its next progress."""
    st.session_state[STOPPED] = questions


def answers_of(
    questions: Sequence[Asked], compute: Compute[Asked, Answer], text: str
) -> list[Answer]:
    """Return the answer to each of the parameters; ``text`` stands above the progress.

    Where they were stopped, the page ends with a button to go on.
    """
    places = [place_of(build().folder, compute, parameters) for parameters in questions]
    if not all(place.answers for place in places):
        _end_if_stopped(questions)
    answers = []
    with st.spinner(text):
        progress = _Progress(questions)
        try:
            for parameters, place in zip(questions, places, strict=True):
                made = partial(compute, build().tables, parameters, progress)
                answers.append(place.filled(made))
                progress.ready += 1
        finally:
            progress.place.empty()
    return answers


def _end_if_stopped(questions: Sequence[object]) -> None:
    if st.session_state.get(STOPPED) != tuple(questions):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(tell("slow.stopped"), icon=":material/stop_circle:")
        st.button(
            tell("slow.go_on"), key="slow-go-on", on_click=st.session_state.pop, args=(STOPPED,)
        )
    st.stop()
