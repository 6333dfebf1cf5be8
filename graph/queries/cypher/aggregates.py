"""Aggregates of groups of rows in SQL. Their arguments are columns already."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from graph.queries.cypher import dynamic
from graph.queries.cypher.syntax import Call
from graph.queries.cypher.types import ANY, ANYTHINGS, FLOAT, INTEGER, SCALARS, list_of
from graph.queries.cypher.values import as_any, call_python_as_json, cast, key, wrong_operands
from graph.queries.cypher.work import Value, Work


def aggregate(work: Work, tree: Call, arguments: list[Value], order: Sequence[str]) -> Value:
    """Compile ``count``, ``sum``, ``collect`` and the other aggregates.

    ``order``: the keys by which the rows are sorted.
    """
    if tree.star:
        if tree.name != "count":
            raise work.stop("error.cypher_syntax", tree)
        return Value("count(*)", INTEGER)
    if len(arguments) != 1 + tree.name.startswith("percentile"):
        raise work.stop("error.cypher_syntax", tree)
    operand = arguments[0]
    if tree.name == "count":
        counted = key(work, operand) if tree.distinct else operand.text
        return Value(f"count({'DISTINCT ' * tree.distinct}{counted})", INTEGER)
    if tree.name == "collect":
        return _collected(work, tree, operand, order)
    if operand.type.kind == "null":
        operand = cast(work, operand, ANY)
    ordered = tree.name in ("min", "max")
    if ordered and operand.type.kind in SCALARS | {"identity"}:
        return Value(f"{tree.name}({operand.text})", operand.type, finite=operand.finite)
    if ordered or (operand.type == ANY and tree.name in ("sum", "avg")):
        return _folded(work, tree, operand)
    if operand.type != ANY and not operand.type.is_number:
        raise wrong_operands(work, tree, operand)
    return _of_numbers(work, tree, operand, arguments)


def _of_numbers(work: Work, tree: Call, operand: Value, arguments: list[Value]) -> Value:
    inner = f"{'DISTINCT ' * tree.distinct}{operand.text}"
    if tree.name == "sum" and operand.type == INTEGER:
        return Value(f"coalesce(CAST(sum({inner}) AS BIGINT), 0)", INTEGER)
    if tree.name == "sum":
        return Value(f"coalesce(sum({inner}), CAST(0 AS DOUBLE))", FLOAT, finite=operand.finite)
    if tree.name == "avg":
        return Value(f"avg({inner})", FLOAT, finite=operand.finite)
    if operand.type == ANY and tree.name != "percentiledisc":
        operand = call_python_as_json(work, "number", dynamic.number, [operand], FLOAT)
    inner = f"{'DISTINCT ' * tree.distinct}{operand.text}"
    if tree.name.startswith("stdev"):
        spread = "stddev_samp" if tree.name == "stdev" else "stddev_pop"
        branches = f"WHEN 1 THEN CAST(0 AS DOUBLE) ELSE {spread}({inner})"
        return Value(f"(CASE count({inner}) WHEN 0 THEN NULL {branches} END)", FLOAT, finite=True)
    share = work.constant(arguments[1])
    if type(share) not in (int, float) or not 0 <= share <= 1 or tree.distinct:
        raise work.stop("cypher.share", tree)
    if operand.type == ANY:
        raise wrong_operands(work, tree, operand)
    if tree.name == "percentilecont":
        return Value(
            f"quantile_cont(CAST({operand.text} AS DOUBLE), {arguments[1].text})",
            FLOAT,
            finite=True,
        )
    return Value(
        f"quantile_disc({operand.text}, {arguments[1].text})", operand.type, finite=operand.finite
    )


def _collected(work: Work, tree: Call, operand: Value, order: Sequence[str]) -> Value:
    operand = cast(work, operand, ANY) if operand.type.kind == "null" else operand
    kind = list_of(operand.type)
    by = f" ORDER BY {', '.join(order)}" if order else ""
    listed = (
        f"coalesce(list({operand.text}{by}) FILTER ({operand.text} IS NOT NULL), "
        f"CAST([] AS {kind.sql}))"
    )
    if not tree.distinct:
        return Value(listed, kind)
    if not operand.type.is_certain:
        return call_python_as_json(
            work, "distinct", dynamic.distinct, [Value(listed, kind)], ANYTHINGS
        )
    if not order:
        members = f"list(DISTINCT {operand.text}) FILTER ({operand.text} IS NOT NULL)"
        return Value(f"coalesce({members}, CAST([] AS {kind.sql}))", kind)
    return Value(
        f"list_transform([{listed}], lambda l: "
        f"list_filter(l, lambda e, i: list_position(l, e) = i))[1]",
        kind,
    )


def _folded(work: Work, tree: Call, operand: Value) -> Value:
    """Compile an aggregate that Python computes from all values of a group."""
    text = as_any(work, operand).text
    listed = f"coalesce(list({text}) FILTER ({operand.text} IS NOT NULL), CAST([] AS VARCHAR[]))"
    many = Value(listed, ANYTHINGS)
    if tree.distinct:
        many = call_python_as_json(work, "distinct", dynamic.distinct, [many], ANYTHINGS)
    return call_python_as_json(work, tree.name, partial(dynamic.folded, tree.name), [many], ANY)
