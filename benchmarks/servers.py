"""Servers: pushing a graph to Neo4j, Fuseki and Oxigraph, asking it there, and our own endpoint."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from benchmarks.cypher import QUESTIONS, asked, asking
from benchmarks.measure import Measured, best, tree_cpu_s, watched
from benchmarks.region import published
from benchmarks.row import Row
from graph.builds.opened import Build
from graph.ontology import load
from graph.stores.neo4j import Neo4jServer
from graph.stores.targets import Shipment, push, total
from tests.servers import NoServer, RunningServer, running_fuseki, running_neo4j, running_oxigraph

# Of both ends: at least as many a second of the clock, where nothing else is at work.
PUSHED_PER_CPU_S = 20_000
WARMING_NODES = 20_000
POINTS, CLIENTS, POINTS_PER_S = 800, 8, 50
LONG, LONG_TIMES = "SELECT ?p ?n { ?p a tc:Placement ; tc:persons ?n } LIMIT 10000", 20
POINT = "SELECT ?p ?o { <https://w3id.org/twinchain/id/majors/M7> ?p ?o }"
SPARQL_TIMES = 5
# The questions of the property graph: name → the same in SPARQL.
IN_SPARQL = {
    "1 hop": (
        'SELECT ?code ?name { ?m a tc:Major ; tc:code "M7" ; tc:preparesFor ?o . '
        "?o tc:code ?code ; rdfs:label ?name } ORDER BY ?code"
    ),
    "2 hops": (
        "SELECT ?major (COUNT(?s) AS ?segments) { ?m tc:preparesFor ?o ; tc:code ?major . "
        "?s a tc:Segment ; tc:needs ?o } GROUP BY ?major ORDER BY DESC(?segments) ?major LIMIT 20"
    ),
    "3 hops": (
        "SELECT ?chain (COUNT(DISTINCT ?m) AS ?majors) { ?m tc:preparesFor ?o . "
        "?s a tc:Segment ; tc:needs ?o ; tc:inChain ?c . ?c tc:id ?chain } "
        "GROUP BY ?chain ORDER BY ?chain"
    ),
    "path with two filters": (
        "SELECT (COUNT(*) AS ?n) { { SELECT ?o { ?x a tc:Crosswalk ; tc:tier 1 ; tc:ofMajor ?m ; "
        "tc:forOccupation ?o . ?m tc:level 5 } } ?d a tc:Demand ; tc:forOccupation ?o ; "
        "tc:openings ?k FILTER(?k > 20) }"
    ),
    "aggregation": (
        "SELECT ?college (SUM(?n) AS ?persons) { ?p a tc:Placement ; tc:atCollege ?c ; "
        "tc:persons ?n . ?c tc:code ?college } GROUP BY ?college ORDER BY ?college"
    ),
}
JSON = {"Accept": "application/sparql-results+json"}


def rows(work: Path, nodes: int) -> Iterator[Row]:
    build = published(work, nodes)
    yield from _endpoint(work, build)
    yield from _neo4j(work, build)
    for name, start, path in (
        ("Fuseki", running_fuseki, "/data"),
        ("Oxigraph", lambda: running_oxigraph(work / "oxigraph"), "/store"),
    ):
        try:
            with start() as server:
                yield _pushed(build, name, server, server.url + path)
                yield from _asked_in_sparql(work, build, name, server)
        except NoServer as why:
            yield Row(f"push to {name}", Measured(0, 0), said=f"{name} was not there: {why}")


def _pushed(build: Build, name: str, server: RunningServer, url: str) -> Row:
    shipment = _shipment(build, "region")
    receipt, took = watched(lambda: push(shipment, url), server.process.pid)
    done = sum(total(receipt.counts, kind) for kind in receipt.counts)
    what = "statements" if "statements" in receipt.counts else "nodes and relationships"
    return Row(
        f"push to {name}, {done:,} {what}, both ends, counted there",
        took,
        done=done,
        least_per_cpu_s=PUSHED_PER_CPU_S,
    )


def _neo4j(work: Path, build: Build) -> Iterator[Row]:
    folder = work / "neo4j"
    folder.mkdir()
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running_neo4j(folder))
        except NoServer as why:
            yield Row("push to Neo4j", Measured(0, 0), said=f"Neo4j was not there: {why}")
            return
        os.environ.update(server.environment)
        _warm(work / "warm", server.url)
        yield _pushed(build, "Neo4j", server, server.url)
        for name, (query, times, sql) in QUESTIONS.items():
            if not sql:
                continue
            yield Row(
                asking(name, times),
                asked(work, build, query, times, sql)[0],
                "Neo4j, server and driver",
                watched(_asking(server.url, query, times), server.process.pid)[1],
            )


def _warm(work: Path, url: str) -> None:
    """A smaller build pushed and taken away: a server at work has compiled what it does most."""
    other = "base = 'https://w3id.org/twinchain/id/warm/'\n"
    shipment = _shipment(published(work, WARMING_NODES, other), "warm")
    push(shipment, url)
    with Neo4jServer(url) as server:
        server.rows("MATCH (n) DETACH DELETE n")


def _shipment(build: Build, dataset: str) -> Shipment:
    return Shipment(build.id, (dataset,), build.tables, load(), build.rdf_folder)


def _asking(url: str, query: str, times: int) -> Callable[[], None]:
    def ask() -> None:
        from graph.queries.neo4j import answered

        with Neo4jServer(url) as server:
            for _ in range(times):
                order = {"query": query, "parameters": {}, "rows": 20_000, "timeout_s": 600}
                answered(server, order)

    ask()  # plans are made and pages read: what follows is what a server at work takes
    return ask


def _asked_in_sparql(work: Path, build: Build, name: str, server: RunningServer) -> Iterator[Row]:
    """The five questions in SPARQL: the store of the build, and a server that holds the same."""
    from graph.queries.sparql_remote import answer_in_child

    order = {"url": f"{server.url}/query", "parameters": {}, "rows": 20_000, "timeout_s": 600}
    case = {"folder": str(build.rdf_folder), "file": str(work / "answer.json")}
    for what, query in IN_SPARQL.items():

        def ask(times: int, query: str = query) -> None:
            for _ in range(times):
                answer_in_child({**order, "query": query}, lambda _event: None)

        ask(1)  # pages are read and code compiled: what follows is what a server at work takes
        ours = [
            best("benchmarks.graph_cases:ask_store", query=query, times=times, **case)
            for times in (SPARQL_TIMES + 1, 1)
        ]
        yield Row(
            f"SPARQL, {what}, {SPARQL_TIMES} times, the store being open",
            ours[0].less(ours[1]),
            f"{name}, server and client",
            watched(lambda ask=ask: ask(SPARQL_TIMES), server.process.pid)[1],
        )


def _endpoint(work: Path, build: Build) -> Iterator[Row]:
    folder = build.folder.parents[1]
    with _serving(folder) as (url, pid):
        _ask(url, LONG)
        before = tree_cpu_s(pid)
        begun_s = time.monotonic()
        for _ in range(LONG_TIMES):
            _ask(url, LONG)
        took = Measured(tree_cpu_s(pid) - before, 0, time.monotonic() - begun_s)
        yield Row(
            f"/sparql, answers of 10,000 rows, {LONG_TIMES} times, the server alone",
            took,
            "bare pyoxigraph: asked and written as JSON",
            best(
                "benchmarks.graph_cases:ask_store",
                folder=str(build.rdf_folder),
                query=LONG,
                times=LONG_TIMES,
                file=str(work / "answer.json"),
            ),
            most_ratio=1.25,
        )
        with ThreadPoolExecutor(CLIENTS) as clients:
            answers, took = watched(
                lambda: list(clients.map(lambda _: _ask(url, POINT), range(POINTS))), pid
            )
        assert len(set(answers)) == 1
        yield Row(
            f"/sparql, {POINTS} questions about one thing by {CLIENTS} clients, none fails",
            took,
            done=POINTS,
            least_per_s=POINTS_PER_S,
        )


@contextmanager
def _serving(home: Path) -> Iterator[tuple[str, int]]:
    """``twinchain serve --no-web``: the address of its endpoint, and its process."""
    command = [sys.executable, "-m", "views.cli", "serve", "--no-web", "--port", "0"]
    command += ["--home", str(home), "--lang", "en"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        try:
            said = server.stderr.readline()
            found = re.search(r"http://[\w.:\[\]]+", said)
            assert found, said
            yield f"{found[0]}/sparql", server.pid
        finally:
            server.send_signal(signal.SIGINT)


def _ask(url: str, query: str) -> bytes:
    body = urlencode({"query": query}).encode()
    with urlopen(Request(url, body, JSON), timeout=120) as answer:
        found: bytes = answer.read()
    return found
