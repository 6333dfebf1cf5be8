"""What the embedded engine answers, as plain values: nodes, relationships and paths readable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graph.queries.answers import plain
from graph.queries.cypher.types import ENGINE_TYPES, Type

Id = tuple[int, int]
_AT_ONCE = 1000
_SCALARS = frozenset({*ENGINE_TYPES, "null"})


class Reader:
    """Rows of one answer. ``kinds``: the type of each column."""

    def __init__(self, store: Any, kinds: list[Type]) -> None:
        self.store = store
        self.kinds = kinds
        self.uris: dict[Id, str] = {}

    def read(self, rows: list[list[Any]]) -> list[list[Any]]:
        """The rows as JSON has them."""
        if all(kind.kind in _SCALARS for kind in self.kinds):
            return [list(map(plain, row)) for row in rows]
        self._look_up({end for row in rows for cell in row for end in _ends(cell)})
        return [
            [self._value(cell, kind) for cell, kind in zip(row, self.kinds, strict=True)]
            for row in rows
        ]

    def _look_up(self, ids: Iterable[Id]) -> None:
        """The uris of nodes that relationships only name by the engine's numbers."""
        waiting = sorted(ids)
        for first in range(0, len(waiting), _AT_ONCE):
            batch = waiting[first : first + _AT_ONCE]
            listed = ", ".join(f"internal_id({table}, {offset})" for table, offset in batch)
            query = f"MATCH (n) WHERE id(n) IN [{listed}] RETURN id(n), n.uri"
            for number, uri in self.store.connection.execute(query):
                self.uris[_id(number)] = uri

    def _value(self, cell: Any, kind: Type) -> Any:
        if cell is None:
            return None
        if kind.kind == "node":
            return _node(cell)
        if kind.kind == "properties":
            return _own(cell)
        if kind.kind == "relationship":
            return self._relationship(cell)
        if kind.kind == "path":
            return {
                "nodes": [_node(each) for each in _hidden(cell, "NODES")],
                "relationships": [self._relationship(each) for each in _hidden(cell, "RELS")],
            }
        if kind.kind == "list" and kind.item:
            return [self._value(each, kind.item) for each in cell]
        if kind.kind == "map":
            values = [cell[f"f{at}"] for at in range(len(kind.fields))]
            return {
                name: self._value(value, inner)
                for (name, inner), value in zip(kind.fields, values, strict=True)
            }
        return plain(cell)

    def _relationship(self, cell: dict[str, Any]) -> dict[str, Any]:
        source, target = (self._uri(_hidden(cell, end)) for end in ("SRC", "DST"))
        return relationship_value(_hidden(cell, "LABEL"), source, target, cell)

    def _uri(self, number: dict[str, int]) -> str:
        if _id(number) not in self.uris:  # kuzu, of relationships out of some paths
            raise RuntimeError(f"no node {_id(number)}")
        return self.uris[_id(number)]


def _node(cell: dict[str, Any]) -> dict[str, Any]:
    return node_value(_hidden(cell, "LABEL"), cell)


def node_value(label: str, properties: dict[str, Any]) -> dict[str, Any]:
    """A node as it is answered: its label, then what it has of properties.

    >>> node_value("Area", {"uri": "u", "name": "甲", "note": None})
    {'label': 'Area', 'uri': 'u', 'name': '甲'}
    """
    return {"label": label} | _own(properties)


def relationship_value(
    type_name: str, source: str, target: str, properties: dict[str, Any]
) -> dict[str, Any]:
    """A relationship as it is answered: type, uris of its ends, then its properties."""
    return {"type": type_name, "source": source, "target": target} | _own(properties)


def _own(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        name: plain(value.to_native() if hasattr(value, "to_native") else value)
        for name, value in properties.items()
        if value is not None and not name.startswith("_")
    }


def _hidden(cell: dict[str, Any], name: str) -> Any:
    """What an engine tells of a node, relationship or path: ladybug in capitals, kuzu in small."""
    return cell[f"_{name}"] if f"_{name}" in cell else cell[f"_{name.lower()}"]


def _id(number: dict[str, int]) -> Id:
    return number["table"], number["offset"]


def _ends(cell: Any) -> Iterator[Id]:
    """The ends of every relationship in a cell."""
    if isinstance(cell, dict):
        if "_SRC" in cell or "_src" in cell:
            yield _id(_hidden(cell, "SRC"))
            yield _id(_hidden(cell, "DST"))
        else:
            for each in cell.values():
                yield from _ends(each)
    elif isinstance(cell, list):
        for each in cell:
            yield from _ends(each)
