"""The patterns of a MATCH as nodes and relationships, and the end from which each is reached.

A node is the number at an end of its first relationship. Labels that the types of relationships
imply are not tested again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from graph.queries.cypher import syntax
from graph.queries.cypher.syntax import Tree
from graph.queries.cypher.types import Type, list_of
from graph.queries.cypher.values import names_of
from graph.queries.cypher.work import Scope, Value, Work
from graph.stores.property_graph import FORTH, NODES

MOST_RELATIONSHIPS = 60  # of one MATCH; each pair of them is compared


@dataclass
class Node:
    """A node of a pattern. ``labels``: what its mentions allow; ``implied``: what types allow."""

    name: str
    labels: frozenset[str]
    implied: frozenset[str]
    row: str
    outer: Value | None = None
    text: str = ""
    mentions: list[syntax.NodePattern] = field(default_factory=list)

    @property
    def value(self) -> Value:
        """Return the node as expressions of its clause see it."""
        labels = self.labels & self.implied or self.labels
        if self.outer:
            kind = replace(self.outer.type, labels=self.outer.type.labels & labels or labels)
            return replace(self.outer, type=kind)
        return Value(self.text, Type("node", labels=labels), row=self.row)


@dataclass
class Edge:
    """A relationship of a pattern between two nodes; ``start``: the end it is reached from."""

    name: str
    pattern: syntax.RelationshipPattern
    types: frozenset[str]
    left: Node
    right: Node
    row: str
    path: syntax.Path
    start: Node | None = None
    chosen: bool = False  # a shortest path among those that fulfil a condition on the whole of it
    steps: list[syntax.Quantifier] = field(
        default_factory=list
    )  # conditions on each step of a walk

    @property
    def is_walk(self) -> bool:
        """Tell whether its length is variable."""
        return self.pattern.hops is not None

    @property
    def is_forward(self) -> bool:
        """Tell whether it is followed from left to right."""
        return self.start is not self.right

    @property
    def ends(self) -> tuple[str, str]:
        """Return the columns of the end it is reached from and of the other end."""
        if self.pattern.direction == "both":
            return "_a", "_b"
        outward = (self.pattern.direction == "right") == self.is_forward
        return ("_source", "_target") if outward else ("_target", "_source")

    def end(self, node: Node) -> str:
        """Return the column of one of its ends."""
        return f"{self.row}.{self.ends[(node is self.left) != self.is_forward]}"

    @property
    def value(self) -> Value:
        """Return the relationship, or those of a walk in the order of the pattern."""
        kind = Type("relationship", labels=self.types)
        if not self.is_walk:
            return Value(f"{self.row}._id", kind, row=self.row)
        ids = f"{self.row}.ids"
        return Value(ids if self.is_forward else f"list_reverse({ids})", list_of(kind))


@dataclass
class Pattern:
    """The patterns of one MATCH."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    shortest_paths: list[Edge] = field(default_factory=list)  # shortest paths, searched for last
    paths: list[tuple[syntax.Path, list[str], list[Edge]]] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)


def gather(work: Work, paths: tuple[syntax.Path, ...], scope: Scope) -> Pattern:
    """Gather nodes and relationships; all mentions of a name are the same node."""
    if sum(len(path.relationships) for path in paths) > MOST_RELATIONSHIPS:
        raise work.stop("cypher.too_many_relationships", paths[0], most=MOST_RELATIONSHIPS)
    pattern = Pattern()
    for path in paths:
        nodes = [_node(work, mention, pattern, scope) for mention in path.nodes]
        along = []
        for relationship, left, right in zip(path.relationships, nodes, nodes[1:], strict=False):
            along.append(_edge(work, relationship, (left, right), pattern, scope, path))
        used_names = {*scope, *pattern.nodes, *(edge.name for edge in pattern.edges)}
        if path.name and path.name in used_names | {
            earlier_path.name for earlier_path, *_ in pattern.paths
        }:
            raise work.stop("cypher.name_again", path, name=path.name)
        pattern.paths.append((path, [node.name for node in nodes], along))
    for node in pattern.nodes.values():
        work.tables[node.row] = work.table(NODES, node.value.type.labels)
    for edge in pattern.edges:
        work.tables[edge.row] = work.table(FORTH, edge.types)
    return pattern


def _node(work: Work, mention: syntax.NodePattern, pattern: Pattern, scope: Scope) -> Node:
    name = mention.name or "\0" + work.new("n")
    all_labels = work.schema.labels
    allowed = all_labels if mention.labels is None else names_of(work, mention.labels, all_labels)
    outer = scope.get(name)
    if outer and outer.type.kind != "node":
        raise work.stop("cypher.no_node", mention, name=name)
    if name not in pattern.nodes:
        pattern.nodes[name] = Node(name, all_labels, all_labels, work.new("n"), outer)
        if outer:
            pattern.nodes[name].implied = outer.type.labels
    node = pattern.nodes[name]
    node.labels &= allowed
    node.mentions.append(mention)
    if not node.labels:
        raise work.stop("cypher.no_such_node", mention, what=work.written(mention))
    return node


