"""The compiled checks find the same bad cells as two SHACL engines.

Cells are compared as (table, row, column). Two differences are by design and left out of the
comparison: check digits, which SHACL has no component for, and comparisons with a cell that is
itself ill-typed, which SHACL reports once more and the compiled checks do not.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS, SH, XSD

from graph.checks.compiled import compile_table, violations
from graph.errors import DeclarationFault
from graph.ontology import TC, Column, Constraint, Ontology, Table
from graph.schema.shapes import parsed, shapes_graph
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.pipeline import ingest

Cell = str | list[str] | None
Row = dict[str, Cell]
Bad = set[tuple[str, int, str]]
ROWS = "https://example.org/row/"
NOWHERE = URIRef("https://example.org/nowhere")
ILL_TYPED = {
    "integer": ("many", "12.5", "1e3", "１２", "٣"),
    "decimal": ("many", "1e3", "1,000", "１２", "٣"),
    "boolean": ("maybe",),
    "date": ("yesterday", "2024-02-30", "2024-1-1"),
    "gYearMonth": ("2024", "2024-13", "2024-6"),
}
VALID = {"integer": "3", "decimal": "3.5", "boolean": "true", "date": "2024-04-24"}
VALID |= {"gYearMonth": "2024-06"}


@dataclass
class City:
    """The tables as canonical text, and where in RDF each thing stands."""

    ontology: Ontology
    rows: dict[str, list[Row]]
    known: dict[str, pl.Series]
    places: dict[tuple[str, str], URIRef] = field(default_factory=dict)

    def frame(self, table: Table) -> pl.DataFrame:
        schema = {c.name: pl.List(pl.String) if c.multiple else pl.String for c in table.columns}
        return pl.DataFrame(self.rows[table.name], schema=schema)

    def with_rows(self, more: Mapping[str, list[Row]]) -> City:
        rows = {name: [*old, *more.get(name, [])] for name, old in self.rows.items()}
        return City(self.ontology, rows, self.known, self.places)


@pytest.fixture(scope="module")
def city(ontology: Ontology, tiny: Path) -> City:
    """The tiny city, and in every table one row more with all cells filled."""
    tables = ingest(open_datasets([tiny], None, ontology), ontology).tables
    rows = {t.name: texts(tables, t) for t in ontology.tables.values()}
    known: dict[str, pl.Series] = {}
    for class_name in {c.target_class for t in ontology.tables.values() for c in t.references}:
        frames = [tables[t.name]["node_key"] for t in ontology.target_tables(class_name or "")]
        known[class_name or ""] = pl.concat(frames)
    made = City(ontology, rows, known)
    for table in ontology.tables.values():
        for index, key in enumerate(tables[table.name]["node_key"]):
            made.places[table.class_name, key] = place(table.name, index)
    return made.with_rows({t.name: [full_row(made, t)] for t in ontology.tables.values()})


def texts(tables: Tables, table: Table) -> list[Row]:
    frame = tables[table.name]
    columns = [
        pl.col(c.name).cast(pl.List(pl.String) if c.multiple else pl.String) for c in table.columns
    ]
    return frame.select(columns).to_dicts()


def place(table: str, index: int) -> URIRef:
    return URIRef(f"{ROWS}{table}/{index}")


def full_row(city: City, table: Table) -> Row:
    return {column.name: valid_cell(city, column) for column in table.columns}


def valid_cell(city: City, column: Column) -> Cell:
    text = valid_text(city, column)
    return [text] if column.multiple else text


def valid_text(city: City, column: Column) -> str:
    if column.target_class:
        return str(city.known[column.target_class][0])
    if words := city.ontology.words_of(column):
        return words.codes[0].notation
    if column.unit == "year":
        return "2020"
    is_hash = any(c.component == "pattern" for c in column.constraints)
    return VALID.get(column.datatype, "0" * 64 if is_hash else "text")


# Faults ---------------------------------------------------------------------------------------------


def faults(column: Column) -> Iterator[str | None]:
    """Texts that are wrong in a column, from what it declares."""
    if column.required:
        yield None
    yield from ILL_TYPED.get(column.datatype, ())
    if column.code_list:
        yield "99" if column.datatype == "integer" else "no such word"
    for constraint in column.constraints:
        value = constraint.value
        match constraint.component:
            case "minInclusive":
                yield str(int(value) - 1)
            case "maxInclusive":
                yield str(int(value) + 1)
            case "minExclusive" | "maxExclusive":
                yield value
            case "minLength" if not column.is_label:
                yield ""
            case "pattern":
                yield "not of this form"
            case "class":
                yield "no such key"
            case "lessThan" | "lessThanOrEquals":
                yield "2021" if column.unit == "year" else "4"


def planted(row: Row, column: Column, text: str | None) -> Row:
    """The row with the fault; a name in another language must not stand in for a missing one."""
    spoilt = dict(row)
    if column.multiple:
        before = row[column.name]
        spoilt[column.name] = [*before, text] if isinstance(before, list) and text else None
    else:
        spoilt[column.name] = text
    if column.is_label and text is None and "name_en" in spoilt:
        spoilt["name_en"] = None
    return spoilt


def every_fault(city: City) -> dict[str, list[tuple[Row, str]]]:
    """Table → rows that each hold one fault, with the column it stands in."""
    return {
        table.name: [
            (planted(city.rows[table.name][-1], column, text), column.name)
            for column in table.columns
            for text in faults(column)
        ]
        for table in city.ontology.tables.values()
    }


# Three ways to find them ----------------------------------------------------------------------------


def by_compiled(city: City) -> Bad:
    found: Bad = set()
    for table in city.ontology.tables.values():
        bad = violations(compile_table(city.ontology, table, city.known), city.frame(table))
        bad = bad.filter(pl.col("component") != "checkedBy")
        found |= {(table.name, i, c) for i, c in bad.select("index", "column").iter_rows()}
    return found


def rows_of_ill_type(city: City) -> set[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    for table in city.ontology.tables.values():
        bad = violations(compile_table(city.ontology, table, city.known), city.frame(table))
        wrong = bad.filter(pl.col("component").is_in(["datatype", "in"]))
        found |= {(table.name, index) for index in wrong["index"]}
    return found


def as_rdf(city: City) -> Graph:
    """The city as the data graph of a SHACL engine, with the tree of classes it needs."""
    graph = Graph()
    for triple in parsed(city.ontology.file).triples((None, RDFS.subClassOf, None)):
        graph.add(triple)
    for table in city.ontology.tables.values():
        for index, row in enumerate(city.rows[table.name]):
            subject = place(table.name, index)
            graph.add((subject, RDF.type, URIRef(TC + table.class_name)))
            for column in table.columns:
                cell = row[column.name]
                for text in cell if isinstance(cell, list) else [cell]:
                    if text is not None:
                        graph.add((subject, URIRef(column.path), term(city, column, text)))
    return graph


def term(city: City, column: Column, text: str) -> URIRef | Literal:
    if column.target_class:
        targets = city.ontology.target_tables(column.target_class)
        found = (city.places.get((target.class_name, text)) for target in targets)
        return next((iri for iri in found if iri), NOWHERE)
    if column.is_label:
        return Literal(text, lang="en" if column.name == "name_en" else "zh")
    if column.datatype == "string":
        return Literal(text)
    return Literal(text, datatype=XSD[column.datatype], normalize=False)


@dataclass
class Referee:
    """The columns of shapes, and the results of comparisons with an ill-typed cell to leave out."""

    columns: dict[str, str]
    ill_typed: set[tuple[str, int]]

    def bad(self, results: Iterator[tuple[str, str, str]]) -> Bad:
        """(focus node, source shape, component) → bad cells."""
        found: Bad = set()
        for focus, shape, component in results:
            name, _, index = focus.removeprefix(ROWS).partition("/")
            if "LessThan" in component and (name, int(index)) in self.ill_typed:
                continue
            found.add((name, int(index), self.columns[shape]))
        return found


@pytest.fixture(scope="module")
def shapes(ontology: Ontology) -> Graph:
    return shapes_graph(ontology)


def referee(city: City, shapes: Graph) -> Referee:
    columns = {str(s): str(o) for s, o in shapes.subject_objects(URIRef(TC + "column"))}
    return Referee(columns, rows_of_ill_type(city))


def by_pyshacl(city: City, shapes: Graph) -> Bad:
    import pyshacl

    _, report, _ = pyshacl.validate(as_rdf(city), shacl_graph=shapes)
    assert isinstance(report, Graph)
    results = (
        (
            str(report.value(result, SH.focusNode)),
            str(report.value(result, SH.sourceShape)),
            str(report.value(result, SH.sourceConstraintComponent)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )
    return referee(city, shapes).bad(results)


def by_shacl(city: City, shapes: Graph) -> Bad:
    import shacl

    compiled = shacl.Shapes.from_text(shapes.serialize(format="nt"), format="ntriples")
    report = compiled.validate_text(as_rdf(city).serialize(format="nt"), format="ntriples")
    results = (
        (r.focus_node.strip("<>"), (r.source_shape or "").strip("<>"), r.component)
        for r in report.results
    )
    return referee(city, shapes).bad(results)


# They agree -----------------------------------------------------------------------------------------


def test_nothing_is_wrong_with_the_city(city: City, shapes: Graph) -> None:
    assert by_compiled(city) == set()
    assert by_shacl(city, shapes) == set()


def test_each_planted_fault_is_found_where_it_stands(city: City) -> None:
    plan = every_fault(city)
    spoilt = city.with_rows({name: [row for row, _ in rows] for name, rows in plan.items()})
    expected = {
        (name, len(city.rows[name]) + index, column)
        for name, rows in plan.items()
        for index, (_, column) in enumerate(rows)
    }
    assert len(expected) > 700
    assert expected <= by_compiled(spoilt)


@pytest.mark.parametrize(("engine", "peer"), [(by_shacl, "shacl"), (by_pyshacl, "pyshacl")])
def test_an_engine_finds_the_same_cells(
    city: City,
    shapes: Graph,
    require: Callable[..., None],
    engine: Callable[[City, Graph], Bad],
    peer: str,
) -> None:
    require(peer)
    plan = every_fault(city)
    spoilt = city.with_rows({name: [row for row, _ in rows] for name, rows in plan.items()})
    assert engine(spoilt, shapes) == by_compiled(spoilt)


ALL_TEXTS = sorted({text for group in ILL_TYPED.values() for text in group})
ODD_TEXTS = [
    *ALL_TEXTS,
    "0",
    "-1",
    "+3",
    "007",
    ".5",
    "5.",
    "-0",
    "2101",
    "1899",
    "true",
    "false",
    "x",
]


@settings(max_examples=15)
@given(seed=st.integers(0, 2**32 - 1), texts=st.lists(st.sampled_from(ODD_TEXTS), min_size=1))
def test_rows_with_several_odd_cells(
    city: City, shapes: Graph, seed: int, texts: list[str]
) -> None:
    """Random cells of the full rows get random texts, several a row."""
    chance = random.Random(seed)
    more: dict[str, list[Row]] = {}
    for table in city.ontology.tables.values():
        row = city.rows[table.name][-1]
        for column in chance.sample(table.columns, k=3):
            if not column.is_label:
                row = planted(row, column, chance.choice(texts))
        more[table.name] = [row]
    spoilt = city.with_rows(more)
    assert by_shacl(spoilt, shapes) == by_compiled(spoilt)


# A check is never skipped ---------------------------------------------------------------------------


@pytest.mark.parametrize("component", ["hasValue", "node", "equals", "qualifiedMinCount"])
def test_a_component_without_a_compiler_is_refused(ontology: Ontology, component: str) -> None:
    from dataclasses import replace

    table = ontology.tables["colleges"]
    column = table.columns[0]
    odd = replace(column, constraints=(*column.constraints, Constraint(component, "x")))
    with pytest.raises(DeclarationFault) as fault:
        compile_table(ontology, replace(table, columns=(odd, *table.columns[1:])))
    assert fault.value.values == {"component": component, "column": column.name}
