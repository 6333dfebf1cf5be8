"""Units that a sheet states: 单位：百人 in its title or corner, 毕业生数（万人） in a heading.

A stated multiple is applied to the columns of its dimension only (persons, posts, yuan), and told.
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
# What is counted, by the notation of the unit; yuan a month are yuan.
DIMENSIONS = {"person": "person", "post": "post", "yuan": "yuan", "yuan-month": "yuan"}
SHARE = "share"  # rates as 0.965, in source.toml
ANY = "any"  # "in thousands": of whatever the columns count
_MORE_WORDS = {
    "person": ("persons", "people", "students", "graduates", "学生"),
    "post": ("posts", "岗"),
    "yuan": ("rmb", "cny"),
}
_MULTIPLE = "|".join(sorted(map(re.escape, filter(None, MULTIPLES)), key=len, reverse=True))
# What 填报单位： and the like name is a body, whose name is no unit.
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
    """A unit with its multiple: 百人 is 100 persons. ``dimension``: see :data:`DIMENSIONS`, ANY."""

    dimension: str
    times: int
    written: str


class UnitWords:
    """The words for units that the declaration knows."""

    def __init__(self, ontology: Ontology) -> None:
        self.notations: dict[str, str] = {}
        for code in ontology.code_lists["unit"].codes:
            more = _MORE_WORDS.get(code.notation, ())
            for word in (code.label.zh, code.label.en, code.notation, *code.words, *more):
                self.notations.setdefault(fold(word), code.notation)

    def read(self, text: str) -> Unit | None:
        """A text that is a unit and nothing else."""
        word = fold(text).removeprefix("人民币").removeprefix("in")
        for times in sorted(MULTIPLES, key=len, reverse=True):
            if not word.startswith(times):
                continue
            rest = word.removeprefix(times).removeprefix("of")
            if times and not rest:
                return Unit(ANY, MULTIPLES[times], text.strip()) if times.isascii() else None
            if rest in self.notations:
                notation = self.notations[rest]
                dimension = DIMENSIONS.get(notation, notation)
                return Unit(dimension, MULTIPLES[times], text.strip())
        return None

    def stated(self, text: str) -> list[Unit]:
        """The units that a title, a corner or a note states, if it states any."""
        found: list[Unit] = []
        for match in _STATED.finditer(text):
            stated = next(group for group in match.groups() if group is not None)
            words = [self.read(word.strip(" （）()。.")) for word in _BETWEEN.split(stated)]
            found += [unit for unit in words if unit]
        if not found:
            found = [unit for inner in _IN_BRACKETS.findall(text) if (unit := self.read(inner))]
        return found

    def of_heading(self, heading: str) -> Unit | None:
        """The unit in brackets, or behind 单位：, of one heading."""
        return next(iter(self.stated(heading)), None) or self.read(heading)


def is_unit(text: str, ontology: Ontology) -> bool:
    """Whether ``source.toml`` may name it as a unit."""
    return fold(text) == SHARE or UnitWords(ontology).read(text) is not None


def fits(unit: Unit, column: Column) -> bool:
    """Whether a unit may be that of a column: of its dimension, or the column has none."""
    if column.unit is None:
        return True  # a corner says the unit of the whole sheet
    own = dimension(column)
    if unit.dimension == ANY:
        return own in ("person", "post", "yuan")
    return unit.dimension == own or {unit.dimension, own} == {"person", "post"}


def dimension(column: Column) -> str | None:
    """What a column counts."""
    return DIMENSIONS.get(column.unit or "", column.unit)


def contradict(units: Iterable[Unit]) -> bool:
    """Whether units of one column say different multiples."""
    return len({unit.times for unit in units}) > 1
