"""The twin-chain ribbon on the page: laid out for the width there is, its paths light up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from graph.draw.page import MARGIN, Look
from graph.draw.pictures import Wish, picture
from graph.ontology import load
from graph.queries.search import places
from views.parts import address, packaged, steps
from views.parts.session import build, language, tell

FIRST_WIDTH, LEAST, WIDEST, STEP = 1200, 900, 2400, 40
BESIDE = 304  # of a window, what is not the picture: sidebar and margins
COLUMN = 1474  # as wide as the pages become, margins taken off
WINDOW = "tc-window"  # the cookie that the document sets
PICTURES_KEPT = 40
WORDS = ("hint", "follow", "svg", "png", "table", "file")


@st.fragment
def ribbon(wish: Wish, key: str = "ribbon") -> str | None:
    """Show the ribbon of a wish; its width is the page's. The id of the box picked, if any."""
    sized = replace(wish, look=Look(language(), _wide(key) + 2 * MARGIN, wish.look.height))
    answer = packaged.component("ribbon")(
        key=key,
        data=_payload(str(build().folder), sized, address.kept()),
        on_width_change=_nothing,
        on_picked_change=_nothing,
    )
    return answer.picked["id"] if answer.picked else None


def _nothing() -> None:
    """The run that follows a change does the work."""


def _wide(key: str) -> int:
    """The width to lay out for: what the page measured, here or before, else from the window."""
    measured = (st.session_state.get(key) or {}).get("width")
    if measured:
        st.session_state[f"{key}-wide"] = measured  # a component's state goes with its page
    wide = st.session_state.get(f"{key}-wide") or _from_window() or FIRST_WIDTH
    return min(max(int(wide), LEAST), WIDEST)


def _from_window() -> int:
    """The width that the picture will have in a window as wide as the cookie says, or 0."""
    told = str(st.context.cookies.get(WINDOW, ""))
    if not (told.isascii() and told.isdigit() and len(told) < 6):
        return 0
    return round(min(int(told) - BESIDE, COLUMN) / STEP) * STEP


@st.cache_resource(max_entries=PICTURES_KEPT, show_spinner=False)
def _payload(folder: str, wish: Wish, kept: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """``drawn`` tells pictures apart; ``links``: box → the neighbourhood of what it stands for."""
    del kept  # links have it
    scene = picture("ribbon", build(), load(), wish)
    known = places(build().search_keys, [box.id for box in scene.boxes])
    return {
        "drawn": repr((folder, wish)),
        "scene": scene.as_json(),
        "links": {uri: steps.link(f"{table}/{key}") for uri, (table, key) in known.items()},
        "words": {name: tell(f"ribbon.{name}") for name in WORDS},
    }
