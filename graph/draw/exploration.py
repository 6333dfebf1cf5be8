"""An exploration of the graph, step by step: the same steps show the same things."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from graph.draw.gap_marks import GapMark
from graph.draw.neighbourhood import (
    HUB,
    PILED,
    Neighbourhood,
    Vertex,
    Web,
    next_of,
    piles,
    reached,
    visible,
)
from graph.draw.network import NO_MARKS, Marks
from graph.errors import NoAnswer

FIRST, EACH = 30, 6  # things shown at first; per thing beyond the first step
PAGE = 24  # neighbours that one more step shows
MOST = 1500
ROUTES = 60  # things on shortest paths
MARKED = frozenset({"Occupation", "Major"})
REACH = 3  # relations from a chain to what belongs to it


@dataclass(frozen=True)
class Exploration:
    """The steps a reader took. All things are URIs.

    ``start``: the first thing; ``among``: begin with these things, an answer, instead of the
    surroundings; ``to``: show the shortest paths to it instead; ``opened``: things whose
    neighbours were asked for, in order, once for each page of them; a pile (its id) for a page of
    its class alone; ``hidden``: things put away; ``kinds``: show only these
    entries of the legend, classes and gaps (empty: all); ``without``: show none of these;
    ``chain`` and ``area``: show only what belongs there.
    """

    start: str
    among: tuple[str, ...] = ()
    to: str | None = None
    opened: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    chain: str | None = None
    area: str | None = None

    def opening(self, uri: str) -> Exploration:
        """Return the steps with one more page of a thing's neighbours."""
        return replace(self, opened=(*self.opened, uri))

    def closing(self, uri: str) -> Exploration:
        """Return the steps without what was opened from a thing."""
        remaining = (step for step in self.opened if step.partition(PILED)[0] != uri)
        return replace(self, opened=tuple(remaining))

    def shows(self, kind: str) -> bool:
        """Tell whether an entry of the legend is shown: a class, or a gap (``table-class``)."""
        chosen = self._chosen(kind)
        return kind not in self.without and (not chosen or kind in chosen)

    def toggling(self, kind: str) -> Exploration:
        """Return the steps with an entry of the legend hidden, or shown again."""
        if self.shows(kind):
            return replace(self, without=(*self.without, kind))
        kinds = (*self.kinds, kind) if self._chosen(kind) else self.kinds
        return replace(
            self,
            kinds=tuple(dict.fromkeys(kinds)),
            without=tuple(other for other in self.without if other != kind),
        )

    def only(self, kind: str) -> Exploration:
        """Return the steps with one entry of the legend beside those of the other sort."""
        others = tuple(k for k in self.kinds if is_gap(k) != is_gap(kind))
        without = tuple(k for k in self.without if is_gap(k) != is_gap(kind))
        return replace(self, kinds=(*others, kind), without=without)

    def _chosen(self, kind: str) -> tuple[str, ...]:
        return tuple(other for other in self.kinds if is_gap(other) == is_gap(kind))


def is_gap(kind: str) -> bool:
    """Tell an entry of the legend that is a gap from one that is a class."""
    return "-" in kind


@dataclass(frozen=True)
class Explored:
    """The visible part of the graph.

    ``put_away``: things that a filter or the reader left out; ``folded``: things opened earlier
    that lie on piles again, since more was opened than can be shown.
    """

    neighbourhood: Neighbourhood
    put_away: int
    folded: int


def explore(web: Web, steps: Exploration, marks: Marks = NO_MARKS) -> Explored:
    """Return the things that the steps lead to, at most ``MOST``, with the relations among them.

    ``marks``: the gap of a thing, by its URI.

    Raises:
        WrongInput: there is no such thing.
        NoAnswer: no path leads to the other end.
    """
    anchor = web.find(steps.start)
    *_, (_, visible_uris) = _opened(web, anchor, steps)
    return _explored(web, anchor, steps, visible_uris, marks)


