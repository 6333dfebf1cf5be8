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
    called,
    cast,
    column,
    compiles,
    constant,
    failing,
    label,
    properties,
    taught,
    value,
    wrong_operands,
)
from graph.queries.cypher.work import AGGREGATES, Scope, Value, Work, listed

_HELD = ("node", "relationship")


@compiles(Call)
def _call(work: Work, tree: Call, scope: Scope) -> Value:
    if tree.name in AGGREGATES:
        raise work.stop("cypher.nested_aggregate", tree)
    if tree.distinct or tree.star:
        raise work.stop("error.cypher_syntax", tree)
    given = [value(work, argument, scope) for argument in tree.arguments]
    if tree.name in _SPECIAL:
        return _SPECIAL[tree.name](work, tree, given)
    if tree.name not in FUNCTIONS:
        name = work.written(tree).partition("(")[0]
        every = {*FUNCTIONS, *_SPECIAL, *AGGREGATES}
        known = listed(sorted(each for each in every if " " not in each))
        raise work.stop("cypher.no_function", tree, name=name, known=known)
    return _plain(work, tree, FUNCTIONS[tree.name], given)


def _plain(work: Work, tree: Call, function: Function, given: list[Value]) -> Value:
    kinds = [each.type.kind for each in given]
    form = next((form for form in function.forms if form.takes_kinds(kinds, "null")), None)
    if form:
        gives = _gives(work, form, given)
        if "null" in kinds:
            return Value(f"CAST(NULL AS {gives.sql})", gives)
        if form.sql:
            text = form.sql.format(*(each.text for each in given))
            return Value(text, gives, finite=not given)
        if not {"map", "list"} & set(kinds):
            return taught(work, tree.name, function.call, given, gives)
    forms = [form for form in function.forms if form.takes_kinds(kinds, "null", "any")]
    if not forms:
        raise wrong_operands(work, tree, *given)
    kinds_given = {form.gives for form in function.forms if len(form.takes) == len(kinds)}
    kind = PLAIN.get(kinds_given.pop(), ANY) if len(kinds_given) == 1 else ANY
    return called(work, tree.name, lambda *values: fitting(function, list(values)), given, kind)


def _gives(work: Work, form: Form, given: list[Value]) -> Type:
    """The type of what a form gives, where it depends on what it is given."""
    if form.gives == "same":
        return given[0].type
    if form.gives == "member":
        return given[0].type.members
    if form.gives in ("nodes", "relationships"):
        names = work.schema.labels if form.gives == "nodes" else work.schema.types
        return list_of(Type(form.gives[:-1], labels=names))
    return PLAIN.get(form.gives) or list_of(PLAIN[form.gives[:-1]])


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


def _end(name: str) -> Callable[[Work, Call, list[Value]], Value]:
    def end(work: Work, tree: Call, given: list[Value]) -> Value:
        of = _only(work, tree, given, "relationship")
        return Value(column(work, of, name), Type("node", labels=work.schema.labels))

    return end


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
    return called(work, "keys", dynamic.keys, [of], list_of(TEXT))


def _duration(work: Work, tree: Call, given: list[Value]) -> Value:
    """Months and days, of a map or of a written text."""
    of = _only(work, tree, given, "map", "text")
    text = work.constant(of) if of.type == TEXT else None
    parts = duration_of(text) if isinstance(text, str) else {}
    counts = {name: str(count) for name, count in parts.items()}
    for at, (name, kind) in enumerate(of.type.fields):
        if kind == INTEGER:
            counts[name] = f"coalesce(({of.text}).f{at}, {failing('cypher.kinds_met')})"
    if not counts or len(counts) < len(of.type.fields) or not counts.keys() <= UNITS.keys():
        raise work.stop("cypher.duration", tree)
    months, days = (
        " + ".join(f"{count} * {UNITS[name][at]}" for name, count in counts.items())
        for at in (0, 1)
    )
    return _months_and_days(months, days)


def _months_and_days(months: str, days: str) -> Value:
    made = f"to_months(CAST({months} AS INTEGER)) + to_days(CAST({days} AS INTEGER))"
    return Value(f"({made})", DURATION)


def _between(unit: str) -> Callable[[Work, Call, list[Value]], Value]:
    def between(work: Work, tree: Call, given: list[Value]) -> Value:
        if [each.type for each in given] != [DATE, DATE]:
            raise wrong_operands(work, tree, *given)
        first, last = given
        if unit == "days":
            return _months_and_days("0", f"({last.text} - {first.text})")
        months = taught(work, "months", months_between, given, INTEGER).text
        days = taught(work, "days", days_between, given, INTEGER).text
        return _months_and_days(months, "0" if unit == "months" else days)

    return between


def _all_labels(work: Work, _tree: Call, _given: list[Value]) -> Value:
    """All labels there are: as Neo4j has them once a build has been sent there."""
    return constant(work, sorted(work.schema.labels))


def _all_types(_work: Work, _tree: Call, _given: list[Value]) -> Value:
    """The types in use."""
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
