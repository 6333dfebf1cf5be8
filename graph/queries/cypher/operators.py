"""Operators and choices for the embedded engine."""

from __future__ import annotations

from graph.queries.cypher.tree import (
    Binary,
    Case,
    IsNull,
    ListOf,
    Literal,
    Parameter,
    Unary,
)
from graph.queries.cypher.types import (
    BOOLEAN,
    FLOAT,
    INTEGER,
    NULL,
    TEXT,
    Type,
    are_comparable,
    common,
    list_of,
)
from graph.queries.cypher.values import (
    ORDERED,
    Scope,
    Value,
    ValueTranslator,
)


class OperatorTranslator(ValueTranslator):
    """``NOT``, ``=``, ``+``, ``IN``, ``CASE`` and their like."""

    def _unary(self, tree: Unary, scope: Scope) -> Value:
        if tree.operator == "NOT":
            return Value(f"(NOT {self.condition(tree.operand, scope)})", BOOLEAN)
        found = self.value(tree.operand, scope)
        if not found.type.is_number:
            raise self._wrong_operands(tree, found)
        return Value(f"(-{found.text})", found.type)

    def _binary(self, tree: Binary, scope: Scope) -> Value:
        operator = tree.operator
        if operator in ("AND", "OR", "XOR"):
            left, right = self.condition(tree.left, scope), self.condition(tree.right, scope)
            return Value(f"({left} {operator} {right})", BOOLEAN)
        if operator == "IN":
            return self._in(tree, scope)
        one, two = self.value(tree.left, scope), self.value(tree.right, scope)
        if operator in ("=", "<>", "<", "<=", ">", ">="):
            return self._compared(tree, one, two)
        if operator in ("STARTS WITH", "ENDS WITH", "CONTAINS"):
            return self._within(tree, one, two)
        if operator == "=~":
            raise self.stop("cypher.regex", tree)
        if operator in ("+", "||"):
            return self._added(tree, one, two)
        return self._computed(tree, one, two)

    def _compared(self, tree: Binary, one: Value, two: Value) -> Value:
        if not are_comparable(one.type, two.type):
            kinds = {one.type.kind, two.type.kind}
            if kinds == {"date", "text"}:
                raise self.stop("cypher.date_as_text", tree, what=self.written(tree))
            raise self._wrong_operands(tree, one, two)
        kind = two.type.kind if one.type.kind == "null" else one.type.kind
        is_equality = tree.operator in ("=", "<>")
        if kind not in ORDERED | {"null"} and not (
            is_equality and kind in ("node", "relationship")
        ):
            if kind in ("list", "map", "path"):
                raise self.stop("cypher.compare_lists", tree)
            raise self._wrong_operands(tree, one, two)
        return Value(f"({_beside(one, two)} {tree.operator} {_beside(two, one)})", BOOLEAN)

    def _within(self, tree: Binary, one: Value, two: Value) -> Value:
        if not {one.type.kind, two.type.kind} <= {"text", "null"}:
            raise self._wrong_operands(tree, one, two)
        found = f"({one.text} {tree.operator} {two.text})"
        certain = isinstance(tree.right, Literal) and bool(tree.right.value)
        if tree.operator == "CONTAINS" and not certain:  # the engine finds no empty text
            found = f"({found} OR ({two.text} = '' AND {one.text} IS NOT NULL))"
        return Value(found, BOOLEAN)

    def _added(self, tree: Binary, one: Value, two: Value) -> Value:
        kinds = (one.type.kind, two.type.kind)
        if "null" in kinds:
            raise self._wrong_operands(tree, one, two)
        if kinds == ("list", "list"):
            both = common([one.type, two.type])
            if both is None:
                raise self._wrong_operands(tree, one, two)
            return Value(f"list_concat({one.text}, {two.text})", both)
        if tree.operator == "+" and "list" in kinds:
            return self._appended(tree, one, two)
        if tree.operator == "+" and one.type.is_number and two.type.is_number:
            return self._computed(tree, one, two)
        if "text" in kinds and set(kinds) <= (
            {"text", "integer", "float"} if tree.operator == "+" else {"text"}
        ):
            return Value(f"({_as_text(one)} + {_as_text(two)})", TEXT)
        raise self._wrong_operands(tree, one, two)

    def _appended(self, tree: Binary, one: Value, two: Value) -> Value:
        """A list and a member before or behind it."""
        first, second = (
            value if value.type.kind == "list" else Value(f"[{value.text}]", list_of(value.type))
            for value in (one, two)
        )
        both = common([first.type, second.type])
        if both is None:
            raise self._wrong_operands(tree, one, two)
        return Value(f"list_concat({first.text}, {second.text})", both)

    def _computed(self, tree: Binary, one: Value, two: Value) -> Value:
        allowed = {"integer", "float"} | ({"number"} if tree.operator not in "/%" else set())
        if not {one.type.kind, two.type.kind} <= allowed:
            raise self._wrong_operands(tree, one, two)
        kinds = {one.type.kind, two.type.kind}
        kind = INTEGER if kinds == {"integer"} else FLOAT
        if "number" in kinds:
            kind = Type("number")
        if tree.operator == "^":
            kind = FLOAT
        return Value(f"({one.text} {tree.operator} {two.text})", kind)

    def _isnull(self, tree: IsNull, scope: Scope) -> Value:
        found = self.value(tree.operand, scope)
        return Value(f"(({found.text}) IS {'NOT ' * tree.negated}NULL)", BOOLEAN)

    def _in(self, tree: Binary, scope: Scope) -> Value:
        """Membership with null as Neo4j has it; a written list is asked member by member."""
        one = self.value(tree.left, scope)
        if isinstance(tree.right, ListOf):
            return self._in_written(tree, one, [self.value(i, scope) for i in tree.right.items])
        many = self.value(tree.right, scope)
        if many.type.kind == "null":
            return Value("NULL", BOOLEAN)
        inner = many.type.item or NULL
        mixed = {one.type.kind, inner.kind} & {"float", "number"} and one.type != inner
        if many.type.kind != "list" or not are_comparable(one.type, inner) or mixed:
            raise self._wrong_operands(tree, one, many)
        member = f"{one.text} IN {many.text}"
        if isinstance(tree.right, Parameter) and not many.type.holes and many.text[0] == "$":
            return Value(f"({member})", BOOLEAN)
        x = self.new("x")
        holes = f"WHEN size(list_filter({many.text}, {x} -> {x} IS NULL)) > 0 THEN NULL "
        return Value(
            f"(CASE WHEN {many.text} IS NULL THEN NULL WHEN size({many.text}) = 0 THEN false "
            f"WHEN {one.text} IS NULL THEN NULL WHEN {member} THEN true "
            f"{holes if many.type.holes else ''}ELSE false END)",
            BOOLEAN,
        )

    def _in_written(self, tree: Binary, one: Value, items: list[Value]) -> Value:
        assert isinstance(tree.right, ListOf)
        if not items:
            return Value("false", BOOLEAN)
        for item in items:
            if not are_comparable(one.type, item.type):
                raise self._wrong_operands(tree, one, item)
        alike = len({one.type.kind, *(item.type.kind for item in items)}) == 1
        if alike and all(isinstance(i, Literal) for i in tree.right.items):
            return Value(f"({one.text} IN [{', '.join(i.text for i in items)}])", BOOLEAN)
        return Value(
            "(" + " OR ".join(f"{_beside(one, i)} = {_beside(i, one)}" for i in items) + ")",
            BOOLEAN,
        )

    # Choices ------------------------------------------------------------------------------

    def _case(self, tree: Case, scope: Scope) -> Value:
        """Always with conditions: the engine finds null equal to null, Neo4j does not."""
        whens, results = [], []
        for condition, result in tree.branches:
            if tree.operand is not None:
                condition = Binary(condition.span, "=", tree.operand, condition)
            whens.append(self.condition(condition, scope))
            results.append(self.value(result, scope))
        otherwise = self.value(tree.otherwise, scope) if tree.otherwise else Value("NULL", NULL)
        kind = common([*(r.type for r in results), otherwise.type])
        if kind is None:
            raise self.stop("cypher.mixed", tree)
        branches = " ".join(
            f"WHEN {when} THEN {result.text}" for when, result in zip(whens, results, strict=True)
        )
        return Value(f"(CASE {branches} ELSE {otherwise.text} END)", kind)


def _as_text(value: Value) -> str:
    if value.type.kind == "integer":
        return f"CAST({value.text} AS STRING)"
    return f"tc_text({value.text})" if value.type.kind == "float" else value.text


def _beside(value: Value, other: Value) -> str:
    """A number to compare with another: the engine misses an integer that equals a float."""
    mixed = value.type.kind == "integer" and other.type.kind in ("float", "number")
    return f"CAST({value.text} AS DOUBLE)" if mixed else value.text
