"""A build into Neo4j: constraints, nodes, relationships, indexes; verified by counts.

What a server lacks is created. Indexes come last: filled at once they cost a fraction of their
cost node by node. A push that was broken off is finished by pushing again,
then by ``MERGE`` by uri and by build, which takes twice as long and leaves no doubles. Of earlier
builds of the same datasets a node that is still there is brought up to date, everything else goes;
what others wrote is neither changed nor removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from graph.convert.property_graph import Nodes, PropertyGraph, Relationships
from graph.errors import ServerFault, WrongInput
from graph.schema.cypher import constraint_statements, index_statements
from graph.stores.neo4j import MARK, MARKER, WAIT_S, Neo4jServer
from graph.stores.targets import Progress, Receipt, Shipment, require_equal

BATCH_ROWS = 10_000
INDEX_S = 300


def push(shipment: Shipment, url: str, database: str | None, progress: Progress) -> Receipt:
    """Send the build; see :func:`graph.stores.targets.push`."""
    with Neo4jServer(url, database) as server:
        return _Push(server, shipment, progress).run()


@dataclass(frozen=True)
class _Push:
    server: Neo4jServer
    shipment: Shipment
    progress: Progress

    @cached_property
    def graph(self) -> PropertyGraph:
        return PropertyGraph(self.shipment.ontology, self.shipment.tables)

    @cached_property
    def links(self) -> list[Relationships]:
        return list(self.graph.relationships())

    @cached_property
    def expected(self) -> dict[str, dict[str, int]]:
        nodes = {nodes.type.label: nodes.rows.height for nodes in self.graph.nodes()}
        links: dict[str, int] = {}
        for relationships in self.links:
            links[relationships.type.name] = (
                links.get(relationships.type.name, 0) + relationships.rows.height
            )
        return {"nodes": nodes, "relationships": links}

    def run(self) -> Receipt:
        build = self.shipment.build
        self.progress("connect", self.server.url, 0.0)
        replaced = self._replaced()
        if not replaced and self._is_complete() and self.server.counts(build) == self.expected:
            return Receipt(self.expected, was_there=True)
        is_new = not self._has_begun()
        self._begin()
        self._write_nodes(replaced, is_new=is_new)
        self._remove_links(replaced)
        self._write_links(is_new=is_new)
        kept_nodes = self._remove_nodes(replaced)
        self._run_schema(index_statements(self.shipment.ontology), 0.95)
        self.progress("verify", "", 0.97)
        require_equal(self.expected, self.server.counts(build))
        self._finish(replaced if not kept_nodes else [])
        return Receipt(self.expected, kept=kept_nodes, replaced=replaced)

    # Before and after -----------------------------------------------------------------------------

    def _replaced(self) -> list[str]:
        """List earlier builds of one of our datasets."""
        rows = self.server.rows(
            f"MATCH (b:{MARKER}) WHERE b.id <> $build AND any(d IN b.datasets WHERE d IN $datasets)"
            " RETURN b.id AS id ORDER BY id",
            build=self.shipment.build,
            datasets=list(self.shipment.datasets),
        )
        return [row["id"] for row in rows]

    def _is_complete(self) -> bool:
        query = f"MATCH (b:{MARKER} {{id: $build}}) RETURN b.complete AS complete"
        return any(row["complete"] for row in self.server.rows(query, build=self.shipment.build))

    def _has_begun(self) -> bool:
        """Tell whether the server holds something of this build, complete or not."""
        queries = (
            f"MATCH (b:{MARKER} {{id: $build}}) RETURN 1 LIMIT 1",
            f"MATCH (n) WHERE n.{MARK} = $build RETURN 1 LIMIT 1",
            f"MATCH ()-[r]->() WHERE r.{MARK} = $build RETURN 1 LIMIT 1",
        )
        return any(self.server.rows(query, build=self.shipment.build) for query in queries)

    def _run_schema(self, statements: list[str], share: float) -> None:
        """Create the constraints or indexes that are not there and wait until they are filled."""
        self.progress("schema", "", share)
        # A constraint has an index of its name.
        there = {row["name"] for row in self.server.rows("SHOW INDEXES YIELD name")}
        for statement in statements:
            if statement.split()[2] not in there:
                self.server.rows(statement)
        with self.server.patience(INDEX_S + WAIT_S):
            self.server.rows(f"CALL db.awaitIndexes({INDEX_S})")

    def _begin(self) -> None:
        unique = f"CREATE CONSTRAINT {MARKER.lower()}_id IF NOT EXISTS "
        unique += f"FOR (b:{MARKER}) REQUIRE b.id IS UNIQUE"
        self._run_schema([unique, *constraint_statements(self.shipment.ontology)], 0.0)
        self.server.rows(
            f"MERGE (b:{MARKER} {{id: $build}}) SET b.datasets = $datasets, b.complete = false",
            build=self.shipment.build,
            datasets=list(self.shipment.datasets),
        )

    def _finish(self, removed: list[str]) -> None:
        self.server.rows(f"MATCH (b:{MARKER}) WHERE b.id IN $removed DELETE b", removed=removed)
        self.server.rows(
            f"MATCH (b:{MARKER} {{id: $build}}) SET b.complete = true, b.pushed = datetime()",
            build=self.shipment.build,
        )

    # Writing --------------------------------------------------------------------------------------

    @cached_property
    def _rows_in_all(self) -> int:
        return max(1, sum(sum(numbers.values()) for numbers in self.expected.values()))

    def _write_nodes(self, replaced: list[str], *, is_new: bool) -> None:
        written_rows = 0
        for nodes in self.graph.nodes():
            for rows in _batches(nodes.rows):
                self.progress("nodes", nodes.type.label, 0.95 * written_rows / self._rows_in_all)
                self._write_batch(nodes, rows, replaced, is_new=is_new)
                written_rows += rows.height

    def _write_batch(
        self, nodes: Nodes, rows: pl.DataFrame, replaced: list[str], *, is_new: bool
    ) -> None:
        """Create nodes where nothing is; else merge with nodes of the same uri, ours or not."""
        build = self.shipment.build
        is_created = False
        if is_new and not replaced:
            is_created = self.server.creates(_new_nodes(nodes), rows=rows.rows(), build=build)
        if not is_created:
            self._merge_nodes(nodes, rows, [build, *replaced])

    def _merge_nodes(self, nodes: Nodes, rows: pl.DataFrame, ours: list[str]) -> None:
        values, build = rows.rows(), self.shipment.build
        query = _node_query(nodes)
        written_rows = self.server.rows(query, rows=values, build=build, ours=ours)[0]["written"]
        if written_rows != len(values):
            raise self._foreign_nodes(nodes, rows["uri"].to_list(), ours)

    def _foreign_nodes(self, nodes: Nodes, uris: list[str], ours: list[str]) -> WrongInput:
        """Name the owner of nodes that have our uris, and one of the nodes."""
        query = f"MATCH (n:{nodes.type.label}) WHERE n.uri IN $uris AND "
        query += f"(n.{MARK} IS NULL OR NOT n.{MARK} IN $ours) "
        query += f"RETURN n.uri AS uri, n.{MARK} AS build, count(*) AS number LIMIT 1"
        owner = self.server.rows(query, uris=uris, ours=ours)[0]
        values = {"label": nodes.type.label, "uri": owner["uri"], "url": self.server.url}
        if owner["build"] is None:
            return WrongInput("error.push_taken", **values)
        return WrongInput("error.push_taken_by_build", build=owner["build"], **values)

    def _write_links(self, *, is_new: bool) -> None:
        written_rows = sum(self.expected["nodes"].values())
        for links in self.links:
            query = _new_links(links) if is_new else _link_query(links)
            for rows in _batches(links.rows):
                self.progress(
                    "relationships", links.type.name, 0.95 * written_rows / self._rows_in_all
                )
                build = self.shipment.build
                if is_new:
                    answer = self.server.once(query, groups=_by_target(rows), build=build)
                else:
                    answer = self.server.rows(query, rows=rows.rows(), build=build)
                if answer[0]["written"] != rows.height:
                    path = f"{links.source}-{links.type.name}-{links.target}"
                    numbers = {"expected": rows.height, "found": answer[0]["written"]}
                    raise ServerFault("error.push_counts", what=path, **numbers)
                written_rows += rows.height

    # Removing what earlier builds left ------------------------------------------------------------

    def _remove_links(self, replaced: list[str]) -> None:
        query = f"MATCH ()-[r]->() WHERE r.{MARK} IN $replaced WITH r LIMIT {BATCH_ROWS} DELETE r "
        self._repeat_until_none(query + "RETURN count(*) AS removed", replaced)

    def _remove_nodes(self, replaced: list[str]) -> int:
        """Remove nodes the new build lacks; keep and count those that others point to."""
        old = f"MATCH (n) WHERE n.{MARK} IN $replaced"
        query = f"{old} AND NOT (n)--() WITH n LIMIT {BATCH_ROWS} DELETE n "
        self._repeat_until_none(query + "RETURN count(*) AS removed", replaced)
        if not replaced:
            return 0
        rows = self.server.rows(f"{old} RETURN count(n) AS kept", replaced=replaced)
        kept_nodes: int = rows[0]["kept"]
        return kept_nodes

    def _repeat_until_none(self, query: str, replaced: list[str]) -> None:
        while replaced and self.server.rows(query, replaced=replaced)[0]["removed"]:
            self.progress("remove", "", 0.95)


def _batches(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    return rows.iter_slices(BATCH_ROWS)


def _settings(owner: str, names: list[str], first: int) -> str:
    """Compose ``n.code = row[1], …``; a missing value removes what an earlier build said."""
    mark = [f"{owner}.{MARK} = $build"]
    return ", ".join(mark + [f"{owner}.{name} = row[{i}]" for i, name in enumerate(names, first)])


def _node_query(nodes: Nodes) -> str:
    """Compose the statement that writes only nodes that are new or ours, and counts them."""
    uri, *names = nodes.rows.columns
    return (
        f"UNWIND $rows AS row MERGE (n:{nodes.type.label} {{{uri}: row[0]}}) "
        f"ON CREATE SET n.{MARK} = $build WITH n, row WHERE n.{MARK} IN $ours "
        f"SET {_settings('n', names, 1)} RETURN count(*) AS written"
    )


def _new_nodes(nodes: Nodes) -> str:
    properties = ", ".join(f"{name}: row[{i}]" for i, name in enumerate(nodes.rows.columns))
    return f"UNWIND $rows AS row CREATE (:{nodes.type.label} {{{properties}, {MARK}: $build}})"


def _new_links(links: Relationships) -> str:
    """Compose the statement that creates relationships by target; each is looked up once."""
    names = [p.name for p in links.type.properties]
    properties = "".join(f", {name}: row[{i}]" for i, name in enumerate(names, 1))
    return (
        f"UNWIND $groups AS together MATCH (b:{links.target} {{uri: together[0]}}) "
        f"WHERE b.{MARK} = $build UNWIND together[1] AS row "
        f"MATCH (a:{links.source} {{uri: row[0]}}) WHERE a.{MARK} = $build "
        f"CREATE (a)-[:{links.type.name} {{{MARK}: $build{properties}}}]->(b) "
        "RETURN count(*) AS written"
    )


def _by_target(rows: pl.DataFrame) -> list[tuple[str, list[list[Any]]]]:
    """Group the sources and properties of relationships by the target they lead to.

    >>> _by_target(pl.DataFrame({"source": ["a", "b"], "target": ["x", "x"], "tier": [1, 2]}))
    [('x', [['a', 1], ['b', 2]])]
    """
    by_target: dict[str, list[list[Any]]] = {}
    for source, target, *values in rows.iter_rows():
        by_target.setdefault(target, []).append([source, *values])
    return list(by_target.items())


def _link_query(links: Relationships) -> str:
    names = [p.name for p in links.type.properties]
    return (
        f"UNWIND $rows AS row MATCH (a:{links.source} {{uri: row[0]}}) "
        f"MATCH (b:{links.target} {{uri: row[1]}}) "
        f"WHERE a.{MARK} = $build AND b.{MARK} = $build "
        f"MERGE (a)-[r:{links.type.name} {{{MARK}: $build}}]->(b) "
        f"SET {_settings('r', names, 2)} RETURN count(*) AS written"
    )
