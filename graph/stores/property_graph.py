"""The property graph of a build: one DuckDB file, written once, then only read.

A node and a relationship have a number, which means nothing outside the file. Each label has a
table of its nodes, ``nodes Label``, and each type two of its relationships, ``relationships TYPE``
in the order of what they begin at and ``reversed TYPE`` of what they end at, so that a question
about some reads no others. For questions about any kind ``nodes`` and ``relationships`` hold all of
them with all their properties. A property that none has is no column.
"""

from __future__ import annotations

import re
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
    from duckdb import DuckDBPyConnection

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
ROW_GROUP = 122_880  # rows that the engine reads in one thread
SMALL, SMALL_BLOCK, BLOCK = 100_000, 16 * 1024, 64 * 1024  # rows, bytes
_TABLE = re.compile(r'"((?:nodes|relationships|reversed) [^"]+)"|\b(nodes|relationships)\b')
NOTHING = {  # tables of a graph without anything
    NODES: "(_label label, _id INTEGER, uri VARCHAR)",
    FORTH: "(_type relationship_type, _id INTEGER, _source INTEGER, _target INTEGER)",
}
_ENDS = {"_id": "INTEGER", "_source": "INTEGER", "_target": "INTEGER"}


def table_of(kind: str, name: str) -> str:
    """Return the table of one label or type. ``kind``: the table of all."""
    return f"{kind} {name}"


class PropertyGraphStore:
    """The property graph of a build; every declared label and type can be asked.

    ``settings``: statements for each connection. The first has one thread, since waking others
    costs more than most questions; :meth:`make_room_for` opens one with all where they help.
    """

    LANGUAGE: ClassVar[str] = "cypher"
    PACKAGE: ClassVar[str] = "duckdb"

    def __init__(self, file: Path, settings: Iterable[str] = ()) -> None:
        self._file, self._settings = str(file), tuple(settings)
        self._has_all_threads = False
        self.connection = self._connect({"threads": 1})

    def _connect(self, config: dict[str, Any]) -> DuckDBPyConnection:
        import duckdb

        connection = duckdb.connect(self._file, read_only=True, config=config)
        for setting in self._settings:
            connection.execute(setting)
        return connection

    def make_room_for(self, query: str) -> None:
        """Use all threads from now on, if a query reads a table that several can share."""
        tables = {quoted or bare for quoted, bare in _TABLE.findall(query)}
        most = max((self._rows_of[table] for table in tables), default=0)
        if self._has_all_threads or most <= ROW_GROUP:
            return
        self._has_all_threads = True
        self.close()
        self.connection = self._connect({})

    @cached_property
    def _rows_of(self) -> Mapping[str, int]:
        """Table → its number of rows."""
        return dict(self._rows("SELECT table_name, estimated_size FROM duckdb_tables()"))

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    @cached_property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """Table → its columns."""
        columns: dict[str, set[str]] = {}
        for table, column in self._rows("SELECT table_name, column_name FROM duckdb_columns()"):
            columns.setdefault(table, set()).add(column)
        return {table: frozenset(names) for table, names in columns.items()}

    @staticmethod
    def write(file: Path, graph: PropertyGraph) -> dict[str, dict[str, int]]:
        """Make the file, open it again, and count its classes and relations."""
        writer = _Writer(file, graph)
        writer.nodes()
        writer.relationships()
        writer.close()
        store = PropertyGraphStore(file)
        counts = {
            "classes": store.class_counts(),
            "relations": store.relation_counts(graph.ontology),
        }
        store.close()
        return counts

    def class_counts(self) -> dict[str, int]:
        """Count the nodes of each label, if both tables hold as many."""
        return self._counts(NODES, NODES, "_label")

    def relation_counts(self, ontology: Ontology) -> dict[str, int]:
        """Count relationships by the IRI of their type, if all tables hold as many."""
        iris = {kind.name: kind.iri for kind in relationship_types(ontology)}
        back = self._counts(FORTH, BACK, "_type")
        counts: Counter[str] = Counter()
        for name, count in self._counts(FORTH, FORTH, "_type").items():
            counts[iris[name]] += count if back.get(name) == count else 0
        return dict(counts)

    def _counts(self, table: str, kind: str, column: str) -> dict[str, int]:
        counts = self._rows(f"SELECT {column}, count(*) FROM {table} GROUP BY ALL")
        of_each = " UNION ALL ".join(
            f"SELECT '{name}', count(*) FROM \"{table_of(kind, name)}\"" for name, _ in counts
        )
        return dict(set(counts) & set(self._rows(of_each))) if counts else {}

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows


