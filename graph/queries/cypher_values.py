"""Expressions for the embedded engine: the same value as Neo4j gives, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from graph.errors import WrongInput
from graph.queries.cypher_functions import DATE_PARTS, FUNCTIONS
from graph.queries.cypher_tokens import refuse
from graph.queries.cypher_tree import (
    Binary,
    Call,
    Case,
    Comprehension,
    HasLabel,
    Index,
    IsNull,
    LabelName,
    LabelSum,
    ListOf,
    Literal,
    MapOf,
    Parameter,
    Projection,
    Property,
    Quantifier,
    Slice,
    Subquery,
    Tree,
    Unary,
    Variable,
)
from graph.queries.cypher_types import (
    BOOLEAN,
    DATE,
    FLOAT,
    INTEGER,
    NULL,
    TEXT,
    Schema,
    Type,
    are_comparable,
    common,
    list_of,
    type_of_value,
)

AGGREGATES = frozenset(
    {"count", "sum", "avg", "min", "max", "collect", "percentilecont", "percentiledisc"}
    | {"stdev", "stdevp"}
)
_ORDERED = frozenset({"integer", "float", "number", "text", "boolean", "date"})
# Texts that mean themselves between quotes; others are given apart.
_PLAIN_BODY = re.compile(
    r"x\d+(\.`\w+`)?|label\(x\d+\)|\(x\d+ (=|<>|<|<=|>|>=) (\$p\d+|'[^']*'|\(?-?\d+\)?)\)"
)
_PLAIN = re.compile(r"[^'\\\x00-\x1f\x7f-\x9f]*")


@dataclass(frozen=True)
class Known:
    """A variable in scope: its name or expression in the engine's words, and its type."""

    text: str
    type: Type


Scope = Mapping[str, Known]
Value = Known


def parts(tree: Any) -> Iterator[Tree]:
    """The trees right below a tree."""
    for field in fields(tree):
        yield from _trees(getattr(tree, field.name))


def _trees(value: Any) -> Iterator[Tree]:
    if isinstance(value, Tree):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _trees(each)


def has_aggregate(tree: Tree) -> bool:
    """Whether a count, sum … stands in it."""
    if isinstance(tree, Call) and tree.name in AGGREGATES:
        return True
    return not isinstance(tree, Subquery) and any(map(has_aggregate, parts(tree)))


