"""Conditions on whole ways: asked at each step, or of all ways before the shortest is chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graph.queries.cypher.patterns import Edge, Pattern, conjuncts
from graph.queries.cypher.syntax import Call, Match, Quantifier, Tree, Variable
from graph.queries.cypher.work import Scope, Work, parts


@dataclass
class Chosen:
    """The one way, or all of them, that is shortest among those of the same ends and row."""

    rank: str
    columns: list[str]
    by: list[str]
    length: str

    @property
    def qualify(self) -> str:
        """As the end of a SELECT."""
        by = f"PARTITION BY {', '.join(self.by)} ORDER BY {self.length}"
        return f" QUALIFY {self.rank}() OVER ({by}) = 1"


def chosen_way(work: Work, clause: Match, pattern: Pattern, scope: Scope) -> Chosen | None:
    """A condition on a whole shortest path chooses among all ways, not among the shortest."""
    names = {name for tree in _along(clause, pattern, scope) for name in _names(tree)}
    result = [
        e
        for e in pattern.edges
        if e.path.shortest and not e.path.chosen_first and {e.name, e.path.name} & names
    ]
    if len(result) > 1:
        raise work.stop("cypher.two_shortest", clause)
    for edge in result:
        edge.chosen = True
        texts = [node.text for node in pattern.nodes.values()]
        others = (e for e in pattern.edges if e is not edge and not e.path.shortest)
        texts += [f"{e.row}.ids" if e.is_walk else f"{e.row}._id" for e in others]
        by = [work.new("k") for _ in texts]
        length = work.new("k")
        columns = [f"{text} AS {name}" for text, name in zip(texts, by, strict=True)]
        columns.append(f"len({edge.row}.ids) AS {length}")
        rank = "row_number" if edge.path.shortest == "one" else "rank"
        return Chosen(rank, columns, by, length)
    return None


def names_way(tree: Tree, edge: Edge) -> bool:
    """Return whether a condition is about a walk or its path."""
    return not {edge.name, edge.path.name}.isdisjoint(_names(tree))


def _along(clause: Match, pattern: Pattern, scope: Scope) -> list[Tree]:
    """The conditions that are not of each step of a walk; those are asked on the way, too."""
    others: list[Tree] = []
    for tree in conjuncts(clause.where):
        walks = [
            e for e in pattern.edges if e.is_walk and not e.path.chosen_first and of_steps(tree, e)
        ]
        if (
            isinstance(tree, Quantifier)
            and walks
            and set(_names(tree.where)) <= {tree.variable, *scope}
        ):
            for edge in walks:
                edge.steps.append(tree)
            if not (set(scope) & set(_names(tree.where)) and any(e.path.shortest for e in walks)):
                continue
        others.append(tree)
    return others


def of_steps(tree: Tree, edge: Edge) -> str:
    """``relationships`` or ``nodes``: what a condition says of all of a walk."""
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
