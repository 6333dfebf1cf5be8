"""Lists, maps, and what goes through a list member by member, in SQL."""

from __future__ import annotations

from collections.abc import Callable

from graph.queries.cypher import dynamic, syntax
from graph.queries.cypher.functions import QUANTIFIERS
from graph.queries.cypher.syntax import Tree
from graph.queries.cypher.types import ANY, ANYTHINGS, BOOLEAN, NULL, Type, common, list_of
from graph.queries.cypher.values import (
    called,
    cast,
    compiles,
    condition,
    entry,
    own,
    properties,
    taught,
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
    return map_of(work, tree, [(name, value(work, each, scope)) for name, each in tree.entries])


def map_of(work: Work, tree: Tree, entries: list[tuple[str, Value]]) -> Value:
    """A map; its fields are numbered, since names come from whoever asks."""
    names = [name for name, _ in entries]
    if len(set(names)) < len(names) or any(name.startswith("\0") for name in names):
        raise work.stop("cypher.odd_map", tree)
    kind = Type("map", fields=tuple((name, each.type) for name, each in entries))
    fields = [f"f{at} := {cast(work, v, v.type).text}" for at, (_, v) in enumerate(entries)]
    return Value(f"struct_pack({', '.join(fields) or 'f0 := CAST(NULL AS BOOLEAN)'})", kind)


@compiles(syntax.Projection)
def _projection(work: Work, tree: syntax.Projection, scope: Scope) -> Value:
    of = value(work, tree.of, scope)
    held = of.type.kind in ("node", "relationship")
    if not held and of.type.kind not in ("map", "any", "null"):
        raise wrong_operands(work, tree, of)
    entries = [
        (name, value(work, each, scope) if each else entry(work, tree, of, name))
        for name, each in tree.entries
        if (name, each) != syntax.WHOLE
    ]
    if syntax.WHOLE not in tree.entries:
        made = map_of(work, tree, entries)
        text = f"CASE WHEN {of.text} IS NOT NULL THEN {made.text} END"
        return Value(f"({text})", made.type)
    whole = properties(work, of) if held else of
    if not entries:
        return whole
    given = [whole, map_of(work, tree, entries)]
    return called(work, "joined", dynamic.joined, given, ANY)


# Members ------------------------------------------------------------------------------


def items_of(work: Work, tree: Tree, scope: Scope) -> Value:
    """An expression that is a list."""
    result = value(work, tree, scope)
    if result.type.kind == "null":
        return Value("CAST(NULL AS VARCHAR[])", list_of(NULL))
    if result.type == ANY:
        return called(work, "members", dynamic.members, [result], ANYTHINGS)
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
    return called(work, "at", dynamic.at, [many, at], ANY)


@compiles(syntax.Slice)
def _slice(work: Work, tree: syntax.Slice, scope: Scope) -> Value:
    many = value(work, tree.of, scope)
    bounds = [
        value(work, b, scope) if b else Value("true", BOOLEAN) for b in (tree.first, tree.end)
    ]
    for bound in bounds:
        if bound.type.kind not in ("integer", "null", "any", "boolean"):
            raise wrong_operands(work, tree, bound)
    if many.type.kind == "any" or any(bound.type.kind in ("null", "any") for bound in bounds):
        return called(work, "part", dynamic.part, [many, *bounds], ANY)
    if many.type.kind != "list":
        raise wrong_operands(work, tree, many)
    return taught(work, "part", dynamic.part, [many, *bounds], many.type)


# Each member --------------------------------------------------------------------------


def each(work: Work, many: Value, body: Callable[[Value], tuple[str, Value]]) -> Value:
    """The list of what ``body`` makes of each member for which its condition holds.

    A subquery cannot stand within a lambda: then the members are rows.
    """
    x = work.new("x")
    holds, made = body(Value(x, many.type.members))
    kind = list_of(made.type)
    if "(SELECT " not in holds + made.text:
        text = many.text
        if holds:
            text = f"list_filter({text}, lambda {x}: coalesce({holds}, false))"
        if made.text != x:
            text = f"list_transform({text}, lambda {x}: {made.text})"
        return Value(text, kind)
    whole, at = work.new("l"), work.new("o")
    where = f" WHERE {holds}" if holds else ""
    listed = (
        f"SELECT coalesce(list({made.text} ORDER BY {at}), CAST([] AS {kind.sql})) "
        f"FROM unnest({whole}) WITH ORDINALITY AS u({x}, {at}){where}"
    )
    return Value(
        f"(SELECT CASE WHEN {whole} IS NOT NULL THEN ({listed}) END "
        f"FROM (SELECT {many.text} AS {whole}))",
        kind,
    )


@compiles(syntax.Comprehension)
def _comprehension(work: Work, tree: syntax.Comprehension, scope: Scope) -> Value:
    def body(member: Value) -> tuple[str, Value]:
        inner = {**scope, tree.variable: member}
        holds = condition(work, tree.where, inner) if tree.where else ""
        return holds, value(work, tree.result, inner) if tree.result else member

    return each(work, items_of(work, tree.items, scope), body)


@compiles(syntax.Quantifier)
def _quantifier(work: Work, tree: syntax.Quantifier, scope: Scope) -> Value:
    """Three-valued: a member for which nobody knows leaves the answer unknown."""
    answers = each(
        work,
        items_of(work, tree.items, scope),
        lambda member: (
            "",
            Value(condition(work, tree.where, {**scope, tree.variable: member}), BOOLEAN),
        ),
    )
    return taught(work, tree.kind, QUANTIFIERS[tree.kind], [answers], BOOLEAN)


@compiles(syntax.Reduce)
def _reduce(work: Work, tree: syntax.Reduce, scope: Scope) -> Value:
    """One member after the other; what is asked of nodes stands ready beside each."""
    many, start = items_of(work, tree.items, scope), value(work, tree.start, scope)
    held, owners = many.type.members, work.schema.owners
    asked = sorted(name for of, name in work.wanted if of == tree.variable)
    names = [name for name in asked if owners.get(name, set()) & held.labels]
    if names:

        def with_properties(member: Value) -> tuple[str, Value]:
            texts = [own(work, tree.result, member, name).text for name in names]
            fields = ", ".join(f"f{at} := {text}" for at, text in enumerate(texts))
            kinds = tuple((name, work.schema.properties[name]) for name in names)
            kind = Type("map", fields=(*kinds, ("", member.type)))
            return "", Value(f"struct_pack({fields}, f{len(names)} := {member.text})", kind)

        many = each(work, many, with_properties)
        x = work.new("x")
        ready = {name: f"{x}.f{at}" for at, name in enumerate(names)}
        member = Value(f"{x}.f{len(names)}", held, carried=ready)
    else:
        x = work.new("x")
        member = Value(x, held)
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
    first, then = cast(work, start, kind).text, cast(work, result, kind).text
    return Value(f"list_reduce({many.text}, lambda {total}, {x}: {then}, {first})", kind)
