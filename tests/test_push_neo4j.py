"""Pushing to a real Neo4j: what arrives, what a second push does, and what it leaves alone."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from graph.builds.opened import Build
from graph.convert.property_graph import PropertyGraph
from graph.door import open_build
from graph.errors import ServerFault, TwinChainError, WrongInput
from graph.ontology import Ontology
from graph.stores import neo4j as connection
from graph.stores import neo4j_push
from graph.stores.neo4j import Neo4jServer
from graph.stores.targets import Shipment, push
from graph.tables import Tables
from tests.servers import CuttableProxy, RunningServer, free_port
from views.cli import app


@pytest.fixture(scope="module")
def published(homes: dict[str, Path]) -> Build:
    return open_build(homes["tiny"])


@pytest.fixture
def whole(published: Build, ontology: Ontology) -> Shipment:
    return Shipment("b1", ("tiny",), published.tables, ontology, published.rdf_folder)


@pytest.fixture
def shipment(whole: Shipment) -> Shipment:
    """A few tables: Neo4j plans each kind of relationship anew."""
    names = ("areas", "majors", "occupations", "crosswalk", "colleges", "programmes", "sources")
    frames = {name: whole.tables[name] for name in (*names, "enterprises", "monitoring")}
    return replace(whole, tables=Tables.of(whole.ontology, frames))


@pytest.fixture
def server(neo4j_server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Neo4jServer]:
    """The shared server, emptied; its password is in the environment."""
    for name, value in neo4j_server.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(connection, "RETRY_S", 0.2)
    with Neo4jServer(neo4j_server.url) as opened:
        opened.rows("MATCH (n) DETACH DELETE n")
        yield opened


def with_rows(shipment: Shipment, build: str, **frames: pl.DataFrame) -> Shipment:
    """The same with other frames, under another id."""
    tables = Tables({**dict(shipment.tables), **frames}, shipment.tables.contributions)
    return replace(shipment, build=build, tables=tables)


def count(server: Neo4jServer, pattern: str) -> int:
    number: int = server.rows(f"MATCH {pattern} RETURN count(*) AS n")[0]["n"]
    return number


def test_all_nodes_and_relationships_arrive_with_their_properties(
    server: Neo4jServer, whole: Shipment
) -> None:
    receipt = push(whole, server.url)
    graph = PropertyGraph(whole.ontology, whole.tables)
    links: Counter[str] = Counter()
    for found in graph.relationships():
        links[found.type.name] += found.rows.height
    assert receipt.counts["nodes"] == {n.type.label: n.rows.height for n in graph.nodes()}
    assert receipt.counts["relationships"] == links
    assert server.counts("b1") == receipt.counts
    for found in graph.nodes():
        names = found.rows.columns
        rows = server.rows(f"MATCH (n:{found.type.label}) RETURN n {{.*}} AS n")
        there = sorted((row["n"] for row in rows), key=lambda row: row["uri"])
        for row, sent in zip(there, found.rows.sort("uri").iter_rows(named=True), strict=True):
            assert row.pop("_build") == "b1"
            told = {name: native(row.get(name)) for name in names}
            assert told == sent
            assert set(row) <= set(names)


def native(value: Any) -> Any:
    return value.to_native() if hasattr(value, "to_native") else value


def test_links_lead_from_row_to_row(server: Neo4jServer, shipment: Shipment) -> None:
    push(shipment, server.url)
    (row,) = server.rows(
        "MATCH (m:Major)-[r:PREPARES_FOR]->(o:Occupation) "
        "WITH m, r, o ORDER BY m.uri, o.uri LIMIT 1 "
        "RETURN m.code AS major, o.code AS occupation, r.tier AS tier, r.weight AS weight"
    )
    told = shipment.tables["crosswalk"].sort("major", "occupation").row(0, named=True)
    assert row == {name: told[name] for name in ("major", "occupation", "tier", "weight")}


def test_uris_are_unique_and_names_are_indexed(server: Neo4jServer, shipment: Shipment) -> None:
    push(shipment, server.url)
    made = server.rows("SHOW CONSTRAINTS YIELD labelsOrTypes, properties, type")
    assert {"labelsOrTypes": ["Major"], "properties": ["uri"], "type": "UNIQUENESS"} in made
    indexed = server.rows("SHOW INDEXES YIELD labelsOrTypes, properties, state")
    assert {"labelsOrTypes": ["Major"], "properties": ["name"], "state": "ONLINE"} in indexed


def test_a_second_push_writes_nothing(server: Neo4jServer, shipment: Shipment) -> None:
    first = push(shipment, server.url)
    steps: list[str] = []
    second = push(shipment, server.url, None, lambda step, _what, _share: steps.append(step))
    assert (first.was_there, second.was_there) == (False, True)
    assert second.counts == first.counts == server.counts("b1")
    assert steps == ["connect"]


def test_what_somebody_took_away_is_brought_again(server: Neo4jServer, shipment: Shipment) -> None:
    first = push(shipment, server.url)
    server.rows("MATCH (n:Major) WITH n LIMIT 2 DETACH DELETE n")
    second = push(shipment, server.url)
    assert not second.was_there
    assert server.counts("b1") == first.counts


def test_a_newer_build_replaces_only_what_is_ours(server: Neo4jServer, shipment: Shipment) -> None:
    push(shipment, server.url)
    server.rows(
        "MATCH (m:Major) WITH m ORDER BY m.uri LIMIT 1 SET m.remark = '批注' "
        "CREATE (m)<-[:READS]-(:Person {name: '王'}), (:Major {uri: 'urn:other', name: '别人的'})"
    )
    majors = shipment.tables["majors"].sort("uri")
    changed = majors.with_columns(
        name=pl.when(pl.col("uri") == majors["uri"][0]).then(pl.lit("新名")).otherwise("name"),
        name_en=pl.lit(None, pl.String),
    )
    kept = shipment.tables["monitoring"].head(1)
    newer = with_rows(shipment, "b2", majors=changed, monitoring=kept)
    receipt = push(newer, server.url)
    assert receipt.replaced == ["b1"]
    assert receipt.kept == 0
    assert server.counts("b1") == {"nodes": {}, "relationships": {}}
    assert server.counts("b2") == receipt.counts
    assert count(server, "(:Monitoring)") == 1
    assert count(server, "(m:Major) WHERE m.name_en IS NOT NULL") == 0
    (row,) = server.rows("MATCH (p:Person)-[:READS]->(m) RETURN m.name AS name, m.remark AS remark")
    assert row == {"name": "新名", "remark": "批注"}
    assert count(server, "(m:Major {uri: 'urn:other'}) WHERE m._build IS NULL") == 1
    assert count(server, "()-[r:OFFERS]->()") == receipt.counts["relationships"]["OFFERS"]
    assert [row["id"] for row in server.rows("MATCH (b:TwinChainBuild) RETURN b.id AS id")] == [
        "b2"
    ]


def test_a_node_that_others_point_to_stays_and_is_said(
    server: Neo4jServer, shipment: Shipment
) -> None:
    push(shipment, server.url)
    server.rows("MATCH (m:Monitoring) WITH m LIMIT 1 CREATE (:Person)-[:READS]->(m)")
    empty = shipment.tables["monitoring"].clear()
    receipt = push(with_rows(shipment, "b2", monitoring=empty), server.url)
    assert receipt.kept == 1
    assert count(server, "(:Person)-[:READS]->(:Monitoring)") == 1
    assert count(server, "(:Monitoring)") == 1


def test_other_datasets_stay_unless_they_share_things(
    server: Neo4jServer, shipment: Shipment
) -> None:
    push(shipment, server.url)
    with pytest.raises(WrongInput) as refused:
        push(replace(shipment, build="b2", datasets=("else",)), server.url)
    assert refused.value.key == "error.push_taken_by_build"
    assert refused.value.values["build"] == "b1"
    sources = shipment.tables["sources"].with_columns(uri="urn:x:" + pl.col("uri"))
    majors = shipment.tables["majors"].with_columns(
        uri="urn:x:" + pl.col("uri"), source_uri="urn:x:" + pl.col("source_uri")
    )
    apart = replace(
        shipment,
        build="b3",
        datasets=("else",),
        tables=Tables.of(shipment.ontology, {"majors": majors, "sources": sources}),
    )
    push(apart, server.url)
    assert sum(server.counts("b1")["nodes"].values()) > majors.height
    assert server.counts("b3")["nodes"] == {"Major": majors.height, "Source": sources.height}


def test_a_stranger_with_our_uri_is_left_alone(server: Neo4jServer, shipment: Shipment) -> None:
    uri = shipment.tables["areas"]["uri"][0]
    server.rows("CREATE (:Area {uri: $uri, name: '别人的'})", uri=uri)
    with pytest.raises(WrongInput) as refused:
        push(shipment, server.url)
    assert refused.value.key == "error.push_taken"
    assert refused.value.values["uri"] == uri
    (row,) = server.rows("MATCH (a:Area {uri: $uri}) RETURN a {.*} AS a", uri=uri)
    assert row["a"] == {"uri": uri, "name": "别人的"}


@pytest.mark.parametrize("step", ["nodes", "relationships", "verify"])
def test_a_broken_push_is_finished_by_the_next_without_doubles(
    server: Neo4jServer, shipment: Shipment, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(neo4j_push, "BATCH_ROWS", 7)
    proxy = CuttableProxy(server.url)
    seen: list[str] = []

    def cut(now: str, _what: str, _share: float) -> None:
        seen.append(now)
        if now == step and (now == "verify" or seen.count(now) == 9):
            proxy.cut()

    with monkeypatch.context() as patch:
        patch.setattr(connection, "RETRY_S", 0.0)  # the server stays away, however often one tries
        with pytest.raises(ServerFault) as fault:
            push(shipment, proxy.url, None, cut)
    assert fault.value.key == "error.server_unreachable"
    before = server.counts("b1")
    assert (step == "nodes") == (before["relationships"] == {})
    receipt = push(shipment, server.url)
    assert not receipt.was_there
    assert server.counts("b1") == receipt.counts
    assert count(server, "()-[r]->()") == sum(receipt.counts["relationships"].values())


def hostile_texts() -> list[str]:
    """Texts made to break quoting, and characters that are easily lost."""
    quoted = ["'", '"', "`", "\\", "\\'", "''", '"""', "'}) DETACH DELETE n //", "${x}", "{{}}"]
    quoted += ["} RETURN 1 //", "'; DROP DATABASE neo4j; --", "\\u0027", "%s %d {0} {name}", "$uri"]
    blank = [" ", "  a  ", "\t", "\n", "\r\n", "\u00a0", "\u2028", "\u3000", "\ufeff", "\u200b"]
    marks = ["\u202eabc", "\u2066x\u2069", "e\u0301", "é", "👩‍🏫", "🇨🇳", "𠮷野家", "\U0010fffd"]
    control = [chr(code) for code in (*range(1, 32), *range(127, 160))]
    html = ["<script>alert(1)</script>", "&lt;&amp;", "=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)"]
    return [*quoted, *blank, *marks, *control, *html, "字" * 5000, "null", "None", "NaN", "true"]


