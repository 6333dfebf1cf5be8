"""The property graph of a build: one DuckDB file, written once, then only read.

A node and a relationship have a number, which means nothing outside the file. Each label has a
table of its nodes, ``nodes Label``, and each type two of its relationships, ``relationships TYPE``
in the order of what they begin at and ``reversed TYPE`` of what they end at, so that a question
about some reads no others. For questions about any kind ``nodes`` and ``relationships`` hold all of
them with all their properties. A property that none has is no column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from graph.ontology import Ontology
from graph.ontology import load as load_ontology
from graph.processes import Emit
from graph.schema.cypher import GraphProperty, node_types, relationship_types

if TYPE_CHECKING:
    import polars as pl

    from graph.convert.property_graph import PropertyGraph, Relationships
    from graph.tables import Tables

NODES, FORTH, BACK = "nodes", "relationships", "reversed"
_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "gYearMonth": "VARCHAR",
}
SMALL, SMALL_BLOCK, BLOCK = 100_000, 16 * 1024, 64 * 1024  # rows, bytes
NOTHING = {  # tables of a graph without anything
    NODES: "(_label label, _id INTEGER, uri VARCHAR)",
    FORTH: "(_type relationship_type, _id INTEGER, _source INTEGER, _target INTEGER)",
}
_ENDS = {"_id": "INTEGER", "_source": "INTEGER", "_target": "INTEGER"}


def table_of(kind: str, name: str) -> str:
    """The table of one label or type. ``kind``: the table of all."""
    return f"{kind} {name}"


class PropertyGraphStore:
    """The property graph of a build; every declared label and type can be asked."""

    LANGUAGE: ClassVar[str] = "cypher"
    PACKAGE: ClassVar[str] = "duckdb"

    def __init__(self, file: Path) -> None:
        import duckdb

        self.connection = duckdb.connect(str(file), read_only=True)

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    @cached_property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """Table → its columns."""
        found: dict[str, set[str]] = {}
        for table, column in self._rows("SELECT table_name, column_name FROM duckdb_columns()"):
            found.setdefault(table, set()).add(column)
        return {table: frozenset(names) for table, names in found.items()}

    @staticmethod
    def write(file: Path, graph: PropertyGraph) -> dict[str, dict[str, int]]:
        """Make the file, open it again, and count what it holds: classes and relations."""
        writer = _Writer(file, graph)
        writer.nodes()
        writer.relationships()
        writer.close()
        written = PropertyGraphStore(file)
        counts = {
            "classes": written.class_counts(),
            "relations": written.relation_counts(graph.ontology),
        }
        written.close()
        return counts

    def class_counts(self) -> dict[str, int]:
        """Label → number of its nodes, if both tables hold as many."""
        return self._counts(NODES, NODES, "_label")

    def relation_counts(self, ontology: Ontology) -> dict[str, int]:
        """IRI of what a type stands for → number of relationships, if all tables hold as many."""
        iris = {kind.name: kind.iri for kind in relationship_types(ontology)}
        back = self._counts(FORTH, BACK, "_type")
        counts: Counter[str] = Counter()
        for name, count in self._counts(FORTH, FORTH, "_type").items():
            counts[iris[name]] += count if back.get(name) == count else 0
        return dict(counts)

    def _counts(self, table: str, kind: str, column: str) -> dict[str, int]:
        counts = dict(self._rows(f"SELECT {column}, count(*) FROM {table} GROUP BY ALL"))
        own = {name: f'SELECT count(*) FROM "{table_of(kind, name)}"' for name in counts}
        return {name: n for name, n in counts.items() if self._rows(own[name]) == [(n,)]}

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows


class _Writer:
    """Writes one file, in one transaction: of a table each would cost more than most tables."""

    def __init__(self, file: Path, graph: PropertyGraph) -> None:
        import duckdb

        self.graph = graph
        self.connection = duckdb.connect()
        # Each column of a table takes a block at least.
        block = SMALL_BLOCK if is_small(graph.tables) else BLOCK
        place = str(file).replace("'", "''")
        self.connection.execute(f"ATTACH '{place}' AS graph (BLOCK_SIZE {block})")
        self.connection.execute("USE graph")
        self.connection.execute("BEGIN")
        for statement in create_statements(graph.ontology):
            self.connection.execute(statement)
        self.held = 0
        self.numbers: dict[str, pl.DataFrame] = {}  # label → uris with numbers

    def close(self) -> None:
        self.connection.execute("COMMIT")
        self.connection.execute("CHECKPOINT")
        self.connection.close()

    def nodes(self) -> None:
        written = []
        for nodes in self.graph.nodes():
            rows = nodes.rows.with_row_index("_id", offset=self.held + 1)
            self.held += rows.height
            self.numbers[nodes.type.label] = rows.select("uri", "_id")
            kept = {"_id": "INTEGER"} | _columns(nodes.type.properties, nodes.rows)
            self._insert(table_of(NODES, nodes.type.label), kept, rows)
            written.append(nodes.type.label)
        self._all(NODES, "_label label", written)

    def relationships(self) -> None:
        import polars as pl

        first, written = 0, []
        parts: dict[str, list[Relationships]] = {}
        for links in self.graph.relationships():
            parts.setdefault(links.type.name, []).append(links)
        for name, several in parts.items():
            numbered = pl.concat([self._numbered(links) for links in several])
            rows = numbered.sort("_source", "_target").collect()
            rows = rows.with_row_index("_id", offset=first + 1)
            first += rows.height
            kept = _ENDS | _columns(several[0].type.properties, rows)
            self._insert(table_of(FORTH, name), kept, rows)
            self._insert(table_of(BACK, name), kept, rows.sort("_target", "_source"))
            written.append(name)
        self._all(FORTH, "_type relationship_type", written)

    def _numbered(self, links: Relationships) -> pl.LazyFrame:
        """The rows with the numbers of their ends in place of uris."""
        source = self.numbers[links.source].lazy().rename({"uri": "source", "_id": "_source"})
        target = self.numbers[links.target].lazy().rename({"uri": "target", "_id": "_target"})
        rows = links.rows.lazy().join(source, on="source").join(target, on="target")
        return rows.drop("source", "target")

    def _insert(self, table: str, columns: Mapping[str, str], rows: pl.DataFrame) -> None:
        listed = ", ".join(
            f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items()
        )
        given = _Stream(rows.select(*columns))  # found by its name
        self.connection.execute(f'CREATE TABLE "{table}" AS SELECT {listed} FROM given')
        del given

    def _all(self, table: str, kind: str, names: Iterable[str]) -> None:
        """One table of all the labels or types, one after the other."""
        column, _, of = kind.partition(" ")
        every = " UNION ALL BY NAME ".join(
            f"SELECT CAST('{name}' AS {of}) AS {column}, * FROM \"{table_of(table, name)}\""
            for name in names
        )
        self.connection.execute(
            f"CREATE TABLE {table} {'AS ' + every if every else NOTHING[table]}"
        )


class _Stream:
    """A frame as the engine reads it without a library between the two, which loads slowly."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.__arrow_c_stream__ = rows.__arrow_c_stream__


