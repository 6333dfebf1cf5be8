"""The declaration is whole: all of the contract, nothing unused, nothing undeclared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS

from graph.errors import DeclarationFault
from graph.ontology import PREFIXES, TC, TCL, TCS, Column, Ontology, Table, load, local_name
from graph.schema.shapes import parsed
from graph.settings import ONTOLOGY_FILE, ROOT
from ingest.text import fold
from tests.servers import BRIEFLY

CODE = "\n".join(
    file.read_text(encoding="utf-8")
    for folder in ("graph", "ingest", "views")
    for file in sorted((ROOT / folder).rglob("*.py"))
)
GROUPS = {"thing", "link", "policy", "decision", "system"}
SHAPES = {"box", "circle", "ellipse", "database", "diamond", "dot", "star", "triangle"}
SHAPES |= {"triangleDown", "hexagon", "square"}


@pytest.fixture(scope="module")
def graph() -> Graph:
    return parsed(ONTOLOGY_FILE)


def tc(name: str) -> URIRef:
    return URIRef(TC + name)


def every_column(ontology: Ontology) -> Iterator[tuple[Table, Column]]:
    for table in (ontology.tables | ontology.records).values():
        for column in table.columns:
            yield table, column


# The data contract --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A column as the contract writes it."""

    name: str
    required: bool
    in_key: bool
    multiple: bool
    target: str | None
    label: str
    codes: tuple[str, ...]


TOLD = re.compile(r"(?P<name>[a-z_]+)(?P<many>\[\])?(?P<need>\\\*)?(?P<key> ?k\b)?(?P<rest>.*)")


def told_column(text: str) -> Told:
    match = TOLD.fullmatch(text.strip())
    assert match, text
    outside, _, inside = match["rest"].partition("(")
    target = re.match(r"\s*→ (\w+)\s*", outside)
    return Told(
        name=match["name"],
        required=bool(match["need"]),
        in_key=bool(match["key"]),
        multiple=bool(match["many"]),
        target=target[1] if target else None,
        label=(outside[target.end() :] if target else outside).strip(),
        codes=tuple(re.findall(r"`([^`]+)`", inside)),
    )


BEYOND_THE_CONTRACT = {  # adding is free
    "decisions": "校核决定",
    "mentions": "提及",
    "plan_costs": "规划成本",
    "plan_limits": "规划约束",
    "posting_quality": "招聘质量",
    "registration_quality": "登记质量",
    "scenarios": "情景",
    "titles": "岗位名称",
}
ADDED_COLUMNS = {  # of section 3.7
    "areas": {"lon", "lat"},
    "aliases": {"level", "college"},
    "college_years": {"teachers"},
    "crosswalk": {"confidence"},
    "demand": {"entrant_pct", "transfers"},
    "occupations": {"entrant_pct"},
}


@pytest.fixture(scope="module")
def contract(shared: Path) -> dict[str, tuple[str, list[Told]]]:
    """Table → label and columns, from the tables of section 3.1."""
    text = (shared / "design" / "3-data-contract.md").read_text(encoding="utf-8")
    section = text.partition("## 3.1")[2].partition("**Values.**")[0]
    found = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("| "))]
        if len(cells) == 3 and re.fullmatch(r"[a-z_]+", cells[0]) and cells[0] != "table":
            found[cells[0]] = (cells[1], [told_column(part) for part in cells[2].split(" · ")])
    assert len(found) == 34
    return found


def test_tables_of_the_contract(
    ontology: Ontology, contract: dict[str, tuple[str, list[Told]]]
) -> None:
    assert {t.name: t.label.zh for t in ontology.input_tables()} == {
        name: label for name, (label, _) in contract.items()
    } | BEYOND_THE_CONTRACT


def test_columns_of_the_contract(
    ontology: Ontology, contract: dict[str, tuple[str, list[Told]]]
) -> None:
    for name, (_, told) in contract.items():
        table = ontology.tables[name]
        added = ADDED_COLUMNS.get(name, set())
        assert added <= set(table.by_name), name
        own = [c for c in table.columns if c.order <= 100 and c.name not in added]
        assert [c.name for c in own] == [t.name for t in told], name
        for column, as_told in zip(own, told, strict=True):
            said = (name, column.name)
            assert column.required == as_told.required, said
            assert (column.key_part is not None) == as_told.in_key, said
            assert column.multiple == as_told.multiple, said
            if as_told.label:
                assert column.label.zh == as_told.label, said
            if as_told.target:
                assert column.target_class == class_of(ontology, as_told.target), said
            if as_told.codes and (words := ontology.words_of(column)):
                assert set(as_told.codes) <= set(words.by_notation), said


