"""A query in Neo4j's Cypher as SQL for DuckDB: the same rows, or a refusal.

Nothing that a person wrote reaches the engine as text: names are numbered, values are passed as
parameters, labels, types and properties are those of the declaration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graph.queries.cypher import aggregates, calls, clauses, lists, operators  # noqa: F401
from graph.queries.cypher.parser import parse
from graph.queries.cypher.tokens import refuse
from graph.queries.cypher.types import Schema, Type
from graph.queries.cypher.values import cast
from graph.queries.cypher.work import PythonFunction, Work

_PARAMETERS = re.compile(r"\$(p\d+)")
_NO_CELLS = {"identity": "cypher.id", "duration": "cypher.duration"}


@dataclass(frozen=True)
class Compiled:
    """A query for the engine.

    ``columns``: names and types of the answer. ``values``: of its parameters ``$name``.
    ``functions``: the Python functions that it calls.
    """

    query: str
    columns: tuple[tuple[str, Type], ...]
    values: Mapping[str, Any]
    functions: Mapping[str, PythonFunction]


def compiled(
    text: str,
    schema: Schema,
    parameters: Mapping[str, Any],
    rows: int,
    columns: Mapping[str, frozenset[str]],
) -> Compiled:
    """Compile a query; it returns at most ``rows + 1`` rows.

    ``columns``: of the store's tables (:attr:`PropertyGraphStore.columns`).

    Raises:
        WrongInput: it cannot be read, or is not answered; the message says what to write.
    """
    work = Work(text, schema, parameters, columns)
    try:
        tree, work.used_properties = parse(text)
        result = clauses.query(work, tree, {})
    except RecursionError:
        raise refuse("cypher.too_deep", text, 0) from None
    for name, column in result.columns.items():
        for kind in _NO_CELLS.keys() & _kinds(column.type):
            raise work.stop(_NO_CELLS[kind], tree, name=name)
    listed = ", ".join(cast(work, column, column.type).text for column in result.columns.values())
    order = f" ORDER BY {', '.join(result.rows.order)}" if result.rows.order else ""
    query = f"SELECT {listed} FROM ({result.rows.text}){order} LIMIT {rows + 1}"
    answer_columns = tuple((name, column.type) for name, column in result.columns.items())
    used = set(_PARAMETERS.findall(query))
    values = {name: number for name, number in work.values.items() if name in used}
    return Compiled(query, answer_columns, values, work.functions)


def _kinds(kind: Type) -> set[str]:
    inside = [inner for _, inner in kind.fields] + ([kind.item] if kind.item else [])
    return {kind.kind}.union(*map(_kinds, inside))
