"""What is measured: our way and its peer, each called in a process of its own."""

from __future__ import annotations

import shutil
from pathlib import Path


def build_from_csv(dataset: str, home: str) -> None:
    """CSV → checked, verified, published build with provenance."""
    from ingest.build import BuildRequest, build

    shutil.rmtree(home, ignore_errors=True)
    build(BuildRequest((Path(dataset),), None, Path(home)))


def build_tables(dataset: str, home: str) -> None:
    """CSV → published build of the tables alone."""
    from ingest.build import BuildRequest, build

    build(BuildRequest((Path(dataset),), None, Path(home), stores="tables"))


def write_statements(dataset: str, file: str) -> None:
    """The same statements as a ready file, for the peer."""
    from graph.convert.relations import Relations
    from graph.convert.triples import write_nquads
    from graph.ontology import load
    from ingest.datasets import open_datasets
    from ingest.pipeline import ingest

    ontology = load()
    read = ingest(open_datasets([Path(dataset)], None, ontology), ontology)
    write_nquads(Relations(ontology, read.tables), Path(file))


def bulk_load(file: str, store: str) -> None:
    """Peer: pyoxigraph's bulk loader on the ready statements, nothing else."""
    import pyoxigraph as ox

    shutil.rmtree(store, ignore_errors=True)
    loaded = ox.Store(store)
    loaded.bulk_load(path=file, format=ox.RdfFormat.N_QUADS)
    loaded.flush()


def check_compiled(file: str) -> None:
    """All compiled checks over a table of canonical text."""
    import polars as pl

    from graph.checks.compiled import compile_table, violations
    from graph.ontology import load

    ontology = load()
    violations(compile_table(ontology, ontology.tables["enrolment"]), pl.read_parquet(file))


def read_parquet(file: str) -> None:
    """What reading the same table and the declaration costs, to be taken off."""
    import polars as pl

    from graph.checks.compiled import compile_table
    from graph.ontology import load

    ontology = load()
    compile_table(ontology, ontology.tables["enrolment"])
    pl.read_parquet(file)


def canonical_enrolment(file: str, rows: int) -> None:
    """A table of canonical text for the checks."""
    import polars as pl

    index = pl.int_range(rows, eager=True)
    text = pl.DataFrame(
        {
            "college": "C" + (index % 200).cast(pl.String),
            "major": (410000 + index // 200).cast(pl.String),
            "track": pl.Series([None] * rows, dtype=pl.String),
            "year": (2005 + index % 20).cast(pl.String),
            **{
                name: (20 + index * 7 % 80).cast(pl.String)
                for name in ("planned", "enrolled", "students", "graduates")
            },
            "further_study": (index % 5).cast(pl.String),
            "employed": (index % 12).cast(pl.String),
            "employed_local": (index % 7).cast(pl.String),
            "employed_in_field": (index % 9).cast(pl.String),
        }
    )
    text.write_parquet(file)


def build_again(dataset: str, home: str) -> None:
    """The same into a home that holds an earlier build."""
    from ingest.build import BuildRequest, build

    build(BuildRequest((Path(dataset),), None, Path(home)))
