"""Functions of groups of rows in SQL. Their arguments are columns already."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from graph.queries.cypher import dynamic
from graph.queries.cypher.syntax import Call
from graph.queries.cypher.types import ANY, ANYTHINGS, FLOAT, INTEGER, SCALARS, list_of
from graph.queries.cypher.values import as_any, called, cast, key, wrong_operands
from graph.queries.cypher.work import Value, Work


def aggregate(work: Work, tree: Call, given: list[Value], order: Sequence[str]) -> Value:
    """``count``, ``sum``, ``collect`` and their like; ``order``: that of the rows."""
    if tree.star:
        if tree.name != "count":
            raise work.stop("error.cypher_syntax", tree)
        return Value("count(*)", INTEGER)
    if len(given) != 1 + tree.name.startswith("percentile"):
        raise work.stop("error.cypher_syntax", tree)
    of = given[0]
    if tree.name == "count":
        asked = key(work, of) if tree.distinct else of.text
        return Value(f"count({'DISTINCT ' * tree.distinct}{asked})", INTEGER)
    if tree.name == "collect":
        return _collected(work, tree, of, order)
    if of.type.kind == "null":
        of = cast(work, of, ANY)
    ordered = tree.name in ("min", "max")
    if ordered and of.type.kind in SCALARS | {"identity"}:
        return Value(f"{tree.name}({of.text})", of.type, finite=of.finite)
    if ordered or (of.type == ANY and tree.name in ("sum", "avg")):
        return _folded(work, tree, of)
    if of.type != ANY and not of.type.is_number:
        raise wrong_operands(work, tree, of)
    return _of_numbers(work, tree, of, given)


def _of_numbers(work: Work, tree: Call, of: Value, given: list[Value]) -> Value:
    inner = f"{'DISTINCT ' * tree.distinct}{of.text}"
    if tree.name == "sum" and of.type == INTEGER:
        return Value(f"coalesce(CAST(sum({inner}) AS BIGINT), 0)", INTEGER)
    if tree.name == "sum":
        return Value(f"coalesce(sum({inner}), CAST(0 AS DOUBLE))", FLOAT, finite=of.finite)
    if tree.name == "avg":
        return Value(f"avg({inner})", FLOAT, finite=of.finite)
    if of.type == ANY and tree.name != "percentiledisc":
        of = called(work, "number", dynamic.number, [of], FLOAT)
    inner = f"{'DISTINCT ' * tree.distinct}{of.text}"
    if tree.name.startswith("stdev"):
        spread = "stddev_samp" if tree.name == "stdev" else "stddev_pop"
        left = f"WHEN 1 THEN CAST(0 AS DOUBLE) ELSE {spread}({inner})"
        return Value(f"(CASE count({inner}) WHEN 0 THEN NULL {left} END)", FLOAT, finite=True)
    share = work.constant(given[1])
    if type(share) not in (int, float) or not 0 <= share <= 1 or tree.distinct:
        raise work.stop("cypher.share", tree)
    if of.type == ANY:
        raise wrong_operands(work, tree, of)
    if tree.name == "percentilecont":
        return Value(
            f"quantile_cont(CAST({of.text} AS DOUBLE), {given[1].text})", FLOAT, finite=True
        )
    return Value(f"quantile_disc({of.text}, {given[1].text})", of.type, finite=of.finite)


def _collected(work: Work, tree: Call, of: Value, order: Sequence[str]) -> Value:
    of = cast(work, of, ANY) if of.type.kind == "null" else of
    kind = list_of(of.type)
    by = f" ORDER BY {', '.join(order)}" if order else ""
    listed = f"coalesce(list({of.text}{by}) FILTER ({of.text} IS NOT NULL), CAST([] AS {kind.sql}))"
    if not tree.distinct:
        return Value(listed, kind)
    if not of.type.is_certain:
        return called(work, "distinct", dynamic.distinct, [Value(listed, kind)], ANYTHINGS)
    if not order:
        every = f"list(DISTINCT {of.text}) FILTER ({of.text} IS NOT NULL)"
        return Value(f"coalesce({every}, CAST([] AS {kind.sql}))", kind)
    return Value(
        f"list_transform([{listed}], lambda l: "
        f"list_filter(l, lambda e, i: list_position(l, e) = i))[1]",
        kind,
    )


def _folded(work: Work, tree: Call, of: Value) -> Value:
    """By Python, all values of a group at once."""
    text = as_any(work, of).text
    listed = f"coalesce(list({text}) FILTER ({of.text} IS NOT NULL), CAST([] AS VARCHAR[]))"
    many = Value(listed, ANYTHINGS)
    if tree.distinct:
        many = called(work, "distinct", dynamic.distinct, [many], ANYTHINGS)
    return called(work, tree.name, partial(dynamic.folded, tree.name), [many], ANY)
