"""The picture of an exploration: things keep their places, whatever comes or goes."""

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

REPLAYED = 10  # steps taken one by one; the further steps of a long address are taken at once
EXTENT = 70.0  # from the middle of a node to the end of its label, at most


@dataclass(frozen=True)
class Setting:
    """The surroundings of an exploration's picture, beside its steps.

    ``marks``: by URI; ``stages``: of the segments, where the layout is that of chains.
    """

    web: Web
    ontology: Ontology
    stamp: Stamp
    look: Look
    marks: Marks
    stages: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Picture:
    """The visible part, its picture, and the position of everything: hidden things keep theirs."""

    explored: Explored
    scene: Scene
    places: Positions


def picture_of(steps: Exploration, setting: Setting, places: Positions, pins: Positions) -> Picture:
    """Return the picture of an exploration; ``places`` (URI → x, y) holds earlier positions.

    ``pins``: positions chosen by the reader; they win. Without places, the first ``REPLAYED``
    steps are taken one after the other, so that the same steps lead to the same picture. What is
    hidden or filtered keeps its place free.

    Raises:
        WrongInput, NoAnswer: see ``explore``.
    """
    whole = replace(steps, hidden=(), kinds=(), without=())
    positions = dict(places)
    if not positions and (steps.opened or pins):
        for stage in islice(stages(setting.web, whole), REPLAYED):
            positions |= places_of(_picture(stage, setting, positions))
    positions |= {uri: place for uri, place in pins.items() if uri in setting.web.vertices}
    explored = explore(setting.web, whole)
    scene = _picture(explored, setting, positions)
    held = places_of(scene)
    if steps != whole:
        explored = explore(setting.web, steps, setting.marks)
        rest = _picture(explored, setting, held)
        scene = replace(rest, legend=scene.legend, palette=scene.palette)  # to bring back from
    return Picture(explored, scene, held)


def places_of(scene: Scene) -> dict[str, tuple[float, float]]:
    """Return the position of each thing of a scene, by URI."""
    return {node.id: (node.x, node.y) for node in scene.nodes}


def on_a_page(scene: Scene, steps: Exploration, setting: Setting) -> Scene:
    """Move the picture onto a page that holds all of it, for export."""
    places = places_of(scene)
    left_edge = min(x for x, _ in places.values()) - EXTENT - MARGIN
    top_edge = min(y for _, y in places.values()) - EXTENT / 2 - TOP
    moved: Mapping[str, tuple[float, float]] = {
        uri: (x - left_edge, y - top_edge) for uri, (x, y) in places.items()
    }
    wide = max(x for x, _ in moved.values()) + EXTENT + MARGIN
    tall = max(y for _, y in moved.values()) + EXTENT + FOOT
    look = Look(setting.look.lang, max(setting.look.width, wide), tall)
    return _picture(explore(setting.web, steps, setting.marks), replace(setting, look=look), moved)


def _picture(explored: Explored, setting: Setting, places: Positions) -> Scene:
    fixed = (
        places if any(vertex.uri in places for vertex in explored.neighbourhood.vertices) else None
    )
    return network(
        explored.neighbourhood,
        setting.ontology,
        setting.stamp,
        setting.look,
        fixed,
        setting.marks,
        setting.stages,
    )