def class_of(ontology: Ontology, target: str) -> str:
    return "Actor" if target == "actor" else ontology.tables[target].class_name


def test_columns_of_every_table(ontology: Ontology) -> None:
    for table in ontology.input_tables():
        assert {"grade": "数据等级", "ref": "出处", "note": "备注"}.items() <= {
            c.name: c.label.zh for c in table.columns
        }.items()
        has_name = "name" in table.by_name and table.group == "thing"
        assert ({"name_en", "aliases"} <= set(table.by_name)) == has_name, table.name


def test_a_reference_is_headed_by_its_target_unless_it_has_a_name_of_its_own(
    ontology: Ontology,
) -> None:
    heads = {t.name: Counter(c.label.zh for c in t.columns) for t in ontology.tables.values()}
    assert all(count == 1 for counts in heads.values() for count in counts.values())
    programmes = ontology.tables["programmes"].by_name
    assert (programmes["college"].label.zh, programmes["major"].label.zh) == ("院校", "专业")


# Words --------------------------------------------------------------------------------------------


def test_everything_is_named_and_explained_in_both_languages(graph: Graph) -> None:
    for kind, name, text in (
        (OWL.Class, RDFS.label, SKOS.definition),
        (OWL.ObjectProperty, RDFS.label, SKOS.definition),
        (OWL.DatatypeProperty, RDFS.label, SKOS.definition),
        (OWL.AnnotationProperty, RDFS.label, SKOS.definition),
        (SKOS.ConceptScheme, RDFS.label, SKOS.definition),
        (SKOS.Concept, SKOS.prefLabel, SKOS.prefLabel),
    ):
        for subject in graph.subjects(RDF.type, kind):
            if isinstance(subject, URIRef) and subject.startswith((TC, TCL)):
                for predicate in (name, text):
                    languages = [t.language for t in graph.objects(subject, predicate)]
                    assert sorted(languages) == ["en", "zh"], (subject, predicate)


def test_columns_are_named_and_explained_in_both_languages(ontology: Ontology) -> None:
    for table, column in every_column(ontology):
        for text in (column.label, column.description):
            assert text.zh.strip(), (table.name, column.name)
            assert text.en.strip(), (table.name, column.name)
        assert re.search(r"[\u4e00-\u9fff]", column.label.zh)
        assert column.description.zh.endswith("。")
        assert column.description.en.endswith(".")


def test_a_heading_means_one_column(ontology: Ontology) -> None:
    for table in ontology.tables.values():
        meanings: dict[str, str] = {}
        for column in table.columns:
            for word in (column.name, column.label.zh, column.label.en, *column.aliases):
                meant = meanings.setdefault(fold(word), column.name)
                assert meant == column.name, (table.name, word)


def test_a_name_means_one_table(ontology: Ontology) -> None:
    meanings: dict[str, str] = {}
    for table in ontology.input_tables():
        for word in (table.name, table.label.zh, table.label.en, *table.aliases):
            assert meanings.setdefault(fold(word), table.name) == table.name, word


def test_a_word_means_one_code(ontology: Ontology) -> None:
    for codes in ontology.code_lists.values():
        meanings: dict[str, str] = {}
        for code in codes.codes:
            for word in (code.notation, code.label.zh, code.label.en, *code.words):
                meant = meanings.setdefault(fold(word), code.notation)
                assert meant == code.notation, (codes.name, word)
        assert [code.order for code in codes.codes] == sorted({code.order for code in codes.codes})


def test_contract_words_for_levels(ontology: Ontology) -> None:
    told = (
        "不限 0 初中 2 高中 3 中职 3 中专 3 职高 3 技工 3 中级工 3 高职 5 高职专科 5 专科 5 大专 5"
    )
    told += " 技师 5 高级工 5 职教本科 6 职业本科 6 本科 6 硕士 7 研究生 7 博士 8"
    pairs = re.findall(r"(\S+) (\d)", told)
    codes = ontology.code_lists["level"].codes
    words = {w: code.notation for code in codes for w in (code.label.zh, *code.words)}
    assert {word: words.get(word) for word, _ in pairs} == dict(pairs)


