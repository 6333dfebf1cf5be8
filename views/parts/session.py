"""What a session looks at: its language, its home, and one build until the person asks for another.

A build never changes, so what is computed of it is kept and shared by all sessions.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from graph.builds.home import Home
from graph.builds.opened import Build
from graph.settings import DEFAULT_LANG, home_from_environment, lang_from_environment
from graph.words import LANGUAGES, say
from views.parts import address

Answer = TypeVar("Answer")
PINNED, GONE, HELD = "build", "build-gone", "build-held"
BUILDS_KEPT, ANSWERS_KEPT = 4, 400
# A page says hundreds of sentences, and asking the address for the language is slow.
_run = threading.local()


def default_language() -> str:
    """The language of whoever started the server."""
    lang = lang_from_environment()
    return lang if lang in LANGUAGES else DEFAULT_LANG


def begin() -> None:
    """Look up once what a run of the view asks for again and again."""
    _run.language = _asked_language()


def language() -> str:
    """The language of this view."""
    found: str | None = getattr(_run, "language", None)
    return found or _asked_language()


def _asked_language() -> str:
    asked = address.asked("lang")
    return asked if asked in LANGUAGES else default_language()


def tell(key: str, /, **values: Any) -> str:
    """A sentence of the explorer in the language of this view."""
    return say(f"web.{key}", language(), **values)


def home() -> Path:
    """The folder of builds."""
    return home_from_environment()


def current_build() -> Build | None:
    """The build this session looks at: the published one of its first look, while it is there."""
    store = Home(home())
    published = store.current()
    pinned = st.session_state.get(PINNED)
    if pinned is not None and pinned not in store.names():
        st.session_state[GONE], pinned = pinned, None
    if pinned is None:
        pinned = st.session_state[PINNED] = published
    found = None if pinned is None else opened(str(store.builds / pinned))
    st.session_state[HELD] = found
    return found


def build() -> Build:
    """The build this session looks at, on a page that is only shown where there is one."""
    held: Build | None = st.session_state.get(HELD)
    if held and held.id == st.session_state.get(PINNED) and held.folder.is_dir():
        return held
    found = current_build()
    assert found is not None, "pages are only run where there is a build"
    return found


def newer_build() -> str | None:
    """The id of another build published since the session began to look."""
    published = Home(home()).current()
    return published if published != st.session_state.get(PINNED) else None


def gone_build() -> str | None:
    """The id of the build this session looked at until its folder was removed."""
    gone: str | None = st.session_state.get(GONE)
    return gone


def look_at_newest() -> None:
    """Let go of the pinned build, and of the one that is gone."""
    st.session_state.pop(PINNED, None)
    st.session_state.pop(GONE, None)


@st.cache_resource(max_entries=BUILDS_KEPT, show_spinner=False)
def opened(folder: str) -> Build:
    """The build in a folder, the same for all sessions."""
    return Build(Path(folder))


def once(function: Callable[..., Answer], *arguments: Any) -> Answer:
    """``function(tables, *arguments)`` of this session's build, computed once for all."""
    return prepared(build().folder, function, *arguments)


def prepared(folder: Path, function: Callable[..., Answer], *arguments: Any) -> Answer:
    """The same of the build in a folder, whoever looks at it."""
    name = f"{function.__module__}.{function.__qualname__}"
    answer: Answer = _answered(str(folder), name, arguments, function)
    return answer


@st.cache_resource(max_entries=ANSWERS_KEPT, show_spinner=False)
def _answered(
    folder: str, name: str, arguments: tuple[Any, ...], _function: Callable[..., Any]
) -> Any:
    del name
    return _function(opened(folder).tables, *arguments)
