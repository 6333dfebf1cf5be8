"""The automatic numbers of paragraphs, counted as Word does.

Source: ECMA-376 part 1, section 17.9 (numbering).
"""

from __future__ import annotations

import re
from typing import Any

from ingest.policy.numerals import to_chinese

_MAIN = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}
_ARABIC = {"decimal", "decimalZero", "decimalFullWidth", "decimalHalfWidth"}


class Numbers:
    """The counters of the numbered paragraphs of a document."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles = _style_numbers(document)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {
            definition.get(f"{_MAIN}abstractNumId"): _levels(definition)
            for definition in root.iter(f"{_MAIN}abstractNum")
        }
        for number in root.iter(f"{_MAIN}num"):
            reference = number.find(f"{_MAIN}abstractNumId")
            if reference is not None:
                self._levels[number.get(f"{_MAIN}numId")] = abstract.get(
                    reference.get(f"{_MAIN}val"), {}
                )

    def of(self, paragraph: Any) -> str:
        """Return the number of a paragraph as Word displays it, or an empty text."""
        properties = paragraph.find(f"{_MAIN}pPr")
        if properties is None or not self._levels:
            return ""
        number, level = _reference(properties)
        style = properties.find(f"{_MAIN}pStyle")
        if number is None and style is not None:
            number, level = self._styles.get(style.get(f"{_MAIN}val"), (None, 0))
        levels = self._levels.get(number or "", {})
        if number is None or level not in levels:
            return ""
        counts = self._counts.setdefault(number, {})
        counts[level] = counts.get(level, levels[level][2] - 1) + 1
        for deeper in [key for key in counts if key > level]:
            del counts[deeper]

        def written(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form, _, start = levels.get(at, ("decimal", "", 1))
            value = counts.get(at, start)
            return to_chinese(value) if form in _CHINESE else str(value)

        if levels[level][0] not in _CHINESE | _ARABIC:
            return ""
        return re.sub(r"%(\d)", written, levels[level][1])


def _levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    levels = {}
    for level in abstract.iter(f"{_MAIN}lvl"):
        values = {
            name: node.get(f"{_MAIN}val")
            for name in ("numFmt", "lvlText", "start")
            if (node := level.find(f"{_MAIN}{name}")) is not None
        }
        at, start = level.get(f"{_MAIN}ilvl", "0"), values.get("start") or "1"
        if at.isdecimal() and start.isdecimal():
            levels[int(at)] = (values.get("numFmt") or "", values.get("lvlText") or "", int(start))
    return levels


def _reference(properties: Any) -> tuple[str | None, int]:
    number = properties.find(f"{_MAIN}numPr/{_MAIN}numId")
    level = properties.find(f"{_MAIN}numPr/{_MAIN}ilvl")
    at = level.get(f"{_MAIN}val", "0") if level is not None else "0"
    number_id = number.get(f"{_MAIN}val") if number is not None else None
    return number_id, int(at) if at.isdecimal() else 0


def _style_numbers(document: Any) -> dict[str, tuple[str | None, int]]:
    numbers = {}
    for style in document.styles.element.iter(f"{_MAIN}style"):
        properties = style.find(f"{_MAIN}pPr")
        if properties is not None and _reference(properties)[0] is not None:
            numbers[style.get(f"{_MAIN}styleId")] = _reference(properties)
    return numbers
