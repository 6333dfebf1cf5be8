"""The property graph of a build: written once, counted, the same in both orders."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from graph.convert.property_graph import PropertyGraph
from graph.convert.relations import Relations
from graph.ontology import Ontology
from graph.processes.worker import call_in_child
from graph.stores.property_graph import PropertyGraphStore
from ingest.datasets import open_datasets
from ingest.pipeline import ingest

WRITE = "graph.stores.property_graph:write_in_child"


def test_the_store_holds_what_the_tables_hold(
    tiny: Path, ontology: Ontology, tmp_path: Path
) -> None:
    held = ingest(open_datasets([tiny], None, ontology), ontology).tables
    held.write(tmp_path / "tables")
    file = tmp_path / "x" / "graph"
    order = {"tables": str(tmp_path / "tables"), "ontology": str(ontology.file), "file": str(file)}
    counts = call_in_child(WRITE, order)
    assert Counter(counts["relations"]) == Counter(Relations(ontology, held).counts())
    graph = PropertyGraph(ontology, held)
    assert counts["classes"] == {nodes.type.label: nodes.rows.height for nodes in graph.nodes()}
    store = PropertyGraphStore(file)
    for links in graph.relationships():
        pairs = Counter(links.rows.select("source", "target").rows())
        for kind in ("relationships", "reversed"):
            ends = (
                f'SELECT s.uri, t.uri FROM "{kind} {links.type.name}" r '
                f'JOIN "nodes {links.source}" s ON s._id = r._source '
                f'JOIN "nodes {links.target}" t ON t._id = r._target'
            )
            assert Counter(store.connection.execute(ends).fetchall()) == pairs
    with pytest.raises(Exception, match="read-only"):
        store.connection.execute("DELETE FROM nodes")
