"""The graph on the page: a component around vis-network, drawn from a scene of ``graph.draw``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from graph.draw.exploration import Exploration, is_gap
from graph.draw.measure import width
from graph.draw.scene import Node, Scene, by_theme
from graph.export.shapes import outline
from views.parts import packaged
from views.parts.session import tell

RING, LEGEND_R = 4.0, 7.0
DIGITS = 2
OF_NODE = ("id", "key", "x", "y", "r", "size", "ring", "hidden", "anchor", "pile")
SIGNS = ("start", "more", "pile", "pinned", "level", "hatched")
OF_EDGE = ("id", "key", "source", "target", "label", "tooltip", "dashed")
WORDS = (
    "toolbar", "found", "open", "close", "hide", "undo", "pin", "fit", "zoom_in",
    "zoom_out", "outside", "types", "gaps", "signs", "only", "all", "table",
)  # fmt: skip


@dataclass(frozen=True)
class CanvasOptions:
    """The state of the canvas beside the scene.

    ``view``: when it changes, the picture is new and is fitted to the window. ``selected``: None
    keeps the current selection; an unchanged picture is not sent again. ``keys``: URI → the text
    by which a thing is found; ``can_undo``: whether there is an action to take back;
    ``is_narrow``: the picture is laid out for a telephone.
    """

    view: str
    steps: Exploration
    selected: Collection[str] | None = None
    pinned: Collection[str] = ()
    keys: Mapping[str, str] | None = None
    can_undo: bool = False
    is_narrow: bool = False


def canvas(scene: Scene, options: CanvasOptions, key: str, on_did: Callable[[], None]) -> None:
    """Put the network on the page.

    Each action comes back in ``st.session_state[key].did``: ``what`` is select (``ids``),
    open, close or release (``id``), hide (``ids``), toggle or only (``kind``, an entry of the
    legend), all, move (``at``: id → place), undo, or narrow (``is``: whether the window is).
    """
    packaged.declare_vis()
    packaged.component("canvas")(key=key, data=payload(scene, options), on_did_change=on_did)


def payload(scene: Scene, options: CanvasOptions) -> dict[str, Any]:
    """Return the scene as the component reads it."""
    types = [item for item in scene.legend if item.shape and not is_gap(item.key)]
    gaps = [item for item in scene.legend if item.shape and is_gap(item.key)]
    filters = (*options.steps.hidden, *options.steps.kinds, *options.steps.without)
    return {
        "view": options.view,
        "description": scene.description,
        "palette": by_theme(scene.palette),
        "nodes": [_node(node, options) for node in scene.nodes],
        "edges": [{name: getattr(edge, name) for name in OF_EDGE} for edge in scene.edges],
        "heads": [{"x": head.x, "y": head.y, "text": head.text} for head in scene.texts],
        "legend": [_entry(entry.key, entry.label, entry.shape, options.steps) for entry in types],
        "gaps": [_entry(entry.key, entry.label, "dot", options.steps) for entry in gaps],
        "signs": {name: tell(f"canvas.sign.{name}") for name in SIGNS},
        "isFiltered": bool(filters),
        "selected": None if options.selected is None else list(options.selected),
        "canUndo": options.can_undo,
        "isNarrow": options.is_narrow,
        "rows": {
            "columns": list(scene.rows.columns),
            "rows": [list(row) for row in scene.rows.rows],
        },
        "words": {name: tell(f"canvas.{name}") for name in WORDS},
    }  # fmt: skip


def _node(node: Node, options: CanvasOptions) -> dict[str, Any]:
    texts = list(node.texts())
    return {
        **{name: getattr(node, name) for name in OF_NODE},
        "outline": outline(node.shape, 0, 0, node.r),
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
        "opened": node.id in options.steps.opened,
        "pinned": node.id in options.pinned,
        "keys": (options.keys or {}).get(node.id) or node.label.lower(),
    }


def _entry(key: str, label: str, shape: str, steps: Exploration) -> dict[str, Any]:
    return {
        "key": key,
        "label": label,
        "outline": outline(shape, 0, 0, LEGEND_R),
        "isShown": steps.shows(key),
        "isOnly": key in steps.kinds,
    }
