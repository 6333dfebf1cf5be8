"""The same spoilt table for the compiled checks and for a SHACL engine, and what each finds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROWS = "https://example.org/row/"
THINGS = "https://example.org/thing/"


def spoil(file: str, rows: int) -> None:
    """Enrolment with a year out of range, a negative figure, no figure, an ill-typed figure."""
    import polars as pl

    from benchmarks.cases import canonical_enrolment

    canonical_enrolment(file, rows)
    index = pl.int_range(pl.len())
    pl.read_parquet(file).with_columns(
        year=pl.when(index % 97 == 1)
        .then(pl.lit("1800"))
        .when(index % 89 == 2)
        .then(None)
        .otherwise("year"),
        planned=pl.when(index % 83 == 3).then(pl.lit("-1")).otherwise("planned"),
        further_study=pl.when(index % 79 == 4).then(pl.lit("12.5")).otherwise("further_study"),
    ).write_parquet(file)


def as_graph(file: str, graph: str) -> None:
    """The table as N-Triples, with the colleges and majors it names."""
    import polars as pl
    from rdflib import Graph, Literal, URIRef
    from rdflib.namespace import RDF, XSD

    from graph.ontology import TC, load

    _be_quiet()
    ontology = load()
    made = Graph()
    table = ontology.tables["enrolment"]
    for number, row in enumerate(pl.read_parquet(file).iter_rows(named=True)):
        subject = URIRef(f"{ROWS}{number}")
        made.add((subject, RDF.type, URIRef(TC + table.class_name)))
        for name, text in row.items():
            column = table.by_name[name]
            if text is None:
                continue
            if column.target_class:
                target = URIRef(f"{THINGS}{column.target_class}/{text}")
                made.add((target, RDF.type, URIRef(TC + column.target_class)))
                made.add((subject, URIRef(column.path), target))
            elif column.datatype == "string":
                made.add((subject, URIRef(column.path), Literal(text)))
            else:
                value = Literal(text, datatype=XSD[column.datatype], normalize=False)
                made.add((subject, URIRef(column.path), value))
    made.serialize(graph, format="nt", encoding="utf-8")


def check_compiled(file: str, found: str) -> None:
    """The cells that the compiled checks find."""
    import polars as pl

    from graph.checks.compiled import compile_table, violations
    from graph.ontology import load

    ontology = load()
    bad = violations(compile_table(ontology, ontology.tables["enrolment"]), pl.read_parquet(file))
    _write(found, {(row, column) for row, column in bad.select("index", "column").iter_rows()})


def load_graph(graph: str) -> Any:
    """What reading graph and shapes costs the peer, to be taken off."""
    import pyshacl  # noqa: F401 - its import is part of what is taken off
    from rdflib import Graph

    from graph.ontology import load
    from graph.schema.shapes import shapes_graph

    _be_quiet()
    return Graph().parse(graph, format="nt"), shapes_graph(load())


def check_pyshacl(graph: str, found: str) -> None:
    """The cells that pySHACL finds in enrolment rows."""
    import pyshacl
    from rdflib import RDF, SH, Graph, URIRef

    from graph.ontology import TC

    data, shapes = load_graph(graph)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, Graph)
    columns = {str(s): str(o) for s, o in shapes.subject_objects(URIRef(TC + "column"))}
    cells = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = str(report.value(result, SH.focusNode))
        if focus.startswith(ROWS):  # the colleges and majors lack their names
            shape = str(report.value(result, SH.sourceShape))
            cells.add((int(focus.removeprefix(ROWS)), columns[shape]))
    _write(found, cells)


def _be_quiet() -> None:
    """Ill-typed values are meant here; rdflib need not tell of each."""
    import logging

    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


def _write(file: str, cells: set[tuple[int, str]]) -> None:
    Path(file).write_text(json.dumps(sorted(map(list, cells))), encoding="utf-8")
