"""The SPARQL 1.1 Graph Store Protocol over HTTP: read, replace, add to and remove one graph.

Every request can be sent again without harm, so one that a server puts off or a broken connection
loses is tried again. Redirections are not followed: they would turn a write into a read.
"""

from __future__ import annotations

import base64
import http.client
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

from graph.errors import ServerFault, WrongInput
from graph.stores.targets import credentials, without_password

USER, PASSWORD = "SPARQL_USER", "SPARQL_PASSWORD"  # of the environment
TRIPLES = "application/n-triples"
READABLE = f"{TRIPLES}, text/plain;q=0.1"
WAIT_S = 120.0
PAUSES_S = (0.2, 1.0, 3.0)  # before each further try
PUT_OFF = (429, 502, 503, 504)
MOST_SAID = 300  # characters of a server's own words


class GraphStore:
    """A graph store at an address; a graph is its IRI, or None for the default graph.

    Raises (all methods):
        WrongInput: no graph store is there, or it refuses us. ServerFault: it does not answer.
    """

    def __init__(self, url: str) -> None:
        self.url = without_password(url)
        self._parts = urlsplit(url)

    @contextmanager
    def reading(self, graph: str | None) -> Iterator[http.client.HTTPResponse | None]:
        """The statements of a graph as N-Triples; None if the server has no such graph."""
        with self._answered("GET", graph, None) as answer:
            if answer.status == 404 and graph is not None:
                yield None
                return
            form = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
            if answer.status != 204 and form not in (TRIPLES, "text/plain"):
                raise WrongInput("error.no_graph_store", url=self.url)
            yield answer

    def replace(self, graph: str | None, triples: bytes) -> None:
        """The graph holds these statements and no other."""
        self._write("PUT", graph, triples)

    def add(self, graph: str | None, triples: bytes) -> None:
        """The graph holds these statements too."""
        self._write("POST", graph, triples)

    def remove(self, graph: str) -> None:
        """The graph is gone."""
        with self._answered("DELETE", graph, None):
            pass

    def _write(self, method: str, graph: str | None, triples: bytes) -> None:
        with self._answered(method, graph, triples):
            pass

    @contextmanager
    def _answered(
        self, method: str, graph: str | None, body: bytes | None
    ) -> Iterator[http.client.HTTPResponse]:
        connection, answer = self._sent(method, graph, body)
        try:
            self._require_done(method, answer)
            try:
                yield answer
            except (OSError, http.client.HTTPException):
                raise ServerFault("error.server_unreachable", url=self.url) from None
        finally:
            answer.close()
            connection.close()

    def _sent(
        self, method: str, graph: str | None, body: bytes | None
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        for pause_s in (*PAUSES_S, None):
            connection = self._connection()
            try:
                connection.request(method, self._path(graph), body, self._headers(body))
                answer = connection.getresponse()
            except (OSError, http.client.HTTPException):
                connection.close()
                if pause_s is None:
                    raise ServerFault("error.server_unreachable", url=self.url) from None
            else:
                if answer.status not in PUT_OFF or pause_s is None:
                    return connection, answer
                answer.close()
                connection.close()
            time.sleep(pause_s)
        raise AssertionError  # the last try returns or raises

    def _connection(self) -> http.client.HTTPConnection:
        secure = self._parts.scheme.lower() == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        return kind(self._parts.hostname or "", self._parts.port, timeout=WAIT_S)

    def _path(self, graph: str | None) -> str:
        asked = "default" if graph is None else urlencode({"graph": graph})
        before = f"{self._parts.query}&" if self._parts.query else ""
        return f"{self._parts.path or '/'}?{before}{asked}"

    def _headers(self, body: bytes | None) -> dict[str, str]:
        headers = {"Accept": READABLE}
        if body is not None:
            headers["Content-Type"] = TRIPLES
        if known := credentials(USER, PASSWORD):
            token = base64.b64encode(":".join(known).encode()).decode()
            headers["Authorization"] = f"Basic {token}"
        return headers

    def _require_done(self, method: str, answer: http.client.HTTPResponse) -> None:
        if answer.status < 300 or (answer.status == 404 and method in ("GET", "DELETE")):
            return
        if answer.status in (401, 403):
            names = {"user": USER, "password": PASSWORD}
            raise WrongInput("error.server_password", url=self.url, **names)
        if answer.status < 400:
            there = answer.getheader("Location") or "–"
            raise WrongInput("error.server_moved", url=self.url, there=without_password(there))
        if answer.status in (404, 405, 406, 415):
            raise WrongInput("error.no_graph_store", url=self.url)
        said = answer.read(MOST_SAID).decode(errors="replace").strip()
        problem = f"{answer.status} {answer.reason} {said}".strip()
        raise ServerFault("error.server_says", url=self.url, problem=problem)