def stages(web: Web, steps: Exploration) -> Iterator[Explored]:
    """Yield the part visible at first, and after each step that added something; the last is all.

    Raises:
        WrongInput, NoAnswer: see ``explore``.
    """
    anchor = web.find(steps.start)
    before = 0
    for count, visible_uris in _opened(web, anchor, steps):
        if len(visible_uris) > before:
            yield _explored(web, anchor, replace(steps, opened=steps.opened[:count]), visible_uris)
        before = len(visible_uris)


def _opened(web: Web, anchor: Vertex, steps: Exploration) -> Iterator[tuple[int, dict[str, None]]]:
    """Yield the number of steps taken, and the things visible then, in order of appearance."""
    visible_uris = dict.fromkeys(_first(web, anchor, steps))
    yield 0, dict(visible_uris)
    for count, step in enumerate(steps.opened, 1):
        uri, _, class_name = step.partition(PILED)
        if uri in visible_uris:
            visible_uris.update(
                dict.fromkeys(next_of(web, uri, visible_uris, PAGE, class_name or None))
            )
        yield count, dict(visible_uris)


def _explored(
    web: Web,
    anchor: Vertex,
    steps: Exploration,
    visible_uris: dict[str, None],
    marks: Marks = NO_MARKS,
) -> Explored:
    always = () if steps.among else (anchor.uri,)
    uris = [
        uri
        for uri in visible_uris
        if uri in always or _is_kept(web.vertices[uri], steps, marks.get(uri))
    ]
    uris = list(_in_scope(web, steps, uris, {anchor.uri, *steps.among})) or [anchor.uri]
    folded = _too_many(steps, uris, anchor.uri)
    unfolded = [uri for uri in uris if uri not in folded]
    neighbourhood = visible(web, anchor, unfolded)
    unpiled = {uri: None for uri in visible_uris if uri not in folded}
    heaps = [
        pile
        for uri in _with_piles(web, steps, unfolded, folded)
        for pile in piles(web, uri, unpiled)
        if steps.shows(pile.class_name)
    ]
    return Explored(
        replace(neighbourhood, piles=tuple(heaps), is_answer=bool(steps.among)),
        len(visible_uris) - len(uris),
        len(folded),
    )


def _too_many(steps: Exploration, uris: list[str], anchor: str) -> set[str]:
    """Choose the earliest things from which nothing was opened, so that ``MOST`` are left."""
    needed = {anchor, steps.to, *(step.partition(PILED)[0] for step in steps.opened)}
    free = [uri for uri in uris if uri not in needed]
    return set(free[: max(len(uris) - MOST, 0)])


def _with_piles(web: Web, steps: Exploration, uris: list[str], folded: set[str]) -> Iterator[str]:
    """Yield the things with piles of neighbours: opened ones, hubs, those beside folded ones."""
    opened = {step.partition(PILED)[0] for step in steps.opened}
    if not steps.to and not steps.among and len(web.near[steps.start]) > HUB:
        opened.add(steps.start)
    for uri in uris:
        if uri in opened or (
            folded and any(neighbour in folded for neighbour, _, _ in web.near[uri])
        ):
            yield uri


def _first(web: Web, anchor: Vertex, steps: Exploration) -> Iterable[str]:
    if steps.to:
        return routes(web, anchor.uri, web.find(steps.to).uri)
    if steps.among:
        return dict.fromkeys((anchor.uri, *(uri for uri in steps.among if uri in web.vertices)))
    return reached(web, anchor.uri, 2, FIRST, EACH)


def _is_kept(vertex: Vertex, steps: Exploration, mark: GapMark | None) -> bool:
    """Tell whether a thing is neither put away nor of an entry of the legend that is not shown.

    Where gaps are chosen, occupations and majors without a gap are left out too.
    """
    if vertex.uri in steps.hidden or not steps.shows(vertex.class_name):
        return False
    if mark is None:
        return vertex.class_name not in MARKED or not any(map(is_gap, steps.kinds))
    return steps.shows(mark.key)


