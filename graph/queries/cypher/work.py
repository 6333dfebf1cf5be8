"""The state of compiling a query: names in scope, parameters of the SQL, functions in use."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

from graph.errors import WrongInput
from graph.queries.cypher.syntax import Call, Subquery, Tree
from graph.queries.cypher.tokens import refuse
from graph.queries.cypher.types import BOOLEAN, Schema, Type
from graph.stores.property_graph import table_of

AGGREGATES = frozenset(
    {"count", "sum", "avg", "min", "max", "collect", "percentilecont", "percentiledisc"}
    | {"stdev", "stdevp"}
)


_COLUMN = re.compile(r"v\d+")
_SIMPLE = re.compile(r'[\w."]+|CAST\(\$\w+ AS [\w\[\]]+\)')


@dataclass(frozen=True)
class Value:
    """An expression in SQL and its type.

    ``row``: the row of ``nodes`` or ``relationships`` it is the number of, within its clause.
    ``carried``: properties of it that stand ready, by name. ``finite``: a float that is never NaN.
    """

    text: str
    type: Type
    row: str | None = None
    carried: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    finite: bool = False

    @property
    def is_simple(self) -> bool:
        """Tell whether it costs nothing to compute it twice."""
        return _SIMPLE.fullmatch(self.text) is not None

    @property
    def is_column(self) -> bool:
        """Tell whether it is a column of the rows so far, or of those around them."""
        return _COLUMN.fullmatch(self.text) is not None

    @property
    def is_bound(self) -> bool:
        """Tell whether it is a constant that is passed as a parameter."""
        return self.text.startswith("CAST($")


Scope = Mapping[str, Value]


@dataclass(frozen=True)
class Rows:
    """The rows after the clauses so far. ``text``: a SELECT, or None before the first one.

    ``order``: the keys by which the rows are sorted.
    """

    text: str | None = None
    order: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Return the rows as the first entry of FROM."""
        return f"({self.text}) AS p" if self.text else ""

    @property
    def all(self) -> list[str]:
        """Return all columns of the rows, for the next SELECT."""
        return ["p.*"] if self.text else []


@dataclass(frozen=True)
class PythonFunction:
    """A Python function for the engine: the SQL types of its arguments and of its result."""

    call: Callable[..., Any]
    takes: tuple[str, ...]
    gives: str


@dataclass
class Work:
    """The state of compiling one query: its text, the schema, and what its SQL uses."""

    text: str
    schema: Schema
    parameters: Mapping[str, Any]
    columns: Mapping[str, frozenset[str]]  # by table
    values: dict[str, Any] = field(default_factory=dict)
    functions: dict[str, PythonFunction] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)  # rows of which a column is used
    tables: dict[str, str] = field(default_factory=dict)  # by row
    used_properties: set[tuple[str, str]] = field(default_factory=set)  # variable and property
    replaced: list[tuple[Tree, Value]] = field(default_factory=list)
    count: int = 0

    def new(self, letter: str = "v") -> str:
        """Return a name that is not in use."""
        self.count += 1
        return f"{letter}{self.count}"

    def stop(self, key: str, tree: Tree, **values: object) -> WrongInput:
        """Return a refusal of a part of the query."""
        return refuse(key, self.text, tree.span[0], **values)

    def written(self, tree: Tree) -> str:
        """Return a part of the query as its author wrote it."""
        return self.text[slice(*tree.span)]

    def bind(self, value: Any, kind: Type) -> Value:
        """Bind a constant to a parameter of the SQL and return that parameter."""
        if kind.kind == "null":
            return Value("NULL", kind)
        if kind == BOOLEAN:
            return Value(str(value).lower(), kind)
        name = self.new("p")
        self.values[name] = _plain(value, kind)
        return Value(f"CAST(${name} AS {kind.sql})", kind, finite=True)

    def constant(self, operand: Value) -> Any:
        """Return the value of a constant; None if the operand is not constant."""
        return self.values.get(operand.text.partition("$")[2].partition(" ")[0])

    def table(self, kind: str, names: frozenset[str]) -> str:
        """Return the table of a single label or type if it has one, else that of all (``kind``)."""
        own = table_of(kind, next(iter(names))) if len(names) == 1 else kind
        return own if own in self.columns else kind

    def use(self, name: str, call: Callable[..., Any], takes: Iterable[Type], gives: Type) -> str:
        """Register a Python function and return its name in the SQL."""
        self.functions[name] = PythonFunction(call, tuple(kind.sql for kind in takes), gives.sql)
        return name


def _plain(value: Any, kind: Type) -> Any:
    """Return a parameter for the engine: map fields numbered, values of any type as JSON."""
    if value is None:
        return None
    if kind.kind == "any":
        return json.dumps(value, ensure_ascii=False)
    if kind.kind == "list":
        return [_plain(item, kind.members) for item in value]
    if kind.kind == "map":
        numbered_fields = enumerate(kind.fields)
        return {f"f{at}": _plain(value[name], inner) for at, (name, inner) in numbered_fields}
    return value


def parts(tree: Any) -> Iterator[Tree]:
    """Yield the direct parts of a tree."""
    kind = type(tree)
    if kind not in _PARTS:
        _PARTS[kind] = tuple(field.name for field in fields(tree) if field.compare)
    for name in _PARTS[kind]:
        yield from _trees(getattr(tree, name))


_PARTS: dict[type, tuple[str, ...]] = {}  # fields of each kind of tree that hold its parts


def _trees(value: Any) -> Iterator[Tree]:
    if isinstance(value, Tree):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _trees(item)


def aggregates(tree: Tree) -> Iterator[Call]:
    """Yield every count, sum … of an expression, in the order written."""
    if isinstance(tree, Call) and tree.name in AGGREGATES:
        yield tree
    elif not isinstance(tree, Subquery):
        for part in parts(tree):
            yield from aggregates(part)


def has_aggregate(tree: Tree) -> bool:
    """Tell whether an expression contains a count, sum …"""
    return next(aggregates(tree), None) is not None


def listed(names: Iterable[str]) -> str:
    """Join names for a message."""
    return ", ".join(names) or "–"
