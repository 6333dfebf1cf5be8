"""HTTP to a SPARQL server: user and password from the environment, patience, faults as ours.

Every request can be sent again without harm, so one that a server puts off or a broken connection
loses is tried again. Redirections are not followed: they would turn a write into a read.
"""

from __future__ import annotations

import base64
import http.client
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar
from urllib.parse import urlsplit

from graph.errors import ServerFault, WrongInput
from graph.stores.targets import credentials, without_password

URI, USER, PASSWORD = "SPARQL_URI", "SPARQL_USER", "SPARQL_PASSWORD"  # of the environment
WAIT_S = 120.0  # for an answer
CONNECT_S = 5.0
PAUSES_S = (0.2, 1.0, 3.0)  # before each further try
PUT_OFF = (429, 502, 503, 504)
MOST_SAID = 300  # characters to quote of a server's own words


class SparqlServer:
    """A SPARQL server at an address, which is that of its endpoint for queries or for graphs.

    Raises (all methods):
        WrongInput: no such endpoint is there, or it refuses us. ServerFault: it does not answer.
    """

    LANGUAGE, ADDRESS = "sparql", URI
    ELSEWHERE: ClassVar[str] = "error.no_sparql_endpoint"  # the message where there is none

    def __init__(self, url: str, wait_s: float = WAIT_S, first_s: float | None = None) -> None:
        """Wait ``wait_s`` seconds for an answer, and ``first_s`` for the first one."""
        self.url = without_password(url)
        self.wait_s = wait_s
        self.first_s = wait_s if first_s is None else first_s
        self.has_answered = False
        self._parts = urlsplit(url)

    @contextmanager
    def answered(
        self, method: str, headers: Mapping[str, str], body: bytes | None = None, query: str = ""
    ) -> Iterator[http.client.HTTPResponse]:
        """Send a request and yield the answer; ``query`` goes behind the ``?`` of the address."""
        connection, answer = self._send(method, headers, body, query)
        try:
            self._require_done(method, answer)
            try:
                yield answer
            except (OSError, http.client.HTTPException):
                raise ServerFault("error.server_unreachable", url=self.url) from None
        finally:
            answer.close()
            connection.close()

    def _send(
        self, method: str, headers: Mapping[str, str], body: bytes | None, query: str
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        for pause_s in (*self.pauses_s(), None):
            connection = self._connection()
            try:
                connection.connect()
                assert connection.sock
                connection.sock.settimeout(self.wait_s if self.has_answered else self.first_s)
                connection.request(method, self._path(query), body, {**headers, **_login()})
                answer = connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                if pause_s is None or self._is_final(error):
                    raise ServerFault("error.server_unreachable", url=self.url) from None
            else:
                self.has_answered = True
                if answer.status not in PUT_OFF or pause_s is None:
                    return connection, answer
                answer.close()
                connection.close()
            time.sleep(pause_s)
        raise AssertionError  # the last try returns or raises

    def _is_final(self, error: Exception) -> bool:
        """Tell whether trying again is in vain: time was up, or nobody has ever been there."""
        absent = isinstance(error, (ConnectionRefusedError, socket.gaierror))
        return isinstance(error, TimeoutError) or (absent and not self.has_answered)

    def pauses_s(self) -> tuple[float, ...]:
        """Return the seconds before each further try."""
        return PAUSES_S

    def _connection(self) -> http.client.HTTPConnection:
        secure = self._parts.scheme.lower() == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        return kind(
            self._parts.hostname or "", self._parts.port, timeout=min(CONNECT_S, self.wait_s)
        )

    def _path(self, query: str) -> str:
        query_string = "&".join(part for part in (self._parts.query, query) if part)
        return f"{self._parts.path or '/'}{'?' if query_string else ''}{query_string}"

    def _require_done(self, method: str, answer: http.client.HTTPResponse) -> None:
        if answer.status < 300 or (answer.status == 404 and method in ("GET", "DELETE")):
            return
        if answer.status in (401, 403):
            names = {"user": USER, "password": PASSWORD}
            raise WrongInput("error.server_password", url=self.url, **names)
        if answer.status < 400:
            location = answer.getheader("Location") or "–"
            raise WrongInput("error.server_moved", url=self.url, there=without_password(location))
        if answer.status in (404, 405, 406, 415):
            raise WrongInput(self.ELSEWHERE, url=self.url)
        raise self.problem(answer)

    def problem(self, answer: http.client.HTTPResponse) -> Exception:
        """Return an error with the server's words on a request that it did not carry out."""
        words = answer.read(MOST_SAID).decode(errors="replace").strip()
        problem = f"{answer.status} {answer.reason} {words}".strip()
        return ServerFault("error.server_says", url=self.url, problem=problem)


def _login() -> dict[str, str]:
    if not (user_and_password := credentials(USER, PASSWORD)):
        return {}
    token = base64.b64encode(":".join(user_and_password).encode()).decode()
    return {"Authorization": f"Basic {token}"}
