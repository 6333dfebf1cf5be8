"""Faults of structure: things that stand above themselves."""

from __future__ import annotations

import polars as pl


def cycles(keys: pl.Series, parents: pl.Series) -> pl.Series:
    """Find the keys that lie on a cycle of parents.

    >>> cycles(pl.Series(["a", "b", "c"]), pl.Series(["b", "a", "a"])).sort().to_list()
    ['a', 'b']
    """
    above = {k: p for k, p in zip(keys, parents, strict=True) if p is not None}
    looping: set[str] = set()
    settled: set[str] = set()
    for key in above:
        path: dict[str, None] = {}
        while key in above and key not in settled and key not in path:
            path[key] = None
            key = above[key]
        if key in path:
            walked = list(path)
            looping.update(walked[walked.index(key) :])
        settled.update(path)
    return pl.Series(sorted(looping), dtype=pl.String)
