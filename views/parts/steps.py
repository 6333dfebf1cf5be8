"""The steps of an exploration in the address: things opened, hidden, moved and selected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from graph.draw.exploration import MOST, PAGE, Exploration
from graph.draw.neighbourhood import PILED, Vertex, Web
from graph.ontology import load
from graph.tables import Tables
from views.parts import address
from views.parts.session import once

START, TO, OPENED, HIDDEN, ONLY, SELECTED, MOVED = (
    "node", "to", "open", "hide", "only", "sel", "at",
)  # fmt: skip
MOST_STEPS = 4 * MOST // PAGE  # what came long before lies on piles again
OWN = (START, TO, OPENED, HIDDEN, ONLY, SELECTED, MOVED)


@dataclass(frozen=True, eq=False)
class Atlas:
    """All things of a build. ``uris``: ``table/key`` → URI; ``places``: URI → ``table/key``."""

    web: Web
    uris: Mapping[str, str]
    places: Mapping[str, str]


def atlas() -> Atlas:
    """Return the atlas of this session's build, made once."""
    return once(make_atlas)


def make_atlas(tables: Tables) -> Atlas:
    """Make the atlas of the tables of a build."""
    web = Web.of(tables, load())
    table_of = {table.class_name: name for name, table in load().tables.items()}
    places = {uri: place(vertex, table_of) for uri, vertex in web.vertices.items()}
    return Atlas(web, {location: uri for uri, location in places.items()}, places)


def place(vertex: Vertex, table_of: Mapping[str, str]) -> str:
    """Return the name of a thing in the address: ``table/key``."""
    return f"{table_of[vertex.class_name]}/{vertex.key}"


def values_of(name: str) -> list[str]:
    """Return all values of a parameter of the address."""
    return st.query_params.get_all(name)


def put_all(name: str, values: Iterable[str]) -> None:
    """Write a parameter of several values; without values it is removed."""
    texts = list(values)
    if texts:
        st.query_params[name] = texts
    elif name in st.query_params:
        del st.query_params[name]


def uris(things: Atlas, name: str) -> tuple[str, ...]:
    """Return the URIs of the things that a parameter names; unknown ones are left out."""
    return tuple(things.uris[location] for location in values_of(name) if location in things.uris)


def opened(things: Atlas) -> tuple[str, ...]:
    """Return the opened things and piles; unknown ones are left out."""
    opened_uris = []
    for entry in values_of(OPENED):
        location, sign, class_name = entry.rpartition(PILED)
        if sign and location in things.uris:
            opened_uris.append(f"{things.uris[location]}{PILED}{class_name}")
        elif entry in things.uris:
            opened_uris.append(things.uris[entry])
    return tuple(opened_uris)


def exploration(things: Atlas, start: str, chain: str | None, area: str | None) -> Exploration:
    """Return the exploration that the address describes, from a start (a URI)."""
    to = uris(things, TO)
    return Exploration(
        start=start,
        to=to[0] if to else None,
        opened=opened(things)[:MOST_STEPS],
        hidden=uris(things, HIDDEN),
        classes=tuple(values_of(ONLY)),
        chain=things.uris.get(f"chains/{chain}") if chain else None,
        area=things.uris.get(f"areas/{area}") if area else None,
    )


def pins(things: Atlas) -> dict[str, tuple[float, float]]:
    """Read where things were placed by hand (``table/key@x,y``); malformed entries are left out."""
    placed = {}
    for entry in values_of(MOVED):
        location, _, at = entry.rpartition("@")
        x, _, y = at.partition(",")
        if location in things.uris and _is_whole(x) and _is_whole(y):
            placed[things.uris[location]] = (float(x), float(y))
    return placed


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 6


def put_pins(things: Atlas, places: Mapping[str, tuple[float, float]]) -> None:
    """Write where things were placed."""
    put_all(MOVED, [f"{things.places[uri]}@{x:.0f},{y:.0f}" for uri, (x, y) in places.items()])


def begin(location: str) -> None:
    """Begin a new exploration from another thing."""
    for name in OWN:
        put_all(name, ())
    address.put(START, location)


def link(location: str) -> str:
    """Return the address of the exploration that begins at a thing."""
    return address.to("explore", node=location)
