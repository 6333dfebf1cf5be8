"""Asking a real Neo4j: the same form of answers, nothing written, nothing read elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.builds.opened import Build
from graph.door import open_build
from graph.errors import NoAnswer, TwinChainError, WrongInput
from graph.ontology import Ontology
from graph.processes.limits import QueryLimits
from graph.queries.neo4j import ask_neo4j, guard_cypher
from graph.stores.neo4j import Neo4jServer
from graph.stores.targets import Shipment, push
from tests.documented import blocks
from tests.servers import RunningServer
from views.commands.query import Place, QueryRequest, query

ID = "https://w3id.org/twinchain/id/"


@pytest.fixture(scope="module")
def published(homes: dict[str, Path]) -> Build:
    return open_build(homes["tiny"])


@pytest.fixture(scope="module")
def url(neo4j_server: RunningServer, published: Build, ontology: Ontology) -> Iterator[str]:
    """A server that holds the build; its password is in the environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in neo4j_server.environment.items():
            patch.setenv(name, value)
        with Neo4jServer(neo4j_server.url) as server:
            server.rows("MATCH (n) DETACH DELETE n")
        tables = published.tables
        push(Shipment("b1", ("tiny",), tables, ontology, published.rdf_folder), neo4j_server.url)
        yield neo4j_server.url


def test_nodes_relationships_and_paths_are_readable(url: str) -> None:
    query = (
        "MATCH p = (c:College)-[r:OFFERS]->(m:Major {code: $code}) "
        "RETURN m, r, p, [m.code, 1] AS l, {a: m.name} AS k ORDER BY c.uri LIMIT 1"
    )
    answer = ask_neo4j(url, query, {"code": '"520201"'})
    assert answer.columns == ["m", "r", "p", "l", "k"]
    major, offers, path, several, mapped = answer.rows[0]
    assert major["label"] == "Major"
    assert major["uri"] == f"{ID}majors/520201"
    assert offers["type"] == "OFFERS"
    assert offers["target"] == major["uri"]
    assert path["nodes"][1] == major
    assert path["relationships"] == [offers]
    assert several == ["520201", 1]
    assert mapped == {"a": major["name"]}
    assert not [name for name in (*major, *offers) if name.startswith("_")]


def test_the_driver_is_used_as_documented(
    url: str, neo4j_server: RunningServer, published: Build
) -> None:
    (code,) = blocks("servers.md", "python")[:1]
    found: dict[str, Any] = {}
    exec(code.replace("bolt://localhost:7687", url).replace("…", neo4j_server.password), found)
    segments = published.tables["segments"].group_by("chain").len()
    assert sorted(found["segments"].values()) == sorted(segments["len"].to_list())


def test_rows_are_limited_and_that_is_said(url: str, published: Build) -> None:
    limits = QueryLimits(rows=3)
    answer = ask_neo4j(url, "MATCH (m:Major) RETURN m.code", limits=limits)
    assert (len(answer.rows), answer.truncated) == (3, True)
    whole = ask_neo4j(url, "MATCH (m:Major) RETURN count(m) AS n")
    assert (whole.rows, whole.truncated) == ([[published.tables["majors"].height]], False)


def test_a_query_without_end_is_stopped(url: str) -> None:
    endless = "MATCH (a), (b), (c), (d) WHERE a.uri + b.uri <> c.uri + d.uri RETURN count(*) AS n"
    with pytest.raises(NoAnswer) as stopped:
        ask_neo4j(url, endless, limits=QueryLimits(timeout_s=1))
    assert stopped.value.key == "error.time_limit"


def test_a_wrong_query_is_said(url: str) -> None:
    with pytest.raises(WrongInput) as told:
        ask_neo4j(url, "MATCH (n RETURN n")
    assert told.value.key == "error.neo4j_query"


REFUSED = [
    "CREATE (:X)",
    "MATCH (n) DETACH DELETE n",
    "MATCH (n) SET n.x = 1",
    "match (n) /* x */ set n.x = 1 return n",
    "MATCH (n) REMOVE n:Major",
    "MERGE (:X)",
    "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
    "\\u004cOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
    "RETURN '\\u0027 MATCH (n) DELETE n // '",
    "RETURN 1 // x\nUNION MATCH (n) DELETE n RETURN 1",
    "CALL apoc.load.json('http://127.0.0.1/')",
    "CALL `apoc`.`load`.`json`('http://127.0.0.1/')",
    "CALL dbms.setConfigValue('a', 'b')",
    "RETURN apoc.load.json('x')",
    "RETURN `apoc`.load.json('x')",
    "CALL { MATCH (n) DELETE n } IN TRANSACTIONS",
    "FOREACH (i IN [1] | CREATE (:X))",
    "DROP CONSTRAINT majors_uri",
    "ALTER USER neo4j SET PASSWORD 'x'",
    "USE system SHOW USERS",
]


@pytest.mark.parametrize("query", REFUSED)
def test_what_writes_or_reads_elsewhere_is_refused(query: str) -> None:
    with pytest.raises(WrongInput):
        guard_cypher(query)


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (n:Set {create: 1}) RETURN n.delete, $load, 'CREATE (x)' AS t // LOAD CSV",
        "CALL db.labels() YIELD label RETURN label",
        "MATCH (m:Major) CALL { WITH m RETURN 1 AS x } RETURN date.truncate('year', date()) AS d",
        "MATCH (a)-[:SET|LOAD]->(b) RETURN `drop`",
    ],
)
def test_what_only_reads_is_let_through(query: str) -> None:
    guard_cypher(query.replace("create: 1", "made: 1"))


def test_the_server_refuses_to_write_even_without_the_guard(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.queries.neo4j.guard_cypher", lambda _text: None)
    with pytest.raises(TwinChainError) as refused:
        ask_neo4j(url, "CREATE (:Intruder)")
    assert refused.value.key == "error.neo4j_writes"
    assert ask_neo4j(url, "MATCH (n:Intruder) RETURN count(n) AS n").rows == [[0]]


def test_the_command_asks_the_server_as_the_environment_says(
    url: str, published: Build, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text, place = "MATCH (m:Major)-[r:OFFERS]-() RETURN r LIMIT 1", Place("neo4j")
    asked = QueryRequest(None, None, text, None, [], place)
    home = published.folder.parents[1]
    assert query(asked, QueryLimits(), None, False, home, "en", "json") == 0
    assert f'"target": "{ID}majors/' in capsys.readouterr().out
    monkeypatch.delenv("NEO4J_URI")
    with pytest.raises(WrongInput, match="NEO4J_URI"):
        query(asked, QueryLimits(), None, False, home, "en", "json")
