"""Asking a real Fuseki, and servers that misbehave: the rows of the build, or an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.builds.ask import Place, Question, ask, ask_named
from graph.builds.opened import Build
from graph.door import open_build
from graph.errors import LimitReached, ServerFault, TwinChainError, WrongInput
from graph.ontology import Ontology
from graph.processes.limits import QueryLimits
from graph.queries.sparql_remote import ask_sparql_server
from graph.stores.targets import Shipment, push
from tests.servers import RunningServer, answering
from views.cli import app

MAJORS = "SELECT ?n { ?m a tc:Major ; tc:code ?code ; rdfs:label ?n } ORDER BY ?n"


@pytest.fixture(scope="module")
def made(homes: dict[str, Path]) -> Build:
    return open_build(homes["tiny"])


@pytest.fixture(scope="module")
def url(fuseki_server: RunningServer, made: Build, ontology: Ontology) -> str:
    """The endpoint of a Fuseki that holds the hand-checked city."""
    shipment = Shipment("q", ("tiny",), made.tables, ontology, made.rdf_folder)
    push(shipment, f"{fuseki_server.url}/data")
    return f"{fuseki_server.url}/query"


TERMS = ["17", "17.0", "-17.0", "20.5", "20.50", "'17'^^xsd:decimal", '"17.0"^^xsd:decimal', "17e0"]


def test_it_gives_the_rows_of_the_build(url: str, made: Build) -> None:
    there = Place("sparql", url)
    for text in (
        MAJORS,
        "ASK { ?m a tc:Major }",
        "SELECT ?y (SUM(?g) AS ?n) { ?e tc:year ?y ; tc:graduates ?g } GROUP BY ?y ORDER BY ?y",
        "CONSTRUCT { ?c tc:code ?x } WHERE { ?c a tc:College ; tc:code ?x }",
        "CONSTRUCT { ?d tc:openings 17.0 } WHERE { ?d tc:openings 20.5 }",
        *(f"SELECT ?d {{ ?d tc:openings {term} }}" for term in TERMS),
        *(f"SELECT ?d {{ ?d tc:openings ?n FILTER(?n = {term}) }}" for term in TERMS),
        "SELECT ?e { ?e tc:year +2024 }",
        "SELECT ?c { { SELECT ?c { ?c tc:public '1'^^xsd:boolean } LIMIT 5 } }",
        "SELECT ?c { ?c tc:public true }",
    ):
        here, theirs = (
            ask(made, Question("sparql", text, {}, place)) for place in (Place(), there)
        )
        assert here.columns == theirs.columns
        assert sorted(map(str, here.rows)) == sorted(map(str, theirs.rows))
    assert ask_named(made, "firms-by-segment", {"chain": "茶链"}, place=there) == (
        ask_named(made, "firms-by-segment", {"chain": "tea"})
    )


def test_parameters_and_limits(url: str) -> None:
    found = ask_sparql_server(url, MAJORS, {"code": '"520201"'})
    assert len(found.rows) >= 1
    cut = ask_sparql_server(url, MAJORS, {}, QueryLimits(rows=2))
    assert (len(cut.rows), cut.truncated) == (2, True)
    with pytest.raises(WrongInput) as refused:
        ask_sparql_server(url, "SELECT ?m ?n { ?m rdfs:label ?n }", {"m": "http://x"})
    assert refused.value.key == "error.parameter_shown"
    with pytest.raises(WrongInput) as refused:
        ask_sparql_server(url, "SELECT ?m { ?m rdfs:label }")
    assert refused.value.key == "error.server_says"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x/> { ?a ?b ?c } }",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "SELECT * FROM <http://x/> { ?a ?b ?c }",
    ],
)
def test_what_a_build_refuses_never_reaches_a_server(query: str) -> None:
    with pytest.raises(WrongInput) as refused:
        ask_sparql_server("http://127.0.0.1:9/query", query)
    assert refused.value.key.startswith("error.sparql_")


def test_the_command_asks_the_server_as_the_environment_says(
    url: str, made: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["query", "firms-by-segment", "--param", "chain=tea", "--format", "json"]
    asked += ["--home", str(made.folder.parents[1])]
    run = CliRunner().invoke
    monkeypatch.setenv("SPARQL_URI", url)
    theirs = run(app, [*asked, "--store", "sparql"])
    assert theirs.exit_code == 0
    assert json.loads(theirs.stdout) == json.loads(run(app, asked).stdout)
    monkeypatch.delenv("SPARQL_URI")
    assert "SPARQL_URI" in str(run(app, [*asked, "--store", "sparql"]).exception)


@pytest.mark.parametrize(
    ("language", "place", "key"),
    [
        ("cypher", Place("sparql", "http://x/"), "error.store_language"),
        ("sparql", Place("duckdb"), "error.store_language"),
        ("sparql", Place("virtuoso"), "error.no_such_store"),
        ("sparql", Place(None, "http://x/"), "error.no_server_named"),
        ("sparql", Place("sparql", "http://x/", "db"), "error.no_database_here"),
        ("sparql", Place("sparql", "http://me:pw@x/"), "error.password_in_url"),
    ],
)
def test_a_place_that_does_not_fit_is_said(
    language: str, place: Place, key: str, made: Build
) -> None:
    with pytest.raises(WrongInput) as refused:
        ask(made, Question(language, "ASK {}", {}, place))
    assert refused.value.key == key


class Misbehaving(BaseHTTPRequestHandler):
    """Answers as the path says: a status, or half an answer."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        name = self.path.strip("/")
        body = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"uri","value":"u"}},'
        self.send_response(200 if name in ("half", "page") else int(name))
        kind = "text/html" if name == "page" else "application/sparql-results+json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[str]:
    with answering(Misbehaving) as address:
        yield address


@pytest.mark.parametrize(
    ("path", "key", "kind"),
    [
        ("half", "error.answer_cut", ServerFault),
        ("page", "error.no_sparql_endpoint", WrongInput),
        ("404", "error.no_sparql_endpoint", WrongInput),
        ("401", "error.server_password", WrongInput),
        ("400", "error.server_says", WrongInput),
        ("500", "error.server_says", ServerFault),
        ("503", "error.time_limit", LimitReached),
    ],
)
def test_a_server_that_misbehaves_is_said(
    misbehaving: str, path: str, key: str, kind: type[TwinChainError]
) -> None:
    with pytest.raises(kind) as told:
        ask_sparql_server(f"{misbehaving}/{path}", "SELECT ?a { ?a ?b ?c }")
    assert told.value.key == key
    assert told.value.text("zh") != told.value.text("en")
