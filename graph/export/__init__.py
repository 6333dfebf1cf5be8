"""Exports: a build or a part of it as a file, by suffix."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.builds.opened import Build
from graph.errors import WrongInput, require_suffix
from graph.ontology import Ontology
from graph.settings import DOCUMENT_NAMES, PICTURE_NAMES

EVERYTHING = "all"
SHAPES = "shapes"  # the conditions on rows, for external SHACL engines
Writer = Callable[[str, Path, Build, Ontology, str], None]


def _rdf(name: str, to: Path, build: Build, ontology: Ontology, lang: str) -> None:
    from graph.export.rdf import write_rdf

    del lang
    write_rdf(name, to, build, ontology)


def _workbook(name: str, to: Path, build: Build, ontology: Ontology, lang: str) -> None:
    from graph.export.workbook import write_workbook

    tables = build.tables
    write_workbook(to, tables if name == EVERYTHING else {name: tables[name]}, ontology, lang)


def _graphml(name: str, to: Path, build: Build, ontology: Ontology, lang: str) -> None:
    """Write the whole property graph; a part of it is written from the answer of a query.

    Raises:
        WrongInput: one table is asked for.
    """
    from graph.convert.network import whole as network
    from graph.convert.property_graph import PropertyGraph
    from graph.export.graphs import write_network

    del lang
    if name != EVERYTHING:
        raise WrongInput("error.graphml_of_all", what=name)
    write_network(network(PropertyGraph(ontology, build.tables)), to)


# Suffix → writer.
WRITERS: dict[str, Writer] = {
    ".ttl": _rdf,
    ".nq": _rdf,
    ".xlsx": _workbook,
    ".graphml": _graphml,
}


def write_export(name: str, to: Path, build: Build, ontology: Ontology, lang: str) -> None:
    """Write everything (``all``), one table or the shapes; a file appears only once complete.

    Raises:
        WrongInput: unknown suffix or table, or the file cannot be written.
    """
    if name == SHAPES:
        _write_shapes(to, ontology)
        return
    if name != EVERYTHING and name not in ontology.tables:
        raise nothing_called(name, " ".join([*ontology.tables, SHAPES]))
    require_suffix(to, WRITERS)
    with whole(to) as beside:
        WRITERS[to.suffix.lower()](name, beside, build, ontology, lang)


def nothing_called(name: str, tables: str) -> WrongInput:
    """Return the error for a name of nothing that can be exported; it says what can."""
    pictures, documents = " ".join(PICTURE_NAMES), " ".join(DOCUMENT_NAMES)
    return WrongInput(
        "error.nothing_to_export", what=name, pictures=pictures, documents=documents, tables=tables
    )


def _write_shapes(to: Path, ontology: Ontology) -> None:
    from graph.schema.shapes import shapes_graph

    require_suffix(to, [".ttl"])
    with whole(to) as beside:
        shapes_graph(ontology).serialize(beside, format="turtle", encoding="utf-8")


@contextmanager
def whole(to: Path) -> Iterator[Path]:
    """Yield a temporary file that replaces ``to`` once complete; a failure leaves nothing.

    Raises:
        WrongInput: it cannot be written.
    """
    beside = to.with_name(f".{to.stem}-{os.getpid()}{to.suffix}")
    try:
        yield beside
        beside.replace(to)
    except OSError as error:
        problem = error.strerror or str(error)
        raise WrongInput("error.cannot_write", file=str(to), problem=problem) from None
    finally:
        beside.unlink(missing_ok=True)
