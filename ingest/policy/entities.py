"""Institutions, major groups, industries and platforms that a text names; nothing is made up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.policy.passages import Passage
from ingest.policy.patterns import any_of, patterns
from ingest.policy.units import UnitList

COLLEGE, MAJOR_GROUP, INDUSTRY, LAB = "college", "major_group", "industry", "lab"
_BREAKS = ",。;:\n“”()《》"
_LONGEST_LIST = 120
_LONGEST_NAME = 10
_LEAST_LISTED = 2


@dataclass(frozen=True)
class Entity:
    """One thing named. kind: the table's class word; name: as written."""

    kind: str
    name: str
    line: int


@cache
def _shapes(kind: str) -> list[re.Pattern[str]]:
    return [re.compile(shape) for shape in patterns("entities")[kind]]


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"^.*{any_of(patterns('entities')['list_leads'])}")


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(rf"{any_of(patterns('entities')['list_tails'])}$")


def entities(body: Passage, units: UnitList) -> list[Entity]:
    """The things a text names, each once; colleges among the responsible units too."""
    found: dict[tuple[str, str], Entity] = {}
    for unit in units.units:
        if _shapes(COLLEGE)[0].fullmatch(unit.plain) and not _is_general(unit.plain):
            _put(found, COLLEGE, unit.name, unit.written.line or 0)
    for clause, at in _clauses(body.plain):
        _lists_of_groups(body, clause, at, found)
        _fields(body, clause, at, found)
        for kind in (COLLEGE, LAB):
            for shape in _shapes(kind):
                for hit in shape.finditer(clause):
                    name = _lead().sub("", hit["name"])
                    if len(name) > 4 and not _is_general(name):
                        _put(found, kind, name, body.lines[at + hit.start()])
    return list(found.values())


def _put(found: dict[tuple[str, str], Entity], kind: str, name: str, line: int) -> None:
    found.setdefault((kind, name), Entity(kind, name, line))


def _is_general(name: str) -> bool:
    """Whether a name is a kind of thing, not one of them: 高等职业学院, 示范性职业院校."""
    return bool(re.match(any_of(patterns("entities")["general"]), name))


def _clauses(plain: str) -> list[tuple[str, int]]:
    spans, start = [], 0
    for at, character in enumerate(plain):
        if character in _BREAKS:
            spans.append((plain[start:at], start))
            start = at + 1
    spans.append((plain[start:], start))
    return [(text, at) for text, at in spans if text]


def _fields(body: Passage, clause: str, at: int, found: dict[tuple[str, str], Entity]) -> None:
    """A、B、C等产业 and A、B等领域 name industries; one word before 产业 is too vague to be one."""
    ended = 0
    for hit in _shapes(INDUSTRY)[0].finditer(clause):
        start = max(ended, hit.start() - _LONGEST_LIST)
        ended = hit.end()
        names = clause[start : hit.start()].split("、")
        if len(names) < _LEAST_LISTED:
            continue
        names[0] = _lead().sub("", names[0])
        for name in names:
            if 1 < len(name) <= _LONGEST_NAME and not _is_general(name):
                where = at + clause.find(name, start)
                _put(found, INDUSTRY, body.shown[where : where + len(name)], body.lines[where])


def _lists_of_groups(
    body: Passage, clause: str, at: int, found: dict[tuple[str, str], Entity]
) -> None:
    """做强A、B、C等骨干专业群 names three groups."""
    for hit in re.finditer("专业群", clause):
        before = clause[max(0, hit.start() - _LONGEST_LIST) : hit.start()]
        names = _tail().sub("", before).split("、")
        names[0] = _lead().sub("", names[0])
        for name in names:
            bare = _tail().sub("", name.split("专业群")[-1])
            if 1 < len(bare) <= 12 and not _is_general(bare):
                where = clause.find(bare)
                shown = body.shown[at + where : at + where + len(bare)]
                _put(found, MAJOR_GROUP, shown, body.lines[at + where])
