"""What last year's lists asked for, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.lists.facts import Facts, Taught
from graph.lists.report import LISTS, ListName, Lists

CAME = ("rose", "fell", "same", "stopped", "unknown")


@dataclass(frozen=True)
class Followed:
    """Majors at a college on a list of the year before: what became of their intake.

    ``rose``, ``fell``, ``same``, ``stopped`` and ``unknown`` add up to ``programmes``. ``still``:
    on the same list now.
    """

    place: ListName
    programmes: int
    rose: int
    fell: int
    same: int
    stopped: int
    unknown: int
    still: int


@dataclass(frozen=True)
class Before:
    """Lists of an earlier year beside those of now; ``opened`` of the ``new`` majors asked for."""

    year: int
    lists: tuple[Followed, ...]
    new: int
    opened: int


def followed(earlier: Lists, facts: Facts, now: Lists) -> Before:
    """Compare the lists of an earlier year with intakes and lists of now."""
    place_now = {
        (college.key, entry.major.key): entry.place
        for entry in now.entries
        if not entry.is_new
        for college in entry.colleges
    }
    listed = []
    for place in LISTS:
        counts = dict.fromkeys((*CAME, "still"), 0)
        for entry in earlier.of(place):
            for college in () if entry.is_new else entry.colleges:
                taught = (college.key, entry.major.key)
                counts[_came(facts, taught, earlier.newest, now.newest)] += 1
                counts["still"] += place_now.get(taught) == place
        programmes = sum(counts[name] for name in CAME)
        listed.append(Followed(place, programmes, **counts))
    new = {entry.major.key for entry in earlier.of("open") if entry.is_new}
    opened = new & {major for _, major in facts.taught}
    return Before(earlier.year, tuple(listed), len(new), len(opened))


def _came(facts: Facts, taught: Taught, first: int, last: int) -> str:
    """Say what became of the intake of a major at a college between two years."""
    if taught not in facts.taught:  # by its dates it has ended, or nobody reports it
        ended = any(key in facts.case.programmes for key in facts.case.tracks_of(taught))
        return "stopped" if ended else "unknown"
    before, after = (_enrolled(facts, taught, year) for year in (first, last))
    if before is None or after is None:
        return "unknown"
    if after == 0 and before > 0:
        return "stopped"
    return "same" if after == before else ("rose" if after > before else "fell")


def _enrolled(facts: Facts, taught: Taught, year: int) -> int | None:
    """Add up the intake of all tracks; None where one is not reported."""
    rows = [facts.case.enrolment.get(key, {}).get(year) for key in facts.taught[taught]]
    counts = [row["enrolled"] if row else None for row in rows]
    reported = [count for count in counts if count is not None]
    return sum(reported) if reported and len(reported) == len(counts) else None
