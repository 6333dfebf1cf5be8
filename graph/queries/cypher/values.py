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
from graph.stores.property_graph import FORTH, NODES, quoted

COMPILERS: dict[type[Tree], Callable[[Work, Any, Scope], Value]] = {}


def compiles(kind: type[Tree]) -> Callable[[Any], Any]:
    """Mark the compiler of one kind of expression."""

    def mark(function: Any) -> Any:
        COMPILERS[kind] = function
        return function

    return mark


def value(work: Work, tree: Tree, scope: Scope) -> Value:
    """Compile any expression."""
    for original, replacement in work.replaced:
        if tree == original:
            return replacement
    return COMPILERS[type(tree)](work, tree, scope)


def condition(work: Work, tree: Tree, scope: Scope) -> str:
    """Compile an expression that is true, false or null."""
    if isinstance(tree, syntax.Subquery) and tree.kind == "pattern":
        tree = replace(tree, kind="exists")
    result = value(work, tree, scope)
    if result.type == ANY:
        return call_python_as_json(work, "truth", dynamic.truth, [result], BOOLEAN).text
    if result.type.kind not in ("boolean", "null"):
        raise work.stop("cypher.no_condition", tree, what=work.written(tree))
    return result.text if result.type.kind == "boolean" else "CAST(NULL AS BOOLEAN)"


# Values of any type -------------------------------------------------------------------


def as_any(work: Work, operand: Value) -> Value:
    """Return a value as JSON text, the form for values of unknown type."""
    return (
        operand if operand.type == ANY else Value(f"CAST({_json(work, operand)} AS VARCHAR)", ANY)
    )


def _json(work: Work, operand: Value) -> str:
    kind, text = operand.type.kind, operand.text
    if kind in ("any", "null"):
        return text
    if kind in ("text", "float"):
        return f"CAST(to_json({text}) AS VARCHAR)"
    if kind in ("integer", "boolean", "identity"):
        return f"CAST({text} AS VARCHAR)"
    if kind == "list":
        e = work.new("e")
        member = _json(work, Value(e, operand.type.members))
        inner = f"list_transform({text}, lambda {e}: coalesce({member}, 'null'))"
        return f"('[' || array_to_string({inner}, ',') || ']')"
    if kind == "map":
        m = work.new("e")
        entries = [
            f"{_field(work, name)} || coalesce({_json(work, Value(f'{m}.f{at}', inner))}, 'null')"
            for at, (name, inner) in enumerate(operand.type.fields)
        ]
        inside = " || ',' || ".join(entries) or "''"
        text_of_map = f"CASE WHEN {m} IS NOT NULL THEN '{{' || {inside} || '}}' END"
        return f"list_transform([{text}], lambda {m}: {text_of_map})[1]"
    if kind == "duration":
        raise refuse("cypher.duration", work.text, 0)
    written = {"date": f"'\"' || CAST({text} AS VARCHAR) || '\"'", "path": f"to_json({text})"}
    mark = quoted("{" + json.dumps(dynamic.MARKS[kind]) + ":")
    return f"({mark} || {written.get(kind, text)} || '}}')"


def _field(work: Work, name: str) -> str:
    """Return the name of a field as JSON writes it before a value."""
    return work.bind(json.dumps(name, ensure_ascii=False) + ":", TEXT).text


def failing(key: str) -> str:
    """Return an expression that stops the query; :func:`dynamic.fail` does so in Python."""
    return f"error('[[{key}]]')"


def call_python_as_json(
    work: Work, name: str, call: Callable[..., Any], arguments: list[Value], gives: Type
) -> Value:
    """Call a Python function with values of any types, which cross as JSON.

    ``gives``: the type of its result: any, a list of any, or a plain type.
    """
    give = {ANY: dynamic.write, ANYTHINGS: dynamic.write_members}.get(gives, lambda result: result)
    arguments = [
        argument if argument.type == ANYTHINGS else as_any(work, argument) for argument in arguments
    ]
    takes = [ANYTHINGS if argument.type == ANYTHINGS else ANY for argument in arguments]
    kinds = "".join("l" if kind == ANYTHINGS else "v" for kind in takes)
    name = work.use(f"tc_{_plain_name(name)}_{kinds}", dynamic.on_json(call, give), takes, gives)
    return Value(f"{name}({', '.join(argument.text for argument in arguments)})", gives)


