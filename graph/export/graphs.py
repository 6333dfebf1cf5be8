"""The graph of a scene as GraphML or GEXF, for programs that analyse networks."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

from graph.draw.scene import Scene
from graph.export.svg import UNSAYABLE
from graph.queries.answers import plain

Graph = Any


def graph_of(scene: Scene) -> Graph:
    """Boxes and nodes as nodes, streams and lines between them as edges; plain values only."""
    import networkx as nx

    found: Graph = nx.DiGraph(
        title=_plain(scene.title), source=_plain(scene.source), mark=scene.mark
    )
    for box in scene.boxes:
        persons = {} if box.persons is None else {"persons": float(box.persons)}
        found.add_node(_plain(box.id), **_told(box.label, box.key, box.tooltip), **persons)
    for node in scene.nodes:
        found.add_node(
            _plain(node.id), **_told(node.label, node.key, node.tooltip), x=node.x, y=node.y
        )
    for band in scene.bands:
        ends = _plain(band.source), _plain(band.target)
        found.add_edge(*ends, weight=float(band.persons), label=_plain(band.tooltip))
    for edge in scene.edges:
        if edge.source and edge.target:
            ends = _plain(edge.source), _plain(edge.target)
            found.add_edge(*ends, weight=1.0, label=_plain(edge.label))
    return found


def graphml(scene: Scene) -> bytes:
    """The graph as GraphML."""
    import networkx as nx

    out = io.BytesIO()
    nx.write_graphml_xml(graph_of(scene), out, encoding="utf-8", prettyprint=True)
    return out.getvalue()


def gexf(scene: Scene) -> bytes:
    """The graph as GEXF; its date is that of the data."""
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
