"""The steps of an exploration in the address: things opened, hidden, moved and selected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from graph.draw.exploration import MOST, PAGE, Exploration
from graph.draw.neighbourhood import PILED, Web
from graph.draw.phrases import Suggestion
from graph.draw.routes import parsed
from graph.ontology import load
from graph.tables import Tables
from views.parts import address
from views.parts.address import put, values_of
from views.parts.session import once

START, AMONG, BY, HAS, TO, OPENED, HIDDEN, ONLY, WITHOUT, SELECTED, MOVED = (
    "node", "nodes", "by", "has", "to", "open", "hide", "only", "not", "sel", "at",
)  # fmt: skip
LACKS = "-"  # before a class of HAS
MOST_ANSWERED = 150  # things of the answer to a phrase
MOST_AMONG = 60  # so that the address of an answer stays short
MOST_STEPS = 4 * MOST // PAGE  # what came long before lies on piles again
UNDONE = (OPENED, HIDDEN, ONLY, WITHOUT, SELECTED, MOVED)  # what an action on the graph changes
OWN = (START, AMONG, BY, HAS, TO, *UNDONE)


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
    places = {uri: f"{table_of[v.class_name]}/{v.key}" for uri, v in web.vertices.items()}
    return Atlas(web, {location: uri for uri, location in places.items()}, places)


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
        among=answered(things)[0] or uris(things, AMONG)[:MOST_AMONG],
        to=to[0] if to else None,
        opened=opened(things)[:MOST_STEPS],
        hidden=uris(things, HIDDEN),
        kinds=tuple(values_of(ONLY)),
        without=tuple(values_of(WITHOUT)),
        chain=things.uris.get(f"chains/{chain}") if chain else None,
        area=things.uris.get(f"areas/{area}") if area else None,
    )


def phrase_asked(things: Atlas) -> Suggestion | None:
    """Return the phrase that the address asks, if it is one of this build."""
    texts, starts = values_of(BY), uris(things, START)
    has = [(text.removeprefix(LACKS), not text.startswith(LACKS)) for text in values_of(HAS)]
    classes = things.web.ways.of_class.keys()
    route = parsed(texts, load())
    class_name = route[-1].class_name if route else "".join(texts[:1])
    if class_name not in classes or (route and not starts) or not {c for c, _ in has} <= classes:
        return None
    return Suggestion(class_name, starts[0] if route else None, route, tuple(has), 0)


def answered(things: Atlas) -> tuple[tuple[str, ...], int]:
    """Return what the graph of the phrase in the address begins with, and how many answer it."""
    phrase = phrase_asked(things)
    return once(_answered, phrase) if phrase else ((), 0)


def _answered(_tables: Tables, phrase: Suggestion) -> tuple[tuple[str, ...], int]:
    web = atlas().web
    answers, between = phrase.answer(web)
    return (*answers[:MOST_ANSWERED], *between[:MOST_ANSWERED]), len(answers)


def query_of(phrase: Suggestion) -> str:
    """Return the query of the address that asks a phrase."""
    steps_of = [str(step) for step in phrase.route] or [phrase.class_name]
    signs = [class_name if has else LACKS + class_name for class_name, has in phrase.signs]
    start = [atlas().places[phrase.of]] if phrase.of else []
    return "?" + urlencode({START: start, BY: steps_of, HAS: signs}, doseq=True)


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
    put(MOVED, [f"{things.places[uri]}@{x:.0f},{y:.0f}" for uri, (x, y) in places.items()])


def begin(location: str) -> None:
    """Begin a new exploration from another thing, or with the answer to a phrase (its query)."""
    asks = location.startswith("?")
    given = parse_qs(location[1:]) if asks else {START: [location]}
    for name in OWN:
        put(name, given.get(name))


def link(location: str) -> str:
    """Return the address of the exploration that begins at a thing."""
    return address.to("explore", node=location)


def link_all(uris: Iterable[str]) -> str:
    """Return the address of a graph of things: the first ``MOST_AMONG`` that it can show."""
    places = atlas().places
    shown = [places[uri] for uri in dict.fromkeys(uris) if uri in places]
    return address.to("explore", **{AMONG: shown[:MOST_AMONG]})
