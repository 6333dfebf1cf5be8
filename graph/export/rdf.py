"""RDF files: the graph's statements as Turtle, or with their provenance graphs as N-Quads."""

from __future__ import annotations

import tempfile
from pathlib import Path

from graph.builds.opened import Build
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
    names = {what, "sources", *_named_by(ontology, what)}
    part = Tables.of(ontology, {name: build.tables[name] for name in names})
    with tempfile.TemporaryDirectory() as folder:
        nquads = Path(folder) / "part.nq"
        write_nquads(part, ontology, nquads)
        OxigraphStore.write(Path(folder) / "store", nquads)
        OxigraphStore(Path(folder) / "store").dump(to, form, PREFIXES)


def _named_by(ontology: Ontology, table: str) -> set[str]:
    return {
        target.name
        for column in ontology.tables[table].references
        for target in ontology.target_tables(column.target_class or "")
    }
