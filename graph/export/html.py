"""Scenes as one page that works from a file with the network off: pan, zoom, search, details.

One picture in one or both languages, light and dark. The page may load nothing and run nothing but
its own scripts: its policy says so by their hashes. Data never becomes markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from graph.draw.scene import Node, Scene, shown_texts
from graph.export.fonts import BOLD, REGULAR, embedded, used_characters
from graph.export.glyphs import legible
from graph.export.shapes import outline
from graph.export.svg import TURNS, UNSAYABLE, escaped, svg
from graph.export.vis import vis_script
from graph.words import say

HERE = Path(__file__).parent
WORDS = ("search", "whole", "found", "theme", "language")
DARK = ":root[data-theme=dark] "


def html(*scenes: Scene) -> str:
    """The page of the same picture in one language or several, the first one shown first."""
    scenes = tuple(legible(scene) for scene in scenes)
    sheet = (HERE / "viewer.css").read_text(encoding="utf-8")
    told = {
        one.lang: {"title": one.title}
        | {key: say(f"draw.html.{key}", one.lang, n="{n}") for key in WORDS}
        for one in scenes
    }
    texts = [text for one in scenes for text in shown_texts(one)]
    texts += [text for words in told.values() for text in words.values()]
    texts += [text for one in scenes for text in one.every_text()]
    fonts = "\n".join(embedded(used_characters(texts), weight) for weight in (REGULAR, BOLD))
    first = scenes[0]
    is_network = first.kind == "network"
    scripts = [_script("page.js") + _script("network.js" if is_network else "viewer.js")]
    if is_network:
        scripts.insert(0, vis_script())
    hashes = " ".join(f"'sha256-{_digest(one)}'" for one in scripts)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )
    buttons = "".join(
        f'<button data-speak="{one.lang}">{escaped(say("draw.html.language", one.lang))}</button>'
        for one in scenes
        if len(scenes) > 1
    )
    main = "\n".join(_network(scenes) if is_network else map(_picture, scenes))
    return f"""<!DOCTYPE html>
<html lang="{first.lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escaped(first.title)}</title>
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
<script type="application/json" id="words">{as_data(told)}</script>
{"".join(f"<script>{one}</script>" for one in scripts)}
</body>
</html>
"""


def as_data(value: object) -> str:
    r"""JSON that no markup can be hidden in.

    >>> as_data({"a": "</script>"})
    '{"a": "\\u003c/script>"}'
    """
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _script(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _picture(scene: Scene) -> str:
    drawn = svg(scene, "auto", with_font=False, prefix=f"{scene.lang}-", dark=DARK)
    drawn = drawn.partition("?>")[2].lstrip()
    drawn = drawn.replace("<svg ", f'<svg data-kind="{scene.kind}" ', 1)
    return f'<div data-lang="{scene.lang}">{drawn}</div>'


# Networks ----------------------------------------------------------------------------------------


def _network(scenes: Sequence[Scene]) -> Iterator[str]:
    """The canvas, and around it what a picture says of itself."""
    for one in scenes:
        mark = f'<span class="mark">{escaped(one.mark)}</span>' if one.mark else ""
        yield (
            f'<div class="above" data-lang="{one.lang}">{mark}<h1>{escaped(one.title)}</h1>'
            f"<p>{escaped(one.subtitle)}</p></div>"
        )
    yield f'<div id="canvas" role="img" aria-label="{escaped(scenes[0].description)}"></div>'
    for one in scenes:
        legend = "".join(_sample(one, k) for k in range(len(one.legend)))
        yield (
            f'<div class="below" data-lang="{one.lang}"><p class="legend">{legend}</p>'
            f"<p>{escaped(one.note)}</p><p>{escaped(one.source)}</p></div>"
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
    """Places and colours once, texts in every language; things by their number."""
    first = scenes[0]
    number = {node.id: k for k, node in enumerate(first.nodes)}
    edges = [one for one in first.edges if one.source in number and one.target in number]
    kept = {one.id for one in edges}
    return {
        "palette": {
            key: {"light": light, "dark": dark} for key, (light, dark) in first.palette.items()
        },
        "nodes": [
            {
                "x": one.x,
                "y": one.y,
                "r": one.r,
                "key": one.key,
                "ring": one.ring,
                "anchor": one.anchor,
                "path": outline(one.shape, 0, 0, one.r),
            }
            for one in first.nodes
        ],
        "edges": [
            {
                "source": number[one.source],
                "target": number[one.target],
                "key": one.key,
                "w": one.w,
                "dashed": one.dashed,
                "arrow": one.arrow,
            }
            for one in edges
        ],
        "told": {
            scene.lang: {
                "nodes": [_told(one) for one in scene.nodes],
                "edges": [_said(one.tooltip or one.label) for one in scene.edges if one.id in kept],
            }
            for scene in scenes
        },
    }


def _told(node: Node) -> dict[str, Any]:
    """What a thing is called: its label, placed around it, and the whole of its text."""
    lines = [
        {
            "text": _said(text.text),
            "x": round(text.x - node.x, 2),
            "y": round(text.y - node.y, 2),
            "size": text.size,
            "bold": text.bold,
            "key": text.key,
        }
        for text in node.texts()
    ]
    return {"tip": _said(node.tooltip or node.label), "lines": lines}


def _said(text: str) -> str:
    """A text without what would turn the direction of what follows, or cannot be shown."""
    return TURNS.sub("", UNSAYABLE.sub("\ufffd", text))
