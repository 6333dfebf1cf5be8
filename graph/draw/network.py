"""A network with positions: seeded, spaced by labels, stable when it grows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from math import hypot, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from graph.draw.gap_marks import TABLES, GapMark
from graph.draw.measure import LINE, width, wrapped
from graph.draw.neighbourhood import Neighbourhood, Pile, Vertex
from graph.draw.page import DEFAULT_LOOK, FOOT, MARGIN, TOP, Caption, Elements, Look, framed
from graph.draw.palette import entries
from graph.draw.rings import ringed
from graph.draw.scene import Edge, Node, Rows, Scene, Stamp
from graph.draw.stages import columns_of, heads, in_columns
from graph.ontology import Ontology
from graph.words import say

DEFAULT_HEIGHT = 1000.0
SEED = 20241231
LABEL, LINES, SIZE = 110.0, 4, 12.0
WORD = re.compile(r"[!-~\u00c0-\u024f]+")  # a word that is not broken
ANCHOR_R, NODE_R, PILE_R = 18.0, 11.0, 14.0
SPACE = 7.0
FEW = 60
# How close the nodes start, and how much wider than tall: pushing apart keeps about this form,
# and the letters of a small network stay large.
TIGHT, LOOSE = (0.4, 1.6), (0.85, 1.35)
NARROW, NARROWER = 480.0, 0.15  # pages as narrow as a telephone's are higher than wide
ROUNDS = 400
FRESH, NEARLY = 5, 1.3  # rounds until near pairs are sought again, and their margin till then
ITERATIONS = (40, 120)  # of the springs: at least, at most
WORK = 36_000  # nodes times iterations, between the two
RING, RING_STEP = 120.0, 45.0  # of new nodes, around the node they hang on
Positions = Mapping[str, tuple[float, float]]
Marks = Mapping[str, GapMark]
NO_MARKS: Marks = {}


def network(
    neighbourhood: Neighbourhood,
    ontology: Ontology,
    stamp: Stamp,
    look: Look = DEFAULT_LOOK,
    fixed: Positions | None = None,
    marks: Marks = NO_MARKS,
    stages: Mapping[str, int] | None = None,
) -> Scene:
    """Draw the neighbourhood as nodes and edges.

    ``marks``: the gap of a thing, by its URI; ``stages``: of each segment, for the chain layout.

    ``fixed``: positions of earlier nodes, by URI; these stay exactly in place, and new ones
    appear around the node they hang on. Labels never overlap.
    """
    legend = entries(ontology, look.lang)
    nodes = [
        _node(
            vertex, neighbourhood, legend[vertex.class_name].shape, look.lang, marks.get(vertex.uri)
        )
        for vertex in neighbourhood.vertices
    ]
    nodes += [
        _pile(pile, neighbourhood, ontology, legend[pile.class_name].shape, look.lang)
        for pile in neighbourhood.piles
    ]
    columns: Mapping[str, int] = {}
    if stages is not None:
        columns = columns_of(neighbourhood, stages, ontology)
        places = in_columns(nodes, [_extent(node) for node in nodes], columns, fixed or {})
    elif fixed:
        places = _grown(neighbourhood, nodes, fixed)
    else:
        places = _laid_out(neighbourhood, nodes, look)
    height = look.height or (DEFAULT_HEIGHT if not fixed else None)
    if not fixed and not columns and height is not None:
        places = _fitted(places, nodes, look.width, height)
    inside = Elements()
    inside.nodes = [
        replace(node, x=round(x, 2), y=round(y, 2))
        for node, (x, y) in zip(nodes, places, strict=True)
    ]
    inside.texts = list(heads(inside.nodes, columns, ontology, look.lang)) if columns else []
    inside.edges = _edges(neighbourhood, inside.nodes, ontology, look.lang)
    sized = Look(look.lang, look.width, height) if not fixed else look
    if not fixed:
        sized = _roomy(inside, sized)
    classes = tuple(table.class_name for table in ontology.tables.values() if table.is_node)
    bottom = max((node.y for node in inside.nodes), default=0.0) + 60
    caption = _caption(neighbourhood, ontology, look.lang)
    gaps = [key for key in legend if key.split("-")[0] in (*TABLES.values(), "reason")]
    sections = [("", classes), (say("draw.network.gap", look.lang) if marks else "", tuple(gaps))]
    return framed(
        "network", ontology, sized, stamp, caption, inside, bottom, sections,
        _rows(neighbourhood, ontology, look.lang),
    )  # fmt: skip


def _node(
    vertex: Vertex, neighbourhood: Neighbourhood, shape: str, lang: str, mark: GapMark | None
) -> Node:
    name = vertex.of(lang)
    is_anchor = vertex.uri == neighbourhood.anchor.uri and not neighbourhood.is_answer
    hidden = neighbourhood.hidden.get(vertex.uri, 0)
    lines = _balanced(name)
    tooltip = say("gap.named", lang, name=name, inside=vertex.key)
    if mark is not None:
        lines = (*lines, mark.text)
        tooltip = say("draw.ribbon.tooltip", lang, name=tooltip, figures=mark.text)
    if hidden:
        tooltip = say("draw.network.tooltip", lang, name=tooltip, n=hidden)
    radius = ANCHOR_R if is_anchor else NODE_R
    return Node(
        vertex.uri, vertex.class_name, shape, 0.0, 0.0, radius, name, lines, tooltip=tooltip,
        size=SIZE, hidden=hidden, anchor=is_anchor, ring=mark.key if mark else "",
    )  # fmt: skip


def _balanced(name: str) -> tuple[str, ...]:
    """Break a name into as few lines as it needs, none much shorter than another.

    >>> _balanced("示例茶产业产学研联盟")
    ('示例茶产业产', '学研联盟')
    """
    lines = wrapped(name, LABEL, SIZE, LINES)
    if len(lines) < 2:
        return lines
    longest = max((width(word, SIZE) for word in WORD.findall(name)), default=0.0)
    room = max(longest, width(name, SIZE) / len(lines) + SIZE)
    even = wrapped(name, min(LABEL, room), SIZE, LINES)
    is_whole = len("".join(even)) >= len("".join(lines))
    return even if is_whole and len(even) == len(lines) else lines


def _pile(
    pile: Pile, neighbourhood: Neighbourhood, ontology: Ontology, shape: str, lang: str
) -> Node:
    """Return one node for all hidden neighbours of a class, with their number."""
    owner = next(vertex for vertex in neighbourhood.vertices if vertex.uri == pile.of)
    kind = ontology.target_tables(pile.class_name)[0].label.of(lang)
    more = say("draw.network.hidden", lang, n=pile.count)
    tooltip = say("draw.network.pile", lang, name=owner.of(lang), kind=kind, n=pile.count)
    return Node(
        pile.id, pile.class_name, shape, 0.0, 0.0, PILE_R, kind, (kind, more), mark="+",
        tooltip=tooltip, size=SIZE, hidden=pile.count, pile=True,
    )  # fmt: skip


def _links(neighbourhood: Neighbourhood) -> list[tuple[str, str]]:
    """Return the pairs of nodes that lines join: relations, and things with their piles."""
    pairs = [(source, target) for source, target, _ in neighbourhood.links]
    return pairs + [(pile.of, pile.id) for pile in neighbourhood.piles]


def _extent(node: Node) -> tuple[float, float, float]:
    """Return half the width, and the height above and below the middle, label included."""
    wide = max([2 * node.reach, *(width(line, node.size) for line in node.lines)])
    below = node.r + node.gap + len(node.lines) * node.size * LINE
    return wide / 2 + SPACE, node.r + SPACE, below + SPACE


def _laid_out(
    neighbourhood: Neighbourhood, nodes: list[Node], look: Look
) -> list[tuple[float, float]]:
    """Lay out by springs (rustworkx, seeded) from rings, stretch until labels fit, push apart."""
    import rustworkx as rx

    graph = rx.PyGraph()
    graph.add_nodes_from(list(range(len(nodes))))
    number = {node.id: k for k, node in enumerate(nodes)}
    pairs = [(number[s], number[t]) for s, t in _links(neighbourhood)]
    graph.add_edges_from([(s, t, 1.0) for s, t in pairs])
    if not pairs:
        return _apart(_in_rows(len(nodes), look), nodes)
    start = dict(enumerate(ringed(len(nodes), pairs, number[neighbourhood.anchor.uri])))
    rounds = min(max(WORK // len(nodes), ITERATIONS[0]), ITERATIONS[1])
    layout = rx.spring_layout(graph, pos=start, seed=SEED, num_iter=rounds, k=None)
    points = np.array([layout[k] for k in range(len(nodes))], dtype=np.float64)
    points -= points.mean(axis=0)
    spread = np.sqrt((points**2).sum(axis=1)).max() or 1.0
    area = sum(4 * half * (up + down) / 2 for half, up, down in map(_extent, nodes))
    near, wider = TIGHT if len(nodes) <= FEW else LOOSE
    points *= sqrt(area) * near / spread
    points[:, 0] *= wider * (NARROWER if look.width < NARROW else 1.0)
    return _apart(points, nodes)


def _in_rows(count: int, look: Look) -> NDArray[np.float64]:
    """Return places in rows, in about the form of the page, for things without relations."""
    wide, high = LABEL + 2 * SPACE, 5 * SIZE * LINE
    a_row = round(sqrt(count * high / wide * look.width / (look.height or DEFAULT_HEIGHT))) or 1
    return np.array([(k % a_row * wide, k // a_row * high) for k in range(count)])


def _grown(
    neighbourhood: Neighbourhood, nodes: list[Node], fixed: Positions
) -> list[tuple[float, float]]:
    """Keep old nodes in place; put new ones on rings around the old node they hang on."""
    number = {node.id: k for k, node in enumerate(nodes)}
    points = np.zeros((len(nodes), 2))
    is_placed = np.array([node.id in fixed for node in nodes], dtype=np.bool_)
    for node in nodes:
        if node.id in fixed:
            points[number[node.id]] = fixed[node.id]
    centre = points[is_placed].mean(axis=0) if is_placed.any() else np.zeros(2)
    partners: dict[int, list[int]] = {}
    for source, target in _links(neighbourhood):
        partners.setdefault(number[source], []).append(number[target])
        partners.setdefault(number[target], []).append(number[source])
    extents = np.array([_extent(node) for node in nodes])
    rings: dict[int, int] = {}  # inner rings were already full for an earlier neighbour
    for k in range(len(nodes)):
        if not is_placed[k]:
            old = next((p for p in partners.get(k, []) if is_placed[p]), -1)
            middle = points[old] if old >= 0 else centre
            points[k], rings[old] = _free_place(
                points[is_placed], extents[is_placed], extents[k], middle, rings.get(old, 0)
            )
            is_placed[k] = True
    return [(float(x), float(y)) for x, y in points]


def _free_place(
    placed: NDArray[np.float64],
    extents: NDArray[np.float64],
    own: NDArray[np.float64],
    middle: NDArray[np.float64],
    ring: int,
) -> tuple[NDArray[np.float64], int]:
    """Return the first free place for the node and its label on widening rings around a point.

    Return the ring too; the search begins with ``ring``.
    """
    while True:
        radius = RING + ring * RING_STEP
        count = 8 + 4 * ring
        angles = 2 * pi * (np.arange(count) + ring / 2) / count
        spots = middle + radius * np.column_stack([np.cos(angles), np.sin(angles)])
        near = np.abs(placed - middle).max(axis=1) < radius + 2 * LABEL + extents.max()
        x, y = spots[:, :1], spots[:, 1:]
        apart = np.abs(placed[near, 0] - x) >= extents[near, 0] + own[0]
        apart |= y - own[1] >= placed[near, 1] + extents[near, 2]
        apart |= y + own[2] <= placed[near, 1] - extents[near, 1]
        free = np.flatnonzero(apart.all(axis=1))
        if len(free):
            return spots[free[0]], ring
        ring += 1


def _apart(points: NDArray[np.float64], nodes: list[Node]) -> list[tuple[float, float]]:
    """Push nodes with their labels apart until none overlaps."""
    extents = np.array([_extent(node) for node in nodes]).reshape(-1, 3)
    half, up, down = extents[:, 0], extents[:, 1], extents[:, 2]
    tall, shift = (up + down) / 2, (down - up) / 2
    reach = half.max(initial=0.0), tall.max(initial=0.0)
    age, pairs = FRESH, _near_pairs(points, shift, *reach)
    for round_ in range(ROUNDS):
        if age >= FRESH:
            age, pairs = 0, _near_pairs(points, shift, *reach)
        age += 1
        i, j = pairs
        dx = points[j, 0] - points[i, 0]
        dy = points[j, 1] + shift[j] - points[i, 1] - shift[i]
        over_x = half[i] + half[j] - np.abs(dx)
        over_y = tall[i] + tall[j] - np.abs(dy)
        bad = (over_x > 0.01) & (over_y > 0.01)
        if not bad.any():
            if age == 1:
                break
            age = FRESH
            continue
        i, j, dx, dy = i[bad], j[bad], dx[bad], dy[bad]
        over_x, over_y = over_x[bad], over_y[bad]
        sideways = over_x < over_y
        sign_x, sign_y = np.where(dx >= 0, 1.0, -1.0), np.where(dy >= 0, 1.0, -1.0)
        push = np.zeros((len(i), 2))
        push[:, 0] = np.where(sideways, sign_x * (over_x + 0.5), 0.0)
        push[:, 1] = np.where(sideways, 0.0, sign_y * (over_y + 0.5))
        ease = 0.5 if round_ < ROUNDS // 2 else 0.8
        np.subtract.at(points, i, push * ease)
        np.add.at(points, j, push * ease)
    return [(float(x), float(y)) for x, y in points]


def _near_pairs(
    points: NDArray[np.float64], shift: NDArray[np.float64], half: float, tall: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs that may overlap, now or in the next rounds."""
    from scipy.spatial import cKDTree

    if len(points) < 2:
        nobody = np.zeros(0, dtype=np.int64)
        return nobody, nobody
    scaled = np.column_stack([points[:, 0] / (2 * half), (points[:, 1] + shift) / (2 * tall)])
    pairs = cKDTree(scaled).query_pairs(NEARLY, p=np.inf, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].astype(np.int64)
    return pairs[:, 0], pairs[:, 1]


