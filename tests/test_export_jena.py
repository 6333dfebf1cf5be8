"""Exported RDF as another implementation sees it: Apache Jena parses it and finds no fault."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.door import open_build
from graph.export import write_export
from graph.ontology import TC, Ontology
from graph.schema.shapes import shapes_graph
from graph.settings import ONTOLOGY_FILE
from tests.conftest import missing
from tests.servers import BRIEFLY, NoServer, jars

RIOT, SHACL = "riotcmd.riot", "shacl.shacl"


@pytest.fixture(scope="module")
def folder(
    homes: dict[str, Path], ontology: Ontology, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A build as Turtle and N-Quads, and the shapes."""
    work = tmp_path_factory.mktemp("jena")
    for name in ("all.ttl", "all.nq"):
        write_export("all", work / name, open_build(homes["tiny"]), ontology, "zh")
    shapes_graph(ontology).serialize(work / "shapes.ttl", format="turtle")
    parts = [file.read_text(encoding="utf-8") for file in (work / "all.ttl", ONTOLOGY_FILE)]
    (work / "declared.ttl").write_text("\n".join(parts), encoding="utf-8")  # with the subclasses
    return work


def jena(main: str, *arguments: str | Path) -> str:
    """What a Jena command says; it must end well."""
    try:
        folder = jars("fuseki")
    except NoServer as error:
        missing("fuseki", str(error))
    command = ["java", *BRIEFLY, "-cp", f"{folder}/*", main, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ERROR" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["all.ttl", "all.nq"])
def test_jena_reads_every_statement(folder: Path, name: str) -> None:
    lines = set(jena(RIOT, "--output=nquads", folder / name).splitlines())
    form = ox.RdfFormat.TURTLE if name.endswith("ttl") else ox.RdfFormat.N_QUADS
    quads = set(ox.parse(path=folder / name, format=form))
    assert set(ox.parse("\n".join(lines), format=ox.RdfFormat.N_QUADS)) == quads
    assert len(quads) > 1000


def test_jena_finds_that_it_conforms(folder: Path) -> None:
    data = folder / "declared.ttl"
    told = jena(SHACL, "validate", "--shapes", folder / "shapes.ttl", "--data", data)
    assert "sh:conforms  true" in told


def test_jena_finds_what_is_wrong(folder: Path) -> None:
    """The check above could fail."""
    wrong = folder / "wrong.ttl"
    text = (folder / "declared.ttl").read_text(encoding="utf-8")
    wrong.write_text(f"{text}\n<urn:x> a <{TC}Major> .\n", encoding="utf-8")
    told = jena(SHACL, "validate", "--shapes", folder / "shapes.ttl", "--data", wrong)
    assert "sh:conforms  true" not in told
    assert "urn:x" in told


def test_datasets_are_described_as_dcat_asks(folder: Path) -> None:
    """A ``dcat:Dataset`` has a title, and distributions that are there."""
    store = ox.Store()
    store.bulk_load(path=folder / "all.nq", format=ox.RdfFormat.N_QUADS)
    prefixes = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "tc": TC}
    whole = "SELECT ?d { ?d a dcat:Dataset ; dct:title ?t ; dcat:distribution ?s . ?s a tc:Source }"
    every = "SELECT ?d { ?d a dcat:Dataset }"
    found = [{row["d"].value for row in store.query(q, prefixes=prefixes)} for q in (whole, every)]
    assert found[0] == found[1] != set()
