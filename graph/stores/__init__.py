"""Stores: they keep a build's graph and answer questions. Those of a build are written once.

To add one, write a module with a class like :class:`graph.stores.oxigraph.OxigraphStore` and one
entry in :data:`STORES`. A class says what it is asked in (``LANGUAGE``) and either the package it
needs (``PACKAGE``) or, where it is a server, the variable of the environment that holds its address
(``ADDRESS``).
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from graph.lazy import imported

# Name → "module:Class", imported when first needed.
STORES: dict[str, str] = {
    "oxigraph": "graph.stores.oxigraph:OxigraphStore",
    "duckdb": "graph.stores.property_graph:PropertyGraphStore",
    "neo4j": "graph.stores.neo4j:Neo4jServer",
    "sparql": "graph.stores.sparql.client:SparqlServer",
}
# Language → the store of every build that is asked in it, where none is named.
DEFAULT_STORES = {"sparql": "oxigraph", "cypher": "duckdb"}
GONE = frozenset({"ladybug", "kuzu"})  # stores of earlier versions


def store_class(name: str) -> Any:
    """Return the class of a store."""
    return imported(STORES[name])


def usable() -> list[str]:
    """List the stores that can be asked here: servers, and those that are installed."""
    packages = {name: getattr(store_class(name), "PACKAGE", None) for name in STORES}
    return [name for name, needed in packages.items() if not needed or find_spec(needed)]
