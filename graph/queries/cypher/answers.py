"""Rows of DuckDB as plain values: nodes, relationships and paths with their properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.queries.answers import plain
from graph.queries.cypher.dynamic import MARKS, StoreReference, read
from graph.queries.cypher.types import Type

_NODES = "SELECT * FROM nodes WHERE _id IN (SELECT unnest(CAST($ids AS INTEGER[])))"
_LINKS = (
    "SELECT l.*, s.uri AS _source_uri, t.uri AS _target_uri FROM relationships l "
    "JOIN nodes s ON s._id = l._source JOIN nodes t ON t._id = l._target "
    "WHERE l._id IN (SELECT unnest(CAST($ids AS INTEGER[])))"
)


class Reader:
    """The reader of an answer's rows. ``kinds``: the type of each column."""

    def __init__(self, connection: Any, kinds: list[Type]) -> None:
        self.connection = connection
        self.kinds = kinds
        self.nodes: dict[int, dict[str, Any]] = {}
        self.links: dict[int, dict[str, Any]] = {}

    def read(self, rows: list[tuple[Any, ...]]) -> list[list[Any]]:
        """Return rows as JSON values."""
        cells = [
            [_marked(cell, kind) for cell, kind in zip(row, self.kinds, strict=True)]
            for row in rows
        ]
        ids = {"node": set[int](), "relationship": set[int]()}
        for entity in _entities(cells):
            ids[_kind(entity)].add(entity.number)
        for row in self._looked_up(_NODES, ids["node"]):
            self.nodes[row["_id"]] = node_value(row["_label"], row)
        for row in self._looked_up(_LINKS, ids["relationship"]):
            source, target = row.pop("_source_uri"), row.pop("_target_uri")
            self.links[row["_id"]] = relationship_value(row["_type"], source, target, row)
        return [[self._plain(cell) for cell in row] for row in cells]

    def _looked_up(self, query: str, ids: set[int]) -> Iterator[dict[str, Any]]:
        if not ids:
            return
        result = self.connection.execute(query, {"ids": sorted(ids)})
        names = [column[0] for column in result.description]
        for row in result.fetchall():
            yield dict(zip(names, row, strict=True))

    def _plain(self, cell: Any) -> Any:
        if isinstance(cell, StoreReference) and cell.mark == MARKS["path"]:
            return self._plain(_along(cell))
        if isinstance(cell, StoreReference):
            entities = self.nodes if _kind(cell) == "node" else self.links
            return entities[cell.number]
        if isinstance(cell, list):
            return [self._plain(item) for item in cell]
        if isinstance(cell, dict):
            return {name: self._plain(item) for name, item in cell.items()}
        return cell if cell is None else plain(cell)


def _kind(entity: StoreReference) -> str:
    return "node" if entity.mark == MARKS["node"] else "relationship"


def _entities(cell: Any) -> Iterator[StoreReference]:
    """Yield the nodes and relationships within a cell."""
    if isinstance(cell, StoreReference) and cell.mark == MARKS["path"]:
        yield from _entities(_along(cell))
    elif isinstance(cell, StoreReference):
        yield cell
    elif isinstance(cell, (list, dict)):
        for item in cell.values() if isinstance(cell, dict) else cell:
            yield from _entities(item)


def _along(path: StoreReference) -> dict[str, list[StoreReference]]:
    return {
        "nodes": [StoreReference(MARKS["node"], number) for number in path.number["n"]],
        "relationships": [
            StoreReference(MARKS["relationship"], number) for number in path.number["r"]
        ],
    }


def _marked(cell: Any, kind: Type) -> Any:
    """Return a cell with its nodes and relationships marked, and maps with their field names."""
    if cell is None:
        return None
    if kind.kind == "any":
        return read(cell)
    if kind.kind in MARKS and kind.kind != "date":
        return StoreReference(MARKS[kind.kind], cell)
    if kind.kind == "list":
        return [_marked(item, kind.members) for item in cell]
    if kind.kind == "map":
        numbered_fields = enumerate(kind.fields)
        return {name: _marked(cell[f"f{at}"], inner) for at, (name, inner) in numbered_fields}
    return cell


def node_value(label: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Return a node for an answer: its label, then the properties it has.

    >>> node_value("Area", {"uri": "u", "name": "甲", "note": None})
    {'label': 'Area', 'uri': 'u', 'name': '甲'}
    """
    return {"label": label} | _own(properties)


def relationship_value(
    type_name: str, source: str, target: str, properties: dict[str, Any]
) -> dict[str, Any]:
    """Return a relationship for an answer: type, URIs of its ends, then its properties."""
    return {"type": type_name, "source": source, "target": target} | _own(properties)


def _own(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        name: plain(value.to_native() if hasattr(value, "to_native") else value)
        for name, value in properties.items()
        if value is not None and not name.startswith("_")
    }
