"""Every relationship of the graph as a frame of pairs: the mapping that all stores share.

What the data contract lists as ``from → to`` is derived here from the declaration: reference
columns, references by several columns, direct links with their attributes, and provenance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from graph.convert.iris import joined
from graph.ontology import PROV, Column, DirectLink, Ontology, Table
from graph.tables import Tables

DERIVED_FROM = PROV + "wasDerivedFrom"
PLACE = ("source_row", "grade")  # columns with a row's place in a source


@dataclass(frozen=True)
class Relation:
    """Pairs of one property from one table.

    ``pairs``: ``source``, ``target`` (IRIs, distinct),
    and the attributes of the link, if it has any.
    """

    property: str
    table: str
    pairs: pl.DataFrame
    attributes: tuple[str, ...] = ()


class Relations:
    """All relations of a set of tables: worked out when first asked for, and kept."""

    def __init__(self, ontology: Ontology, tables: Tables) -> None:
        self.ontology = ontology
        self.tables = tables

    def __iter__(self) -> Iterator[Relation]:
        return iter(self._relations)

    @cached_property
    def _relations(self) -> list[Relation]:
        return list(self._derived())

    def _derived(self) -> Iterator[Relation]:
        for table in self.ontology.tables.values():
            rows = self.tables[table.name]
            if not rows.height:
                continue
            if table.is_node:
                yield from self._of_columns(table, rows)
                yield from self._of_composites(table, rows)
            yield from (self._direct(link, rows) for link in self._links[table.name])
        if (origin := self._provenance()).pairs.height:
            yield origin

    @cached_property
    def by_property(self) -> dict[str, pl.DataFrame]:
        """Property → its distinct pairs ``source``, ``target`` over all tables."""
        parts_of: dict[str, list[pl.DataFrame]] = {}
        for relation in self:
            pairs = relation.pairs
            if relation.attributes:
                pairs = pairs.select("source", "target")
            parts_of.setdefault(relation.property, []).append(pairs)
        return {
            name: parts[0] if len(parts) == 1 else pl.concat(parts).unique()
            for name, parts in parts_of.items()
        }

    def counts(self) -> dict[str, int]:
        """Count the distinct pairs of each property."""
        return {name: pairs.height for name, pairs in self.by_property.items()}

    # Lookups ----------------------------------------------------------------------------------

    @cached_property
    def _links(self) -> Mapping[str, list[DirectLink]]:
        links: dict[str, list[DirectLink]] = {name: [] for name in self.ontology.tables}
        for link in self.ontology.links:
            links[link.table].append(link)
        return links

    def _iris(self, target_class: str) -> pl.LazyFrame:
        """Return key → IRI of the things a class of references may mean."""
        return pl.concat(
            self.tables[table.name].lazy().select("node_key", pl.col("uri").alias("__iri"))
            for table in self.ontology.target_tables(target_class)
        )

    def _with_iri(self, rows: pl.LazyFrame, key: str, target_class: str, name: str) -> pl.LazyFrame:
        iris = self._iris(target_class).rename({"__iri": name})
        return rows.join(iris, left_on=key, right_on="node_key", how="inner", maintain_order="left")

    # Kinds of relations -------------------------------------------------------------------------

    def _of_columns(self, table: Table, rows: pl.DataFrame) -> Iterator[Relation]:
        for column in table.references:
            if rows[column.name].null_count() == rows.height:
                continue
            pairs = self._pairs(rows, column)
            if pairs.height:
                yield Relation(column.path, table.name, pairs)

    def _pairs(self, rows: pl.DataFrame, column: Column) -> pl.DataFrame:
        key = pl.col(column.name).alias("__key")
        keyed = rows.lazy().select(pl.col("uri").alias("source"), key)
        if column.multiple:
            keyed = keyed.explode("__key")
        keyed = keyed.filter(pl.col("__key").is_not_null())
        linked = self._with_iri(keyed, "__key", column.target_class or "", "target")
        return linked.select("source", "target").collect()

    def _of_composites(self, table: Table, rows: pl.DataFrame) -> Iterator[Relation]:
        for reference in table.composites:
            path = joined([rows[name] for name in reference.via])
            keyed = rows.lazy().select(pl.col("uri").alias("source"), path.alias("__key"))
            linked = self._with_iri(keyed, "__key", reference.target_class, "target")
            pairs = linked.select("source", "target").collect()
            if pairs.height:
                yield Relation(reference.property, table.name, pairs)

    def _direct(self, link: DirectLink, rows: pl.DataFrame) -> Relation:
        if link.where:
            column, value = link.where
            rows = rows.filter(pl.col(column) == value)
        ends = self._keyed(link, rows).lazy()
        ends = self._end(link, ends, link.source, "source", None)
        ends = self._end(link, ends, link.target, "target", link.target_class)
        names = ["source", "target", *link.attributes]
        pairs = ends.select(names).unique(["source", "target"], keep="first", maintain_order=True)
        return Relation(link.property, link.table, pairs.collect(), link.attributes)

    def _keyed(self, link: DirectLink, rows: pl.DataFrame) -> pl.DataFrame:
        """Return rows with the keys of the ends that several columns name."""
        for name, end in (("source", link.source), ("target", link.target)):
            for reference in self.ontology.tables[link.table].composites:
                if reference.name == end:
                    path = joined([rows[part] for part in reference.via])
                    rows = rows.with_columns(path.alias(f"__{name}"))
        return rows

    def _end(
        self, link: DirectLink, rows: pl.LazyFrame, end: str, name: str, target_class: str | None
    ) -> pl.LazyFrame:
        """Add the IRI of one end to rows: a reference column, a composite, or the row itself."""
        table = self.ontology.tables[link.table]
        for reference in table.composites:
            if reference.name == end:
                return self._with_iri(rows, f"__{name}", reference.target_class, name)
        column = table.by_name[end]
        if column.multiple:
            rows = rows.explode(end)
        if target := target_class or column.target_class:
            return self._with_iri(rows, end, target, name)
        return rows.with_columns(pl.col("uri").alias(name))

    def _provenance(self) -> Relation:
        """Relate every row to its sheet and to the sheets of later datasets that added to it."""
        columns = [pl.col("uri").alias("source"), pl.col("source_uri").alias("target"), *PLACE]
        rows = [
            self.tables[table.name].lazy().select(columns)
            for table in self.ontology.input_tables()
            if table.is_node and self.tables[table.name].height
        ]
        empty = pl.DataFrame(schema=dict.fromkeys(("source", "target"), pl.String))
        pairs = pl.concat(rows).collect() if rows else empty
        added = self.tables.contributions
        if added.height:
            pairs = pl.concat([pairs, added.select(columns)])
            pairs = pairs.unique(["source", "target"], keep="first", maintain_order=True)
        return Relation(DERIVED_FROM, "sources", pairs, PLACE)
