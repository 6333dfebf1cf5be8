"""The graph with its details beside it: what somebody does there changes the address."""

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
from views.parts.canvas import Shown, canvas
from views.parts.markup import plain
from views.parts.session import build, language, once, tell

KEY, PLACES, TURN, CHOSEN = "graph-canvas", "canvas-places", "canvas-turn", "canvas-chosen"
WIDTH, HEIGHT = 720.0, 680.0  # what a window of 1,280 px shows in letters of 11 px and more


def start(known: steps.Atlas) -> str:
    """The URI of the thing to begin with: the address's, the header's chain, or the first one."""
    offered = [*steps.several(steps.START)]
    chain = scope.parameters().chain
    offered += [f"chains/{chain}"] if chain else []
    offered += [f"chains/{one.key}" for one in once(choices).chains]
    found = [known.uris[one] for one in offered if one in known.uris]
    return found[0] if found else next(iter(known.web.vertices))


def say_unknown(start: str) -> None:
    """Say which things of the address are not in the build, and what the graph begins with."""
    known = steps.atlas()
    begun = known.web.vertices[start].of(language())
    for name in (steps.START, steps.TO, steps.SELECTED):
        for wanted in dict.fromkeys(steps.several(name)):
            if wanted not in known.uris:
                told = tell(
                    "address.unknown", what=tell("explore.thing"), wanted=wanted, shown=begun
                )
                st.warning(plain(told), icon=":material/link_off:")


def setting(known: steps.Atlas) -> Setting:
    """What pictures of this view need."""
    look = Look(language(), WIDTH, HEIGHT)
    return Setting(known.web, load(), stamp(build(), build().manifest.grade), look, marks(known))


def marks(known: steps.Atlas) -> dict[str, GapMark]:
    """What the gap says of things, by URI."""
    found = once(_gap_marks, scope.parameters(), language())
    return {
        known.uris[f"{table}/{key}"]: mark
        for (table, key), mark in found.items()
        if f"{table}/{key}" in known.uris
    }


def _gap_marks(tables: Any, parameters: GapParameters, lang: str) -> Any:
    """None where the data say nothing of a gap: the graph is there all the same."""
    try:
        return gap_marks(gap(tables, parameters), lang)
    except NoAnswer:
        return {}


def view() -> tuple[Exploration, Explored, Scene]:
    """The picture that the address asks for; things stay where they were in this session."""
    known, asked = steps.atlas(), scope.parameters()
    wanted = steps.asked(known, start(known), asked.chain, asked.area)
    pins = steps.pins(known)
    held = st.session_state.setdefault(PLACES, {})
    name = _name(wanted)
    if held.get("view") != name:
        held.clear()
        held.update(view=name, places={})
    explored, scene = picture_of(wanted, setting(known), held["places"], pins)
    held["places"] |= places_of(scene)
    return wanted, explored, scene


def _name(wanted: Exploration) -> str:
    return f"{build().id} {wanted.start} {wanted.to}"


def show(wanted: Exploration, scene: Scene) -> None:
    """The canvas."""
    known = steps.atlas()
    canvas(
        scene,
        Shown(
            view=f"{_name(wanted)} {language()}",
            selected=_newly_selected(steps.uris(known, steps.SELECTED)),
            opened=wanted.opened,
            pinned=steps.pins(known),
            keys=once(_keys, tuple(node.id for node in scene.nodes)),
        ),
        KEY,
        _did,
    )


def _newly_selected(wanted: tuple[str, ...]) -> tuple[str, ...] | None:
    """None where the canvas has selected these itself."""
    known = st.session_state.get(CHOSEN, ()) if KEY in st.session_state else ()
    st.session_state[CHOSEN] = wanted
    return None if wanted == known else wanted


def _keys(_tables: Any, uris: tuple[str, ...]) -> dict[str, str]:
    """What the search inside the picture looks at."""
    import polars as pl

    rows = build().search_keys.filter(pl.col("uri").is_in(uris))
    columns = ("uri", "names", "codes", "pinyin", "initials")
    return {row[0]: "".join(one or "" for one in row[1:]) for row in rows.select(columns).rows()}


def _did() -> None:
    """Write into the address what somebody did."""
    known = steps.atlas()
    told = (st.session_state.get(KEY) or {}).get("did") or {}
    if told.get("turn") == st.session_state.get(TURN):
        return  # the same thing told again, with the run that the new address brings
    st.session_state[TURN] = told.get("turn")
    uri, pile, class_name = told.get("id", "").partition(PILED)
    one = known.places.get(uri)
    many = [known.places[uri] for uri in told.get("ids", ()) if uri in known.places]
    if told.get("what") == "select":
        st.session_state[CHOSEN] = tuple(uri for uri in told["ids"] if uri in known.places)
        steps.put_all(steps.SELECTED, many)
    elif told.get("what") == "open" and one:
        steps.put_all(steps.OPENED, [*steps.several(steps.OPENED), f"{one}{pile}{class_name}"])
        steps.put_all(steps.SELECTED, [one])
    elif told.get("what") == "close" and one:
        piled = f"{one}{PILED}"
        all_opened = steps.several(steps.OPENED)
        left = [each for each in all_opened if each != one and not each.startswith(piled)]
        steps.put_all(steps.OPENED, left)
    elif told.get("what") == "hide":
        steps.put_all(steps.HIDDEN, dict.fromkeys([*steps.several(steps.HIDDEN), *many]))
        steps.put_all(steps.SELECTED, ())
    elif told.get("what") == "release" and one:
        kept = {uri: at for uri, at in steps.pins(known).items() if known.places[uri] != one}
        steps.put_pins(known, kept)
    elif told.get("what") == "move":
        moved = {uri: tuple(at) for uri, at in told["at"].items() if uri in known.places}
        steps.put_pins(known, steps.pins(known) | moved)
