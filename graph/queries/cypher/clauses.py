"""Clauses in SQL, each a SELECT from the one before it, and subqueries within them."""

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
    """Compile all parts of a query. ``outer``: the names it sees of the query around it."""
    compiled = [_part(work, clauses, outer) for clauses in tree.parts]
    if len(compiled) == 1:
        return compiled[0]
    first = list(compiled[0].columns)
    columns: dict[str, Value] = {}
    for part in compiled[1:]:
        if list(part.columns) != first:
            raise work.stop("cypher.union_columns", tree)
    for name in first:
        kind = common(part.columns[name].type for part in compiled)
        columns[name] = Value(work.new(), kind)
    texts = []
    for part in compiled:
        listed = [
            f"{cast(work, column, columns[name].type).text} AS {columns[name].text}"
            for name, column in part.columns.items()
        ]
        texts.append(f"SELECT {', '.join(listed)} FROM ({part.rows.text})")
    rows = Rows(" UNION ALL ".join(texts))
    return Compiled(
        rows if tree.keep_duplicates else distinct(work, rows, list(columns.values())), columns
    )


def _part(work: Work, clauses: tuple[Tree, ...], outer: Scope) -> Compiled:
    """Compile the clauses of one part, up to RETURN."""
    if len(clauses) > MOST_CLAUSES:
        raise work.stop("cypher.too_deep", clauses[MOST_CLAUSES])
    rows, scope = Rows(), dict(outer)
    columns: dict[str, Value] = {}
    for clause in clauses:
        if isinstance(clause, syntax.Match):
            rows, scope = match(work, clause, rows, scope)
        elif isinstance(clause, syntax.Unwind):
            rows, scope = _unwind(work, clause, rows, scope)
        elif isinstance(clause, syntax.CallSubquery):
            rows, scope = _call(work, clause, rows, scope)
        else:
            assert isinstance(clause, syntax.Project)
            rows, columns = project(work, clause, rows, scope, outer)
            scope = {**outer, **columns}
    return Compiled(rows, columns)


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
    """Compile a subquery for each row; its columns stand beside the row."""
    if clause.names is not None:
        for name in clause.names:
            if name != "*" and name not in scope:
                names = ", ".join(scope)
                raise work.stop("cypher.no_variable", clause, name=name, known=names or "–")
        imported = scope if "*" in clause.names else {name: scope[name] for name in clause.names}
        inner = query(work, clause.query, imported)
    else:
        inner = _importing(work, clause.query, scope)
    if not inner.columns:
        raise work.stop("cypher.no_return", clause)
    for name in inner.columns:
        _require_new(work, clause, name, scope)
    # A column of one row may be a column of the row around it: it needs a name of its own.
    columns = {name: Value(work.new(), column.type) for name, column in inner.columns.items()}
    places = [work.new("k") for _ in inner.rows.order]
    keys = [key.partition(" ") for key in inner.rows.order]
    listed = [f"{column.text} AS {columns[name].text}" for name, column in inner.columns.items()]
    listed += [f"{key[0]} AS {place}" for key, place in zip(keys, places, strict=True)]
    body = f"(SELECT {', '.join(listed)} FROM ({inner.rows.text})) AS s"
    if not rows.text:
        rows = Rows("SELECT 1 AS nothing")
    join = f"LEFT JOIN LATERAL {body} ON true" if clause.optional else f", LATERAL {body}"
    text = f"SELECT p.*, s.* FROM {rows.source} {join}"
    order = (*rows.order, *(f"{place} {key[2]}" for place, key in zip(places, keys, strict=True)))
    return Rows(text, order), {**scope, **columns}


def _importing(work: Work, tree: syntax.Query, scope: Scope) -> Compiled:
    """Compile ``CALL { WITH a, b … }``: the first WITH of each part names what it imports."""
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
    imported = parts[0][1]
    if any(names != imported for _, names in parts):
        raise work.stop("cypher.importing", tree)
    return query(
        work,
        syntax.Query(tree.span, tuple(clauses for clauses, _ in parts), tree.keep_duplicates),
        imported,
    )


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
    (column,) = inner.columns.values()
    return _listed(column, inner.rows)


def _require_closed(work: Work, tree: syntax.Subquery, scope: Scope) -> None:
    ((clause,),) = tree.query.parts
    assert isinstance(clause, syntax.Match)
    (path,) = clause.paths
    mentions: tuple[syntax.NodePattern | syntax.RelationshipPattern, ...] = (
        *path.nodes,
        *path.relationships,
    )
    names = {mention.name for mention in mentions if mention.name}
    if names - set(scope):
        missing, names_in_scope = ", ".join(sorted(names - set(scope))), ", ".join(sorted(scope))
        raise work.stop("cypher.no_variable", tree, name=missing, known=names_in_scope or "–")


@compiles(syntax.PatternComprehension)
def _pattern_comprehension(work: Work, tree: syntax.PatternComprehension, scope: Scope) -> Value:
    earlier, work.replaced = work.replaced, []
    clause = syntax.Match(tree.span, False, (tree.path,), tree.where)
    rows, inner = match(work, clause, Rows(), scope)
    result = value(work, tree.result, inner)
    work.replaced = earlier
    name = work.new()
    text = cast(work, result, result.type).text
    return _listed(Value(name, result.type), Rows(f"SELECT {text} AS {name} FROM ({rows.text})"))


def _listed(member: Value, rows: Rows) -> Value:
    kind = list_of(member.type)
    by = f" ORDER BY {', '.join(rows.order)}" if rows.order else ""
    empty = EMPTY.text.replace("VARCHAR[]", kind.sql)
    return Value(f"(SELECT coalesce(list({member.text}{by}), {empty}) FROM ({rows.text}))", kind)
