"""Types of Cypher values as known before a query runs; a type known only then is ``any``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graph.ontology import Ontology
from graph.schema.cypher import GraphProperty, node_types, relationship_types

_KINDS = {
    "string": "text",
    "integer": "integer",
    "decimal": "float",
    "boolean": "boolean",
    "date": "date",
    "gYearMonth": "text",
}
# SQL types: a number for a node or relationship of the graph, JSON for a value of any type.
_SQL = {
    "integer": "BIGINT",
    "float": "DOUBLE",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "duration": "INTERVAL",
    "node": "INTEGER",
    "relationship": "INTEGER",
    "identity": "INTEGER",
    "path": "STRUCT(n INTEGER[], r INTEGER[])",
    "any": "VARCHAR",
    "null": "VARCHAR",
    "bytes": "BLOB",
}
NUMBERS = frozenset({"integer", "float"})
SCALARS = frozenset({"integer", "float", "text", "boolean", "date"})


@dataclass(frozen=True)
class Type:
    """The type of a value.

    ``kind``: integer, float, text, boolean, date, duration, node, relationship, identity (the
    number of one), path, list, map, null, any. ``item``: the type of a list's members. ``labels``:
    the possible labels of a node or types of a relationship. ``fields``: of a map.
    """

    kind: str
    item: Type | None = None
    labels: frozenset[str] = frozenset()
    fields: tuple[tuple[str, Type], ...] = ()

    @property
    def is_number(self) -> bool:
        """Tell whether values are integers or floats."""
        return self.kind in NUMBERS

    @property
    def members(self) -> Type:
        """Return the type of a list's members."""
        return self.item or NULL

    @property
    def sql(self) -> str:
        """Return the type in SQL; fields of maps are numbered.

        >>> list_of(Type("map", fields=(("a b", INTEGER),))).sql
        'STRUCT(f0 BIGINT)[]'
        """
        if self.kind == "list":
            return f"{self.members.sql}[]"
        if self.kind == "map":
            inner = [f"f{at} {kind.sql}" for at, (_, kind) in enumerate(self.fields)]
            return f"STRUCT({', '.join(inner or ['f0 BOOLEAN'])})"
        return _SQL[self.kind]

    @property
    def is_certain(self) -> bool:
        """Tell whether equal values are equal in SQL too: no part of the type is ``any``."""
        inside = [kind for _, kind in self.fields] + ([self.item] if self.item else [])
        return self.kind not in ("any", "duration") and all(kind.is_certain for kind in inside)


NULL, ANY, BOOLEAN, INTEGER, FLOAT, TEXT, DATE, PATH = (
    Type(kind) for kind in ("null", "any", "boolean", "integer", "float", "text", "date", "path")
)
BYTES, IDENTITY, DURATION = Type("bytes"), Type("identity"), Type("duration")

_TYPES = {bool: BOOLEAN, int: INTEGER, float: FLOAT, str: TEXT, type(None): NULL}


def list_of(item: Type) -> Type:
    """Return the type of lists with members of a type."""
    return Type("list", item=item)


ANYTHINGS = list_of(ANY)


def common(types: Iterable[Type]) -> Type:
    """Return the narrowest type that holds values of all these types.

    >>> common([INTEGER, NULL]) == INTEGER, common([INTEGER, FLOAT]).kind
    (True, 'any')
    """
    joined = NULL
    for kind in types:
        if kind.kind == "null" or joined == kind:
            continue
        if joined.kind == "null":
            joined = kind
        elif joined.kind == kind.kind and joined.kind in ("node", "relationship"):
            joined = replace(joined, labels=joined.labels | kind.labels)
        elif joined.kind == kind.kind == "list":
            joined = list_of(common([joined.members, kind.members]))
        elif (
            joined.kind == kind.kind == "map"
            and dict(joined.fields).keys() == dict(kind.fields).keys()
        ):
            others = dict(kind.fields)
            fields = tuple(
                (name, common([field_type, others[name]])) for name, field_type in joined.fields
            )
            if [name for name, _ in joined.fields] != [name for name, _ in kind.fields]:
                return ANY
            joined = replace(joined, fields=fields)
        else:
            return ANY
    return joined


def type_of_value(value: object) -> Type:
    """Return the type of a parameter's value.

    >>> type_of_value(["a", "b"]).members.kind, type_of_value(True).kind
    ('text', 'boolean')
    """
    if type(value) in _TYPES:
        return _TYPES[type(value)]
    if isinstance(value, list):
        return list_of(common(map(type_of_value, value)))
    if isinstance(value, dict):
        return Type(
            "map", fields=tuple((str(name), type_of_value(item)) for name, item in value.items())
        )
    return ANY


class Schema:
    """Labels, relationship types, who joins whom, and the type of every property."""

    def __init__(self, ontology: Ontology) -> None:
        nodes, relationships = node_types(ontology), relationship_types(ontology)
        self.labels = frozenset(kind.label for kind in nodes)
        self.types = frozenset(kind.name for kind in relationships)
        self.joins = {kind.name: frozenset(kind.endpoints) for kind in relationships}
        self.owners: dict[str, set[str]] = {}
        self.properties: dict[str, Type] = {}
        for name, properties in [
            *((kind.label, kind.properties) for kind in nodes),
            *((kind.name, kind.properties) for kind in relationships),
        ]:
            for prop in properties:
                self.owners.setdefault(prop.name, set()).add(name)
                self.properties[prop.name] = _type_of(prop)

    def of(self, owners: Iterable[str]) -> list[str]:
        """List the properties of these labels or types."""
        wanted = set(owners)
        return sorted(name for name, having in self.owners.items() if having & wanted)


def _type_of(prop: GraphProperty) -> Type:
    kind = Type(_KINDS[prop.datatype])
    return list_of(kind) if prop.multiple else kind
