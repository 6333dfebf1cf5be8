"""All sentences of the program, by key, in Chinese and English.

The catalogue is data: one TOML file for each part of the product, beside this module, with one
table per sentence and the two languages side by side, so that a translator edits one file and a
test can compare the placeholders of both.

A placeholder is a name with a format (``{persons:,}``), or two wordings, for one and for any other
number: ``{places:,} {places:place stays|places stay} empty``. A value that has a text of its own in
each language (``of(lang)``) is worded so. In Chinese a space is put between a
name that ends in a Latin letter or a digit and the Chinese character beside it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

LANGUAGES = ("zh", "en")
FOLDER = Path(__file__).parent
_ADDED: list[Path] = []
_SPACED = re.compile(
    r"(?<=[\u4e00-\u9fff]) (?=[\d,.]+%?\s?[\u4e00-\u9fff、—）])|(?<=[\d%]) (?=[\u4e00-\u9fff])"
)


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
    text = named = ""
    for literal, name, spec, after in _pieces(catalogue()[key][lang]):
        text += literal
        if name is None:
            continue
        value = values[name]
        filled = _filled(value.of(lang) if hasattr(value, "of") else value, spec)
        if lang == "zh":
            filled = _apart(text, filled, after)
            if not literal and _are_western(named, filled):
                text += " "
        text, named = text + filled, filled
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
    text = format(value, spec)
    return text.replace("-", "−") if spec.startswith("+") else text


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


def _are_western(name: str, value: str) -> bool:
    """Tell whether a name and the value right behind it would run into one another.

    >>> _are_western("California", "2024"), _are_western("12", "3"), _are_western("梧州市", "2024")
    (True, False, False)
    """
    has_letter = any(character.isalpha() for character in name)
    return bool(has_letter and value and _is_western(name[-1]) and _is_western(value[0]))


def _is_western(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _is_chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def tight(text: str, lang: str) -> str:
    """Remove the spaces between figures and Chinese, which the terminal has and documents do not.

    >>> tight("需要 1,024 人，共 3 组", "zh"), tight("Needs 3 people", "en")
    ('需要1,024人，共3组', 'Needs 3 people')
    >>> tight("用 2021、2022 年的数据，借自 2020—2024 年，应为 80%）", "zh")
    '用2021、2022年的数据，借自2020—2024年，应为80%）'
    """
    return _SPACED.sub("", text) if lang == "zh" else text


def titled(text: str) -> str:
    """Capitalise a text that stands alone.

    >>> titled("too small"), titled("规模不足")
    ('Too small', '规模不足')
    """
    return text[:1].upper() + text[1:]


def has(key: str) -> bool:
    """Tell whether the catalogue holds the key."""
    return key in catalogue()


def heading(name: str, face: str, lang: str) -> str:
    """Word the heading of a column, as a face (``web``, ``draw``, ``document``) has it, or as all.

    >>> heading("year", "web", "zh"), heading("deadline", "web", "zh")
    ('年份', '期限（年）')
    """
    own = f"{face}.column.{name}"
    return say(own if has(own) else f"column.{name}", lang)


def join(items: list[str], lang: str) -> str:
    """Join items into running text.

    >>> join(["a", "b"], "en")
    'a, b'
    """
    return say("list.separator", lang).join(items)


def first_few(names: Sequence[str], lang: str, most: int = 4, count: int | None = None) -> str:
    """Join the first few names, and count the others; ``count``: all there are.

    >>> first_few(["a", "b", "c"], "en", 2)
    'a, b and 1 more'
    """
    count = len(names) if count is None else count
    text = join(list(names[:most]), lang)
    if count <= most:
        return text
    return say("gap.and_more", lang, names=text, rest=count - most, count=count)


def runs(numbers: list[int]) -> list[str]:
    """Write numbers in order, those that follow one another as a run by its ends.

    >>> runs([2020, 2022, 2023, 2024])
    ['2020', '2022–2024']
    """
    ends: list[tuple[int, int]] = []
    for number in numbers:
        if ends and number == ends[-1][1] + 1:
            ends[-1] = ends[-1][0], number
        else:
            ends.append((number, number))
    return [f"{first}–{last}" if last > first else str(first) for first, last in ends]
