"""The graph of a scene as GraphML or GEXF, for programs that analyse networks."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.draw.scene import Scene
from graph.draw.strands import COLUMNS
from graph.errors import WrongInput
from graph.export.svg import UNSAYABLE
from graph.queries.answers import plain
from graph.words import say

Graph = Any


def graph_of(scene: Scene) -> Graph:
    """Return the connections of the picture as a network: each edge with its kind; plain values.

    Raises:
        WrongInput: it connects nothing.
    """
    import networkx as nx

    graph: Graph = nx.MultiDiGraph(
        title=_plain(scene.title), source=_plain(scene.source), mark=scene.mark
    )
    for point in scene.points or scene.boxes:
        persons = {} if point.persons is None else {"persons": float(point.persons)}
        graph.add_node(
            _plain(point.id), **_attributes(point.label, point.key, point.tooltip), **persons
        )
    for node in scene.nodes:
        graph.add_node(
            _plain(node.id), **_attributes(node.label, node.key, node.tooltip), x=node.x, y=node.y
        )
    for source, target, kind, weight in _ties(scene):
        ends, label = (_plain(source), _plain(target)), _plain(kind)
        graph.add_edge(*ends, label, weight=weight, kind=label, label=label)
    if not graph.number_of_edges():
        raise WrongInput("error.no_network", what=scene.kind)
    return graph


def _ties(scene: Scene) -> Iterator[tuple[str, str, str, float]]:
    """Yield source, target, kind and weight: the persons of the connection, else 1."""
    column = columns(scene)
    for band in scene.bands:
        kind = band_kind(column.get(band.source), scene.lang)
        yield band.source, band.target, kind, float(band.persons)
    for edge in scene.edges:
        if edge.source and edge.target and not scene.points:
            yield edge.source, edge.target, edge.label, 1.0
    for tie in scene.ties:
        yield tie.source, tie.target, tie.kind, 1.0 if tie.persons is None else float(tie.persons)


def columns(scene: Scene) -> dict[str, int | None]:
    """Return the column of each box."""
    return {box.id: box.column for box in scene.boxes}


def band_kind(column: int | None, lang: str) -> str:
    """Word what a stream from a box of a column means."""
    return say(f"draw.tie.from_{COLUMNS[column or 0]}", lang)


def graphml(scene: Scene) -> bytes:
    """Return the graph as GraphML.

    Raises:
        WrongInput: the picture connects nothing.
    """
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(graph_of(scene), out, encoding="utf-8", prettyprint=True)
    return out.getvalue()


def gexf(scene: Scene) -> bytes:
    """Return the graph as GEXF; its date is that of the data.

    Raises:
        WrongInput: the picture connects nothing.
    """
    import networkx as nx

    out = io.BytesIO()
    nx.write_gexf(graph_of(scene), out, encoding="utf-8", prettyprint=True)
    day = (scene.stamp.as_of or "1970-01-01")[:10]
    return re.sub(
        rb'lastmodifieddate="[^"]*"', f'lastmodifieddate="{day}"'.encode(), out.getvalue()
    )


def write_network(network: Graph, to: Path) -> None:
    """Write a network of :mod:`graph.convert.network` as GraphML: lists as JSON, ISO dates."""
    import networkx as nx

    graph: Graph = nx.MultiDiGraph()
    for uri, properties in network.nodes(data=True):
        graph.add_node(_plain(uri), **_storable(properties))
    for source, target, name, properties in network.edges(keys=True, data=True):
        graph.add_edge(_plain(source), _plain(target), name, **_storable(properties))
    nx.write_graphml_xml(graph, to, encoding="utf-8", prettyprint=True, named_key_ids=True)


def _storable(properties: dict[str, Any]) -> dict[str, Any]:
    storable = {}
    for name, value in properties.items():
        plain_value = plain(value)
        if isinstance(plain_value, (list, dict)):
            plain_value = json.dumps(plain_value, ensure_ascii=False)
        storable[name] = _plain(plain_value) if isinstance(plain_value, str) else plain_value
    return storable


def _attributes(label: str, key: str, tooltip: str) -> dict[str, str]:
    return {"label": _plain(label), "class": key, "tooltip": _plain(tooltip)}


def _plain(text: str) -> str:
    return UNSAYABLE.sub("\ufffd", text)