def quoted(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


class _Writer:
    """The writer of a file."""

    def __init__(self, file: Path, graph: PropertyGraph) -> None:
        import duckdb

        self.graph = graph
        # A second thread is woken for nothing; each column of a table takes a block at least.
        small = is_small(graph.tables)
        self.connection = duckdb.connect(config={"threads": 1} if small else {})
        block = SMALL_BLOCK if small else BLOCK
        self.connection.execute(f"ATTACH {quoted(str(file))} AS graph (BLOCK_SIZE {block})")
        self.connection.execute("USE graph")
        self.connection.execute("BEGIN")
        for statement in create_statements(graph.ontology):
            self.connection.execute(statement)
        self.node_count = 0
        self.numbers: dict[str, pl.DataFrame] = {}  # label → uris with numbers

    def close(self) -> None:
        self.connection.execute("COMMIT")
        self.connection.execute("CHECKPOINT")
        self.connection.close()

    def nodes(self) -> None:
        names = []
        for nodes in self.graph.nodes():
            rows = nodes.rows.with_row_index("_id", offset=self.node_count + 1)
            self.node_count += rows.height
            self.numbers[nodes.type.label] = rows.select("uri", "_id")
            columns = {"_id": "INTEGER"} | _columns(nodes.type.properties, nodes.rows)
            self._insert(table_of(NODES, nodes.type.label), columns, rows)
            names.append(nodes.type.label)
        self._create_union(NODES, "_label label", names)

    def relationships(self) -> None:
        import polars as pl

        first, names = 0, []
        parts: dict[str, list[Relationships]] = {}
        for links in self.graph.relationships():
            parts.setdefault(links.type.name, []).append(links)
        for name, parts_of_type in parts.items():
            numbered = pl.concat([self._numbered(links) for links in parts_of_type])
            rows = numbered.sort("_source", "_target").collect()
            rows = rows.with_row_index("_id", offset=first + 1)
            first += rows.height
            columns = _ENDS | _columns(parts_of_type[0].type.properties, rows)
            self._insert(table_of(FORTH, name), columns, rows)
            self._insert(table_of(BACK, name), columns, rows.sort("_target", "_source"))
            names.append(name)
        self._create_union(FORTH, "_type relationship_type", names)

    def _numbered(self, links: Relationships) -> pl.LazyFrame:
        """Replace the uris at the ends of the rows by numbers."""
        source = self.numbers[links.source].lazy().rename({"uri": "source", "_id": "_source"})
        target = self.numbers[links.target].lazy().rename({"uri": "target", "_id": "_target"})
        rows = links.rows.lazy().join(source, on="source").join(target, on="target")
        return rows.drop("source", "target")

    def _insert(self, table: str, columns: Mapping[str, str], rows: pl.DataFrame) -> None:
        listed = ", ".join(
            f'CAST("{name}" AS {kind}) AS "{name}"' for name, kind in columns.items()
        )
        stream = _Stream(rows.select(*columns))  # found by its name
        self.connection.execute(f'CREATE TABLE "{table}" AS SELECT {listed} FROM stream')
        del stream

    def _create_union(self, table: str, kind: str, names: Iterable[str]) -> None:
        """Create a table of all the labels or types, one after the other."""
        column, _, enum = kind.partition(" ")
        union = " UNION ALL BY NAME ".join(
            f"SELECT CAST('{name}' AS {enum}) AS {column}, * FROM \"{table_of(table, name)}\""
            for name in names
        )
        self.connection.execute(
            f"CREATE TABLE {table} {'AS ' + union if union else NOTHING[table]}"
        )


class _Stream:
    """A frame as the engine reads it, without a slow library in between."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.__arrow_c_stream__ = rows.__arrow_c_stream__


def is_small(tables: Tables) -> bool:
    """Tell whether there are few nodes."""
    return sum(rows.height for rows in tables.values()) < SMALL


def create_statements(ontology: Ontology) -> list[str]:
    """Write the types of the file: labels, and types of relationships."""
    labels = (kind.label for kind in node_types(ontology))
    types = (kind.name for kind in relationship_types(ontology))
    return [
        f"CREATE TYPE label AS ENUM ({_listed(labels)})",
        f"CREATE TYPE relationship_type AS ENUM ({_listed(types)})",
    ]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _columns(properties: Iterable[GraphProperty], rows: pl.DataFrame) -> dict[str, str]:
    """Return the columns with anything in them."""
    return {
        attribute.name: _TYPES[attribute.datatype] + "[]" * attribute.multiple
        for attribute in properties
        if rows[attribute.name].null_count() < rows.height
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
