"""Cypher queries to a Neo4j server: read-only and bounded, with answers in the common form.

The server itself refuses to write in a read transaction, but reads files and addresses for any
user; a query that does so is refused before it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graph.errors import LimitReached, ServerFault, WrongInput
from graph.processes import Emit
from graph.processes.limits import QueryLimits
from graph.queries.answers import Answer, answer_of_worker, plain
from graph.queries.cypher import parameters_of
from graph.queries.cypher.answers import node_value, relationship_value
from graph.stores.neo4j import MARK, Neo4jServer
from graph.stores.targets import require_address

if TYPE_CHECKING:
    import neo4j

_TOKENS = re.compile(
    r"""
      (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<quoted>`(?:[^`]|``)*`)
    | (?P<comment>//[^\n\r]*|/\*.*?\*/)
    | (?P<name>[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*)
    | (?P<other>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\u+([0-9A-Fa-f]{4})")
_WRITES = frozenset(
    {"CREATE", "MERGE", "DELETE", "DETACH", "SET", "REMOVE", "DROP", "ALTER", "GRANT", "DENY"}
    | {"REVOKE", "START", "STOP", "TERMINATE", "FOREACH", "LOAD", "USE", "ENABLE", "RENAME"}
    | {"REALLOCATE", "DEALLOCATE", "DRYRUN"}
)
PROCEDURES = frozenset(
    {"db.labels", "db.relationshiptypes", "db.propertykeys", "db.schema.visualization"}
    | {"db.schema.nodetypeproperties", "db.schema.reltypeproperties"}
    | {"db.index.fulltext.querynodes", "db.index.fulltext.queryrelationships"}
)
_FAMILIES = frozenset(
    {"date", "datetime", "localdatetime", "localtime", "time", "duration", "point", "vector"}
)
SLACK_S = 5.0  # for connecting, beside the time the server may take


def ask_neo4j(
    url: str,
    query: str,
    parameters: dict[str, str] | None = None,
    limits: QueryLimits = QueryLimits(),
    database: str | None = None,
) -> Answer:
    """Return the answer of a Neo4j server within the limits; user, password from the environment.

    ``parameters`` fill ``$name``: a number or truth value if the text is one, within double quotes
    a text in any case. Nodes are ``{"label", "uri", …}``, relationships ``{"type", "source",
    "target", …}``, paths ``{"nodes", "relationships"}``.

    Raises:
        WrongInput: the query or the address is wrong or refused. LimitReached: a limit was reached.
        ServerFault: the server does not answer.
    """
    require_address(url)
    guard_cypher(query)
    order = {
        "url": url,
        "database": database,
        "query": query,
        "parameters": parameters_of(parameters),
    }
    return answer_of_worker("graph.queries.neo4j:answer_in_child", order, limits, SLACK_S)


def answer_in_child(request: dict[str, Any], emit: Emit) -> dict[str, Any]:
    """Answer a request within the worker process."""
    del emit
    with Neo4jServer(request["url"], request["database"]) as server, server.faults():
        return asdict(answered(server, request))


def answered(server: Neo4jServer, request: Mapping[str, Any]) -> Answer:
    """Return at most ``rows`` rows of a ``query`` with its ``parameters`` within ``timeout_s``."""
    import neo4j

    limit = request["rows"]
    query = neo4j.Query(request["query"], timeout=request["timeout_s"])
    with server.session(fetch_size=min(limit + 1, 1000), read_only=True) as session:
        try:
            result = session.run(query, request["parameters"])
            columns = list(result.keys())
            records = [record.values() for record in result.fetch(limit + 1)]
            result.consume()
            uris = _uris(session, records[:limit])
        except neo4j.exceptions.Neo4jError as error:
            raise _problem(error, request) or error from None
    rows = [[_value(cell, uris) for cell in row] for row in records[:limit]]
    return Answer(columns, rows, truncated=len(records) > limit)


def _uris(session: neo4j.Session, rows: list[list[Any]]) -> dict[str, str]:
    """Return the URIs of nodes that relationships refer to by numbers of the server."""
    ends = {end for row in rows for cell in row for end in _ends(cell)}
    if not ends:
        return {}
    query = "MATCH (n) WHERE elementId(n) IN $ends RETURN elementId(n), n.uri"
    return {record[0]: record[1] for record in session.run(query, ends=sorted(ends))}


def _ends(cell: Any) -> Iterator[str]:
    from neo4j.graph import Path, Relationship

    if isinstance(cell, Relationship):
        yield from (node.element_id for node in cell.nodes if node is not None)
    elif isinstance(cell, (Path, dict, list)):
        inside: Any = cell.relationships if isinstance(cell, Path) else cell
        for item in inside.values() if isinstance(inside, dict) else inside:
            yield from _ends(item)


def _problem(error: Any, request: Mapping[str, Any]) -> Exception | None:
    code = str(error.code or "")
    if "TransactionTimedOut" in code or "Transaction.Terminated" in code:
        return LimitReached("error.time_limit", seconds=request["timeout_s"])
    if "MemoryPool" in code or "OutOfMemory" in code:
        return ServerFault("error.server_says", url=request["url"], problem=error.message)
    if code.endswith("AccessMode"):
        return WrongInput("error.neo4j_writes", word="–")
    if code.startswith(("Neo.ClientError.Statement", "Neo.DatabaseError.Statement")):
        return WrongInput("error.neo4j_query", problem=error.message)
    return None


def guard_cypher(text: str) -> None:
    """Refuse a query that writes, administers, or makes the server read files and addresses.

    Raises:
        WrongInput: the query is refused; the message names the word.
    """
    resolved = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)  # as the server does first
    for reading in {text, resolved}:
        _guard(list(_tokens(reading)))


def _guard(tokens: list[tuple[str, str]]) -> None:
    for position, (kind, value) in enumerate(tokens):
        before = tokens[position - 1][1] if position else ""
        after = tokens[position + 1][1] if position + 1 < len(tokens) else ""
        plain_name = re.sub(r"[\s`]", "", value)
        if before.upper() == "CALL" and kind in ("name", "quoted"):
            if plain_name.lower() not in PROCEDURES:
                raise WrongInput(
                    "error.neo4j_procedure", name=plain_name, allowed=", ".join(sorted(PROCEDURES))
                )
        elif kind == "quoted" and after in (".", "("):
            raise WrongInput("error.neo4j_function", name=plain_name)
        elif kind == "name" and "." in value and after == "(":
            if plain_name.partition(".")[0].lower() not in _FAMILIES:
                raise WrongInput("error.neo4j_function", name=plain_name)
        elif kind == "name" and value.upper() in _WRITES and before not in (":", "|", "$", "."):
            raise WrongInput("error.neo4j_writes", word=value.upper())


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in _TOKENS.finditer(text):
        if match.lastgroup != "comment":
            yield match.lastgroup or "other", match[0]


def _value(cell: Any, uris: Mapping[str, str]) -> Any:
    """Return a value of the driver as JSON writes it, without our marks (``_build``)."""
    from neo4j.graph import Node, Path, Relationship

    if isinstance(cell, Node):
        return node_value(next(iter(sorted(cell.labels)), ""), dict(cell))
    if isinstance(cell, Relationship):
        source, target = (uris.get(node.element_id, "") for node in cell.nodes if node is not None)
        return relationship_value(cell.type, source, target, dict(cell))
    if isinstance(cell, Path):
        return {
            "nodes": [_value(node, uris) for node in cell.nodes],
            "relationships": [_value(link, uris) for link in cell.relationships],
        }
    if isinstance(cell, dict):
        return {name: _value(item, uris) for name, item in cell.items() if name != MARK}
    if isinstance(cell, list):
        return [_value(item, uris) for item in cell]
    return plain(cell.to_native() if hasattr(cell, "to_native") else cell)
