"""Pictures on the page, laid out for its width: the twin-chain ribbon, whose paths light up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from graph.draw.page import MARGIN, Look
from graph.draw.pictures import Wish, ribbon_of
from graph.gap.gap import gap
from graph.gap.paths import Paths, paths
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.queries.search import places
from graph.tables import Tables
from views.parts import address, packaged
from views.parts.faults import showing_errors
from views.parts.session import build, language, once, tell

FIRST_WIDTH, LEAST, WIDEST, STEP = 1200, 900, 2400, 40
BESIDE = 304  # the width of a window that the picture does not get: sidebar and margins
COLUMN = 1474  # the greatest width of a page without its margins
WINDOW = "tc-window"  # the cookie that the document sets
PICTURES_KEPT = 40
SUMS = ("left", "left_sum", "between", "right", "right_sum")  # filled in where it is drawn
WORDS = ("hint", "follow", "svg", "png", "table", "file", "back", "next")


def ribbon(wish: Wish, key: str = "ribbon") -> None:
    """Show a ribbon as wide as the page."""

    def data(wide: float) -> dict[str, Any]:
        sized = replace(wish, look=Look(language(), wide, wish.look.height))
        return _payload(str(build().folder), sized, address.kept_parameters())

    canvas(key, data)


@st.fragment
def canvas(key: str, data: Callable[[float], dict[str, Any]], least: int = LEAST) -> None:
    """Show a picture as wide as the page, at least ``least`` pixels.

    ``data``: the component's data for a width of the picture with its margins. ``drawn`` identifies
    the picture; ``links``: of its boxes; ``words``: see :func:`words`.
    """
    with showing_errors():  # here: Streamlit shows one that leaves a fragment as a fault of its own
        with st.spinner(tell("slow.computing")):
            drawn = data(_wide(key, least) + 2 * MARGIN)
        packaged.component("ribbon")(
            key=key,
            data={"least": least, **drawn},
            on_width_change=packaged.nothing,
            on_picked_change=packaged.nothing,
        )


def words(**own: str) -> dict[str, str]:
    """Return the words around a picture; some of them its own."""
    sums = tell("ribbon.sums", **{name: f"{{{name}}}" for name in SUMS})
    to_fill = {"wanted": "{wanted}", "shown": "{shown}"}
    unknown = tell("address.unknown", what=tell("ribbon.pair"), **to_fill)
    said = {name: tell(f"ribbon.{name}") for name in WORDS}
    return said | {"sums": sums, "unknown": unknown} | own


def _wide(key: str, least: int) -> int:
    """Return the width for the layout: measured by the page, else derived from the window."""
    measured = (st.session_state.get(key) or {}).get("width")
    if measured:
        st.session_state[f"{key}-wide"] = measured  # a component's state goes with its page
    wide = st.session_state.get(f"{key}-wide") or _from_window() or FIRST_WIDTH
    return min(max(int(wide), least), WIDEST)


def _from_window() -> int:
    """Return the picture's width in a window of the size that the cookie states, or 0."""
    cookie = str(st.context.cookies.get(WINDOW, ""))
    if not (cookie.isascii() and cookie.isdigit() and len(cookie) < 6):
        return 0
    return round(min(int(cookie) - BESIDE, COLUMN) / STEP) * STEP


@st.cache_resource(max_entries=PICTURES_KEPT, show_spinner=False)
def _payload(folder: str, wish: Wish, parameters: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Return the data of a ribbon."""
    del parameters  # part of the cache's key: the links carry it
    scene = ribbon_of(build(), load(), wish, once(_paths, wish.parameters))
    box_places = places(build().search_keys, [box.id for box in scene.boxes])
    return {
        "drawn": repr((folder, wish)),
        "scene": scene.as_json(),
        "links": {uri: address.thing(f"{table}/{key}") for uri, (table, key) in box_places.items()},
        "words": words(),
    }


def _paths(tables: Tables, parameters: GapParameters) -> Paths:
    """Return the paths through the report that the page has already."""
    return paths(tables, parameters, once(gap, parameters))
