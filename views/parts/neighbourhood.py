"""A small picture of a thing and what hangs on it; each name leads to its page."""

from __future__ import annotations

from collections.abc import Mapping
from math import atan2, degrees, hypot
from xml.etree.ElementTree import Element

from graph.draw.scene import Node, Scene
from views.parts.markup import node, show
from views.parts.thing import link_to

MARGIN = 64.0  # from the middle of a node to the end of its label


def neighbourhood(scene: Scene, places: Mapping[str, str]) -> None:
    """Show a network as a still picture. ``places``: URI → ``table/key``."""
    left, top = (min(getattr(box, axis) for box in scene.nodes) - MARGIN for axis in "xy")
    right, bottom = (max(getattr(box, axis) for box in scene.nodes) + MARGIN for axis in "xy")
    at = {box.id: (box.x - left, box.y - top) for box in scene.nodes}
    edges = [_edge(*at[edge.source], *at[edge.target]) for edge in scene.edges]
    nodes = [_node(box, *at[box.id], places.get(box.id)) for box in scene.nodes]
    picture = node(
        "div",
        "tc-hood",
        *edges,
        *nodes,
        style=f"width: {right - left:.0f}px; height: {bottom - top:.0f}px",
    )
    label = scene.description
    show(node("div", "tc-hood-frame tc-scroll", picture, role="group", aria_label=label))


def _edge(x: float, y: float, to_x: float, to_y: float) -> Element:
    length, turn = hypot(to_x - x, to_y - y), degrees(atan2(to_y - y, to_x - x))
    size = f"left: {x:.1f}px; top: {y:.1f}px; width: {length:.1f}px"
    return node("i", "", aria_hidden="true", style=f"{size}; transform: rotate({turn:.1f}deg)")


def _node(box: Node, x: float, y: float, place: str | None) -> Element:
    """Build the dot of a thing, and its name below; the last line is its mark, where it has one."""
    ring = f"; border-color: var(--tc-{box.ring.replace('_', '-')})" if box.ring else ""
    size = f"left: {x - box.r:.1f}px; top: {y - box.r:.1f}px; width: {2 * box.r:.0f}px"
    colours = f"background: var(--tc-class-{box.key}){ring}"
    dot = node("span", "tc-hood-dot", aria_hidden="true", style=f"{size}; {colours}")
    name = node(
        "span",
        "tc-hood-name",
        link_to(place, box.label) if place else box.label,
        style=f"left: {x:.1f}px; top: {y + box.r:.1f}px",
    )
    return node("span", "", dot, name, title=box.tooltip)
