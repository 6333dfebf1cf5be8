"""SQL over the tables of a build: DuckDB in a worker, read-only, shut off from every other file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.errors import LimitReached, WrongInput
from graph.ontology import load
from graph.processes import Emit
from graph.processes.limits import QueryLimits
from graph.processes.walls import forbid_network
from graph.queries.answers import Answer, answer_of_worker, plain
from graph.schema.frames import SYSTEM

# Sources of a SELECT beside the tables: all other functions read files, settings or the engine.
TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})
SHUT_OFF = {
    "temp_directory": "''",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}


def ask_sql(
    tables_folder: Path,
    query: str,
    parameters: dict[str, str] | None = None,
    limits: QueryLimits = QueryLimits(),
) -> Answer:
    """Return the answer of one SELECT within the limits; ``parameters`` fill ``$name``.

    Raises:
        WrongInput: the statement is wrong or refused. LimitReached: a limit was reached.
    """
    order = {"folder": str(tables_folder), "query": query, "parameters": parameters or {}}
    return answer_of_worker("graph.queries.sql:answer_in_child", order, limits)


def answer_in_child(request: dict[str, Any], emit: Emit) -> dict[str, Any]:
    """Answer a request within the worker process."""
    import duckdb

    del emit
    connection = duckdb.connect(":memory:")
    _offer_tables(connection, Path(request["folder"]), request["memory_bytes"])
    forbid_network()
    try:
        _guard(connection, request["query"])
        connection.execute(request["query"], request["parameters"] or None)
        columns = [column[0] for column in connection.description or []]
        rows = connection.fetchmany(request["rows"] + 1)
    except duckdb.OutOfMemoryException:
        raise LimitReached(
            "error.memory_limit", megabytes=request["memory_bytes"] // 1024**2
        ) from None
    except duckdb.Error as error:
        raise WrongInput("error.sql_failed", problem=str(error)) from None
    plain_rows = [[plain(value) for value in row] for row in rows[: request["rows"]]]
    return {"columns": columns, "rows": plain_rows, "truncated": len(rows) > request["rows"]}


def _offer_tables(connection: Any, folder: Path, memory_bytes: int) -> None:
    """Create a view for each table, then forbid all other files and changes of settings."""
    files = []
    for table in load().tables.values():
        names = [column.name for column in table.columns]
        names += [name for name in SYSTEM if name not in names]
        columns = ", ".join(f'"{name}"' for name in names)
        file = _quoted(str(folder / f"{table.name}.parquet"))
        files.append(file)
        connection.execute(
            f'CREATE VIEW "{table.name}" AS SELECT {columns} FROM read_parquet({file})'
        )
    for name, value in SHUT_OFF.items():
        connection.execute(f"SET {name} = {value}")
    connection.execute(f"SET allowed_paths = [{', '.join(files)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute(f"SET memory_limit = '{memory_bytes // 2 // 1024**2}MiB'")
    connection.execute("SET lock_configuration = true")


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _guard(connection: Any, query: str) -> None:
    """Refuse all but a single SELECT from tables: no writing, attaching, copying, setting.

    Raises:
        WrongInput: the query is something else.
    """
    import duckdb

    statements = connection.extract_statements(query)
    if len(statements) != 1:
        raise WrongInput("error.sql_one_statement", count=len(statements))
    kind = statements[0].type
    if kind != duckdb.StatementType.SELECT:  # EXPLAIN ANALYZE would carry out what it explains
        raise WrongInput("error.sql_only_select", kind=kind.name)
    (parsed,) = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [query]).fetchone()
    statement_tree = json.loads(parsed)
    if statement_tree["error"]:
        raise WrongInput("error.sql_failed", problem=statement_tree["error_message"])
    for name in _table_functions(statement_tree):
        if name not in TABLE_FUNCTIONS:
            allowed = ", ".join(sorted(TABLE_FUNCTIONS))
            raise WrongInput("error.sql_function", name=name, allowed=allowed)


def _table_functions(parsed: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the functions a parsed statement reads rows from."""
    waiting: list[Any] = [parsed]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if node.get("type") == "TABLE_FUNCTION":
                yield node["function"]["function_name"].lower()
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
