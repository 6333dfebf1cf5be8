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

# The rows, their columns by name, the scope of ORDER BY, and the expressions replaced in it.
_Projected = tuple[Rows, dict[str, Value], Scope, list[tuple[Tree, Value]]]


@dataclass
class _Columns:
    """Columns added to those of a SELECT, so that an expression is computed only once."""

    work: Work
    listed: list[str]

    def add(self, operand: Value) -> Value:
        """Add a value as a column and return that column."""
        name = self.work.new()
        self.listed.append(f"{cast(self.work, operand, operand.type).text} AS {name}")
        return replace(operand, text=name, row=None)

    def select(self, rows: Rows, order: tuple[str, ...] | None = None) -> Rows:
        """Return a SELECT of the rows with the added columns beside theirs."""
        text, order = rows.text or "SELECT 1 AS nothing", rows.order if order is None else order
        if self.listed:
            source = f" FROM {rows.source}" if rows.text else ""
            text = f"SELECT {', '.join([*rows.all, *self.listed])}{source}"
        return Rows(text, order)


def project(
    work: Work, clause: syntax.Project, rows: Rows, scope: Scope, outer: Scope
) -> tuple[Rows, dict[str, Value]]:
    """Return the rows after WITH or RETURN, and the columns visible beside ``outer``."""
    items = _all_items(work, clause, scope, outer)
    order_keys = [order.key for order in clause.order]
    if any(has_aggregate(item.value) for item in items):
        rows, columns, sortable, replaced = _grouped(work, items, order_keys, rows, scope)
    else:
        rows, columns, sortable, replaced = _plain(work, items, rows, scope, _texts(outer))
    if clause.distinct:
        rows = distinct(work, rows, list(columns.values()))
        columns = sortable = {name: replace(column, carried={}) for name, column in columns.items()}
        replaced = []
    if clause.order:
        replaced = [*replaced, *((item.value, columns[item.name]) for item in items)]
        earlier, work.replaced = work.replaced, [*work.replaced, *replaced]
        rows = _ordered(work, clause, rows, sortable, _texts(outer))
        work.replaced = earlier
    text = rows.text or ""
    if clause.skip is not None or clause.limit is not None:
        order = f" ORDER BY {', '.join(rows.order)}" if rows.order else ""
        text = f"SELECT * FROM ({text}){order}{_limits(work, clause)}"
    visible = {**outer, **columns}
    if clause.where:
        text = f"SELECT * FROM ({text}) WHERE {condition(work, clause.where, visible)}"
    return Rows(text, rows.order), columns


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
    names: set[str] = set()
    for item in items:
        if not clause.last and not item.named:
            raise work.stop("cypher.name_it", item, what=work.written(item))
        if item.name in names:
            raise work.stop("cypher.name_again", item, name=item.name)
        names.add(item.name)
    return items


def _texts(outer: Scope) -> set[str]:
    """Return the columns of the surrounding rows; an aggregate of one would be of those rows."""
    return {text for column in outer.values() for text in (column.text, *column.carried.values())}


def _plain(
    work: Work, items: list[syntax.Item], rows: Rows, scope: Scope, around: set[str]
) -> _Projected:
    added, columns = _Columns(work, []), {}
    for item in items:
        column = value(work, item.value, scope)
        columns[item.name] = (
            column if column.is_column and column.text not in around else added.add(column)
        )
    return added.select(rows), columns, {**scope, **columns}, []


# Groups -------------------------------------------------------------------------------


