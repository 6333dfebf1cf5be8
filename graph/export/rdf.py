"""RDF files: the graph's statements as Turtle, or with their provenance graphs as N-Quads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from graph.builds.opened import Build
from graph.convert.iris import joined
from graph.convert.relations import Relations
from graph.convert.triples import write_nquads
from graph.export import EVERYTHING
from graph.ontology import PREFIXES, Ontology
from graph.stores.oxigraph import OxigraphStore
from graph.tables import Tables


def write_rdf(name: str, to: Path, build: Build, ontology: Ontology) -> None:
    """Write all statements of the build's store, or one table with the rows it refers to."""
    form = to.suffix.lower().lstrip(".")
    if name == EVERYTHING:
        OxigraphStore(build.rdf_folder).dump(to, form, PREFIXES)
        return
    with tempfile.TemporaryDirectory() as folder:
        nquads = Path(folder) / "part.nq"
        write_nquads(Relations(ontology, part(name, build.tables, ontology)), nquads)
        OxigraphStore.write(Path(folder) / "store", nquads)
        OxigraphStore(Path(folder) / "store").dump(to, form, PREFIXES)


def part(table_name: str, tables: Tables, ontology: Ontology) -> Tables:
    """Return one table whole, and the rows of others that it refers to, directly or through others.

    The sheets that the rows come from are included, so the part refers to nothing outside it.
    """
    frames = {table_name: tables[table_name]}
    waiting = [table_name]
    while waiting:
        waiting_name = waiting.pop()
        for target, keys in _referenced_keys(waiting_name, frames[waiting_name], ontology):
            present = frames.get(target, tables[target].clear())
            wanted_keys = pl.concat([present["node_key"], keys]).drop_nulls().unique()
            referenced = tables[target].filter(pl.col("node_key").is_in(wanted_keys.implode()))
            if target != table_name and referenced.height > present.height:
                frames[target] = referenced
                waiting.append(target)
    uris = pl.concat(frame["uri"] for frame in frames.values())
    added = tables.contributions.filter(pl.col("uri").is_in(uris.implode()))
    if table_name != "sources":
        sheets = pl.concat(frame["source_uri"] for frame in (*frames.values(), added))
        is_used = pl.col("uri").is_in(sheets.drop_nulls().unique().implode())
        frames["sources"] = tables["sources"].filter(is_used)
    part_tables = Tables.of(ontology, frames)
    part_tables.contributions = added
    return part_tables


def _referenced_keys(
    name: str, rows: pl.DataFrame, ontology: Ontology
) -> Iterator[tuple[str, pl.Series]]:
    """Yield each table that the rows refer to, with the keys of the rows meant."""
    table = ontology.tables[name]
    for column in table.references:
        keys = rows[column.name].explode() if column.multiple else rows[column.name]
        for target in ontology.targets_of(column):
            yield target.name, keys
    for reference in table.composites:
        for target in ontology.target_tables(reference.target_class):
            yield target.name, joined([rows[part] for part in reference.via])
