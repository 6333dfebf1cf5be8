"""Cypher as a syntax tree, which the parser builds and the translator compiles.

Two trees are equal if their texts mean the same, wherever they stand (``span`` is not compared).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Span = tuple[int, int]  # first character, and the one behind the last


@dataclass(frozen=True)
class Tree:
    """Any part of a query."""

    span: Span = field(compare=False)


# Expressions --------------------------------------------------------------------------


@dataclass(frozen=True)
class Literal(Tree):
    """A number, text, truth value or null."""

    value: Any


@dataclass(frozen=True)
class Parameter(Tree):
    """``$name``."""

    name: str


@dataclass(frozen=True)
class Variable(Tree):
    """A name in scope."""

    name: str


@dataclass(frozen=True)
class Property(Tree):
    """``of.name``."""

    of: Tree
    name: str


@dataclass(frozen=True)
class Index(Tree):
    """``of[at]``."""

    of: Tree
    at: Tree


@dataclass(frozen=True)
class Slice(Tree):
    """``of[first..end]``."""

    of: Tree
    first: Tree | None
    end: Tree | None


@dataclass(frozen=True)
class Unary(Tree):
    """``NOT x``, ``-x``, ``x IS NULL``, ``x IS NOT NULL``."""

    operator: str
    operand: Tree


@dataclass(frozen=True)
class Binary(Tree):
    """Two operands; ``a < b < c`` is ``a < b AND b < c``."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True)
class HasLabel(Tree):
    """``n:Label``."""

    operand: Tree
    labels: Tree


@dataclass(frozen=True)
class Call(Tree):
    """A function of a lower-case name; ``name`` as it was written is in the span."""

    name: str
    arguments: tuple[Tree, ...]
    distinct: bool = False
    star: bool = False


@dataclass(frozen=True)
class Case(Tree):
    """``CASE [operand] WHEN … THEN … ELSE … END``."""

    operand: Tree | None
    branches: tuple[tuple[Tree, Tree], ...]
    otherwise: Tree | None


@dataclass(frozen=True)
class ListOf(Tree):
    """``[a, b]``."""

    items: tuple[Tree, ...]


@dataclass(frozen=True)
class MapOf(Tree):
    """``{key: value}``."""

    entries: tuple[tuple[str, Tree], ...]


WHOLE = ("*", None)  # the entry ``.*`` of ``n {.*}``


@dataclass(frozen=True)
class Projection(Tree):
    """``n {.name, key: value}``; a value of None is the property of that name."""

    of: Variable
    entries: tuple[tuple[str, Tree | None], ...]


@dataclass(frozen=True)
class Comprehension(Tree):
    """``[x IN items WHERE … | result]``."""

    variable: str
    items: Tree
    where: Tree | None
    result: Tree | None


@dataclass(frozen=True)
class Quantifier(Tree):
    """``any(x IN items WHERE …)`` and ``all``, ``none``, ``single``."""

    kind: str
    variable: str
    items: Tree
    where: Tree


@dataclass(frozen=True)
class Reduce(Tree):
    """``reduce(total = start, x IN items | result)``."""

    total: str
    start: Tree
    variable: str
    items: Tree
    result: Tree


@dataclass(frozen=True)
class Subquery(Tree):
    """``EXISTS { … }``, ``COUNT { … }``, ``COLLECT { … }``.

    ``kind``: exists, count, collect, or pattern (a pattern used as a condition). ``closed``: it
    introduces no names.
    """

    kind: str
    query: Query
    closed: bool = False


@dataclass(frozen=True)
class PatternComprehension(Tree):
    """``[(a)-->(b) WHERE … | result]``."""

    path: Path
    where: Tree | None
    result: Tree


# Patterns -----------------------------------------------------------------------------


@dataclass(frozen=True)
class LabelName(Tree):
    """One label or type."""

    name: str


@dataclass(frozen=True)
class LabelSum(Tree):
    """``A|B``, ``A&B``, ``!A``, ``%``: ``operator`` and its parts."""

    operator: str
    parts: tuple[Tree, ...]


@dataclass(frozen=True)
class NodePattern(Tree):
    """``(name:Label {key: value} WHERE …)``."""

    name: str | None
    labels: Tree | None
    properties: tuple[tuple[str, Tree], ...]
    where: Tree | None


@dataclass(frozen=True)
class RelationshipPattern(Tree):
    """``-[name:TYPE*1..3 {key: value} WHERE …]->``; ``hops`` is None for exactly one."""

    name: str | None
    types: Tree | None
    direction: str
    hops: tuple[int, int | None] | None
    properties: tuple[tuple[str, Tree], ...]
    where: Tree | None


@dataclass(frozen=True)
class Path(Tree):
    """Nodes and relationships in turn.

    ``shortest``: None, ``one`` or ``all``; ``chosen_first``: conditions apply after the choice.
    """

    name: str | None
    nodes: tuple[NodePattern, ...]
    relationships: tuple[RelationshipPattern, ...]
    shortest: str | None = None
    chosen_first: bool = False


# Clauses ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Match(Tree):
    """``[OPTIONAL] MATCH paths WHERE …``."""

    optional: bool
    paths: tuple[Path, ...]
    where: Tree | None


@dataclass(frozen=True)
class Unwind(Tree):
    """``UNWIND items AS name``."""

    items: Tree
    name: str


@dataclass(frozen=True)
class CallSubquery(Tree):
    """``[OPTIONAL] CALL (names) { … }``.

    ``names``: the names it imports; None where its first WITH lists them, ``*`` for all.
    """

    optional: bool
    names: tuple[str, ...] | None
    query: Query


@dataclass(frozen=True)
class Item(Tree):
    """``value AS name``; without AS the name is the text of the value."""

    value: Tree
    name: str
    named: bool


@dataclass(frozen=True)
class Order(Tree):
    """One key of ORDER BY."""

    key: Tree
    descending: bool


@dataclass(frozen=True)
class Project(Tree):
    """``WITH`` or ``RETURN``."""

    last: bool
    distinct: bool
    star: bool
    items: tuple[Item, ...]
    order: tuple[Order, ...]
    skip: Tree | None
    limit: Tree | None
    where: Tree | None


@dataclass(frozen=True)
class Query(Tree):
    """Parts joined by UNION; ``keep_duplicates``: by UNION ALL."""

    parts: tuple[tuple[Tree, ...], ...]
    keep_duplicates: bool