def _in_scope(web: Web, steps: Exploration, uris: list[str], begun: set[str]) -> Iterable[str]:
    """Yield what was begun with, and the things of the chain and of the area.

    A thing in no area counts as in all.
    """
    of_chain = belonging(web, steps.chain) if steps.chain in web.vertices else None
    inside = parts_of(web, steps.area) if steps.area in web.vertices else None
    for uri in uris:
        if uri in begun:
            yield uri
            continue
        if of_chain is not None and uri not in of_chain:
            continue
        if inside is not None and (areas := _areas(web, uri)) and not areas & inside:
            continue
        yield uri


def _areas(web: Web, uri: str) -> set[str]:
    """Return the areas a thing lies in; an area lies in itself."""
    own = {uri} if web.vertices[uri].class_name == "Area" else set()
    return own | {
        neighbour
        for neighbour, _, out in web.near[uri]
        if out and web.vertices[neighbour].class_name == "Area"
    }


def parts_of(web: Web, area: str | None) -> set[str]:
    """Return an area with all areas inside it."""
    ways = web.ways
    inwards = [
        kind for kind in ways.kinds.get("Area", ()) if kind.class_name == "Area" and not kind.out
    ]
    areas: set[str] = set()
    front = {area} if area else set()
    while front:
        areas |= front
        things = ways.things(front)
        inside = (ways.names(ways.across(things, kind)) for kind in inwards)
        front = set().union(*inside) - areas
    return areas


def belonging(web: Web, chain: str | None) -> set[str]:
    """Return everything at most ``REACH`` relations from a chain, not via areas or other chains."""
    if chain is None:
        return set()
    barred = {"Area", web.vertices[chain].class_name}
    steps = {chain: 0}
    queue = deque([chain])
    while queue:
        uri = queue.popleft()
        if steps[uri] == REACH:
            continue
        for neighbour, _, _ in web.near[uri]:
            if neighbour not in steps and web.vertices[neighbour].class_name not in barred:
                steps[neighbour] = steps[uri] + 1
                queue.append(neighbour)
    return set(steps)


def routes(web: Web, start: str, end: str, most: int = ROUTES) -> tuple[str, ...]:
    """Return the things on the shortest paths between two, both ends first.

    A path leads through hubs only if there is no other (a city joins everything in it and so
    says nothing).

    Raises:
        NoAnswer: they do not hang together.
    """
    if start == end:
        return (start,)
    for through_hubs in (False, True):
        from_start = _distances(web, start, end, through_hubs)
        if end not in from_start:
            continue
        on_path: dict[str, None] = dict.fromkeys((start, end))
        front = [end]
        while front and len(on_path) < most:
            following: dict[str, None] = {}
            for uri in front:
                for neighbour, _, _ in web.near[uri]:
                    if from_start.get(neighbour) == from_start[uri] - 1:
                        following[neighbour] = None
            on_path.update(dict.fromkeys(list(following)[: most - len(on_path)]))
            front = [uri for uri in following if uri in on_path and uri != start]
        return tuple(on_path)
    a, b = web.vertices[start], web.vertices[end]
    raise NoAnswer("error.explore_no_path", start=a.name, end=b.name)


def _distances(web: Web, start: str, end: str, through_hubs: bool) -> Mapping[str, int]:
    """Count the relations from the start to everything nearer than the end, and to the end."""
    distances = {start: 0}
    queue = deque([start])
    while queue:
        uri = queue.popleft()
        if uri == end or distances[uri] >= distances.get(end, len(web.near)):
            break
        if uri != start and not through_hubs and len(web.near[uri]) > HUB:
            continue
        for neighbour, _, _ in web.near[uri]:
            if neighbour not in distances:
                distances[neighbour] = distances[uri] + 1
                queue.append(neighbour)
    return distances
