"""Write one build into a folder and prove that all its stores hold the same."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from graph.builds.cells import no_columns
from graph.builds.manifest import (
    ALL,
    COLUMNS,
    CYPHER,
    FINDINGS,
    RDF,
    SEARCH,
    TABLES,
    UNSTATED,
    Manifest,
)
from graph.builds.rdf import Progress, write_rdf
from graph.convert.property_graph import PropertyGraph
from graph.convert.relations import Relations
from graph.convert.search_keys import search_keys
from graph.errors import BuildFailed
from graph.ontology import Ontology
from graph.processes.worker import call_in_child
from graph.stores import store_class
from graph.stores.property_graph import PropertyGraphStore, is_small
from graph.tables import Tables

ENGINES = ("polars", "pyoxigraph", "duckdb")

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class BuildInput:
    """What a build is made of, and its id.

    ``base``: the folder of an earlier build, made by the same code, to derive stores from.
    ``columns``: where columns stand in the sheets, as :data:`graph.builds.cells.COLUMNS_READ`.
    ``stores``: ``ALL``, or ``TABLES_ALONE``.
    """

    build: str
    tables: Tables
    findings: pl.DataFrame
    counts: dict[str, dict[str, int]]
    sources: list[dict[str, Any]]
    code_sha256: str = ""
    base: Path | None = None
    columns: pl.DataFrame = field(default_factory=no_columns)
    stores: str = ALL


def make(made_of: BuildInput, ontology: Ontology, folder: Path, progress: Progress) -> Manifest:
    """Write tables, stores, findings and manifest into an empty folder.

    Raises:
        BuildFailed: the stores do not hold what the tables hold.
    """
    progress("tables", 0.0)
    made_of.tables.write(folder / TABLES)
    made_of.findings.write_parquet(folder / FINDINGS)
    made_of.columns.write_parquet(folder / COLUMNS)
    search_keys(made_of.tables, ontology).write_parquet(folder / SEARCH)
    graph = PropertyGraph(ontology, made_of.tables)
    counts = {"tables": _counted_in_tables(graph)}
    if made_of.stores == ALL:
        counts |= _write_stores(graph, made_of.base, folder, counts["tables"], progress)
    _require_equal(counts)
    manifest = _manifest(made_of, ontology, counts)
    manifest.write(folder)
    progress("", 1.0)
    return manifest


def _write_stores(
    graph: PropertyGraph, base: Path | None, folder: Path, expected: Counts, progress: Progress
) -> dict[str, Counts]:
    """Write the RDF store and, beside it, the property graph: what each holds by its count."""
    with ThreadPoolExecutor(1) as beside:
        property_graph = beside.submit(_write_property_graph, graph, folder)
        rdf = _write_rdf(graph.relations, base, folder, expected, progress)
        progress("verify", 0.9)
        held = property_graph.result()
    none = dict.fromkeys(expected["relations"], 0)
    return {"rdf": rdf, "cypher": held | {"relations": none | held["relations"]}}


def _write_rdf(
    relations: Relations, base: Path | None, folder: Path, expected: Counts, progress: Progress
) -> Counts:
    """Write the RDF store: what it holds by its count."""
    write_rdf(relations, folder, base, progress)
    counts = _counted_in_rdf(folder, expected)
    if base and counts != expected:  # the base holds something else
        shutil.rmtree(folder / RDF)
        write_rdf(relations, folder, None, progress)
        counts = _counted_in_rdf(folder, expected)
    return counts


def _counted_in_rdf(folder: Path, expected: Counts) -> Counts:
    store = store_class("oxigraph")(folder / RDF)
    return {
        "classes": store.class_counts(),
        "relations": store.relation_counts(sorted(expected["relations"])),
    }


def _write_property_graph(graph: PropertyGraph, folder: Path) -> Counts:
    """Write it: what it holds by its count. A large one takes its memory with its own process."""
    if is_small(graph.tables):
        return PropertyGraphStore.write(folder / CYPHER, graph)
    order = {
        "tables": str(folder / TABLES),
        "ontology": str(graph.ontology.file),
        "file": str(folder / CYPHER),
    }
    counts: Counts = call_in_child("graph.stores.property_graph:write_in_child", order)
    return counts


def _counted_in_tables(graph: PropertyGraph) -> Counts:
    return {
        "classes": {nodes.type.label: nodes.rows.height for nodes in graph.nodes()},
        "relations": graph.relations.counts(),
    }


def _require_equal(counts: dict[str, Counts]) -> None:
    for store in counts:
        for kind, expected in counts["tables"].items():
            found = counts[store][kind]
            for name in sorted(set(expected) | set(found)):
                if expected.get(name, 0) != found.get(name, 0):
                    raise BuildFailed(
                        "error.counts_differ",
                        what=name,
                        expected=expected.get(name, 0),
                        found=found.get(name, 0),
                    )


def _graded(tables: Tables) -> dict[str, int]:
    """How many rows of the data have each grade; those without one are ``UNSTATED``."""
    every = pl.concat(
        rows.select(pl.col("grade").fill_null(UNSTATED))
        for name, rows in tables.items()
        if name != "sources" and "grade" in rows.columns
    )
    return dict(every["grade"].value_counts().sort("grade").iter_rows())


def _manifest(made_of: BuildInput, ontology: Ontology, counts: dict[str, Counts]) -> Manifest:
    newest = made_of.tables["sources"]["date"].max()
    severities = made_of.findings["severity"].value_counts(sort=True)
    return Manifest(
        build=made_of.build,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        as_of=str(newest) if newest else None,
        ontology_sha256=ontology.sha256,
        code_sha256=made_of.code_sha256,
        sources=made_of.sources,
        tables=made_of.counts,
        findings=dict(severities.iter_rows()),
        counts=counts,
        engines={name: version(name) for name in ENGINES},
        grades=_graded(made_of.tables),
    )
