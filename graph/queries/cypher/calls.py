"""Functions for the embedded engine."""

from __future__ import annotations

from dataclasses import replace

from graph.queries.cypher.functions import FUNCTIONS
from graph.queries.cypher.lists import ListTranslator
from graph.queries.cypher.tree import (
    Call,
    MapOf,
)
from graph.queries.cypher.types import (
    DATE,
    TEXT,
    Type,
    are_comparable,
    common,
    list_of,
)
from graph.queries.cypher.values import (
    AGGREGATES,
    Scope,
    Value,
    listed,
    unless_null,
)


class CallTranslator(ListTranslator):
    """Functions of values; those of groups stand in :mod:`graph.queries.cypher.aggregates`."""

    def _call(self, tree: Call, scope: Scope) -> Value:
        special = getattr(self, f"_call_{tree.name}", None) if tree.name.isidentifier() else None
        if tree.distinct or tree.star:
            raise self.stop("error.cypher_syntax", tree)
        if special:
            found: Value = special(tree, scope)
            return found
        if tree.name not in FUNCTIONS:
            name = self.written(tree).partition("(")[0]
            known = listed([*sorted(FUNCTIONS), *sorted(AGGREGATES)])
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
        return Value(unless_null(of, f"label({of.text})"), TEXT)

    def _call_labels(self, tree: Call, scope: Scope) -> Value:
        of = self._only(tree, scope, "node")
        return Value(unless_null(of, f"[label({of.text})]"), list_of(TEXT))

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
