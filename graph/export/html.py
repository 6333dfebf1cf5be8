"""Scenes as one page that works from a file with the network off: pan, zoom, search, details.

One picture in one or both languages. The page may load nothing and run nothing but its own script:
its policy says so by the script's hash. Data never becomes markup.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from graph.draw.scene import Scene
from graph.export.fonts import BOLD, REGULAR, embedded, used_characters
from graph.export.svg import escaped, shown_texts, svg
from graph.words import say

HERE = Path(__file__).parent
WORDS = ("search", "whole", "found")


def html(scenes: Sequence[Scene]) -> str:
    """The page of the same picture in one language or several, the first one shown first."""
    script = (HERE / "viewer.js").read_text(encoding="utf-8")
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
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        "font-src data:; base-uri 'none'; form-action 'none'"
    )
    buttons = "".join(
        f'<button data-speak="{one.lang}">{escaped(say("draw.html.language", one.lang))}</button>'
        for one in scenes
        if len(scenes) > 1
    )
    pictures = "\n".join(_picture(one) for one in scenes)
    first = scenes[0]
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
<body>
<header>
<input id="search" type="search">
<button id="whole"></button>
<div id="details" role="status" aria-live="polite"></div>
{buttons}
</header>
<main>
{pictures}
</main>
<script type="application/json" id="words">{as_data(told)}</script>
<script>{script}</script>
</body>
</html>
"""


def as_data(value: object) -> str:
    r"""JSON that no markup can be hidden in.

    >>> as_data({"a": "</script>"})
    '{"a": "\\u003c/script>"}'
    """
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _picture(scene: Scene) -> str:
    drawn = svg(scene, "auto", with_font=False, prefix=f"{scene.lang}-")
    drawn = drawn.partition("?>")[2].lstrip()
    drawn = drawn.replace("<svg ", f'<svg data-kind="{scene.kind}" ', 1)
    return f'<div data-lang="{scene.lang}">{drawn}</div>'
