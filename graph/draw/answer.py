"""The picture of an answer: its own nodes and relationships, no others."""

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
    """Return the nodes, relationships and paths of an answer, and how many nodes are left out.

    At most ``most`` nodes, in the order of the answer, but the node with most relationships
    first. If the answer holds none, return the things that its cells name by their URIs, with
    the relations among them; None if there are no such things either.

    Raises:
        WrongInput: the answer holds nodes or relationships that are not of the graph.
    """
    cells = list(cells)
    network = of_cells(cells)
    if not network:
        neighbourhood, hidden = among(web, cells, most)
        return neighbourhood and replace(neighbourhood, is_answer=True), hidden
    subgraph = network.subgraph(list(network)[:most])
    vertices = {
        uri: _vertex(uri, properties, web, ontology)
        for uri, properties in subgraph.nodes(data=True)
    }
    iris = {kind.name: kind.iri for kind in relationship_types(ontology)}
    for _, _, name in subgraph.edges(keys=True):
        if name not in iris:
            raise WrongInput("error.foreign_answer", name=name)
    links = {
        (source, target, iris[name]): None for source, target, name in subgraph.edges(keys=True)
    }
    anchor = max(vertices, key=lambda uri: subgraph.degree(uri))
    ordered = (vertices.pop(anchor), *vertices.values())
    neighbourhood = Neighbourhood(ordered[0], ordered, tuple(links), is_answer=True)
    return neighbourhood, len(network) - len(subgraph)


def _vertex(uri: str, properties: dict[str, Any], web: Web, ontology: Ontology) -> Vertex:
    """Return a node as the answer has it; one that is only an end comes from the build."""
    if "label" not in properties and uri in web.vertices:
        return web.vertices[uri]
    table, key = _place(uri, ontology)
    label = properties.get("label") or ontology.tables[table].class_name
    name = next((str(properties[column]) for column in NAMES if properties.get(column)), key)
    return Vertex(uri, label, key, name, properties.get("name_en"))


def _place(uri: str, ontology: Ontology) -> tuple[str, str]:
    """Return the table and the key that the URI of a row ends with.

    Raises:
        WrongInput: it is no row of a table.
    """
    parts = uri.split("/")
    for position, part in enumerate(parts):
        if part in ontology.tables and position + 1 < len(parts):
            return part, unquote("/".join(parts[position + 1 :]))
    raise WrongInput("error.foreign_answer", name=uri)  # another database's own node