def _grouped(
    work: Work, items: list[syntax.Item], order: list[Tree], rows: Rows, scope: Scope
) -> _Projected:
    """Compile keys and arguments as columns, then the groups, then the expressions of both."""
    trees = [*(item.value for item in items), *order]
    keys = [item for item in items if not has_aggregate(item.value)]
    for item in items:
        if has_aggregate(item.value):
            _require_grouped(work, item.value, [key_item.value for key_item in keys])
    before = _Columns(work, [])
    by = [(item, before.add(value(work, item.value, scope))) for item in keys]
    groups = [key(work, operand) for _, operand in by]
    calls: dict[syntax.Call, list[Value]] = {}
    for call in (call for tree in trees for call in aggregates(tree)):
        if any(has_aggregate(argument) for argument in call.arguments):
            raise work.stop("cypher.nested_aggregate", call)
        if call not in calls:
            result = [value(work, argument, scope) for argument in call.arguments]
            calls[call] = [
                argument if argument.is_bound else before.add(argument) for argument in result
            ]
    group_columns = _Columns(work, [])
    replaced: list[tuple[Tree, Value]] = []
    for (item, operand), group in zip(by, groups, strict=True):
        column = (
            operand
            if group == operand.text
            else replace(operand, text=f"any_value({operand.text})")
        )
        replaced.append((item.value, replace(group_columns.add(column), carried={})))
    for call, arguments in calls.items():
        replaced.append((call, group_columns.add(aggregate(work, call, arguments, rows.order))))
    inner = before.select(rows)
    group_by = f" GROUP BY {', '.join(groups)}" if groups else ""
    text = f"SELECT {', '.join(group_columns.listed)} FROM ({inner.text}) AS p{group_by}"
    earlier, work.replaced = work.replaced, [*work.replaced, *replaced]
    after, columns = _Columns(work, []), {}
    key_columns = {item.name: column for (item, _), (_, column) in zip(by, replaced, strict=False)}
    visible = {
        item.value.name: key_columns[item.name]
        for item in keys
        if isinstance(item.value, syntax.Variable)
    }
    for item in items:
        if item.name in key_columns:
            columns[item.name] = key_columns[item.name]
        else:
            operand = value(work, item.value, visible)
            columns[item.name] = operand if operand.text.isidentifier() else after.add(operand)
    work.replaced = earlier
    return after.select(Rows(text)), columns, {**visible, **columns}, replaced


def _require_grouped(
    work: Work, tree: Tree, keys: list[Tree], local: frozenset[str] = frozenset()
) -> None:
    """Require that an operand beside an aggregate is a constant or a column of its own.

    Raises:
        WrongInput: it is neither.
    """
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
    """Compile SELECT DISTINCT."""
    listed = ", ".join(dict.fromkeys(column.text for column in columns))
    keys = [key(work, column) for column in columns]
    on = "" if all(k == column.text for k, column in zip(keys, columns, strict=True)) else (
        f" ON ({', '.join(keys)})"
    )  # fmt: skip
    return Rows(f"SELECT DISTINCT{on} {listed} FROM ({rows.text}) AS p")


# Order and limits ---------------------------------------------------------------------


def _ordered(
    work: Work, clause: syntax.Project, rows: Rows, sortable: Scope, around: set[str]
) -> Rows:
    """Add the keys of ORDER BY as columns; the rows are in their order from here on."""
    columns, order = _Columns(work, []), []
    for order_item in clause.order:
        hidden = isinstance(order_item.key, syntax.Variable) and order_item.key.name not in sortable
        if hidden or any(
            not any(call == tree for tree, _ in work.replaced)
            for call in aggregates(order_item.key)
        ):
            raise work.stop("cypher.order_hidden", order_item, what=work.written(order_item.key))
        place = key_of_order(work, value(work, order_item.key, sortable))
        if place in around or not Value(place, ANY).is_column:
            columns.listed.append(f"{place} AS {(name := work.new('k'))}")
            place = name
        order.append(f"{place} {'DESC NULLS FIRST' if order_item.descending else 'ASC NULLS LAST'}")
    return columns.select(rows, tuple(order))


def key_of_order(work: Work, operand: Value) -> str:
    """Return an expression that sorts as Neo4j sorts the value."""
    if operand.type.kind in SCALARS | {"identity", "node", "relationship"}:
        return operand.text
    return (
        "CAST(NULL AS BIGINT)" if operand.type.kind == "null" else key(work, as_any(work, operand))
    )


def _limits(work: Work, clause: syntax.Project) -> str:
    text = ""
    if clause.limit is not None:
        text += f" LIMIT {_row_count(work, clause.limit)}"
    if clause.skip is not None:
        text += f" OFFSET {_row_count(work, clause.skip)}"
    return text


def _row_count(work: Work, tree: Tree) -> str:
    """Compile a number of rows, which must not depend on any row."""
    number: Any = None
    if isinstance(tree, syntax.Literal):
        number = tree.value
    elif isinstance(tree, syntax.Parameter):
        number = work.parameters.get(tree.name, 0)
    operand = value(work, tree, {})
    if operand.type != INTEGER or has_aggregate(tree) or (isinstance(number, int) and number < 0):
        raise work.stop("cypher.rows", tree, what=work.written(tree))
    if isinstance(number, int):
        return str(number)
    below = failing("cypher.negative_rows")
    name = work.new()
    checked = f"CASE WHEN {name} < 0 THEN {below} ELSE {name} END"
    return f"(SELECT {checked} FROM (SELECT {operand.text} AS {name}))"
