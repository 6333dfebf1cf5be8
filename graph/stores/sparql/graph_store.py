"""The SPARQL 1.1 Graph Store Protocol over HTTP: read, replace, add to and remove one graph."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from graph.errors import WrongInput
from graph.stores.sparql.client import SparqlServer

TRIPLES = "application/n-triples"
READABLE = {"Accept": f"{TRIPLES}, text/plain;q=0.1"}
WRITTEN = {**READABLE, "Content-Type": TRIPLES}


class GraphStore(SparqlServer):
    """A graph store at an address; a graph is its IRI, or None for the default graph."""

    ELSEWHERE = "error.no_graph_store"

    @contextmanager
    def reading(self, graph: str | None) -> Iterator[http.client.HTTPResponse | None]:
        """Yield the statements of a graph as N-Triples; None if the server has no such graph."""
        with self.answered("GET", READABLE, query=_graph_query(graph)) as answer:
            if answer.status == 404 and graph is not None:
                yield None
                return
            form = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
            if answer.status != 204 and form not in (TRIPLES, "text/plain"):
                raise WrongInput(self.ELSEWHERE, url=self.url)
            yield answer

    def replace(self, graph: str | None, triples: bytes) -> None:
        """Replace all statements of the graph by these."""
        self._write("PUT", graph, triples)

    def add(self, graph: str | None, triples: bytes) -> None:
        """Add these statements to the graph."""
        self._write("POST", graph, triples)

    def remove(self, graph: str) -> None:
        """Remove the graph."""
        with self.answered("DELETE", READABLE, query=_graph_query(graph)):
            pass

    def _write(self, method: str, graph: str | None, triples: bytes) -> None:
        with self.answered(method, WRITTEN, triples, _graph_query(graph)):
            pass


def _graph_query(graph: str | None) -> str:
    return "default" if graph is None else urlencode({"graph": graph})
