"""Builds made with ``--stores tables``: everything answers but what needs the RDF store."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.builds.ask import Question, ask, ask_named
from graph.builds.home import Home
from graph.builds.opened import Build
from graph.door import open_build
from graph.errors import NoSuchBuild
from graph.ontology import load
from graph.stores.targets import Shipment, push
from ingest.build import BuildRequest, build
from ingest.proposals import ADD, plan
from views.http import app
from views.http.settings import HttpSettings


@pytest.fixture(scope="module")
def alone(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    home = tmp_path_factory.mktemp("alone")
    made = build(BuildRequest((tiny,), None, home, stores="tables")).build
    assert made
    return made


@pytest.fixture(scope="module")
def client(alone: Build) -> Iterator[TestClient]:
    with served(alone.folder.parents[1]) as running:
        yield running


def served(home: Path) -> TestClient:
    return TestClient(app(home, HttpSettings(lang="en")), "http://127.0.0.1")


def told(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "views.cli", *arguments, "--home", str(home), "--lang", "en"],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "200"},
        check=False,
    )


def test_the_tables_are_those_of_a_whole_build(alone: Build, homes: dict[str, Path]) -> None:
    whole = open_build(homes["tiny"])
    assert alone.id != whole.id
    assert {file.name for file in alone.folder.iterdir()} == {
        "tables",
        "findings.parquet",
        "manifest.json",
        "search.parquet",
    }
    for name in whole.tables:
        assert alone.tables[name].equals(whole.tables[name])
    assert alone.findings.equals(whole.findings)
    assert (alone.manifest.stores, whole.manifest.stores) == ("tables", "all")
    assert alone.manifest.counts == {"tables": whole.manifest.counts["tables"]}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sparql_says_what_to_do(alone: Build, lang: str) -> None:
    with pytest.raises(NoSuchBuild) as refused:
        ask(alone, Question("sparql", "ASK { ?s ?p ?o }"))
    said = refused.value.text(lang)
    assert "twinchain build" in said
    assert "--stores all" in said
    assert alone.id in said


def test_other_languages_answer(alone: Build, homes: dict[str, Path]) -> None:
    whole = open_build(homes["tiny"])
    for language, text in (
        ("cypher", "MATCH (c:College)-[:OFFERS]->(m) RETURN c.code, count(m) ORDER BY c.code"),
        ("sql", "SELECT code, name FROM majors ORDER BY code"),
    ):
        assert ask(alone, Question(language, text)) == ask(whole, Question(language, text))
    assert ask_named(alone, "colleges-by-chain", {}) == ask_named(whole, "colleges-by-chain", {})


def test_only_a_push_to_a_sparql_server_needs_the_rdf_store(alone: Build) -> None:
    shipment = Shipment(alone.id, ("tiny",), alone.tables, load(), None)
    with pytest.raises(NoSuchBuild, match="--stores all"):
        push(shipment, "http://127.0.0.1:9/ds", None, lambda _what, _share: None)


def test_http_answers_or_says_what_to_do(client: TestClient, homes: dict[str, Path]) -> None:
    for path in ("/sparql?query=ASK{}", "/sparql", "/api/neighbourhood?uri=https://x/id/majors/1"):
        reply = client.get(path)
        assert reply.status_code == 404, path
        assert "twinchain build FOLDER" in reply.text
    path = "/api/questions/colleges-by-chain/answer"
    with served(homes["tiny"]) as whole:
        answers = [each.get(path).json() for each in (client, whole)]
    assert answers[0]["rows"] == answers[1]["rows"] != []
    for path in ("/api/builds", "/api/tables", "/api/gap", "/api/questions/colleges-by-chain"):
        assert client.get(path).status_code == 200, path


def test_a_whole_build_takes_its_place_and_back(alone: Build, tiny: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = json.loads(
        told(home, "build", str(tiny), "--stores", "tables", "--format", "json").stdout
    )
    assert first["build"] == alone.id
    second = json.loads(told(home, "build", str(tiny), "--format", "json").stdout)
    assert Build(home / "builds" / second["build"]).has_rdf
    shown = json.loads(told(home, "builds", "--format", "json").stdout)
    assert [(each["build"], each["stores"]) for each in shown] == [
        (first["build"], "tables"),
        (second["build"], "all"),
    ]
    assert json.loads(
        told(home, "diff", first["build"], second["build"], "--format", "json").stdout
    )
    assert told(home, "use", first["build"]).returncode == 0
    assert Home(home).current() == first["build"]
    refused = told(home, "export", "all", "--to", str(tmp_path / "all.ttl"))
    assert refused.returncode == 2
    assert "--stores all" in refused.stderr
    assert told(home, "gap").returncode == 0


def test_what_is_published_from_an_upload_has_the_stores_of_before(
    alone: Build, tmp_path: Path
) -> None:
    upload = tmp_path / "more"
    upload.mkdir()
    assert plan(alone.folder.parents[1], upload, ADD).stores == "tables"
