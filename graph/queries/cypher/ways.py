"""Conditions on whole ways: tested at each step, or on all ways before the shortest is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.queries.cypher.patterns import Edge, Pattern, conjuncts
from graph.queries.cypher.syntax import Call, Match, Quantifier, Tree, Variable
from graph.queries.cypher.work import Scope, Work, parts


@dataclass
class Chosen:
    """The choice of the shortest way, or of all shortest, among those of the same ends and row."""

    rank: str
    columns: list[str]
    by: list[str]
    length: str

    @property
    def qualify(self) -> str:
        """Return the choice as the end of a SELECT."""
        by = f"PARTITION BY {', '.join(self.by)} ORDER BY {self.length}"
        return f" QUALIFY {self.rank}() OVER ({by}) = 1"


def chosen_way(work: Work, clause: Match, pattern: Pattern, scope: Scope) -> Chosen | None:
    """Return the choice of the shortest way if a condition is on the whole way, else None.

    Such a condition selects among all ways, not only among the shortest.
    """
    names = {name for tree in _along(clause, pattern, scope) for name in _names(tree)}
    result = [
        edge
        for edge in pattern.edges
        if edge.path.shortest and not edge.path.chosen_first and {edge.name, edge.path.name} & names
    ]
    if len(result) > 1:
        raise work.stop("cypher.two_shortest", clause)
    for edge in result:
        edge.chosen = True
        texts = [node.text for node in pattern.nodes.values()]
        other_edges = (
            other for other in pattern.edges if other is not edge and not other.path.shortest
        )
        texts += [
            f"{other.row}.ids" if other.is_walk else f"{other.row}._id" for other in other_edges
        ]
        by = [work.new("k") for _ in texts]
        length = work.new("k")
        columns = [f"{text} AS {name}" for text, name in zip(texts, by, strict=True)]
        columns.append(f"len({edge.row}.ids) AS {length}")
        rank = "row_number" if edge.path.shortest == "one" else "rank"
        return Chosen(rank, columns, by, length)
    return None


def names_way(tree: Tree, edge: Edge) -> bool:
    """Tell whether a condition is about a walk or its path."""
    return not {edge.name, edge.path.name}.isdisjoint(_names(tree))


def _along(clause: Match, pattern: Pattern, scope: Scope) -> list[Tree]:
    """List the conditions on whole walks; those on each step are added to the steps."""
    conditions: list[Tree] = []
    for tree in conjuncts(clause.where):
        walks = [
            edge
            for edge in pattern.edges
            if edge.is_walk and not edge.path.chosen_first and of_steps(tree, edge)
        ]
        if (
            isinstance(tree, Quantifier)
            and walks
            and set(_names(tree.where)) <= {tree.variable, *scope}
        ):
            for edge in walks:
                edge.steps.append(tree)
            if not (
                set(scope) & set(_names(tree.where)) and any(edge.path.shortest for edge in walks)
            ):
                continue
        conditions.append(tree)
    return conditions


def of_steps(tree: Tree, edge: Edge) -> str:
    """Return ``relationships`` or ``nodes`` if a condition is on all of those of a walk."""
    if not isinstance(tree, Quantifier) or tree.kind not in ("all", "none"):
        return ""
    if isinstance(tree.items, Variable) and tree.items.name == edge.name:
        return "relationships"
    of_path = isinstance(tree.items, Call) and tree.items.arguments == (
        Variable(tree.items.span, edge.path.name or ""),
    )
    return tree.items.name if of_path and isinstance(tree.items, Call) else ""


def _names(tree: Tree) -> Iterator[str]:
    if isinstance(tree, Variable):
        yield tree.name
    for part in parts(tree):
        yield from _names(part)
