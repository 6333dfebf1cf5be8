"""The gap of each occupation and major as a mark on a picture: colour, number, word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from graph.gap.report import GapReport
from graph.telling.sentences import word
from graph.words import say

NO_MAJOR = "reason-no_major"
UNKNOWN_DEMAND = "major_class-unknown"  # its graduates are not known to be too many
TABLES = {"occupations": "occupation_class", "majors": "major_class"}


@dataclass(frozen=True)
class GapMark:
    """``key``: of the legend; ``text``: the number with its word, or the word of the class."""

    key: str
    text: str


def gap_marks(report: GapReport, lang: str) -> Mapping[tuple[str, str], GapMark]:
    """Return the mark of each thing: (table, key of the thing) → mark.

    A thing that the report lists at several levels or in several areas has one mark: the sum of
    its empty places or spare graduates, and the class of the part with the largest number.
    """
    missing: dict[tuple[str, str], int] = defaultdict(int)
    worst: dict[tuple[str, str], tuple[int, str]] = {}

    def note(table: str, key: str, group: str, persons: int) -> None:
        missing[table, key] += persons
        if persons > worst.get((table, key), (-1, ""))[0]:
            worst[table, key] = (persons, group)

    for occupation in report.occupations:
        group = NO_MAJOR if occupation.reason else f"occupation_class-{occupation.group}"
        note("occupations", occupation.thing.key, group, occupation.empty)
    for major in report.majors:
        # a graduate without a place in this part may find one outside it
        spare = 0 if report.is_part else major.unplaced
        note("majors", major.thing.key, f"major_class-{major.group}", spare)
    return {
        place: GapMark(group, _text(place[0], group, missing[place], lang))
        for place, (_, group) in worst.items()
    }


def _text(table: str, group: str, persons: int, lang: str) -> str:
    if persons and group != UNKNOWN_DEMAND:
        side = "short" if table == "occupations" else "spare"
        return say(f"draw.ribbon.{side}", lang, persons=persons)
    code_list, _, code = group.partition("-")
    return word(code_list, code, lang)
