"""The compiled checks find the same bad cells as two SHACL engines.

Cells are compared as (table, row, column). Two differences are by design and left out of the
comparison: check digits, which SHACL has no component for, and comparisons in a row with an
ill-typed cell: SHACL calls what cannot be compared a violation, ingest says the cell itself only.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
import pytest
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
VALID = {"integer": "3", "decimal": "0.5", "boolean": "true", "date": "2024-04-24"}
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


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> None:
    """Ill-typed literals are meant here; rdflib need not tell of each."""
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


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
    """All cells but the mark of things that are only mentioned, which need no other cell."""
    row = {column.name: valid_cell(city, column) for column in table.columns}
    return row | {"mentioned_only": None} if "mentioned_only" in row else row


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


# Faults -------------------------------------------------------------------------------------------


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


# Three ways to find them --------------------------------------------------------------------------


def found_by_compiled(city: City) -> dict[str, pl.DataFrame]:
    """Table → violations, without those of check digits."""
    return {
        table.name: violations(
            compile_table(city.ontology, table, city.known), city.frame(table)
        ).filter(pl.col("component") != "checkedBy")
        for table in city.ontology.tables.values()
    }


def rows_of_ill_type(city: City) -> set[tuple[str, int]]:
    return {
        (name, index)
        for name, bad in found_by_compiled(city).items()
        for index in bad.filter(pl.col("component").is_in(["datatype", "in"]))["index"]
    }


def by_compiled(city: City) -> Bad:
    ill_typed = rows_of_ill_type(city)
    return {
        (name, index, column)
        for name, bad in found_by_compiled(city).items()
        for index, column, rule in bad.select("index", "column", "rule").iter_rows()
        if rule != "conflict" or (name, index) not in ill_typed
    }


def as_rdf(city: City, without: Set[tuple[str, int]] = frozenset()) -> Graph:
    """The city as the data graph of a SHACL engine, with the tree of classes it needs."""
    graph = Graph()
    for triple in parsed(city.ontology.file).triples((None, RDFS.subClassOf, None)):
        graph.add(triple)
    for table in city.ontology.tables.values():
        for index, row in enumerate(city.rows[table.name]):
            if (table.name, index) not in without:
                add_row(graph, city, table, index, row)
    return graph


def add_row(graph: Graph, city: City, table: Table, index: int, row: Row) -> None:
    subject = place(table.name, index)
    graph.add((subject, RDF.type, URIRef(TC + table.class_name)))
    for column in table.columns:
        cell = row[column.name]
        for text in cell if isinstance(cell, list) else [cell]:
            if text is not None:
                graph.add((subject, URIRef(column.path), term(city, column, text)))


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


Result = tuple[str, str, str]  # focus node, source shape, constraint component


@dataclass
class Referee:
    """A SHACL engine's results as bad cells, without comparisons in rows with an ill-typed cell."""

    columns: dict[str, str]
    ill_typed: set[tuple[str, int]]

    @classmethod
    def of(cls, city: City, shapes: Graph) -> Referee:
        columns = {str(s): str(o) for s, o in shapes.subject_objects(URIRef(TC + "column"))}
        return cls(columns, rows_of_ill_type(city))

    def bad(self, results: Iterable[Result]) -> Bad:
        found: Bad = set()
        for focus, shape, component in results:
            name, _, index = focus.removeprefix(ROWS).partition("/")
            if "LessThan" not in component or (name, int(index)) not in self.ill_typed:
                found.add((name, int(index), self.columns[shape]))
        return found


@pytest.fixture(scope="module")
def shapes(ontology: Ontology) -> Graph:
    return shapes_graph(ontology)


def by_pyshacl(city: City, shapes: Graph) -> Bad:
    """In two runs: its comparisons stumble over ill-typed cells, so these rows go without them."""
    judge = Referee.of(city, shapes)
    incomparable = Graph()
    incomparable += shapes
    for comparison in (SH.lessThan, SH.lessThanOrEquals):
        incomparable.remove((None, comparison, None))
    results = [
        *pyshacl_results(as_rdf(city), incomparable),
        *pyshacl_results(as_rdf(city, without=judge.ill_typed), shapes),
    ]
    return judge.bad(results)


def pyshacl_results(data: Graph, shapes: Graph) -> Iterator[Result]:
    import pyshacl

    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, Graph)
    told = (SH.focusNode, SH.sourceShape, SH.sourceConstraintComponent)
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, shape, component = (str(report.value(result, what)) for what in told)
        yield focus, shape, component


def shacl_report(city: City, shapes: Graph) -> list[tuple[Result, str]]:
    """The results of the Rust engine, each with its severity."""
    import shacl

    compiled = shacl.Shapes.from_text(shapes.serialize(format="nt"), format="ntriples")
    report = compiled.validate_text(as_rdf(city).serialize(format="nt"), format="ntriples")
    return [
        ((r.focus_node.strip("<>"), (r.source_shape or "").strip("<>"), r.component), r.severity)
        for r in report.results
    ]


