"""Operators and choices in SQL."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from graph.queries.cypher import dynamic, regex, syntax
from graph.queries.cypher.syntax import Tree
from graph.queries.cypher.types import (
    ANY,
    BOOLEAN,
    DATE,
    DURATION,
    FLOAT,
    INTEGER,
    NULL,
    SCALARS,
    TEXT,
    common,
    list_of,
)
from graph.queries.cypher.values import (
    call_python,
    call_python_as_json,
    cast,
    compiles,
    condition,
    failing,
    value,
    wrong_operands,
)
from graph.queries.cypher.work import Scope, Value, Work

_EQUALITIES, _COMPARISONS = ("=", "<>"), ("=", "<>", "<", "<=", ">", ">=")
_NAMES = {
    "+": "plus", "||": "plus", "-": "minus", "*": "times", "/": "by", "%": "rest", "^": "power",
}  # fmt: skip
_NO_TRUTH = Value("CAST(NULL AS BOOLEAN)", BOOLEAN)


@compiles(syntax.Unary)
def _unary(work: Work, tree: syntax.Unary, scope: Scope) -> Value:
    if tree.operator == "NOT":
        return Value(f"(NOT {condition(work, tree.operand, scope)})", BOOLEAN)
    result = value(work, tree.operand, scope)
    if tree.operator != "-":
        return Value(f"(({result.text}) {tree.operator})", BOOLEAN)
    if result.type.kind == "null":
        return result
    if result.type == ANY:
        return call_python_as_json(work, "negated", dynamic.negated, [result], ANY)
    if not result.type.is_number:
        raise wrong_operands(work, tree, result)
    return replace(result, text=f"(-{result.text})")


@compiles(syntax.Binary)
def _binary(work: Work, tree: syntax.Binary, scope: Scope) -> Value:
    operator = tree.operator
    if operator in ("AND", "OR", "XOR"):
        first, second = condition(work, tree.left, scope), condition(work, tree.right, scope)
        return Value(f"({first} {'<>' if operator == 'XOR' else operator} {second})", BOOLEAN)
    left = value(work, tree.left, scope)
    if operator == "IN":
        return _in(work, tree, left, scope)
    right = value(work, tree.right, scope)
    if operator in _COMPARISONS:
        return compared(work, tree, operator, left, right)
    if operator in dynamic.TEXTS or operator == "=~":
        return _of_texts(work, tree, left, right)
    if "list" in (left.type.kind, right.type.kind) and operator in ("+", "||"):
        return _lists_joined(work, tree, left, right)
    return _computed(work, tree, left, right)


# Comparing ----------------------------------------------------------------------------


def compared(work: Work, tree: Tree, operator: str, left: Value, right: Value) -> Value:
    """Compile a comparison of two values of any types."""
    kinds = {left.type.kind, right.type.kind}
    if "null" in kinds:
        return _NO_TRUTH
    if kinds <= {"integer", "float"} or (len(kinds) == 1 and kinds <= SCALARS | {"identity"}):
        return Value(_with_nan(operator, left, right), BOOLEAN)
    if len(kinds) == 1 and kinds <= {"node", "relationship"} and operator in _EQUALITIES:
        return Value(f"({left.text} {operator} {right.text})", BOOLEAN)
    _require_sense(work, tree, left, right)
    if operator in _EQUALITIES:
        equal = call_python_as_json(work, "equals", dynamic.equals, [left, right], BOOLEAN).text
        return Value(equal if operator == "=" else f"(NOT {equal})", BOOLEAN)
    if operator in (">", ">="):
        left, right = right, left
    also = Value(str("=" in operator).lower(), BOOLEAN)
    return call_python_as_json(work, "precedes", dynamic.precedes, [left, right, also], BOOLEAN)


def _with_nan(operator: str, left: Value, right: Value) -> str:
    """Compile a comparison with Neo4j's NaN; the engine has it equal to itself and the largest."""
    plain = f"({left.text} {operator} {right.text})"
    doubtful = [
        f"isnan({operand.text})"
        for operand in (left, right)
        if operand.type == FLOAT and not operand.finite
    ]
    if not doubtful:
        return plain
    if_nan = "true" if operator == "<>" else "false"
    no_null = f"{left.text} IS NOT NULL AND {right.text} IS NOT NULL"
    return f"(CASE WHEN ({' OR '.join(doubtful)}) AND {no_null} THEN {if_nan} ELSE {plain} END)"


