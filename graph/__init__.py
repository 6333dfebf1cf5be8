"""The knowledge graph: one declaration, checked tables, immutable builds, pure analysis.

``from graph import open_home`` is the door for programs; see :mod:`graph.door`.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    """Import the door on first use: ``graph`` itself stays cheap to import."""
    if name == "open_home":
        from importlib import import_module

        return import_module("graph.door").open_home
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
