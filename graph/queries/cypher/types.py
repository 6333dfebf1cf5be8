"""Types of Cypher values, known before a query runs: where engines differ, the type decides."""

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
ENGINE_TYPES = {
    "text": "STRING",
    "integer": "INT64",
    "float": "DOUBLE",
    "number": "DOUBLE",
    "boolean": "BOOL",
    "date": "DATE",
}
NUMBERS = frozenset({"integer", "float", "number"})


@dataclass(frozen=True)
class Type:
    """What a value is.

    ``kind``: integer, float, number (either), text, boolean, date, node, relationship, path, list,
    map, null. ``item``: of a list. ``labels``: a node's or relationship's possible ones.
    ``fields``: of a map. ``optional``: may be null though it is a node, relationship or path.
    ``holes``: a list that may hold null. ``loose``: a node out of a list, with which no pattern
    can begin.
    """

    kind: str
    item: Type | None = None
    labels: frozenset[str] = frozenset()
    fields: tuple[tuple[str, Type], ...] = ()
    optional: bool = False
    holes: bool = False
    loose: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is an integer, a float, or one of them."""
        return self.kind in NUMBERS

    @property
    def engine(self) -> str | None:
        """The type in the engine's words, where it can be named."""
        if self.kind == "list":
            inner = self.item.engine if self.item else None
            return f"{inner}[]" if inner else None
        return ENGINE_TYPES.get(self.kind)


NULL, BOOLEAN, INTEGER, FLOAT, TEXT, DATE, PATH = (
    Type(kind) for kind in ("null", "boolean", "integer", "float", "text", "date", "path")
)

_TYPES = {bool: BOOLEAN, int: INTEGER, float: FLOAT, str: TEXT, type(None): NULL}


def list_of(item: Type, *, holes: bool = False) -> Type:
    """A list type."""
    return Type("list", item=item, holes=holes)


def common(types: Iterable[Type]) -> Type | None:
    """The type of values that may be any of these; None where engines would not agree on one.

    >>> common([INTEGER, NULL]) == INTEGER, common([INTEGER, FLOAT]).kind, common([INTEGER, TEXT])
    (True, 'number', None)
    """
    found = NULL
    for each in types:
        if each.kind == "null" or found == each:
            continue
        if found.kind == "null":
            found = each
        elif found.is_number and each.is_number:
            found = Type("number")
        elif found.kind == each.kind == "node" or found.kind == each.kind == "relationship":
            found = replace(found, labels=found.labels | each.labels, optional=True)
        elif found.kind == each.kind == "list":
            inner = common([found.item or NULL, each.item or NULL])
            if inner is None:
                return None
            found = list_of(inner, holes=found.holes or each.holes)
        else:
            return None
    return found


def are_comparable(left: Type, right: Type) -> bool:
    """Whether ``=`` and ``<`` mean the same in both engines."""
    if "null" in (left.kind, right.kind):
        return True
    return left.kind == right.kind or (left.is_number and right.is_number)


def type_of_value(value: object) -> Type | None:
    """The type of a parameter's value; None for what cannot be one.

    >>> type_of_value(["a", "b"]).item.kind, type_of_value(True).kind
    ('text', 'boolean')
    """
    if type(value) in _TYPES:
        return _TYPES[type(value)]
    if isinstance(value, list):
        items = [type_of_value(each) for each in value]
        inner = common(each for each in items if each)
        if None in items or inner is None:
            return None
        return list_of(inner, holes=None in value)
    if isinstance(value, dict):
        fields = {str(key): type_of_value(each) for key, each in value.items()}
        if any(each is None for each in fields.values()):
            return None
        return Type("map", fields=tuple((k, t) for k, t in fields.items() if t))
    return None


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

    def of(self, owner: str) -> list[str]:
        """Properties of a label or type."""
        return sorted(name for name, owners in self.owners.items() if owner in owners)


def _type_of(each: GraphProperty) -> Type:
    kind = Type(_KINDS[each.datatype])
    return list_of(kind) if each.multiple else kind
