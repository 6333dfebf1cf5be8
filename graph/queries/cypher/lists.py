"""Lists and maps for the embedded engine."""

from __future__ import annotations

import re
from dataclasses import replace

from graph.queries.cypher.operators import OperatorTranslator
from graph.queries.cypher.tree import (
    WHOLE,
    Call,
    Comprehension,
    Index,
    ListOf,
    Literal,
    MapOf,
    Projection,
    Property,
    Quantifier,
    Slice,
    Tree,
)
from graph.queries.cypher.types import (
    BOOLEAN,
    NULL,
    Type,
    common,
    list_of,
)
from graph.queries.cypher.values import (
    Known,
    Scope,
    Value,
    unless_null,
)

_PLAIN_BODY = re.compile(
    r"x\d+(\.`\w+`)?|label\(x\d+\)|\(x\d+ (=|<>|<|<=|>|>=) (\$p\d+|'[^']*'|\(?-?\d+\)?)\)"
)


class ListTranslator(OperatorTranslator):
    """Lists, maps, and what goes through a list member by member."""

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
        if tree.entries == (WHOLE,):
            return self.value(Call(tree.span, "properties", (tree.of,)), scope)
        of = self.value(tree.of, scope)
        if of.type.kind not in ("node", "relationship"):
            raise self._wrong_operands(tree, of)
        entries = [
            (key, self._own(tree, of, key) if value is None else self.value(value, scope))
            for key, value in tree.entries
        ]
        found = self._map(tree, entries)
        return Value(unless_null(of, found.text), found.type)

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
