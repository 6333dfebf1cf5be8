"""The property graph of a build for one engine: in the build, or made when first asked."""

from __future__ import annotations

import uuid
from pathlib import Path

from graph.builds.manifest import TABLES
from graph.builds.opened import Build
from graph.errors import WrongInput
from graph.ontology import load
from graph.processes import call_in_child
from graph.stores import DEFAULT_STORES, usable


def property_graph_file(build: Build, engine: str) -> Path:
    """The file to ask: ``cypher/`` of the build for its own engine, else ``<engine>/`` beside them.

    Raises:
        WrongInput: there is no such engine, or it is not installed.
        NoSuchBuild: the build was made before builds had a property graph.
    """
    if engine not in usable():
        raise WrongInput("error.no_such_store", store=engine, known=", ".join(usable()))
    if engine == DEFAULT_STORES["cypher"]:
        return build.cypher_file
    file = build.folder.parents[1] / engine / build.id
    if not file.exists():
        beside = file.with_name(f".new-{uuid.uuid4().hex}")
        order = {
            "store": engine,
            "tables": str(build.folder / TABLES),
            "ontology": str(load().file),
            "file": str(beside),
        }
        try:
            call_in_child("graph.stores.embedded:write_in_child", order)
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
    return file