def call_python(
    work: Work, name: str, call: Callable[..., Any], arguments: list[Value], gives: Type
) -> Value:
    """Call a Python function with values of their own types. For null it returns null."""

    def call_unless_null(*result: Any) -> Any:
        return None if None in result else call(*result)

    kinds = "_".join(_plain_name(argument.type.sql) for argument in arguments)
    name = work.use(
        f"tc_{_plain_name(name)}_of_{kinds}",
        call_unless_null,
        [argument.type for argument in arguments],
        gives,
    )
    return Value(f"{name}({', '.join(argument.text for argument in arguments)})", gives)


def _plain_name(text: str) -> str:
    return re.sub(r"\W+", "_", text)


def cast(work: Work, operand: Value, kind: Type) -> Value:
    """Convert a value to the wider type that :func:`common` returned."""
    if operand.type == kind:
        return operand
    if operand.type.kind == "null":
        return Value(f"CAST(NULL AS {kind.sql})", kind)
    if kind == ANY:
        return as_any(work, operand)
    if kind.kind == "list" and not _same(operand.type, kind):
        if operand.type.members.kind == "null":
            return Value(f"CAST({operand.text} AS {kind.sql})", kind)
        e = work.new("e")
        member = cast(work, Value(e, operand.type.members), kind.members).text
        return Value(f"list_transform({operand.text}, lambda {e}: {member})", kind)
    if kind.kind == "map" and not _same(operand.type, kind):
        m, pairs = work.new("e"), zip(operand.type.fields, kind.fields, strict=True)
        fields = ", ".join(
            f"f{at} := {cast(work, Value(f'{m}.f{at}', inner), wider).text}"
            for at, ((_, inner), (_, wider)) in enumerate(pairs)
        )
        struct = f"CASE WHEN {m} IS NOT NULL THEN struct_pack({fields}) END"
        return Value(f"list_transform([{operand.text}], lambda {m}: {struct})[1]", kind)
    return replace(operand, type=kind)


def _same(first: Type, second: Type) -> bool:
    """Tell whether SQL stores values of both types alike, whatever their labels."""
    if first.kind != second.kind:
        return False
    if first.kind == "list":
        return _same(first.members, second.members)
    return all(
        _same(first_field, second_field)
        for (_, first_field), (_, second_field) in zip(first.fields, second.fields, strict=True)
    )


def key(work: Work, operand: Value) -> str:
    """Return an expression that is equal exactly where values are equal, nulls included."""
    if operand.type.is_certain or operand.type.kind == "null":
        return operand.text
    return call_python_as_json(work, "key", dynamic.sort_key, [operand], BYTES).text


# Constants and names ------------------------------------------------------------------


def constant(work: Work, literal: Any) -> Value:
    """Compile a literal or the value of a parameter."""
    kind = type_of_value(literal)
    if kind.kind == "map" and not kind.fields:
        return Value("struct_pack(f0 := CAST(NULL AS BOOLEAN))", kind)
    return work.bind(literal, kind)


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


def entry(work: Work, tree: syntax.Property | syntax.Projection, owner: Value, name: str) -> Value:
    """Compile ``.name`` of a node, relationship, map, date or duration."""
    kind = owner.type.kind
    if kind in ("node", "relationship"):
        return property_value(work, tree, owner, name)
    fields = {field: at for at, (field, _) in enumerate(owner.type.fields)}
    if kind == "null" or (kind == "map" and name not in fields):
        return Value("NULL", NULL)
    if kind == "map":
        return Value(f"({owner.text}).f{fields[name]}", owner.type.fields[fields[name]][1])
    if kind == "date" and name in DATE_PARTS:
        return Value(f"date_part('{DATE_PARTS[name]}', {owner.text})", INTEGER)
    if kind == "duration" and name in DURATION_PARTS:
        return Value(DURATION_PARTS[name].format(owner.text), INTEGER)
    if kind == "any":
        return call_python_as_json(work, "at", dynamic.at, [owner, constant(work, name)], ANY)
    raise work.stop("cypher.no_property_of", tree, name=name, what=work.written(tree.of))


def property_value(work: Work, tree: Tree, owner: Value, name: str) -> Value:
    """Compile a property of a node or relationship."""
    schema = work.schema
    if not schema.owners.get(name, set()) & owner.type.labels:
        labels = sorted(owner.type.labels)
        names = schema.of(labels) if len(labels) == 1 else sorted(schema.properties)
        raise work.stop(
            "cypher.no_property", tree, name=name, of=listed(labels), known=listed(names)
        )
    return Value(column(work, owner, name), schema.properties[name], finite=True)


