"""Stores: where a build's graph is kept and asked. Each is written once, then only read.

To add one, write a module with a class like :class:`graph.stores.oxigraph.OxigraphStore` and one
entry in :data:`STORES`.
"""

from __future__ import annotations

import importlib
from typing import Any

# Name → "module:Class", imported when first needed.
STORES: dict[str, str] = {
    "oxigraph": "graph.stores.oxigraph:OxigraphStore",
    "ladybug": "graph.stores.ladybug:LadybugStore",
    "kuzu": "graph.stores.kuzu:KuzuStore",
}


def store_class(name: str) -> Any:
    """The class of a store."""
    module, attribute = STORES[name].split(":")
    return getattr(importlib.import_module(module), attribute)
