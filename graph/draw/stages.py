"""The chain layout of a network: a column for the chains, for each stage of them, and for the rest.

A segment stands in its stage, anything else with the nearest segment that is drawn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from statistics import median

from graph.draw.neighbourhood import Neighbourhood
from graph.draw.scene import Node, Text
from graph.ontology import Ontology
from graph.tables import Tables
from graph.words import say

LIST, CHAIN, FIRST = "stage", "Chain", "Segment"
BARRED = frozenset({CHAIN, "Area"})  # join things of all stages
WIDE, HEAD, HEAD_SIZE = 165.0, 26.0, 13.0
ASIDE, ROW = 20.0, 60.0  # things stand left and right in turn, so that lines pass between them
Extent = tuple[float, float, float]
Places = list[tuple[float, float]]


def stages_of(tables: Tables, ontology: Ontology) -> Mapping[str, int]:
    """Return the column of each segment with a stage, by URI; the chains' own column is 0."""
    number = {code.notation: k for k, code in enumerate(ontology.code_lists[LIST].codes, 1)}
    rows = tables["segments"].select("uri", "stage").drop_nulls().iter_rows()
    return {uri: number[stage] for uri, stage in rows if stage in number}


def columns_of(
    neighbourhood: Neighbourhood, stages: Mapping[str, int], ontology: Ontology
) -> Mapping[str, int]:
    """Return the column of each node by its id; of two stages equally near, the earlier."""
    rest = len(ontology.code_lists[LIST].codes) + 1
    classes = {vertex.uri: vertex.class_name for vertex in neighbourhood.vertices}
    near: dict[str, list[str]] = {uri: [] for uri in classes}
    for source, target, _ in neighbourhood.links:
        near[source].append(target)
        near[target].append(source)
    columns = {uri: 0 for uri, kind in classes.items() if kind == CHAIN}
    reached = {
        uri: stages[uri] for uri in sorted(near, key=lambda u: stages.get(u, 0)) if uri in stages
    }
    queue = deque(reached)
    while queue:
        uri = queue.popleft()
        for other in near[uri]:
            if other not in reached and classes[other] not in BARRED:
                reached[other] = reached[uri]
                queue.append(other)
    columns = dict.fromkeys(classes, rest) | reached | columns
    return columns | {pile.id: columns[pile.of] for pile in neighbourhood.piles}


def in_columns(
    nodes: Sequence[Node],
    extents: Sequence[Extent],
    columns: Mapping[str, int],
    fixed: Mapping[str, tuple[float, float]],
) -> Places:
    """Place nodes below each other in their columns; those that are fixed stay, new ones follow."""
    ends: dict[int, float] = {}
    for node, (_, _, down) in zip(nodes, extents, strict=True):
        column = columns[node.id]
        x, y = fixed.get(node.id, (-WIDE, 0.0))
        if abs(x - column * WIDE) < WIDE / 2:
            ends[column] = max(ends.get(column, 0.0), y + down)
    places = dict(fixed)
    order = {node.key: k for k, node in reversed(list(enumerate(nodes)))}
    new = [pair for pair in zip(nodes, extents, strict=True) if pair[0].id not in fixed]
    new.sort(key=lambda pair: (pair[0].key != FIRST, order[pair[0].key]))
    for node, (_, up, down) in new:
        column = columns[node.id]
        y = ends.get(column, 0.0) + up
        aside = 0.0 if node.key in (FIRST, CHAIN) else ASIDE * (-1) ** int(y // ROW)
        places[node.id] = (column * WIDE + aside, y)
        ends[column] = y + down
    return [places[node.id] for node in nodes]


def heads(
    nodes: Sequence[Node], columns: Mapping[str, int], ontology: Ontology, lang: str
) -> Iterator[Text]:
    """Yield the name of each column above its nodes."""
    codes = ontology.code_lists[LIST].codes
    chain = ontology.target_tables(CHAIN)[0].label.of(lang)
    names = [chain, *(code.label.of(lang) for code in codes), say("draw.network.no_stage", lang)]
    top = min((node.y - node.r for node in nodes), default=0.0) - HEAD
    for column in sorted(set(columns.values())):
        x = median(node.x for node in nodes if columns[node.id] == column)
        text = names[column]
        yield Text(f"head/{column}", x, top, text, HEAD_SIZE, "muted", True, "middle")
