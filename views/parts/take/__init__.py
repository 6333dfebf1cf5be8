"""Buttons that each give a file, made when it is asked for.

A button asks the server for a file by a name that survives a rerun of the page, so a click is
answered whatever the page does meanwhile. Where there is no file, the reason stands below the
buttons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from views.parts import packaged
from views.parts.session import language, tell
from views.parts.take.shelf import File, Shelf, register

SHELF = "take-shelf"
WORDS = ("making", "unanswered", "gone")


@dataclass(frozen=True)
class Take:
    """A button: ``id`` tells a person's files apart, ``name`` is the file's, ``make`` makes it."""

    id: str
    label: str
    name: str
    make: Callable[[], bytes]


def take(key: str, files: Sequence[Take], as_menu: bool = False) -> None:
    """Show the buttons of some files in a row, or in a menu's two columns."""
    shelf, lang = _shelf(), language()
    for file in files:
        shelf.files[file.id] = File(file.name, file.make, lang)
    packaged.component("take")(
        key=key,
        width="stretch" if as_menu else "content",
        data={
            "key": key,
            "menu": as_menu,
            "files": [{"label": file.label, "at": shelf.address(file.id)} for file in files],
            "words": {name: tell(f"take.{name}") for name in WORDS},
        },
        on_renewed_change=packaged.nothing,  # the run that follows registers the files
    )


def _shelf() -> Shelf:
    """Return the shelf of this session; its files go when the session ends."""
    if SHELF not in st.session_state:
        st.session_state[SHELF] = register(Shelf())
    shelf: Shelf = st.session_state[SHELF]
    return shelf
