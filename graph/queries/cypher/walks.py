"""Relationships of variable length in SQL: recursion from one node on, each relationship once."""

from __future__ import annotations

from dataclasses import dataclass

from graph.queries.cypher.patterns import Edge
from graph.queries.cypher.work import Work
from graph.stores.property_graph import BACK, FORTH, quoted, table_of

_NONE = "CAST([] AS INTEGER[])"


@dataclass(frozen=True)
class Step:
    """The SQL for one relationship of a walk.

    ``begin``, ``end``, ``number``: of the relationship; ``node``: a join of the node at its end.
    """

    table: str
    begin: str
    end: str
    number: str
    node: str
    conditions: list[str]


def edges(work: Work, edge: Edge) -> str:
    """Return the relationships of an edge, whose ends are the columns ``edge.ends``.

    If there is a table sorted by the end they are reached from, it is read.
    """
    table, types = work.table(FORTH, edge.types), edge.types
    back, where = FORTH, ""
    if table != FORTH:
        back = table_of(BACK, next(iter(types)))
    elif types != work.schema.types:
        where = f" WHERE _type IN ({', '.join(quoted(name) for name in sorted(types))})"
    if edge.pattern.direction == "both":
        loops = f"{' AND' if where else ' WHERE'} _source <> _target"
        return (
            f'(SELECT *, _source AS _a, _target AS _b FROM "{table}"{where} UNION ALL '
            f'SELECT *, _target AS _a, _source AS _b FROM "{back}"{where}{loops})'
        )
    own = table if edge.ends[0] == "_source" else back
    return f'(SELECT * FROM "{own}"{where})' if where else f'"{own}"'


def walk(work: Work, edge: Edge, step: Step, start: str) -> str:
    """Compile ``node``, ``ids``, ``nodes`` of all ways from a node; none repeats a relationship."""
    low, high = edge.pattern.hops or (1, 1)
    w, so_far = work.new("w"), work.new("w")
    conditions = [f"NOT list_contains({so_far}.ids, {step.number})", *step.conditions]
    if high is not None:
        conditions.append(f"len({so_far}.ids) < {high}")
    return (
        f"WITH RECURSIVE {w}(first, node, ids, nodes) AS ("
        f"SELECT {start}, {start}, {_NONE}, {_NONE} WHERE {start} IS NOT NULL UNION ALL "
        f"SELECT {so_far}.first, {step.end}, list_append({so_far}.ids, {step.number}), "
        f"list_append({so_far}.nodes, {step.end}) "
        f"FROM {w} AS {so_far} JOIN {step.table} ON {step.begin} = {so_far}.node {step.node} "
        f"WHERE {' AND '.join(conditions)}) "
        f"SELECT node, ids, nodes FROM {w} WHERE len(ids) >= {low}"
    )


def shortest(work: Work, edge: Edge, step: Step, rows: str, ends: tuple[str, str]) -> str:
    """Compile rows with ``ids`` and ``nodes`` of a shortest way between two columns, or of all.

    Each node is reached once and keeps the relationship it was reached by; the ways are then
    followed back from their ends. For all shortest ways, every relationship counts that leads one
    step nearer to the beginning.
    """
    first, last = ends
    m, w, s, reached, b, t = (work.new("w") for _ in range(6))
    conditions, high = list(step.conditions), (edge.pattern.hops or (1, None))[1]
    if high is not None:
        conditions.append(f"{s}.far < {high}")
    waiting = f"FROM {m} ANTI JOIN recurring.{w} AS {t} ON {t}.key = {_key(first, last)}"
    conditions.append(f"(SELECT count(*) {waiting}) > 0")
    if edge.path.shortest == "one":
        before, number = f"{t}.before", f"{t}.number"
        back = f"JOIN {w} AS {t} ON {t}.key = {_key(f'{b}.first', f'{b}.node')}"
    else:
        before, number = step.begin, step.number
        back = (
            f"JOIN {step.table} ON {step.end} = {b}.node {step.node} JOIN {w} AS {t} "
            f"ON {t}.key = {_key(f'{b}.first', step.begin)} AND {t}.far = {b}.far - 1"
            f"{''.join(' AND ' + step_condition for step_condition in step.conditions)}"
        )
    put = "list_prepend({0}, {1})" if edge.is_forward else "list_append({1}, {0})"
    ids, nodes = put.format(number, f"{b}.ids"), put.format(before, f"{b}.nodes")
    return (
        f"WITH RECURSIVE {m} AS MATERIALIZED ({rows}), "
        f"{w}(key, first, node, before, number, far) USING KEY (key) AS MATERIALIZED ("
        f"SELECT DISTINCT {_key(first, first)}, {first}, {first}, "
        f"CAST(NULL AS INTEGER), CAST(NULL AS INTEGER), 0 FROM {m} UNION "
        f"SELECT {_key(f'{s}.first', step.end)}, {s}.first, {step.end}, "
        f"{s}.node, {step.number}, {s}.far + 1 "
        f"FROM {w} AS {s} JOIN {step.table} ON {step.begin} = {s}.node {step.node} "
        f"ANTI JOIN recurring.{w} AS {reached} ON {reached}.key = {_key(f'{s}.first', step.end)} "
        f"WHERE {' AND '.join(conditions)}), "
        f"{b}(first, last, node, far, ids, nodes) AS ("
        f"SELECT DISTINCT {first}, {last}, {last}, {t}.far, {_NONE}, [{last}] "
        f"FROM {m} JOIN {w} AS {t} ON {t}.key = {_key(first, last)} UNION ALL "
        f"SELECT {b}.first, {b}.last, {before}, {b}.far - 1, {ids}, {nodes} "
        f"FROM {b} {back} WHERE {b}.node <> {b}.first) "
        f"SELECT {m}.*, {b}.ids, {b}.nodes FROM {m} JOIN {b} "
        f"ON {b}.first = {first} AND {b}.last = {last} AND {b}.node = {b}.first"
    )


def _key(first: str, node: str) -> str:
    """Combine two numbers so that the engine joins by both, never by the first alone."""
    return f"(CAST({first} AS BIGINT) * 4294967296 + {node})"
