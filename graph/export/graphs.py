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
    """What the picture connects, as a network: every edge with its kind; plain values only.

    Raises:
        WrongInput: it connects nothing.
    """
    import networkx as nx

    found: Graph = nx.MultiDiGraph(
        title=_plain(scene.title), source=_plain(scene.source), mark=scene.mark
    )
    for each in scene.points or scene.boxes:
        persons = {} if each.persons is None else {"persons": float(each.persons)}
        found.add_node(_plain(each.id), **_told(each.label, each.key, each.tooltip), **persons)
    for node in scene.nodes:
        found.add_node(
            _plain(node.id), **_told(node.label, node.key, node.tooltip), x=node.x, y=node.y
        )
    for source, target, kind, weight in _ties(scene):
        ends, told = (_plain(source), _plain(target)), _plain(kind)
        found.add_edge(*ends, told, weight=weight, kind=told, label=told)
    if not found.number_of_edges():
        raise WrongInput("error.no_network", what=scene.kind)
    return found


def _ties(scene: Scene) -> Iterator[tuple[str, str, str, float]]:
    """Source, target, kind and weight: persons where it carries some, else 1."""
    column = {box.id: box.column for box in scene.boxes}
    for band in scene.bands:
        kind = say(f"draw.tie.from_{COLUMNS[column[band.source] or 0]}", scene.lang)
        yield band.source, band.target, kind, float(band.persons)
    for edge in scene.edges:
        if edge.source and edge.target and not scene.points:
            yield edge.source, edge.target, edge.label, 1.0
    for tie in scene.ties:
        yield tie.source, tie.target, tie.kind, 1.0 if tie.persons is None else float(tie.persons)


def graphml(scene: Scene) -> bytes:
    """The graph as GraphML.

    Raises:
        WrongInput: the picture connects nothing.
    """
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(graph_of(scene), out, encoding="utf-8", prettyprint=True)
    return out.getvalue()


def gexf(scene: Scene) -> bytes:
    """The graph as GEXF; its date is that of the data.

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
    """A network of :mod:`graph.convert.network` as GraphML: lists as JSON, days as ISO 8601."""
    import networkx as nx

    found: Graph = nx.MultiDiGraph()
    for uri, known in network.nodes(data=True):
        found.add_node(_plain(uri), **_storable(known))
    for source, target, name, known in network.edges(keys=True, data=True):
        found.add_edge(_plain(source), _plain(target), name, **_storable(known))
    nx.write_graphml_xml(found, to, encoding="utf-8", prettyprint=True, named_key_ids=True)


def _storable(known: dict[str, Any]) -> dict[str, Any]:
    kept = {}
    for name, value in known.items():
        told = plain(value)
        if isinstance(told, (list, dict)):
            told = json.dumps(told, ensure_ascii=False)
        kept[name] = _plain(told) if isinstance(told, str) else told
    return kept


def _told(label: str, key: str, tooltip: str) -> dict[str, str]:
    return {"label": _plain(label), "class": key, "tooltip": _plain(tooltip)}


def _plain(text: str) -> str:
    return UNSAYABLE.sub("\ufffd", text)
