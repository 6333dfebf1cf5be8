"""Every sentence the program says, by key, in Chinese and English.

The catalogue is data, one TOML file a part of the product beside this module: one table a sentence
with the two languages side by side, so that a translator edits one file and a test can compare the
placeholders of both.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
FOLDER = Path(__file__).parent


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All sentences: key (dotted) → language → template."""
    flat: dict[str, dict[str, str]] = {}

    def walk(prefix: str, node: dict[str, Any]) -> None:
        texts = {lang: text for lang, text in node.items() if isinstance(text, str)}
        if texts:
            flat[prefix] = texts
        for name, child in node.items():
            if isinstance(child, dict):
                walk(f"{prefix}.{name}" if prefix else name, child)

    for file in sorted(FOLDER.glob("*.toml")):
        walk("", tomllib.loads(file.read_text(encoding="utf-8")))
    return flat


def say(key: str, lang: str, /, **values: Any) -> str:
    """The sentence of a key in a language, its placeholders filled.

    >>> say("list.separator", "zh"), say("list.separator", "en")
    ('、', ', ')
    """
    return catalogue()[key][lang].format(**values)


def has(key: str) -> bool:
    """Whether the catalogue holds the key."""
    return key in catalogue()


def join(items: list[str], lang: str) -> str:
    """Several items as running text.

    >>> join(["a", "b"], "en")
    'a, b'
    """
    return say("list.separator", lang).join(items)
