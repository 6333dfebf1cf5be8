"""The making of a build in a folder, with the proof that all its stores hold the same."""

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
from graph.builds.letterhead import NO_LETTERHEAD, Letterhead
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
from graph.builds.shapes import no_shapes, write_shapes
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
    """The input of a build, and its id.

    ``base``: the folder of an earlier build, made by the same code, to derive stores from.
    ``columns``: where columns stand in the sheets, as :data:`graph.builds.cells.COLUMNS_READ`.
    ``stores``: ``ALL``, or ``TABLES_ALONE``. ``packs``: the reference packs among the datasets.
    ``letterhead``: of its documents. ``shapes``: of its areas, and the number of the approval.
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
    packs: tuple[str, ...] = ()
    letterhead: Letterhead = NO_LETTERHEAD
    shapes: pl.DataFrame = field(default_factory=no_shapes)
    map_approval_no: str = ""


def make(build_input: BuildInput, ontology: Ontology, folder: Path, progress: Progress) -> Manifest:
    """Write tables, stores, findings and manifest into an empty folder.

    Raises:
        BuildFailed: the stores do not hold what the tables hold.
    """
    progress("tables", 0.0)
    build_input.tables.write(folder / TABLES)
    build_input.findings.write_parquet(folder / FINDINGS)
    build_input.columns.write_parquet(folder / COLUMNS)
    write_shapes(build_input.shapes, folder)
    search_keys(build_input.tables, ontology).write_parquet(folder / SEARCH)
    graph = PropertyGraph(ontology, build_input.tables)
    counts = {"tables": _count_tables(graph)}
    if build_input.stores == ALL:
        counts |= _write_stores(graph, build_input.base, folder, counts["tables"], progress)
    _require_equal(counts)
    manifest = _manifest(build_input, ontology, counts)
    manifest.write(folder)
    progress("", 1.0)
    return manifest


def _write_stores(
    graph: PropertyGraph, base: Path | None, folder: Path, expected: Counts, progress: Progress
) -> dict[str, Counts]:
    """Write the RDF store and, beside it, the property graph; return the counts of each."""
    with ThreadPoolExecutor(1) as executor:
        property_graph = executor.submit(_write_property_graph, graph, folder)
        rdf = _write_rdf(graph.relations, base, folder, expected, progress)
        progress("verify", 0.9)
        graph_counts = property_graph.result()
    none = dict.fromkeys(expected["relations"], 0)
    return {"rdf": rdf, "cypher": graph_counts | {"relations": none | graph_counts["relations"]}}


def _write_rdf(
    relations: Relations, base: Path | None, folder: Path, expected: Counts, progress: Progress
) -> Counts:
    """Write the RDF store; return what it holds by its own count."""
    write_rdf(relations, folder, base, progress)
    counts = _count_rdf(folder, expected)
    if base and counts != expected:  # the base holds something else
        shutil.rmtree(folder / RDF)
        write_rdf(relations, folder, None, progress)
        counts = _count_rdf(folder, expected)
    return counts


def _count_rdf(folder: Path, expected: Counts) -> Counts:
    store = store_class("oxigraph")(folder / RDF)
    return {
        "classes": store.class_counts(),
        "relations": store.relation_counts(sorted(expected["relations"])),
    }


def _write_property_graph(graph: PropertyGraph, folder: Path) -> Counts:
    """Write the property graph in a process of its own; return what it holds by its count."""
    if is_small(graph.tables):
        return PropertyGraphStore.write(folder / CYPHER, graph)
    order = {
        "tables": str(folder / TABLES),
        "ontology": str(graph.ontology.file),
        "file": str(folder / CYPHER),
    }
    counts: Counts = call_in_child("graph.stores.property_graph:write_in_child", order)
    return counts


def _count_tables(graph: PropertyGraph) -> Counts:
    return {
        "classes": {nodes.type.label: nodes.rows.height for nodes in graph.nodes()},
        "relations": graph.relations.counts(),
    }


def _require_equal(counts: dict[str, Counts]) -> None:
    for store in counts:
        for kind, expected in counts["tables"].items():
            stored = counts[store][kind]
            for name in sorted(set(expected) | set(stored)):
                if expected.get(name, 0) != stored.get(name, 0):
                    raise BuildFailed(
                        "error.counts_differ",
                        what=name,
                        expected=expected.get(name, 0),
                        found=stored.get(name, 0),
                    )


def _count_grades(tables: Tables) -> dict[str, int]:
    """Count the rows of the data by grade; those without one are ``UNSTATED``."""
    grades = pl.concat(
        rows.select(pl.col("grade").fill_null(UNSTATED))
        for name, rows in tables.items()
        if name != "sources" and "grade" in rows.columns
    )
    return dict(grades["grade"].value_counts().sort("grade").iter_rows())


def _manifest(build_input: BuildInput, ontology: Ontology, counts: dict[str, Counts]) -> Manifest:
    sources = build_input.tables["sources"]
    of_packs = sources["dataset"].str.contains("/", literal=True)
    newest = sources.filter(~of_packs)["date"].max()  # a catalogue's date is not the data's
    severities = build_input.findings["severity"].value_counts(sort=True)
    return Manifest(
        build=build_input.build,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        as_of=str(newest) if newest else None,
        ontology_sha256=ontology.sha256,
        code_sha256=build_input.code_sha256,
        sources=build_input.sources,
        tables=build_input.counts,
        findings=dict(severities.iter_rows()),
        counts=counts,
        engines={name: version(name) for name in ENGINES},
        grades=_count_grades(build_input.tables),
        packs=list(build_input.packs),
        letterhead=build_input.letterhead.given(),
        map_approval_no=build_input.map_approval_no,
    )
