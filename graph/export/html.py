"""Scenes as one page that works from a file with the network off: pan, zoom, search, details.

One picture in one or both languages, light and dark. The page may load nothing and run nothing but
its own scripts, which its policy lists by their hashes. Data never become markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from graph.draw.scene import Node, Scene, by_theme, shown_texts
from graph.export.fonts import BOLD, REGULAR, embedded, used_characters
from graph.export.glyphs import legible
from graph.export.shapes import outline
from graph.export.svg import escaped, sayable, svg
from graph.export.vis import vis_script
from graph.words import say

HERE = Path(__file__).parent
WORDS = ("search", "whole", "found", "theme", "language")
DARK = ":root[data-theme=dark] "


def html(*scenes: Scene) -> str:
    """Return the page of one picture in one or more languages, opening in the first."""
    scenes = tuple(legible(scene) for scene in scenes)
    sheet = (HERE / "viewer.css").read_text(encoding="utf-8")
    page_words = {
        scene.lang: {"title": scene.title}
        | {key: say(f"draw.html.{key}", scene.lang, n="{n}") for key in WORDS}
        for scene in scenes
    }
    texts = [text for scene in scenes for text in shown_texts(scene)]
    texts += [text for words in page_words.values() for text in words.values()]
    texts += [text for scene in scenes for text in scene.every_text()]
    fonts = "\n".join(embedded(used_characters(texts), weight) for weight in (REGULAR, BOLD))
    first_scene = scenes[0]
    is_network = first_scene.kind == "network"
    scripts = [_script("page.js") + _script("network.js" if is_network else "viewer.js")]
    if is_network:
        scripts.insert(0, vis_script())
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )
    buttons = "".join(
        f'<button data-speak="{scene.lang}">'
        f"{escaped(say('draw.html.language', scene.lang))}</button>"
        for scene in scenes
        if len(scenes) > 1
    )
    main = "\n".join(_network(scenes) if is_network else map(_picture, scenes))
    return f"""<!DOCTYPE html>
<html lang="{first_scene.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escaped(first_scene.title)}</title>
<style>{fonts}
{sheet}</style>
</head>
<body class="{"network" if is_network else "picture"}">
<header>
<input id="search" type="search">
<button id="whole"></button>
<div id="details" role="status" aria-live="polite"></div>
<button id="theme"></button>
{buttons}
</header>
<main>
{main}
</main>
<script type="application/json" id="words">{as_data(page_words)}</script>
{"".join(f"<script>{script}</script>" for script in scripts)}
</body>
</html>
"""


def as_data(value: object) -> str:
    r"""Return JSON in which no markup can hide.

    >>> as_data({"a": "</script>"})
    '{"a": "\\u003c/script>"}'
    """
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _script(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _picture(scene: Scene) -> str:
    markup = svg(scene, "auto", with_font=False, prefix=f"{scene.lang}-", dark=DARK)
    markup = markup.partition("?>")[2].lstrip()
    markup = markup.replace("<svg ", f'<svg data-kind="{scene.kind}" ', 1)
    return f'<div data-lang="{scene.lang}">{markup}</div>'


# Networks ----------------------------------------------------------------------------------------


def _network(scenes: Sequence[Scene]) -> Iterator[str]:
    """Yield the canvas, and the words of the picture around it."""
    for scene in scenes:
        mark = f'<span class="mark">{escaped(scene.mark)}</span>' if scene.mark else ""
        yield (
            f'<div class="above" data-lang="{scene.lang}">{mark}<h1>{escaped(scene.title)}</h1>'
            f"<p>{escaped(scene.subtitle)}</p></div>"
        )
    yield f'<div id="canvas" role="img" aria-label="{escaped(scenes[0].description)}"></div>'
    for scene in scenes:
        legend = "".join(_sample(scene, k) for k in range(len(scene.legend)))
        yield (
            f'<div class="below" data-lang="{scene.lang}"><p class="legend">{legend}</p>'
            f"<p>{escaped(scene.note)}</p><p>{escaped(scene.source)}</p></div>"
        )
    yield f'<script type="application/json" id="network">{as_data(_data(scenes))}</script>'


def _sample(scene: Scene, k: int) -> str:
    item = scene.legend[k]
    if not item.shape:
        return f'<span class="quiet">{escaped(item.label)}</span>'
    light, dark = (scene.colour(item.key, theme) for theme in ("light", "dark"))
    path = outline(item.shape, 8, 8, 6)
    return (
        f'<span><svg viewBox="0 0 16 16" style="--light:{light};--dark:{dark}" aria-hidden="true">'
        f'<path d="{path}"/></svg>{escaped(item.label)}</span>'
    )


def _data(scenes: Sequence[Scene]) -> dict[str, Any]:
    """Return positions and colours once, texts in every language; things by their number."""
    first_scene = scenes[0]
    number = {node.id: k for k, node in enumerate(first_scene.nodes)}
    edges = [edge for edge in first_scene.edges if edge.source in number and edge.target in number]
    edge_ids = {edge.id for edge in edges}
    return {
        "palette": by_theme(first_scene.palette),
        "nodes": [
            {
                **{name: getattr(node, name) for name in ("x", "y", "r", "key", "ring", "anchor")},
                "path": outline(node.shape, 0, 0, node.r),
            }
            for node in first_scene.nodes
        ],
        "edges": [
            {
                "source": number[edge.source],
                "target": number[edge.target],
                **{name: getattr(edge, name) for name in ("key", "w", "dashed", "arrow")},
            }
            for edge in edges
        ],
        "told": {
            scene.lang: {
                "nodes": [_labels_of(node) for node in scene.nodes],
                "heads": [{"x": h.x, "y": h.y, "text": sayable(h.text)} for h in scene.texts],
                "edges": [
                    sayable(edge.tooltip or edge.label)
                    for edge in scene.edges
                    if edge.id in edge_ids
                ],
            }
            for scene in scenes
        },
    }


def _labels_of(node: Node) -> dict[str, Any]:
    """Return the texts of a thing: the label, placed around it, and the tooltip."""
    lines = [
        {
            "text": sayable(text.text),
            "x": round(text.x - node.x, 2),
            "y": round(text.y - node.y, 2),
            "size": text.size,
            "bold": text.bold,
            "key": text.key,
        }
        for text in node.texts()
    ]
    return {"tip": sayable(node.tooltip or node.label), "lines": lines}