def _fitted(
    places: list[tuple[float, float]], nodes: list[Node], wide: float, height: float
) -> list[tuple[float, float]]:
    """Move the nodes inside the margins and stretch them to fill the page; never shrink."""
    extents = [_extent(node) for node in nodes]
    left_edge = min(x - e[0] for (x, _), e in zip(places, extents, strict=True))
    right_edge = max(x + e[0] for (x, _), e in zip(places, extents, strict=True))
    top = min(y - e[1] for (_, y), e in zip(places, extents, strict=True))
    bottom = max(y + e[2] for (_, y), e in zip(places, extents, strict=True))
    room_x, room_y = wide - 2 * MARGIN, height - TOP - FOOT
    stretch_x = max(1.0, min(1.6, room_x / max(right_edge - left_edge, 1.0)))
    stretch_y = max(1.0, min(1.6, room_y / max(bottom - top, 1.0)))
    free_x = max(0.0, room_x - (right_edge - left_edge) * stretch_x) / 2
    free_y = max(0.0, room_y - (bottom - top) * stretch_y) / 2
    return [
        (MARGIN + free_x + (x - left_edge) * stretch_x, TOP + free_y + (y - top) * stretch_y)
        for x, y in places
    ]


def _roomy(inside: Elements, look: Look) -> Look:
    """Return a page large enough for all nodes, at least of the size asked for."""
    extents = [_extent(node) for node in inside.nodes]
    right = max(node.x + e[0] for node, e in zip(inside.nodes, extents, strict=True))
    bottom = max(node.y + e[2] for node, e in zip(inside.nodes, extents, strict=True))
    height = max(look.height or 0.0, bottom + FOOT)
    return Look(look.lang, max(look.width, round(right + MARGIN)), round(height))


