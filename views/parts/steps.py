"""The steps of an exploration in the address: what was opened, put away, moved and chosen."""

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
    """All things of a build. ``uris``: ``table/key`` → URI; ``places``: the other way."""

    web: Web
    uris: Mapping[str, str]
    places: Mapping[str, str]


def atlas() -> Atlas:
    """That of this session's build, made once."""
    return once(make_atlas)


def make_atlas(tables: Tables) -> Atlas:
    """That of some tables."""
    web = Web.of(tables, load())
    table_of = {table.class_name: name for name, table in load().tables.items()}
    places = {uri: place(one, table_of) for uri, one in web.vertices.items()}
    return Atlas(web, {where: uri for uri, where in places.items()}, places)


def place(one: Vertex, table_of: Mapping[str, str]) -> str:
    """How the address names a thing."""
    return f"{table_of[one.class_name]}/{one.key}"


def several(name: str) -> list[str]:
    """All values of a parameter of the address."""
    return st.query_params.get_all(name)


def put_all(name: str, values: Iterable[str]) -> None:
    """Write a parameter of several values; none takes it out."""
    found = list(values)
    if found:
        st.query_params[name] = found
    elif name in st.query_params:
        del st.query_params[name]


def uris(known: Atlas, name: str) -> tuple[str, ...]:
    """The things that a parameter names, as far as they are there."""
    return tuple(known.uris[one] for one in several(name) if one in known.uris)


def opened(known: Atlas) -> tuple[str, ...]:
    """The things and piles that were opened, as far as they are there."""
    found = []
    for one in several(OPENED):
        where, sign, class_name = one.rpartition(PILED)
        if sign and where in known.uris:
            found.append(f"{known.uris[where]}{PILED}{class_name}")
        elif one in known.uris:
            found.append(known.uris[one])
    return tuple(found)


def asked(known: Atlas, start: str, chain: str | None, area: str | None) -> Exploration:
    """The exploration that the address asks for, from a start (a URI)."""
    to = uris(known, TO)
    return Exploration(
        start=start,
        to=to[0] if to else None,
        opened=opened(known)[:MOST_STEPS],
        hidden=uris(known, HIDDEN),
        classes=tuple(several(ONLY)),
        chain=known.uris.get(f"chains/{chain}") if chain else None,
        area=known.uris.get(f"areas/{area}") if area else None,
    )


def pins(known: Atlas) -> dict[str, tuple[float, float]]:
    """Where things were put by hand: ``table/key@x,y``; what says nothing is left out."""
    found = {}
    for told in several(MOVED):
        where, _, at = told.rpartition("@")
        x, _, y = at.partition(",")
        if where in known.uris and _is_whole(x) and _is_whole(y):
            found[known.uris[where]] = (float(x), float(y))
    return found


def _is_whole(text: str) -> bool:
    digits = text.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 6


def put_pins(known: Atlas, places: Mapping[str, tuple[float, float]]) -> None:
    """Write where things were put."""
    put_all(MOVED, [f"{known.places[uri]}@{x:.0f},{y:.0f}" for uri, (x, y) in places.items()])


def begin(where: str) -> None:
    """Begin anew from another thing."""
    for name in OWN:
        put_all(name, ())
    address.put(START, where)


def link(where: str) -> str:
    """The address of the exploration that begins at a thing."""
    return address.to("explore", node=where)
