"""Functions of values in SQL; those of groups stand in :mod:`graph.queries.cypher.aggregates`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from graph.queries.cypher import dynamic
from graph.queries.cypher.functions import FUNCTIONS, Function, fitting
from graph.queries.cypher.lists import EMPTY
from graph.queries.cypher.tree import Call
from graph.queries.cypher.types import (
    ANY,
    DATE,
    IDENTITY,
    INTEGER,
    NULL,
    TEXT,
    Type,
    common,
    list_of,
)
from graph.queries.cypher.values import (
    called,
    cast,
    column,
    compiles,
    label,
    properties,
    taught,
    value,
    wrong_operands,
)
from graph.queries.cypher.work import AGGREGATES, Scope, Value, Work, listed

_HELD = ("node", "relationship")
_VOLATILE = ("rand", "randomuuid", "timestamp")


@compiles(Call)
def _call(work: Work, tree: Call, scope: Scope) -> Value:
    if tree.name in AGGREGATES:
        raise work.stop("cypher.nested_aggregate", tree)
    if tree.distinct or tree.star:
        raise work.stop("error.cypher_syntax", tree)
    if tree.name in _VOLATILE:
        raise work.stop("cypher.not_repeatable", tree)
    given = [value(work, argument, scope) for argument in tree.arguments]
    if tree.name in _SPECIAL:
        return _SPECIAL[tree.name](work, tree, given)
    if tree.name not in FUNCTIONS:
        name = work.written(tree).partition("(")[0]
        known = listed(sorted({*FUNCTIONS, *_SPECIAL, *AGGREGATES}))
        raise work.stop("cypher.no_function", tree, name=name, known=known)
    return _plain(work, tree, FUNCTIONS[tree.name], given)


def _plain(work: Work, tree: Call, function: Function, given: list[Value]) -> Value:
    kinds = [each.type.kind for each in given]
    for form in function.forms:
        if len(kinds) != len(form.takes) or not all(
            kind in [*takes.split(), "null"] for kind, takes in zip(kinds, form.takes, strict=True)
        ):
            continue
        if "null" in kinds:
            return Value(f"CAST(NULL AS {form.gives.sql})", form.gives)
        if form.sql:
            return Value(form.sql.format(*(each.text for each in given)), form.gives)
        if {"map", "list"} & set(kinds):
            break
        return taught(work, tree.name, function.call, given, form.gives)
    forms = [form for form in function.forms if len(form.takes) == len(kinds)]
    possible = any(
        all(
            kind in [*takes.split(), "null", "any"]
            for kind, takes in zip(kinds, form.takes, strict=True)
        )
        for form in forms
    )
    if not possible:
        raise wrong_operands(work, tree, *given)
    gives = {form.gives for form in forms}
    kind = gives.pop() if len(gives) == 1 else ANY
    if kind.kind == "list":
        kind = ANY
    return called(work, tree.name, lambda *values: fitting(function, list(values)), given, kind)


def _only(work: Work, tree: Call, given: list[Value], *kinds: str) -> Value:
    """The one argument of a function, of one of the kinds."""
    if len(given) != 1:
        raise work.stop("error.cypher_syntax", tree)
    if given[0].type.kind not in kinds:
        raise wrong_operands(work, tree, given[0])
    return given[0]


def _type(work: Work, tree: Call, given: list[Value]) -> Value:
    of = _only(work, tree, given, "relationship", "null")
    return Value("NULL", NULL) if of.type == NULL else Value(label(work, of), TEXT)


def _labels(work: Work, tree: Call, given: list[Value]) -> Value:
    of = _only(work, tree, given, "node", "null")
    if of.type == NULL:
        return Value("NULL", NULL)
    return Value(f"nullif([{label(work, of)}], [NULL])", list_of(TEXT))


def _nodes(work: Work, tree: Call, given: list[Value]) -> Value:
    of = _only(work, tree, given, "path", "null")
    return Value(_inside(of, "n"), list_of(Type("node", labels=work.schema.labels)))


def _relationships(work: Work, tree: Call, given: list[Value]) -> Value:
    of = _only(work, tree, given, "path", "null")
    return Value(_inside(of, "r"), list_of(Type("relationship", labels=work.schema.types)))


def _inside(of: Value, part: str) -> str:
    return "CAST(NULL AS INTEGER[])" if of.type == NULL else f"({of.text}).{part}"


def _length(work: Work, tree: Call, given: list[Value]) -> Value:
    of = _only(work, tree, given, "path", "null")
    return Value(f"len({_inside(of, 'r')})", INTEGER)


def _end(name: str) -> Callable[[Work, Call, list[Value]], Value]:
    def end(work: Work, tree: Call, given: list[Value]) -> Value:
        of = _only(work, tree, given, "relationship")
        return Value(column(work, of, name), Type("node", labels=work.schema.labels))

    return end


def _head(work: Work, tree: Call, given: list[Value]) -> Value:
    return _member(work, tree, given, 0)


def _last(work: Work, tree: Call, given: list[Value]) -> Value:
    return _member(work, tree, given, -1)


def _member(work: Work, tree: Call, given: list[Value], at: int) -> Value:
    many = _only(work, tree, given, "list", "any", "null")
    if many.type.kind == "null":
        return many
    if many.type == ANY:
        return called(work, "at", dynamic.at, [many, work.given(at, INTEGER)], ANY)
    return Value(f"({many.text})[{at or 1}]", many.type.members)


def _tail(work: Work, tree: Call, given: list[Value]) -> Value:
    many = _only(work, tree, given, "list", "any", "null")
    if many.type.kind == "list":
        return replace(many, text=f"({many.text})[2:]")
    return called(work, "tail", lambda listed: dynamic.part(listed, 1, True), [many], ANY)


def _reverse(work: Work, tree: Call, given: list[Value]) -> Value:
    of = _only(work, tree, given, "list", "text", "any", "null")
    if of.type.kind == "list":
        return replace(of, text=f"list_reverse({of.text})")
    if of.type == TEXT:
        return taught(work, "reverse", lambda text: text[::-1], [of], TEXT)
    return called(work, "reverse", lambda each: None if each is None else each[::-1], [of], ANY)


def _coalesce(work: Work, tree: Call, given: list[Value]) -> Value:
    if not given:
        raise work.stop("error.cypher_syntax", tree)
    kind = common(each.type for each in given)
    texts = ", ".join(cast(work, each, kind).text for each in given)
    return Value(f"coalesce({texts})", kind, finite=all(each.finite for each in given))


def _nullif(work: Work, tree: Call, given: list[Value]) -> Value:
    from graph.queries.cypher.operators import compared

    if len(given) != 2:
        raise work.stop("error.cypher_syntax", tree)
    equal = compared(work, tree, "=", *given).text
    return Value(f"(CASE WHEN {equal} THEN NULL ELSE {given[0].text} END)", given[0].type)


def _identity(work: Work, tree: Call, given: list[Value]) -> Value:
    return replace(_only(work, tree, given, *_HELD), type=IDENTITY, row=None)


def _properties(work: Work, tree: Call, given: list[Value]) -> Value:
    of = _only(work, tree, given, *_HELD, "map", "any", "null")
    return properties(work, of) if of.type.kind in _HELD else of


def _keys(work: Work, tree: Call, given: list[Value]) -> Value:
    of = _properties(work, tree, given)
    if of.type.kind == "map" and not of.type.fields:
        return EMPTY
    name = work.use("tc_keys", _keys_of, [ANY], list_of(TEXT))
    from graph.queries.cypher.values import as_any

    return Value(f"{name}({as_any(work, of).text})", list_of(TEXT))


def _keys_of(text: str | None) -> list[str] | None:
    found = dynamic.read(text)
    if found is not None and not isinstance(found, dict):
        dynamic.fail("cypher.kinds_met")
    return None if found is None else list(found)


def _date(work: Work, tree: Call, given: list[Value]) -> Value:
    if not given:
        return Value("current_date", DATE)
    return _plain(work, tree, FUNCTIONS["date"], given)


_SPECIAL: dict[str, Callable[[Work, Call, list[Value]], Value]] = {
    "type": _type,
    "labels": _labels,
    "nodes": _nodes,
    "relationships": _relationships,
    "length": _length,
    "startnode": _end("_source"),
    "endnode": _end("_target"),
    "head": _head,
    "last": _last,
    "tail": _tail,
    "reverse": _reverse,
    "coalesce": _coalesce,
    "nullif": _nullif,
    "id": _identity,
    "elementid": _identity,
    "properties": _properties,
    "keys": _keys,
    "date": _date,
}
