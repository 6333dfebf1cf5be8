"""The state of a session: its language, its home, and the build that it stays with.

A build never changes, so results computed from it are cached and shared by all sessions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import streamlit as st

from graph.builds.home import Home
from graph.builds.opened import Build
from graph.settings import home_from_environment
from graph.words import LANGUAGES, say
from views.language import asked_language

Answer = TypeVar("Answer")
PINNED, GONE, HELD = "build", "build-gone", "build-held"
BUILDS_KEPT, ANSWERS_KEPT = 4, 400
# A page shows hundreds of sentences, and reading the language from the address is slow.
_run = threading.local()


@dataclass
class Place(Generic[Answer]):
    """The place of an answer: whoever comes second waits for the first."""

    answers: list[Answer] = field(default_factory=list)  # the one, once it is there
    lock: threading.Lock = field(default_factory=threading.Lock)

    def filled(self, compute: Callable[[], Answer]) -> Answer:
        """Return the answer, computed unless that is done."""
        with self.lock:
            if not self.answers:
                self.answers.append(compute())
        return self.answers[0]


def default_language() -> str:
    """Return the language set by whoever started the server."""
    return asked_language(())


def begin() -> None:
    """Look up once what a run of the view needs again and again."""
    _run.language = _requested_language()


def language() -> str:
    """Return the language of this view."""
    known_language: str | None = getattr(_run, "language", None)
    return known_language or _requested_language()


def _requested_language() -> str:
    requested = st.query_params.get("lang")
    return requested if requested in LANGUAGES else default_language()


def tell(key: str, /, **values: Any) -> str:
    """Return a sentence of the explorer in the language of this view."""
    return say(f"web.{key}", language(), **values)


def home() -> Path:
    """Return the home: the folder that holds the builds."""
    return home_from_environment()


def current_build() -> Build | None:
    """Return the build of this session: the one published when it began, while that exists."""
    store = Home(home())
    published = store.current()
    pinned = st.session_state.get(PINNED)
    if pinned is not None and pinned not in store.names():
        st.session_state[GONE], pinned = pinned, None
    if pinned is None:
        pinned = st.session_state[PINNED] = published
    selected = None if pinned is None else open_build(str(store.builds / pinned))
    st.session_state[HELD] = selected
    return selected


def build() -> Build:
    """Return the build of this session, for a page that is only shown where there is one."""
    selected: Build | None = st.session_state.get(HELD)
    if selected and selected.id == st.session_state.get(PINNED) and selected.folder.is_dir():
        return selected
    reopened = current_build()
    assert reopened is not None, "pages are only run where there is a build"
    return reopened


def has_build() -> bool:
    """Tell whether there is a build to look at."""
    return st.session_state.get(HELD) is not None


def newer_build() -> str | None:
    """Return the id of another build published since the session began, if any."""
    published = Home(home()).current()
    return published if published != st.session_state.get(PINNED) else None


def gone_build() -> str | None:
    """Return the id of the session's former build if its folder was removed."""
    removed: str | None = st.session_state.get(GONE)
    return removed


def look_at_newest() -> None:
    """Switch the session to the published build."""
    st.session_state.pop(PINNED, None)
    st.session_state.pop(GONE, None)


@st.cache_resource(max_entries=BUILDS_KEPT, show_spinner=False)
def open_build(folder: str) -> Build:
    """Open the build in a folder, once for all sessions."""
    return Build(Path(folder))


def once(function: Callable[..., Answer], *arguments: Any) -> Answer:
    """Return ``function(tables, *arguments)`` for this session's build, computed only once."""
    return computed_on(build().folder, function, *arguments)


def computed_on(folder: Path, function: Callable[..., Answer], *arguments: Any) -> Answer:
    """Return ``function(tables, *arguments)`` for the build in a folder, computed only once."""
    place = place_of(folder, function, *arguments)
    return place.filled(lambda: function(open_build(str(folder)).tables, *arguments))


def place_of(folder: Path, function: Callable[..., Answer], *arguments: Any) -> Place[Answer]:
    """Return where the answer of a function on the build in a folder is kept."""
    name = f"{function.__module__}.{function.__qualname__}"
    place: Place[Answer] = _place(str(folder), name, arguments)
    return place


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def _place(folder: str, name: str, arguments: tuple[Any, ...]) -> Place[Any]:
    del folder, name, arguments
    return Place()
