"""Clauses one after the other, each a SELECT from the one before it; subqueries within them."""

from __future__ import annotations

from dataclasses import dataclass

from graph.queries.cypher import syntax
from graph.queries.cypher.lists import EMPTY, items_of
from graph.queries.cypher.matching import match
from graph.queries.cypher.projecting import distinct, project
from graph.queries.cypher.syntax import Tree
from graph.queries.cypher.types import BOOLEAN, INTEGER, common, list_of
from graph.queries.cypher.values import cast, compiles, value
from graph.queries.cypher.work import Rows, Scope, Value, Work

MOST_CLAUSES = 100


@dataclass(frozen=True)
class Compiled:
    """A query in SQL: its rows, and its columns by name."""

    rows: Rows
    columns: dict[str, Value]


def query(work: Work, tree: syntax.Query, outer: Scope) -> Compiled:
    """All parts of a query. ``outer``: what it sees of the query around it, at every place."""
    compiled = [_part(work, clauses, outer) for clauses in tree.parts]
    if len(compiled) == 1:
        return compiled[0]
    first = list(compiled[0].columns)
    columns: dict[str, Value] = {}
    for each in compiled[1:]:
        if list(each.columns) != first:
            raise work.stop("cypher.union_columns", tree)
    for name in first:
        kind = common(each.columns[name].type for each in compiled)
        columns[name] = Value(work.new(), kind)
    texts = []
    for each in compiled:
        listed = [
            f"{cast(work, of, columns[name].type).text} AS {columns[name].text}"
            for name, of in each.columns.items()
        ]
        texts.append(f"SELECT {', '.join(listed)} FROM ({each.rows.text})")
    rows = Rows(" UNION ALL ".join(texts))
    return Compiled(rows if tree.every else distinct(work, rows, list(columns.values())), columns)


def _part(work: Work, clauses: tuple[Tree, ...], outer: Scope) -> Compiled:
    """The clauses of one part, up to RETURN."""
    if len(clauses) > MOST_CLAUSES:
        raise work.stop("cypher.too_deep", clauses[MOST_CLAUSES])
    rows, scope = Rows(), dict(outer)
    shown: dict[str, Value] = {}
    for clause in clauses:
        if isinstance(clause, syntax.Match):
            rows, scope = match(work, clause, rows, scope)
        elif isinstance(clause, syntax.Unwind):
            rows, scope = _unwind(work, clause, rows, scope)
        elif isinstance(clause, syntax.CallSubquery):
            rows, scope = _call(work, clause, rows, scope)
        else:
            assert isinstance(clause, syntax.Project)
            rows, shown = project(work, clause, rows, scope, outer)
            scope = {**outer, **shown}
    return Compiled(rows, shown)


def _require_new(work: Work, tree: Tree, name: str, scope: Scope) -> None:
    if name in scope:
        raise work.stop("cypher.name_again", tree, name=name)


def _unwind(
    work: Work, clause: syntax.Unwind, rows: Rows, scope: Scope
) -> tuple[Rows, dict[str, Value]]:
    many = items_of(work, clause.items, scope)
    _require_new(work, clause, clause.name, scope)
    listed, name, place = work.new("l"), work.new(), work.new("k")
    source = f" FROM {rows.source}" if rows.text else ""
    inner = f"SELECT {', '.join([*rows.all, f'{many.text} AS {listed}'])}{source}"
    text = (
        f"SELECT p.*, u.{name}, u.{place} FROM ({inner}) AS p, "
        f"unnest(p.{listed}) WITH ORDINALITY AS u({name}, {place})"
    )
    result = Rows(text, (*rows.order, f"{place} ASC"))
    return result, {**scope, clause.name: Value(name, many.type.members)}


