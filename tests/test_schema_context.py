"""Prefixes and the JSON-LD context: rows of tables are linked data."""

from __future__ import annotations

import json
import warnings

import pyoxigraph as ox
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, XSD
from rdflib.term import Node

from graph.ontology import TC, Ontology
from graph.schema.context import compact, json_ld_context

BASE = "https://example.org/"
ROW = {
    "uri": f"{BASE}programmes/a/b/_",
    "type": "Programme",
    "college": f"{BASE}colleges/a",
    "partners": [f"{BASE}enterprises/x", f"{BASE}enterprises/y"],
    "since": 2020,
    "practice_hours": "12.5",
}
COLLEGE = {
    "uri": f"{BASE}colleges/a",
    "type": "College",
    "name": "示例学院",
    "name_en": "Example college",
    "area": f"{BASE}areas/1",
    "aliases": ["示例"],
    "public": True,
}
POLICY = {"uri": f"{BASE}policies/p", "type": "Policy", "area": f"{BASE}areas/1", "cites": ["p2"]}


def tc(name: str) -> URIRef:
    return URIRef(TC + name)


@pytest.fixture(scope="module")
def graph(ontology: Ontology) -> Graph:
    document = json_ld_context(ontology) | {"@graph": [ROW, COLLEGE, POLICY]}
    with warnings.catch_warnings():  # rdflib's own reader uses a class rdflib deprecates
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        return Graph().parse(data=json.dumps(document), format="json-ld")


def test_rows_become_the_triples_of_the_contract(graph: Graph) -> None:
    programme, college = URIRef(str(ROW["uri"])), URIRef(str(COLLEGE["uri"]))
    assert (programme, RDF.type, tc("Programme")) in graph
    assert (programme, tc("atCollege"), college) in graph
    assert (programme, tc("since"), Literal(2020)) in graph
    assert (programme, tc("practice_hours"), Literal("12.5", datatype=XSD.decimal)) in graph
    assert len(list(graph.objects(programme, tc("hasPartner")))) == 2
    assert (college, RDFS.label, Literal("示例学院", lang="zh")) in graph
    assert (college, RDFS.label, Literal("Example college", lang="en")) in graph
    assert (college, tc("public"), Literal(True)) in graph


def test_a_column_means_what_its_table_says(graph: Graph) -> None:
    area = URIRef(f"{BASE}areas/1")
    assert (URIRef(str(COLLEGE["uri"])), tc("locatedIn"), area) in graph
    assert (URIRef(str(POLICY["uri"])), tc("inArea"), area) in graph


def test_two_readers_agree(graph: Graph, ontology: Ontology) -> None:
    document = json_ld_context(ontology) | {"@graph": [ROW, COLLEGE, POLICY]}
    read = ox.parse(json.dumps(document).encode(), format=ox.RdfFormat.JSON_LD)
    ours = Graph().parse(data="".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in read))
    assert {as_rdf_11(triple) for triple in ours} == {as_rdf_11(triple) for triple in graph}


def as_rdf_11(triple: tuple[Node, ...]) -> tuple[str, ...]:
    """Terms as text; rdflib still tells a plain literal from one of xsd:string."""
    return tuple(term.n3().removesuffix(f"^^<{XSD.string}>") for term in triple)


def test_every_column_has_a_meaning(ontology: Ontology) -> None:
    context = json_ld_context(ontology, "zh")["@context"]
    for table in ontology.tables.values():
        scoped = context | context[table.class_name].get("@context", {})
        for column in table.columns:
            term = scoped[column.name]
            assert term["@id"] == compact(column.path)
            assert ("@language" in term) == column.is_label
            assert (term.get("@container") == "@set") == column.multiple
            assert (term.get("@type") == "@id") == bool(column.target_class)


def test_the_language_of_names_is_the_dataset_s(ontology: Ontology) -> None:
    context = json_ld_context(ontology, "ja")["@context"]
    assert context["name"]["@language"] == "ja"
    assert context["name_en"]["@language"] == "en"
