"""Names of institutions, major groups, industries and platforms in a text.

A name is found by its ending (…学院, …重点实验室) or in a list that states its kind (A、B等产业).
Its meaning is decided later, against the tables of a build (``ingest.mentions``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.policy.passages import HAN, Passage
from ingest.policy.patterns import any_of, pattern, patterns, words

INSTITUTION, MAJOR_GROUP, INDUSTRY, PLATFORM = "institution", "major_group", "industry", "platform"
KINDS = (INSTITUTION, MAJOR_GROUP, INDUSTRY, PLATFORM)
_BREAKS = ",。;:、\n“”()《》"
_LONGEST_LIST = 120
_LONGEST_OWN = 14  # characters of a name before its ending
_LONGEST_LISTED = 12
_LEAST_OWN = 2
_LEAST_LISTED = 2


@dataclass(frozen=True)
class Entity:
    """A thing with its name as written. start: its first character in the text, from 0."""

    kind: str
    name: str
    start: int


def entities(body: Passage) -> list[Entity]:
    """List the things that a text names, each at its first mention, in the order of the text."""
    by_name: dict[tuple[str, str], Entity] = {}
    for kind, start, end in places(body.plain):
        name = body.original[start:end]
        by_name.setdefault((kind, name), Entity(kind, name, start))
    return list(by_name.values())


def places(plain: str) -> list[tuple[str, int, int]]:
    """List kind, first character and end of every name in a text, in order."""
    return sorted(_places(plain), key=lambda place: place[1:])


def _places(plain: str) -> Iterator[tuple[str, int, int]]:
    for start, end in _spans(plain, _BREAKS):
        for kind in (INSTITUTION, PLATFORM, INDUSTRY):
            yield from _by_ending(plain[start:end], start, kind)
    for start, end in _spans(plain, _BREAKS.replace("、", "")):
        for kind in (MAJOR_GROUP, INDUSTRY):
            yield from _listed(plain[start:end], start, kind)


def _spans(plain: str, breaks: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of a text between characters that no name contains."""
    start = 0
    for at, character in enumerate(plain + breaks[0]):
        if character in breaks:
            if at > start:
                yield start, at
            start = at + 1


# Names with an ending --------------------------------------------------------------------------


@cache
def _endings(kind: str) -> re.Pattern[str]:
    rules = patterns("entities")
    ending = any_of(rules["endings"][kind])
    return re.compile(
        rf"(?P<own>[{HAN}]{{{_LEAST_OWN},{_LONGEST_OWN}}}?){ending}(?!{any_of(rules['goes_on'])})"
    )


def _by_ending(clause: str, at: int, kind: str) -> Iterator[tuple[str, int, int]]:
    for match in _endings(kind).finditer(clause):
        start = match.start() + _behind_lead(match["own"])
        if _is_single_thing(clause[start : match.end()]):
            yield kind, at + start, at + match.end()


def _behind_lead(own: str) -> int:
    """Return the place where a name begins behind the words that lead to it: 支持|梧州学院."""
    matches = list(words("entities", "list_leads").finditer(own))
    return matches[-1].end() if matches else 0


def _is_single_thing(name: str) -> bool:
    """Tell whether a name means a single thing, not a kind such as 高等职业学院, 工程实验室."""
    if _general().match(name):
        return False
    own = words("entities", "general", "generic").sub("", name)
    return len(own) >= _LEAST_OWN


@cache
def _general() -> re.Pattern[str]:
    """Return a pattern of the words that begin the name of a kind of things."""
    return re.compile(any_of(patterns("entities")["general"]))


# Names in a list that says what they are -------------------------------------------------------


def _listed(clause: str, at: int, kind: str) -> Iterator[tuple[str, int, int]]:
    """Yield list members: 做强A、B、C等骨干专业群 names three groups, A、B等领域 two fields.

    A single word before 产业 is too vague to be an industry; before 专业群 it is a group.
    """
    least = 1 if kind == MAJOR_GROUP else _LEAST_LISTED
    ended = 0
    for match in pattern("entities", f"{kind}_list").finditer(clause):
        start = max(ended, match.start() - _LONGEST_LIST)
        ended = match.end()
        members = list(_members(clause[start : match.start()], start))
        if len(members) >= least:
            yield from (
                (kind, at + name_start, at + name_end)
                for name_start, name_end in members
                if _is_listed(clause[name_start:name_end])
            )


def _members(listing: str, at: int) -> Iterator[tuple[int, int]]:
    """Yield the members of A、B、C, the first behind the words that lead to the list."""
    for number, (start, end) in enumerate(_spans(listing, "、")):
        begin = start + (_behind_lead(listing[start:end]) if number == 0 else 0)
        tail = words("entities", "list_tails")
        while (match := _last(tail, listing[begin:end])) is not None:
            end = begin + match
        yield at + begin, at + end


def _last(tail: re.Pattern[str], text: str) -> int | None:
    """Return the place where a word at the end of a text begins."""
    return next((match.start() for match in tail.finditer(text) if match.end() == len(text)), None)


def _is_listed(name: str) -> bool:
    return 1 < len(name) <= _LONGEST_LISTED and not _general().match(name)
