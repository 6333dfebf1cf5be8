"""What of the graph somebody has opened, step by step: the same steps show the same things."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

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
from graph.errors import NoAnswer

FIRST, EACH = 30, 6  # things shown at first, and of one thing beyond the first step
PAGE = 24  # neighbours that one step more shows
MOST = 1500
ROUTES = 60  # things on shortest paths
REACH = 3  # relations from a chain to what belongs to it


@dataclass(frozen=True)
class Exploration:
    """The steps somebody took. All things are URIs.

    ``start``: where it began; ``to``: show the shortest paths to it instead of the surroundings;
    ``opened``: things whose neighbours were asked for, in order, once for each page of them; a pile
    (its id) for a page of its class alone;
    ``hidden``: put away; ``classes``: only things of these, where any is named; ``chain`` and
    ``area``: only what belongs there.
    """

    start: str
    to: str | None = None
    opened: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    chain: str | None = None
    area: str | None = None

    def opening(self, uri: str) -> Exploration:
        """With one page more of a thing's neighbours."""
        return replace(self, opened=(*self.opened, uri))

    def closing(self, uri: str) -> Exploration:
        """Without what was opened from a thing."""
        left = (one for one in self.opened if one.partition(PILED)[0] != uri)
        return replace(self, opened=tuple(left))


@dataclass(frozen=True)
class Explored:
    """What is shown.

    ``put_away``: things that a filter or the reader left out; ``folded``: things opened earlier
    that lie on piles again, since more was opened than can be shown.
    """

    found: Neighbourhood
    put_away: int
    folded: int


def explore(web: Web, steps: Exploration) -> Explored:
    """The things that the steps lead to, at most ``MOST``, with the relations among them.

    Raises:
        WrongInput: there is no such thing.
        NoAnswer: no path leads to the other end.
    """
    anchor = web.find(steps.start)
    *_, (_, shown) = _opened(web, anchor, steps)
    return _kept(web, anchor, steps, shown)


def stages(web: Web, steps: Exploration) -> Iterator[Explored]:
    """What was shown at first, and after each step that brought something; the last is all.

    Raises:
        WrongInput, NoAnswer: see ``explore``.
    """
    anchor = web.find(steps.start)
    before = 0
    for count, shown in _opened(web, anchor, steps):
        if len(shown) > before:
            yield _kept(web, anchor, replace(steps, opened=steps.opened[:count]), shown)
        before = len(shown)


def _opened(web: Web, anchor: Vertex, steps: Exploration) -> Iterator[tuple[int, dict[str, None]]]:
    """How many were opened, and the things then, in the order in which they came."""
    shown = dict.fromkeys(_first(web, anchor, steps))
    yield 0, dict(shown)
    for count, one in enumerate(steps.opened, 1):
        uri, _, class_name = one.partition(PILED)
        if uri in shown:
            shown.update(dict.fromkeys(next_of(web, uri, shown, PAGE, class_name or None)))
        yield count, dict(shown)


def _kept(web: Web, anchor: Vertex, steps: Exploration, shown: dict[str, None]) -> Explored:
    kept = [uri for uri in shown if uri == anchor.uri or _is_kept(web, steps, uri)]
    kept = list(_in_scope(web, steps, kept, anchor.uri))
    folded = _too_many(steps, kept, anchor.uri)
    there = [uri for uri in kept if uri not in folded]
    found = visible(web, anchor, there)
    lie = {uri: None for uri in shown if uri not in folded}
    heaps = [
        pile
        for uri in _with_piles(web, steps, there, folded)
        for pile in piles(web, uri, lie)
        if not steps.classes or pile.class_name in steps.classes
    ]
    return Explored(replace(found, piles=tuple(heaps)), len(shown) - len(kept), len(folded))


def _too_many(steps: Exploration, kept: list[str], anchor: str) -> set[str]:
    """What came first of the things that nothing was opened from, so that ``MOST`` are left."""
    needed = {anchor, steps.to, *(one.partition(PILED)[0] for one in steps.opened)}
    free = [uri for uri in kept if uri not in needed]
    return set(free[: max(len(kept) - MOST, 0)])


