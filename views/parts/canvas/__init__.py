"""The graph on the page: a component around vis-network, drawn from a scene of ``graph.draw``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from graph.draw.measure import width
from graph.draw.scene import Node, Scene
from graph.export.shapes import outline
from views.parts import packaged
from views.parts.session import tell

RING, LEGEND_R = 4.0, 7.0
DIGITS = 2
WORDS = (
    "toolbar", "find", "found", "open", "close", "hide", "pin", "fit", "zoom_in", "zoom_out",
    "png", "types", "gaps", "table", "file",
)  # fmt: skip


@dataclass(frozen=True)
class CanvasOptions:
    """The state of the canvas beside the scene.

    ``view``: when it changes, the picture is new and is fitted to the window. ``selected``: None
    keeps the current selection; an unchanged picture is not sent again. ``keys``: URI → the text
    by which a thing is found.
    """

    view: str
    selected: Collection[str] | None = None
    opened: Collection[str] = ()
    pinned: Collection[str] = ()
    keys: Mapping[str, str] | None = None


def canvas(scene: Scene, options: CanvasOptions, key: str, on_did: Callable[[], None]) -> None:
    """Put the network on the page.

    Each action comes back in ``st.session_state[key].did``: ``what`` is select (``ids``),
    open, close or release (``id``), hide (``ids``), or move (``at``: id → place).
    """
    packaged.declare_vis()
    packaged.component("canvas")(key=key, data=payload(scene, options), on_did_change=on_did)


def payload(scene: Scene, options: CanvasOptions) -> dict[str, Any]:
    """Return the scene as the component reads it."""
    types = [item for item in scene.legend if item.shape and "-" not in item.key]
    gaps = [item for item in scene.legend if item.shape and "-" in item.key]
    return {
        "view": options.view,
        "title": scene.title,
        "source": scene.source,
        "mark": scene.mark,
        "description": scene.description,
        "palette": {
            colour: {"light": light, "dark": dark}
            for colour, (light, dark) in scene.palette.items()
        },
        "nodes": [_node(node, options) for node in scene.nodes],
        "edges": [
            {
                "id": edge.id, "key": edge.key, "source": edge.source, "target": edge.target,
                "label": edge.label, "tooltip": edge.tooltip, "dashed": edge.dashed,
            }
            for edge in scene.edges
        ],
        "legend": [_entry(entry.key, entry.label, entry.shape) for entry in types],
        "gaps": [_entry(entry.key, entry.label, "dot") for entry in gaps],
        "selected": None if options.selected is None else list(options.selected),
        "rows": {
            "columns": list(scene.rows.columns),
            "rows": [list(row) for row in scene.rows.rows],
        },
        "words": {name: tell(f"canvas.{name}") for name in WORDS},
    }  # fmt: skip


def _node(node: Node, options: CanvasOptions) -> dict[str, Any]:
    texts = list(node.texts())
    return {
        "id": node.id,
        "key": node.key,
        "x": node.x,
        "y": node.y,
        "r": node.r,
        "size": node.size,
        "outline": outline(node.shape, 0, 0, node.r),
        "ring": node.ring,
        "ringOutline": outline(node.shape, 0, 0, node.r + RING),
        "texts": [
            {
                "text": text.text,
                "dx": round(text.x - node.x, DIGITS),
                "dy": round(text.y - node.y, DIGITS),
                "key": text.key,
                "bold": text.bold,
            }
            for text in texts
        ],
        "half": max(
            [node.r + RING, node.reach, *(width(text.text, text.size, True) / 2 for text in texts)]
        ),
        "below": max([node.r + RING, *(text.y - node.y + 4 for text in texts)]),
        "tooltip": node.tooltip or node.label,
        "hidden": node.hidden,
        "anchor": node.anchor,
        "opened": node.id in options.opened,
        "pinned": node.id in options.pinned,
        "pile": node.pile,
        "keys": (options.keys or {}).get(node.id) or node.label.lower(),
    }


def _entry(key: str, label: str, shape: str) -> dict[str, str]:
    return {"key": key, "label": label, "outline": outline(shape, 0, 0, LEGEND_R)}
