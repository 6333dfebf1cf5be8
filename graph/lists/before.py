"""What the lists of an earlier year asked for, and what came of each of their entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from graph.lists.facts import Facts, Taught
from graph.lists.report import LISTS, NEW, ListName, Lists, Place
from graph.things import Thing

Came = Literal["rose", "fell", "same", "stopped", "unknown", "opened", "not_opened"]
Result = Literal["other", "as_asked", "not_due", "untold"]
Origin = Literal["file", "build", "recomputed"]
CAME: tuple[Came, ...] = ("rose", "fell", "same", "stopped", "unknown")  # of what was taught
RESULTS: tuple[Result, ...] = ("other", "as_asked", "not_due", "untold")
MEASURES = ("planned", "enrolled")  # the places offered, else who came
NOT_MORE: tuple[Came, ...] = ("same", "fell", "stopped")
# What to do → what places tell of it; of other kinds of entries they tell nothing.
FULFILLED: dict[str, tuple[Came, ...]] = {
    "grow": ("rose",),
    "strengthen": ("rose",),
    "new": ("opened",),
    "turn": NOT_MORE,
    "hold": NOT_MORE,
    "reduce": ("fell", "stopped"),
    "exit": ("fell", "stopped"),
}


@dataclass(frozen=True)
class Promise:
    """An entry of earlier lists at one college; of a new major the college may be unknown."""

    place: ListName
    kind: str
    major: Thing
    level: int | None
    college: Thing | None
    decide_by: int | None
    effect: int | None

    @property
    def is_new(self) -> bool:
        """Tell whether nobody of the scope taught it."""
        return self.kind in NEW


@dataclass(frozen=True)
class Earlier:
    """Lists of an earlier year. ``scope``: area, chain and college, by key.

    ``origin``: kept in a file, made from a build that is still there, or from the data of now.
    """

    year: int
    newest: int
    scope: tuple[str | None, ...]
    promises: tuple[Promise, ...]
    origin: Origin
    build: str | None = None


@dataclass(frozen=True)
class Outcome:
    """What came of an entry: ``before`` and ``after`` are places (``measure``) of two years.

    ``colleges``: that teach what was to open. ``now``: its list today, None where it is on none.
    """

    promise: Promise
    came: Came
    result: Result
    measure: str | None = None
    before: int | None = None
    after: int | None = None
    colleges: tuple[Thing, ...] = ()
    now: Place | None = None


@dataclass(frozen=True)
class Followed:
    """Majors at a college on a list of the year before: what became of their places.

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
    """The entries of earlier lists with what came by ``now``; what differs comes first."""

    earlier: Earlier
    now: int
    outcomes: tuple[Outcome, ...]

    @property
    def year(self) -> int:
        """The year of the earlier lists."""
        return self.earlier.year

    @property
    def lists(self) -> tuple[Followed, ...]:
        """Count what became of the majors that were taught, by list."""
        taught = [outcome for outcome in self.outcomes if not outcome.promise.is_new]
        counted = []
        for place in LISTS:
            own = [outcome for outcome in taught if outcome.promise.place == place]
            counts = {came: sum(outcome.came == came for outcome in own) for came in CAME}
            still = sum(outcome.now == place for outcome in own)
            counted.append(Followed(place, len(own), **counts, still=still))
        return tuple(counted)

    @property
    def new(self) -> tuple[Outcome, ...]:
        """The majors that were to open."""
        return tuple(outcome for outcome in self.outcomes if outcome.promise.kind == "new")

    def count(self, result: Result) -> int:
        """Count the entries with a result."""
        return sum(outcome.result == result for outcome in self.outcomes)


def earlier_of(lists: Lists, origin: Origin, build: str | None = None) -> Earlier:
    """Return lists as those of an earlier year."""
    things = (lists.place, lists.chain, lists.college)
    scope = tuple(thing.key if thing else None for thing in things)
    promises = tuple(
        Promise(place, e.kind, e.major, e.level, college, e.decide_by, e.effect)
        for place in LISTS
        for e in lists.of(place)
        for college in e.colleges or (None,)
    )
    return Earlier(lists.year, lists.newest, scope, promises, origin, build)


def followed(earlier: Earlier, facts: Facts, now: Lists) -> Before:
    """Compare the lists of an earlier year with the data and the lists of now."""
    listed: dict[tuple[str | None, str], Place] = {}  # by college, None of a new major
    for entry in now.entries:
        for key in (None,) if entry.is_new else [college.key for college in entry.colleges]:
            listed[key, entry.major.key] = entry.place
    outcomes = [
        _outcome(facts, _named(facts, promise), earlier.newest, now.newest, listed)
        for promise in earlier.promises
    ]
    outcomes.sort(key=lambda outcome: RESULTS.index(outcome.result))
    return Before(earlier, now.newest, tuple(outcomes))


def _named(facts: Facts, promise: Promise) -> Promise:
    """Name college and major as the data of now do, where they know them."""
    major = _known(facts, "majors", promise.major)
    college = _known(facts, "colleges", promise.college) if promise.college else None
    return replace(promise, major=major, college=college)


def _known(facts: Facts, table: str, thing: Thing) -> Thing:
    now = facts.case.thing(table, thing.key)
    return thing if now == Thing(thing.key, thing.key) else now


def _outcome(
    facts: Facts,
    promise: Promise,
    first: int,
    last: int,
    listed: dict[tuple[str | None, str], Place],
) -> Outcome:
    college, major = promise.college, promise.major.key
    if promise.is_new or college is None:
        taught = tuple(_teaching(facts, major))
        came: Came = "opened" if taught else "not_opened"
        result = _result(promise, came, last)
        return Outcome(promise, came, result, colleges=taught, now=listed.get((None, major)))
    came, measure, before, after = _of_places(facts, (college.key, major), first, last)
    result, now = _result(promise, came, last), listed.get((college.key, major))
    return Outcome(promise, came, result, measure, before, after, now=now)


def _teaching(facts: Facts, major: str) -> Iterator[Thing]:
    for taught in facts.taught:
        if taught[1] == major and facts.is_inside(taught):
            yield facts.case.thing("colleges", taught[0])


def _result(promise: Promise, came: Came, newest: int) -> Result:
    fulfilled = FULFILLED.get(promise.kind, ())
    if not fulfilled or came == "unknown":
        return "untold"
    if came in fulfilled:
        return "as_asked"
    return "not_due" if promise.decide_by is None or promise.decide_by > newest else "other"


def _of_places(
    facts: Facts, taught: Taught, first: int, last: int
) -> tuple[Came, str | None, int | None, int | None]:
    """Say what became of the places of a major at a college, by which figures of both years."""
    if taught not in facts.taught:  # by its dates it has ended, or nobody reports it
        ended = any(key in facts.case.programmes for key in facts.case.tracks_of(taught))
        return ("stopped" if ended else "unknown"), None, None, None
    for measure in MEASURES:
        before, after = (_places(facts, taught, measure, year) for year in (first, last))
        if before is not None and after is not None:
            if after == 0 and before > 0:
                return "stopped", measure, before, after
            came: Came = "same" if after == before else ("rose" if after > before else "fell")
            return came, measure, before, after
    return "unknown", None, None, None


def _places(facts: Facts, taught: Taught, measure: str, year: int) -> int | None:
    """Add up the places of all tracks; None where one is not reported."""
    rows = [facts.case.enrolment.get(key, {}).get(year) for key in facts.taught[taught]]
    counts = [row[measure] if row else None for row in rows]
    reported = [count for count in counts if count is not None]
    return sum(reported) if reported and len(reported) == len(counts) else None