def _edge(
    work: Work, rel: syntax.RelationshipPattern, ends: tuple[Node, Node], pattern: Pattern,
    scope: Scope, path: syntax.Path,
) -> Edge:  # fmt: skip
    name, all_types = rel.name or "\0" + work.new("r"), work.schema.types
    types = all_types if rel.types is None else names_of(work, rel.types, all_types)
    is_repeated = any(edge.name == name for edge in pattern.edges)
    bound = scope.get(name)
    if (
        is_repeated
        or name in pattern.nodes
        or (bound and (bound.type.kind != "relationship" or rel.hops))
    ):
        raise work.stop("cypher.relationship_again", rel, name=name)
    if not types:
        raise work.stop("cypher.no_such_node", rel, what=work.written(rel))
    edge = Edge(name, rel, types, *ends, row=work.new("r"), path=path)
    pattern.edges.append(edge)
    if not edge.is_walk:
        pairs = [pair for type_name in types for pair in work.schema.joins[type_name]]
        sources, targets = (frozenset(pair[at] for pair in pairs) for at in (0, 1))
        either = sources | targets
        left = {"right": sources, "left": targets, "both": either}[rel.direction]
        right = {"right": targets, "left": sources, "both": either}[rel.direction]
        ends[0].implied &= left
        ends[1].implied &= right
    return edge


def anchored(clause: syntax.Match, pattern: Pattern, scope: Scope) -> set[str]:
    """Return the nodes that conditions narrow down most: a pattern is followed from there."""
    names = {name for name in pattern.nodes if name in scope}
    for node in pattern.nodes.values():
        if any(mention.properties for mention in node.mentions):
            names.add(node.name)
    names |= set(_fixed(clause.where)) & set(pattern.nodes)
    for node in pattern.nodes.values():
        names |= {node.name} & {name for mention in node.mentions for name in _fixed(mention.where)}
    return names


def _fixed(tree: Tree | None) -> Iterator[str]:
    """Yield the names whose property a condition compares with a value."""
    for conjunct in conjuncts(tree):
        if isinstance(conjunct, syntax.Binary) and conjunct.operator in ("=", "IN", "STARTS WITH"):
            for side in (conjunct.left, conjunct.right):
                if isinstance(side, syntax.Property) and isinstance(side.of, syntax.Variable):
                    yield side.of.name


# Placing ------------------------------------------------------------------------------


def place(work: Work, pattern: Pattern, anchored: set[str]) -> None:
    """Set the end from which each relationship is reached, and the expression of each node."""
    for node in pattern.nodes.values():
        node.text = node.outer.text if node.outer else ""
    reached, waiting = set(anchored), [edge for edge in pattern.edges if not edge.is_walk]
    while waiting:
        edge = next(
            (edge for edge in waiting if {edge.left.name, edge.right.name} & reached), waiting[0]
        )
        waiting.remove(edge)
        edge.start = (
            edge.left if edge.left.name in reached or edge.right.name not in reached else edge.right
        )
        reached |= {edge.left.name, edge.right.name}
        for node in (edge.left, edge.right):
            node.text = node.text or edge.end(node)
    walked = [edge for edge in pattern.edges if edge.is_walk]
    for edge in walked:
        if edge.path.shortest:
            for node in (edge.left, edge.right):
                node.text = node.text or _own_row(work, node)
    ends = {node.name for edge in walked for node in (edge.left, edge.right)}
    for node in pattern.nodes.values():
        if node.name not in ends or node.name in anchored:
            node.text = node.text or _own_row(work, node)
    while walked:
        edge = next((edge for edge in walked if edge.left.text or edge.right.text), walked[0])
        walked.remove(edge)
        fixed = [node for node in (edge.left, edge.right) if node.text]
        near = [node for node in fixed if node.name in anchored]
        edge.start = (near or fixed or [edge.left])[0]
        edge.start.text = edge.start.text or _own_row(work, edge.start)
        pattern.edges.remove(edge)  # after all relationships it may begin at
        pattern.edges.append(edge)
        for node in (edge.left, edge.right):
            node.text = node.text or f"{edge.row}.node"


def _own_row(work: Work, node: Node) -> str:
    work.used.add(node.row)
    return f"{node.row}._id"


def conjuncts(tree: Tree | None) -> Iterator[Tree]:
    """Yield the conditions that a condition joins with AND."""
    if isinstance(tree, syntax.Binary) and tree.operator == "AND":
        yield from conjuncts(tree.left)
        yield from conjuncts(tree.right)
    elif tree:
        yield tree
