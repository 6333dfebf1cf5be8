"""The part of the graph around one thing: nearest first, hubs folded, hidden things counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from urllib.parse import unquote

import polars as pl

from graph.convert.relations import Relations
from graph.draw.ways import Ways
from graph.errors import NoAnswer, WrongInput
from graph.ontology import Ontology
from graph.tables import Tables
from graph.telling.sentences import level_in_short
from graph.things import in_language
from graph.words import say

PILED = "~"  # in the id of a pile, between its thing and its class
HUB = 40  # a thing with more relations says little about what it connects
GROUPS = ("thing", "policy")
LEVELS = frozenset({"majors"})  # tables whose things are named with their level
NAMES = ("name", "title", "heading")  # columns that may hold the name of a thing, the first there


@dataclass(frozen=True, slots=True)
class Vertex:
    """A thing: its URI, its class, its key and its names.

    ``level``: of a major; ``shared``: the languages in which others of its class and
    level have the same name.
    """

    uri: str
    class_name: str
    key: str
    name: str
    name_en: str | None
    level: int | None = None
    shared: tuple[str, ...] = ()

    def of(self, lang: str) -> str:
        """Return the name in a language, with the level, distinct from others of the same name."""
        name = in_language(self.name, self.name_en, lang)
        if self.level is not None:
            name = say("gap.with_level", lang, name=name, level=level_in_short(self.level, lang))
        if lang not in self.shared:
            return name
        parts = map(unquote, self.key.split("/"))  # a key of several columns may hold the name
        inside = " ".join(part for part in parts if part not in (self.name, self.name_en))
        return say("gap.named", lang, name=name, inside=inside)


@dataclass(frozen=True, eq=False)
class Web:
    """All things and the relations between them; made once per build.

    ``near``: URI → its neighbours, each with the property and whether the relation points to
    it.
    """

    vertices: Mapping[str, Vertex]
    near: Mapping[str, tuple[tuple[str, str, bool], ...]]

    @classmethod
    def of(cls, tables: Tables, ontology: Ontology) -> Web:
        """Read the things from the tables; records (programmes, demand rows) become relations."""
        vertices: dict[str, Vertex] = {}
        for table in ontology.tables.values():
            name_column = next((name for name in NAMES if name in table.by_name), None)
            if table.group not in GROUPS or not table.is_node or name_column is None:
                continue
            frame = tables[table.name]
            english = pl.col("name_en") if "name_en" in frame.columns else pl.lit(None)
            level = pl.col("level") if table.name in LEVELS else pl.lit(None)
            rows = frame.select(
                "uri",
                "node_key",
                pl.col(name_column).alias("_name"),
                english.cast(pl.String).alias("_en"),
                level.cast(pl.Int64).alias("_level"),
            )
            as_read = (("zh", pl.col("_name")), ("en", pl.coalesce("_en", "_name")))
            shared_in = [
                pl.when(pl.struct(name, "_level").is_duplicated() & name.is_not_null()).then(
                    pl.lit(lang)
                )
                for lang, name in as_read
            ]
            rows = rows.with_columns(pl.concat_list(shared_in).list.drop_nulls().alias("_shared"))
            for uri, key, name, name_en, own, shared in rows.iter_rows():
                vertices[uri] = Vertex(
                    uri, table.class_name, key, name or key, name_en, own, tuple(shared)
                )
        near: dict[str, dict[tuple[str, str, bool], None]] = {uri: {} for uri in vertices}
        for relation in Relations(ontology, tables):
            for source, target in relation.pairs.select("source", "target").iter_rows():
                if source in near and target in near and source != target:
                    near[source][target, relation.property, True] = None
                    near[target][source, relation.property, False] = None
        return cls(vertices, {uri: tuple(ends) for uri, ends in near.items()})

    @cached_property
    def ways(self) -> Ways:
        """The same relations as arrays, for steps of many things at once."""
        return Ways.of(self.vertices, self.near)

    def find(self, reference: str) -> Vertex:
        """Return the thing with this URI, key or name.

        Raises:
            WrongInput: none has it, or several have; the message names them.
        """
        if reference in self.vertices:
            return self.vertices[reference]
        matches = [vertex for vertex in self.vertices.values() if vertex.key == reference]
        matches = matches or [
            vertex
            for vertex in self.vertices.values()
            if reference in (vertex.name, vertex.name_en)
        ]
        if len(matches) == 1:
            return matches[0]
        if matches:
            keys = ", ".join(f"{vertex.key} ({vertex.class_name})" for vertex in matches[:6])
            raise WrongInput("error.draw_many_things", value=reference, keys=keys)
        words = [word for vertex in self.vertices.values() for word in (vertex.key, vertex.name)]
        near = get_close_matches(reference, words, n=3, cutoff=0.4)
        raise WrongInput("error.draw_no_thing", value=reference, near=", ".join(near) or "–")


@dataclass(frozen=True, slots=True)
class Pile:
    """The hidden neighbours of one class that a thing (``of``, its URI) has."""

    of: str
    class_name: str
    count: int

    @property
    def id(self) -> str:
        """Return an id unlike any thing's: no URI contains this sign."""
        return f"{self.of}{PILED}{self.class_name}"


