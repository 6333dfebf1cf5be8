"""Lists, maps, comprehensions, quantifiers and reduce in SQL."""

from __future__ import annotations

from collections.abc import Callable

from graph.queries.cypher import dynamic, syntax
from graph.queries.cypher.functions import QUANTIFIERS
from graph.queries.cypher.syntax import Tree
from graph.queries.cypher.types import ANY, ANYTHINGS, BOOLEAN, NULL, Type, common, list_of
from graph.queries.cypher.values import (
    call_python,
    call_python_as_json,
    cast,
    compiles,
    condition,
    entry,
    properties,
    property_value,
    value,
    wrong_operands,
)
from graph.queries.cypher.work import Scope, Value, Work

EMPTY = Value("CAST([] AS VARCHAR[])", list_of(NULL))


@compiles(syntax.ListOf)
def _list_of(work: Work, tree: syntax.ListOf, scope: Scope) -> Value:
    items = [value(work, item, scope) for item in tree.items]
    if not items:
        return EMPTY
    inner = common(item.type for item in items)
    texts = ", ".join(cast(work, item, inner).text for item in items)
    return Value(f"CAST([{texts}] AS {inner.sql}[])", list_of(inner))


@compiles(syntax.MapOf)
def _map_of(work: Work, tree: syntax.MapOf, scope: Scope) -> Value:
    return map_of(
        work, tree, [(name, value(work, expression, scope)) for name, expression in tree.entries]
    )


def map_of(work: Work, tree: Tree, entries: list[tuple[str, Value]]) -> Value:
    """Compile a map; its fields are numbered, since their names come from a person."""
    names = [name for name, _ in entries]
    if len(set(names)) < len(names) or any(name.startswith("\0") for name in names):
        raise work.stop("cypher.odd_map", tree)
    kind = Type("map", fields=tuple((name, field.type) for name, field in entries))
    fields = [
        f"f{at} := {cast(work, field, field.type).text}" for at, (_, field) in enumerate(entries)
    ]
    return Value(f"struct_pack({', '.join(fields) or 'f0 := CAST(NULL AS BOOLEAN)'})", kind)


@compiles(syntax.Projection)
def _projection(work: Work, tree: syntax.Projection, scope: Scope) -> Value:
    owner = value(work, tree.of, scope)
    is_entity = owner.type.kind in ("node", "relationship")
    if not is_entity and owner.type.kind not in ("map", "any", "null"):
        raise wrong_operands(work, tree, owner)
    entries = [
        (name, value(work, expression, scope) if expression else entry(work, tree, owner, name))
        for name, expression in tree.entries
        if (name, expression) != syntax.WHOLE
    ]
    if syntax.WHOLE not in tree.entries:
        entries_map = map_of(work, tree, entries)
        text = f"CASE WHEN {owner.text} IS NOT NULL THEN {entries_map.text} END"
        return Value(f"({text})", entries_map.type)
    all_properties = properties(work, owner) if is_entity else owner
    if not entries:
        return all_properties
    maps = [all_properties, map_of(work, tree, entries)]
    return call_python_as_json(work, "joined", dynamic.joined, maps, ANY)


# Members ------------------------------------------------------------------------------


def items_of(work: Work, tree: Tree, scope: Scope) -> Value:
    """Compile an expression that must be a list."""
    result = value(work, tree, scope)
    if result.type.kind == "null":
        return Value("CAST(NULL AS VARCHAR[])", list_of(NULL))
    if result.type == ANY:
        return call_python_as_json(work, "members", dynamic.members, [result], ANYTHINGS)
    if result.type.kind != "list":
        raise wrong_operands(work, tree, result)
    return result


@compiles(syntax.Index)
def _index(work: Work, tree: syntax.Index, scope: Scope) -> Value:
    many, at = value(work, tree.of, scope), value(work, tree.at, scope)
    if "null" in (many.type.kind, at.type.kind):
        return Value("NULL", NULL)
    if many.type.kind == "list" and at.type.kind == "integer":
        place = f"CASE WHEN {at.text} >= 0 THEN {at.text} + 1 ELSE {at.text} END"
        return Value(f"({many.text})[{place}]", many.type.members)
    if many.type.kind in ("node", "relationship"):
        many = properties(work, many)
    if many.type.kind not in ("any", "list", "map") or at.type.kind not in (
        "any",
        "integer",
        "text",
    ):
        raise wrong_operands(work, tree, many, at)
    if (many.type.kind, at.type.kind) in (("list", "text"), ("map", "integer")):
        raise wrong_operands(work, tree, many, at)
    return call_python_as_json(work, "at", dynamic.at, [many, at], ANY)


