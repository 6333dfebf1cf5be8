"""The part of the graph around one thing: nearest first, hubs folded, the hidden counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

import polars as pl

from graph.convert.relations import Relations
from graph.errors import NoAnswer, WrongInput
from graph.ontology import Ontology
from graph.tables import Tables
from graph.telling.sentences import level_in_short
from graph.things import in_language
from graph.words import say

PILED = "~"  # between a thing and the class of its neighbours that lie on a pile
HUB = 40  # relations of a thing that says little of what it connects
GROUPS = ("thing", "policy")
LEVELS = frozenset({"majors"})  # tables whose things may differ by their level alone
NAMES = ("name", "title", "heading")  # columns that may hold the name of a thing, the first there


@dataclass(frozen=True, slots=True)
class Vertex:
    """A thing: URI, its class, its key and its names.

    ``shared``: whether others of its class have the name too; ``level``: what then tells them apart
    (else the key does).
    """

    uri: str
    class_name: str
    key: str
    name: str
    name_en: str | None
    level: int | None = None
    shared: bool = False

    def of(self, lang: str) -> str:
        """The name in a language, with what tells it from others that are called so."""
        name = in_language(self.name, self.name_en, lang)
        if not self.shared:
            return name
        if self.level is None:
            return say("gap.named", lang, name=name, inside=self.key)
        return say("gap.with_level", lang, name=name, level=level_in_short(self.level, lang))


@dataclass(frozen=True, eq=False)
class Web:
    """All things and the relations between them; made once a build.

    ``near``: URI → its neighbours with the property and whether it points there.
    """

    vertices: Mapping[str, Vertex]
    near: Mapping[str, tuple[tuple[str, str, bool], ...]]

    @classmethod
    def of(cls, tables: Tables, ontology: Ontology) -> Web:
        """The things of the tables; records (programmes, rows of demand) are relations here."""
        vertices: dict[str, Vertex] = {}
        for table in ontology.tables.values():
            named = next((name for name in NAMES if name in table.by_name), None)
            if table.group not in GROUPS or not table.is_node or named is None:
                continue
            frame = tables[table.name]
            english = pl.col("name_en") if "name_en" in frame.columns else pl.lit(None)
            level = pl.col("level") if LEVELS & {table.name} else pl.lit(None)
            rows = frame.select(
                "uri",
                "node_key",
                pl.col(named).alias("_name"),
                english.alias("_en"),
                level.cast(pl.Int64).alias("_level"),
                (pl.col(named).is_duplicated() & pl.col(named).is_not_null()).alias("_shared"),
            )
            for uri, key, name, name_en, own, shared in rows.iter_rows():
                vertices[uri] = Vertex(
                    uri, table.class_name, key, name or key, name_en, own, shared
                )
        near: dict[str, dict[tuple[str, str, bool], None]] = {uri: {} for uri in vertices}
        for relation in Relations(ontology, tables):
            for source, target in relation.pairs.select("source", "target").iter_rows():
                if source in near and target in near and source != target:
                    near[source][target, relation.property, True] = None
                    near[target][source, relation.property, False] = None
        return cls(vertices, {uri: tuple(ends) for uri, ends in near.items()})

    def find(self, asked: str) -> Vertex:
        """The thing with this URI, key or name.

        Raises:
            WrongInput: none has it, or several have; the message names them.
        """
        if asked in self.vertices:
            return self.vertices[asked]
        found = [one for one in self.vertices.values() if one.key == asked]
        found = found or [one for one in self.vertices.values() if asked in (one.name, one.name_en)]
        if len(found) == 1:
            return found[0]
        if found:
            keys = ", ".join(f"{one.key} ({one.class_name})" for one in found[:6])
            raise WrongInput("error.draw_many_things", value=asked, keys=keys)
        words = [word for one in self.vertices.values() for word in (one.key, one.name)]
        near = get_close_matches(asked, words, n=3, cutoff=0.4)
        raise WrongInput("error.draw_no_thing", value=asked, near=", ".join(near) or "–")


@dataclass(frozen=True, slots=True)
class Pile:
    """All neighbours of one class that a thing (``of``, its URI) has and that are not shown."""

    of: str
    class_name: str
    count: int

    @property
    def id(self) -> str:
        """What names it beside things: URIs have no such sign."""
        return f"{self.of}{PILED}{self.class_name}"


@dataclass(frozen=True)
class Neighbourhood:
    """What is shown: vertices (the anchor first), links ``source, target, property``.

    ``hidden``: URI → how many of its neighbours are not shown; ``piles``: some of them, by class.
    ``is_answer``: what a question found, so that nothing is its centre.
    """

    anchor: Vertex
    vertices: tuple[Vertex, ...]
    links: tuple[tuple[str, str, str], ...]
    hidden: Mapping[str, int] = field(default_factory=dict)
    piles: tuple[Pile, ...] = ()
    is_answer: bool = False


def neighbourhood(
    web: Web, around: str, depth: int = 2, most: int = 60, each: int = 12
) -> Neighbourhood:
    """The things at most ``depth`` steps away, at most ``most`` of them.

    Nearer ones first; of one thing at most ``each`` neighbours further out, spread over its kinds
    of relations and those with most relations of their own first; the anchor shows three times as
    many. A hub (a city) is shown, but not what else hangs on it.

    Raises:
        WrongInput: no such thing.
        NoAnswer: it has no relations.
    """
    anchor = web.find(around)
    if not web.near[anchor.uri]:
        raise NoAnswer("error.draw_alone", name=anchor.name)
    return visible(web, anchor, reached(web, anchor.uri, depth, most, each))


def reached(web: Web, start: str, depth: int, most: int, each: int) -> tuple[str, ...]:
    """The things that :func:`neighbourhood` shows, the start first."""
    shown = {start: None}
    front = [start]
    for step in range(depth):
        following: list[str] = []
        for uri in front:
            if step and len(web.near[uri]) > HUB:
                continue
            limit = each * 3 if step == 0 else each
            for other in next_of(web, uri, shown, limit):
                if len(shown) >= most:
                    break
                shown[other] = None
                following.append(other)
        front = following
    return tuple(shown)


def visible(web: Web, anchor: Vertex, uris: Iterable[str]) -> Neighbourhood:
    """A choice of things with the relations among them."""
    shown = dict.fromkeys(uris)
    links: dict[tuple[str, str], tuple[str, str, str]] = {}
    hidden: dict[str, int] = {}
    for uri in shown:
        others = {other for other, _, _ in web.near[uri]}
        if missing := len(others - shown.keys()):
            hidden[uri] = missing
        for other, name, out in web.near[uri]:
            if other in shown and out:
                links.setdefault((min(uri, other), max(uri, other)), (uri, other, name))
    return Neighbourhood(
        anchor,
        tuple(web.vertices[uri] for uri in shown),
        tuple(links[pair] for pair in sorted(links)),
        hidden,
    )


def among(web: Web, cells: Iterable[object], most: int = 60) -> tuple[Neighbourhood | None, int]:
    """The things that cells name by their URIs, with the relations among them.

    None where they name none; with the number of things left out above ``most``. A cell may be a
    list or an object (a node, a relationship, a path) that holds URIs.
    """
    found = [uri for uri in dict.fromkeys(_texts(cells)) if uri in web.vertices]
    if not found:
        return None, 0
    shown = found[:most]
    return visible(web, web.vertices[shown[0]], shown), len(found) - len(shown)


def _texts(cells: Iterable[object]) -> Iterator[str]:
    for cell in cells:
        if isinstance(cell, str):
            yield cell
        elif isinstance(cell, dict):
            yield from _texts(cell.values())
        elif isinstance(cell, (list, tuple)):
            yield from _texts(cell)


def piles(web: Web, uri: str, shown: Mapping[str, None]) -> list[Pile]:
    """The neighbours of a thing that are not shown, by class; one alone makes no pile."""
    hidden = {other for other, _, _ in web.near[uri] if other not in shown}
    counted = Counter(web.vertices[other].class_name for other in hidden)
    return [Pile(uri, name, count) for name, count in sorted(counted.items()) if count > 1]


def next_of(
    web: Web, uri: str, shown: Mapping[str, None], limit: int, class_name: str | None = None
) -> list[str]:
    """At most so many neighbours not yet shown, taken in turn from each kind of relation.

    ``class_name``: only neighbours of this class.
    """
    kinds: dict[tuple[str, bool], list[str]] = {}
    for other, name, out in web.near[uri]:
        if other not in shown and class_name in (None, web.vertices[other].class_name):
            kinds.setdefault((name, out), []).append(other)
    queues = [
        sorted(others, key=lambda other: (-len(web.near[other]), other))
        for _, others in sorted(kinds.items())
    ]
    found: dict[str, None] = {}
    while len(found) < limit and any(queues):
        for queue in queues:
            while queue and queue[0] in found:
                queue.pop(0)
            if queue and len(found) < limit:
                found[queue.pop(0)] = None
    return list(found)
