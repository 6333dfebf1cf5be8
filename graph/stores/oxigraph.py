"""The embedded RDF store: pyoxigraph, bulk-loaded once, then read by any number of processes."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyoxigraph as ox

from graph.convert.changes import Changes
from graph.ontology import TC

# Bytes of text that are loaded at a time: loading takes some seven times as much memory.
PIECE = 128 * 1024**2


class OxigraphStore:
    """A store folder of a build."""

    LANGUAGE, PACKAGE = "sparql", "pyoxigraph"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = ox.Store.read_only(str(folder))

    @staticmethod
    def write(folder: Path, nquads: Path) -> None:
        """Make the store from a file of N-Quads that we wrote ourselves (and need not doubt)."""
        store = ox.Store(str(folder))
        with nquads.open("rb") as text:
            while piece := text.read(PIECE):
                store.bulk_load(piece + text.readline(), ox.RdfFormat.N_QUADS, lenient=True)
        store.flush()
        del store

    @staticmethod
    def derive(folder: Path, base: Path, changes: Changes) -> None:
        """Make the store from another one, which stays as it is, and the changes to it."""
        ox.Store.read_only(str(base)).backup(str(folder))  # hard links to finished files
        store = ox.Store(str(folder))
        for quad in ox.parse(_text(changes.removed), ox.RdfFormat.N_QUADS, lenient=True):
            store.remove(quad)
        store.bulk_load(_text(changes.added), ox.RdfFormat.N_QUADS, lenient=True)
        for graph in list(store.named_graphs()):  # one is remembered when nothing is left of it
            if next(store.quads_for_pattern(None, None, None, graph), None) is None:
                store.remove_graph(graph)
        store.flush()
        del store

    def class_counts(self) -> dict[str, int]:
        """Count the nodes of each of our classes by its local name."""
        answer = self._solutions("SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c")
        counts = {row["c"].value: int(row["n"].value) for row in answer}
        return {n.removeprefix(TC): count for n, count in counts.items() if n.startswith(TC)}

    def relation_counts(self, properties: list[str]) -> dict[str, int]:
        """Count the statements of each property in the default graph."""
        counts = {}
        for name in properties:
            answer = self._solutions(f"SELECT (COUNT(*) AS ?n) WHERE {{ ?s <{name}> ?o }}")
            counts[name] = int(next(answer)["n"].value)
        return counts

    def _solutions(self, query: str) -> ox.QuerySolutions:
        answer = self.store.query(query)
        assert isinstance(answer, ox.QuerySolutions)
        return answer

    def dump(self, file: Path, format_name: str, prefixes: dict[str, str]) -> None:
        """Write the default graph as Turtle, or everything as N-Quads."""
        with file.open("wb") as stream:
            if format_name == "nq":
                self.store.dump(stream, ox.RdfFormat.N_QUADS)
            else:
                self.store.dump(
                    stream, ox.RdfFormat.TURTLE, from_graph=ox.DefaultGraph(), prefixes=prefixes
                )


def _text(lines: pl.Series) -> bytes:
    return "\n".join(lines.to_list()).encode()
