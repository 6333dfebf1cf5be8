"""SPARQL queries to a server: read-only and bounded, with answers in the common form."""

from __future__ import annotations

import http.client
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from graph.errors import LimitReached, ServerFault, WrongInput
from graph.ontology import PREFIXES
from graph.processes import Emit
from graph.processes.limits import QueryLimits
from graph.queries.answers import Answer, answer_of_worker
from graph.queries.guards import guard_sparql
from graph.queries.sparql import answer_of, filled, triples_of
from graph.stores.sparql.client import SparqlServer
from graph.stores.targets import require_address

RESULTS, TRIPLES = "application/sparql-results+json", "application/n-triples"
HEADERS = {
    "Accept": f"{RESULTS}, {TRIPLES};q=0.9",
    "Content-Type": "application/x-www-form-urlencoded",
}
SLACK_S = 5.0  # for connecting, beside the time the server may take
_TIMED_OUT = (408, 503, 504)


def ask_sparql_server(
    url: str,
    query: str,
    parameters: dict[str, str] | None = None,
    limits: QueryLimits = QueryLimits(),
) -> Answer:
    """Return the answer of a SPARQL endpoint within the limits.

    User and password come from the environment.

    ``url``: of the endpoint for queries. ``parameters`` and prefixes as in
    :func:`graph.queries.sparql.ask_sparql`.

    Raises:
        WrongInput: the query or the address is wrong or refused. LimitReached: a limit was reached.
        ServerFault: the server does not answer, or broke off its answer.
    """
    require_address(url)
    guard_sparql(query, frozenset())
    order = {"url": url, "query": query, "parameters": parameters or {}}
    return answer_of_worker("graph.queries.sparql_remote:answer_in_child", order, limits, SLACK_S)


def answer_in_child(request: dict[str, Any], emit: Emit) -> dict[str, Any]:
    """Answer a request within the worker process."""
    import pyoxigraph as ox

    del emit
    query, selected = filled(request["query"], request["parameters"])
    if selected:
        names = ", ".join(sorted(variable.value for variable in selected))
        raise WrongInput("error.parameter_shown", names=names)
    server = _Endpoint(request["url"], request["timeout_s"])
    body = urlencode({"query": _declared(query)}).encode()
    with server.answered("POST", HEADERS, body) as answer:
        form = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        if form not in (RESULTS, TRIPLES):
            raise WrongInput(server.ELSEWHERE, url=server.url)
        try:
            if form == TRIPLES:
                quads = ox.parse(answer, format=ox.RdfFormat.N_TRIPLES, lenient=True)
                return asdict(triples_of((quad.triple for quad in quads), request["rows"]))
            result = ox.parse_query_results(answer, format=ox.QueryResultsFormat.JSON)
            return asdict(answer_of(result, request["rows"]))
        except (SyntaxError, ValueError):  # some servers cut an answer short when time is up
            raise ServerFault("error.answer_cut", url=server.url) from None


def _declared(query: str) -> str:
    """Return the query with the graph's prefixes in front; its own declarations override them."""
    lines = (f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
    return " ".join(lines) + "\n" + query


class _Endpoint(SparqlServer):
    """An endpoint for queries, whose refusals are about the query."""

    def pauses_s(self) -> tuple[float, ...]:
        return ()

    def problem(self, answer: http.client.HTTPResponse) -> Exception:
        if answer.status in _TIMED_OUT:
            return LimitReached("error.time_limit", seconds=self.wait_s)
        fault = super().problem(answer)
        if answer.status == 400 and isinstance(fault, ServerFault):
            return WrongInput(fault.key, **fault.values)
        return fault
