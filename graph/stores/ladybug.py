"""The embedded property graph of every build: ladybug, pinned to the version that answers right."""

from __future__ import annotations

from graph.stores.embedded import EmbeddedStore


class LadybugStore(EmbeddedStore):
    """A build's property graph in one file."""

    PACKAGE = "ladybug"
