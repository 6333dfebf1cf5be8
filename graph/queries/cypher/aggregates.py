"""Functions of groups of rows for the embedded engine."""

from __future__ import annotations

from dataclasses import replace

from graph.queries.cypher.calls import CallTranslator
from graph.queries.cypher.tree import (
    Call,
    Literal,
    Parameter,
)
from graph.queries.cypher.types import (
    FLOAT,
    INTEGER,
    list_of,
)
from graph.queries.cypher.values import (
    AGGREGATES,
    ORDERED,
    Scope,
    Value,
    has_aggregate,
)


class AggregateTranslator(CallTranslator):
    """``count``, ``sum``, ``collect`` and their like."""

    def _call(self, tree: Call, scope: Scope) -> Value:
        if tree.name in AGGREGATES:
            return self._aggregate(tree, scope)
        return super()._call(tree, scope)

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
            if of.type.kind not in ORDERED:
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
