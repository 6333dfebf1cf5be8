"""Tables → nodes and relationships: the same facts as the statements, parted by label."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from graph.convert.property_graph import PropertyGraph
from graph.convert.relations import Relations
from graph.ontology import Ontology
from graph.schema.cypher import node_types, relationship_types
from graph.settings import EXAMPLES
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.pipeline import ingest

ID = "https://w3id.org/twinchain/id/"


def graph_of(ontology: Ontology, *datasets: Path) -> PropertyGraph:
    return PropertyGraph(ontology, ingest(open_datasets(datasets, None, ontology), ontology).tables)


@pytest.fixture(scope="module", params=["tiny", "wuzhou"])
def graph(request: pytest.FixtureRequest, ontology: Ontology) -> PropertyGraph:
    return graph_of(ontology, EXAMPLES / request.param)


def test_every_row_is_one_node(graph: PropertyGraph, ontology: Ontology) -> None:
    nodes = {n.type.label: n for n in graph.nodes()}
    for kind in node_types(ontology):
        rows = graph.tables[kind.table]
        if not rows.height:
            assert kind.label not in nodes
            continue
        node = nodes[kind.label]
        assert node.rows.columns == [p.name for p in kind.properties]
        assert node.rows["uri"].n_unique() == node.rows.height == rows.height


def test_relationships_are_the_statements(graph: PropertyGraph, ontology: Ontology) -> None:
    counted: Counter[str] = Counter()
    label_of = dict(
        pl.concat(
            n.rows.select("uri", pl.lit(n.type.label).alias("l")) for n in graph.nodes()
        ).iter_rows()
    )
    for found in graph.relationships():
        counted[found.type.iri] += found.rows.height
        assert (found.source, found.target) in found.type.endpoints
        assert found.rows.columns == ["source", "target", *(p.name for p in found.type.properties)]
        assert found.rows.select("source", "target").is_unique().all()
        assert {label_of[uri] for uri in found.rows["source"]} == {found.source}
        assert {label_of[uri] for uri in found.rows["target"]} == {found.target}
    assert counted == Counter(Relations(ontology, graph.tables).counts())


def test_an_end_that_may_be_one_of_many_has_the_label_it_is(ontology: Ontology) -> None:
    graph = graph_of(ontology, EXAMPLES / "tiny")
    hosted = {
        (found.source, found.target): found.rows.height
        for found in graph.relationships()
        if found.type.name == "HOSTED_BY"
    }
    labs = graph.tables["labs"].explode("hosts")["hosts"].drop_nulls().len()
    projects = graph.tables["projects"].explode("hosts")["hosts"].drop_nulls().len()
    assert sum(hosted.values()) == labs + projects
    assert ("Lab", "College") in hosted


def test_links_carry_their_attributes_and_rows_their_place(ontology: Ontology) -> None:
    graph = graph_of(ontology, EXAMPLES / "tiny")
    by_type = {found.type.name: found for found in graph.relationships()}
    prepares = by_type["PREPARES_FOR"].rows
    told = graph.tables["crosswalk"].select("tier", "weight").rows()
    assert sorted(prepares.select("tier", "weight").rows()) == sorted(told)
    origins = pl.concat(
        found.rows for found in graph.relationships() if found.type.name == "DERIVED_FROM"
    )
    areas = graph.tables["areas"].select("uri", "source_uri", "source_row", "grade").rows()
    assert set(areas) <= set(origins.rows())


def test_what_a_later_dataset_adds_is_derived_from_both(tmp_path: Path, ontology: Ontology) -> None:
    for name, text in (
        ("a", "code,name\n1,甲\n"),
        ("b", "code,name,name_en\n1,甲,A\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "areas.csv").write_text(text, encoding="utf-8")
    graph = graph_of(ontology, tmp_path / "a", tmp_path / "b")
    (origin,) = (f for f in graph.relationships() if f.type.name == "DERIVED_FROM")
    assert origin.rows["source"].unique().to_list() == [f"{ID}areas/1"]
    assert [target.removeprefix(f"{ID}sources/") for target in origin.rows["target"]] == [
        "a/areas.csv/_",
        "b/areas.csv/_",
    ]
    assert origin.rows["source_row"].to_list() == [2, 2]


def test_tables_without_rows_give_an_empty_graph(ontology: Ontology) -> None:
    graph = PropertyGraph(ontology, Tables.of(ontology, {}))
    assert list(graph.nodes()) == []
    assert list(graph.relationships()) == []


def test_a_property_has_one_type_wherever_it_stands(ontology: Ontology) -> None:
    """Stores and queries may take the type of a property from its name alone."""
    types: dict[str, set[tuple[str, bool]]] = {}
    for kind in (*node_types(ontology), *relationship_types(ontology)):
        for each in kind.properties:
            types.setdefault(each.name, set()).add((each.datatype, each.multiple))
    assert {name: told for name, told in types.items() if len(told) > 1} == {}
