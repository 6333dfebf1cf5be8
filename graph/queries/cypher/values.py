"""Expressions in SQL: the same value as Neo4j gives, or a refusal.

Each kind of expression has its compiler in :data:`COMPILERS`; other modules add theirs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graph.queries.cypher import dynamic, syntax
from graph.queries.cypher.dates import DATE_PARTS, DURATION_PARTS
from graph.queries.cypher.syntax import Tree
from graph.queries.cypher.tokens import refuse
from graph.queries.cypher.types import (
    ANY,
    ANYTHINGS,
    BOOLEAN,
    BYTES,
    INTEGER,
    NULL,
    TEXT,
    Type,
    type_of_value,
)
from graph.queries.cypher.work import Scope, Value, Work, listed
from graph.stores.property_graph import FORTH, NODES

COMPILERS: dict[type[Tree], Callable[[Work, Any, Scope], Value]] = {}


def compiles(kind: type[Tree]) -> Callable[[Any], Any]:
    """Mark the compiler of one kind of expression."""

    def mark(function: Any) -> Any:
        COMPILERS[kind] = function
        return function

    return mark


def value(work: Work, tree: Tree, scope: Scope) -> Value:
    """Any expression."""
    for known, stands in work.replaced:
        if tree == known:
            return stands
    return COMPILERS[type(tree)](work, tree, scope)


def condition(work: Work, tree: Tree, scope: Scope) -> str:
    """An expression that is true, false or null."""
    if isinstance(tree, syntax.Subquery) and tree.kind == "pattern":
        tree = replace(tree, kind="exists")
    result = value(work, tree, scope)
    if result.type == ANY:
        return called(work, "truth", dynamic.truth, [result], BOOLEAN).text
    if result.type.kind not in ("boolean", "null"):
        raise work.stop("cypher.no_condition", tree, what=work.written(tree))
    return result.text if result.type.kind == "boolean" else "CAST(NULL AS BOOLEAN)"


# Of any type --------------------------------------------------------------------------


def as_any(work: Work, of: Value) -> Value:
    """The value as a text of JSON."""
    return of if of.type == ANY else Value(f"CAST({_json(work, of)} AS VARCHAR)", ANY)


def _json(work: Work, of: Value) -> str:
    kind, text = of.type.kind, of.text
    if kind in ("any", "null"):
        return text
    if kind in ("text", "float"):
        return f"CAST(to_json({text}) AS VARCHAR)"
    if kind in ("integer", "boolean", "identity"):
        return f"CAST({text} AS VARCHAR)"
    if kind == "list":
        e = work.new("e")
        each = _json(work, Value(e, of.type.members))
        inner = f"list_transform({text}, lambda {e}: coalesce({each}, 'null'))"
        return f"('[' || array_to_string({inner}, ',') || ']')"
    if kind == "map":
        m = work.new("e")
        entries = [
            f"{_field(work, name)} || coalesce({_json(work, Value(f'{m}.f{at}', inner))}, 'null')"
            for at, (name, inner) in enumerate(of.type.fields)
        ]
        inside = " || ',' || ".join(entries) or "''"
        made = f"CASE WHEN {m} IS NOT NULL THEN '{{' || {inside} || '}}' END"
        return f"list_transform([{text}], lambda {m}: {made})[1]"
    if kind == "duration":
        raise refuse("cypher.duration", work.text, 0)
    written = {"date": f"'\"' || CAST({text} AS VARCHAR) || '\"'", "path": f"to_json({text})"}
    mark = quoted("{" + json.dumps(dynamic.MARKS[kind]) + ":")
    return f"({mark} || {written.get(kind, text)} || '}}')"


def _field(work: Work, name: str) -> str:
    """The name of a field as JSON has it before a value."""
    return work.given(json.dumps(name, ensure_ascii=False) + ":", TEXT).text


def failing(key: str) -> str:
    """An expression that stops the query; :func:`dynamic.fail` does so in Python."""
    return f"error('[[{key}]]')"


def quoted(text: str) -> str:
    """A text that we made ourselves, in SQL."""
    return "'" + text.replace("'", "''") + "'"


def called(
    work: Work, name: str, call: Callable[..., Any], given: list[Value], gives: Type
) -> Value:
    """A function of Python asked of values of any kinds; ``gives``: such ones, or a plain type."""
    give = {ANY: dynamic.write, ANYTHINGS: dynamic.write_each}.get(gives, lambda result: result)
    given = [each if each.type == ANYTHINGS else as_any(work, each) for each in given]
    takes = [ANYTHINGS if each.type == ANYTHINGS else ANY for each in given]
    kinds = "".join("l" if kind == ANYTHINGS else "v" for kind in takes)
    name = work.use(f"tc_{_plain_name(name)}_{kinds}", dynamic.on_json(call, give), takes, gives)
    return Value(f"{name}({', '.join(each.text for each in given)})", gives)


def taught(
    work: Work, name: str, call: Callable[..., Any], given: list[Value], gives: Type
) -> Value:
    """A function of Python asked of values as they are; of null it gives null."""

    def asked(*result: Any) -> Any:
        return None if None in result else call(*result)

    kinds = "_".join(_plain_name(each.type.sql) for each in given)
    name = work.use(
        f"tc_{_plain_name(name)}_of_{kinds}", asked, [each.type for each in given], gives
    )
    return Value(f"{name}({', '.join(each.text for each in given)})", gives)


def _plain_name(text: str) -> str:
    return re.sub(r"\W+", "_", text)


def cast(work: Work, of: Value, kind: Type) -> Value:
    """The value as one of the wider type that :func:`common` found."""
    if of.type == kind:
        return of
    if of.type.kind == "null":
        return Value(f"CAST(NULL AS {kind.sql})", kind)
    if kind == ANY:
        return as_any(work, of)
    if kind.kind == "list" and not _same(of.type, kind):
        if of.type.members.kind == "null":
            return Value(f"CAST({of.text} AS {kind.sql})", kind)
        e = work.new("e")
        each = cast(work, Value(e, of.type.members), kind.members).text
        return Value(f"list_transform({of.text}, lambda {e}: {each})", kind)
    if kind.kind == "map" and not _same(of.type, kind):
        m, pairs = work.new("e"), zip(of.type.fields, kind.fields, strict=True)
        fields = ", ".join(
            f"f{at} := {cast(work, Value(f'{m}.f{at}', inner), wider).text}"
            for at, ((_, inner), (_, wider)) in enumerate(pairs)
        )
        made = f"CASE WHEN {m} IS NOT NULL THEN struct_pack({fields}) END"
        return Value(f"list_transform([{of.text}], lambda {m}: {made})[1]", kind)
    return replace(of, type=kind)


def _same(left: Type, right: Type) -> bool:
    """Whether values of both types are written alike, whatever labels they may have."""
    if left.kind != right.kind:
        return False
    if left.kind == "list":
        return _same(left.members, right.members)
    return all(_same(a, b) for (_, a), (_, b) in zip(left.fields, right.fields, strict=True))


def key(work: Work, of: Value) -> str:
    """An expression that is equal just for equal values, nulls among them."""
    if of.type.is_certain or of.type.kind == "null":
        return of.text
    return called(work, "key", dynamic.sort_key, [of], BYTES).text


# Constants and names ------------------------------------------------------------------


def constant(work: Work, given: Any) -> Value:
    """A literal or the value of a parameter."""
    kind = type_of_value(given)
    if kind.kind == "map" and not kind.fields:
        return Value("struct_pack(f0 := CAST(NULL AS BOOLEAN))", kind)
    return work.given(given, kind)


@compiles(syntax.Literal)
def _literal(work: Work, tree: syntax.Literal, _scope: Scope) -> Value:
    return constant(work, tree.value)


@compiles(syntax.Parameter)
def _parameter(work: Work, tree: syntax.Parameter, _scope: Scope) -> Value:
    if tree.name not in work.parameters:
        raise work.stop("cypher.no_parameter", tree, name=tree.name)
    return constant(work, work.parameters[tree.name])


@compiles(syntax.Variable)
def _variable(work: Work, tree: syntax.Variable, scope: Scope) -> Value:
    if tree.name not in scope:
        names = listed(name for name in scope if "\0" not in name)
        raise work.stop("cypher.no_variable", tree, name=tree.name, known=names)
    return scope[tree.name]


# Properties and labels ----------------------------------------------------------------


@compiles(syntax.Property)
def _property(work: Work, tree: syntax.Property, scope: Scope) -> Value:
    if isinstance(tree.of, syntax.Parameter) and isinstance(
        work.parameters.get(tree.of.name), dict
    ):
        return constant(work, work.parameters[tree.of.name].get(tree.name))
    return entry(work, tree, value(work, tree.of, scope), tree.name)


def entry(work: Work, tree: syntax.Property | syntax.Projection, of: Value, name: str) -> Value:
    """``.name`` of a node, relationship, map, date or duration."""
    kind = of.type.kind
    if kind in ("node", "relationship"):
        return own(work, tree, of, name)
    fields = {field: at for at, (field, _) in enumerate(of.type.fields)}
    if kind == "null" or (kind == "map" and name not in fields):
        return Value("NULL", NULL)
    if kind == "map":
        return Value(f"({of.text}).f{fields[name]}", of.type.fields[fields[name]][1])
    if kind == "date" and name in DATE_PARTS:
        return Value(f"date_part('{DATE_PARTS[name]}', {of.text})", INTEGER)
    if kind == "duration" and name in DURATION_PARTS:
        return Value(DURATION_PARTS[name].format(of.text), INTEGER)
    if kind == "any":
        return called(work, "at", dynamic.at, [of, constant(work, name)], ANY)
    raise work.stop("cypher.no_property_of", tree, name=name, what=work.written(tree.of))


def own(work: Work, tree: Tree, of: Value, name: str) -> Value:
    """A property of a node or relationship."""
    schema = work.schema
    if not schema.owners.get(name, set()) & of.type.labels:
        some = sorted(of.type.labels)
        known = schema.of(some) if len(some) == 1 else sorted(schema.properties)
        raise work.stop("cypher.no_property", tree, name=name, of=listed(some), known=listed(known))
    return Value(column(work, of, name), schema.properties[name], finite=True)


def column(work: Work, of: Value, name: str) -> str:
    """A column of the row that a node or relationship is the number of."""
    if of.row:
        text = _in_table(work, work.tables[of.row], of.row, name)
        if "." in text:
            work.used.add(of.row)
        return text
    return of.carried.get(name) or looked_up(
        work, of, lambda q, table: _in_table(work, table, q, name)
    )


def _in_table(work: Work, table: str, row: str, name: str) -> str:
    """A column of a row; what nothing in the table has is null, what all have a constant."""
    if name in work.columns[table]:
        return f'{row}."{name}"'
    if name in ("_label", "_type"):
        return quoted(table.partition(" ")[2])
    return f"CAST(NULL AS {work.schema.properties[name].sql})"


def looked_up(work: Work, of: Value, asked: Callable[[str, str], str]) -> str:
    """What is asked of the row of a node or relationship; its name and table are given."""
    table = work.table(NODES if of.type.kind == "node" else FORTH, of.type.labels)
    q = work.new("q")
    return f'(SELECT {asked(q, table)} FROM "{table}" {q} WHERE {q}._id = {of.text})'


def label(work: Work, of: Value) -> str:
    """The label of a node or the type of a relationship, as a text."""
    name = "_label" if of.type.kind == "node" else "_type"
    return f"CAST({column(work, of, name)} AS VARCHAR)"


def names_of(work: Work, tree: Tree, every: frozenset[str]) -> frozenset[str]:
    """The labels (or types) that a label expression allows."""
    if isinstance(tree, syntax.LabelName):
        if tree.name not in every:
            near = [name for name in sorted(every) if name.lower() == tree.name.lower()]
            known = listed(near or sorted(every))
            missing = "cypher.no_label" if every is work.schema.labels else "cypher.no_type"
            raise work.stop(missing, tree, name=tree.name, known=known)
        return frozenset({tree.name})
    assert isinstance(tree, syntax.LabelSum)
    sets = [names_of(work, part, every) for part in tree.parts]
    if tree.operator == "!":
        return every - sets[0]
    if tree.operator == "%":
        return every
    return frozenset().union(*sets) if tree.operator == "|" else frozenset.intersection(*sets)


@compiles(syntax.HasLabel)
def _has_label(work: Work, tree: syntax.HasLabel, scope: Scope) -> Value:
    of = value(work, tree.operand, scope)
    if of.type.kind not in ("node", "relationship"):
        raise wrong_operands(work, tree, of)
    every = work.schema.labels if of.type.kind == "node" else work.schema.types
    names = names_of(work, tree.labels, every)
    known = column(work, of, "_label" if of.type.kind == "node" else "_type")
    return Value(within(known, names, of.text), BOOLEAN)


def within(known: str, names: frozenset[str], number: str) -> str:
    """Whether a label or type is one of the names; null where there is none."""
    if not names:
        return f"(CASE WHEN {number} IS NULL THEN NULL ELSE false END)"
    return f"({known} IN ({', '.join(quoted(name) for name in sorted(names))}))"


def wrong_operands(work: Work, tree: Tree, *result: Value) -> Any:
    """A refusal for values of these kinds."""
    kinds = ", ".join(each.type.kind for each in result)
    return work.stop("cypher.wrong_kinds", tree, what=work.written(tree), kinds=kinds)


def properties(work: Work, of: Value) -> Value:
    """The map of all properties that a node or relationship has."""

    def asked(q: str, table: str) -> str:
        entries = [
            _field(work, name) + " || " + _json(work, Value(f'{q}."{name}"', kind))
            for name in work.schema.of(of.type.labels)
            if name in work.columns[table]
            for kind in [work.schema.properties[name]]
        ]
        if not entries:
            return "'{}'"
        return f"'{{' || concat_ws(',', {', '.join(entries)}) || '}}'"

    return Value(looked_up(work, of, asked), ANY)
