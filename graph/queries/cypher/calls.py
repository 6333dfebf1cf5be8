"""Functions of values in SQL; those of groups stand in :mod:`graph.queries.cypher.aggregates`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from graph.queries.cypher import dynamic
from graph.queries.cypher.dates import UNITS, days_between, duration_of, months_between
from graph.queries.cypher.functions import FUNCTIONS, PLAIN, Form, Function, fitting
from graph.queries.cypher.lists import EMPTY
from graph.queries.cypher.syntax import Call
from graph.queries.cypher.types import (
    ANY,
    DATE,
    DURATION,
    IDENTITY,
    INTEGER,
    NULL,
    TEXT,
    Type,
    common,
    list_of,
)
from graph.queries.cypher.values import (
    call_python,
    call_python_as_json,
    cast,
    column,
    compiles,
    constant,
    failing,
    label,
    properties,
    value,
    wrong_operands,
)
from graph.queries.cypher.work import AGGREGATES, Scope, Value, Work, listed

_ENTITIES = ("node", "relationship")


@compiles(Call)
def _call(work: Work, tree: Call, scope: Scope) -> Value:
    if tree.name in AGGREGATES:
        raise work.stop("cypher.nested_aggregate", tree)
    if tree.distinct or tree.star:
        raise work.stop("error.cypher_syntax", tree)
    arguments = [value(work, argument, scope) for argument in tree.arguments]
    if tree.name in _SPECIAL:
        return _SPECIAL[tree.name](work, tree, arguments)
    if tree.name not in FUNCTIONS:
        written_name = work.written(tree).partition("(")[0]
        functions = {*FUNCTIONS, *_SPECIAL, *AGGREGATES}
        names = listed(sorted(name for name in functions if " " not in name))
        raise work.stop("cypher.no_function", tree, name=written_name, known=names)
    return _plain(work, tree, FUNCTIONS[tree.name], arguments)


def _plain(work: Work, tree: Call, function: Function, arguments: list[Value]) -> Value:
    kinds = [argument.type.kind for argument in arguments]
    form = next((form for form in function.forms if form.takes_kinds(kinds, "null")), None)
    if form:
        gives = _gives(work, form, arguments)
        if "null" in kinds:
            return Value(f"CAST(NULL AS {gives.sql})", gives)
        if form.sql:
            text = form.sql.format(*(argument.text for argument in arguments))
            return Value(text, gives, finite=not arguments)
        if not {"map", "list"} & set(kinds):
            return call_python(work, tree.name, function.call, arguments, gives)
    forms = [form for form in function.forms if form.takes_kinds(kinds, "null", "any")]
    if not forms:
        raise wrong_operands(work, tree, *arguments)
    result_kinds = {form.gives for form in function.forms if len(form.takes) == len(kinds)}
    kind = PLAIN.get(result_kinds.pop(), ANY) if len(result_kinds) == 1 else ANY
    return call_python_as_json(
        work, tree.name, lambda *values: fitting(function, list(values)), arguments, kind
    )


def _gives(work: Work, form: Form, arguments: list[Value]) -> Type:
    """Return the type of a form's result, which may depend on its arguments."""
    if form.gives == "same":
        return arguments[0].type
    if form.gives == "member":
        return arguments[0].type.members
    if form.gives in ("nodes", "relationships"):
        names = work.schema.labels if form.gives == "nodes" else work.schema.types
        return list_of(Type(form.gives[:-1], labels=names))
    return PLAIN.get(form.gives) or list_of(PLAIN[form.gives[:-1]])


def _only_argument(work: Work, tree: Call, arguments: list[Value], *kinds: str) -> Value:
    """Return the only argument of a function; it must have one of the kinds."""
    if len(arguments) != 1:
        raise work.stop("error.cypher_syntax", tree)
    if arguments[0].type.kind not in kinds:
        raise wrong_operands(work, tree, arguments[0])
    return arguments[0]


def _type(work: Work, tree: Call, arguments: list[Value]) -> Value:
    relationship = _only_argument(work, tree, arguments, "relationship", "null")
    return (
        Value("NULL", NULL) if relationship.type == NULL else Value(label(work, relationship), TEXT)
    )


def _labels(work: Work, tree: Call, arguments: list[Value]) -> Value:
    node = _only_argument(work, tree, arguments, "node", "null")
    if node.type == NULL:
        return Value("NULL", NULL)
    return Value(f"nullif([{label(work, node)}], [NULL])", list_of(TEXT))


