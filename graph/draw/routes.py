"""Routes between things: the relations, class by class, that lead from one thing to others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.draw.exploration import parts_of
from graph.draw.neighbourhood import Web
from graph.ontology import Ontology, local_name

LONGEST = 3  # relations
MOST_VISITED = 3000  # things at the end of one route that are followed further
PLACES = "Area"  # joins everything in it, so that a way through it says nothing
SIGNS = {True: ">", False: "<"}


@dataclass(frozen=True, order=True)
class Step:
    """One relation of a route: its local name, whether it points onwards, the class it leads to."""

    relation: str
    out: bool
    class_name: str

    def __str__(self) -> str:
        return f"{SIGNS[self.out]}{self.relation}.{self.class_name}"


Route = tuple[Step, ...]


def parsed(texts: Sequence[str], ontology: Ontology) -> Route:
    """Read the steps of a route; empty where one of them is of no relation or class.

    >>> from graph.ontology import load
    >>> [str(step) for step in parsed(["<inChain.Segment", ">needs.Occupation"], load())]
    ['<inChain.Segment', '>needs.Occupation']
    >>> parsed(["<inChain.Nothing"], load())
    ()
    """
    relations = {local_name(iri) for iri, term in ontology.properties.items() if term.is_object}
    classes = {table.class_name for table in ontology.tables.values()}
    steps = []
    for text in texts[:LONGEST]:
        relation, _, class_name = text[1:].partition(".")
        if text[:1] not in SIGNS.values() or relation not in relations or class_name not in classes:
            return ()
        steps.append(Step(relation, text[0] == SIGNS[True], class_name))
    return tuple(steps)


def along(web: Web, uri: str, step: Step) -> Iterator[str]:
    """Yield the neighbours that a step leads to."""
    for neighbour, name, out in web.near[uri]:
        kind = web.vertices[neighbour].class_name
        if Step(local_name(name), out, kind) == step:
            yield neighbour


def starts_of(web: Web, uri: str) -> tuple[str, ...]:
    """Return where the routes from a thing begin: at an area, with all areas inside it."""
    is_area = web.vertices[uri].class_name == PLACES
    return tuple(sorted(parts_of(web, uri))) if is_area else (uri,)


def routes_from(
    web: Web, start: str, class_name: str, is_meant: Callable[[Route], bool]
) -> dict[Route, tuple[str, ...]]:
    """Return the meant routes from a thing to those of a class with what they reach.

    The shortest come first, and where one relation suffices, no longer ones do. A route visits no
    class twice, leads through no area, and not on from more than ``MOST_VISITED`` things.
    """
    begun = web.vertices[start].class_name
    ends_of: dict[Route, tuple[str, ...]] = {}
    front: dict[Route, tuple[str, ...]] = {(): starts_of(web, start)}
    for _ in range(LONGEST):
        following: dict[Route, dict[str, None]] = {}
        for route, uris in front.items():
            barred = {PLACES, begun, *(step.class_name for step in route)}
            for uri in uris:
                for neighbour, name, out in web.near[uri]:
                    kind = web.vertices[neighbour].class_name
                    is_end = kind == class_name and not (route and kind == begun)
                    if is_end or kind not in barred:
                        step = Step(local_name(name), out, kind)
                        following.setdefault((*route, step), {})[neighbour] = None
        ended = {route for route in following if route[-1].class_name == class_name}
        ends_of |= {route: tuple(following[route]) for route in sorted(ended) if is_meant(route)}
        if any(len(route) == 1 for route in ends_of):
            break
        front = {
            route: tuple(reached)
            for route, reached in following.items()
            if route not in ended and len(reached) <= MOST_VISITED
        }
    return ends_of


def answer(
    web: Web, start: str, route: Route, is_wanted: Callable[[str], bool]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the wanted things at the end of a route, and all things on the way to them."""
    layers = [dict.fromkeys(starts_of(web, start))]
    for step in route:
        layers.append(dict.fromkeys(other for uri in layers[-1] for other in along(web, uri, step)))
    kept = tuple(uri for uri in layers[-1] if uri not in layers[0] and is_wanted(uri))
    between: list[str] = []
    reached = set(kept)
    for layer, step in zip(reversed(layers[1:-1]), reversed(route[1:]), strict=True):
        reached = {uri for uri in layer if not reached.isdisjoint(along(web, uri, step))}
        between += [uri for uri in layer if uri in reached]
    return kept, tuple(between)


def wanted(web: Web, signs: Iterable[tuple[str, bool]]) -> Callable[[str], bool]:
    """Return a test whether a thing has a relation to a class, or has none: (class, has)."""
    signs = tuple(signs)

    def is_wanted(uri: str) -> bool:
        beside = {web.vertices[other].class_name for other, _, _ in web.near[uri]}
        return all((class_name in beside) == has for class_name, has in signs)

    return is_wanted
