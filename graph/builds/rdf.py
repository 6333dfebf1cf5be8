"""The RDF store of a build: loaded from nothing, or derived from the store of an earlier build.

Deriving costs what changed. The earlier build stays as it is: its files are shared as hard links,
and a store never writes to a file it has finished.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import polars as pl

from graph.builds.manifest import ALL, RDF, TABLES, Manifest
from graph.convert.changes import changes
from graph.convert.relations import Relations
from graph.convert.triples import write_nquads
from graph.ontology import Ontology
from graph.stores import store_class
from graph.tables import StoredTables, Tables

ENGINE = "pyoxigraph"
# Above this share of changed statements the bulk loader is quicker.
LARGEST_SHARE = 0.2

Progress = Callable[[str, float], None]


def usable_base(build: Path | None, ontology: Ontology, code_sha256: str) -> Path | None:
    """Return an earlier build's folder, if the same declaration, code and engine made it."""
    if build is None:
        return None
    try:
        manifest = Manifest.read(build)
    except (OSError, ValueError, TypeError):  # damaged, or written by other code
        return None
    made_by = (manifest.ontology_sha256, manifest.code_sha256, manifest.engines.get(ENGINE))
    is_alike = made_by == (ontology.sha256, code_sha256, version(ENGINE))
    return build if is_alike and manifest.stores == ALL else None


def write_rdf(relations: Relations, folder: Path, base: Path | None, progress: Progress) -> None:
    """Write the store into the folder of a build; ``base``: a build to derive it from, if alike."""
    if base is not None and _derive(relations, folder, base):
        return
    progress("triples", 0.1)
    nquads = folder / "statements.nq"
    write_nquads(relations, nquads)
    progress("store", 0.3)
    store_class("oxigraph").write(folder / RDF, nquads)
    nquads.unlink()


def _derive(new: Relations, folder: Path, base: Path) -> bool:
    """Try to derive the store from an earlier one; leave nothing of a failed attempt."""
    try:
        earlier = StoredTables(base / TABLES)
        if not _are_alike(earlier, new.tables):
            return False
        difference = changes(Relations(new.ontology, earlier), new)
        if len(difference) > LARGEST_SHARE * _statements(new.tables):
            return False
        store_class("oxigraph").derive(folder / RDF, base / RDF, difference)
    except (OSError, pl.exceptions.PolarsError):  # a damaged base, or what loading meets again
        shutil.rmtree(folder / RDF, ignore_errors=True)
        return False
    return True


def _are_alike(old: Tables, new: Tables) -> bool:
    """Tell whether few rows came or went: all statements of such a row change."""
    moved = 0
    for name in new:
        before, after = old[name]["uri"], new[name]["uri"]
        if not before.equals(after):
            moved += len(before.filter(~before.is_in(after.implode())))
            moved += len(after.filter(~after.is_in(before.implode())))
    return moved <= LARGEST_SHARE * sum(rows.height for rows in new.values())


def _statements(tables: Tables) -> int:
    """Estimate the number of statements: one a cell."""
    return sum(
        rows.height * rows.width - sum(rows.null_count().row(0) if rows.height else ())
        for rows in tables.values()
    )
