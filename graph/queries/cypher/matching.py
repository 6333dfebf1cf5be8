"""MATCH in SQL: each relationship a table, and each node of which more than a number is asked.

A node is the number at an end of its first relationship. Labels that the types of relationships
imply are not asked again. Within a clause no relationship stands in two places.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from graph.queries.cypher.patterns import Edge, Pattern, anchored, conjuncts, gathered, placed
from graph.queries.cypher.tree import (
    Binary,
    Match,
    NodePattern,
    Property,
    RelationshipPattern,
    Tree,
    Variable,
)
from graph.queries.cypher.types import PATH, Type
from graph.queries.cypher.values import condition, failing, own, within
from graph.queries.cypher.walks import edges, shortest, walk
from graph.queries.cypher.ways import chosen_way, of_steps
from graph.queries.cypher.work import Rows, Scope, Value, Work
from graph.stores.property_graph import NODES


def match(work: Work, clause: Match, rows: Rows, scope: Scope) -> tuple[Rows, dict[str, Value]]:
    """The rows behind the clause and what can be seen of them."""
    pattern = gathered(work, clause.paths, scope)
    placed(work, pattern, anchored(clause, pattern, scope))
    chosen = chosen_way(work, clause, pattern, scope)
    if chosen and rows.text and not clause.optional:
        number = work.new("k")
        chosen.by.append(number)
        rows = Rows(f"SELECT p.*, row_number() OVER () AS {number} FROM {rows.source}", rows.order)
    inner = {**scope, **{node.name: node.value for node in pattern.nodes.values()}}
    inner |= {edge.name: edge.value for edge in pattern.edges if edge.name not in scope}
    inner |= {p.name: _path(names, along, pattern) for p, names, along in pattern.paths if p.name}
    _conditions(work, pattern, inner, scope)
    late = _early(work, clause, pattern, inner)
    listed, seen = _columns(work, inner, scope)
    listed += chosen.columns if chosen else []
    sources = list(_sources(work, pattern, inner))
    for node in pattern.nodes.values():
        if node.row in work.used and node.text != f"{node.row}._id":
            pattern.conditions.append(f"{node.row}._id = {node.text}")
    where = f" WHERE {' AND '.join(pattern.conditions)}" if pattern.conditions else ""
    before = rows if rows.text or not clause.optional else Rows("SELECT 1 AS nothing")
    around = [] if clause.optional else list(filter(None, [before.source]))
    columns = [*([] if clause.optional else before.all), *listed] or [f"1 AS {work.new()}"]
    text = (
        f"SELECT {', '.join(columns)} FROM {', '.join([*around, *sources]) or '(SELECT 1)'}{where}"
    )
    visible = {**scope, **seen}
    asked = [condition(work, tree, visible) for tree in late]
    if asked or chosen:
        text = f"SELECT * FROM ({text})"
        text += f" WHERE {' AND '.join(asked)}" if asked else ""
        text += chosen.qualify if chosen else ""
    if clause.optional:
        text = f"SELECT p.*, o.* FROM {before.source} LEFT JOIN LATERAL ({text}) AS o ON true"
    return Rows(text, rows.order), visible


def _early(work: Work, clause: Match, pattern: Pattern, inner: Scope) -> list[Tree]:
    """The conditions of WHERE that hold a subquery: the engine would ask them before all others.

    The others become conditions of the pattern.
    """
    late = []
    for tree in conjuncts(clause.where):
        used = set(work.used)
        text = condition(work, tree, inner)
        if "(SELECT " in text:
            work.used = used
            late.append(tree)
        else:
            pattern.conditions.append(text)
    return late


def _columns(work: Work, inner: Scope, scope: Scope) -> tuple[list[str], dict[str, Value]]:
    """New names as columns, with the properties asked of them anywhere."""
    listed, seen = [], {}
    for name, of in inner.items():
        if name in scope or name.startswith("\0"):
            continue
        place, carried = work.new(), {}
        listed.append(f"{of.text} AS {place}")
        for asked in sorted(each for variable, each in work.wanted if variable == name):
            if of.row and work.schema.owners.get(asked, set()) & of.type.labels:
                carried[asked] = work.new()
                text = own(work, Variable((0, 0), name), of, asked).text
                listed.append(f"{text} AS {carried[asked]}")
        seen[name] = Value(place, of.type, carried=carried)
    return listed, seen


def _sources(work: Work, pattern: Pattern, inner: Scope) -> Iterator[str]:
    """The entries of FROM; a walk stands behind what it begins at."""
    for edge in pattern.edges:
        if not edge.is_walk:
            assert edge.start
            yield f"{edges(work, edge.pattern, edge.types, forth=edge.forth)} AS {edge.row}"
    late = []
    for node in pattern.nodes.values():
        if node.row in work.used:
            if node.text.endswith(".node"):
                late.append(f'"{work.tables[node.row]}" {node.row}')
            else:
                yield f'"{work.tables[node.row]}" {node.row}'
    for edge in pattern.edges:
        if edge.is_walk:
            yield _lateral(work, edge, inner)
    yield from late


def _lateral(work: Work, edge: Edge, inner: Scope) -> str:
    assert edge.start
    if edge.path.shortest and edge.pattern.hops and edge.pattern.hops[0] > 1:
        raise work.stop("cypher.shortest_shape", edge.pattern)
    e = work.new("e")
    held = {**inner, edge.name: Value(f"{e}._id", Type("relationship", labels=edge.types), row=e)}
    work.tables[e] = work.tables[edge.row]
    asked = _asked(work, edge.pattern, edge.name, held)
    table = f"{edges(work, edge.pattern, edge.types, forth=edge.forth)} AS {e}"
    n = work.new("n")
    work.tables[n] = NODES
    for step in edge.steps:
        member = held[edge.name]
        if of_steps(step, edge) == "nodes":
            member = Value(f"{e}._b", Type("node", labels=work.schema.labels), row=n)
        holds = condition(work, step.where, {**inner, step.variable: member})
        asked.append(holds if step.kind == "all" else f"NOT {holds}")
    node = f"JOIN {NODES} {n} ON {n}._id = {e}._b" if n in work.used else ""
    if edge.path.shortest and not edge.chosen:
        text = shortest(
            work, edge.pattern, (table, e, node, asked), edge.start.text, edge.path.shortest
        )
    else:
        text = walk(work, edge.pattern, (table, e, node, asked), edge.start.text)
    return f"LATERAL ({text}) AS {edge.row}"


# Conditions ---------------------------------------------------------------------------


def _conditions(work: Work, pattern: Pattern, inner: Scope, scope: Scope) -> None:
    found = pattern.conditions
    for node in pattern.nodes.values():
        for mention in node.mentions:
            found += _asked(work, mention, node.name, inner)
        if not node.implied <= node.labels:
            work.used.add(node.row)
            if work.tables[node.row] == NODES:
                found.append(within(f"{node.row}._label", node.labels, node.text))
        if node.outer:
            found.append(f"{node.text} IS NOT NULL")
    for edge in pattern.edges:
        if edge.is_walk:
            _walk_condition(edge, found)
            continue
        found += _asked(work, edge.pattern, edge.name, inner)
        found += [
            f"{edge.end(n)} = {n.text}" for n in (edge.left, edge.right) if edge.end(n) != n.text
        ]
        if edge.left is edge.right:
            found.append(f"{edge.row}._a = {edge.row}._b")
        if edge.name in scope:
            found.append(f"{edge.row}._id = {scope[edge.name].text}")
    for one, two in combinations(pattern.edges, 2):
        if one.types & two.types:
            found.append(_apart(one, two))


def _walk_condition(edge: Edge, found: list[str]) -> None:
    assert edge.start
    end = edge.right if edge.start is edge.left else edge.left
    if f"{edge.row}.node" != end.text:
        found.append(f"{edge.row}.node = {end.text}")
    hops = edge.pattern.hops
    if edge.path.shortest and hops and hops[0] > 0:
        stop = failing("cypher.same_ends")
        found.append(f"(CASE WHEN {edge.left.text} = {edge.right.text} THEN {stop} ELSE true END)")


def _asked(
    work: Work, tree: NodePattern | RelationshipPattern, name: str, scope: Scope
) -> list[str]:
    """Property maps and WHERE within a pattern as conditions."""
    found = []
    for key, given in tree.properties:
        own_ = Property(tree.span, Variable(tree.span, name), key)
        found.append(condition(work, Binary(given.span, "=", own_, given), scope))
    if tree.where:
        found.append(condition(work, tree.where, scope))
    return found


def _apart(one: Edge, two: Edge) -> str:
    if one.is_walk and two.is_walk:
        return f"NOT list_has_any({one.row}.ids, {two.row}.ids)"
    if one.is_walk or two.is_walk:
        many, single = (one, two) if one.is_walk else (two, one)
        return f"NOT list_contains({many.row}.ids, {single.row}._id)"
    return f"{one.row}._id <> {two.row}._id"


def _path(nodes: list[str], along: list[Edge], pattern: Pattern) -> Value:
    """The numbers of its nodes and of its relationships, in turn."""
    places, links = [f"[{pattern.nodes[nodes[0]].text}]"], []
    for edge, name in zip(along, nodes[1:], strict=True):
        if edge.is_walk:
            places.append(_nodes_between(edge))
            links.append(edge.value.text)
        else:
            places.append(f"[{pattern.nodes[name].text}]")
            links.append(f"[{edge.row}._id]")
    inside = " || ".join(links) or "CAST([] AS INTEGER[])"
    return Value(f"struct_pack(n := {' || '.join(places)}, r := {inside})", PATH)


def _nodes_between(edge: Edge) -> str:
    """The nodes of a walk behind the one on its left."""
    nodes = f"{edge.row}.nodes"
    if edge.forth:
        return nodes
    backwards = f"list_append((list_reverse({nodes}))[2:], {edge.right.text})"
    return f"(CASE WHEN len({nodes}) = 0 THEN {nodes} ELSE {backwards} END)"
