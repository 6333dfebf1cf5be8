"""Things that stand above themselves."""

from __future__ import annotations

import networkx as nx
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from graph.checks.structure import cycles

KEYS = [str(i) for i in range(8)]


def looping(parents: dict[str, str | None]) -> list[str]:
    return cycles(
        pl.Series(list(parents), dtype=pl.String),
        pl.Series(list(parents.values()), dtype=pl.String),
    ).to_list()


def test_only_those_on_a_circle_are_named() -> None:
    assert looping({"a": "b", "b": "a", "c": "a", "d": None, "e": "e", "f": "z"}) == ["a", "b", "e"]


def test_a_long_line_is_no_circle() -> None:
    line: dict[str, str | None] = {str(i): str(i + 1) for i in range(5000)}
    assert looping(line) == []
    assert len(looping(line | {"5000": "0"})) == 5001


@given(st.dictionaries(st.sampled_from(KEYS), st.none() | st.sampled_from(KEYS)))
def test_the_same_as_strongly_connected_components(parents: dict[str, str | None]) -> None:
    graph = nx.DiGraph((k, p) for k, p in parents.items() if p is not None)
    expected = {
        key
        for component in nx.strongly_connected_components(graph)
        for key in component
        if len(component) > 1 or graph.has_edge(key, key)
    }
    assert set(looping(parents)) == expected
