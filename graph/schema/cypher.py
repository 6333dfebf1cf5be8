"""The declaration as a property graph: node types, relationship types, constraints and indexes.

Every table whose rows are nodes is a label; every datatype column is a property of its name; every
reference, composite reference and direct link is a relationship between the labels it can join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from graph.errors import DeclarationFault
from graph.ontology import PROV, DirectLink, Ontology, Table

DERIVED_FROM = PROV + "wasDerivedFrom"
SOURCE_TABLE = "sources"


@dataclass(frozen=True)
class GraphProperty:
    """A property of nodes or relationships. ``datatype`` is the local name of an XSD type."""

    name: str
    datatype: str
    multiple: bool = False
    required: bool = False


URI = GraphProperty("uri", "string", required=True)
SOURCE_ROW = GraphProperty("source_row", "integer")


@dataclass(frozen=True)
class NodeType:
    """A label: the table its nodes are rows of, and its properties (``uri`` first, unique).

    ``looked_up`` are the properties that people find a node by: its key and its name.
    """

    label: str
    table: str
    properties: tuple[GraphProperty, ...]
    looked_up: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """Two labels that a relationship can join, and what declares it: a table and a part of it.

    ``by`` is the name of a column, of a composite reference, or of a direct link.
    """

    source: str
    target: str
    table: str
    by: str


@dataclass(frozen=True)
class RelationshipType:
    """A relationship type, the RDF property ``iri`` it stands for, its routes, its properties."""

    name: str
    iri: str
    routes: tuple[Route, ...]
    properties: tuple[GraphProperty, ...] = ()

    @property
    def endpoints(self) -> tuple[tuple[str, str], ...]:
        """The distinct pairs of labels it joins, in order."""
        return tuple(dict.fromkeys((route.source, route.target) for route in self.routes))


def node_types(ontology: Ontology) -> tuple[NodeType, ...]:
    """List a node type for each table whose rows are nodes, in the order of the tables."""
    return tuple(_node_type(table) for table in ontology.tables.values() if table.is_node)


def _node_type(table: Table) -> NodeType:
    columns = [c for c in table.columns if c.target_class is None]
    system = (URI,) if table.name == SOURCE_TABLE else (URI, SOURCE_ROW)
    return NodeType(
        label=table.class_name,
        table=table.name,
        properties=(
            *system,
            *(GraphProperty(c.name, c.datatype, c.multiple, c.required) for c in columns),
        ),
        looked_up=tuple(c.name for c in columns if c.key_part is not None or c.is_label),
    )


def relationship_types(ontology: Ontology) -> tuple[RelationshipType, ...]:
    """List all relationship types by name: references, composites, links, provenance."""
    routes: dict[str, list[Route]] = defaultdict(list)
    attributes: dict[str, dict[str, GraphProperty]] = defaultdict(dict)
    for table in ontology.tables.values():
        for iri, route in _routes_of_rows(ontology, table):
            routes[iri].append(route)
    for link in ontology.links:
        routes[link.property] += _routes_of_link(ontology, link)
        columns = ontology.tables[link.table].by_name
        attributes[link.property] |= {
            name: GraphProperty(name, columns[name].datatype, columns[name].multiple)
            for name in link.attributes
        }
    attributes[DERIVED_FROM] = {p.name: p for p in (SOURCE_ROW, GraphProperty("grade", "string"))}
    types = [
        RelationshipType(
            _name(ontology, iri), iri, tuple(routes_of_type), tuple(attributes[iri].values())
        )
        for iri, routes_of_type in routes.items()
    ]
    return tuple(sorted(types, key=lambda t: t.name))


def _name(ontology: Ontology, iri: str) -> str:
    if iri not in ontology.properties:
        raise DeclarationFault("error.undeclared", subject=iri, what="label")
    return ontology.properties[iri].relationship


def _routes_of_rows(ontology: Ontology, table: Table) -> Iterable[tuple[str, Route]]:
    """Yield the routes from the node of a row: references, composites, its source."""
    if not table.is_node:
        return
    start = table.class_name
    for column in table.references:
        for target in ontology.targets_of(column):
            yield column.path, Route(start, target.class_name, table.name, column.name)
    for composite in table.composites:
        yield (
            composite.property,
            Route(start, composite.target_class, table.name, composite.name),
        )
    if table.name != SOURCE_TABLE:
        source = ontology.tables[SOURCE_TABLE].class_name
        yield DERIVED_FROM, Route(start, source, table.name, "source_uri")


def _routes_of_link(ontology: Ontology, link: DirectLink) -> list[Route]:
    table = ontology.tables[link.table]
    targets = [link.target_class] if link.target_class else _classes(ontology, table, link.target)
    return [
        Route(source, target, table.name, link.name)
        for source in _classes(ontology, table, link.source)
        for target in targets
    ]


def _classes(ontology: Ontology, table: Table, end: str) -> list[str]:
    """List the labels a link's end may have; without a reference it is the row itself."""
    for composite in table.composites:
        if composite.name == end:
            return [composite.target_class]
    target_class = table.by_name[end].target_class
    if target_class is None:
        return [table.class_name]
    return [target.class_name for target in ontology.target_tables(target_class)]


# Statements for a Neo4j server ------------------------------------------------------------------


def constraint_statements(ontology: Ontology) -> list[str]:
    """Make ``uri`` unique in every label; Community edition takes no other constraint."""
    return [
        f"CREATE CONSTRAINT {node.table}_uri IF NOT EXISTS "
        f"FOR (n:{node.label}) REQUIRE n.uri IS UNIQUE"
        for node in node_types(ontology)
    ]


def index_statements(ontology: Ontology) -> list[str]:
    """Make an index for each property that people look nodes up by."""
    return [
        f"CREATE INDEX {node.table}_{name} IF NOT EXISTS FOR (n:{node.label}) ON (n.{name})"
        for node in node_types(ontology)
        for name in node.looked_up
    ]