def _require_sense(work: Work, tree: Tree, left: Value, right: Value) -> None:
    """Refuse to compare a property with a value of another kind: Neo4j would find nothing.

    Raises:
        WrongInput: the kinds differ; the message says what to write.
    """
    sides = (tree.left, tree.right) if isinstance(tree, syntax.Binary) else ()
    kinds = {left.type.kind, right.type.kind}
    if kinds <= SCALARS and any(isinstance(side, syntax.Property) for side in sides):
        if kinds == {"date", "text"}:
            raise work.stop("cypher.date_as_text", tree, what=work.written(tree))
        raise wrong_operands(work, tree, left, right)
    if "identity" in kinds:
        raise work.stop("cypher.id", tree)


def _in(work: Work, tree: syntax.Binary, left: Value, scope: Scope) -> Value:
    if isinstance(tree.right, syntax.ListOf) and tree.right.items and left.is_simple:
        return _in_written(
            work, tree, left, [value(work, item, scope) for item in tree.right.items]
        )
    many = value(work, tree.right, scope)
    if many.type.kind == "null":
        return _NO_TRUTH
    if many.type.kind not in ("list", "any"):
        raise wrong_operands(work, tree, left, many)
    inner = many.type.members
    alike = left.type == inner and left.type.kind in SCALARS - {"float"}
    if not (alike or left.type.kind == inner.kind == "node") or not left.is_simple:
        if many.type.kind == "list" and left.type.kind != inner.kind != "null":
            _require_sense(work, tree, left, Value("", inner))
        return call_python_as_json(work, "has_member", dynamic.has_member, [many, left], BOOLEAN)
    if not many.is_simple:
        return call_python_as_json(work, "has_member", dynamic.has_member, [many, left], BOOLEAN)
    return Value(
        f"(CASE WHEN {many.text} IS NULL THEN NULL WHEN len({many.text}) = 0 THEN false "
        f"WHEN {left.text} IS NULL THEN NULL "
        f"WHEN list_contains({many.text}, {left.text}) THEN true "
        f"WHEN len({many.text}) > list_count({many.text}) THEN NULL ELSE false END)",
        BOOLEAN,
    )


def _in_written(work: Work, tree: syntax.Binary, left: Value, items: list[Value]) -> Value:
    """Compile IN with a written list as one comparison for each member."""
    answers = []
    for item in items:
        pair = syntax.Binary(tree.span, "=", tree.left, tree.right)
        answers.append(compared(work, pair, "=", left, item).text)
    return Value(f"({' OR '.join(answers)})", BOOLEAN)


def _of_texts(work: Work, tree: syntax.Binary, left: Value, right: Value) -> Value:
    kinds = {left.type.kind, right.type.kind}
    if not kinds <= {"text", "null", "any"}:
        raise wrong_operands(work, tree, left, right)
    if "null" in kinds:
        return _NO_TRUTH
    if tree.operator == "=~":
        pattern = work.constant(right)
        if isinstance(pattern, str) and not regex.is_shared(pattern):
            raise work.stop("cypher.regex", tree.right)
        return call_python_as_json(work, "matches", regex.matches, [left, right], BOOLEAN)
    name, test = dynamic.TEXTS[tree.operator]
    if "any" in kinds:
        return call_python_as_json(work, name, test, [left, right], BOOLEAN)
    return Value(f"{name}({left.text}, {right.text})", BOOLEAN)


# Computing ----------------------------------------------------------------------------