def is_small(tables: Tables) -> bool:
    """Whether there are few nodes."""
    return sum(rows.height for rows in tables.values()) < SMALL


def create_statements(ontology: Ontology) -> list[str]:
    """The types of the file: labels, and types of relationships."""
    labels = (kind.label for kind in node_types(ontology))
    types = (kind.name for kind in relationship_types(ontology))
    return [
        f"CREATE TYPE label AS ENUM ({_listed(labels)})",
        f"CREATE TYPE relationship_type AS ENUM ({_listed(types)})",
    ]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _columns(properties: Iterable[GraphProperty], rows: pl.DataFrame) -> dict[str, str]:
    """The columns with anything in them."""
    return {
        each.name: _TYPES[each.datatype] + "[]" * each.multiple
        for each in properties
        if rows[each.name].null_count() < rows.height
    }


def write_in_child(request: dict[str, Any], emit: Emit) -> dict[str, Any]:
    """Write the store of a build from its tables."""
    del emit
    # Whoever only asks needs no tables: their library takes longer to load than most answers.
    from graph.convert.property_graph import PropertyGraph
    from graph.tables import StoredTables

    ontology, file = load_ontology(Path(request["ontology"])), Path(request["file"])
    file.parent.mkdir(parents=True, exist_ok=True)
    tables = StoredTables(Path(request["tables"]))
    return PropertyGraphStore.write(file, PropertyGraph(ontology, tables))