# Declared and used --------------------------------------------------------------------------------


def test_every_property_is_used(ontology: Ontology, graph: Graph) -> None:
    used = {column.path for _, column in every_column(ontology)}
    used |= {link.property for link in ontology.links}
    used |= {c.property for t in ontology.tables.values() for c in t.composites}
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for iri in graph.subjects(RDF.type, kind):
            if str(iri).startswith(TC) and str(iri) not in used:
                assert f'"{local_name(iri)}"' in CODE or f"tc:{local_name(iri)}" in CODE, iri


def test_every_path_is_declared_once_with_the_right_range(ontology: Ontology, graph: Graph) -> None:
    for table, column in every_column(ontology):
        if column.is_label:
            continue
        said = (table.name, column.name)
        kind = OWL.ObjectProperty if column.target_class else OWL.DatatypeProperty
        assert (URIRef(column.path), RDF.type, kind) in graph, said
        if column.target_class is None:
            ranges = {local_name(str(r)) for r in graph.objects(URIRef(column.path), RDFS.range)}
            assert ranges <= {column.datatype, "Literal"}, said
            assert len(ranges) == 1, said


def test_datatype_properties_are_named_as_their_columns(ontology: Ontology) -> None:
    odd = {
        (table.name, column.name): local_name(column.path)
        for table, column in every_column(ontology)
        if not column.target_class
        and not column.is_label
        and local_name(column.path) != column.name
    }
    assert {table for table, _ in odd} <= {"policies", "successions", "aliases", "sources"}
    assert odd["policies", "cites"] == "citation"


def test_every_shape_belongs_to_a_class_with_its_columns(graph: Graph) -> None:
    listed = set(graph.objects(None, SH.property))
    declared = set(graph.subjects(RDF.type, SH.PropertyShape))
    assert listed == declared
    for shape in graph.subjects(RDF.type, SH.NodeShape):
        target = graph.value(shape, SH.targetClass)
        assert (target, RDF.type, OWL.Class) in graph
        assert local_name(str(target)) == local_name(str(shape))
    for shape in declared:
        assert str(shape).startswith(TCS)
        assert graph.value(shape, tc("column")) is not None


def test_what_shapes_point_to_is_declared(ontology: Ontology, graph: Graph) -> None:
    for scheme in graph.objects(None, tc("codeList")):
        assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
    for unit in graph.objects(None, tc("measuredUnit")):
        assert (unit, SKOS.inScheme, URIRef(TCL + "unit")) in graph
    for pointed in graph.objects(None, SH["class"]):
        assert ontology.target_tables(local_name(str(pointed)))
    for _, column in every_column(ontology):
        words = ontology.words_of(column)
        if words and column.default is not None:
            assert column.default in words.by_notation


def test_every_code_list_and_every_unit_is_used(ontology: Ontology) -> None:
    by_columns = {column.code_list for _, column in every_column(ontology)}
    units = {column.unit for _, column in every_column(ontology)}
    for name in ontology.code_lists:
        assert name in by_columns or f'"{name}"' in CODE, name
    assert set(ontology.code_lists["unit"].by_notation) == units - {None}


def test_every_word_of_the_meta_vocabulary_is_used_and_read(graph: Graph) -> None:
    reader = (ROOT / "graph" / "ontology" / "reader.py").read_text(encoding="utf-8")
    for iri in graph.subjects(RDF.type, OWL.AnnotationProperty):
        if not str(iri).startswith(TC) or iri == tc("contributed"):  # written, not declared with
            continue
        name = local_name(str(iri))
        assert (None, iri, None) in graph, name
        assert f'TC + "{name}"' in reader or f'"{name}"' in CODE, name


def test_foreign_words_are_declared_and_used(graph: Graph) -> None:
    ours = (TC, TCS, TCL, PREFIXES["owl"], PREFIXES["rdf"], PREFIXES["rdfs"], PREFIXES["xsd"])
    declared = {s for s in graph.subjects(RDF.type, None) if isinstance(s, URIRef)}
    for predicate in set(graph.predicates()):
        assert predicate in declared or str(predicate).startswith(ours), predicate
    for iri in declared:
        if not str(iri).startswith((*ours, "https://w3id.org/twinchain/")):
            uses = set(graph.triples((None, iri, None))) | set(graph.triples((None, None, iri)))
            assert uses or f'"{local_name(str(iri))}"' in CODE, iri


