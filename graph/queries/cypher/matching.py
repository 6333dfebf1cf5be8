"""MATCH in SQL: a table for each relationship, and for each node whose properties are used.

A node is the number at an end of its first relationship. Labels that the types of relationships
imply are not tested again. Within a clause no relationship stands in two places.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from graph.queries.cypher import syntax
from graph.queries.cypher.patterns import Edge, Pattern, anchored, conjuncts, gather, place
from graph.queries.cypher.syntax import Tree
from graph.queries.cypher.types import PATH, Type, list_of
from graph.queries.cypher.values import condition, failing, is_one_of, property_value
from graph.queries.cypher.walks import Step, edges, shortest, walk
from graph.queries.cypher.ways import chosen_way, names_way, of_steps
from graph.queries.cypher.work import Rows, Scope, Value, Work
from graph.stores.property_graph import NODES


def match(
    work: Work, clause: syntax.Match, rows: Rows, scope: Scope
) -> tuple[Rows, dict[str, Value]]:
    """Return the rows after MATCH and the columns visible from there on."""
    pattern = gather(work, clause.paths, scope)
    place(work, pattern, anchored(clause, pattern, scope))
    chosen = chosen_way(work, clause, pattern, scope)
    pattern.shortest_paths = [
        edge for edge in pattern.edges if edge.path.shortest and not edge.chosen
    ]
    pattern.edges = [edge for edge in pattern.edges if edge not in pattern.shortest_paths]
    if chosen and rows.text and not clause.optional:
        number = work.new("k")
        chosen.by.append(number)
        rows = Rows(f"SELECT p.*, row_number() OVER () AS {number} FROM {rows.source}", rows.order)
    inner = {**scope, **{node.name: node.value for node in pattern.nodes.values()}}
    inner |= {edge.name: edge.value for edge in pattern.edges if edge.name not in scope}
    for path, names, along in pattern.paths:
        if path.name and not any(edge in pattern.shortest_paths for edge in along):
            inner[path.name] = _path(names, along, pattern)
    _conditions(work, pattern, inner, scope)
    late = _early(work, clause, pattern, inner)
    listed, new_columns = _columns(work, inner, scope)
    listed += chosen.columns if chosen else []
    ends = [_ends(work, edge, listed) for edge in pattern.shortest_paths]
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
    visible = {**scope, **new_columns}
    of_ways = [
        tree for tree in late if any(names_way(tree, edge) for edge in pattern.shortest_paths)
    ]
    text = _filtered(work, text, [tree for tree in late if tree not in of_ways], visible)
    text = f"SELECT * FROM ({text}){chosen.qualify}" if chosen else text
    for edge, between in zip(pattern.shortest_paths, ends, strict=True):
        text = _nearest(work, edge, text, between, visible)
    text = _filtered(work, text, of_ways, visible)
    if clause.optional:
        text = f"SELECT p.*, o.* FROM {before.source} LEFT JOIN LATERAL ({text}) AS o ON true"
    return Rows(text, rows.order), visible


def _early(work: Work, clause: syntax.Match, pattern: Pattern, inner: Scope) -> list[Tree]:
    """Return the conditions of WHERE that wait; the others become conditions of the pattern.

    Those on a shortest path wait, and those with a subquery: the engine would test them first.
    """
    late = []
    for tree in conjuncts(clause.where):
        if any(names_way(tree, edge) for edge in pattern.shortest_paths):
            late.append(tree)
            continue
        used = set(work.used)
        text = condition(work, tree, inner)
        if "(SELECT " in text:
            work.used = used
            late.append(tree)
        else:
            pattern.conditions.append(text)
    return late


def _columns(work: Work, inner: Scope, scope: Scope) -> tuple[list[str], dict[str, Value]]:
    """Compile new names as columns, with all properties that the query uses of them."""
    listed, visible = [], {}
    for name, value in inner.items():
        if name in scope or name.startswith("\0"):
            continue
        column_name, carried = work.new(), {}
        listed.append(f"{value.text} AS {column_name}")
        for property_name in sorted(
            used_name for variable, used_name in work.used_properties if variable == name
        ):
            if value.row and work.schema.owners.get(property_name, set()) & value.type.labels:
                carried[property_name] = work.new()
                text = property_value(
                    work, syntax.Variable((0, 0), name), value, property_name
                ).text
                listed.append(f"{text} AS {carried[property_name]}")
        visible[name] = Value(column_name, value.type, carried=carried)
    return listed, visible


def _sources(work: Work, pattern: Pattern, inner: Scope) -> Iterator[str]:
    """Yield the entries of FROM; a walk stands behind the node it begins at."""
    for edge in pattern.edges:
        if not edge.is_walk:
            assert edge.start
            yield f"{edges(work, edge)} AS {edge.row}"
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
    return f"LATERAL ({walk(work, edge, _step(work, edge, inner), edge.start.text)}) AS {edge.row}"


def _step(work: Work, edge: Edge, inner: Scope) -> Step:
    e, n = work.new("e"), work.new("n")
    link = Value(f"{e}._id", Type("relationship", labels=edge.types), row=e)
    work.tables[e], work.tables[n] = work.tables[edge.row], NODES
    begin, end = (f"{e}.{name}" for name in edge.ends)
    conditions = _mention_conditions(work, edge.pattern, edge.name, {**inner, edge.name: link})
    for step in edge.steps:
        member = link
        if of_steps(step, edge) == "nodes":
            member = Value(end, Type("node", labels=work.schema.labels), row=n)
        holds = condition(work, step.where, {**inner, step.variable: member})
        conditions.append(holds if step.kind == "all" else f"NOT {holds}")
    node = f"JOIN {NODES} {n} ON {n}._id = {end}" if n in work.used else ""
    return Step(f"{edges(work, edge)} AS {e}", begin, end, link.text, node, conditions)


def _ends(work: Work, edge: Edge, listed: list[str]) -> tuple[str, str]:
    """Add columns for the nodes where a shortest path begins and ends, and return their names."""
    low, rel = (edge.pattern.hops or (1, 1))[0], edge.pattern
    if low > 1 or (not edge.path.chosen_first and (rel.properties or rel.where)):
        raise work.stop("cypher.shortest_shape", rel)
    left, right = edge.left.text, edge.right.text
    first, last = (left, right) if edge.is_forward else (right, left)
    if low:
        first = f"CASE WHEN {left} = {right} THEN {failing('cypher.same_ends')} ELSE {first} END"
    names = work.new("k"), work.new("k")
    listed += [f"{first} AS {names[0]}", f"{last} AS {names[1]}"]
    return names


def _nearest(
    work: Work, edge: Edge, text: str, ends: tuple[str, str], visible: dict[str, Value]
) -> str:
    """Add a shortest path to each row; its names become visible."""
    ids, nodes = work.new(), work.new()
    text = shortest(work, edge, _step(work, edge, {}), text, ends)
    relationships = list_of(Type("relationship", labels=edge.types))
    visible[edge.name] = Value(ids, relationships)
    columns = f"* RENAME (ids AS {ids}, nodes AS {nodes})"
    if edge.path.name:
        visible[edge.path.name] = Value(work.new(), PATH)
        columns += f", struct_pack(n := nodes, r := ids) AS {visible[edge.path.name].text}"
    return f"SELECT {columns} FROM ({text})"


def _filtered(work: Work, text: str, conditions: list[Tree], visible: Scope) -> str:
    tests = [condition(work, tree, visible) for tree in conditions]
    return f"SELECT * FROM ({text}) WHERE {' AND '.join(tests)}" if tests else text


# Conditions ---------------------------------------------------------------------------


def _conditions(work: Work, pattern: Pattern, inner: Scope, scope: Scope) -> None:
    result = pattern.conditions
    for node in pattern.nodes.values():
        for mention in node.mentions:
            result += _mention_conditions(work, mention, node.name, inner)
        if not node.implied <= node.labels:
            work.used.add(node.row)
            if work.tables[node.row] == NODES:
                result.append(is_one_of(f"{node.row}._label", node.labels, node.text))
        if node.outer:
            result.append(f"{node.text} IS NOT NULL")
    for edge in pattern.edges:
        if edge.is_walk:
            _walk_condition(edge, result)
            continue
        result += _mention_conditions(work, edge.pattern, edge.name, inner)
        result += [
            f"{edge.end(node)} = {node.text}"
            for node in (edge.left, edge.right)
            if edge.end(node) != node.text
        ]
        if edge.left is edge.right:
            result.append(f"{edge.row}._source = {edge.row}._target")
        if edge.name in scope:
            result.append(f"{edge.row}._id = {scope[edge.name].text}")
    for left, right in combinations(pattern.edges, 2):
        if left.types & right.types:
            result.append(_distinct(left, right))


def _walk_condition(edge: Edge, result: list[str]) -> None:
    assert edge.start
    end = edge.right if edge.start is edge.left else edge.left
    if f"{edge.row}.node" != end.text:
        result.append(f"{edge.row}.node = {end.text}")
    hops = edge.pattern.hops
    if edge.path.shortest and hops and hops[0] > 0:
        stop = failing("cypher.same_ends")
        result.append(f"(CASE WHEN {edge.left.text} = {edge.right.text} THEN {stop} ELSE true END)")


def _mention_conditions(
    work: Work, tree: syntax.NodePattern | syntax.RelationshipPattern, name: str, scope: Scope
) -> list[str]:
    """Return the property map and the WHERE of a node or relationship as conditions."""
    result = []
    for key, expression in tree.properties:
        own_ = syntax.Property(tree.span, syntax.Variable(tree.span, name), key)
        result.append(condition(work, syntax.Binary(expression.span, "=", own_, expression), scope))
    if tree.where:
        result.append(condition(work, tree.where, scope))
    return result


def _distinct(left: Edge, right: Edge) -> str:
    if left.is_walk and right.is_walk:
        return f"NOT list_has_any({left.row}.ids, {right.row}.ids)"
    if left.is_walk or right.is_walk:
        many, single = (left, right) if left.is_walk else (right, left)
        return f"NOT list_contains({many.row}.ids, {single.row}._id)"
    return f"{left.row}._id <> {right.row}._id"


def _path(nodes: list[str], along: list[Edge], pattern: Pattern) -> Value:
    """Compile a path: the numbers of its nodes and of its relationships, in order."""
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
    """Compile the nodes of a walk that follow the one on its left."""
    nodes = f"{edge.row}.nodes"
    if edge.is_forward:
        return nodes
    backwards = f"list_append((list_reverse({nodes}))[2:], {edge.right.text})"
    return f"(CASE WHEN len({nodes}) = 0 THEN {nodes} ELSE {backwards} END)"
