"""WITH and RETURN in SQL: columns, groups, order, limits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from graph.queries.cypher import syntax
from graph.queries.cypher.aggregates import aggregate
from graph.queries.cypher.syntax import Tree
from graph.queries.cypher.types import ANY, INTEGER, SCALARS
from graph.queries.cypher.values import as_any, cast, condition, failing, key, value
from graph.queries.cypher.work import (
    AGGREGATES,
    Rows,
    Scope,
    Value,
    Work,
    aggregates,
    has_aggregate,
    parts,
)

# The rows, their columns by name, all that ORDER BY can see, and what expressions stand for there.
_Projected = tuple[Rows, dict[str, Value], Scope, list[tuple[Tree, Value]]]


@dataclass
class _Columns:
    """What is added to the columns of a SELECT; an expression is said once."""

    work: Work
    listed: list[str]

    def add(self, of: Value) -> Value:
        """The value as a column."""
        name = self.work.new()
        self.listed.append(f"{cast(self.work, of, of.type).text} AS {name}")
        return replace(of, text=name, row=None)

    def select(self, rows: Rows, order: tuple[str, ...] | None = None) -> Rows:
        """The rows with these columns beside theirs."""
        text, order = rows.text or "SELECT 1 AS nothing", rows.order if order is None else order
        if self.listed:
            source = f" FROM {rows.source}" if rows.text else ""
            text = f"SELECT {', '.join([*rows.all, *self.listed])}{source}"
        return Rows(text, order)


def project(
    work: Work, clause: syntax.Project, rows: Rows, scope: Scope, outer: Scope
) -> tuple[Rows, dict[str, Value]]:
    """The rows behind the clause, and what can be seen of them beside ``outer``."""
    items = _all_items(work, clause, scope, outer)
    asked = [order.key for order in clause.order]
    if any(has_aggregate(item.value) for item in items):
        rows, shown, known, replaced = _grouped(work, items, asked, rows, scope)
    else:
        rows, shown, known, replaced = _plain(work, items, rows, scope, _texts(outer))
    if clause.distinct:
        rows = distinct(work, rows, list(shown.values()))
        shown = known = {name: replace(each, carried={}) for name, each in shown.items()}
        replaced = []
    if clause.order:
        replaced = [*replaced, *((item.value, shown[item.name]) for item in items)]
        earlier, work.replaced = work.replaced, [*work.replaced, *replaced]
        rows = _ordered(work, clause, rows, known, _texts(outer))
        work.replaced = earlier
    text = rows.text or ""
    if clause.skip is not None or clause.limit is not None:
        order = f" ORDER BY {', '.join(rows.order)}" if rows.order else ""
        text = f"SELECT * FROM ({text}){order}{_limits(work, clause)}"
    visible = {**outer, **shown}
    if clause.where:
        text = f"SELECT * FROM ({text}) WHERE {condition(work, clause.where, visible)}"
    return Rows(text, rows.order), shown


def _all_items(work: Work, clause: syntax.Project, scope: Scope, outer: Scope) -> list[syntax.Item]:
    items = []
    if clause.star:
        own = [name for name in scope if name not in outer or not clause.last]
        if not own and clause.last:
            raise work.stop("cypher.no_variables", clause)
        items = [
            syntax.Item(clause.span, syntax.Variable(clause.span, name), name, True)
            for name in sorted(own)
        ]
    items += clause.items
    seen: set[str] = set()
    for item in items:
        if not clause.last and not item.named:
            raise work.stop("cypher.name_it", item, what=work.written(item))
        if item.name in seen:
            raise work.stop("cypher.name_again", item, name=item.name)
        seen.add(item.name)
    return items


def _texts(outer: Scope) -> set[str]:
    """The columns of the rows around; an aggregate of one would be an aggregate of those rows."""
    return {text for of in outer.values() for text in (of.text, *of.carried.values())}


def _plain(
    work: Work, items: list[syntax.Item], rows: Rows, scope: Scope, around: set[str]
) -> _Projected:
    columns, shown = _Columns(work, []), {}
    for item in items:
        of = value(work, item.value, scope)
        shown[item.name] = of if of.is_column and of.text not in around else columns.add(of)
    return columns.select(rows), shown, {**scope, **shown}, []


# Groups -------------------------------------------------------------------------------


def _grouped(
    work: Work, items: list[syntax.Item], order: list[Tree], rows: Rows, scope: Scope
) -> _Projected:
    """First keys and arguments as columns, then the groups, then what is made of both."""
    asked = [*(item.value for item in items), *order]
    keys = [item for item in items if not has_aggregate(item.value)]
    for item in items:
        if has_aggregate(item.value):
            _require_grouped(work, item.value, [each.value for each in keys])
    before = _Columns(work, [])
    by = [(item, before.add(value(work, item.value, scope))) for item in keys]
    groups = [key(work, of) for _, of in by]
    calls: dict[syntax.Call, list[Value]] = {}
    for call in (each for tree in asked for each in aggregates(tree)):
        if any(has_aggregate(argument) for argument in call.arguments):
            raise work.stop("cypher.nested_aggregate", call)
        if call not in calls:
            result = [value(work, argument, scope) for argument in call.arguments]
            calls[call] = [v if v.is_given else before.add(v) for v in result]
    within = _Columns(work, [])
    replaced: list[tuple[Tree, Value]] = []
    for (item, of), group in zip(by, groups, strict=True):
        stands = of if group == of.text else replace(of, text=f"any_value({of.text})")
        replaced.append((item.value, replace(within.add(stands), carried={})))
    for call, given in calls.items():
        replaced.append((call, within.add(aggregate(work, call, given, rows.order))))
    inner = before.select(rows)
    group_by = f" GROUP BY {', '.join(groups)}" if groups else ""
    text = f"SELECT {', '.join(within.listed)} FROM ({inner.text}) AS p{group_by}"
    earlier, work.replaced = work.replaced, [*work.replaced, *replaced]
    after, shown = _Columns(work, []), {}
    known = {item.name: stands for (item, _), (_, stands) in zip(by, replaced, strict=False)}
    visible = {
        item.value.name: known[item.name]
        for item in keys
        if isinstance(item.value, syntax.Variable)
    }
    for item in items:
        if item.name in known:
            shown[item.name] = known[item.name]
        else:
            of = value(work, item.value, visible)
            shown[item.name] = of if of.text.isidentifier() else after.add(of)
    work.replaced = earlier
    return after.select(Rows(text)), shown, {**visible, **shown}, replaced


def _require_grouped(
    work: Work, tree: Tree, keys: list[Tree], local: frozenset[str] = frozenset()
) -> None:
    """What stands beside an aggregate is a constant or shown as a column of its own."""
    if tree in keys or (isinstance(tree, syntax.Call) and tree.name in AGGREGATES):
        return
    if isinstance(tree, syntax.Variable) and tree.name in local:
        return
    if isinstance(tree, (syntax.Variable, syntax.Subquery, syntax.PatternComprehension)):
        raise work.stop("cypher.grouping", tree, what=work.written(tree))
    if isinstance(tree, (syntax.Comprehension, syntax.Quantifier, syntax.Reduce)):
        inside = [part for part in parts(tree) if part is not tree.items]
        if any(map(has_aggregate, inside)):
            raise work.stop("cypher.nested_aggregate", tree)
        local |= {tree.variable} | ({tree.total} if isinstance(tree, syntax.Reduce) else set())
    for part in parts(tree):
        _require_grouped(work, part, keys, local)


def distinct(work: Work, rows: Rows, columns: list[Value]) -> Rows:
    """Each row once."""
    listed = ", ".join(dict.fromkeys(each.text for each in columns))
    keys = [key(work, each) for each in columns]
    on = "" if all(k == c.text for k, c in zip(keys, columns, strict=True)) else (
        f" ON ({', '.join(keys)})"
    )  # fmt: skip
    return Rows(f"SELECT DISTINCT{on} {listed} FROM ({rows.text}) AS p")


# Order and limits ---------------------------------------------------------------------


def _ordered(
    work: Work, clause: syntax.Project, rows: Rows, known: Scope, around: set[str]
) -> Rows:
    """The keys as columns, which the rows are in the order of from here on."""
    columns, order = _Columns(work, []), []
    for each in clause.order:
        hidden = isinstance(each.key, syntax.Variable) and each.key.name not in known
        if hidden or any(
            not any(call == tree for tree, _ in work.replaced) for call in aggregates(each.key)
        ):
            raise work.stop("cypher.order_hidden", each, what=work.written(each.key))
        place = key_of_order(work, value(work, each.key, known))
        if place in around or not Value(place, ANY).is_column:
            columns.listed.append(f"{place} AS {(name := work.new('k'))}")
            place = name
        order.append(f"{place} {'DESC NULLS FIRST' if each.descending else 'ASC NULLS LAST'}")
    return columns.select(rows, tuple(order))


def key_of_order(work: Work, of: Value) -> str:
    """An expression in the order of the value."""
    if of.type.kind in SCALARS | {"identity", "node", "relationship"}:
        return of.text
    return "CAST(NULL AS BIGINT)" if of.type.kind == "null" else key(work, as_any(work, of))


def _limits(work: Work, clause: syntax.Project) -> str:
    text = ""
    if clause.limit is not None:
        text += f" LIMIT {_whole(work, clause.limit)}"
    if clause.skip is not None:
        text += f" OFFSET {_whole(work, clause.skip)}"
    return text


def _whole(work: Work, tree: Tree) -> str:
    """A number of rows, which no row has a say in."""
    known: Any = None
    if isinstance(tree, syntax.Literal):
        known = tree.value
    elif isinstance(tree, syntax.Parameter):
        known = work.parameters.get(tree.name, 0)
    of = value(work, tree, {})
    if of.type != INTEGER or has_aggregate(tree) or (isinstance(known, int) and known < 0):
        raise work.stop("cypher.rows", tree, what=work.written(tree))
    if isinstance(known, int):
        return str(known)
    below = failing("cypher.negative_rows")
    name = work.new()
    checked = f"CASE WHEN {name} < 0 THEN {below} ELSE {name} END"
    return f"(SELECT {checked} FROM (SELECT {of.text} AS {name}))"