def test_hostile_texts_arrive_unchanged(server: Neo4jServer, shipment: Shipment) -> None:
    texts = hostile_texts()
    assert len(texts) >= 100
    areas = shipment.tables["areas"]
    many = pl.concat([areas.head(1)] * len(texts)).with_columns(
        uri=pl.Series([f"urn:hostile:{i}" for i in range(len(texts))]),
        note=pl.Series(texts),
        aliases=pl.Series([[text, text + "x"] for text in texts]),
    )
    frames = {"areas": many, "sources": shipment.tables["sources"]}
    alone = replace(shipment, build="h", tables=Tables.of(shipment.ontology, frames))
    push(alone, server.url)
    rows = server.rows("MATCH (a:Area) RETURN a.uri AS uri, a.note AS note, a.aliases AS aliases")
    there = {row["uri"]: (row["note"], row["aliases"]) for row in rows}
    for i, text in enumerate(texts):
        what = [unicodedata.name(c, hex(ord(c))) for c in text[:3]]
        assert there[f"urn:hostile:{i}"] == (text, [text, text + "x"]), what
    (row,) = server.rows("MATCH (a:Area) WHERE a.note = $text RETURN a.uri AS uri", text=texts[7])
    assert row["uri"] == "urn:hostile:7"


# What cannot work is said -----------------------------------------------------------------------