def by_shacl(city: City, shapes: Graph) -> Bad:
    report = shacl_report(city, shapes)
    return Referee.of(city, shapes).bad(result for result, _ in report)


# What an engine does not look into is left out of its comparison, cell by cell.


def no_month(column: Column, cell: Cell) -> bool:
    """Neither engine looks into the form of xsd:gYearMonth."""
    return column.datatype == "gYearMonth"


def no_foreign_digit(column: Column, cell: Cell) -> bool:
    """rdflib also takes for a number what Python does: digits of any script, 1e3."""
    taken = isinstance(cell, str) and (not cell.isascii() or cell == "1e3")
    return no_month(column, cell) or (taken and column.datatype in ("integer", "decimal"))


@dataclass(frozen=True)
class Engine:
    """A SHACL engine: how to ask it, and the cells it cannot tell."""

    peer: str
    find: Callable[[City, Graph], Bad]
    cannot_tell: Callable[[Column, Cell], bool]

    def disagreement(self, city: City, shapes: Graph) -> Bad:
        """Cells that only one of the two calls bad."""
        return {
            (name, index, column)
            for name, index, column in self.find(city, shapes) ^ by_compiled(city)
            if not self.cannot_tell(
                city.ontology.tables[name].by_name[column], city.rows[name][index][column]
            )
        }


SHACL = Engine("shacl", by_shacl, no_month)
PYSHACL = Engine("pyshacl", by_pyshacl, no_foreign_digit)


# They agree ---------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("engine", [SHACL, PYSHACL], ids=lambda engine: engine.peer)
def test_an_engine_finds_the_same_cells(
    city: City, shapes: Graph, require: Callable[..., None], engine: Engine
) -> None:
    require(engine.peer)
    plan = every_fault(city)
    spoilt = city.with_rows({name: [row for row, _ in rows] for name, rows in plan.items()})
    assert engine.disagreement(spoilt, shapes) == set()


def test_a_month_has_four_and_two_digits(ontology: Ontology) -> None:
    table = ontology.tables["monitoring"]
    periods = ["2024-06", "2024-13", "2024-6", "2024", "２０２４-06"]
    frame = pl.DataFrame({"enterprise": ["e"] * 5, "period": periods})
    bad = violations(compile_table(ontology, table), frame)
    assert bad["index"].sort().to_list() == [1, 2, 3, 4]


ODD_TEXTS = sorted({text for group in ILL_TYPED.values() for text in group})
EDGES = ["0", "-1", "+3", "007", ".5", "5.", "-0", "0.0", "2101", "1899", "true", "false", "x"]


@pytest.mark.parametrize("seed", range(4))
def test_rows_with_several_odd_cells(
    city: City, shapes: Graph, require: Callable[..., None], seed: int
) -> None:
    """Ten rows a table, in each of them three random cells hold odd texts."""
    require(SHACL.peer)
    chance = random.Random(seed)
    more = {
        table.name: [odd_row(city, table, chance) for _ in range(10)]
        for table in city.ontology.tables.values()
    }
    assert SHACL.disagreement(city.with_rows(more), shapes) == set()


def odd_row(city: City, table: Table, chance: random.Random) -> Row:
    row = city.rows[table.name][-1]
    for column in chance.sample(table.columns, k=3):
        if not column.is_label:
            row = planted(row, column, chance.choice(ODD_TEXTS + EDGES))
    return row


def test_what_is_only_a_warning_is_one_to_an_engine(
    city: City, shapes: Graph, require: Callable[..., None]
) -> None:
    require(SHACL.peer)
    plan = every_fault(city)
    spoilt = city.with_rows({name: [row for row, _ in rows] for name, rows in plan.items()})
    report = shacl_report(spoilt, shapes)
    warned = Referee.of(spoilt, shapes).bad(result for result, told in report if told == "Warning")
    ill_typed = rows_of_ill_type(spoilt)
    ours = {
        (name, index, column)
        for name, bad in found_by_compiled(spoilt).items()
        for index, column, severity in bad.select("index", "column", "severity").iter_rows()
        if severity == "warning" and (name, index) not in ill_typed
    }
    assert len(ours) > 5
    assert ours == warned


# A check is never skipped -------------------------------------------------------------------------


@pytest.mark.parametrize("component", ["hasValue", "node", "equals", "qualifiedMinCount"])
def test_a_component_without_a_compiler_is_refused(ontology: Ontology, component: str) -> None:
    table = ontology.tables["colleges"]
    column = table.columns[0]
    odd = replace(column, constraints=(*column.constraints, Constraint(component, "x")))
    with pytest.raises(DeclarationFault) as fault:
        compile_table(ontology, replace(table, columns=(odd, *table.columns[1:])))
    assert fault.value.values == {"component": component, "column": column.name}