def _lists_joined(work: Work, tree: syntax.Binary, left: Value, right: Value) -> Value:
    """Compile the joining of two lists, or of a list and a member before or behind it."""
    if tree.operator == "||" and {left.type.kind, right.type.kind} - {"list", "null", "any"}:
        raise wrong_operands(work, tree, left, right)
    if "any" in (left.type.kind, right.type.kind):
        return _python(work, "+", left, right)
    if "null" in (left.type.kind, right.type.kind):
        return Value("NULL", NULL)
    first, second = (
        operand
        if operand.type.kind == "list"
        else Value(f"nullif([{operand.text}], [NULL])", list_of(operand.type))
        for operand in (left, right)
    )
    both = common([first.type, second.type])
    return Value(f"({cast(work, first, both).text} || {cast(work, second, both).text})", both)


def _python(work: Work, operator: str, left: Value, right: Value) -> Value:
    """Compile an operation on values of any kinds, which Python carries out."""
    call = partial(dynamic.compute, operator.replace("||", "+"))
    return call_python_as_json(work, _NAMES[operator], call, [left, right], ANY)


def _computed(work: Work, tree: syntax.Binary, left: Value, right: Value) -> Value:
    operator, kinds = tree.operator, {left.type.kind, right.type.kind}
    if right.type == DURATION and left.type in (DATE, DURATION) and operator in "+-":
        return Value(f"CAST(({left.text} {operator} {right.text}) AS {left.type.sql})", left.type)
    numbers = {"integer", "float"} if operator != "||" else set()
    texts = {"text"} if operator in ("+", "||") else set()
    allowed = numbers | texts if kinds & {"any", "text"} else numbers
    if not kinds <= allowed | {"any", "null"}:
        raise wrong_operands(work, tree, left, right)
    if "null" in kinds:
        return Value("NULL", NULL)
    if "any" in kinds:
        return _python(work, operator, left, right)
    if "text" in kinds:
        return Value(f"({_as_text(work, left)} || {_as_text(work, right)})", TEXT)
    if operator == "^":
        return Value(f"pow(CAST({left.text} AS DOUBLE), CAST({right.text} AS DOUBLE))", FLOAT)
    if kinds == {"integer"} and operator in "/%":
        return _divided(work, operator, left, right)
    kind = INTEGER if kinds == {"integer"} else FLOAT
    finite = kind == FLOAT and left.finite and right.finite and operator in "+-*"
    first, second = (
        f"CAST({operand.text} AS DOUBLE)"
        if kind == FLOAT and operand.type == INTEGER
        else operand.text
        for operand in (left, right)
    )
    return Value(f"({first} {operator} {second})", kind, finite=finite)


def _divided(work: Work, operator: str, left: Value, right: Value) -> Value:
    """Compile the division of integers, which cuts off the fraction and refuses zero."""
    if not right.is_simple:
        call = partial(dynamic.compute, operator)
        return call_python(work, _NAMES[operator], call, [left, right], INTEGER)
    by = f"(CASE WHEN {right.text} = 0 THEN {failing('cypher.by_zero')} ELSE {right.text} END)"
    return Value(f"({left.text} {'//' if operator == '/' else '%'} {by})", INTEGER)


def _as_text(work: Work, operand: Value) -> str:
    if operand.type.kind == "float":
        return call_python(work, "text", dynamic.float_text, [operand], TEXT).text
    return operand.text if operand.type == TEXT else f"CAST({operand.text} AS VARCHAR)"


@compiles(syntax.Case)
def _case(work: Work, tree: syntax.Case, scope: Scope) -> Value:
    whens, results = [], []
    operand = None if tree.operand is None else value(work, tree.operand, scope)
    for test, result in tree.branches:
        if operand is None:
            whens.append(condition(work, test, scope))
        else:
            assert tree.operand
            pair = syntax.Binary(test.span, "=", tree.operand, test)
            whens.append(compared(work, pair, "=", operand, value(work, test, scope)).text)
        results.append(value(work, result, scope))
    if tree.otherwise:
        results.append(value(work, tree.otherwise, scope))
    kind = common(branch_value.type for branch_value in results)
    texts = [cast(work, branch_value, kind).text for branch_value in results]
    otherwise = texts[-1] if tree.otherwise else "NULL"
    branches = " ".join(
        f"WHEN {test} THEN {result}" for test, result in zip(whens, texts, strict=False)
    )
    return Value(
        f"(CASE {branches} ELSE {otherwise} END)",
        kind,
        finite=all(branch.finite for branch in results),
    )
