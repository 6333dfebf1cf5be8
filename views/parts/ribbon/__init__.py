"""The twin-chain ribbon on the page: laid out for the width there is, its paths light up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from graph.draw.page import MARGIN, Look
from graph.draw.pictures import Wish, picture
from graph.draw.scene import Scene
from graph.ontology import load
from views.parts import packaged, steps
from views.parts.session import build, language, tell

FIRST_WIDTH, LEAST, WIDEST = 1200, 900, 2400
SCENES_KEPT = 60
WORDS = ("hint", "follow", "svg", "png", "table", "file")


@st.fragment
def ribbon(wish: Wish, key: str = "ribbon") -> str | None:
    """Show the ribbon of a wish; its width is the page's. The id of the box picked, if any."""
    told = st.session_state.get(key) or {}
    wide = told.get("width") or FIRST_WIDTH
    wide = min(max(int(wide), LEAST), WIDEST)
    sized = replace(wish, look=Look(language(), wide + 2 * MARGIN, wish.look.height))
    scene = _scene(str(build().folder), sized)
    answer = packaged.component("ribbon")(
        key=key,
        data=_payload(scene, repr((build().id, sized))),
        on_width_change=_nothing,
        on_picked_change=_nothing,
    )
    return answer.picked["id"] if answer.picked else None


def _nothing() -> None:
    """The run that follows a change does the work."""


@st.cache_resource(max_entries=SCENES_KEPT, show_spinner=False)
def _scene(folder: str, wish: Wish) -> Scene:
    del folder
    return picture("ribbon", build(), load(), wish)


def _payload(scene: Scene, drawn: str) -> dict[str, Any]:
    """``drawn`` tells pictures apart; ``links``: box → the neighbourhood of what it stands for."""
    known = steps.atlas().places
    return {
        "drawn": drawn,
        "scene": scene.as_json(),
        "links": {box.id: steps.link(known[box.id]) for box in scene.boxes if box.id in known},
        "words": {name: tell(f"ribbon.{name}") for name in WORDS},
    }
