"""Faults of structure: things that stand above themselves."""

from __future__ import annotations

import polars as pl


def cycles(keys: pl.Series, parents: pl.Series) -> pl.Series:
    """The keys that lie on a cycle of parents.

    >>> cycles(pl.Series(["a", "b", "c"]), pl.Series(["b", "a", "a"])).sort().to_list()
    ['a', 'b']
    """
    import networkx as nx

    pairs = [(k, p) for k, p in zip(keys, parents, strict=True) if p is not None]
    tree = nx.DiGraph(pairs)
    looping = [
        key
        for component in nx.strongly_connected_components(tree)
        if len(component) > 1 or any(tree.has_edge(k, k) for k in component)
        for key in component
    ]
    return pl.Series(sorted(looping), dtype=pl.String)