class ValueTranslator:
    """Expressions of one query. ``values`` are what the engine is given for its ``$names``."""

    def __init__(self, text: str, schema: Schema, parameters: Mapping[str, Any]) -> None:
        self.text = text
        self.schema = schema
        self.parameters = parameters
        self.used: set[str] = set()
        self.values: dict[str, Any] = {}
        self.ends: dict[str, tuple[Known, Known]] = {}
        self.visible: set[str] = set()
        self.projected: list[tuple[Tree, Known]] = []
        self.in_lambda = 0
        self.ordered = False
        self._lists: list[bool] = []
        self._count = 0

    def new(self, letter: str = "v") -> str:
        """A name nobody has."""
        self._count += 1
        return f"{letter}{self._count}"

    def stop(self, key: str, tree: Tree, **values: object) -> WrongInput:
        """A refusal of a part of the query."""
        return refuse(key, self.text, tree.span[0], **values)

    def written(self, tree: Tree) -> str:
        """A part of the query as its author wrote it."""
        return self.text[slice(*tree.span)]

    # Any expression -----------------------------------------------------------------------

    def value(self, tree: Tree, scope: Scope) -> Value:
        """The expression in the engine's words, with its type."""
        for projected, known in self.projected:
            if tree == projected:
                return known
        method: Callable[[Any, Scope], Value] = getattr(self, f"_{type(tree).__name__.lower()}")
        return method(tree, scope)

    def condition(self, tree: Tree, scope: Scope) -> str:
        """An expression that is true, false or null."""
        found = self.value(tree, scope)
        if found.type.kind not in ("boolean", "null"):
            raise self.stop("cypher.no_condition", tree, what=self.written(tree))
        return found.text

    def _given(self, value: Any) -> str:
        name = self.new("p")
        self.values[name] = value
        return f"${name}"

    def _constant(self, value: Any, tree: Tree) -> Value:
        found = type_of_value(value)
        if found is None:
            raise self.stop("cypher.mixed", tree)
        if value is None:
            return Value("NULL", NULL)
        if isinstance(value, bool):
            return Value(str(value).lower(), BOOLEAN)
        if isinstance(value, int):
            return Value(str(value) if value >= 0 else f"({value})", INTEGER)
        if isinstance(value, float) and self.in_lambda:
            digits = repr(value).replace("e+", "e")
            return Value(digits if value >= 0 else f"({digits})", FLOAT)
        if isinstance(value, str) and _PLAIN.fullmatch(value):
            return Value(f"'{value}'", TEXT)
        if isinstance(value, str) and self.in_lambda:
            raise self.stop("cypher.text_in_list", tree)
        if value == []:
            return Value("CAST([] AS STRING[])", found)
        return Value(self._given(_numbered(value)), found)

    def _literal(self, tree: Literal, _scope: Scope) -> Value:
        return self._constant(tree.value, tree)

    def _parameter(self, tree: Parameter, _scope: Scope) -> Value:
        if tree.name not in self.parameters:
            raise self.stop("cypher.no_parameter", tree, name=tree.name)
        self.used.add(tree.name)
        return self._constant(self.parameters[tree.name], tree)

    def _variable(self, tree: Variable, scope: Scope) -> Value:
        if self.in_lambda and tree.name in scope and scope[tree.name].text[0] != "x":
            raise self.stop("cypher.outside_list", tree, name=tree.name)
        if tree.name not in scope:
            raise self.stop("cypher.no_variable", tree, name=tree.name, known=_listed(scope))
        return scope[tree.name]

    def _property(self, tree: Property, scope: Scope) -> Value:
        of = self.value(tree.of, scope)
        if isinstance(tree.of, Parameter) and tree.name in (given := self._map_given(tree.of)):
            return self._constant(given[tree.name], tree)
        kind = of.type.kind
        if kind in ("node", "relationship"):
            return self._own(tree, of, tree.name)
        if kind == "map":
            names = [name for name, _ in of.type.fields]
            if tree.name not in names:
                raise self.stop("cypher.no_field", tree, name=tree.name, known=_listed(names))
            at = names.index(tree.name)
            if not of.text.isidentifier():
                raise self.stop("cypher.name_first", tree, what=self.written(tree.of))
            return Value(f"{of.text}.f{at}", of.type.fields[at][1])
        if kind == "date" and tree.name in DATE_PARTS:
            return Value(f"date_part('{DATE_PARTS[tree.name]}', {of.text})", INTEGER)
        raise self.stop("cypher.no_property_of", tree, name=tree.name, what=self.written(tree.of))

    def _map_given(self, tree: Parameter) -> Mapping[str, Any]:
        value = self.parameters[tree.name]
        return value if isinstance(value, dict) else {}

    def _own(self, tree: Tree, of: Value, name: str) -> Value:
        """A property of a node or relationship."""
        owners = self.schema.owners.get(name, set())
        if not owners & of.type.labels:
            some = sorted(of.type.labels)
            known = self.schema.of(some[0]) if len(some) == 1 else sorted(self.schema.properties)
            raise self.stop(
                "cypher.no_property", tree, name=name, of=_listed(some), known=_listed(known)
            )
        if not of.text.isidentifier():
            raise self.stop("cypher.name_first", tree, what=of.text)
        return Value(f"{of.text}.`{name}`", self.schema.properties[name])

    # Operators ----------------------------------------------------------------------------

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

    def _wrong_operands(self, tree: Tree, *found: Value) -> WrongInput:
        kinds = ", ".join(value.type.kind for value in found)
        return self.stop("cypher.wrong_kinds", tree, what=self.written(tree), kinds=kinds)

    def _compared(self, tree: Binary, one: Value, two: Value) -> Value:
        if not are_comparable(one.type, two.type):
            kinds = {one.type.kind, two.type.kind}
            if kinds == {"date", "text"}:
                raise self.stop("cypher.date_as_text", tree, what=self.written(tree))
            raise self._wrong_operands(tree, one, two)
        kind = two.type.kind if one.type.kind == "null" else one.type.kind
        is_equality = tree.operator in ("=", "<>")
        if kind not in _ORDERED | {"null"} and not (
            is_equality and kind in ("node", "relationship")
        ):
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

    # Labels -------------------------------------------------------------------------------

    def names_of(self, tree: Tree, every: frozenset[str]) -> frozenset[str]:
        """The labels (or types) that a label expression allows."""
        if isinstance(tree, LabelName):
            if tree.name not in every:
                near = [n for n in sorted(every) if n.lower() == tree.name.lower()]
                known = _listed(near or sorted(every))
                key = "cypher.no_label" if every is self.schema.labels else "cypher.no_type"
                raise self.stop(key, tree, name=tree.name, known=known)
            return frozenset({tree.name})
        assert isinstance(tree, LabelSum)
        sets = [self.names_of(part, every) for part in tree.parts]
        if tree.operator == "!":
            return every - sets[0]
        if tree.operator == "%":
            return every
        if tree.operator == "|":
            return frozenset().union(*sets)
        return frozenset.intersection(*sets)

    def has_label(self, of: Value, names: frozenset[str]) -> str:
        """Whether a node or relationship, which may be null, has one of the labels."""
        listed = ", ".join(f"'{name}'" for name in sorted(names))
        found = f"label({of.text}) IN [{listed}]" if names else "false"
        return _unless_null(of, f"({found})")

    def _haslabel(self, tree: HasLabel, scope: Scope) -> Value:
        of = self.value(tree.operand, scope)
        if of.type.kind not in ("node", "relationship"):
            raise self._wrong_operands(tree, of)
        every = self.schema.labels if of.type.kind == "node" else self.schema.types
        return Value(self.has_label(of, self.names_of(tree.labels, every)), BOOLEAN)

    # Lists and maps -----------------------------------------------------------------------

    def _listof(self, tree: ListOf, scope: Scope) -> Value:
        items = [self.value(item, scope) for item in tree.items]
        if not items:
            return Value("CAST([] AS STRING[])", list_of(NULL))
        inner = common(item.type for item in items)
        if inner is None:
            raise self.stop("cypher.mixed", tree)
        holes = not all(isinstance(i, Literal) and i.value is not None for i in tree.items)
        return Value(f"[{', '.join(i.text for i in items)}]", list_of(inner, holes=holes))

    def _mapof(self, tree: MapOf, scope: Scope) -> Value:
        return self._map(tree, [(key, self.value(value, scope)) for key, value in tree.entries])

    def _map(self, tree: Tree, entries: list[tuple[str, Value]]) -> Value:
        """Fields are numbered for the engine; the answer gets their names back."""
        if not entries or len({key for key, _ in entries}) < len(entries):
            raise self.stop("cypher.odd_map", tree)
        inner = ", ".join(f"f{at}: {value.text}" for at, (_, value) in enumerate(entries))
        return Value(
            f"{{{inner}}}", Type("map", fields=tuple((key, value.type) for key, value in entries))
        )

    def _projection(self, tree: Projection, scope: Scope) -> Value:
        of = self.value(tree.of, scope)
        if of.type.kind not in ("node", "relationship"):
            raise self._wrong_operands(tree, of)
        entries = [
            (key, self._own(tree, of, key) if value is None else self.value(value, scope))
            for key, value in tree.entries
        ]
        found = self._map(tree, entries)
        return Value(_unless_null(of, found.text), found.type)

    def _items(self, tree: Tree, scope: Scope) -> Value:
        found = self.value(tree, scope)
        if found.type.kind != "list":
            raise self._wrong_operands(tree, found)
        return found

    def _element(self, many: Value, places: str) -> Value:
        """The one member of a slice of one, or null; beyond the list the engine would stop."""
        item = many.type.item or NULL
        if item.kind == "null":
            return Value("NULL", NULL)
        if not item.engine:
            return Value(f"list_extract({many.text}, {places.partition(',')[0]})", item)
        one = f"list_slice({many.text}, {places})"
        return Value(f"list_extract(list_concat({one}, CAST([NULL] AS {item.engine}[])), 1)", item)

    def _index(self, tree: Index, scope: Scope) -> Value:
        if isinstance(tree.at, Literal) and isinstance(tree.at.value, str):
            return self._property(Property(tree.span, tree.of, tree.at.value), scope)
        many = self._items(tree.of, scope)
        at = self.value(tree.at, scope)
        if at.type.kind != "integer":
            raise self._wrong_operands(tree, many, at)
        if not isinstance(tree.at, Literal):
            return self._index_by(tree, many, at)
        number = tree.at.value
        if number < 0:
            many = replace(many, text=f"list_reverse({many.text})")
            number = -number - 1
        return self._element(many, f"{number + 1}, {number + 1}")

    def _index_by(self, tree: Index, many: Value, at: Value) -> Value:
        item = many.type.item or NULL
        if not item.engine:
            raise self.stop("cypher.index", tree)
        forth = f"list_slice({many.text}, {at.text} + 1, {at.text} + 1)"
        back = f"list_slice(list_reverse({many.text}), -{at.text}, -{at.text})"
        one = f"CASE WHEN {at.text} >= 0 THEN {forth} ELSE {back} END"
        return Value(f"list_extract(list_concat({one}, CAST([NULL] AS {item.engine}[])), 1)", item)

    def _slice(self, tree: Slice, scope: Scope) -> Value:
        many = self._items(tree.of, scope)
        if isinstance(tree.first, Literal) and type(tree.first.value) is int and not tree.end:
            from_end = -tree.first.value
            if from_end > 0:  # the last so many
                size = f"size({many.text})"
                begin = f"CASE WHEN {size} > {from_end} THEN {size} - {from_end - 1} ELSE 1 END"
                return Value(f"list_slice({many.text}, {begin}, {size})", many.type)
        for bound in (tree.first, tree.end):
            if bound and not (isinstance(bound, Literal) and type(bound.value) is int
                              and bound.value >= 0):  # fmt: skip
                raise self.stop("cypher.slice", tree)
        first = tree.first.value if isinstance(tree.first, Literal) else 0
        end = tree.end.value if isinstance(tree.end, Literal) else None
        if end is not None and end <= first:
            return Value(f"list_slice({many.text}, 2, 1)", many.type)
        last = f"size({many.text})" if end is None else str(end)
        return Value(f"list_slice({many.text}, {first + 1}, {last})", many.type)

    def _each(self, name: str, many: Value, scope: Scope) -> tuple[str, Scope]:
        x = self.new("x")
        return x, {**scope, name: Known(x, many.type.item or NULL)}

    def _comprehension(self, tree: Comprehension, scope: Scope) -> Value:
        many = self._items(tree.items, scope)
        x, inner = self._each(tree.variable, many, scope)
        self.in_lambda += 1
        found, bodies = many, []
        if tree.where:
            condition = self.condition(tree.where, inner)
            bodies.append(condition)
            found = replace(many, text=f"list_filter({many.text}, {x} -> {condition})")
        if tree.result:
            result = self.value(tree.result, inner)
            bodies.append(result.text)
            text = f"list_transform({found.text}, {x} -> {result.text})"
            found = Value(text, list_of(result.type, holes=True))
        self.in_lambda -= 1
        self._lambda(tree, *bodies)
        return found

    def _lambda(self, tree: Tree, *bodies: str) -> None:
        """The engine mixes up what two list expressions work out on the way, wherever they stand.

        Only those are safe beside others that look up or compare something and nothing more.
        """
        self._lists.append(all(_PLAIN_BODY.fullmatch(body) for body in bodies))
        if self.in_lambda or (len(self._lists) > 1 and not all(self._lists)):
            raise self.stop("cypher.two_lists", tree)

    def _quantifier(self, tree: Quantifier, scope: Scope) -> Value:
        """Three-valued: a member for which nobody knows leaves the answer unknown."""
        many = self._items(tree.items, scope)
        x, inner = self._each(tree.variable, many, scope)
        self.in_lambda += 1
        holds = self.condition(tree.where, inner)
        self.in_lambda -= 1
        self._lambda(tree, holds)
        each = f"list_transform({many.text}, {x} -> {holds})"
        return Value(f"tc_{tree.kind}({each})", BOOLEAN)

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

    # Functions ----------------------------------------------------------------------------

    def _call(self, tree: Call, scope: Scope) -> Value:
        special = getattr(self, f"_call_{tree.name}", None) if tree.name.isidentifier() else None
        if tree.name in AGGREGATES:
            return self._aggregate(tree, scope)
        if tree.distinct or tree.star:
            raise self.stop("error.cypher_syntax", tree)
        if special:
            found: Value = special(tree, scope)
            return found
        if tree.name not in FUNCTIONS:
            name = self.written(tree).partition("(")[0]
            known = _listed([*sorted(FUNCTIONS), *sorted(AGGREGATES)])
            raise self.stop("cypher.no_function", tree, name=name, known=known)
        given = [self.value(argument, scope) for argument in tree.arguments]
        for form in FUNCTIONS[tree.name]:
            if len(given) == len(form.takes) and all(
                value.type.kind in [*kinds.split(), "null"]
                for value, kinds in zip(given, form.takes, strict=True)
            ):
                return Value(form.template.format(*(v.text for v in given)), form.gives)
        raise self._wrong_operands(tree, *given)

    def _only(self, tree: Call, scope: Scope, *kinds: str) -> Value:
        """The one argument of a function, of one of the kinds."""
        if len(tree.arguments) != 1:
            raise self.stop("error.cypher_syntax", tree)
        found = self.value(tree.arguments[0], scope)
        if found.type.kind not in kinds:
            raise self._wrong_operands(tree, found)
        return found

    def _call_type(self, tree: Call, scope: Scope) -> Value:
        of = self._only(tree, scope, "relationship")
        return Value(_unless_null(of, f"label({of.text})"), TEXT)

    def _call_labels(self, tree: Call, scope: Scope) -> Value:
        of = self._only(tree, scope, "node")
        return Value(_unless_null(of, f"[label({of.text})]"), list_of(TEXT))

    def _call_nodes(self, tree: Call, scope: Scope) -> Value:
        of = self._only(tree, scope, "path")
        return Value(f"nodes({of.text})", list_of(Type("node", labels=self.schema.labels)))

    def _call_relationships(self, tree: Call, scope: Scope) -> Value:
        of = self._only(tree, scope, "path")
        return Value(f"rels({of.text})", list_of(Type("relationship", labels=self.schema.types)))

    def _call_startnode(self, tree: Call, scope: Scope) -> Value:
        return self._end(tree, scope, 0)

    def _call_endnode(self, tree: Call, scope: Scope) -> Value:
        return self._end(tree, scope, 1)

    def _end(self, tree: Call, scope: Scope, which: int) -> Value:
        of = self._only(tree, scope, "relationship")
        ends = self.ends.get(of.text)
        if ends is None or ends[which].text not in self.visible:
            raise self.stop("cypher.start_node", tree)
        return ends[which]

    def _call_head(self, tree: Call, scope: Scope) -> Value:
        return self._element(self._only(tree, scope, "list"), "1, 1")

    def _call_last(self, tree: Call, scope: Scope) -> Value:
        many = self._only(tree, scope, "list")
        return self._element(replace(many, text=f"list_reverse({many.text})"), "1, 1")

    def _call_tail(self, tree: Call, scope: Scope) -> Value:
        many = self._only(tree, scope, "list")
        return replace(many, text=f"list_slice({many.text}, 2, size({many.text}))")

    def _call_reverse(self, tree: Call, scope: Scope) -> Value:
        of = self._only(tree, scope, "list", "text")
        name = "list_reverse" if of.type.kind == "list" else "reverse"
        return replace(of, text=f"{name}({of.text})")

    def _call_coalesce(self, tree: Call, scope: Scope) -> Value:
        given = [self.value(argument, scope) for argument in tree.arguments]
        kind = common(value.type for value in given)
        if not given or kind is None:
            raise self.stop("cypher.mixed", tree)
        if kind.kind in ("node", "relationship", "path", "properties"):
            raise self._wrong_operands(tree, *given)
        return Value(f"coalesce({', '.join(value.text for value in given)})", kind)

    def _call_nullif(self, tree: Call, scope: Scope) -> Value:
        given = [self.value(argument, scope) for argument in tree.arguments]
        if len(given) != 2 or not are_comparable(given[0].type, given[1].type):
            raise self._wrong_operands(tree, *given)
        return Value(f"nullif({given[0].text}, {given[1].text})", given[0].type)

    def _call_date(self, tree: Call, scope: Scope) -> Value:
        if not tree.arguments:
            return Value("current_date()", DATE)
        if isinstance(tree.arguments[0], MapOf):
            return self._date_of(tree.arguments[0], scope)
        of = self._only(tree, scope, "text", "date", "null")
        return Value(of.text if of.type.kind == "date" else f"tc_date({of.text})", DATE)

    def _date_of(self, tree: MapOf, scope: Scope) -> Value:
        """``date({year: …, month: …, day: …})``; month and day are 1 unless given."""
        given = {key: self.value(value, scope) for key, value in tree.entries}
        names = ("year", "month", "day")[: len(given)]
        if tuple(sorted(given)) != tuple(sorted(names)) or not given:
            raise self.stop("error.cypher_syntax", tree)
        if any(value.type.kind != "integer" for value in given.values()):
            raise self._wrong_operands(tree, *given.values())
        parts_ = [given[name].text if name in given else "1" for name in ("year", "month", "day")]
        return Value(f"tc_date_of({', '.join(parts_)})", DATE)

    def _call_id(self, tree: Call, _scope: Scope) -> Value:
        raise self.stop("cypher.id", tree)

    _call_elementid = _call_id

    def _call_properties(self, tree: Call, scope: Scope) -> Value:
        of = self._only(tree, scope, "node", "relationship")
        if of.type.kind == "relationship":  # two of them may have the same
            raise self.stop("cypher.properties", tree)
        return Value(of.text, Type("properties"))

    def _call_keys(self, tree: Call, _scope: Scope) -> Value:
        raise self.stop("cypher.properties", tree)

    def _call_rand(self, tree: Call, _scope: Scope) -> Value:
        raise self.stop("cypher.not_repeatable", tree)

    _call_randomuuid = _call_timestamp = _call_rand

    # Aggregates ---------------------------------------------------------------------------

    def _aggregate(self, tree: Call, scope: Scope) -> Value:
        if tree.star:
            if tree.name != "count":
                raise self.stop("error.cypher_syntax", tree)
            return Value("count(*)", INTEGER)
        if any(map(has_aggregate, tree.arguments)) or self.in_lambda:
            raise self.stop("cypher.nested_aggregate", tree)
        if len(tree.arguments) != 1 + tree.name.startswith("percentile"):
            raise self.stop("error.cypher_syntax", tree)
        of = self.value(tree.arguments[0], scope)
        inner = f"{'DISTINCT ' * tree.distinct}{of.text}"
        if tree.name == "count":
            return Value(f"count({inner})", INTEGER)
        if tree.name == "collect":
            return self._collected(tree, of, inner)
        if tree.name in ("min", "max"):
            if of.type.kind not in _ORDERED:
                raise self._wrong_operands(tree, of)
            return Value(f"{tree.name}({inner})", of.type)
        if not of.type.is_number:
            raise self._wrong_operands(tree, of)
        if tree.name == "sum":
            if of.type.kind == "integer":
                return Value(f"coalesce(CAST(sum({inner}) AS INT64), 0)", INTEGER)
            return Value(f"coalesce(sum({inner}), 0.0)", FLOAT)
        if tree.name == "avg":
            return Value(f"avg({inner})", FLOAT)
        if tree.name.startswith("stdev"):
            every = f"collect({'DISTINCT ' * tree.distinct}CAST({of.text} AS DOUBLE))"
            return Value(f"tc_{tree.name}(coalesce({every}, CAST([] AS DOUBLE[])))", FLOAT)
        return self._percentile(tree, of)

    def _collected(self, tree: Call, of: Value, inner: str) -> Value:
        if self.ordered:
            raise self.stop("cypher.ordered_collect", tree)
        if of.type.kind in ("path", "null") or (of.type.kind == "list" and not of.type.engine):
            raise self._wrong_operands(tree, of)
        empty = f"CAST([] AS {of.type.engine}[])" if of.type.engine else "[]"
        return Value(
            f"coalesce(collect({inner}), {empty})", list_of(replace(of.type, optional=False))
        )

    def _percentile(self, tree: Call, of: Value) -> Value:
        share = tree.arguments[1]
        if isinstance(share, Parameter):
            self.value(share, {})
            share = Literal(share.span, self.parameters[share.name])
        if not isinstance(share, Literal) or type(share.value) not in (int, float):
            raise self.stop("error.cypher_syntax", share)
        if not 0 <= share.value <= 1 or tree.distinct:
            raise self.stop("error.cypher_syntax", share)
        name = "percentileCont" if tree.name == "percentilecont" else "percentileDisc"
        kind = FLOAT if tree.name == "percentilecont" else of.type
        return Value(f"{name}({of.text}, {float(share.value)})", kind)


def _numbered(value: Any) -> Any:
    """A parameter with the fields of its maps numbered, as the engine has all maps."""
    if isinstance(value, dict):
        return {f"f{at}": _numbered(each) for at, each in enumerate(value.values())}
    return [_numbered(each) for each in value] if isinstance(value, list) else value


def _as_text(value: Value) -> str:
    if value.type.kind == "integer":
        return f"CAST({value.text} AS STRING)"
    return f"tc_text({value.text})" if value.type.kind == "float" else value.text


def _beside(value: Value, other: Value) -> str:
    """A number to compare with another: the engine misses an integer that equals a float."""
    mixed = value.type.kind == "integer" and other.type.kind in ("float", "number")
    return f"CAST({value.text} AS DOUBLE)" if mixed else value.text


def _unless_null(of: Value, found: str) -> str:
    """The engine gives a label to what an OPTIONAL MATCH did not find."""
    return (
        f"(CASE WHEN {of.text} IS NULL THEN NULL ELSE {found} END)" if of.type.optional else found
    )


def _listed(names: Any) -> str:
    return ", ".join(names) or "–"
