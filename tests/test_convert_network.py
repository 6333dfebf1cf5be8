"""The property graph in networkx: every node and relationship once, with label, type and values."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph.builds.opened import Build
from graph.convert.network import HUBS, around, next_to, whole
from graph.convert.property_graph import PropertyGraph
from graph.door import open_build
from graph.ontology import Ontology

ID = "https://w3id.org/twinchain/id/"


@pytest.fixture(scope="module")
def built(homes: dict[str, Path]) -> Build:
    return open_build(homes["tiny"])


@pytest.fixture(scope="module")
def network(built: Build, ontology: Ontology) -> Any:
    return whole(PropertyGraph(ontology, built.tables))


def test_it_counts_what_the_build_counts(network: Any, built: Build) -> None:
    counts = built.manifest.counts["cypher"]
    by_label = nx.get_node_attributes(network, "label").values()
    assert {name: list(by_label).count(name) for name in set(by_label)} == {
        name: number for name, number in counts["classes"].items() if number
    }
    assert set(network.graph["labels"]) == set(by_label)
    assert network.number_of_edges() == sum(counts["relations"].values())
    assert all(key == type_ for _, _, key, type_ in network.edges(keys=True, data="type"))


def test_values_are_typed_and_unknown_ones_absent(network: Any) -> None:
    college = network.nodes[f"{ID}colleges/demo-a"]
    assert (college["label"], college["uri"]) == ("College", f"{ID}colleges/demo-a")
    assert None not in college.values()
    prepares = [
        known for _, _, known in network.edges(data=True) if known["type"] == "PREPARES_FOR"
    ]
    assert {type(known["tier"]) for known in prepares} == {int}
    issued = [known["issued"] for _, known in network.nodes(data=True) if "issued" in known]
    assert {type(day) for day in issued} == {date}


def test_a_neighbourhood_and_a_chain_are_parts_of_it(network: Any) -> None:
    tea = f"{ID}chains/tea"
    near = around(network, tea)
    assert set(near) == {tea} | {
        other
        for kind in network.graph["types"]
        for back in (False, True)
        for other in next_to(network, tea, kind, back=back)
        if network.nodes[other]["label"] not in HUBS
    }
    assert next_to(network, tea, "IN_CHAIN", back=True) < set(near)
    of_chain = around(network, tea, 3, {*HUBS, "Chain"})
    labels = set(nx.get_node_attributes(of_chain, "label").values())
    assert {"Segment", "Occupation", "Enterprise"} <= labels
    assert labels.isdisjoint({"Area", "Source"})
    assert [n for n, label in of_chain.nodes(data="label") if label == "Chain"] == [tea]
    for source, target, key in of_chain.edges(keys=True):
        assert network.has_edge(source, target, key)
    with pytest.raises(KeyError):
        around(network, "nothing")