def _edges(
    neighbourhood: Neighbourhood, nodes: list[Node], ontology: Ontology, lang: str
) -> list[Edge]:
    place = {node.id: node for node in nodes}
    names = {vertex.uri: vertex.of(lang) for vertex in neighbourhood.vertices}
    labels = {iri: relation.label.of(lang) for iri, relation in ontology.properties.items()}
    edges = []
    for source, target, name in neighbourhood.links:
        a, b = place[source], place[target]
        label = labels.get(name, name.rsplit("/", 1)[-1].rsplit("#", 1)[-1])
        tooltip = say(
            "draw.network.edge", lang, source=names[source], relation=label, target=names[target]
        )
        points = (_rim(a, b), _rim(b, a))
        edges.append(
            Edge(f"{source}→{target}", "quiet", source, target, points, label, tooltip, 1.3)
        )
    for pile in neighbourhood.piles:
        a, b = place[pile.of], place[pile.id]
        edges.append(
            Edge(
                f"{pile.of}→{pile.id}", "quiet", pile.of, pile.id, (_rim(a, b), _rim(b, a)),
                tooltip=b.tooltip, dashed=True,
            )
        )  # fmt: skip
    return edges


def _rim(node: Node, target: Node) -> tuple[float, float]:
    """Return the point where the line to another node leaves this one."""
    dx, dy = target.x - node.x, target.y - node.y
    far = hypot(dx, dy) or 1.0
    reach = min(node.r + 1, far / 2)
    return round(node.x + dx / far * reach, 2), round(node.y + dy / far * reach, 2)


