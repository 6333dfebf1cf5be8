"""Documents that several tests look at, each made and written once in a process."""

from __future__ import annotations

from functools import cache

from graph.builds.opened import Build
from graph.export.documents import Order, document, document_bytes
from graph.export.documents.model import Document
from graph.ontology import load

A_UNIT = "市教育局"


def made(build: Build, what: str, lang: str = "zh", unit: str | None = A_UNIT) -> Document:
    """Make a document; ``unit``: that of a task sheet."""
    return _made(build, what, lang, unit if what == "task-sheet" else None)


@cache
def _made(build: Build, what: str, lang: str, unit: str | None) -> Document:
    return document(what, build, load(), Order(lang, unit=unit))


@cache
def written(
    build: Build, what: str, suffix: str, lang: str = "zh", unit: str | None = A_UNIT
) -> bytes:
    return document_bytes(made(build, what, lang, unit), suffix)
