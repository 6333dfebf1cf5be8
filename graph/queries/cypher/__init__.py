"""Cypher in a worker process: translated for the embedded engine, read-only, bounded."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import LimitReached, WrongInput
from graph.ontology import load
from graph.processes import Emit
from graph.queries.answers import Answer, answer_of_worker
from graph.queries.cypher.answers import Reader
from graph.queries.cypher.functions import TAUGHT
from graph.queries.cypher.patterns import NO_LIMIT
from graph.queries.cypher.translate import Translation, translate
from graph.queries.cypher.types import Schema
from graph.queries.isolation import forbid_network
from graph.settings import QueryLimits
from graph.stores import store_class
from graph.stores.embedded import EmbeddedStore

_INTEGER, _DECIMAL = re.compile(r"[+-]?[0-9]+"), re.compile(r"[+-]?[0-9]*\.[0-9]+")
# The engine counts parameters and reads their types where it finds some: it shall find none.
_BARE: dict[int, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    1: lambda call: lambda a: call(a),
    2: lambda call: lambda a, b: call(a, b),
    3: lambda call: lambda a, b, c: call(a, b, c),
}
_OUT_OF_MEMORY = ("Buffer manager exception", "bad_alloc", "Unable to allocate", "LimitReached")


def ask_cypher(
    file: Path,
    query: str,
    parameters: Mapping[str, Any] | None = None,
    limits: QueryLimits = QueryLimits(),
    store: str = "ladybug",
) -> Answer:
    """The answer of a read-only query within the limits, as Neo4j 5 would give it.

    ``file``: the property graph of a build (``Build.cypher_file``). ``parameters`` fill ``$name``;
    a text is taken as in :func:`graph.queries.sparql.ask_sparql`: a number or truth value if it is
    one, within double quotes a text in any case. Nodes are ``{"label", "uri", …}``, relationships
    ``{"type", "source", "target", …}``, paths ``{"nodes", "relationships"}``.

    Raises:
        WrongInput: the query is wrong or refused. LimitReached: a limit was reached.
    """
    order = {
        "file": str(file),
        "store": store,
        "query": query,
        "parameters": parameters_of(parameters),
    }
    return answer_of_worker("graph.queries.cypher:answer_in_child", order, limits)


def parameters_of(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """The values of parameters; texts as :func:`parameter` takes them."""
    return {name: parameter(value) for name, value in (given or {}).items()}


def parameter(value: Any) -> Any:
    """A parameter's value; a text of the command line as what it looks like.

    >>> [parameter(text) for text in ("12", "1.5", '"12"', "true", "茶")]
    [12, 1.5, '12', True, '茶']
    """
    if not isinstance(value, str):
        return value
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1]
    if _INTEGER.fullmatch(value):
        return int(value)
    if _DECIMAL.fullmatch(value):
        return float(value)
    return {"true": True, "false": False}.get(value, value)


def answer_in_child(request: dict[str, Any], emit: Emit) -> dict[str, Any]:
    """The worker's part."""
    del emit
    most = request["rows"]
    asked = translate(request["query"], _schema(), request["parameters"], most)
    store = store_class(request["store"])(
        Path(request["file"]), buffer_pool_size=request["memory_bytes"] // 2
    )
    forbid_network()
    teach(store.connection)
    try:
        found = _answer(store, asked, most)
    except RuntimeError as error:
        raise _problem(str(error), request["memory_bytes"]) from None
    return asdict(found)


def answered(store: EmbeddedStore, query: str, parameters: Mapping[str, Any], most: int) -> Answer:
    """At most so many rows from an open store whose engine has been taught; without other limits.

    Raises:
        WrongInput: the query is wrong or refused. RuntimeError: the engine stopped.
    """
    return _answer(store, translate(query, _schema(), parameters, most), most)


def _answer(store: EmbeddedStore, asked: Translation, most: int) -> Answer:
    for check in asked.checks:
        if store.connection.execute(check.query).has_next():
            raise WrongInput(check.key, **check.values)
    found = store.connection.execute(asked.query, dict(asked.values))
    rows: list[list[Any]] = []
    while found.has_next() and len(rows) <= most:
        rows.append(found.get_next())
    answer = Reader(store, [kind for _, kind in asked.columns]).read(rows[:most])
    return Answer([name for name, _ in asked.columns], answer, truncated=len(rows) > most)


@cache
def _schema() -> Schema:
    return Schema(load())


def teach(connection: Any) -> None:
    """Give the engine the functions of Neo4j that it lacks, and let it go as far."""
    connection.execute(f"CALL var_length_extend_max_depth={NO_LIMIT}")
    for name, (function, takes, gives) in TAUGHT.items():
        connection.create_function(name, _BARE[len(takes)](function), list(takes), gives)


def _problem(said: str, memory_bytes: int) -> LimitReached | WrongInput:
    if any(words in said for words in _OUT_OF_MEMORY):
        return LimitReached("error.memory_limit", megabytes=memory_bytes // 1024**2)
    return WrongInput("error.cypher_failed", problem=said.partition("\n")[0])