def _with_piles(web: Web, steps: Exploration, there: list[str], folded: set[str]) -> Iterator[str]:
    """The things shown whose other neighbours lie on piles: opened ones, hubs, folded ones'."""
    opened = {one.partition(PILED)[0] for one in steps.opened}
    if not steps.to and len(web.near[steps.start]) > HUB:
        opened.add(steps.start)
    for uri in there:
        if uri in opened or (folded and any(other in folded for other, _, _ in web.near[uri])):
            yield uri


def _first(web: Web, anchor: Vertex, steps: Exploration) -> Iterable[str]:
    if steps.to:
        return routes(web, anchor.uri, web.find(steps.to).uri)
    return reached(web, anchor.uri, 2, FIRST, EACH)


def _is_kept(web: Web, steps: Exploration, uri: str) -> bool:
    if uri in steps.hidden:
        return False
    return not steps.classes or web.vertices[uri].class_name in steps.classes


def _in_scope(web: Web, steps: Exploration, uris: list[str], anchor: str) -> Iterable[str]:
    """Those of the chain and of the area; what lies in no area is in all of them."""
    of_chain = belonging(web, steps.chain) if steps.chain in web.vertices else None
    inside = parts_of(web, steps.area) if steps.area in web.vertices else None
    for uri in uris:
        if uri == anchor:
            yield uri
            continue
        if of_chain is not None and uri not in of_chain:
            continue
        if inside is not None and (areas := _areas(web, uri)) and not areas & inside:
            continue
        yield uri


def _areas(web: Web, uri: str) -> set[str]:
    """The areas a thing lies in, itself where it is one."""
    own = {uri} if web.vertices[uri].class_name == "Area" else set()
    return own | {
        other for other, _, out in web.near[uri] if out and web.vertices[other].class_name == "Area"
    }


def parts_of(web: Web, area: str | None) -> set[str]:
    """An area with all areas inside it."""
    found = {area} if area else set()
    front = list(found)
    while front:
        one = front.pop()
        for other, _, out in web.near[one]:
            if not out and other not in found and web.vertices[other].class_name == "Area":
                found.add(other)
                front.append(other)
    return found


def belonging(web: Web, chain: str | None) -> set[str]:
    """What is at most ``REACH`` relations from a chain, not by way of areas or other chains."""
    if chain is None:
        return set()
    barred = {"Area", web.vertices[chain].class_name}
    steps = {chain: 0}
    queue = deque([chain])
    while queue:
        one = queue.popleft()
        if steps[one] == REACH:
            continue
        for other, _, _ in web.near[one]:
            if other not in steps and web.vertices[other].class_name not in barred:
                steps[other] = steps[one] + 1
                queue.append(other)
    return set(steps)


def routes(web: Web, start: str, end: str, most: int = ROUTES) -> tuple[str, ...]:
    """The things on the shortest paths between two, both ends first.

    A path does not lead through hubs (a city joins everything in it and so says nothing), unless
    there is no other.

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
            for one in front:
                for other, _, _ in web.near[one]:
                    if from_start.get(other) == from_start[one] - 1:
                        following[other] = None
            on_path.update(dict.fromkeys(list(following)[: most - len(on_path)]))
            front = [one for one in following if one in on_path and one != start]
        return tuple(on_path)
    a, b = web.vertices[start], web.vertices[end]
    raise NoAnswer("error.explore_no_path", start=a.name, end=b.name)


def _distances(web: Web, start: str, end: str, through_hubs: bool) -> Mapping[str, int]:
    """Relations from the start to everything nearer than the end, and to the end."""
    found = {start: 0}
    queue = deque([start])
    while queue:
        one = queue.popleft()
        if one == end or found[one] >= found.get(end, len(web.near)):
            break
        if one != start and not through_hubs and len(web.near[one]) > HUB:
            continue
        for other, _, _ in web.near[one]:
            if other not in found:
                found[other] = found[one] + 1
                queue.append(other)
    return found
