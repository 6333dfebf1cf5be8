"""Tables → statements: every row of the contract's from → to table, every kind of cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import graph_diff, to_isomorphic

from graph.convert.iris import encode, encoded, joined
from graph.convert.lines import escaped
from graph.convert.relations import Relations
from graph.convert.triples import write_nquads
from graph.ontology import PREFIXES, RDF, RDFS, TC, XSD, Ontology
from graph.stores.oxigraph import OxigraphStore
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.pipeline import Ingested, ingest

# rdflib warns of itself when it parses N-Quads
pytestmark = pytest.mark.filterwarnings("ignore:Dataset:DeprecationWarning")

ID = "https://w3id.org/twinchain/id/"
DCAT, DCTERMS, PROV = PREFIXES["dcat"], PREFIXES["dcterms"], PREFIXES["prov"]


@pytest.fixture
def read(tmp_path: Path, ontology: Ontology) -> Callable[..., Ingested]:
    """``read({"d": {"areas.csv": text}})``: datasets of these files, read together."""

    def make(datasets: dict[str, dict[str, str]]) -> Ingested:
        folders = []
        for name, files in datasets.items():
            folder = tmp_path / name
            folder.mkdir()
            for file, text in files.items():
                (folder / file).write_text(text, encoding="utf-8", newline="")
            folders.append(folder)
        return ingest(open_datasets(folders, None, ontology), ontology)

    return make


class Statements:
    """What a set of tables says, asked by short names."""

    def __init__(self, tables: Tables, ontology: Ontology, folder: Path) -> None:
        self.file = folder / "statements.nq"
        write_nquads(Relations(ontology, tables), self.file)
        self.quads = list(ox.parse(path=str(self.file), format=ox.RdfFormat.N_QUADS))

    def objects(self, subject: str, predicate: str, graph: str | None = None) -> list[ox.Term]:
        where = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        return [
            q.object
            for q in self.quads
            if q.subject.value == _full(subject)
            and q.predicate.value == _full(predicate)
            and q.graph_name == where
        ]

    def links(self, predicate: str) -> set[tuple[str, str]]:
        return {
            (q.subject.value.removeprefix(ID), q.object.value.removeprefix(ID))
            for q in self.quads
            if q.predicate.value == _full(predicate) and q.graph_name == ox.DefaultGraph()
        }


def _full(name: str) -> str:
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES:
        return PREFIXES[prefix] + local
    return name if name.startswith("http") else ID + name


@pytest.fixture
def said(
    read: Callable[..., Ingested], ontology: Ontology, tmp_path: Path
) -> Callable[..., Statements]:
    def say(datasets: dict[str, dict[str, str]]) -> Statements:
        return Statements(read(datasets).tables, ontology, tmp_path)

    return say


@pytest.fixture(scope="module")
def tiny_tables(tiny: Path, ontology: Ontology) -> Tables:
    return ingest(open_datasets([tiny], None, ontology), ontology).tables


@pytest.fixture(scope="module")
def tiny_said(
    tiny_tables: Tables, ontology: Ontology, tmp_path_factory: pytest.TempPathFactory
) -> Statements:
    return Statements(tiny_tables, ontology, tmp_path_factory.mktemp("tiny"))


# The example --------------------------------------------------------------------------------------


def test_the_example_says_what_it_said(
    tiny_said: Statements, request: pytest.FixtureRequest
) -> None:
    """Compared as a graph, every statement with the graph it stands in."""
    golden = Path(__file__).parent / "golden" / "tiny.nq"
    lines = sorted(set(tiny_said.file.read_text(encoding="utf-8").splitlines()) - {""})
    if request.config.getoption("--golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert golden.is_file(), "no tests/golden/tiny.nq: make golden writes it"
    expected, found = _graphs(golden), _graphs(tiny_said.file)
    assert set(expected) == set(found)
    for name, graph in expected.items():
        _, gone, new = graph_diff(to_isomorphic(graph), to_isomorphic(found[name]))
        assert (gone.serialize(format="nt"), new.serialize(format="nt")) == ("", ""), name


def _graphs(file: Path) -> dict[str, rdflib.Graph]:
    dataset = rdflib.Dataset(default_union=False)
    dataset.parse(data=file.read_text(encoding="utf-8"), format="nquads")
    return {str(graph.identifier): graph for graph in dataset.graphs() if len(graph)}


# from → to, as in the data contract: property, one pair of examples/tiny.
DEMAND = "demand/6-31-01-10/2024/990101/care-up/示例企业03/5/survey"
CONTRACT = [
    ("tc:broader", "areas/990101", "areas/990000"),
    ("tc:broader", "industries/1530", "industries/15"),
    ("tc:locatedIn", "colleges/demo-a", "areas/990101"),
    ("tc:locatedIn", "enterprises/示例企业01", "areas/990101"),
    ("tc:commutesTo", "areas/990102", "areas/990101"),
    ("tc:inChain", "segments/tea-mid", "chains/tea"),
    ("tc:inIndustry", "enterprises/示例企业02", "industries/8512"),
    ("tc:inSegment", "enterprises/示例企业01", "segments/tea-up"),
    ("tc:needs", "segments/care-mid", "occupations/2-05-08-05"),
    ("tc:needs", "enterprises/示例企业03", "occupations/6-31-01-10"),
    ("tc:preparesFor", "majors/520201", "occupations/2-05-08-05"),
    ("tc:offers", "colleges/demo-a", "majors/520201"),
    ("tc:atCollege", "programmes/demo-a/520201/_", "colleges/demo-a"),
    ("tc:atCollege", "enrolment/demo-a/520201/_/2024", "colleges/demo-a"),
    ("tc:ofMajor", "programmes/demo-a/520201/_", "majors/520201"),
    ("tc:hasPartner", "programmes/demo-b/460301/_", "enterprises/示例企业03"),
    ("tc:inGroup", "programmes/demo-a/520201/_", "major_groups/g-care"),
    ("tc:cooperatesWith", "colleges/demo-a", "enterprises/示例企业01"),
    ("tc:byEnterprise", DEMAND, "enterprises/示例企业03"),
    ("tc:inSegment", DEMAND, "segments/care-up"),
    ("tc:inArea", DEMAND, "areas/990101"),
    ("tc:forOccupation", DEMAND, "occupations/6-31-01-10"),
    ("tc:leadsTo", "programmes/demo-c/790302/_", "programmes/demo-a/520201/_"),
    ("tc:ofUnit", "duties/示例文〔2024〕1号/2%2F2/u-edu", "units/u-edu"),
    ("tc:ledBy", "measures/示例文〔2024〕1号/2%2F2", "units/u-edu"),
    ("tc:joinedBy", "measures/示例文〔2024〕1号/2%2F2", "units/u-hr"),
]  # fmt: skip


@pytest.mark.parametrize(("predicate", "source", "target"), CONTRACT)
def test_links_go_as_the_contract_says(
    tiny_said: Statements, predicate: str, source: str, target: str
) -> None:
    assert (source, target) in tiny_said.links(predicate)
    assert (target, source) not in tiny_said.links(predicate)


def test_every_link_of_the_contract_is_in_the_example(
    tiny_said: Statements, ontology: Ontology
) -> None:
    """All object properties that are declared, but for those of tables the example leaves out."""
    declared = {
        *(c.path for t in ontology.tables.values() if t.is_node for c in t.references),
        *(r.property for t in ontology.tables.values() for r in t.composites),
        *(link.property for link in ontology.links),
    }
    missing = {p.removeprefix(TC) for p in declared if not tiny_said.links(p)}
    assert missing <= {"cites", "meansOccupation", "ofProject"}


def test_counts_are_what_is_written(
    tiny_tables: Tables, tiny_said: Statements, ontology: Ontology
) -> None:
    counts = Relations(ontology, tiny_tables).counts()
    assert counts == {name: len(tiny_said.links(name)) for name in counts}
    written = [str(q) for q in tiny_said.quads]
    assert len(written) == len(set(written))


def test_every_row_of_every_node_table_is_a_node(
    tiny_tables: Tables, tiny_said: Statements, ontology: Ontology
) -> None:
    types = [
        (q.subject.value, q.object.value.removeprefix(TC))
        for q in tiny_said.quads
        if q.predicate.value == RDF + "type" and q.object.value.startswith(TC)
    ]
    expected = [
        (uri, table.class_name)
        for table in ontology.tables.values()
        if table.is_node
        for uri in tiny_tables[table.name]["uri"]
    ]
    assert sorted(types) == sorted(expected)
    assert not any(uri.startswith(f"{ID}commuting") for uri, _ in types)


def test_a_later_dataset_without_rows_of_a_table_writes_nothing(
    ontology: Ontology, tmp_path: Path
) -> None:
    said = Statements(Tables.of(ontology, {}), ontology, tmp_path)
    assert said.quads == []


# Cells --------------------------------------------------------------------------------------------


def test_labels_carry_the_language_of_their_dataset(said: Callable[..., Statements]) -> None:
    statements = said(
        {
            "a": {"areas.csv": "code,name,name_en,aliases\n1,甲,Alpha,子；丑\n"},
            "b": {"areas.csv": "code,name\n2,Beta\n", "source.toml": 'language = "en-GB"\n'},
        }
    )
    assert set(statements.objects("areas/1", "rdfs:label")) == {
        ox.Literal("甲", language="zh"),
        ox.Literal("Alpha", language="en"),
    }
    assert statements.objects("areas/2", "rdfs:label") == [ox.Literal("Beta", language="en-gb")]
    assert set(statements.objects("areas/1", "tc:aliases")) == {ox.Literal("子"), ox.Literal("丑")}


def test_figures_are_decimals_without_exponent(said: Callable[..., Statements]) -> None:
    written = ["0.0000001", "100000000000000000000000", "12.5", "12.0", "0"]
    rows = "".join(f"o,{2000 + i},{figure}\n" for i, figure in enumerate(written))
    statements = said(
        {
            "a": {
                "occupations.csv": "code,name\no,某\n",
                "demand.csv": f"occupation,year,wage_cny_month\n{rows}",
            }
        }
    )
    found = [
        statements.objects(f"demand/o/{2000 + i}/_/_/_/_/survey", "tc:wage_cny_month")[0]
        for i in range(len(written))
    ]
    decimal = ox.NamedNode(XSD + "decimal")
    expected = ["0.0000001", "100000000000000000000000", "12.5", "12", "0"]
    assert found == [ox.Literal(text, datatype=decimal) for text in expected]


def test_every_datatype(said: Callable[..., Statements]) -> None:
    statements = said(
        {
            "a": {
                "colleges.csv": "code,name,level,public\nc,校,高职,是\n",
                "enterprises.csv": "code,name\n,厂\n",
                "monitoring.csv": "enterprise,period,employed\n厂,2024-06,5\n",
                "policies.csv": "id,title,issued\n文〔2024〕1号,标题,2024年4月24日\n",
            }
        }
    )
    (level,) = statements.objects("colleges/c", "tc:level")
    (public,) = statements.objects("colleges/c", "tc:public")
    (period,) = statements.objects("monitoring/厂/2024-06", "tc:period")
    (issued,) = statements.objects("policies/文〔2024〕1号", "tc:issued")
    assert level == ox.Literal("5", datatype=ox.NamedNode(XSD + "integer"))
    assert public == ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))
    assert period == ox.Literal("2024-06", datatype=ox.NamedNode(XSD + "gYearMonth"))
    assert issued == ox.Literal("2024-04-24", datatype=ox.NamedNode(XSD + "date"))


HOSTILE = [
    "quote \" and '",
    "back \\ slash \\",
    "\\u0041 \\n as written",
    "<http://x> <y> . #",
    "emoji 😀👩‍🏫 \U0002070e",
    "right-to-left \u202eabc\u202c عربى",
    "bell \x07 and delete \x7f",
    "zero\u200bwidth \ufeff",
    "{$name} %s {{}}",
    "\u2028line separator",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stand_as_they_are(
    tiny_tables: Tables, ontology: Ontology, tmp_path: Path, text: str
) -> None:
    """Through N-Quads, the store and an export."""
    areas = tiny_tables["areas"].with_columns(
        pl.lit(text).alias("name"), pl.lit(f"{text}\r\n\t{text}").alias("note")
    )
    tables = Tables.of(ontology, {"areas": areas, "sources": tiny_tables["sources"]})
    nquads = tmp_path / "x.nq"
    write_nquads(Relations(ontology, tables), nquads)
    OxigraphStore.write(tmp_path / "store", nquads)
    store = OxigraphStore(tmp_path / "store")
    turtle, quads = tmp_path / "x.ttl", tmp_path / "y.nq"
    store.dump(turtle, "ttl", PREFIXES)
    store.dump(quads, "nq", PREFIXES)
    subject = rdflib.URIRef(f"{ID}areas/990101")
    label, note = rdflib.URIRef(RDFS + "label"), rdflib.URIRef(TC + "note")
    dataset = rdflib.Dataset()
    dataset.parse(data=quads.read_text(encoding="utf-8"), format="nquads")
    for graph in (rdflib.Graph().parse(turtle), dataset):
        labels = {str(o) for o in graph.objects(subject, label) if o.language == "zh"}  # type: ignore[attr-defined]
        assert labels == {text}
        assert {str(o) for o in graph.objects(subject, note)} == {f"{text}\r\n\t{text}"}


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=5))
def test_escaping_round_trips(texts: list[str]) -> None:
    for text, told in zip(texts, escaped(pl.Series(texts, dtype=pl.String)), strict=True):
        line = f'<http://x> <http://y> "{told}" .'
        assert "\n" not in line
        (triple,) = ox.parse(line, format=ox.RdfFormat.N_TRIPLES)
        assert triple.object.value == text


# IRIs ---------------------------------------------------------------------------------------------


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_key_is_one_segment_of_a_valid_iri(text: str) -> None:
    part = encode(text)
    assert "/" not in part
    assert unquote(part) == text
    assert ox.NamedNode(ID + part).value == ID + part
    assert encoded(pl.Series([text])).to_list() == [part]


def test_keys_keep_chinese_and_mark_empty_parts() -> None:
    parts: Sequence[pl.Series] = [pl.Series(["护理 A/B", "50%"]), pl.Series([None, "〔2024〕1号"])]
    assert joined(list(parts)).to_list() == ["护理%20A%2FB/_", "50%25/〔2024〕1号"]


# Several datasets ---------------------------------------------------------------------------------


SOURCE = """
base = "https://x.org/sources/"
publisher = "局"
title = "首集"
date = "2024-05-01"
licence = "CC0"
url = "https://x.org/a"
grade = "official"
"""


@pytest.fixture
def two(said: Callable[..., Statements]) -> Statements:
    return said(
        {
            "first": {
                "areas.csv": "code,name\n1,甲\n2,乙\n",
                "source.toml": SOURCE,
            },
            "second": {
                "areas.csv": "code,name,rank\n1,甲,市\n3,丙,\n",
                "colleges.csv": "code,name,level,area\nc,校,高职,1\n",
            },
        }
    )


def test_a_shared_thing_is_said_once(two: Statements) -> None:
    one = "https://x.org/sources/areas/1"
    assert two.objects(one, "rdf:type") == [ox.NamedNode(TC + "Area")]
    assert two.objects("areas/1", "rdf:type") == []
    assert two.objects(one, "rdfs:label") == [ox.Literal("甲", language="zh")]
    assert two.objects(one, "tc:rank") == [ox.Literal("市")]
    default = ox.DefaultGraph()
    facts = [q.triple for q in two.quads if q.graph_name == default]
    assert len(facts) == len(set(facts))


def test_references_cross_bases(two: Statements) -> None:
    assert two.objects("colleges/c", "tc:locatedIn") == [
        ox.NamedNode("https://x.org/sources/areas/1")
    ]


def test_named_graphs_say_who_contributed_what(two: Statements) -> None:
    one = "https://x.org/sources/areas/1"
    first, second = "https://x.org/sources/datasets/first", f"{ID}datasets/second"
    sheet_1 = ox.NamedNode("https://x.org/sources/sources/first/areas.csv/_")
    sheet_2 = ox.NamedNode(f"{ID}sources/second/areas.csv/_")
    assert two.objects(one, "prov:wasDerivedFrom", first) == [sheet_1]
    assert two.objects(one, "prov:wasDerivedFrom", second) == [sheet_2]
    assert set(two.objects(one, "prov:wasDerivedFrom")) == {sheet_1, sheet_2}
    integer = ox.NamedNode(XSD + "integer")
    assert two.objects(one, "tc:sourceRow", first) == [ox.Literal("2", datatype=integer)]
    assert two.objects(one, "tc:sourceRow", second) == [ox.Literal("2", datatype=integer)]
    assert two.objects(one, "tc:sourceRow") == [ox.Literal("2", datatype=integer)]
    assert two.objects(one, "tc:grade", first) == [ox.Literal("official")]
    assert two.objects(one, "tc:contributed", second) == [ox.NamedNode(TC + "rank")]
    assert two.objects("areas/3", "prov:wasDerivedFrom", second) == [sheet_2]
    assert two.objects("areas/3", "prov:wasDerivedFrom", first) == []
    graphs = {q.graph_name.value for q in two.quads if q.graph_name != ox.DefaultGraph()}
    assert graphs == {first, second}


def test_datasets_are_described(two: Statements) -> None:
    first = "https://x.org/sources/datasets/first"
    assert two.objects(first, "rdf:type") == [ox.NamedNode(DCAT + "Dataset")]
    assert two.objects(first, DCTERMS + "title") == [ox.Literal("首集", language="zh")]
    assert two.objects(first, DCTERMS + "publisher") == [ox.Literal("局")]
    assert two.objects(first, DCTERMS + "license") == [ox.Literal("CC0")]
    assert two.objects(first, DCTERMS + "issued") == [
        ox.Literal("2024-05-01", datatype=ox.NamedNode(XSD + "date"))
    ]
    assert two.objects(first, DCAT + "landingPage") == [ox.Literal("https://x.org/a")]
    second = f"{ID}datasets/second"
    assert {o.value.removeprefix(ID) for o in two.objects(second, DCAT + "distribution")} == {
        "sources/second/areas.csv/_",
        "sources/second/colleges.csv/_",
    }
    assert two.objects(second, DCTERMS + "title") == [ox.Literal("second", language="zh")]
