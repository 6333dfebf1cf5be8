"""SQL over the tables of a build: DuckDB in a worker, read-only, shut off from every other file.

Beside the tables there are two views of the graph: ``nodes`` (rows of all tables of nodes) and
``links`` (relations between them), for questions about things of any kind.
"""

from __future__ import annotations

import json
import re
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
from graph.stores.property_graph import quoted

# Sources of a SELECT beside the tables: all other functions read files, settings or the engine.
TABLE_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})
NODES, LINKS = "nodes", "links"
OF_NODES = ("uri", "name", "source_row", "grade", "ref")  # null where a table lacks it
_MENTIONS_LINKS = re.compile(rf"\b{LINKS}\b", re.IGNORECASE)
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
    graph: Path | None = None,
) -> Answer:
    """Return the answer of one SELECT within the limits; ``parameters`` fill ``$name``.

    ``graph``: the file of the property graph, for a query that mentions its links.

    Raises:
        WrongInput: the statement is wrong or refused. LimitReached: a limit was reached.
    """
    order: dict[str, Any] = {"folder": str(tables_folder), "query": query}
    order |= {"parameters": parameters or {}, "graph": graph and str(graph)}
    return answer_of_worker("graph.queries.sql:answer_in_child", order, limits)


def mentions_links(query: str) -> bool:
    """Tell whether a query may ask for links, and so needs the property graph."""
    return _MENTIONS_LINKS.search(query) is not None


def answer_in_child(request: dict[str, Any], emit: Emit) -> dict[str, Any]:
    """Answer a request within the worker process."""
    import duckdb

    del emit
    connection = duckdb.connect(":memory:")
    offer_tables(connection, Path(request["folder"]))
    if request.get("graph"):
        offer_links(connection, request["graph"])
    _shut_off(connection, Path(request["folder"]), request["memory_bytes"])
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


def offer_tables(connection: Any, folder: Path) -> None:
    """Create a view for each table, and one of the rows of all tables that are nodes."""
    parts = []
    for table in load().tables.values():
        names = [column.name for column in table.columns]
        names += [name for name in SYSTEM if name not in names]
        columns = ", ".join(f'"{name}"' for name in names)
        source = f"read_parquet({quoted(_file(folder, table.name))})"
        connection.execute(f'CREATE VIEW "{table.name}" AS SELECT {columns} FROM {source}')
        if table.is_node:
            selected = (name if name in names else f"NULL AS {name}" for name in OF_NODES)
            label = quoted(table.class_name)
            parts.append(f'SELECT {label} AS label, {", ".join(selected)} FROM "{table.name}"')
    connection.execute(f"CREATE VIEW {NODES} AS {' UNION ALL '.join(parts)}")


def offer_links(connection: Any, graph: str) -> None:
    """Create a view of the relations in a property graph, by the IRIs at their ends."""
    connection.execute(f"ATTACH {quoted(graph)} AS graph (READ_ONLY)")
    connection.execute(
        f"CREATE VIEW {LINKS} AS SELECT l._type::VARCHAR AS relation, a.uri AS source, "
        "b.uri AS target FROM graph.relationships l JOIN graph.nodes a ON a._id = l._source "
        "JOIN graph.nodes b ON b._id = l._target"
    )


def _shut_off(connection: Any, folder: Path, memory_bytes: int) -> None:
    """Forbid all other files and changes of settings."""
    for name, value in SHUT_OFF.items():
        connection.execute(f"SET {name} = {value}")
    files = ", ".join(quoted(_file(folder, name)) for name in load().tables)
    connection.execute(f"SET allowed_paths = [{files}]")
    connection.execute("SET enable_external_access = false")
    connection.execute(f"SET memory_limit = '{memory_bytes // 2 // 1024**2}MiB'")
    connection.execute("SET lock_configuration = true")


def _file(folder: Path, table: str) -> str:
    return str(folder / f"{table}.parquet")


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
