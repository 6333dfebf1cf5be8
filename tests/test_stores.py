"""The store of a build: written once, then read by any number of readers, never written."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.ontology import TC
from graph.stores.oxigraph import OxigraphStore

QUADS = f"""
<a:1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{TC}Area> .
<a:2> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{TC}Area> .
<a:g> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .
<a:2> <{TC}broader> <a:1> .
<a:2> <{TC}broader> <a:1> .
<a:2> <{TC}broader> <a:1> <a:g> .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x.nq").write_text(QUADS, encoding="utf-8")
    OxigraphStore.write(tmp_path / "store", tmp_path / "x.nq")
    return tmp_path / "store"


def test_counts_are_of_our_classes_in_the_default_graph(folder: Path) -> None:
    store = OxigraphStore(folder)
    assert store.class_counts() == {"Area": 2}
    assert store.relation_counts([f"{TC}broader", f"{TC}inChain"]) == {
        f"{TC}broader": 1,
        f"{TC}inChain": 0,
    }


def test_several_readers_at_once_and_no_writer(folder: Path) -> None:
    first, second = OxigraphStore(folder), OxigraphStore(folder)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    assert first.class_counts() == second.class_counts()
    quad = ox.Quad(ox.NamedNode("a:3"), ox.NamedNode("a:b"), ox.NamedNode("a:c"))
    with pytest.raises(Exception, match="read-"):
        first.store.add(quad)
    with pytest.raises(Exception, match="read-"):
        first.store.update("DELETE WHERE { ?s ?p ?o }")
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before


def test_a_broken_line_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "x.nq").write_text("<a:1> <a:2> no term .\n", encoding="utf-8")
    with pytest.raises(SyntaxError):
        OxigraphStore.write(tmp_path / "store", tmp_path / "x.nq")
