"""What an answer holds of the graph as a picture: its own nodes and relationships, no others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from graph.convert.network import of_cells
from graph.draw.neighbourhood import NAMES, Neighbourhood, Vertex, Web, among
from graph.errors import WrongInput
from graph.ontology import Ontology
from graph.schema.cypher import relationship_types

Drawn = tuple[Neighbourhood | None, int]


def neighbourhood_of(cells: Iterable[Any], web: Web, ontology: Ontology, most: int = 60) -> Drawn:
    """The nodes, relationships and paths of an answer, and how many nodes are left out.

    At most ``most`` nodes, as they come; the one with most relationships goes first. Where the
    answer holds none: the things that its cells name by their uris, with the relations among them.
    None where there are no such things either.

    Raises:
        WrongInput: the answer holds nodes or relationships that are not of the graph.
    """
    cells = list(cells)
    network = of_cells(cells)
    if not network:
        found, hidden = among(web, cells, most)
        return found and replace(found, is_answer=True), hidden
    shown = network.subgraph(list(network)[:most])
    vertices = {uri: _vertex(uri, known, web, ontology) for uri, known in shown.nodes(data=True)}
    iris = {kind.name: kind.iri for kind in relationship_types(ontology)}
    for _, _, name in shown.edges(keys=True):
        if name not in iris:
            raise WrongInput("error.foreign_answer", name=name)
    links = {(source, target, iris[name]): None for source, target, name in shown.edges(keys=True)}
    anchor = max(vertices, key=lambda uri: shown.degree(uri))
    ordered = (vertices.pop(anchor), *vertices.values())
    found = Neighbourhood(ordered[0], ordered, tuple(links), is_answer=True)
    return found, len(network) - len(shown)


def _vertex(uri: str, known: dict[str, Any], web: Web, ontology: Ontology) -> Vertex:
    """A node as the answer has it; of one that is only an end, what the build says."""
    if "label" not in known and uri in web.vertices:
        return web.vertices[uri]
    table, key = _place(uri, ontology)
    label = known.get("label") or ontology.tables[table].class_name
    name = next((str(known[one]) for one in NAMES if known.get(one)), key)
    return Vertex(uri, label, key, name, known.get("name_en"))


def _place(uri: str, ontology: Ontology) -> tuple[str, str]:
    """Table and key that the uri of a row ends with.

    Raises:
        WrongInput: it is no row of a table.
    """
    parts = uri.split("/")
    for at, part in enumerate(parts):
        if part in ontology.tables and at + 1 < len(parts):
            return part, unquote("/".join(parts[at + 1 :]))
    raise WrongInput("error.foreign_answer", name=uri)  # another database's own node
