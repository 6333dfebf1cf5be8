"""What is known while a query is compiled: names in scope, values given apart, functions in use."""

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
        """Whether it costs nothing to say it twice."""
        return _SIMPLE.fullmatch(self.text) is not None

    @property
    def is_column(self) -> bool:
        """Whether it is a column of the rows so far, or of those around them."""
        return _COLUMN.fullmatch(self.text) is not None

    @property
    def is_given(self) -> bool:
        """Whether it is a constant that stands apart."""
        return self.text.startswith("CAST($")


Scope = Mapping[str, Value]


@dataclass(frozen=True)
class Rows:
    """What the clauses so far give. ``text``: a SELECT, or None before the first one.

    ``order``: the keys that the rows are in the order of.
    """

    text: str | None = None
    order: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """As the first entry of FROM."""
        return f"({self.text}) AS p" if self.text else ""

    @property
    def all(self) -> list[str]:
        """Its columns, for those of the next SELECT."""
        return ["p.*"] if self.text else []


@dataclass(frozen=True)
class Taught:
    """A function of Python that the engine is given: types of its arguments, of its result."""

    call: Callable[..., Any]
    takes: tuple[str, ...]
    gives: str


@dataclass
class Work:
    """One query: its text, what may be asked, what SQL is given beside its text."""

    text: str
    schema: Schema
    parameters: Mapping[str, Any]
    columns: Mapping[str, frozenset[str]]  # of each table that there is
    values: dict[str, Any] = field(default_factory=dict)
    taught: dict[str, Taught] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)  # rows of which more than the number is asked
    tables: dict[str, str] = field(default_factory=dict)  # row → table it is of
    wanted: set[tuple[str, str]] = field(default_factory=set)  # variable, property asked of it
    replaced: list[tuple[Tree, Value]] = field(default_factory=list)
    count: int = 0

    def new(self, letter: str = "v") -> str:
        """A name nobody has."""
        self.count += 1
        return f"{letter}{self.count}"

    def stop(self, key: str, tree: Tree, **values: object) -> WrongInput:
        """A refusal of a part of the query."""
        return refuse(key, self.text, tree.span[0], **values)

    def written(self, tree: Tree) -> str:
        """A part of the query as its author wrote it."""
        return self.text[slice(*tree.span)]

    def given(self, value: Any, kind: Type) -> Value:
        """A constant, which stands apart from the SQL."""
        if kind.kind == "null":
            return Value("NULL", kind)
        if kind == BOOLEAN:
            return Value(str(value).lower(), kind)
        name = self.new("p")
        self.values[name] = _plain(value, kind)
        return Value(f"CAST(${name} AS {kind.sql})", kind, finite=True)

    def constant(self, of: Value) -> Any:
        """The value of a constant; None of what is none."""
        return self.values.get(of.text.partition("$")[2].partition(" ")[0])

    def table(self, kind: str, names: frozenset[str]) -> str:
        """The table of a label or type alone, if there is one; else that of all (``kind``)."""
        own = table_of(kind, next(iter(names))) if len(names) == 1 else kind
        return own if own in self.columns else kind

    def use(self, name: str, call: Callable[..., Any], takes: Iterable[Type], gives: Type) -> str:
        """The name under which the engine knows a function of Python."""
        self.taught[name] = Taught(call, tuple(kind.sql for kind in takes), gives.sql)
        return name


def _plain(value: Any, kind: Type) -> Any:
    """A parameter as the engine takes it: fields of maps numbered, what may be anything as JSON."""
    if value is None:
        return None
    if kind.kind == "any":
        return json.dumps(value, ensure_ascii=False)
    if kind.kind == "list":
        return [_plain(each, kind.members) for each in value]
    if kind.kind == "map":
        fields_ = enumerate(kind.fields)
        return {f"f{at}": _plain(value[name], inner) for at, (name, inner) in fields_}
    return value


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


def listed(names: Iterable[str]) -> str:
    """Names for a message."""
    return ", ".join(names) or "–"
