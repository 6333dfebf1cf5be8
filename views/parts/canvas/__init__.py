"""The graph on the page: one component round vis-network, drawn from a scene of ``graph.draw``."""

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
class Shown:
    """What the canvas shows beside the scene.

    ``view``: when it changes the picture is new and is fitted to the window. ``selected``: None for
    what is selected already; a picture that is as it was is not sent again. ``keys``: URI → what a
    thing can be found by.
    """

    view: str
    selected: Collection[str] | None = None
    opened: Collection[str] = ()
    pinned: Collection[str] = ()
    keys: Mapping[str, str] | None = None


def canvas(scene: Scene, shown: Shown, key: str, on_did: Callable[[], None]) -> None:
    """Put the network on the page.

    What somebody does comes back in ``st.session_state[key].did``: ``what`` is select (``ids``),
    open, close or release (``id``), hide (``ids``), or move (``at``: id → place).
    """
    packaged.declare_vis()
    packaged.component("canvas")(key=key, data=payload(scene, shown), on_did_change=on_did)


def payload(scene: Scene, shown: Shown) -> dict[str, Any]:
    """The scene as the component reads it."""
    types = [item for item in scene.legend if item.shape and "-" not in item.key]
    gaps = [item for item in scene.legend if item.shape and "-" in item.key]
    return {
        "view": shown.view,
        "title": scene.title,
        "source": scene.source,
        "mark": scene.mark,
        "description": scene.description,
        "palette": {k: {"light": a, "dark": b} for k, (a, b) in scene.palette.items()},
        "nodes": [_node(node, shown) for node in scene.nodes],
        "edges": [
            {
                "id": edge.id, "key": edge.key, "source": edge.source, "target": edge.target,
                "label": edge.label, "tooltip": edge.tooltip, "dashed": edge.dashed,
            }
            for edge in scene.edges
        ],
        "legend": [_entry(one.key, one.label, one.shape) for one in types],
        "gaps": [_entry(one.key, one.label, "dot") for one in gaps],
        "selected": None if shown.selected is None else list(shown.selected),
        "rows": {"columns": list(scene.rows.columns), "rows": [list(r) for r in scene.rows.rows]},
        "words": {name: tell(f"canvas.{name}") for name in WORDS},
    }  # fmt: skip


def _node(node: Node, shown: Shown) -> dict[str, Any]:
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
                "text": t.text,
                "dx": round(t.x - node.x, DIGITS),
                "dy": round(t.y - node.y, DIGITS),
                "key": t.key,
                "bold": t.bold,
            }
            for t in texts
        ],
        "half": max([node.r + RING, node.reach, *(width(t.text, t.size, True) / 2 for t in texts)]),
        "below": max([node.r + RING, *(t.y - node.y + 4 for t in texts)]),
        "tooltip": node.tooltip or node.label,
        "hidden": node.hidden,
        "anchor": node.anchor,
        "opened": node.id in shown.opened,
        "pinned": node.id in shown.pinned,
        "pile": node.pile,
        "keys": (shown.keys or {}).get(node.id) or node.label.lower(),
    }


def _entry(key: str, label: str, shape: str) -> dict[str, str]:
    return {"key": key, "label": label, "outline": outline(shape, 0, 0, LEGEND_R)}