def test_tables_have_what_pictures_and_readers_need(ontology: Ontology) -> None:
    orders = [t.order for t in ontology.tables.values()]
    assert orders == sorted(set(orders))
    for table in ontology.tables.values():
        assert table.group in GROUPS
        assert table.group in ontology.code_lists["table_group"].by_notation
        assert table.key
        parts = sorted(c.key_part for c in table.columns if c.key_part is not None)
        assert parts == list(range(1, len(parts) + 1)), table.name
        assert (table.shape in SHAPES) == table.is_node, table.name
        for composite in table.composites:
            (target,) = ontology.target_tables(composite.target_class)
            assert len(composite.via) == len(target.key)


def test_names_say_their_units(ontology: Ontology) -> None:
    suffixes = {"percent": "_pct", "yuan": "_cny", "yuan-month": "_cny_month"}
    for table, column in every_column(ontology):
        suffix = suffixes.get(column.unit or "")
        if suffix:
            assert column.name.endswith(suffix), (table.name, column.name)
        elif column.name.endswith(("_pct", "_cny", "_cny_month")):
            pytest.fail(f"{table.name}.{column.name} has no unit")


# Reading it ---------------------------------------------------------------------------------------


def test_rdflib_reads_the_same_file(ontology: Ontology, graph: Graph) -> None:
    tables = {str(name): local_name(str(c)) for c, name in graph.subject_objects(tc("table"))}
    declared = ontology.tables | ontology.records
    assert tables == {t.name: t.class_name for t in declared.values()}


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('rdfs:label "院校"@zh , "College"@en', 'rdfs:label "College"@en', "label"),
        ('tc:tableGroup "thing" ; tc:order 8 ;', 'tc:tableGroup "thing" ;', "order"),
        ("sh:path tc:code ; tc:column", "tc:column", "path"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, old: str, new: str, what: str) -> None:
    text = ONTOLOGY_FILE.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "broken.ttl"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DeclarationFault) as fault:
        load(broken)
    assert fault.value.values["what"] == what


# The reasoner -------------------------------------------------------------------------------------

Reason = Callable[[Graph], tuple[bool, list[str]]]


@pytest.fixture(scope="module")
def reason(require: Callable[..., None], tmp_path_factory: pytest.TempPathFactory) -> Reason:
    """HermiT: whether a graph is consistent, and its unsatisfiable classes."""
    require("java", "the OWL reasoner needs java")
    require("owlready2")
    import owlready2

    folder = tmp_path_factory.mktemp("reasoner")

    def ask(graph: Graph) -> tuple[bool, list[str]]:
        file = folder / "ontology.rdf"
        graph.serialize(file, format="xml")
        world = owlready2.World()
        world.get_ontology(file.as_uri()).load()
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("JDK_JAVA_OPTIONS", " ".join(BRIEFLY))
                owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return False, []
        return True, sorted(
            str(c.iri) for c in world.inconsistent_classes() if c.iri != str(OWL.Nothing)
        )

    return ask


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
class TestReasoner:
    def test_a_planted_contradiction_is_found(self, reason: Reason) -> None:
        graph = parsed(ONTOLOGY_FILE)
        both = URIRef("https://example.org/both")
        graph.add((both, RDF.type, OWL.NamedIndividual))
        graph.add((both, RDF.type, tc("Area")))
        graph.add((both, RDF.type, tc("Occupation")))
        assert reason(graph) == (False, [])

    def test_it_is_consistent_and_only_a_planted_class_has_no_members(self, reason: Reason) -> None:
        graph = parsed(ONTOLOGY_FILE)
        none = URIRef("https://example.org/None")
        graph.add((none, RDF.type, OWL.Class))
        graph.add((none, RDFS.subClassOf, tc("Area")))
        graph.add((none, RDFS.subClassOf, tc("Occupation")))
        assert reason(graph) == (True, [str(none)])

    def test_a_figure_of_the_wrong_range_is_found(self, reason: Reason) -> None:
        graph = parsed(ONTOLOGY_FILE)
        row = URIRef("https://example.org/row")
        graph.add((row, RDF.type, OWL.NamedIndividual))
        graph.add((row, tc("graduates"), Literal("many")))
        assert reason(graph) == (False, [])
