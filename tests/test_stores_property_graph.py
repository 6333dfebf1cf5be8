"""The embedded property graphs: written once, counted, read by many; ladybug and kuzu alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.convert.property_graph import PropertyGraph
from graph.convert.relations import Relations
from graph.ontology import Ontology
from graph.processes import call_in_child
from graph.stores.embedded import create_statements
from ingest.datasets import open_datasets
from ingest.pipeline import ingest


@pytest.fixture(scope="module")
def tables(tiny: Path, ontology: Ontology, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tables")
    ingest(open_datasets([tiny], None, ontology), ontology).tables.write(folder)
    return folder


@pytest.mark.parametrize("store", ["ladybug", "kuzu"])
def test_a_store_holds_what_the_tables_hold(
    tables: Path, tmp_path: Path, tiny: Path, ontology: Ontology, store: str,
    require: Callable[..., None],
) -> None:  # fmt: skip
    require(store)
    counts = call_in_child(
        "graph.stores.embedded:write_in_child",
        {
            "store": store,
            "tables": str(tables),
            "ontology": str(ontology.file),
            "file": str(tmp_path / "x" / "graph"),
        },
    )
    held = ingest(open_datasets([tiny], None, ontology), ontology).tables
    relations = Relations(ontology, held).counts()
    assert Counter(counts["relations"]) == Counter(relations)
    assert counts["classes"] == {
        nodes.type.label: nodes.rows.height for nodes in PropertyGraph(ontology, held).nodes()
    }


def test_every_label_and_type_has_its_table(ontology: Ontology) -> None:
    statements = create_statements(ontology)
    assert any(s.startswith("CREATE NODE TABLE `Major` (`uri` STRING, ") for s in statements)
    (offers,) = (s for s in statements if s.startswith("CREATE REL TABLE `OFFERS`"))
    assert "(FROM `College` TO `Major`, `capacity` INT64, `since` INT64, `until` INT64)" in offers
