"""Types of Cypher values, known before a query runs; what is known only then is of any type."""

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
# What stands for a value in SQL: a number for what the graph holds, JSON for what may be anything.
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
    """What a value is.

    ``kind``: integer, float, text, boolean, date, duration, node, relationship, identity (the
    number of one), path, list, map, null, any. ``item``: of a list. ``labels``: a node's or
    relationship's possible ones. ``fields``: of a map.
    """

    kind: str
    item: Type | None = None
    labels: frozenset[str] = frozenset()
    fields: tuple[tuple[str, Type], ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it is an integer or a float."""
        return self.kind in NUMBERS

    @property
    def members(self) -> Type:
        """The type of a list's members."""
        return self.item or NULL

    @property
    def sql(self) -> str:
        """The type in SQL; fields of maps are numbered.

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
        """Whether equal values are equal in SQL too: nothing within it may be anything."""
        inside = [kind for _, kind in self.fields] + ([self.item] if self.item else [])
        return self.kind not in ("any", "duration") and all(kind.is_certain for kind in inside)


NULL, ANY, BOOLEAN, INTEGER, FLOAT, TEXT, DATE, PATH = (
    Type(kind) for kind in ("null", "any", "boolean", "integer", "float", "text", "date", "path")
)
BYTES, IDENTITY, DURATION = Type("bytes"), Type("identity"), Type("duration")

_TYPES = {bool: BOOLEAN, int: INTEGER, float: FLOAT, str: TEXT, type(None): NULL}


def list_of(item: Type) -> Type:
    """A list type."""
    return Type("list", item=item)


ANYTHINGS = list_of(ANY)


def common(types: Iterable[Type]) -> Type:
    """The type of values that may be any of these.

    >>> common([INTEGER, NULL]) == INTEGER, common([INTEGER, FLOAT]).kind
    (True, 'any')
    """
    joined = NULL
    for each in types:
        if each.kind == "null" or joined == each:
            continue
        if joined.kind == "null":
            joined = each
        elif joined.kind == each.kind and joined.kind in ("node", "relationship"):
            joined = replace(joined, labels=joined.labels | each.labels)
        elif joined.kind == each.kind == "list":
            joined = list_of(common([joined.members, each.members]))
        elif (
            joined.kind == each.kind == "map"
            and dict(joined.fields).keys() == dict(each.fields).keys()
        ):
            other = dict(each.fields)
            fields = tuple((name, common([kind, other[name]])) for name, kind in joined.fields)
            if [name for name, _ in joined.fields] != [name for name, _ in each.fields]:
                return ANY
            joined = replace(joined, fields=fields)
        else:
            return ANY
    return joined


def type_of_value(value: object) -> Type:
    """The type of a parameter's value.

    >>> type_of_value(["a", "b"]).members.kind, type_of_value(True).kind
    ('text', 'boolean')
    """
    if type(value) in _TYPES:
        return _TYPES[type(value)]
    if isinstance(value, list):
        return list_of(common(map(type_of_value, value)))
    if isinstance(value, dict):
        return Type("map", fields=tuple((str(k), type_of_value(v)) for k, v in value.items()))
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
            for each in properties:
                self.owners.setdefault(each.name, set()).add(name)
                self.properties[each.name] = _type_of(each)

    def of(self, owners: Iterable[str]) -> list[str]:
        """Properties of these labels or types."""
        wanted = set(owners)
        return sorted(name for name, having in self.owners.items() if having & wanted)


def _type_of(each: GraphProperty) -> Type:
    kind = Type(_KINDS[each.datatype])
    return list_of(kind) if each.multiple else kind
