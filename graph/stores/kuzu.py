"""The alternative to ladybug: kuzu, of which no new versions come. Never both in one process."""

from __future__ import annotations

from graph.stores.embedded import EmbeddedStore


class KuzuStore(EmbeddedStore):
    """A build's property graph in one file."""

    PACKAGE = "kuzu"