@compiles(syntax.Slice)
def _slice(work: Work, tree: syntax.Slice, scope: Scope) -> Value:
    many = value(work, tree.of, scope)
    bounds = [
        value(work, bound, scope) if bound else Value("true", BOOLEAN)
        for bound in (tree.first, tree.end)
    ]
    for bound in bounds:
        if bound.type.kind not in ("integer", "null", "any", "boolean"):
            raise wrong_operands(work, tree, bound)
    if many.type.kind == "any" or any(bound.type.kind in ("null", "any") for bound in bounds):
        return call_python_as_json(work, "part", dynamic.part, [many, *bounds], ANY)
    if many.type.kind != "list":
        raise wrong_operands(work, tree, many)
    return call_python(work, "part", dynamic.part, [many, *bounds], many.type)


# Each member --------------------------------------------------------------------------


def for_members(work: Work, many: Value, body: Callable[[Value], tuple[str, Value]]) -> Value:
    """Compile the list of results for the members of a list that meet a condition.

    ``body``: makes the condition, or no text, and the result of a member. A subquery cannot stand
    within a lambda: then the members are rows.
    """
    x = work.new("x")
    holds, result = body(Value(x, many.type.members))
    kind = list_of(result.type)
    if "(SELECT " not in holds + result.text:
        text = many.text
        if holds:
            text = f"list_filter({text}, lambda {x}: coalesce({holds}, false))"
        if result.text != x:
            text = f"list_transform({text}, lambda {x}: {result.text})"
        return Value(text, kind)
    list_name, at = work.new("l"), work.new("o")
    where = f" WHERE {holds}" if holds else ""
    listed = (
        f"SELECT coalesce(list({result.text} ORDER BY {at}), CAST([] AS {kind.sql})) "
        f"FROM unnest({list_name}) WITH ORDINALITY AS u({x}, {at}){where}"
    )
    return Value(
        f"(SELECT CASE WHEN {list_name} IS NOT NULL THEN ({listed}) END "
        f"FROM (SELECT {many.text} AS {list_name}))",
        kind,
    )


@compiles(syntax.Comprehension)
def _comprehension(work: Work, tree: syntax.Comprehension, scope: Scope) -> Value:
    def body(member: Value) -> tuple[str, Value]:
        inner = {**scope, tree.variable: member}
        holds = condition(work, tree.where, inner) if tree.where else ""
        return holds, value(work, tree.result, inner) if tree.result else member

    return for_members(work, items_of(work, tree.items, scope), body)


@compiles(syntax.Quantifier)
def _quantifier(work: Work, tree: syntax.Quantifier, scope: Scope) -> Value:
    """Compile a quantifier; a member whose condition is null can leave the answer null."""
    answers = for_members(
        work,
        items_of(work, tree.items, scope),
        lambda member: (
            "",
            Value(condition(work, tree.where, {**scope, tree.variable: member}), BOOLEAN),
        ),
    )
    return call_python(work, tree.kind, QUANTIFIERS[tree.kind], [answers], BOOLEAN)


@compiles(syntax.Reduce)
def _reduce(work: Work, tree: syntax.Reduce, scope: Scope) -> Value:
    """Compile reduce; the properties that it uses of a node stand ready beside each member."""
    many, start = items_of(work, tree.items, scope), value(work, tree.start, scope)
    member_type, owners = many.type.members, work.schema.owners
    used_names = sorted(
        name for variable, name in work.used_properties if variable == tree.variable
    )
    names = [name for name in used_names if owners.get(name, set()) & member_type.labels]
    if names:

        def with_properties(member: Value) -> tuple[str, Value]:
            texts = [property_value(work, tree.result, member, name).text for name in names]
            fields = ", ".join(f"f{at} := {text}" for at, text in enumerate(texts))
            kinds = tuple((name, work.schema.properties[name]) for name in names)
            kind = Type("map", fields=(*kinds, ("", member.type)))
            return "", Value(f"struct_pack({fields}, f{len(names)} := {member.text})", kind)

        many = for_members(work, many, with_properties)
        x = work.new("x")
        ready = {name: f"{x}.f{at}" for at, name in enumerate(names)}
        member = Value(f"{x}.f{len(names)}", member_type, carried=ready)
    else:
        x = work.new("x")
        member = Value(x, member_type)
    total, kind = work.new("x"), start.type
    for _ in range(3):
        inner = {**scope, tree.total: Value(total, kind), tree.variable: member}
        result = value(work, tree.result, inner)
        wider = common([kind, result.type])
        if wider == kind:
            break
        kind = wider
    if "(SELECT " in result.text:
        raise work.stop("cypher.reduce", tree)
    first, next_total = cast(work, start, kind).text, cast(work, result, kind).text
    return Value(f"list_reduce({many.text}, lambda {total}, {x}: {next_total}, {first})", kind)
