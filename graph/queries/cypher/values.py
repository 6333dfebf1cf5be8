"""Expressions for the embedded engine: the same value as Neo4j gives, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from graph.errors import WrongInput
from graph.queries.cypher.functions import DATE_PARTS
from graph.queries.cypher.tokens import refuse
from graph.queries.cypher.tree import (
    Call,
    HasLabel,
    LabelName,
    LabelSum,
    Literal,
    Parameter,
    Property,
    Subquery,
    Tree,
    Variable,
)
from graph.queries.cypher.types import (
    BOOLEAN,
    FLOAT,
    INTEGER,
    NULL,
    TEXT,
    Schema,
    Type,
    type_of_value,
)

AGGREGATES = frozenset(
    {"count", "sum", "avg", "min", "max", "collect", "percentilecont", "percentiledisc"}
    | {"stdev", "stdevp"}
)
ORDERED = frozenset({"integer", "float", "number", "text", "boolean", "date"})
# Texts that mean themselves between quotes; others are given apart.
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
    kind = type(tree)
    if kind not in _PARTS:
        _PARTS[kind] = tuple(field.name for field in fields(tree) if field.compare)
    for name in _PARTS[kind]:
        yield from _trees(getattr(tree, name))


_PARTS: dict[type, tuple[str, ...]] = {}  # of each kind of tree: where its parts stand


def _trees(value: Any) -> Iterator[Tree]:
    if isinstance(value, Tree):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _trees(each)


def aggregates(tree: Tree) -> Iterator[Call]:
    """Every count, sum … of an expression, in the order written."""
    if isinstance(tree, Call) and tree.name in AGGREGATES:
        yield tree
    elif not isinstance(tree, Subquery):
        for part in parts(tree):
            yield from aggregates(part)


def has_aggregate(tree: Tree) -> bool:
    """Return whether a count, sum … stands in it."""
    return next(aggregates(tree), None) is not None


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
            raise self.stop("cypher.no_variable", tree, name=tree.name, known=listed(scope))
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
                raise self.stop("cypher.no_field", tree, name=tree.name, known=listed(names))
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
                "cypher.no_property", tree, name=name, of=listed(some), known=listed(known)
            )
        if not of.text.isidentifier():
            raise self.stop("cypher.name_first", tree, what=of.text)
        return Value(f"{of.text}.`{name}`", self.schema.properties[name])

    def _wrong_operands(self, tree: Tree, *found: Value) -> WrongInput:
        kinds = ", ".join(value.type.kind for value in found)
        return self.stop("cypher.wrong_kinds", tree, what=self.written(tree), kinds=kinds)

    # Labels -------------------------------------------------------------------------------

    def names_of(self, tree: Tree, every: frozenset[str]) -> frozenset[str]:
        """The labels (or types) that a label expression allows."""
        if isinstance(tree, LabelName):
            if tree.name not in every:
                near = [n for n in sorted(every) if n.lower() == tree.name.lower()]
                known = listed(near or sorted(every))
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
        return unless_null(of, f"({found})")

    def _haslabel(self, tree: HasLabel, scope: Scope) -> Value:
        of = self.value(tree.operand, scope)
        if of.type.kind not in ("node", "relationship"):
            raise self._wrong_operands(tree, of)
        every = self.schema.labels if of.type.kind == "node" else self.schema.types
        return Value(self.has_label(of, self.names_of(tree.labels, every)), BOOLEAN)


def _numbered(value: Any) -> Any:
    """A parameter with the fields of its maps numbered, as the engine has all maps."""
    if isinstance(value, dict):
        return {f"f{at}": _numbered(each) for at, each in enumerate(value.values())}
    return [_numbered(each) for each in value] if isinstance(value, list) else value


def unless_null(of: Value, found: str) -> str:
    """The engine gives a label to what an OPTIONAL MATCH did not find."""
    return (
        f"(CASE WHEN {of.text} IS NULL THEN NULL ELSE {found} END)" if of.type.optional else found
    )


def listed(names: Iterable[str]) -> str:
    """Names for a message."""
    return ", ".join(names) or "–"
