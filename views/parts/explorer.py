"""The graph of the Explore page: an action on it changes the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from graph.draw.exploration import Exploration, Explored
from graph.draw.explored import Setting, on_a_page, picture_of
from graph.draw.gap_marks import GapMark, gap_marks
from graph.draw.neighbourhood import PILED
from graph.draw.page import Look
from graph.draw.palette import entries
from graph.draw.phrases import way
from graph.draw.pictures import stamp
from graph.draw.scene import Scene
from graph.draw.stages import stages_of
from graph.errors import NoAnswer
from graph.export.scenes import scene_bytes
from graph.gap.choices import choices
from graph.gap.gap import gap
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.tables import Tables
from graph.words import say
from views.parts import address, exports, scope, steps
from views.parts.address import put, values_of
from views.parts.canvas import CanvasOptions, canvas
from views.parts.markup import node, plain
from views.parts.markup import show as show_nodes
from views.parts.session import build, language, once, tell

KEY, PLACES, TURN, CHOSEN = "graph-canvas", "canvas-places", "canvas-turn", "canvas-chosen"
MOST_UNDONE = 50
NARROW, IS_NARROW = 390.0, "canvas-is-narrow"
LAYOUT, LAYOUTS = "layout", ("rings", "chain")
WIDTH, HEIGHT = 720.0, 680.0  # what a window of 1,280 px shows in letters of 11 px and more


def start(atlas: steps.Atlas) -> str:
    """Return the URI to begin with: the address's thing, the header's chain, or the first thing."""
    answered = (atlas.places[uri] for uri in steps.answered(atlas)[0][:1])
    candidates = [*values_of(steps.START), *answered, *values_of(steps.AMONG)]
    chain = scope.parameters().chain
    candidates += [f"chains/{chain}"] if chain else []
    candidates += [f"chains/{chain_thing.key}" for chain_thing in once(choices).chains]
    uris = [atlas.uris[place] for place in candidates if place in atlas.uris]
    return uris[0] if uris else next(iter(atlas.web.vertices))


def say_unknown(start: str) -> None:
    """Warn of what the address names and the build lacks, and say where the graph begins."""
    atlas = steps.atlas()
    start_name = atlas.web.vertices[start].of(language())
    for name in (steps.START, steps.AMONG, steps.TO, steps.SELECTED):
        for place in dict.fromkeys(values_of(name)):
            if place not in atlas.uris:
                warning = tell(
                    "address.unknown", what=tell("explore.thing"), wanted=place, shown=start_name
                )
                _warn(warning)
    named = [(entry.partition(PILED)[0], entry) for entry in values_of(steps.OPENED)]
    named += [(place, place) for place in values_of(steps.HIDDEN)]
    named += [(entry.rpartition("@")[0], entry) for entry in values_of(steps.MOVED)]
    lacking = [(tell("explore.thing"), entry) for place, entry in named if place not in atlas.uris]
    legend = entries(load(), language())
    kinds = (*values_of(steps.ONLY), *values_of(steps.WITHOUT))
    lacking += [(tell("explore.legend_entry"), kind) for kind in kinds if kind not in legend]
    for what, entry in dict.fromkeys(lacking):
        _warn(tell("address.left_out", what=what, wanted=entry))


def _warn(warning: str) -> None:
    st.warning(plain(warning), icon=":material/link_off:")


def say_answer() -> None:
    """Say how the phrase of the address was understood, and how many things answer it."""
    atlas, lang = steps.atlas(), language()
    phrase = steps.phrase_asked(atlas)
    if phrase is None:
        for text in (*values_of(steps.BY), *values_of(steps.HAS))[:1]:
            _warn(tell("explore.no_phrase", wanted=text))
        return
    count = steps.answered(atlas)[1]
    text = say("phrases.answer", lang, way=way(phrase, atlas.web, load(), lang), count=count)
    if count > steps.MOST_ANSWERED:
        text += say("phrases.first", lang, shown=steps.MOST_ANSWERED)
    show_nodes(node("p", "tc-facts", text))


def setting(atlas: steps.Atlas) -> Setting:
    """Return what pictures of this view need beside the exploration."""
    look = Look(language(), NARROW if st.session_state.get(IS_NARROW) else WIDTH, HEIGHT)
    stages = once(_stages) if address.parameter_value(LAYOUT) == LAYOUTS[1] else None
    grade = build().manifest.grade
    return Setting(atlas.web, load(), stamp(build(), grade), look, marks(atlas), stages)


def _stages(tables: Tables) -> Mapping[str, int]:
    return stages_of(tables, load())


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


def offer(exploration: Exploration, setting: Setting, draw: Callable[[], Scene]) -> exports.Offer:
    """Offer the picture of an exploration as a file, which is made outside a run of the page."""

    def make(suffix: str) -> bytes:
        return scene_bytes(on_a_page(draw(), exploration, setting), suffix)

    name = setting.web.vertices[exploration.start].of(language())
    return exports.Offer("network", exports.PICTURE_SUFFIXES, make, (name,))


def view() -> tuple[Exploration, Explored, Scene]:
    """Draw what the address asks for; things stay where they were in this session."""
    atlas, parameters = steps.atlas(), scope.parameters()
    exploration = steps.exploration(atlas, start(atlas), parameters.chain, parameters.area)
    pins = steps.pins(atlas)
    session = st.session_state.setdefault(PLACES, {})
    name = _name(exploration)
    if session.get("view") != name:
        session.clear()
        session.update(view=name, places={}, before=[])
    picture = picture_of(exploration, setting(atlas), session["places"], pins)
    session["places"] = picture.places
    return exploration, picture.explored, picture.scene


def _name(exploration: Exploration) -> str:
    layout = address.parameter_value(LAYOUT)
    among = hash(exploration.among)
    shape = f"{layout} {st.session_state.get(IS_NARROW)}"
    return f"{build().id} {exploration.start} {exploration.to} {among} {shape}"


def show(exploration: Exploration, scene: Scene) -> None:
    """Show the canvas."""
    atlas = steps.atlas()
    canvas(
        scene,
        CanvasOptions(
            view=f"{_name(exploration)} {language()}",
            steps=exploration,
            selected=_newly_selected(steps.uris(atlas, steps.SELECTED)),
            pinned=steps.pins(atlas),
            keys=once(_keys, tuple(node.id for node in scene.nodes)),
            is_narrow=bool(st.session_state.get(IS_NARROW)),
            can_undo=bool(st.session_state[PLACES]["before"]),
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
    what, (uri, pile, class_name) = action.get("what"), action.get("id", "").partition(PILED)
    place = atlas.places.get(uri)
    places = [atlas.places[uri] for uri in action.get("ids", ()) if uri in atlas.places]
    if what not in ("narrow", "undo", "select"):
        _remember()
    match what:
        case "narrow":
            st.session_state[IS_NARROW] = bool(action.get("is"))
        case "undo":
            _undo()
        case "select":
            st.session_state[CHOSEN] = tuple(uri for uri in action["ids"] if uri in atlas.places)
            put(steps.SELECTED, places)
        case "open" if place:
            put(steps.OPENED, [*values_of(steps.OPENED), f"{place}{pile}{class_name}"])
            put(steps.SELECTED, place)
        case "close" if place:
            own, opened = (place, f"{place}{PILED}"), values_of(steps.OPENED)
            put(steps.OPENED, [e for e in opened if e != own[0] and not e.startswith(own[1])])
        case "hide":
            put(steps.HIDDEN, dict.fromkeys([*values_of(steps.HIDDEN), *places]))
            put(steps.SELECTED, None)
        case "toggle" | "only":
            _filter(atlas, what, str(action.get("kind")))
        case "all":
            for name in (steps.HIDDEN, steps.ONLY, steps.WITHOUT):
                put(name, None)
        case "release" if place:
            pins = steps.pins(atlas)
            steps.put_pins(atlas, {uri: at for uri, at in pins.items() if uri != atlas.uris[place]})
        case "move":
            moved = {uri: tuple(at) for uri, at in action["at"].items() if uri in atlas.places}
            steps.put_pins(atlas, steps.pins(atlas) | moved)


def _filter(atlas: steps.Atlas, what: str, kind: str) -> None:
    """Write into the address which entries of the legend are shown."""
    before = steps.exploration(atlas, start(atlas), None, None)
    after = before.only(kind) if what == "only" else before.toggling(kind)
    put(steps.ONLY, after.kinds)
    put(steps.WITHOUT, after.without)


def _remember() -> None:
    """Keep the address and the places as they are before an action, so that it can be undone."""
    session = st.session_state[PLACES]
    values = {name: values_of(name) for name in steps.UNDONE}
    session["before"] = [*session["before"], (values, session["places"])][-MOST_UNDONE:]


def _undo() -> None:
    """Bring back what was there before the last action, each thing where it was."""
    session = st.session_state[PLACES]
    if not session["before"]:
        return
    *session["before"], (address, session["places"]) = session["before"]
    for name, values in address.items():
        put(name, values)
