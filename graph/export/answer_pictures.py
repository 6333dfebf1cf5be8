"""The picture of the graph in the answer of a query."""

from __future__ import annotations

from pathlib import Path

from graph.builds.opened import Build
from graph.draw.answer import neighbourhood_of
from graph.draw.neighbourhood import Web
from graph.draw.network import network
from graph.draw.page import Look
from graph.draw.pictures import stamp
from graph.draw.scene import Scene
from graph.errors import WrongInput
from graph.export.answers import WRITERS as ROWS
from graph.export.answers import no_graph
from graph.export.glyphs import NoGlyph
from graph.export.scenes import WRITERS, write_scene
from graph.ontology import load
from graph.queries.answers import Answer
from graph.words import LANGUAGES

MOST = 300  # things that a picture can show
SUFFIXES = tuple(suffix for suffix in WRITERS if suffix not in ROWS)
FORMS = (*ROWS, *SUFFIXES)  # that an answer can be written as


def write_picture(answer: Answer, to: Path, build: Build, lang: str) -> tuple[NoGlyph, ...]:
    """Draw the nodes, relationships and paths of an answer to a query of a build.

    Returns:
        The labels that the font cannot show whole; empty where it shows all.

    Raises:
        WrongInput: it holds none, or more than a picture can show.
    """
    translations = [_scene(answer, build, other) for other in LANGUAGES if other != lang]
    return write_scene(_scene(answer, build, lang), to, translations=translations)


def _scene(answer: Answer, build: Build, lang: str) -> Scene:
    ontology = load()
    web = Web.of(build.tables, ontology)
    cells = [cell for row in answer.rows for cell in row]
    neighbourhood, hidden = neighbourhood_of(cells, web, ontology, MOST)
    if neighbourhood is None:
        raise no_graph(answer)
    if hidden:
        number = len(neighbourhood.vertices) + hidden
        raise WrongInput("error.too_many_to_draw", number=number, most=MOST)
    return network(neighbourhood, ontology, stamp(build, build.manifest.grade), Look(lang))
