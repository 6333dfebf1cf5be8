"""The servers that the tests push to are real, and answer."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request

from tests.servers import RunningServer


def test_neo4j_is_the_one_asked_for(neo4j_server: RunningServer) -> None:
    import neo4j

    with neo4j.GraphDatabase.driver(
        neo4j_server.url, auth=(neo4j_server.user, neo4j_server.password)
    ) as driver:
        (record,) = driver.execute_query("CALL dbms.components()").records
    assert record["edition"] == "community"
    assert record["versions"][0].startswith("5.26.")


def asked(endpoint: str) -> bool:
    question = urllib.parse.urlencode({"query": "ASK {}"})
    request = urllib.request.Request(
        f"{endpoint}?{question}", headers={"Accept": "application/sparql-results+json"}
    )
    with urllib.request.urlopen(request) as answer:
        return bool(json.load(answer)["boolean"])


def test_fuseki_answers(fuseki_server: RunningServer) -> None:
    assert asked(f"{fuseki_server.url}/query")


def test_oxigraph_answers(oxigraph_server: RunningServer) -> None:
    assert asked(f"{oxigraph_server.url}/query")
