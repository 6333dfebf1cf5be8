"""The picture of an exploration: what was drawn keeps its place, whatever comes or goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

from graph.draw.exploration import Exploration, Explored, explore, stages
from graph.draw.neighbourhood import Web
from graph.draw.network import Marks, Positions, network
from graph.draw.page import FOOT, MARGIN, TOP, Look
from graph.draw.scene import Scene, Stamp
from graph.ontology import Ontology

REPLAYED = 10  # steps taken one after the other; what a long address adds comes at once
EXTENT = 70.0  # from the middle of a node to the end of its label, at most


@dataclass(frozen=True)
class Setting:
    """What a picture of an exploration needs beside its steps. ``marks``: by URI."""

    web: Web
    ontology: Ontology
    stamp: Stamp
    look: Look
    marks: Marks


def picture_of(
    steps: Exploration, setting: Setting, places: Positions, pins: Positions
) -> tuple[Explored, Scene]:
    """What the steps show, with ``places`` (URI → x, y) where things stand already.

    ``pins``: where the reader put things; they win. Without places the first ``REPLAYED`` steps are
    taken one after the other, so that the same steps lead to the same picture.

    Raises:
        WrongInput, NoAnswer: see ``explore``.
    """
    known = dict(places)
    if not known and steps.opened:
        for stage in islice(stages(setting.web, steps), REPLAYED):
            known |= places_of(_drawn(stage, setting, known))
    known |= {uri: place for uri, place in pins.items() if uri in setting.web.vertices}
    found = explore(setting.web, steps)
    return found, _drawn(found, setting, known)


def places_of(scene: Scene) -> dict[str, tuple[float, float]]:
    """Where the things of a scene stand, by URI."""
    return {node.id: (node.x, node.y) for node in scene.nodes}


def on_a_page(scene: Scene, steps: Exploration, setting: Setting) -> Scene:
    """The same picture moved onto a page that holds all of it, to be exported."""
    places = places_of(scene)
    left = min(x for x, _ in places.values()) - EXTENT - MARGIN
    top = min(y for _, y in places.values()) - EXTENT / 2 - TOP
    moved: Mapping[str, tuple[float, float]] = {
        uri: (x - left, y - top) for uri, (x, y) in places.items()
    }
    wide = max(x for x, _ in moved.values()) + EXTENT + MARGIN
    tall = max(y for _, y in moved.values()) + EXTENT + FOOT
    look = Look(setting.look.lang, max(setting.look.width, wide), tall)
    return _drawn(explore(setting.web, steps), replace(setting, look=look), moved)


def _drawn(explored: Explored, setting: Setting, places: Positions) -> Scene:
    fixed = places if any(one.uri in places for one in explored.found.vertices) else None
    return network(
        explored.found, setting.ontology, setting.stamp, setting.look, fixed, setting.marks
    )