def _end(name: str) -> Callable[[Work, Call, list[Value]], Value]:
    def end(work: Work, tree: Call, arguments: list[Value]) -> Value:
        relationship = _only_argument(work, tree, arguments, "relationship")
        return Value(column(work, relationship, name), Type("node", labels=work.schema.labels))

    return end


def _coalesce(work: Work, tree: Call, arguments: list[Value]) -> Value:
    if not arguments:
        raise work.stop("error.cypher_syntax", tree)
    kind = common(argument.type for argument in arguments)
    texts = ", ".join(cast(work, argument, kind).text for argument in arguments)
    return Value(f"coalesce({texts})", kind, finite=all(argument.finite for argument in arguments))


def _nullif(work: Work, tree: Call, arguments: list[Value]) -> Value:
    from graph.queries.cypher.operators import compared

    if len(arguments) != 2:
        raise work.stop("error.cypher_syntax", tree)
    equal = compared(work, tree, "=", *arguments).text
    return Value(f"(CASE WHEN {equal} THEN NULL ELSE {arguments[0].text} END)", arguments[0].type)


def _identity(work: Work, tree: Call, arguments: list[Value]) -> Value:
    return replace(_only_argument(work, tree, arguments, *_ENTITIES), type=IDENTITY, row=None)


def _properties(work: Work, tree: Call, arguments: list[Value]) -> Value:
    operand = _only_argument(work, tree, arguments, *_ENTITIES, "map", "any", "null")
    return properties(work, operand) if operand.type.kind in _ENTITIES else operand


def _keys(work: Work, tree: Call, arguments: list[Value]) -> Value:
    operand = _properties(work, tree, arguments)
    if operand.type.kind == "map" and not operand.type.fields:
        return EMPTY
    return call_python_as_json(work, "keys", dynamic.keys, [operand], list_of(TEXT))


def _duration(work: Work, tree: Call, arguments: list[Value]) -> Value:
    """Compile months and days from a map or from a text in the query."""
    operand = _only_argument(work, tree, arguments, "map", "text")
    text = work.constant(operand) if operand.type == TEXT else None
    parts = duration_of(text) if isinstance(text, str) else {}
    counts = {name: str(count) for name, count in parts.items()}
    for at, (name, kind) in enumerate(operand.type.fields):
        if kind == INTEGER:
            counts[name] = f"coalesce(({operand.text}).f{at}, {failing('cypher.kinds_met')})"
    if not counts or len(counts) < len(operand.type.fields) or not counts.keys() <= UNITS.keys():
        raise work.stop("cypher.duration", tree)
    months, days = (
        " + ".join(f"{count} * {UNITS[name][at]}" for name, count in counts.items())
        for at in (0, 1)
    )
    return _months_and_days(months, days)


def _months_and_days(months: str, days: str) -> Value:
    interval = f"to_months(CAST({months} AS INTEGER)) + to_days(CAST({days} AS INTEGER))"
    return Value(f"({interval})", DURATION)


def _between(unit: str) -> Callable[[Work, Call, list[Value]], Value]:
    def between(work: Work, tree: Call, arguments: list[Value]) -> Value:
        if [argument.type for argument in arguments] != [DATE, DATE]:
            raise wrong_operands(work, tree, *arguments)
        first, last = arguments
        if unit == "days":
            return _months_and_days("0", f"({last.text} - {first.text})")
        months = call_python(work, "months", months_between, arguments, INTEGER).text
        days = call_python(work, "days", days_between, arguments, INTEGER).text
        return _months_and_days(months, "0" if unit == "months" else days)

    return between


def _all_labels(work: Work, _tree: Call, _arguments: list[Value]) -> Value:
    """List all labels, as Neo4j does after a build has been sent to it."""
    return constant(work, sorted(work.schema.labels))


def _all_types(_work: Work, _tree: Call, _arguments: list[Value]) -> Value:
    """List the relationship types in use."""
    text = "(SELECT list(DISTINCT CAST(_type AS VARCHAR)) FROM relationships)"
    return Value(text, list_of(TEXT))


_SPECIAL: dict[str, Callable[[Work, Call, list[Value]], Value]] = {
    "type": _type,
    "labels": _labels,
    "startnode": _end("_source"),
    "endnode": _end("_target"),
    "coalesce": _coalesce,
    "nullif": _nullif,
    "call db.labels": _all_labels,
    "call db.relationshiptypes": _all_types,
    "duration": _duration,
    "duration.between": _between(""),
    "duration.inmonths": _between("months"),
    "duration.indays": _between("days"),
    "id": _identity,
    "elementid": _identity,
    "properties": _properties,
    "keys": _keys,
}
