"""A query in Neo4j's Cypher, in the words of the embedded engine: the same rows, or a refusal.

Nothing of what a person wrote reaches the engine: names are numbered, texts and numbers are given
apart, labels, types and properties are those of the declaration. Whatever is not known to give the
same answer as Neo4j 5 has no translation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from graph.queries.cypher.parser import parse
from graph.queries.cypher.patterns import Check, PatternTranslator
from graph.queries.cypher.tokens import refuse
from graph.queries.cypher.tree import (
    Call,
    Item,
    Literal,
    Match,
    Order,
    Parameter,
    Procedure,
    Project,
    Subquery,
    Tree,
    Unwind,
    Variable,
)
from graph.queries.cypher.types import TEXT, Schema, Type, common
from graph.queries.cypher.values import (
    AGGREGATES,
    Known,
    Scope,
    Value,
    aggregates,
    has_aggregate,
    parts,
)

Columns = tuple[tuple[str, Type], ...]
SORTABLE = frozenset({"integer", "float", "number", "text", "boolean", "date", "null"})
_BARE = frozenset({"count", "min", "max", "avg"})  # left as they are for the engine


@dataclass(frozen=True)
class Translation:
    """What the engine is asked, after ``checks`` have found nothing.

    ``columns``: names and types of the answer. ``values``: what stands for its ``$names``.
    """

    query: str
    columns: tuple[tuple[str, Type], ...]
    values: Mapping[str, Any]
    checks: tuple[Check, ...]


def translate(text: str, schema: Schema, parameters: Mapping[str, Any], rows: int) -> Translation:
    """Translate a query; at most ``rows + 1`` rows are asked for.

    Raises:
        WrongInput: it cannot be read, or has no translation; the message says what to write.
    """
    try:
        try:
            return QueryTranslator(text, schema, parameters).translation(rows)
        except NullColumns as found:
            return QueryTranslator(text, schema, parameters, found.types).translation(rows)
    except RecursionError:
        raise refuse("cypher.too_deep", text, 0) from None


class NullColumns(Exception):
    """Columns of a UNION that are null in a part of it. ``types``: what they are in others."""

    def __init__(self, types: dict[str, Type]) -> None:
        super().__init__(types)
        self.types = types


class QueryTranslator(PatternTranslator):
    """Clause by clause. ``typed``: the types of columns whose nulls need one."""

    def __init__(
        self,
        text: str,
        schema: Schema,
        parameters: Mapping[str, Any],
        typed: Mapping[str, Type] = MappingProxyType({}),
    ) -> None:
        super().__init__(text, schema, parameters)
        self.typed = typed

    def translation(self, rows: int) -> Translation:
        """The whole query."""
        query = parse(self.text)
        texts, columns = [], []
        for part in query.parts:
            self.visible, self.ordered = set(), False
            text, shown = self._part(part, rows if len(query.parts) == 1 else None)
            texts.append(text)
            columns.append(shown)
        same = self._same_columns(query, columns)
        self._require_typed(query, columns, same)
        return Translation(
            query=(" UNION ALL " if query.every else " UNION ").join(texts),
            columns=same,
            values=self.values,
            checks=tuple(self.checks),
        )

    def _require_typed(self, query: Tree, columns: list[Columns], same: Columns) -> None:
        """A null of UNION has the type of its column: the engine knows no other.

        Raises:
            NullColumns: once that type is known.
        """
        nulls = {
            name: kind
            for shown in columns
            for (name, found), (_, kind) in zip(shown, same, strict=True)
            if found.kind == "null" != kind.kind
        }
        for name, kind in nulls.items():
            if kind.engine is None:
                raise self.stop("cypher.union_types", query, name=name)
        if nulls.keys() - self.typed.keys():
            raise NullColumns(nulls)

    def _same_columns(self, query: Tree, columns: list[Columns]) -> Columns:
        first, *others = columns
        found = list(first)
        for other in others:
            if [name for name, _ in other] != [name for name, _ in first]:
                raise self.stop("cypher.union_columns", query)
            for at, (name, kind) in enumerate(other):
                both = common([found[at][1], kind])
                if both is None or both.kind == "number":
                    raise self.stop("cypher.union_types", query, name=name)
                found[at] = (name, both)
        return tuple(found)

    def _part(self, clauses: tuple[Tree, ...], rows: int | None) -> tuple[str, Columns]:
        scope: dict[str, Known] = {}
        texts: list[str] = []
        shown: Columns = ()
        for clause in clauses:
            if isinstance(clause, Match):
                text, scope = self.match(clause, scope)
            elif isinstance(clause, Unwind):
                text, scope = self._unwind(clause, scope)
            elif isinstance(clause, Procedure):
                text, scope = self._procedure(clause, scope)
            else:
                assert isinstance(clause, Project)
                text, scope = self._project(clause, scope, rows)
                shown = tuple((name, known.type) for name, known in scope.items())
            texts.append(text)
        return " ".join(texts), shown

    def _unwind(self, clause: Unwind, scope: Scope) -> tuple[str, dict[str, Known]]:
        many = self.value(clause.items, scope)
        if many.type.kind not in ("list", "null"):
            raise self.stop("cypher.unwind", clause, what=self.written(clause.items))
        if clause.name in scope:
            raise self.stop("cypher.name_again", clause, name=clause.name)
        name = self.new()
        item = replace(many.type.item or Type("null"), loose=True)
        self.visible.add(name)
        return f"UNWIND {many.text} AS {name}", {**scope, clause.name: Known(name, item)}

    def _procedure(self, clause: Procedure, scope: Scope) -> tuple[str, dict[str, Known]]:
        """All labels, or the types in use: as Neo4j has them once a build has been sent there."""
        name, alias = self.new(), clause.columns[0][1]
        if clause.name == "db.labels":
            listed = ", ".join(f"'{label}'" for label in sorted(self.schema.labels))
            return f"UNWIND [{listed}] AS {name}", {**scope, alias: Known(name, TEXT)}
        if scope:
            raise self.stop("cypher.procedure_first", clause, name=clause.name)
        text = f"MATCH ()-[{name}r]->() WITH DISTINCT label({name}r) AS {name}"
        return text, {alias: Known(name, TEXT)}

    # WITH and RETURN ----------------------------------------------------------------------

    def _project(
        self, clause: Project, scope: Scope, rows: int | None
    ) -> tuple[str, dict[str, Known]]:
        items = self._all_items(clause, scope)
        aggregated = any(has_aggregate(item.value) for item in items)
        typed = self.typed if clause.last else {}
        values = [_with_type(self.value(i.value, scope), typed.get(i.name)) for i in items]
        if aggregated:
            self._require_grouped(items)
            self._require_distinct_last(items)
        shown, listed = self._named(items, values)
        text = f"{'RETURN' if clause.last else 'WITH'} {'DISTINCT ' * clause.distinct}{listed}"
        hidden = aggregated or clause.distinct
        text += self._order(clause, items, shown, scope, hidden=hidden)
        text += self._limits(clause, rows)
        self._leave(items, values, shown, aggregated or clause.distinct)
        if clause.order and not clause.last:
            if clause.limit is None and clause.skip is None:
                raise self.stop("cypher.order_without_limit", clause.order[0])
            self.ordered = True
        if clause.where:
            text += f" WHERE {self.condition(clause.where, shown)}"
        return text + ("" if clause.last else self._settle(items, shown)), shown

    def _settle(self, items: list[Item], shown: dict[str, Known]) -> str:
        """Computed aggregates unwound by one: else the engine takes them for aggregates still."""
        text = ""
        for item in items:
            bare = isinstance(item.value, Call) and item.value.name in _BARE
            if has_aggregate(item.value) and not bare and shown[item.name].type.kind in SORTABLE:
                settled = Known(self.new(), shown[item.name].type)
                text += f" UNWIND [{shown[item.name].text}] AS {settled.text}"
                shown[item.name] = settled
                self.visible.add(settled.text)
        return text

    def _named(self, items: list[Item], values: list[Value]) -> tuple[dict[str, Known], str]:
        """Columns by their names, and as they are listed.

        A variable keeps its name: the engine stops where one is named anew and used beside that.
        """
        shown: dict[str, Known] = {}
        listed = []
        for item, value in zip(items, values, strict=True):
            kept = value.text.isidentifier() and value.type.kind not in ("path", "null", "boolean")
            if kept and value.text not in listed:
                shown[item.name] = value
                listed.append(value.text)
            else:
                shown[item.name] = Known(self.new("c"), value.type)
                listed.append(f"{value.text} AS {shown[item.name].text}")
        return shown, ", ".join(listed)

    def _all_items(self, clause: Project, scope: Scope) -> list[Item]:
        items = []
        if clause.star:
            if not scope:
                raise self.stop("error.cypher_syntax", clause)
            items = [
                Item(clause.span, Variable(clause.span, name), name, named=True)
                for name in sorted(scope)
            ]
        items += clause.items
        seen: set[str] = set()
        for item in items:
            if not clause.last and not item.named:
                raise self.stop("cypher.name_it", item, what=self.written(item))
            if item.name in seen:
                raise self.stop("cypher.name_again", item, name=item.name)
            seen.add(item.name)
        return items

    def _leave(
        self, items: list[Item], values: list[Value], shown: dict[str, Known], aggregated: bool
    ) -> None:
        """Only what is projected can be seen from here on."""
        moved = {v.text: shown[i.name] for i, v in zip(items, values, strict=True)}
        self.ends = {
            moved[name].text: (moved[one.text], moved[two.text])
            for name, (one, two) in self.ends.items()
            if name in moved and one.text in moved and two.text in moved
        }
        self.visible = {known.text for known in shown.values()}
        self.ordered = self.ordered and not aggregated

    def _require_grouped(self, items: list[Item]) -> None:
        """What stands beside an aggregate is a constant or shown as a column of its own."""
        keys = [item.value for item in items if not has_aggregate(item.value)]
        for item in items:
            if has_aggregate(item.value):
                self._grouped(item.value, keys)

    def _grouped(self, tree: Tree, keys: list[Tree]) -> None:
        if tree in keys or (isinstance(tree, Call) and tree.name in AGGREGATES):
            return
        if isinstance(tree, (Variable, Subquery)):
            raise self.stop("cypher.grouping", tree, what=self.written(tree))
        for part in parts(tree):
            self._grouped(part, keys)

    def _require_distinct_last(self, items: list[Item]) -> None:
        """Within groups the engine loses plain aggregates that follow one with DISTINCT."""
        if all(has_aggregate(item.value) for item in items):
            return  # one group: right in any order
        distinct: Call | None = None
        for call in (call for item in items for call in aggregates(item.value)):
            if call.distinct:
                distinct = call
            elif distinct:
                raise self.stop("cypher.distinct_first", distinct, what=self.written(call))

    def _order(
        self, clause: Project, items: list[Item], shown: dict[str, Known], scope: Scope, *,
        hidden: bool,
    ) -> str:  # fmt: skip
        if not clause.order:
            return ""
        self.projected = [(item.value, shown[item.name]) for item in items]
        known = shown if hidden else {**scope, **shown}
        keys = [self._key(order, known, hidden) for order in clause.order]
        self.projected = []
        return f" ORDER BY {', '.join(keys)}"

    def _key(self, order: Order, known: Scope, hidden: bool) -> str:
        if has_aggregate(order.key) and not any(order.key == tree for tree, _ in self.projected):
            raise self.stop("cypher.order_hidden", order, what=self.written(order.key))
        if hidden and isinstance(order.key, Variable) and order.key.name not in known:
            raise self.stop("cypher.order_hidden", order, what=self.written(order.key))
        found = self.value(order.key, known)
        if found.type.kind not in SORTABLE:
            raise self.stop("cypher.order_kind", order, what=self.written(order.key))
        return found.text + " DESC" * order.descending

    def _limits(self, clause: Project, rows: int | None) -> str:
        text = ""
        if clause.skip is not None:
            text += f" SKIP {self._whole(clause.skip)}"
        limit = None if clause.limit is None else self._whole(clause.limit)
        if clause.last and rows is not None:
            limit = rows + 1 if limit is None else min(limit, rows + 1)
        return text if limit is None else f"{text} LIMIT {limit}"

    def _whole(self, tree: Tree) -> int:
        """A number of rows: written down or a parameter."""
        value: Any = None
        if isinstance(tree, Literal):
            value = tree.value
        elif isinstance(tree, Parameter):
            self.value(tree, {})
            value = self.parameters[tree.name]
        if type(value) is not int or value < 0:
            raise self.stop("cypher.rows", tree, what=self.written(tree))
        return value


def _with_type(value: Value, kind: Type | None) -> Value:
    """A null in a column that other parts of a UNION fill."""
    if kind is None or value.type.kind != "null":
        return value
    return Value(f"CAST({value.text} AS {kind.engine})", kind)
