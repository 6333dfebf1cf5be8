"""Every sentence the program says, by key, in Chinese and English.

The catalogue is data, one TOML file a part of the product beside this module: one table a sentence
with the two languages side by side, so that a translator edits one file and a test can compare the
placeholders of both.

A placeholder is a name with a format (``{persons:,}``), or two wordings, for one and for any other
number: ``{places:,} {places:place stays|places stay} empty``. In Chinese a space is put between a
Latin letter of a value and a Chinese character beside it, since a name may end with either.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
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
    text = ""
    for literal, name, spec in _pieces(catalogue()[key][lang]):
        text = _beside(text, literal, lang)
        if name is not None:
            text = _beside(text, _filled(values[name], spec), lang)
    return text


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None, str], ...]:
    """Text, the placeholder that follows it (None at the end), and how it is written."""
    return tuple((text, name, spec or "") for text, name, spec, _ in Formatter().parse(template))


def _filled(value: Any, spec: str) -> str:
    """A value in its place; of two wordings the one that its number asks for."""
    one, either, many = spec.partition("|")
    if either:
        return one if str(value) == "1" else many
    return format(value, spec)


def _beside(text: str, more: str, lang: str) -> str:
    """Two pieces of a sentence.

    >>> _beside("示例职业学院 B", "已开设", "zh")
    '示例职业学院 B 已开设'
    """
    if lang == "zh" and text and more and _meet(text[-1], more[0]):
        return f"{text} {more}"
    return text + more


def _meet(left: str, right: str) -> bool:
    """Whether a Latin letter and a Chinese character stand side by side."""
    return (_is_latin(left) and _is_chinese(right)) or (_is_chinese(left) and _is_latin(right))


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def has(key: str) -> bool:
    """Whether the catalogue holds the key."""
    return key in catalogue()


def join(items: list[str], lang: str) -> str:
    """Several items as running text.

    >>> join(["a", "b"], "en")
    'a, b'
    """
    return say("list.separator", lang).join(items)
