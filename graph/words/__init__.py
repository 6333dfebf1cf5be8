"""All sentences of the program, by key, in Chinese and English.

The catalogue is data: one TOML file for each part of the product, beside this module, with one
table per sentence and the two languages side by side, so that a translator edits one file and a
test can compare the placeholders of both.

A placeholder is a name with a format (``{persons:,}``), or two wordings, for one and for any other
number: ``{places:,} {places:place stays|places stay} empty``. In Chinese a space is put between a
name that ends in a Latin letter or a digit and the Chinese character beside it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

LANGUAGES = ("zh", "en")
FOLDER = Path(__file__).parent
_ADDED: list[Path] = []


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return all sentences: key (dotted) → language → template."""
    flat: dict[str, dict[str, str]] = {}

    def walk(prefix: str, node: dict[str, Any]) -> None:
        texts = {lang: text for lang, text in node.items() if isinstance(text, str)}
        if texts:
            flat[prefix] = texts
        for name, child in node.items():
            if isinstance(child, dict):
                walk(f"{prefix}.{name}" if prefix else name, child)

    for file in (*sorted(FOLDER.glob("*.toml")), *_ADDED):
        walk("", tomllib.loads(file.read_text(encoding="utf-8")))
    return flat


def add_sentences(file: Path) -> None:
    """Add the sentences of a package with parts of its own; it is called once, on import."""
    _ADDED.append(file)
    catalogue.cache_clear()


def say(key: str, lang: str, /, **values: Any) -> str:
    """Return the sentence of a key in a language, its placeholders filled.

    >>> say("list.separator", "zh"), say("list.separator", "en")
    ('、', ', ')
    """
    text = ""
    for literal, name, spec, after in _pieces(catalogue()[key][lang]):
        text += literal
        if name is not None:
            filled = _filled(values[name], spec)
            text += _apart(text, filled, after) if lang == "zh" else filled
    return text


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None, str, str], ...]:
    """Split a template into text, next placeholder (None at the end), format, following text."""
    parsed = list(Formatter().parse(template))
    after = [*(text for text, *_ in parsed[1:]), ""]
    return tuple(
        (text, name, spec or "", behind)
        for (text, name, spec, _), behind in zip(parsed, after, strict=True)
    )


def _filled(value: Any, spec: str) -> str:
    """Format a value; of two wordings, choose the one for its number."""
    if not spec:
        return value if isinstance(value, str) else format(value)
    singular, separator, plural = spec.partition("|")
    if separator:
        return singular if str(value) == "1" else plural
    return format(value, spec)


def _apart(before: str, value: str, after: str) -> str:
    """Put spaces between a value's Latin letters or digits and the Chinese characters beside it.

    Plain numbers stay as the sentence has them.

    >>> _apart("", "示例职业学院 B", "已开设"), _apart("第", "3", "条"), _apart("在", "X", "。")
    ('示例职业学院 B ', '3', ' X')
    """
    space_before = before and value and _is_western(value[0]) and _is_chinese(before[-1])
    space_after = after and value and _is_western(value[-1]) and _is_chinese(after[0])
    if not (space_before or space_after) or not any(character.isalpha() for character in value):
        return value
    return (" " if space_before else "") + value + (" " if space_after else "")


def _is_western(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def has(key: str) -> bool:
    """Tell whether the catalogue holds the key."""
    return key in catalogue()


def join(items: list[str], lang: str) -> str:
    """Join items into running text.

    >>> join(["a", "b"], "en")
    'a, b'
    """
    return say("list.separator", lang).join(items)
