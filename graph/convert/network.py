"""The property graph in networkx: whole, a part of it, or what an answer holds.

A network is a ``MultiDiGraph``. A node is the uri of a row with its ``label`` and the properties
that are known; an edge goes from source to target under the key ``type`` (two nodes are joined at
most once by each type) with that ``type`` and its properties. Values are plain Python: text,
whole and decimal numbers, truth values, dates, lists of text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import networkx as nx
import polars as pl

from graph.convert.property_graph import SOURCE, TARGET, PropertyGraph

Network = Any  # networkx.MultiDiGraph, which has no types of its own
HUBS = ("Area", "Source")  # labels that join what has little to do with each other


def whole(graph: PropertyGraph) -> Network:
    """Build the network of all nodes and relationships; it names its ``labels`` and ``types``."""
    network: Network = nx.MultiDiGraph(labels=[], types=[])
    for nodes in graph.nodes():
        network.graph["labels"].append(nodes.type.label)
        for uri, properties in _keys_and_properties(nodes.rows, ["uri"]):
            network.add_node(*uri, label=nodes.type.label, uri=uri[0], **properties)
    for links in graph.relationships():
        name = links.type.name
        if name not in network.graph["types"]:
            network.graph["types"].append(name)
        for ends, properties in _keys_and_properties(links.rows, [SOURCE, TARGET]):
            network.add_edge(*ends, name, type=name, **properties)
    return network


def _keys_and_properties(
    rows: pl.DataFrame, keys: list[str]
) -> Iterator[tuple[list[Any], dict[str, Any]]]:
    """Yield the keys of each row, and the other columns that have a value."""
    names = [name for name in rows.columns if name not in keys]
    for row in rows.select(*keys, *names).iter_rows():
        values = zip(names, row[len(keys) :], strict=True)
        yield list(row[: len(keys)]), {n: value for n, value in values if value is not None}


def around(network: Network, start: str, steps: int = 1, barred: Collection[str] = HUBS) -> Network:
    """Copy the part at most so many relationships away from a node, in either direction.

    Nodes of ``barred`` labels are left out, unless it begins with one.

    Raises:
        KeyError: there is no such node.

    >>> line = of_cells([{"type": "T", "source": "a", "target": "b"},
    ...                  {"type": "T", "source": "c", "target": "b"}])
    >>> sorted(around(line, "a")), sorted(around(line, "a", 2))
    (['a', 'b'], ['a', 'b', 'c'])
    """
    if start not in network:
        raise KeyError(start)
    labels = network.nodes(data="label")
    allowed = [node for node, label in labels if node == start or label not in barred]
    connections = network.subgraph(allowed).to_undirected(as_view=True)
    near = nx.single_source_shortest_path_length(connections, start, cutoff=steps)
    return network.subgraph(near).copy()


def next_to(network: Network, uri: str, kind: str, *, back: bool = False) -> set[str]:
    """Return the nodes that relationships of a type lead to from a node, or ``back``: come from.

    >>> pair = of_cells([{"type": "OFFERS", "source": "college", "target": "major"}])
    >>> next_to(pair, "college", "OFFERS"), next_to(pair, "major", "OFFERS", back=True)
    ({'major'}, {'college'})
    """
    ends = network.in_edges(uri, keys=True) if back else network.out_edges(uri, keys=True)
    return {source if back else target for source, target, edge_type in ends if edge_type == kind}


def of_cells(cells: Iterable[Any]) -> Network:
    """Build a network of the nodes, relationships and paths in the cells of an answer.

    Those are as :func:`graph.queries.cypher.ask_cypher` gives them. An end of a relationship that
    is not itself in the answer is a node without label.

    >>> found = of_cells([{"label": "Area", "uri": "a", "name": "甲"},
    ...                   [{"type": "BROADER", "source": "a", "target": "b"}], 1])
    >>> dict(found.nodes(data="name")), list(found.edges(keys=True))
    ({'a': '甲', 'b': None}, [('a', 'b', 'BROADER')])
    """
    network: Network = nx.MultiDiGraph()
    for cell in cells:
        _gather(cell, network)
    return network


def _gather(cell: Any, network: Network) -> None:
    if isinstance(cell, list):
        for member in cell:
            _gather(member, network)
    elif not isinstance(cell, dict):
        return
    elif isinstance(cell.get("label"), str) and isinstance(cell.get("uri"), str):
        network.add_node(cell["uri"], **cell)
    elif {"type", SOURCE, TARGET} <= set(cell):
        properties = {name: value for name, value in cell.items() if name not in (SOURCE, TARGET)}
        network.add_edge(cell[SOURCE], cell[TARGET], cell["type"], **properties)
    else:
        for member in cell.values():
            _gather(member, network)
