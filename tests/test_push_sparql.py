"""Pushing by the Graph Store Protocol to real servers: Apache Jena Fuseki and Oxigraph."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import polars as pl
import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from graph.builds.opened import Build
from graph.convert.relations import Relations
from graph.convert.triples import write_nquads
from graph.door import open_build
from graph.errors import ServerFault, TwinChainError, WrongInput
from graph.ontology import PREFIXES, Ontology
from graph.stores.oxigraph import OxigraphStore
from graph.stores.sparql import client as sparql_http
from graph.stores.sparql import push as sparql_server
from graph.stores.sparql.graph_store import GraphStore
from graph.stores.sparql.push import RECORD
from graph.stores.targets import Shipment, push
from graph.tables import Tables
from tests.servers import CuttableProxy, RunningServer, answering, free_port
from tests.test_push_neo4j import hostile_texts
from views.cli import app


@dataclass(frozen=True)
class Target:
    """Where a kind of server takes graphs and questions."""

    graphs: str
    questions: str

    def ask(self, query: str) -> list[dict[str, str]]:
        head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
        asked = urllib.parse.urlencode({"query": head + query}).encode()
        accept = {"Accept": "application/sparql-results+json"}
        with urllib.request.urlopen(
            urllib.request.Request(self.questions, asked, accept)
        ) as answer:
            rows = json.load(answer)["results"]["bindings"]
        return [{name: cell["value"] for name, cell in row.items()} for row in rows]

    def size(self, where: str) -> int:
        return int(self.ask(f"SELECT (COUNT(*) AS ?n) {{ {where} }}")[0]["n"])


@pytest.fixture(scope="module")
def published(homes: dict[str, Path]) -> Build:
    return open_build(homes["tiny"])


@pytest.fixture
def shipment(published: Build, ontology: Ontology) -> Shipment:
    return Shipment("b1", ("tiny",), published.tables, ontology, published.rdf_folder)


@pytest.fixture(params=["fuseki", "oxigraph"])
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    """A server with nothing in it."""
    server: RunningServer = request.getfixturevalue(f"{request.param}_server")
    paths = {"fuseki": ("/data", "/query"), "oxigraph": ("/store", "/query")}[request.param]
    found = Target(server.url + paths[0], server.url + paths[1])
    store = GraphStore(found.graphs)
    store.replace(None, b"")
    for row in found.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"):
        store.remove(row["g"])
    yield found
    assert found.size("?s ?p ?o") >= 0  # it still lives


def stored(folder: Path, shipment: Shipment, build: str, **frames: pl.DataFrame) -> Shipment:
    """Other tables as a shipment."""
    tables = Tables.of(shipment.ontology, frames)
    write_nquads(Relations(shipment.ontology, tables), folder / f"{build}.nq")
    OxigraphStore.write(folder / build, folder / f"{build}.nq")
    return replace(shipment, build=build, tables=tables, rdf_folder=folder / build)


def test_the_server_holds_every_statement_of_every_graph(
    target: Target, shipment: Shipment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql_server, "CHUNK_TRIPLES", 500)
    receipt = push(shipment, target.graphs)
    store = ox.Store.read_only(str(shipment.rdf_folder))
    quads = {(str(q.subject), str(q.predicate), str(q.object), str(q.graph_name)) for q in store}
    there: set[tuple[str, ...]] = set()
    for name in receipt.counts["statements"]:
        graph = None if name == "default" else name
        with GraphStore(target.graphs).reading(graph) as answer:
            told = str(ox.NamedNode(graph)) if graph else str(ox.DefaultGraph())
            for q in ox.parse(answer, format=ox.RdfFormat.N_TRIPLES):
                there.add((str(q.subject), str(q.predicate), str(q.object), told))
    assert there == quads
    assert sum(receipt.counts["statements"].values()) == len(quads)


def test_a_query_means_the_same_there(target: Target, shipment: Shipment) -> None:
    push(shipment, target.graphs)
    query = (
        "SELECT ?m ?n (COUNT(?o) AS ?k) { ?m a tc:Major ; rdfs:label ?n OPTIONAL "
        "{ ?m tc:preparesFor ?o } FILTER(lang(?n) = 'zh') } GROUP BY ?m ?n ORDER BY ?m ?n"
    )
    found = ox.Store.read_only(str(shipment.rdf_folder)).query(query, prefixes=PREFIXES)
    ours = [{v.value: row[v].value for v in found.variables} for row in found]
    assert target.ask(query) == ours != []


def test_a_second_push_writes_nothing(target: Target, shipment: Shipment) -> None:
    first = push(shipment, target.graphs)
    steps: list[str] = []
    again = push(shipment, target.graphs, None, lambda step, _w, _s: steps.append(step))
    assert (first.was_there, again.was_there, steps) == (False, True, ["connect"])
    assert again.counts == first.counts


def test_a_newer_build_takes_the_place_of_the_older(
    target: Target, shipment: Shipment, tmp_path: Path
) -> None:
    push(shipment, target.graphs)
    GraphStore(target.graphs).replace("urn:others", b"<urn:a> <urn:b> <urn:c> .\n")
    areas = shipment.tables["areas"].head(2).with_columns(source_uri=pl.lit("urn:x:sources/n/f/_"))
    sources = shipment.tables["sources"].head(1)
    sources = sources.with_columns(
        uri=pl.lit("urn:x:sources/n/f/_"),
        dataset=pl.lit("n"),
        file=pl.lit("f"),
        sheet=pl.lit(None, pl.String),
    )
    receipt = push(stored(tmp_path, shipment, "b2", areas=areas, sources=sources), target.graphs)
    assert receipt.replaced == ["b1"]
    assert target.size("?s a tc:Area") == 2
    assert target.size("?s a tc:Major") == 0
    graphs = {row["g"] for row in target.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")}
    assert graphs == {"urn:x:datasets/n", RECORD, "urn:others"}


def test_statements_of_others_are_left_alone(target: Target, shipment: Shipment) -> None:
    GraphStore(target.graphs).add(None, b"<urn:a> <urn:b> <urn:c> .\n")
    with pytest.raises(WrongInput) as refused:
        push(shipment, target.graphs)
    assert refused.value.key == "error.push_graph_taken"
    assert target.size("?s ?p ?o") == 1


def test_what_others_added_since_is_left_alone(
    target: Target, shipment: Shipment, tmp_path: Path
) -> None:
    push(shipment, target.graphs)
    GraphStore(target.graphs).add(None, b"<urn:a> <urn:b> <urn:c> .\n")
    newer = {name: shipment.tables[name] for name in ("areas", "sources")}
    with pytest.raises(WrongInput) as refused:
        push(stored(tmp_path, shipment, "b2", **newer), target.graphs)
    assert refused.value.key == "error.push_graph_taken"
    assert target.size("<urn:a> <urn:b> <urn:c>") == 1


def test_a_broken_push_is_finished_by_the_next(
    target: Target, shipment: Shipment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql_server, "CHUNK_TRIPLES", 300)
    monkeypatch.setattr(sparql_http, "PAUSES_S", (0.01,))
    proxy = CuttableProxy(target.graphs)

    def cut(step: str, _what: str, share: float) -> None:
        if step == "statements" and share > 0.3:
            proxy.cut()

    with pytest.raises(ServerFault) as fault:
        push(shipment, proxy.url, None, cut)
    assert fault.value.key == "error.server_unreachable"
    assert target.size("?s ?p ?o") > 0
    receipt = push(shipment, target.graphs)
    assert not receipt.was_there
    assert target.size("?s ?p ?o") == receipt.counts["statements"]["default"]


def test_hostile_texts_arrive_unchanged(target: Target, shipment: Shipment, tmp_path: Path) -> None:
    texts = hostile_texts()
    areas = pl.concat([shipment.tables["areas"].head(1)] * len(texts)).with_columns(
        uri=pl.Series([f"urn:hostile:{i}" for i in range(len(texts))]), note=pl.Series(texts)
    )
    push(
        stored(tmp_path, shipment, "h", areas=areas, sources=shipment.tables["sources"]),
        target.graphs,
    )
    rows = target.ask("SELECT ?a ?note { ?a a tc:Area ; tc:note ?note }")
    there = {row["a"]: row["note"] for row in rows}
    assert there == {f"urn:hostile:{i}": text for i, text in enumerate(texts)}


# What cannot work is said -----------------------------------------------------------------------


class Stubborn(BaseHTTPRequestHandler):
    """Answers what the path says, the first two times with 503 where it says ``put-off``."""

    seen = 0

    def do_GET(self) -> None:
        Stubborn.seen += 1
        path = self.path.partition("?")[0]
        if path == "/put-off":
            self.send_response(503 if Stubborn.seen < 3 else 204)
        elif path == "/moved":
            self.send_response(301)
            self.send_header("Location", "http://elsewhere/store")
        else:
            self.send_response(int(path.strip("/")))
            self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def stubborn() -> Iterator[str]:
    with answering(Stubborn) as address:
        yield address


@pytest.mark.parametrize(
    ("path", "key", "code"),
    [
        ("/200", "error.no_graph_store", 2),
        ("/404", "error.no_graph_store", 2),
        ("/405", "error.no_graph_store", 2),
        ("/401", "error.server_password", 2),
        ("/500", "error.server_says", 3),
        ("/moved", "error.server_moved", 2),
    ],
)
def test_a_server_that_is_no_graph_store_is_said(
    stubborn: str, path: str, key: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql_http, "PAUSES_S", (0.01,))
    with pytest.raises(TwinChainError) as told, GraphStore(stubborn + path).reading(None):
        pass
    assert (told.value.key, told.value.exit_code) == (key, code)


def test_a_server_that_puts_us_off_is_asked_again(
    stubborn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparql_http, "PAUSES_S", (0.01, 0.01))
    Stubborn.seen = 0
    with GraphStore(f"{stubborn}/put-off").reading(None) as answer:
        assert answer is not None
        assert answer.status == 204
    assert Stubborn.seen == 3


def test_nobody_there_is_said(shipment: Shipment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparql_http, "PAUSES_S", ())
    with pytest.raises(ServerFault) as told:
        push(shipment, f"http://127.0.0.1:{free_port()}/store")
    assert told.value.exit_code == 3


def test_a_database_is_a_thing_of_neo4j(shipment: Shipment) -> None:
    with pytest.raises(WrongInput, match="--database"):
        push(shipment, "http://127.0.0.1/store", "x")


def test_the_command_says_what_the_server_holds(target: Target, published: Build) -> None:
    home = str(published.folder.parent.parent)
    said = CliRunner().invoke(app, ["push", target.graphs, "--home", home, "--format", "json"])
    assert said.exit_code == 0
    told = json.loads(said.stdout)
    assert told["statements"]["default"] == target.size("?s ?p ?o")
