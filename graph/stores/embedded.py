"""What the embedded property graph engines share: one file, written once, then only read.

Two engines speak this language, ladybug and kuzu; they cannot live in one process. The file is
written by a process that closes it and ends; a file left by a process that was killed is worthless.
"""

from __future__ import annotations

import importlib
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from graph.ontology import Ontology
from graph.ontology import load as load_ontology
from graph.processes import Emit
from graph.schema.cypher import (
    GraphProperty,
    NodeType,
    RelationshipType,
    node_types,
    relationship_types,
)
from graph.stores import store_class

if TYPE_CHECKING:
    from graph.convert.property_graph import PropertyGraph

SPACE_BYTES = 8 * 1024**2  # an engine that stopped for want of space wanted less than this

_TYPES = {
    "string": "STRING",
    "integer": "INT64",
    "decimal": "DOUBLE",
    "boolean": "BOOL",
    "date": "DATE",
    "gYearMonth": "STRING",
}


class EmbeddedStore:
    """The property graph of a build in one file; every declared label and type can be asked."""

    LANGUAGE: ClassVar[str] = "cypher"
    PACKAGE: ClassVar[str]

    def __init__(self, file: Path, **options: Any) -> None:
        self.database = _engine(self.PACKAGE).Database(str(file), read_only=True, **options)
        self.connection = _engine(self.PACKAGE).Connection(self.database)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()
        self.database.close()

    @classmethod
    def write(cls, file: Path, graph: PropertyGraph) -> None:
        """Make the file."""
        # One checkpoint at the end: one after every table would take three times as long.
        database = _engine(cls.PACKAGE).Database(str(file), auto_checkpoint=False)
        connection = _engine(cls.PACKAGE).Connection(database)
        for statement in create_statements(graph.ontology):
            connection.execute(statement)
        for nodes in graph.nodes():
            rows = nodes.rows.to_arrow()  # the engine finds the variable by its name
            connection.execute(f"COPY `{nodes.type.label}` FROM rows")
            del rows
        for found in graph.relationships():
            rows = found.rows.to_arrow()
            ends = f"from='{found.source}', to='{found.target}'"
            connection.execute(f"COPY `{found.type.name}` FROM rows ({ends})")
            del rows
        connection.execute("CHECKPOINT")
        connection.close()
        database.close()

    def class_counts(self) -> dict[str, int]:
        """Label → number of its nodes."""
        return dict(self._rows("MATCH (n) RETURN label(n), count(*)"))

    def relation_counts(self, ontology: Ontology) -> dict[str, int]:
        """IRI of the property that a type stands for → number of relationships."""
        iris = {kind.name: kind.iri for kind in relationship_types(ontology)}
        counts: Counter[str] = Counter()
        for name, count in self._rows("MATCH ()-[r]->() RETURN label(r), count(*)"):
            counts[iris[name]] += count
        return dict(counts)

    def _rows(self, query: str) -> list[list[Any]]:
        return [list(row) for row in self.connection.execute(query)]


def _engine(name: str) -> Any:
    return importlib.import_module(name)


def create_statements(ontology: Ontology) -> list[str]:
    """A table a label, then a table a relationship type, for whatever the declaration has."""
    nodes = [_create_nodes(kind) for kind in node_types(ontology)]
    return nodes + [_create_relationships(kind) for kind in relationship_types(ontology)]


def _create_nodes(kind: NodeType) -> str:
    columns = ", ".join(map(_column, kind.properties))
    return f"CREATE NODE TABLE `{kind.label}` ({columns}, PRIMARY KEY (`uri`))"


def _create_relationships(kind: RelationshipType) -> str:
    ends = [f"FROM `{source}` TO `{target}`" for source, target in kind.endpoints]
    parts = ", ".join([*ends, *map(_column, kind.properties)])
    return f"CREATE REL TABLE `{kind.name}` ({parts})"


def _column(each: GraphProperty) -> str:
    return f"`{each.name}` {_TYPES[each.datatype]}{'[]' if each.multiple else ''}"


def write_in_child(request: dict[str, Any], emit: Emit) -> dict[str, Any]:
    """Write the store of a build from its tables, open it again, and count what it holds."""
    del emit
    # Whoever only asks needs no tables: their library takes longer to load than most answers.
    from graph.convert.property_graph import PropertyGraph
    from graph.tables import StoredTables

    ontology = load_ontology(Path(request["ontology"]))
    store, file = store_class(request["store"]), Path(request["file"])
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        store.write(file, PropertyGraph(ontology, StoredTables(Path(request["tables"]))))
        written = store(file)
    except RuntimeError:
        _require_space(file.parent)
        raise
    counts = {
        "classes": written.class_counts(),
        "relations": written.relation_counts(ontology),
    }
    written.close()
    return counts


def _require_space(folder: Path) -> None:
    """Engines do not say that the disk is full, so ask the system itself for some more.

    Raises:
        OSError: it has none.
    """
    with tempfile.NamedTemporaryFile(dir=folder) as more:
        more.write(bytes(SPACE_BYTES))
