"""A published build, opened for reading."""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from graph.builds.cells import no_columns
from graph.builds.home import GRAPHS, READING
from graph.builds.manifest import ALL, COLUMNS, CYPHER, FINDINGS, RDF, SEARCH, TABLES, Manifest
from graph.builds.shapes import read_shapes
from graph.convert.search_keys import search_keys
from graph.errors import NoSuchBuild
from graph.ontology import load
from graph.processes.worker import call_in_child
from graph.tables import StoredTables, stored_frame

RDF_POINTER = "CURRENT"  # the file that every store of RocksDB has


@dataclass(frozen=True)
class Build:
    """A build. Everything is read when first asked for."""

    folder: Path

    @property
    def id(self) -> str:
        """The build's id."""
        return self.folder.name

    @cached_property
    def tables(self) -> StoredTables:
        """The tables of the build."""
        return StoredTables(self.folder / TABLES, load())

    @property
    def has_rdf(self) -> bool:
        """Tell whether it has an RDF store; without one SPARQL cannot be asked, all else can."""
        with contextlib.suppress(OSError):
            return self.manifest.stores == ALL
        return True  # the build is gone, which whoever reads it says

    @property
    def rdf_folder(self) -> Path:
        """The folder of the build's RDF store.

        Raises:
            NoSuchBuild: it was made without one, or the store is gone.
        """
        if not self.has_rdf:
            raise NoSuchBuild("error.no_rdf", build=self.id)
        if not (self.folder / RDF / RDF_POINTER).is_file():
            raise NoSuchBuild("error.incomplete_build", folder=str(self.folder / RDF))
        return self.folder / RDF

    @property
    def cypher_file(self) -> Path:
        """The file of the build's property graph.

        Where it has none, or one of another declaration than today's, it is made once.

        Raises:
            NoSuchBuild: the tables are gone, too.
        """
        if not (self.folder / TABLES).is_dir():
            raise NoSuchBuild("error.incomplete_build", folder=str(self.folder / TABLES))
        own_file, declared = self.folder / CYPHER, load()
        if own_file.is_file() and self.manifest.ontology_sha256 == declared.sha256:
            return own_file
        folder = self.folder.parents[1] / GRAPHS
        file = folder / f"{self.id}-{declared.sha256[:12]}.duckdb"
        if not file.exists():
            folder.mkdir(exist_ok=True)
            temporary = folder / f"{READING}{uuid.uuid4().hex}"
            order = {"tables": str(self.folder / TABLES), "ontology": str(declared.file)}
            try:
                call_in_child(
                    "graph.stores.property_graph:write_in_child", {**order, "file": str(temporary)}
                )
                temporary.replace(file)
            finally:
                temporary.unlink(missing_ok=True)
        return file

    @cached_property
    def search_keys(self) -> pl.DataFrame:
        """The keys to find its things by; computed for a build that did not keep them."""
        file = self.folder / SEARCH
        return pl.read_parquet(file) if file.is_file() else search_keys(self.tables, load())

    @cached_property
    def shapes(self) -> pl.DataFrame:
        """The shapes of its areas; none where the data bring none."""
        return read_shapes(self.folder)

    @cached_property
    def findings(self) -> pl.DataFrame:
        """The findings in the sources of the build."""
        return stored_frame(self.folder / FINDINGS)

    @cached_property
    def columns(self) -> pl.DataFrame:
        """The places of columns in the sheets read; empty for a build that did not keep them."""
        file = self.folder / COLUMNS
        kept = pl.read_parquet(file) if file.is_file() else no_columns()
        return pl.concat([no_columns(), kept], how="diagonal")

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest of the build."""
        return Manifest.read(self.folder)
