"""Tables → nodes and relationships of a property graph, as frames: for Cypher stores and networkx.

The relationships are those of :mod:`graph.convert.relations`, parted by the labels they join. What
a type says of two nodes it says once, however many columns or tables say it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from graph.convert.relations import Relation, Relations
from graph.ontology import Ontology
from graph.schema.cypher import NodeType, RelationshipType, node_types, relationship_types
from graph.tables import Tables

SOURCE, TARGET = "source", "target"
_LABELS = ("__source_label", "__target_label")


@dataclass(frozen=True)
class Nodes:
    """The nodes of one label.

    ``rows``: one column a property, named and ordered as in the type; ``uri`` is unique.
    """

    type: NodeType
    rows: pl.DataFrame


@dataclass(frozen=True)
class Relationships:
    """The relationships of one type between nodes of two labels.

    ``rows``: ``source`` and ``target`` (uris, each pair once), then the properties of the type.
    """

    type: RelationshipType
    source: str
    target: str
    rows: pl.DataFrame


class PropertyGraph:
    """The nodes and relationships of a set of tables. Labels and types without any are left out."""

    def __init__(self, ontology: Ontology, tables: Tables) -> None:
        self.ontology = ontology
        self.tables = tables
        self.relations = Relations(ontology, tables)

    def nodes(self) -> Iterator[Nodes]:
        """Yield the nodes, label by label."""
        for kind in node_types(self.ontology):
            rows = self.tables[kind.table]
            if rows.height:
                yield Nodes(kind, rows.select(p.name for p in kind.properties))

    def relationships(self) -> Iterator[Relationships]:
        """Yield the relationships, type by type, then by the labels they join."""
        kinds = {kind.iri: kind for kind in relationship_types(self.ontology)}
        parts_of: dict[tuple[str, str, str], list[pl.DataFrame]] = defaultdict(list)
        for relation in self.relations:
            kind = kinds[relation.property]
            for source, target, rows in self._split_by_label(kind, relation):
                parts_of[kind.iri, source, target].append(rows)
        for iri, kind in kinds.items():
            for (type_iri, source, target), parts in parts_of.items():
                if type_iri == iri:
                    yield Relationships(kind, source, target, _unite(kind, parts))

    def _split_by_label(
        self, kind: RelationshipType, relation: Relation
    ) -> Iterator[tuple[str, str, pl.DataFrame]]:
        """Yield the pairs of one relation by the labels of their ends."""
        if not relation.pairs.height:
            return
        routes = [r for r in kind.routes if r.table == relation.table] or list(kind.routes)
        sources, targets = {r.source for r in routes}, {r.target for r in routes}
        if len(sources) == len(targets) == 1:
            yield sources.pop(), targets.pop(), relation.pairs
            return
        pairs = self._labelled(relation.pairs, SOURCE, sources)
        pairs = self._labelled(pairs, TARGET, targets)
        parts = pairs.partition_by(_LABELS, as_dict=True, include_key=False, maintain_order=True)
        for (source, target), rows in parts.items():
            yield str(source), str(target), rows

    def _labelled(self, pairs: pl.DataFrame, end: str, labels: set[str]) -> pl.DataFrame:
        """Add the label of one end to pairs: the only one there can be, or looked up."""
        name = f"__{end}_label"
        if len(labels) == 1:
            return pairs.with_columns(pl.lit(next(iter(labels))).alias(name))
        labels_of = self._label_of.rename({"uri": end, "label": name})
        return pairs.join(labels_of, on=end, how="inner", maintain_order="left")

    @cached_property
    def _label_of(self) -> pl.DataFrame:
        return pl.concat(
            self.tables[kind.table].select("uri", pl.lit(kind.label).alias("label"))
            for kind in node_types(self.ontology)
        )


def _unite(kind: RelationshipType, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Unite the parts in one frame, each pair once, with the properties of the type in order."""
    rows = parts[0]
    if len(parts) > 1:
        rows = pl.concat(parts, how="diagonal")
        rows = rows.unique([SOURCE, TARGET], keep="first", maintain_order=True)
    columns = [SOURCE, TARGET, *(p.name for p in kind.properties)]
    return rows if rows.columns == columns else rows.select(columns)
