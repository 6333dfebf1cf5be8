"""The shapes graph is SHACL, and every component in it has a compiler."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.collection import Collection
from rdflib.namespace import SH

from graph.checks.compiled import compile_table
from graph.errors import DeclarationFault
from graph.ontology import TCS, Ontology, load
from graph.schema.shapes import parsed, shapes_graph
from graph.settings import ONTOLOGY_FILE


def test_the_shapes_are_valid_shacl(ontology: Ontology, require: Callable[..., None]) -> None:
    require("pyshacl")
    import pyshacl

    conforms, _, text = pyshacl.validate(
        Graph(), shacl_graph=shapes_graph(ontology), meta_shacl=True
    )
    assert conforms, text


def test_a_broken_shape_is_no_valid_shacl(ontology: Ontology, require: Callable[..., None]) -> None:
    require("pyshacl")
    import pyshacl
    from rdflib import Literal, URIRef

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
