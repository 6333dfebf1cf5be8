"""Relationships of variable length in SQL: recursion from one node on, each relationship once."""

from __future__ import annotations

from graph.queries.cypher.tree import RelationshipPattern
from graph.queries.cypher.values import quoted
from graph.queries.cypher.work import Work
from graph.stores.property_graph import BACK, FORTH, table_of

_NONE = "CAST([] AS INTEGER[])"
# The relationships to go along, their name, a join of the node at the end, what each is asked.
Step = tuple[str, str, str, list[str]]


def edges(work: Work, rel: RelationshipPattern, types: frozenset[str], *, forth: bool) -> str:
    """The relationships of these types with ``_a``, the end they are come to from, and ``_b``.

    ``forth``: they are gone as they are written, from left to right. The table is read that is in
    the order of ``_a``, where there is one.
    """
    table = work.table(FORTH, types)
    back, where = FORTH, ""
    if table != FORTH:
        back = table_of(BACK, next(iter(types)))
    elif types != work.schema.types:
        where = f" WHERE _type IN ({', '.join(quoted(name) for name in sorted(types))})"
    outward = f'SELECT *, _source AS _a, _target AS _b FROM "{table}"{where}'
    inward = f'SELECT *, _target AS _a, _source AS _b FROM "{back}"{where}'
    if rel.direction == "both":
        loops = f"{' AND' if where else ' WHERE'} _source <> _target"
        return f"({outward} UNION ALL {inward}{loops})"
    return f"({outward if (rel.direction == 'right') == forth else inward})"


def walk(work: Work, rel: RelationshipPattern, step: Step, start: str) -> str:
    """``node``, ``ids``, ``nodes`` of each way from a node on that uses no relationship twice."""
    table, e, node, asked = step
    low, high = rel.hops or (1, 1)
    w, so_far = work.new("w"), work.new("w")
    conditions = [f"NOT list_contains({so_far}.ids, {e}._id)", *asked]
    if high is not None:
        conditions.append(f"len({so_far}.ids) < {high}")
    return (
        f"WITH RECURSIVE {w}(first, node, ids, nodes) AS ("
        f"SELECT {start}, {start}, {_NONE}, {_NONE} WHERE {start} IS NOT NULL UNION ALL "
        f"SELECT {so_far}.first, {e}._b, list_append({so_far}.ids, {e}._id), "
        f"list_append({so_far}.nodes, {e}._b) "
        f"FROM {w} AS {so_far} JOIN {table} ON {e}._a = {so_far}.node {node} "
        f"WHERE {' AND '.join(conditions)}) "
        f"SELECT node, ids, nodes FROM {w} WHERE len(ids) >= {low}"
    )


def shortest(work: Work, rel: RelationshipPattern, step: Step, start: str, which: str) -> str:
    """``node``, ``ids``, ``nodes`` of the shortest way to each node, or of all such ways.

    Each node is come to once, by one of the shortest ways; for all of them the ways are gone again
    along relationships that lead one step further.
    """
    table, e, node, asked = step
    low, high = rel.hops or (1, None)
    w, so_far, seen = work.new("w"), work.new("w"), work.new("w")
    conditions = [f"{seen}.node IS NULL", *asked]
    if high is not None:
        conditions.append(f"len({so_far}.ids) < {high}")
    nearest = (
        f"{w}(first, node, ids, nodes) USING KEY (first, node) AS ("
        f"SELECT {start}, {start}, {_NONE}, {_NONE} WHERE {start} IS NOT NULL UNION "
        f"SELECT {so_far}.first, {e}._b, list_append({so_far}.ids, {e}._id), "
        f"list_append({so_far}.nodes, {e}._b) "
        f"FROM {w} AS {so_far} JOIN {table} ON {e}._a = {so_far}.node {node} "
        f"LEFT JOIN recurring.{w} AS {seen} "
        f"ON {seen}.first = {so_far}.first AND {seen}.node = {e}._b "
        f"WHERE {' AND '.join(conditions)})"
    )
    if which == "one":
        return f"WITH RECURSIVE {nearest} SELECT node, ids, nodes FROM {w} WHERE len(ids) >= {low}"
    every, before, far = work.new("w"), work.new("w"), work.new("w")
    again = (
        f"{every}(first, node, ids, nodes) AS ("
        f"SELECT {start}, {start}, {_NONE}, {_NONE} WHERE {start} IS NOT NULL UNION ALL "
        f"SELECT {before}.first, {e}._b, list_append({before}.ids, {e}._id), "
        f"list_append({before}.nodes, {e}._b) FROM {every} AS {before} "
        f"JOIN {table} ON {e}._a = {before}.node {node} JOIN {w} AS {far} ON {far}.node = {e}._b "
        f"AND {far}.first = {before}.first AND len({far}.ids) = len({before}.ids) + 1"
        f"{''.join(' AND ' + each for each in asked)})"
    )
    return (
        f"WITH RECURSIVE {nearest}, {again} "
        f"SELECT node, ids, nodes FROM {every} WHERE len(ids) >= {low}"
    )
