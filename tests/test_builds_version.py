"""What decides a build enters its id: code, words, limits, versions of libraries."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from graph.ontology import load
from graph.settings import ROOT
from graph.tables import StoredTables, Tables
from ingest import version
from ingest.datasets import open_datasets
from ingest.identity import input_hash
from ingest.version import LIBRARIES, fingerprint
from tests.product_imports import imported, normal

# Parts that only read builds, or write what no build holds.
READS_AND_WRITES = (
    "ingest",
    "graph/ontology",
    "graph/checks",
    "graph/convert",
    "graph/schema",
    "graph/stores",
    "graph/builds",
)
# Records run before a build, which reads what they wrote.
NOT_OF_BUILDS = {"xlsxwriter", "neo4j", "rdflib", "networkx", "pyspark", "sqlglot"}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("checkout")
    for name in version.MAKING:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, place / name, ignore=ignored)
    return place


@pytest.mark.parametrize(
    "file",
    [
        "graph/words/findings.toml",
        "graph/settings.py",
        "graph/processes/worker.py",
        "graph/processes/walls.py",
        "graph/masking.py",
        "ingest/cells.py",
        "ingest/policy/patterns.toml",
    ],
)
def test_an_edit_gives_another_fingerprint(checkout: Path, file: str) -> None:
    before = fingerprint(checkout, ())
    text = (checkout / file).read_bytes()
    (checkout / file).write_bytes(text + b"\n# edited\n")
    assert fingerprint(checkout, ()) != before
    (checkout / file).write_bytes(text)
    assert fingerprint(checkout, ()) == before


def test_another_version_of_a_library_gives_another_fingerprint(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(checkout, ["polars"])
    monkeypatch.setattr(version, "version", lambda name: f"{name} of tomorrow")
    assert fingerprint(checkout, ["polars"]) != before
    assert fingerprint(checkout, ["no-such-library"]) != before


def test_the_fingerprint_enters_the_id(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets, ontology = open_datasets([tiny], None, load()), load()
    before = input_hash(datasets, ontology)
    assert input_hash(datasets, ontology) == before
    monkeypatch.setattr("ingest.identity.code_sha256", lambda: "another")
    assert input_hash(datasets, ontology) != before


def test_every_library_that_reads_or_writes_counts() -> None:
    used = set(imported(READS_AND_WRITES)) - NOT_OF_BUILDS
    assert used <= {normal(name) for name in LIBRARIES}


def test_a_build_of_before_has_what_was_declared_since_empty(tmp_path: Path) -> None:
    pairs = Tables.of(load(), {}).crosswalk.clear(1).drop("confidence")
    Tables({"crosswalk": pairs}).write(tmp_path)
    assert "confidence" not in StoredTables(tmp_path).crosswalk.columns
    read = StoredTables(tmp_path, load())
    assert read.crosswalk["confidence"].to_list() == [None]
    assert read["enrolment"].height == 0
