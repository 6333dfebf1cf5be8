"""Pictures: the ribbon of the shipped example in every format, and the largest network there is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.gap import cpu_seconds
from benchmarks.row import Row
from graph.door import open_build
from graph.draw.exploration import MOST
from graph.draw.neighbourhood import Neighbourhood, Vertex
from graph.draw.network import network
from graph.draw.pictures import stamp
from graph.draw.ribbon import ribbon
from graph.draw.scene import Scene, Stamp
from graph.export.scenes import scene_bytes
from graph.gap.paths import paths
from graph.ontology import load
from graph.settings import DEMO
from ingest.build import BuildRequest, build

RIBBON_S = {".svg": 0.1, ".png": 1.5, ".pdf": 1.0, ".pptx": 1.5, ".html": 1.5}
NETWORK_S = 3.0
CLASSES = ("College", "Major", "Occupation", "Enterprise", "Segment")
ROUNDS = 3


def rows(work: Path) -> Iterator[Row]:
    """From the paths of the gap to the bytes of a file; a network from its things and links."""
    home = work / "draw"
    build(BuildRequest((DEMO,), None, home))
    made, ontology = open_build(home), load()
    found = paths(made.tables)
    origin = stamp(made, found.report.grade)

    def drawn(suffix: str) -> bytes:
        return scene_bytes(ribbon(found, made.tables, ontology, origin), suffix)

    for suffix, most in RIBBON_S.items():
        wide = ", 3,200 pixels wide" if suffix == ".png" else ""
        measured = cpu_seconds(lambda suffix=suffix: drawn(suffix), ROUNDS)
        yield Row(f"ribbon of the example as {suffix}{wide}, warm", measured, most_cpu_s=most)
    largest = made_up(MOST)

    def scene() -> Scene:
        return network(largest, ontology, Stamp())

    yield Row(
        f"network of {MOST:,} things as .png, layout included, warm",
        cpu_seconds(lambda: scene_bytes(scene(), ".png"), 1),
        most_cpu_s=NETWORK_S,
    )


def made_up(things: int, seed: int = 0) -> Neighbourhood:
    """A neighbourhood in which each thing hangs on an earlier one, and some on a second."""
    dice = random.Random(seed)
    vertices = tuple(
        Vertex(
            f"things/{k}", CLASSES[k % len(CLASSES)], str(k), f"示例对象 {k:04}", f"Thing {k:04}"
        )
        for k in range(things)
    )
    links: list[tuple[str, str, str]] = []
    for k in range(1, things):
        ends = [dice.randrange(k) for _ in range(1 + (k % 3 == 0))]
        links += [(vertices[k].uri, vertices[end].uri, "locatedIn") for end in ends]
    return Neighbourhood(vertices[0], vertices, tuple(dict.fromkeys(links)))
