"""Routes between things: the relations, class by class, that lead from one thing to others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph.draw.exploration import parts_of
from graph.draw.neighbourhood import Web
from graph.draw.ways import Kind, distinct
from graph.ontology import Ontology, local_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graph.draw.ways import Things

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


def step_of(kind: Kind) -> Step:
    """Return the step that relations of a kind take."""
    return Step(local_name(kind.property), kind.out, kind.class_name)


def starts_of(web: Web, uri: str) -> tuple[str, ...]:
    """Return where the routes from a thing begin: at an area, with all areas inside it."""
    is_area = web.vertices[uri].class_name == PLACES
    return tuple(sorted(parts_of(web, uri))) if is_area else (uri,)


def routes_from(
    web: Web, start: str, class_name: str, is_meant: Callable[[Route], bool]
) -> dict[Route, Things]:
    """Return the meant routes from a thing to others of a class with what they reach.

    The shortest come first, and where one relation suffices, no longer ones do. A route visits no
    class twice, leads through no area, and not on from more than ``MOST_VISITED`` things.
    """
    ways, begun = web.ways, web.vertices[start].class_name
    starts = ways.things(starts_of(web, start))
    ends_of: dict[Route, Things] = {}
    front: dict[Route, Things] = {(): starts}
    for length in range(1, LONGEST + 1):
        following: dict[Route, Things] = {}
        for route, things in front.items():
            barred = {PLACES, begun, *(step.class_name for step in route)}
            for kind in ways.kinds.get(route[-1].class_name if route else begun, ()):
                is_end = kind.class_name == class_name and not (route and class_name == begun)
                if not is_end and (kind.class_name in barred or length == LONGEST):
                    continue
                reached = ways.across(things, kind)
                if len(reached):
                    following[*route, step_of(kind)] = reached
        ended = {route for route in following if route[-1].class_name == class_name}
        ends_of |= {
            route: _beyond(starts, following[route]) for route in sorted(ended) if is_meant(route)
        }
        if any(len(route) == 1 for route in ends_of):
            break
        front = {
            route: reached
            for route, reached in following.items()
            if route not in ended and len(reached) <= MOST_VISITED
        }
    return ends_of


def around(web: Web, start: str) -> dict[Route, Things]:
    """Return what each single relation of a thing leads to, class by class."""
    ways = web.ways
    starts = ways.things(starts_of(web, start))
    reached = {
        (step_of(kind),): _beyond(starts, ways.across(starts, kind))
        for kind in ways.kinds.get(web.vertices[start].class_name, ())
    }
    leading = {route: others for route, others in reached.items() if len(others)}
    return dict(sorted(leading.items(), key=lambda pair: (pair[0][0].class_name, pair[0])))


def _beyond(starts: Things, reached: Things) -> Things:
    """Return what was reached without what one set out from."""
    return reached[~np.isin(reached, starts)]


def answer(
    web: Web, start: str, route: Route, is_wanted: NDArray[np.bool_]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the wanted things at the end of a route, and all things on the way to them."""
    ways = web.ways
    layers = [ways.things(starts_of(web, start))]
    taken = []
    class_name = web.vertices[start].class_name
    for step in route:
        taken.append([kind for kind in ways.kinds.get(class_name, ()) if step_of(kind) == step])
        reached = [ways.across(layers[-1], kind) for kind in taken[-1]]
        layers.append(distinct(np.concatenate([*reached, layers[-1][:0]])))
        class_name = step.class_name
    kept = _beyond(layers[0], layers[-1][is_wanted[layers[-1]]])
    between: list[str] = []
    goal = kept
    for layer, kinds in zip(reversed(layers[1:-1]), reversed(taken[1:]), strict=True):
        leads = np.zeros(len(ways.uris), np.bool_)
        for kind in kinds:
            starts, others = ways.ends[kind]
            leads[starts[np.isin(others, goal)]] = True
        goal = layer[leads[layer]]
        between += ways.names(goal)
    return ways.names(kept), tuple(between)


def wanted(web: Web, signs: Iterable[tuple[str, bool]]) -> NDArray[np.bool_]:
    """Tell of each thing whether it has a relation to a class, or has none: (class, has)."""
    fits = np.ones(len(web.ways.uris), np.bool_)
    for class_name, has in signs:
        fits &= web.ways.beside(class_name) == has
    return fits
