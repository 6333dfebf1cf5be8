"""Units stated in a sheet: 单位：百人 in its title or corner, 毕业生数（万人） in a heading.

A stated multiple is applied to the columns of its dimension only (persons, posts, yuan).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from graph.ontology import Column, Ontology
from ingest.text import fold

MULTIPLES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 10**8,
    "hundred": 100,
    "hundreds": 100,
    "thousand": 1_000,
    "thousands": 1_000,
    "'000": 1_000,
    "000s": 1_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "billion": 10**9,
    "billions": 10**9,
}
# Notation of a unit → what it counts; yuan a month are yuan.
DIMENSIONS = {"person": "person", "post": "post", "yuan": "yuan", "yuan-month": "yuan"}
SHARE = "share"  # rates as 0.965, in source.toml
ANY = "any"  # "in thousands": of whatever the columns count
_MORE_WORDS = {
    "person": ("persons", "people", "students", "graduates", "学生"),
    "post": ("posts", "岗"),
    "yuan": ("rmb", "cny"),
}
_MULTIPLE = "|".join(sorted(map(re.escape, filter(None, MULTIPLES)), key=len, reverse=True))
# 填报单位： and the like name a body, which is no unit.
_STATED = re.compile(
    r"单位\s*(?:[:：]|为|是)\s*([^;；。\n)）]*)"
    r"|\bunits?\s*[:：]\s*([^;；。\n)）]*)"
    rf"|\bin\s+((?:{_MULTIPLE})(?:\s+(?:of\s+)?[a-z]+)?)\b",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[(（\[［【]([^()（）\[\]［］【】]*)[)）\]］】]")
_BETWEEN = re.compile(r"[、,，/和及或]|\band\b|\bor\b")


@dataclass(frozen=True)
class Unit:
    """Unit with its multiple: 百人 is 100 persons. ``dimension``: see :data:`DIMENSIONS`, ANY."""

    dimension: str
    times: int
    written: str


class UnitWords:
    """Words for the units of the ontology."""

    def __init__(self, ontology: Ontology) -> None:
        self.notations: dict[str, str] = {}
        for code in ontology.code_lists["unit"].codes:
            more_words = _MORE_WORDS.get(code.notation, ())
            for word in (code.notation, *code.spellings, *more_words):
                self.notations.setdefault(fold(word), code.notation)

    def read(self, text: str) -> Unit | None:
        """Read a text that is a unit and nothing else; None for other texts."""
        word = fold(text).removeprefix("人民币").removeprefix("in")
        for times in sorted(MULTIPLES, key=len, reverse=True):
            if not word.startswith(times):
                continue
            remainder = word.removeprefix(times).removeprefix("of")
            if times and not remainder:
                return Unit(ANY, MULTIPLES[times], text.strip()) if times.isascii() else None
            if remainder in self.notations:
                notation = self.notations[remainder]
                dimension = DIMENSIONS.get(notation, notation)
                return Unit(dimension, MULTIPLES[times], text.strip())
        return None

    def stated(self, text: str) -> list[Unit]:
        """Return the units that a title, a corner or a note states."""
        units: list[Unit] = []
        for match in _STATED.finditer(text):
            stated = next(group for group in match.groups() if group is not None)
            words = [self.read(word.strip(" （）()。.")) for word in _BETWEEN.split(stated)]
            units += [unit for unit in words if unit]
        if not units:
            units = [unit for inner in _IN_BRACKETS.findall(text) if (unit := self.read(inner))]
        return units

    def of_heading(self, heading: str) -> Unit | None:
        """Return the unit of a heading, in brackets or behind 单位：, or the heading itself."""
        return next(iter(self.stated(heading)), None) or self.read(heading)


def is_unit(text: str, ontology: Ontology) -> bool:
    """Tell whether ``source.toml`` may name a text as a unit."""
    return fold(text) == SHARE or UnitWords(ontology).read(text) is not None


def fits(unit: Unit, column: Column) -> bool:
    """Tell whether a unit may be that of a column: of its dimension, or the column has none."""
    if column.unit is None:
        return True  # a corner says the unit of the whole sheet
    counted = dimension(column)
    if unit.dimension == ANY:
        return counted in ("person", "post", "yuan")
    return unit.dimension == counted or {unit.dimension, counted} == {"person", "post"}


def dimension(column: Column) -> str | None:
    """Return what a column counts."""
    return DIMENSIONS.get(column.unit or "", column.unit)


def contradict(units: Iterable[Unit]) -> bool:
    """Tell whether units of one column have different multiples."""
    return len({unit.times for unit in units}) > 1