@dataclass(frozen=True)
class Neighbourhood:
    """The visible part: vertices (the anchor first), links ``source, target, property``.

    ``hidden``: URI → number of its neighbours that are not shown; ``piles``: some of these, by
    class. ``is_answer``: the result of a query, which has no centre.
    """

    anchor: Vertex
    vertices: tuple[Vertex, ...]
    links: tuple[tuple[str, str, str], ...]
    hidden: Mapping[str, int] = field(default_factory=dict)
    piles: tuple[Pile, ...] = ()
    is_answer: bool = False


def neighbourhood(
    web: Web, around: str, depth: int = 2, most: int = 60, per_vertex: int = 12
) -> Neighbourhood:
    """Return the things at most ``depth`` steps away, at most ``most`` of them.

    Nearer things come first; beyond the first step at most ``per_vertex`` neighbours of each
    thing, spread over its kinds of relations, those with most relations first; the anchor shows
    three times as many. A hub (a city) is shown, but not its further neighbours.

    Raises:
        WrongInput: no such thing.
        NoAnswer: it has no relations.
    """
    anchor = web.find(around)
    if not web.near[anchor.uri]:
        raise NoAnswer("error.draw_alone", name=anchor.name)
    return visible(web, anchor, reached(web, anchor.uri, depth, most, per_vertex))


def reached(web: Web, start: str, depth: int, most: int, per_vertex: int) -> tuple[str, ...]:
    """Return the URIs of the things that :func:`neighbourhood` shows, the start first."""
    visible_uris = {start: None}
    front = [start]
    for step in range(depth):
        following: list[str] = []
        for uri in front:
            if step and len(web.near[uri]) > HUB:
                continue
            limit = per_vertex * 3 if step == 0 else per_vertex
            for neighbour in next_of(web, uri, visible_uris, limit):
                if len(visible_uris) >= most:
                    break
                visible_uris[neighbour] = None
                following.append(neighbour)
        front = following
    return tuple(visible_uris)


def visible(web: Web, anchor: Vertex, uris: Iterable[str]) -> Neighbourhood:
    """Return the chosen things with the relations among them."""
    visible_uris = dict.fromkeys(uris)
    links: dict[tuple[str, str], tuple[str, str, str]] = {}
    hidden: dict[str, int] = {}
    for uri in visible_uris:
        neighbours = {neighbour for neighbour, _, _ in web.near[uri]}
        if missing := len(neighbours - visible_uris.keys()):
            hidden[uri] = missing
        for neighbour, name, out in web.near[uri]:
            if neighbour in visible_uris and out:
                links.setdefault((min(uri, neighbour), max(uri, neighbour)), (uri, neighbour, name))
    return Neighbourhood(
        anchor,
        tuple(web.vertices[uri] for uri in visible_uris),
        tuple(links[pair] for pair in sorted(links)),
        hidden,
    )


def among(web: Web, cells: Iterable[object], most: int = 60) -> tuple[Neighbourhood | None, int]:
    """Return the things that cells name by their URIs, with the relations among them.

    None if they name none; with the number of things left out beyond ``most``.
    """
    uris = named_in(web, cells)
    if not uris:
        return None, 0
    visible_uris = uris[:most]
    return visible(web, web.vertices[visible_uris[0]], visible_uris), len(uris) - len(visible_uris)


def named_in(web: Web, cells: Iterable[object]) -> list[str]:
    """Return the URIs of the things that cells name, each once, in their order.

    A cell may be a list or an object (a node, a relationship, a path) that holds URIs.
    """
    return [uri for uri in dict.fromkeys(_texts(cells)) if uri in web.vertices]


def _texts(cells: Iterable[object]) -> Iterator[str]:
    for cell in cells:
        if isinstance(cell, str):
            yield cell
        elif isinstance(cell, dict):
            yield from _texts(cell.values())
        elif isinstance(cell, (list, tuple)):
            yield from _texts(cell)


def piles(web: Web, uri: str, visible_uris: Mapping[str, None]) -> list[Pile]:
    """Pile up the hidden neighbours of a thing by class; a single one makes no pile."""
    hidden = {neighbour for neighbour, _, _ in web.near[uri] if neighbour not in visible_uris}
    counted = Counter(web.vertices[neighbour].class_name for neighbour in hidden)
    return [Pile(uri, name, count) for name, count in sorted(counted.items()) if count > 1]


def next_of(
    web: Web, uri: str, visible_uris: Mapping[str, None], limit: int, class_name: str | None = None
) -> list[str]:
    """Return at most ``limit`` hidden neighbours, taken in turn from each kind of relation.

    ``class_name``: only neighbours of this class.
    """
    kinds: dict[tuple[str, bool], list[str]] = {}
    for neighbour, name, out in web.near[uri]:
        if neighbour not in visible_uris and class_name in (
            None,
            web.vertices[neighbour].class_name,
        ):
            kinds.setdefault((name, out), []).append(neighbour)
    queues = [
        sorted(neighbours, key=lambda neighbour: (-len(web.near[neighbour]), neighbour))
        for _, neighbours in sorted(kinds.items())
    ]
    chosen: dict[str, None] = {}
    while len(chosen) < limit and any(queues):
        for queue in queues:
            while queue and queue[0] in chosen:
                queue.pop(0)
            if queue and len(chosen) < limit:
                chosen[queue.pop(0)] = None
    return list(chosen)
