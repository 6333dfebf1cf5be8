"""Cypher in a worker process: compiled to SQL and run by DuckDB, read-only and bounded."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import LimitReached, WrongInput
from graph.ontology import load
from graph.processes import Emit
from graph.processes.limits import QueryLimits
from graph.processes.walls import forbid_network
from graph.queries.answers import Answer, answer_of_worker
from graph.queries.cypher.answers import Reader
from graph.queries.cypher.compiled import Compiled, compiled
from graph.queries.cypher.types import Schema
from graph.queries.sql import SHUT_OFF
from graph.stores.property_graph import PropertyGraphStore

_INTEGER, _DECIMAL = re.compile(r"[+-]?[0-9]+"), re.compile(r"[+-]?[0-9]*\.[0-9]+")
# The engine counts parameters, and takes no functions that leave their number open.
_BARE: dict[int, Callable[[Callable[..., Any]], Callable[..., Any]]] = {
    0: lambda call: lambda: call(),
    1: lambda call: lambda a: call(a),
    2: lambda call: lambda a, b: call(a, b),
    3: lambda call: lambda a, b, c: call(a, b, c),
}
_FAILURE = re.compile(r"\[\[(cypher\.\w+)\]\]")


def ask_cypher(
    file: Path,
    query: str,
    parameters: Mapping[str, Any] | None = None,
    limits: QueryLimits = QueryLimits(),
) -> Answer:
    """Return the answer of a read-only query within the limits, as Neo4j 5 would give it.

    ``file``: the property graph of a build (``Build.cypher_file``). ``parameters`` fill ``$name``;
    a text is taken as in :func:`graph.queries.sparql.ask_sparql`: a number or truth value if it is
    one, within double quotes a text in any case. Nodes are ``{"label", "uri", …}``, relationships
    ``{"type", "source", "target", …}``, paths ``{"nodes", "relationships"}``.

    Raises:
        WrongInput: the query is wrong or refused. LimitReached: a limit was reached.
    """
    order = {
        "file": str(file),
        "query": query,
        "parameters": parameters_of(parameters),
    }
    return answer_of_worker("graph.queries.cypher:answer_in_child", order, limits)


def parameters_of(parameters: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the values of parameters, texts read by :func:`parameter`."""
    return {name: parameter(value) for name, value in (parameters or {}).items()}


def parameter(value: Any) -> Any:
    """Return a parameter's value; a text that looks like a number or truth value as such.

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
    """Answer a request within the worker process."""
    import duckdb

    del emit
    store = opened(Path(request["file"]), request["memory_bytes"])
    forbid_network()
    try:
        return asdict(answered(store, request["query"], request["parameters"], request["rows"]))
    except duckdb.OutOfMemoryException:
        megabytes = request["memory_bytes"] // 1024**2
        raise LimitReached("error.memory_limit", megabytes=megabytes) from None


def opened(file: Path, memory_bytes: int) -> PropertyGraphStore:
    """Open the property graph, shut off from all other files and from settings."""
    settings = {
        **SHUT_OFF,
        "enable_external_access": "false",
        "memory_limit": f"'{memory_bytes // 2 // 1024**2}MiB'",
        "lock_configuration": "true",
    }
    return PropertyGraphStore(file, [f"SET {name} = {value}" for name, value in settings.items()])


def answered(
    store: PropertyGraphStore, query: str, parameters: Mapping[str, Any], most: int
) -> Answer:
    """Return at most ``most`` rows from an open store, without other limits.

    Raises:
        WrongInput: the query is wrong or refused.
    """
    statement = compiled(query, _schema(), parameters, most, store.columns)
    store.make_room_for(statement.query)
    return _answer(store.connection, statement, most)


def _answer(connection: Any, statement: Compiled, most: int) -> Answer:
    import duckdb

    _teach(connection, statement)
    try:
        rows = connection.execute(statement.query, dict(statement.values) or None).fetchall()
        answer = Reader(connection, [kind for _, kind in statement.columns]).read(rows[:most])
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        raise _problem(str(error)) from None
    return Answer([name for name, _ in statement.columns], answer, truncated=len(rows) > most)


@cache
def _schema() -> Schema:
    return Schema(load())


def _teach(connection: Any, statement: Compiled) -> None:
    """Register the Python functions that a query calls, in place of those of the query before."""
    import duckdb

    for name, function in statement.functions.items():
        with contextlib.suppress(duckdb.Error):
            connection.remove_function(name)
        connection.create_function(
            name,
            _BARE[len(function.takes)](function.call),
            list(function.takes),
            function.gives,
            null_handling="special",
        )


def _problem(message: str) -> WrongInput:
    failure = _FAILURE.search(message)
    if failure:
        return WrongInput(failure[1])
    if "Overflow" in message or "out of range" in message:
        return WrongInput("cypher.overflow")
    return WrongInput("error.cypher_failed", problem=message.partition("\n")[0])
