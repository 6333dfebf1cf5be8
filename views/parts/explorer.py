"""The graph of the Explore page: an action on it changes the address."""

from __future__ import annotations

from typing import Any

import streamlit as st

from graph.draw.exploration import Exploration, Explored
from graph.draw.explored import Setting, picture_of, places_of
from graph.draw.gap_marks import GapMark, gap_marks
from graph.draw.neighbourhood import PILED
from graph.draw.page import Look
from graph.draw.pictures import stamp
from graph.draw.scene import Scene
from graph.errors import NoAnswer
from graph.gap.choices import choices
from graph.gap.gap import gap
from graph.gap.scope import GapParameters
from graph.ontology import load
from views.parts import scope, steps
from views.parts.canvas import CanvasOptions, canvas
from views.parts.markup import plain
from views.parts.session import build, language, once, tell

KEY, PLACES, TURN, CHOSEN = "graph-canvas", "canvas-places", "canvas-turn", "canvas-chosen"
WIDTH, HEIGHT = 720.0, 680.0  # what a window of 1,280 px shows in letters of 11 px and more


def start(atlas: steps.Atlas) -> str:
    """Return the URI to begin with: the address's thing, the header's chain, or the first thing."""
    candidates = [*steps.values_of(steps.START)]
    chain = scope.parameters().chain
    candidates += [f"chains/{chain}"] if chain else []
    candidates += [f"chains/{chain_thing.key}" for chain_thing in once(choices).chains]
    uris = [atlas.uris[place] for place in candidates if place in atlas.uris]
    return uris[0] if uris else next(iter(atlas.web.vertices))


def say_unknown(start: str) -> None:
    """Warn of things of the address that the build lacks, and say where the graph begins."""
    atlas = steps.atlas()
    start_name = atlas.web.vertices[start].of(language())
    for name in (steps.START, steps.TO, steps.SELECTED):
        for place in dict.fromkeys(steps.values_of(name)):
            if place not in atlas.uris:
                warning = tell(
                    "address.unknown", what=tell("explore.thing"), wanted=place, shown=start_name
                )
                st.warning(plain(warning), icon=":material/link_off:")


def setting(atlas: steps.Atlas) -> Setting:
    """Return what pictures of this view need beside the exploration."""
    look = Look(language(), WIDTH, HEIGHT)
    return Setting(atlas.web, load(), stamp(build(), build().manifest.grade), look, marks(atlas))


def marks(atlas: steps.Atlas) -> dict[str, GapMark]:
    """Return the marks that the gap puts on things, by URI."""
    by_place = once(_gap_marks, scope.parameters(), language())
    return {
        atlas.uris[f"{table}/{key}"]: mark
        for (table, key), mark in by_place.items()
        if f"{table}/{key}" in atlas.uris
    }


def _gap_marks(tables: Any, parameters: GapParameters, lang: str) -> Any:
    """Return no marks where the data give no gap: the graph is shown all the same."""
    try:
        return gap_marks(gap(tables, parameters), lang)
    except NoAnswer:
        return {}


def view() -> tuple[Exploration, Explored, Scene]:
    """Draw what the address asks for; things stay where they were in this session."""
    atlas, parameters = steps.atlas(), scope.parameters()
    exploration = steps.exploration(atlas, start(atlas), parameters.chain, parameters.area)
    pins = steps.pins(atlas)
    session = st.session_state.setdefault(PLACES, {})
    name = _name(exploration)
    if session.get("view") != name:
        session.clear()
        session.update(view=name, places={})
    explored, scene = picture_of(exploration, setting(atlas), session["places"], pins)
    session["places"] |= places_of(scene)
    return exploration, explored, scene


def _name(exploration: Exploration) -> str:
    return f"{build().id} {exploration.start} {exploration.to}"


def show(exploration: Exploration, scene: Scene) -> None:
    """Show the canvas."""
    atlas = steps.atlas()
    canvas(
        scene,
        CanvasOptions(
            view=f"{_name(exploration)} {language()}",
            selected=_newly_selected(steps.uris(atlas, steps.SELECTED)),
            opened=exploration.opened,
            pinned=steps.pins(atlas),
            keys=once(_keys, tuple(node.id for node in scene.nodes)),
        ),
        KEY,
        _apply_action,
    )


def _newly_selected(selected: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return the selection, or None where the canvas made it itself."""
    before = st.session_state.get(CHOSEN, ()) if KEY in st.session_state else ()
    st.session_state[CHOSEN] = selected
    return None if selected == before else selected


def _keys(_tables: Any, uris: tuple[str, ...]) -> dict[str, str]:
    """Return the text by which the search inside the picture finds each thing."""
    import polars as pl

    rows = build().search_keys.filter(pl.col("uri").is_in(uris))
    columns = ("uri", "names", "codes", "pinyin", "initials")
    return {row[0]: "".join(text or "" for text in row[1:]) for row in rows.select(columns).rows()}


def _apply_action() -> None:
    """Write into the address what somebody did on the canvas."""
    atlas = steps.atlas()
    action = (st.session_state.get(KEY) or {}).get("did") or {}
    if action.get("turn") == st.session_state.get(TURN):
        return  # the same action again, in the run that the new address caused
    st.session_state[TURN] = action.get("turn")
    uri, pile, class_name = action.get("id", "").partition(PILED)
    place = atlas.places.get(uri)
    places = [atlas.places[uri] for uri in action.get("ids", ()) if uri in atlas.places]
    if action.get("what") == "select":
        st.session_state[CHOSEN] = tuple(uri for uri in action["ids"] if uri in atlas.places)
        steps.put_all(steps.SELECTED, places)
    elif action.get("what") == "open" and place:
        steps.put_all(steps.OPENED, [*steps.values_of(steps.OPENED), f"{place}{pile}{class_name}"])
        steps.put_all(steps.SELECTED, [place])
    elif action.get("what") == "close" and place:
        piled = f"{place}{PILED}"
        all_opened = steps.values_of(steps.OPENED)
        still_opened = [
            entry for entry in all_opened if entry != place and not entry.startswith(piled)
        ]
        steps.put_all(steps.OPENED, still_opened)
    elif action.get("what") == "hide":
        steps.put_all(steps.HIDDEN, dict.fromkeys([*steps.values_of(steps.HIDDEN), *places]))
        steps.put_all(steps.SELECTED, ())
    elif action.get("what") == "release" and place:
        still_pinned = {
            uri: at for uri, at in steps.pins(atlas).items() if atlas.places[uri] != place
        }
        steps.put_pins(atlas, still_pinned)
    elif action.get("what") == "move":
        moved = {uri: tuple(at) for uri, at in action["at"].items() if uri in atlas.places}
        steps.put_pins(atlas, steps.pins(atlas) | moved)
