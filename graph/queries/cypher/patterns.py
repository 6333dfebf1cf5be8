"""Patterns for the embedded engine, with Neo4j's rule that no relationship is used twice.

The engine lets one relationship stand in two places of a pattern, walks variable lengths along one
relationship again and again, is let go no further than 30 hops, and finds a relationship from a
node to itself twice where no direction is asked. The first two are held out by conditions written
into the query; the others by questions asked before it (``checks``), which must find nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from graph.queries.cypher.aggregates import AggregateTranslator
from graph.queries.cypher.tree import (
    Binary,
    Match,
    NodePattern,
    Path,
    Property,
    RelationshipPattern,
    Subquery,
    Tree,
    Variable,
)
from graph.queries.cypher.types import BOOLEAN, INTEGER, PATH, Schema, Type, list_of
from graph.queries.cypher.values import Known, Scope, Value, parts

FURTHEST = 30  # hops: a walk is not followed further
MOST_RELATIONSHIPS = 60  # of one MATCH; each is told from each other
NO_LIMIT = 1_000_000  # hops of a shortest path, for which the engine asks each node only once


@dataclass(frozen=True)
class Check:
    """A question to ask first: if it finds a row, the query is refused with the message."""

    query: str
    key: str
    values: Mapping[str, Any]


@dataclass
class _Pattern:
    """What is gathered while the patterns of one MATCH are gone through."""

    scope: dict[str, Known]
    outer: Scope
    optional: bool
    labels: dict[str, frozenset[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    later: list[tuple[Tree, str, tuple[tuple[str, Tree], ...], Tree | None]] = field(
        default_factory=list
    )
    used: list[_Used] = field(default_factory=list)


@dataclass(frozen=True)
class _Used:
    """A relationship of a pattern: its name, whether of variable length, what it can join."""

    text: str
    many: bool
    joins: frozenset[tuple[str, str, str]]
    tree: Tree


class PatternTranslator(AggregateTranslator):
    """MATCH, and the patterns within EXISTS and COUNT."""

    def __init__(self, text: str, schema: Schema, parameters: Mapping[str, Any]) -> None:
        super().__init__(text, schema, parameters)
        self.checks: list[Check] = []
        self._anonymous: dict[str, Known] = {}  # all, by the engine's names

    def match(self, clause: Match, scope: Scope) -> tuple[str, dict[str, Known]]:
        """The clause in the engine's words, and the scope behind it."""
        text, found = self._matched(clause.paths, clause.where, scope, clause.optional)
        return ("OPTIONAL " * clause.optional) + text, found

    def _subquery(self, tree: Subquery, scope: Scope) -> Value:
        if self.in_lambda:
            raise self.stop("cypher.subquery_in_list", tree)
        names = {n.name for path in tree.paths for n in path.nodes if n.name}
        names |= {r.name for path in tree.paths for r in path.relationships if r.name}
        if not names & set(scope):
            raise self.stop("cypher.subquery_alone", tree)
        if any(path.shortest for path in tree.paths):
            raise self.stop("cypher.shortest_in_expression", tree)
        if self.text[tree.span[0]] == "(" and not names <= set(scope):
            raise self.stop("cypher.no_variable", tree, name=", ".join(sorted(names - set(scope))),
                      known=", ".join(sorted(scope)))  # fmt: skip
        projected, self.projected = self.projected, []
        text, _ = self._matched(tree.paths, tree.where, scope, optional=False)
        self.projected = projected
        if tree.kind == "count":
            return Value(f"COUNT {{ {text} }}", INTEGER)
        return Value(f"EXISTS {{ {text} }}", BOOLEAN)

    def _matched(
        self, paths: tuple[Path, ...], where: Tree | None, scope: Scope, optional: bool
    ) -> tuple[str, dict[str, Known]]:
        if sum(len(path.relationships) for path in paths) > MOST_RELATIONSHIPS:
            raise self.stop("cypher.too_many_relationships", paths[0], most=MOST_RELATIONSHIPS)
        pattern = _Pattern(dict(scope), scope, optional)
        self._gather_labels(paths, pattern)
        for path in paths:
            self._path(path, pattern)
        for tree, text, properties, inline in pattern.later:
            self._later(tree, text, properties, inline, pattern)
        self._unique(pattern)
        if any(path.shortest for path in paths):
            self._shortest_rules(paths, where, pattern)
        conditions = list(pattern.conditions)
        if where:
            conditions.append(self.condition(where, pattern.scope))
        text = f"MATCH {', '.join(pattern.texts)}"
        found = pattern.scope
        if optional:
            found = {
                name: known if name in scope else _optional(known) for name, known in found.items()
            }
        return text + (f" WHERE {' AND '.join(conditions)}" if conditions else ""), found

    # Nodes --------------------------------------------------------------------------------

    def _gather_labels(self, paths: tuple[Path, ...], pattern: _Pattern) -> None:
        """What all mentions of a name within the clause say of its label, together."""
        for path in paths:
            for node in path.nodes:
                if node.name:
                    allowed = self._allowed(node)
                    before = pattern.labels.get(node.name, self.schema.labels)
                    pattern.labels[node.name] = before & allowed

    def _allowed(self, node: NodePattern) -> frozenset[str]:
        if node.labels is None:
            return self.schema.labels
        return self.names_of(node.labels, self.schema.labels)

    def _node(self, node: NodePattern, pattern: _Pattern) -> tuple[str, Known]:
        """The node in the engine's words; labels stand where the name is first mentioned."""
        labels = pattern.labels[node.name] if node.name else self._allowed(node)
        known = pattern.scope.get(node.name) if node.name else None
        if known is not None and (known.type.kind != "node" or known.type.loose):
            raise self.stop("cypher.no_node", node, name=node.name)
        if not labels:
            raise self.stop("cypher.no_such_node", node, what=self.written(node))
        written = ""
        if known is None:
            known = Known(self.new(), Type("node", labels=labels))
            if labels != self.schema.labels:
                written = ":" + "|".join(f"`{label}`" for label in sorted(labels))
            if node.name:
                pattern.scope[node.name] = known
            self.visible.add(known.text)
        elif node.name in pattern.outer and not known.type.labels <= labels:
            pattern.conditions.append(self.has_label(known, labels))
            known = replace(known, type=replace(known.type, labels=known.type.labels & labels))
            pattern.scope[node.name or ""] = known
        if not known.text.isidentifier():
            raise self.stop("cypher.no_node", node, name=node.name)
        if node.properties or node.where:
            pattern.later.append((node, known.text, node.properties, node.where))
        return f"({known.text}{written})", known

    def _later(
        self, tree: Tree, text: str, properties: tuple[tuple[str, Tree], ...],
        where: Tree | None, pattern: _Pattern,
    ) -> None:  # fmt: skip
        """Property maps and WHERE within a pattern as conditions of the clause."""
        of = next((k for k in pattern.scope.values() if k.text == text), None)
        name = "\0" + text  # no name of a person's
        assert isinstance(tree, (NodePattern, RelationshipPattern))
        if of is None:
            of = self._anonymous[text]
        scope = {**pattern.scope, name: of}
        for key, value in properties:
            own = Property(tree.span, Variable(tree.span, name), key)
            pattern.conditions.append(self.condition(Binary(value.span, "=", own, value), scope))
        if where:
            pattern.conditions.append(self.condition(where, scope))

    # Relationships ------------------------------------------------------------------------

    def _relationship(
        self, rel: RelationshipPattern, path: Path, ends: tuple[Known, Known], pattern: _Pattern
    ) -> str:
        if rel.name and rel.name in pattern.scope:
            raise self.stop("cypher.relationship_again", rel, name=rel.name)
        types = self.schema.types
        if rel.types is not None:
            types = self.names_of(rel.types, self.schema.types)
        if not types:
            raise self.stop("cypher.no_such_node", rel, what=self.written(rel))
        name = self.new()
        joins = self._joins(rel, types, ends)
        pattern.used.append(_Used(name, rel.hops is not None, joins, rel))
        self._check_loops(rel, joins)
        kind = Type("relationship", labels=types)
        known = Known(name, kind)
        if rel.hops is not None:
            known = Known(f"rels({name})", list_of(kind))
            if rel.name and pattern.optional:
                raise self.stop("cypher.optional_path", rel)
        elif rel.direction != "both":
            self.ends[name] = ends if rel.direction == "right" else ends[::-1]
        if rel.name:
            pattern.scope[rel.name] = known
        if rel.hops is None and (rel.properties or rel.where):
            self._anonymous[name] = known
            pattern.later.append((rel, name, rel.properties, rel.where))
        listed = "" if types == self.schema.types else ":" + "|".join(
            f"`{each}`" for each in sorted(types)
        )  # fmt: skip
        inside = f"[{name}{listed}{self._hops(rel, path, types, pattern)}]"
        left, right = {"left": ("<-", "-"), "right": ("-", "->"), "both": ("-", "-")}[rel.direction]
        return f"{left}{inside}{right}"

    def _joins(
        self, rel: RelationshipPattern, types: frozenset[str], ends: tuple[Known, Known]
    ) -> frozenset[tuple[str, str, str]]:
        """Type, label of the start, label of the end of what the relationship may be."""
        left, right = (end.type.labels for end in ends)
        found: set[tuple[str, str, str]] = set()
        for name in types:
            for source, target in self.schema.joins[name]:
                along = source in left and target in right
                against = source in right and target in left
                fits = (rel.direction != "left" and along) or (rel.direction != "right" and against)
                if fits or rel.hops is not None:
                    found.add((name, source, target))
        return frozenset(found)

    def _hops(
        self, rel: RelationshipPattern, path: Path, types: frozenset[str], pattern: _Pattern
    ) -> str:
        """``* TRAIL 1..3``, with what is asked of each relationship on the way."""
        if rel.hops is None:
            return ""
        low, high = rel.hops
        if rel.where:
            raise self.stop("cypher.where_on_the_way", rel)
        if high is not None and high < low:
            raise self.stop("error.cypher_syntax", rel)
        if path.shortest:
            high = NO_LIMIT if high is None else min(high, NO_LIMIT)
        elif high is None or high > FURTHEST:
            self._check_far(rel, types)
            high = FURTHEST
        if low > FURTHEST:
            raise self.stop("cypher.too_far", rel, most=FURTHEST)
        kind = {"one": "SHORTEST", "all": "ALL SHORTEST", None: "TRAIL"}[path.shortest]
        if path.shortest and (low != 1 or rel.properties):
            raise self.stop("cypher.shortest_shape", rel)
        each = ""
        if rel.properties:
            x, n = self.new("x"), self.new("x")
            scope = {**pattern.scope, "\0": Known(x, Type("relationship", labels=types))}
            own = [
                Binary(v.span, "=", Property(rel.span, Variable(rel.span, "\0"), k), v)
                for k, v in rel.properties
            ]
            asked = " AND ".join(self.condition(each, scope) for each in own)
            each = f" ({x}, {n} | WHERE {asked})"
        return f"* {kind} {low}..{high}{each}"

    def _typed(self, types: frozenset[str]) -> str:
        return ":" + "|".join(f"`{each}`" for each in sorted(types))

    def _check_far(self, rel: RelationshipPattern, types: frozenset[str]) -> None:
        """Nothing may be further away than the engine goes."""
        left, right = {"left": ("<-", "-"), "right": ("-", "->"), "both": ("-", "-")}[rel.direction]
        hops = f"{left}[r{self._typed(types)}* TRAIL {FURTHEST}..{FURTHEST}]{right}"
        query = f"MATCH (a){hops}(b) RETURN 1 LIMIT 1"
        values = {"what": self.written(rel), "most": FURTHEST}
        self.checks.append(Check(query, "cypher.reaches_further", values))

    def _check_loops(
        self, rel: RelationshipPattern, joins: frozenset[tuple[str, str, str]]
    ) -> None:
        looping = frozenset(name for name, source, target in joins if source == target)
        if rel.direction == "both" and looping:
            query = f"MATCH (a)-[r{self._typed(looping)}]->(b) WHERE id(a) = id(b) RETURN 1 LIMIT 1"
            values = {"what": self.written(rel)}
            self.checks.append(Check(query, "cypher.loops", values))

    def _unique(self, pattern: _Pattern) -> None:
        """No relationship in two places of one MATCH."""
        for one, two in combinations(pattern.used, 2):
            if not one.joins & two.joins:
                continue
            if one.many or two.many:
                raise self.stop("cypher.two_lengths", two.tree)
            pattern.conditions.append(f"id({one.text}) <> id({two.text})")

    # Paths --------------------------------------------------------------------------------

    def _path(self, path: Path, pattern: _Pattern) -> None:
        if path.name and path.name in pattern.scope:
            raise self.stop("cypher.name_again", path, name=path.name)
        if path.name and pattern.optional:
            raise self.stop("cypher.optional_path", path)
        text, left = self._node_of(path.nodes[0], pattern)
        for rel, node in zip(path.relationships, path.nodes[1:], strict=True):
            more, right = self._node_of(node, pattern)
            text += self._relationship(rel, path, (left, right), pattern) + more
            left = right
        if path.name:
            name = self.new()
            pattern.scope[path.name] = Known(name, PATH)
            text = f"{name} = {text}"
        pattern.texts.append(text)

    def _node_of(self, node: NodePattern, pattern: _Pattern) -> tuple[str, Known]:
        text, known = self._node(node, pattern)
        self._anonymous[known.text] = known
        return text, known

    def _shortest_rules(
        self, paths: tuple[Path, ...], where: Tree | None, pattern: _Pattern
    ) -> None:
        """A shortest path alone in its clause, and chosen before anything else is asked of it."""
        if len(pattern.used) > 1 or pattern.optional:
            raise self.stop("cypher.shortest_alone", paths[0])
        (path,) = (path for path in paths if path.shortest)
        names = {path.name, path.relationships[0].name} - {None}
        if where and names & _names(where):
            raise self.stop("cypher.shortest_where", where)
        first, last = (self._text_of(node, pattern) for node in (path.nodes[0], path.nodes[-1]))
        if first and last:
            pattern.conditions.append(f"id({first}) <> id({last})")

    def _text_of(self, node: NodePattern, pattern: _Pattern) -> str | None:
        return pattern.scope[node.name].text if node.name else None


def _optional(known: Known) -> Known:
    return replace(known, type=replace(known.type, optional=True))


def _names(tree: Tree) -> set[str]:
    """Names of the variables in an expression."""
    own = {tree.name} if isinstance(tree, Variable) else set()
    return own.union(*(_names(part) for part in parts(tree)))