def _caption(neighbourhood: Neighbourhood, ontology: Ontology, lang: str) -> Caption:
    vertex = neighbourhood.anchor
    table = ontology.target_tables(vertex.class_name)[0]
    anchor = {"name": vertex.of(lang), "kind": table.label.of(lang)}
    kind = "answer" if neighbourhood.is_answer else "around"
    title = say(f"draw.network.{kind}.title", lang, **anchor)
    totals = say(
        f"draw.network.{kind}.totals",
        lang,
        nodes=len(neighbourhood.vertices),
        links=len(neighbourhood.links),
        hidden=sum(neighbourhood.hidden.values()),
    )
    description = say("draw.network.description", lang, title=title, totals=totals)
    return Caption(title, totals, say(f"draw.network.{kind}.note", lang), description)


def _rows(neighbourhood: Neighbourhood, ontology: Ontology, lang: str) -> Rows:
    names = {vertex.uri: vertex.of(lang) for vertex in neighbourhood.vertices}
    labels = {iri: relation.label.of(lang) for iri, relation in ontology.properties.items()}
    return Rows.of(
        neighbourhood.links,
        lang,
        source=lambda link: names[link[0]],
        relation=lambda link: labels.get(link[2], link[2]),
        target=lambda link: names[link[1]],
    )