def _call(
    work: Work, clause: syntax.CallSubquery, rows: Rows, scope: Scope
) -> tuple[Rows, dict[str, Value]]:
    """A subquery for each row; what it returns stands beside the row."""
    if clause.names is not None:
        for name in clause.names:
            if name != "*" and name not in scope:
                known = ", ".join(scope)
                raise work.stop("cypher.no_variable", clause, name=name, known=known or "–")
        seen = scope if "*" in clause.names else {n: scope[n] for n in clause.names}
        inner = query(work, clause.query, seen)
    else:
        inner = _importing(work, clause.query, scope)
    if not inner.columns:
        raise work.stop("cypher.no_return", clause)
    for name in inner.columns:
        _require_new(work, clause, name, scope)
    # A column of one row may be a column of the row around it: it needs a name of its own.
    columns = {name: Value(work.new(), of.type) for name, of in inner.columns.items()}
    places = [work.new("k") for _ in inner.rows.order]
    keys = [key.partition(" ") for key in inner.rows.order]
    listed = [f"{of.text} AS {columns[name].text}" for name, of in inner.columns.items()]
    listed += [f"{key[0]} AS {place}" for key, place in zip(keys, places, strict=True)]
    body = f"(SELECT {', '.join(listed)} FROM ({inner.rows.text})) AS s"
    if not rows.text:
        rows = Rows("SELECT 1 AS nothing")
    join = f"LEFT JOIN LATERAL {body} ON true" if clause.optional else f", LATERAL {body}"
    text = f"SELECT p.*, s.* FROM {rows.source} {join}"
    order = (*rows.order, *(f"{p} {k[2]}" for p, k in zip(places, keys, strict=True)))
    return Rows(text, order), {**scope, **columns}


def _importing(work: Work, tree: syntax.Query, scope: Scope) -> Compiled:
    """``CALL { WITH a, b … }``: the first WITH of each part says what it uses."""
    parts = []
    for clauses in tree.parts:
        first = clauses[0]
        if isinstance(first, syntax.Project) and not first.last:
            names = [*scope] if first.star else [item.name for item in first.items]
            for item in first.items:
                if item.value != syntax.Variable(item.span, item.name) or item.name not in scope:
                    raise work.stop("cypher.importing", item)
            parts.append((clauses[1:], {name: scope[name] for name in names}))
        else:
            parts.append((clauses, {}))
    seen = parts[0][1]
    if any(each != seen for _, each in parts):
        raise work.stop("cypher.importing", tree)
    return query(work, syntax.Query(tree.span, tuple(c for c, _ in parts), tree.every), seen)


# Subqueries in expressions ------------------------------------------------------------


@compiles(syntax.Subquery)
def _subquery(work: Work, tree: syntax.Subquery, scope: Scope) -> Value:
    if tree.kind == "pattern":
        raise work.stop("cypher.pattern_alone", tree, what=work.written(tree))
    earlier, work.replaced = work.replaced, []
    if tree.closed:
        _require_closed(work, tree, scope)
    inner = query(work, tree.query, scope)
    work.replaced = earlier
    if tree.kind == "exists":
        return Value(f"(EXISTS (SELECT 1 FROM ({inner.rows.text})))", BOOLEAN)
    if tree.kind == "count":
        return Value(f"(SELECT count(*) FROM ({inner.rows.text}))", INTEGER)
    if len(inner.columns) != 1:
        raise work.stop("cypher.collect_one", tree)
    (of,) = inner.columns.values()
    return _listed(of, inner.rows)


def _require_closed(work: Work, tree: syntax.Subquery, scope: Scope) -> None:
    ((clause,),) = tree.query.parts
    assert isinstance(clause, syntax.Match)
    (path,) = clause.paths
    named: tuple[syntax.NodePattern | syntax.RelationshipPattern, ...] = (
        *path.nodes,
        *path.relationships,
    )
    names = {each.name for each in named if each.name}
    if names - set(scope):
        missing, known = ", ".join(sorted(names - set(scope))), ", ".join(sorted(scope))
        raise work.stop("cypher.no_variable", tree, name=missing, known=known or "–")


@compiles(syntax.PatternComprehension)
def _pattern_comprehension(work: Work, tree: syntax.PatternComprehension, scope: Scope) -> Value:
    earlier, work.replaced = work.replaced, []
    clause = syntax.Match(tree.span, False, (tree.path,), tree.where)
    rows, inner = match(work, clause, Rows(), scope)
    of = value(work, tree.result, inner)
    work.replaced = earlier
    name = work.new()
    made = cast(work, of, of.type).text
    return _listed(Value(name, of.type), Rows(f"SELECT {made} AS {name} FROM ({rows.text})"))


def _listed(of: Value, rows: Rows) -> Value:
    kind = list_of(of.type)
    by = f" ORDER BY {', '.join(rows.order)}" if rows.order else ""
    empty = EMPTY.text.replace("VARCHAR[]", kind.sql)
    return Value(f"(SELECT coalesce(list({of.text}{by}), {empty}) FROM ({rows.text}))", kind)