def column(work: Work, owner: Value, name: str) -> str:
    """Return a column of the row of a node or relationship, whose value is the row's number."""
    if owner.row:
        text = _in_table(work, work.tables[owner.row], owner.row, name)
        if "." in text:
            work.used.add(owner.row)
        return text
    return owner.carried.get(name) or looked_up(
        work, owner, lambda q, table: _in_table(work, table, q, name)
    )


def _in_table(work: Work, table: str, row: str, name: str) -> str:
    """Return a column of a row: null if its table lacks it, a constant if all rows share it."""
    if name in work.columns[table]:
        return f'{row}."{name}"'
    if name in ("_label", "_type"):
        return quoted(table.partition(" ")[2])
    return f"CAST(NULL AS {work.schema.properties[name].sql})"


def looked_up(work: Work, owner: Value, select: Callable[[str, str], str]) -> str:
    """Compile a subquery for the row of a node or relationship.

    ``select``: makes the selected expression from the name and the table of the row.
    """
    table = work.table(NODES if owner.type.kind == "node" else FORTH, owner.type.labels)
    q = work.new("q")
    return f'(SELECT {select(q, table)} FROM "{table}" {q} WHERE {q}._id = {owner.text})'


def label(work: Work, owner: Value) -> str:
    """Compile the label of a node or the type of a relationship, as text."""
    name = "_label" if owner.type.kind == "node" else "_type"
    return f"CAST({column(work, owner, name)} AS VARCHAR)"


def names_of(work: Work, tree: Tree, names: frozenset[str]) -> frozenset[str]:
    """Return the labels (or types) that a label expression allows. ``names``: all there are."""
    if isinstance(tree, syntax.LabelName):
        if tree.name not in names:
            near = [name for name in sorted(names) if name.lower() == tree.name.lower()]
            suggestions = listed(near or sorted(names))
            missing = "cypher.no_label" if names is work.schema.labels else "cypher.no_type"
            raise work.stop(missing, tree, name=tree.name, known=suggestions)
        return frozenset({tree.name})
    assert isinstance(tree, syntax.LabelSum)
    sets = [names_of(work, part, names) for part in tree.parts]
    if tree.operator == "!":
        return names - sets[0]
    if tree.operator == "%":
        return names
    return frozenset().union(*sets) if tree.operator == "|" else frozenset.intersection(*sets)


@compiles(syntax.HasLabel)
def _has_label(work: Work, tree: syntax.HasLabel, scope: Scope) -> Value:
    operand = value(work, tree.operand, scope)
    if operand.type.kind not in ("node", "relationship"):
        raise wrong_operands(work, tree, operand)
    all_names = work.schema.labels if operand.type.kind == "node" else work.schema.types
    names = names_of(work, tree.labels, all_names)
    label_column = column(work, operand, "_label" if operand.type.kind == "node" else "_type")
    return Value(is_one_of(label_column, names, operand.text), BOOLEAN)


def is_one_of(label_column: str, names: frozenset[str], number: str) -> str:
    """Return a test whether a label or type is one of the names; null where there is none."""
    if not names:
        return f"(CASE WHEN {number} IS NULL THEN NULL ELSE false END)"
    return f"({label_column} IN ({', '.join(quoted(name) for name in sorted(names))}))"


def wrong_operands(work: Work, tree: Tree, *operands: Value) -> Any:
    """Return a refusal of an operation on values of these types."""
    kinds = ", ".join(operand.type.kind for operand in operands)
    return work.stop("cypher.wrong_kinds", tree, what=work.written(tree), kinds=kinds)


def properties(work: Work, owner: Value) -> Value:
    """Compile the map of all properties of a node or relationship."""

    def select(q: str, table: str) -> str:
        entries = [
            _field(work, name) + " || " + _json(work, Value(f'{q}."{name}"', kind))
            for name in work.schema.of(owner.type.labels)
            if name in work.columns[table]
            for kind in [work.schema.properties[name]]
        ]
        if not entries:
            return "'{}'"
        return f"'{{' || concat_ws(',', {', '.join(entries)}) || '}}'"

    return Value(looked_up(work, owner, select), ANY)
