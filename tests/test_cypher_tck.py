"""Half of the openCypher TCK, the language's own test suite: equal or refused, never otherwise."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph.convert.property_graph import PropertyGraph
from graph.errors import WrongInput
from graph.ontology import Ontology
from graph.queries.cypher import answered, opened
from graph.stores.property_graph import PropertyGraphStore
from graph.tables import Tables

_GRAPH = re.compile(r"MATCH|\)\s*-|-\s*\(|-->|<--")
_TIMES = re.compile(r"\b(datetime|localdatetime|localtime|time|duration)\b", re.IGNORECASE)
_CELL = re.compile(r"'(?:[^'\\]|\\.)*'|`?(\w*)`?\s*:|[^\s,\[\]{}:]+", re.DOTALL)


def cell(text: str) -> Any:
    """A value as the TCK writes it, which is nearly JSON.

    >>> cell("[1, 'a', {b: null, ``: 'x: y'}, -0.5, NaN]")
    [1, 'a', {'b': None, '': 'x: y'}, -0.5, nan]
    """

    def as_json(match: re.Match[str]) -> str:
        if match[0].startswith("'"):
            return json.dumps(re.sub(r"\\(.)", r"\1", match[0][1:-1]))
        return f"{json.dumps(match[1])}:" if match[0].endswith(":") else match[0]

    return json.loads(_CELL.sub(as_json, text))


def settled(value: Any, loose: bool) -> Any:
    """A value to compare: ``loose`` lists have no order, what is no number is a text."""
    if isinstance(value, list):
        items = [settled(each, loose) for each in value]
        return sorted(items, key=repr) if loose else items
    if isinstance(value, dict):
        return {key: settled(value[key], loose) for key in sorted(value)}
    if isinstance(value, float):
        return repr(round(value, 12) + 0.0) if math.isfinite(value) else str(value)
    return value


@pytest.fixture(scope="module")
def empty(ontology: Ontology, tmp_path_factory: pytest.TempPathFactory) -> PropertyGraphStore:
    """A graph without anything."""
    file = tmp_path_factory.mktemp("tck") / "graph"
    PropertyGraphStore.write(file, PropertyGraph(ontology, Tables.of(ontology, {})))
    return opened(file, 1024**3)


def outcome(store: PropertyGraphStore, scenario: dict[str, Any]) -> str:
    """How a scenario is answered."""
    try:
        answer = answered(store, scenario["query"], {}, 10_000)
    except WrongInput as refused:
        return "equal" if "error" in scenario else f"refused: {refused.key}"
    if "error" in scenario:
        return "an error answered"
    loose = scenario["sortlists"]
    expected = [[settled(cell(text), loose) for text in row] for row in scenario["rows"]]
    found = [[settled(value, loose) for value in row] for row in answer.rows]
    if not scenario["ordered"]:
        expected, found = sorted(expected, key=repr), sorted(found, key=repr)
    return "equal" if expected == found else f"different: {expected} and {found}"


def test_the_suite_of_the_language_is_answered_alike(
    empty: PropertyGraphStore, shared: Path
) -> None:
    file = shared / "real" / "cypher-tck" / "tck.json"
    if not file.is_file():
        pytest.skip(f"no scenarios at {file}")
    scenarios = json.loads(file.read_text(encoding="utf-8"))
    outcomes = {each["id"] + each["query"]: outcome(empty, each) for each in scenarios}
    wrong = {k: v for k, v in outcomes.items() if not v.startswith(("equal", "refused"))}
    failed = {k: v for k, v in outcomes.items() if v == "refused: error.cypher_failed"}
    assert wrong == {}
    assert failed == {}
    plain = [
        outcomes[each["id"] + each["query"]]
        for each in scenarios
        if not _GRAPH.search(each["query"]) and not _TIMES.search(each["query"])
    ]
    counted = Counter(plain)
    assert counted["equal"] >= 0.9 * len(plain), counted
