"""The property graph's types, all derived: the table of the data contract holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.ontology import Ontology, local_name
from graph.schema import cypher
from graph.schema.context import compact
from graph.schema.dictionary import dictionary_markdown
from graph.schema.legend import LISTS, class_legend, list_legend


def relationships(ontology: Ontology) -> dict[str, cypher.RelationshipType]:
    return {kind.name: kind for kind in cypher.relationship_types(ontology)}


def test_labels_are_the_classes_of_tables_that_are_nodes(ontology: Ontology) -> None:
    labels = [node.label for node in cypher.node_types(ontology)]
    assert labels == [t.class_name for t in ontology.tables.values() if t.is_node]
    assert not {"Commuting", "Succession", "Alias"} & set(labels)


def test_nodes_have_their_columns_and_the_system_s_properties(ontology: Ontology) -> None:
    nodes = {node.label: node for node in cypher.node_types(ontology)}
    enrolment = {p.name: p.datatype for p in nodes["Enrolment"].properties}
    assert enrolment["uri"] == enrolment["grade"] == "string"
    assert enrolment["source_row"] == enrolment["graduates"] == "integer"
    assert enrolment["local_pct"] == "decimal"
    assert not {"college", "major"} & set(enrolment)  # relationships, not properties
    policy = {p.name: (p.datatype, p.multiple) for p in nodes["Policy"].properties}
    assert (policy["issued"], policy["cites"]) == (("date", False), ("string", True))
    assert nodes["College"].looked_up == ("code", "name", "name_en")


def test_every_reference_composite_and_link_is_a_relationship(ontology: Ontology) -> None:
    routes = {(r.table, r.by) for k in cypher.relationship_types(ontology) for r in k.routes}
    for table in ontology.tables.values():
        if table.is_node:
            assert {(table.name, c.name) for c in table.references} <= routes
            assert {(table.name, c.name) for c in table.composites} <= routes
    assert {(link.table, link.name) for link in ontology.links} <= routes


def test_links_carry_their_attributes(ontology: Ontology) -> None:
    kinds = relationships(ontology)
    told = {name: {p.name for p in kinds[name].properties} for name in kinds}
    assert told["PREPARES_FOR"] == {"tier", "weight"}
    assert told["OFFERS"] == {"since", "until", "capacity"}
    assert told["COOPERATES_WITH"] == {"kind", "since", "until", "students"}
    assert told["JOINED_BY"] == {"position"}
    assert told["LED_BY"] == told["NEEDS"] == set()
    assert told["DERIVED_FROM"] == {"source_row", "grade"}


def test_a_union_is_all_its_members(ontology: Ontology) -> None:
    ends = relationships(ontology)["BY_PROVIDER"].endpoints
    assert ends == tuple(("Training", member) for member in ontology.unions["Actor"])


def test_everything_but_sources_is_derived_from_a_source(ontology: Ontology) -> None:
    ends = relationships(ontology)["DERIVED_FROM"].endpoints
    labels = {node.label for node in cypher.node_types(ontology)}
    assert {source for source, _ in ends} == labels - {"Source"}
    assert {target for _, target in ends} == {"Source"}


def test_a_name_is_one_property_and_the_other_way_round(ontology: Ontology) -> None:
    kinds = cypher.relationship_types(ontology)
    assert len({k.name for k in kinds}) == len({k.iri for k in kinds}) == len(kinds)
    names = {p.name for k in kinds for p in k.properties}
    types = {(p.name, p.datatype) for k in kinds for p in k.properties}
    assert len(names) == len(types)


def test_contract_names_every_relationship(ontology: Ontology, shared: Path) -> None:
    contract = (shared / "design" / "3-data-contract.md").read_text(encoding="utf-8")
    section = contract.partition("## 3.5")[2].partition("## 3.6")[0]
    pairs = set(re.findall(r"`((?:tc|prov):\w+)`[ ·]+`([A-Z_]+)`", section))
    assert len(pairs) >= 30
    declared = {(compact(k.iri), k.name) for k in cypher.relationship_types(ontology)}
    assert pairs <= declared
    extra = {local_name(name) for name, _ in declared - pairs}
    assert extra == {
        "tc:commutesTo",
        "tc:mentions",
        "tc:meansOccupation",
        "tc:fromCollege",
        "tc:fromMajor",
        "tc:toCollege",
        "tc:toMajor",
        "tc:ofProject",
    } - {name for name, _ in pairs}


def test_statements_can_be_run_again(ontology: Ontology) -> None:
    statements = [*cypher.constraint_statements(ontology), *cypher.index_statements(ontology)]
    assert len(statements) == len(set(statements))
    assert all(" IF NOT EXISTS " in statement for statement in statements)
    names = [statement.split()[2] for statement in statements]
    assert len(names) == len(set(names))
    assert (
        "CREATE CONSTRAINT colleges_uri IF NOT EXISTS FOR (n:College) REQUIRE n.uri IS UNIQUE"
        in statements
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_legends_say_what_colours_mean(ontology: Ontology, lang: str) -> None:
    classes = class_legend(ontology, lang)
    assert [e.key for e in classes] == [n.label for n in cypher.node_types(ontology)]
    assert len({(e.colour, e.shape) for e in classes}) == len(classes)
    coloured = {n for n, words in ontology.code_lists.items() if any(c.colour for c in words.codes)}
    assert coloured == set(LISTS)
    for name in LISTS:
        entries = list_legend(ontology, name, lang)
        assert len({e.label for e in entries}) == len({e.colour for e in entries}) == len(entries)


def test_the_dictionary_says_everything(ontology: Ontology) -> None:
    page = dictionary_markdown(ontology)
    assert page == dictionary_markdown(ontology)
    for table in ontology.tables.values():
        section = page.partition(f"### {table.label.zh} · {table.name}\n")[2].partition("\n### ")[0]
        assert table.definition.zh in section
        assert table.definition.en in section
        for column in table.columns:
            where = section if column.order <= 100 else page
            assert f"`{column.name}`" in where
            assert column.label.zh in where
            assert all(alias in where for alias in column.aliases)
    for name in ontology.code_lists:
        assert f'<a id="list-{name}"></a>' in page
    anchors = set(re.findall(r'<a id="([^"]+)">', page))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= anchors
