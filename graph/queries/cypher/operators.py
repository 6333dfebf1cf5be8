"""Operators and choices in SQL."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from graph.queries.cypher import dynamic, regex
from graph.queries.cypher.tree import Binary, Case, ListOf, Property, Tree, Unary
from graph.queries.cypher.types import (
    ANY,
    BOOLEAN,
    FLOAT,
    INTEGER,
    NULL,
    SCALARS,
    TEXT,
    common,
    list_of,
)
from graph.queries.cypher.values import (
    called,
    cast,
    compiles,
    condition,
    failing,
    taught,
    value,
    wrong_operands,
)
from graph.queries.cypher.work import Scope, Value, Work

_EQUALITIES, _COMPARISONS = ("=", "<>"), ("=", "<>", "<", "<=", ">", ">=")
_TEXTS = {"STARTS WITH": "starts_with", "ENDS WITH": "ends_with", "CONTAINS": "contains"}
_NAMES = {
    "+": "plus", "||": "plus", "-": "minus", "*": "times", "/": "by", "%": "rest", "^": "power",
}  # fmt: skip
_NO_TRUTH = Value("CAST(NULL AS BOOLEAN)", BOOLEAN)


@compiles(Unary)
def _unary(work: Work, tree: Unary, scope: Scope) -> Value:
    if tree.operator == "NOT":
        return Value(f"(NOT {condition(work, tree.operand, scope)})", BOOLEAN)
    found = value(work, tree.operand, scope)
    if found.type.kind == "null":
        return found
    if found.type == ANY:
        return called(work, "negated", dynamic.negated, [found], ANY)
    if not found.type.is_number:
        raise wrong_operands(work, tree, found)
    return replace(found, text=f"(-{found.text})")


@compiles(Binary)
def _binary(work: Work, tree: Binary, scope: Scope) -> Value:
    operator = tree.operator
    if operator in ("AND", "OR", "XOR"):
        left, right = condition(work, tree.left, scope), condition(work, tree.right, scope)
        return Value(f"({left} {'<>' if operator == 'XOR' else operator} {right})", BOOLEAN)
    one = value(work, tree.left, scope)
    if operator == "IN":
        return _in(work, tree, one, scope)
    two = value(work, tree.right, scope)
    if operator in _COMPARISONS:
        return compared(work, tree, operator, one, two)
    if operator in _TEXTS or operator == "=~":
        return _of_texts(work, tree, one, two)
    if "list" in (one.type.kind, two.type.kind) and operator in ("+", "||"):
        return _lists_joined(work, tree, one, two)
    return _computed(work, tree, one, two)


# Comparing ----------------------------------------------------------------------------


def compared(work: Work, tree: Tree, operator: str, one: Value, two: Value) -> Value:
    """Two values beside each other, in whatever types they come."""
    kinds = {one.type.kind, two.type.kind}
    if "null" in kinds:
        return _NO_TRUTH
    if kinds <= {"integer", "float"} or (len(kinds) == 1 and kinds <= SCALARS | {"identity"}):
        return Value(_with_nan(operator, one, two), BOOLEAN)
    if len(kinds) == 1 and kinds <= {"node", "relationship"} and operator in _EQUALITIES:
        return Value(f"({one.text} {operator} {two.text})", BOOLEAN)
    _require_sense(work, tree, one, two)
    if operator in _EQUALITIES:
        equal = called(work, "equals", dynamic.equals, [one, two], BOOLEAN).text
        return Value(equal if operator == "=" else f"(NOT {equal})", BOOLEAN)
    if operator in (">", ">="):
        one, two = two, one
    also = Value(str("=" in operator).lower(), BOOLEAN)
    return called(work, "precedes", dynamic.precedes, [one, two, also], BOOLEAN)


def _with_nan(operator: str, one: Value, two: Value) -> str:
    """The engine finds NaN equal to itself and above every number, Neo4j neither."""
    plain = f"({one.text} {operator} {two.text})"
    doubtful = [f"isnan({v.text})" for v in (one, two) if v.type == FLOAT and not v.finite]
    if not doubtful:
        return plain
    otherwise = "true" if operator == "<>" else "false"
    nobody = f"{one.text} IS NOT NULL AND {two.text} IS NOT NULL"
    return f"(CASE WHEN ({' OR '.join(doubtful)}) AND {nobody} THEN {otherwise} ELSE {plain} END)"


def _require_sense(work: Work, tree: Tree, one: Value, two: Value) -> None:
    """A property beside a value of another kind is a slip: Neo4j would find nothing.

    Raises:
        WrongInput: with what to write.
    """
    sides = (tree.left, tree.right) if isinstance(tree, Binary) else ()
    kinds = {one.type.kind, two.type.kind}
    if kinds <= SCALARS and any(isinstance(side, Property) for side in sides):
        if kinds == {"date", "text"}:
            raise work.stop("cypher.date_as_text", tree, what=work.written(tree))
        raise wrong_operands(work, tree, one, two)
    if "identity" in kinds:
        raise work.stop("cypher.id", tree)


def _in(work: Work, tree: Binary, one: Value, scope: Scope) -> Value:
    if isinstance(tree.right, ListOf) and tree.right.items and one.is_simple:
        return _in_written(work, tree, one, [value(work, i, scope) for i in tree.right.items])
    many = value(work, tree.right, scope)
    if many.type.kind == "null":
        return _NO_TRUTH
    if many.type.kind not in ("list", "any"):
        raise wrong_operands(work, tree, one, many)
    inner = many.type.members
    alike = one.type == inner and one.type.kind in SCALARS - {"float"}
    if not (alike or one.type.kind == inner.kind == "node") or not one.is_simple:
        if many.type.kind == "list" and one.type.kind != inner.kind != "null":
            _require_sense(work, tree, one, Value("", inner))
        return called(work, "has_member", dynamic.has_member, [many, one], BOOLEAN)
    if many.is_given:
        holes = None in work.constant(many)
        within = f"(CASE WHEN len({many.text}) = 0 THEN false ELSE {_is_in(one, many)} END)"
        return Value(f"nullif({within}, false)" if holes else within, BOOLEAN)
    if not many.is_simple:
        return called(work, "has_member", dynamic.has_member, [many, one], BOOLEAN)
    return Value(
        f"(CASE WHEN {many.text} IS NULL THEN NULL WHEN len({many.text}) = 0 THEN false "
        f"WHEN {one.text} IS NULL THEN NULL WHEN {_is_in(one, many)} THEN true "
        f"WHEN len({many.text}) > list_count({many.text}) THEN NULL ELSE false END)",
        BOOLEAN,
    )


def _is_in(one: Value, many: Value) -> str:
    return f"list_contains({many.text}, {one.text})"


def _in_written(work: Work, tree: Binary, one: Value, items: list[Value]) -> Value:
    """Member by member."""
    answers = []
    for item in items:
        pair = Binary(tree.span, "=", tree.left, tree.right)
        answers.append(compared(work, pair, "=", one, item).text)
    return Value(f"({' OR '.join(answers)})", BOOLEAN)


def _of_texts(work: Work, tree: Binary, one: Value, two: Value) -> Value:
    kinds = {one.type.kind, two.type.kind}
    if not kinds <= {"text", "null", "any"}:
        raise wrong_operands(work, tree, one, two)
    if "null" in kinds:
        return _NO_TRUTH
    if tree.operator == "=~":
        pattern = work.constant(two)
        if isinstance(pattern, str) and not regex.is_shared(pattern):
            raise work.stop("cypher.regex", tree.right)
        return called(work, "matches", regex.matches, [one, two], BOOLEAN)
    if "any" in kinds:
        name = _TEXTS[tree.operator]
        return called(work, name, getattr(dynamic, name), [one, two], BOOLEAN)
    return Value(f"{_TEXTS[tree.operator]}({one.text}, {two.text})", BOOLEAN)


# Computing ----------------------------------------------------------------------------


def _lists_joined(work: Work, tree: Binary, one: Value, two: Value) -> Value:
    """Two lists, or a list and a member before or behind it."""
    if tree.operator == "||" and {one.type.kind, two.type.kind} - {"list", "null", "any"}:
        raise wrong_operands(work, tree, one, two)
    if "any" in (one.type.kind, two.type.kind):
        return _python(work, "+", one, two)
    if "null" in (one.type.kind, two.type.kind):
        return Value("NULL", NULL)
    first, second = (
        each
        if each.type.kind == "list"
        else Value(f"nullif([{each.text}], [NULL])", list_of(each.type))
        for each in (one, two)
    )
    both = common([first.type, second.type])
    return Value(f"({cast(work, first, both).text} || {cast(work, second, both).text})", both)


def _python(work: Work, operator: str, one: Value, two: Value) -> Value:
    """Values of any kinds, worked out by Python."""
    call = partial(dynamic.compute, operator.replace("||", "+"))
    return called(work, _NAMES[operator], call, [one, two], ANY)


def _computed(work: Work, tree: Binary, one: Value, two: Value) -> Value:
    operator, kinds = tree.operator, {one.type.kind, two.type.kind}
    numbers = {"integer", "float"} if operator != "||" else set()
    texts = {"text"} if operator in ("+", "||") else set()
    allowed = numbers | texts if kinds & {"any", "text"} else numbers
    if not kinds <= allowed | {"any", "null"}:
        raise wrong_operands(work, tree, one, two)
    if "null" in kinds:
        return Value("NULL", NULL)
    if "any" in kinds:
        return _python(work, operator, one, two)
    if "text" in kinds:
        return Value(f"({_as_text(work, one)} || {_as_text(work, two)})", TEXT)
    if operator == "^":
        return Value(f"pow(CAST({one.text} AS DOUBLE), CAST({two.text} AS DOUBLE))", FLOAT)
    if kinds == {"integer"} and operator in "/%":
        return _divided(work, operator, one, two)
    kind = INTEGER if kinds == {"integer"} else FLOAT
    finite = kind == FLOAT and one.finite and two.finite and operator in "+-*"
    left, right = (
        f"CAST({v.text} AS DOUBLE)" if kind == FLOAT and v.type == INTEGER else v.text
        for v in (one, two)
    )
    return Value(f"({left} {operator} {right})", kind, finite=finite)


def _divided(work: Work, operator: str, one: Value, two: Value) -> Value:
    """Whole numbers: cut off, and not by zero."""
    if not two.is_simple:
        call = partial(dynamic.compute, operator)
        return taught(work, _NAMES[operator], call, [one, two], INTEGER)
    by = f"(CASE WHEN {two.text} = 0 THEN {failing('cypher.by_zero')} ELSE {two.text} END)"
    return Value(f"({one.text} {'//' if operator == '/' else '%'} {by})", INTEGER)


def _as_text(work: Work, of: Value) -> str:
    if of.type.kind == "float":
        return taught(work, "text", dynamic.float_text, [of], TEXT).text
    return of.text if of.type == TEXT else f"CAST({of.text} AS VARCHAR)"


@compiles(Case)
def _case(work: Work, tree: Case, scope: Scope) -> Value:
    whens, results = [], []
    operand = None if tree.operand is None else value(work, tree.operand, scope)
    for asked, result in tree.branches:
        if operand is None:
            whens.append(condition(work, asked, scope))
        else:
            assert tree.operand
            pair = Binary(asked.span, "=", tree.operand, asked)
            whens.append(compared(work, pair, "=", operand, value(work, asked, scope)).text)
        results.append(value(work, result, scope))
    if tree.otherwise:
        results.append(value(work, tree.otherwise, scope))
    kind = common(each.type for each in results)
    texts = [cast(work, each, kind).text for each in results]
    otherwise = texts[-1] if tree.otherwise else "NULL"
    branches = " ".join(f"WHEN {w} THEN {t}" for w, t in zip(whens, texts, strict=False))
    return Value(
        f"(CASE {branches} ELSE {otherwise} END)", kind, finite=all(r.finite for r in results)
    )
