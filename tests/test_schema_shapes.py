"""The shapes graph is SHACL, and every component in it has a compiler."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import SH
from rdflib.term import Node

from graph.checks.compiled import compile_table
from graph.errors import DeclarationFault
from graph.ontology import TCS, Ontology, load
from graph.schema.shapes import parsed, shapes_graph
from graph.settings import ONTOLOGY_FILE


def test_the_shapes_are_valid_shacl(ontology: Ontology, require: Callable[..., None]) -> None:
    require("pyshacl")
    import pyshacl

    shapes = one_of_each_form(shapes_graph(ontology))
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def one_of_each_form(shapes: Graph) -> Graph:
    """One shape of each form, which is what makes it valid: its predicates, and kinds of values."""
    named = {shape for shape in shapes.subjects() if isinstance(shape, URIRef)}
    forms: dict[frozenset[tuple[Node, object]], URIRef] = {}
    for shape in sorted(named):
        told = shapes.predicate_objects(shape)
        forms.setdefault(frozenset((name, _kind(name, value)) for name, value in told), shape)
    kept = Graph()
    for shape in forms.values():
        kept += shapes.cbd(shape)
    for name in (SH.property, SH.node):  # shapes that are not among them
        for shape, other in [*kept.subject_objects(name)]:
            if other in named and other not in forms.values():
                kept.remove((shape, name, other))
    return kept


def _kind(name: Node, value: Node) -> object:
    if isinstance(value, Literal):
        return value.datatype, bool(value.language)
    return value if name in (SH.nodeKind, SH.severity, RDF.type) else type(value)


def test_a_broken_shape_is_no_valid_shacl(ontology: Ontology, require: Callable[..., None]) -> None:
    require("pyshacl")
    import pyshacl

    one = URIRef(TCS + "colleges-level")
    shapes = shapes_graph(ontology).cbd(one)
    assert pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)[0]
    shapes.set((one, SH.minCount, Literal("one")))
    with pytest.raises(pyshacl.errors.ReportableRuntimeError):
        pyshacl.validate(Graph(), shacl_graph=shapes, meta_shacl=True)


def test_code_lists_stand_as_typed_lists(ontology: Ontology) -> None:
    shapes = shapes_graph(ontology)
    told = 0
    for shape, head in shapes.subject_objects(SH["in"]):
        values = list(Collection(shapes, head))
        datatype = shapes.value(shape, SH.datatype)
        assert values
        assert {str(v.datatype or "http://www.w3.org/2001/XMLSchema#string") for v in values} == {
            str(datatype)
        }
        told += 1
    columns = {  # inherited columns are shared shapes
        (column.path, column.code_list, column.order, column.description)
        for table in (ontology.tables | ontology.records).values()
        for column in table.columns
        if column.code_list
    }
    assert told == len(columns)
    assert not list(parsed(ontology.file).subject_objects(SH["in"]))  # derived, not declared


def test_every_table_compiles(ontology: Ontology) -> None:
    for table in ontology.tables.values():
        checks = compile_table(ontology, table)
        assert {check.column.name for check in checks} == set(table.by_name)


@pytest.mark.parametrize("component", ["sh:hasValue 5", "sh:equals tc:year", "sh:not tcs:Area"])
def test_a_declared_component_without_a_compiler_is_refused(tmp_path: Path, component: str) -> None:
    text = ONTOLOGY_FILE.read_text(encoding="utf-8")
    start = "tcs:colleges-level a sh:PropertyShape ;"
    assert start in text
    file = tmp_path / "odd.ttl"
    file.write_text(text.replace(start, f"{start} {component} ;"), encoding="utf-8")
    ontology = load(file)
    with pytest.raises(DeclarationFault) as fault:
        compile_table(ontology, ontology.tables["colleges"])
    assert fault.value.values["component"] == component.split()[0].removeprefix("sh:")
    assert fault.value.values["column"] == "level"
