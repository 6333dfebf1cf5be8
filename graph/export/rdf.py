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


def write_rdf(what: str, to: Path, build: Build, ontology: Ontology) -> None:
    """Everything from the build's store, or the rows of one table with the things they name."""
    form = to.suffix.lower().lstrip(".")
    if what == EVERYTHING:
        OxigraphStore(build.rdf_folder).dump(to, form, PREFIXES)
        return
    with tempfile.TemporaryDirectory() as folder:
        nquads = Path(folder) / "part.nq"
        write_nquads(Relations(ontology, part(what, build.tables, ontology)), nquads)
        OxigraphStore.write(Path(folder) / "store", nquads)
        OxigraphStore(Path(folder) / "store").dump(to, form, PREFIXES)


def part(what: str, tables: Tables, ontology: Ontology) -> Tables:
    """One table whole; of the others the rows it names, and those these name in turn.

    With the sheets all these came from. So nothing in the part refers to what is not in it.
    """
    frames = {what: tables[what]}
    waiting = [what]
    while waiting:
        name = waiting.pop()
        for target, keys in _named(name, frames[name], ontology):
            here = frames.get(target, tables[target].clear())
            wanted = pl.concat([here["node_key"], keys]).drop_nulls().unique()
            found = tables[target].filter(pl.col("node_key").is_in(wanted.implode()))
            if target != what and found.height > here.height:
                frames[target] = found
                waiting.append(target)
    uris = pl.concat(frame["uri"] for frame in frames.values())
    added = tables.contributions.filter(pl.col("uri").is_in(uris.implode()))
    if what != "sources":
        sheets = pl.concat(frame["source_uri"] for frame in (*frames.values(), added))
        is_used = pl.col("uri").is_in(sheets.drop_nulls().unique().implode())
        frames["sources"] = tables["sources"].filter(is_used)
    found_tables = Tables.of(ontology, frames)
    found_tables.contributions = added
    return found_tables


def _named(name: str, rows: pl.DataFrame, ontology: Ontology) -> Iterator[tuple[str, pl.Series]]:
    """Tables and the keys by which the rows name rows of them."""
    table = ontology.tables[name]
    for column in table.references:
        keys = rows[column.name].explode() if column.multiple else rows[column.name]
        for target in ontology.target_tables(column.target_class or ""):
            yield target.name, keys
    for reference in table.composites:
        for target in ontology.target_tables(reference.target_class):
            yield target.name, joined([rows[part] for part in reference.via])