def refused(shipment: Shipment, url: str, database: str | None = None) -> TwinChainError:
    with pytest.raises(TwinChainError) as told:
        push(shipment, url, database)
    assert "geheim" not in told.value.text("zh") + told.value.text("en")
    return told.value


def test_a_wrong_password_is_said(
    server: Neo4jServer, shipment: Shipment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "geheim")
    error = refused(shipment, server.url)
    assert (error.key, error.exit_code) == ("error.server_password", 2)


def test_a_database_that_is_not_there_is_said(server: Neo4jServer, shipment: Shipment) -> None:
    assert refused(shipment, server.url, "nowhere").key == "error.no_database"


@pytest.mark.parametrize(
    ("url", "key", "code"),
    [
        ("ftp://localhost", "error.push_scheme", 2),
        ("localhost:7687", "error.push_scheme", 2),
        ("bolt://neo4j:geheim@localhost:7687", "error.password_in_url", 2),
        ("bolt://", "error.no_host", 2),
        ("bolt://localhost:99999", "error.no_host", 2),
        ("bolt://localhost:7687?x=1", "error.server_address", 2),
        ("bolt://127.0.0.1:{port}", "error.server_unreachable", 3),
        ("neo4j://127.0.0.1:{port}", "error.server_unreachable", 3),
    ],
)
def test_an_address_that_cannot_work_is_said(
    shipment: Shipment, url: str, key: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "RETRY_S", 0.1)
    error = refused(shipment, url.format(port=free_port()))
    assert (error.key, error.exit_code) == (key, code)


def test_the_command_says_what_the_server_holds(
    server: Neo4jServer, published: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = str(published.folder.parent.parent)
    said = CliRunner().invoke(app, ["push", server.url, "--home", home, "--lang", "en"])
    assert said.exit_code == 0
    assert f"Build {published.id} was pushed to {server.url}; all counts agree" in said.output
    again = CliRunner().invoke(app, ["push", server.url, "--home", home, "--format", "csv"])
    assert "nodes,Area," in again.output
