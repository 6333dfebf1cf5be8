"""The parts of the three lists: frozen values, ready to be printed or sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from graph.gap.noise import DRAWS, SEED
from graph.gap.report import Block, Cause, MajorClass
from graph.gap.scope import EVERYTHING, GapParameters
from graph.outlook.report import LIKELY, VERY_LIKELY
from graph.rules.cards import Card
from graph.rules.verdicts import Clause, Evidence, Verdict
from graph.things import Thing

if TYPE_CHECKING:
    from graph.lists.before import Before

ListName = Literal["open", "adjust", "limit"]
Place = Literal["open", "adjust", "limit", "undecided", "unchanged"]
LISTS: tuple[ListName, ...] = ("open", "adjust", "limit")
TOLD: tuple[Place, ...] = (*LISTS, "undecided")
NEW = ("new", "elsewhere")  # kinds of entries on what nobody of the scope teaches
Chances = tuple[tuple[int, float], ...]  # year, probability


@dataclass(frozen=True)
class ListParameters:
    """Scope and rules as of a gap; ``college``: only its majors, by key or exact name.

    ``draws`` and ``seed``: of the outlook.
    """

    gap: GapParameters = EVERYTHING
    college: str | None = None
    draws: int = DRAWS
    seed: int = SEED


@dataclass(frozen=True)
class Standing:
    """How a major stands now and in the years ahead, in the whole region.

    ``now``: its class; None where no graduates are known. ``ahead``: ``scarce`` or ``surplus``
    where that is very likely in two successive years, from ``since`` on. ``blocks``: that lack
    people it could send, the emptiest first. ``length``: years of study.
    """

    now: MajorClass | None = None
    supply: int | None = None
    room: int | None = None
    slack: int | None = None
    blocks: tuple[Block, ...] = ()
    ahead: str | None = None
    since: int | None = None
    scarce: Chances = ()
    surplus: Chances = ()
    length: int | None = None

    @property
    def causes(self) -> tuple[Cause, ...]:
        """The causes of the blocks, each once."""
        return tuple(dict.fromkeys(block.cause for block in self.blocks if block.cause))

    @property
    def is_short_now(self) -> bool:
        """Tell whether one more graduate who stays fills one more place."""
        return self.now == "scarce"

    @property
    def is_short_ahead(self) -> bool:
        """Tell whether it is very likely scarce in a year ahead; likely, where it is now."""
        least = LIKELY if self.is_short_now else VERY_LIKELY
        return self.ahead == "scarce" or any(chance >= least for _, chance in self.scarce)


@dataclass(frozen=True)
class Reason:
    """Why an entry stands where it does. ``source``: ``gap``, ``outlook``, ``peers`` or ``rule``.

    Of ``plan`` it is what a plan does to the places. ``key`` names the sentence that ``values``
    fill; a rule says its own (``verdict``).
    """

    source: str
    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Responsible:
    """A clause that an entry falls under, and who leads its measure; none where nobody is named."""

    clause: Clause
    leads: tuple[Thing, ...]


@dataclass(frozen=True)
class Entry:
    """A major on a list, at the colleges named; of a new one ``colleges`` may teach it.

    ``kind``: what to do, see ``deciding``. ``conflict``: what speaks against it. ``missing``: data
    that would tell more. ``decide_by``: the first intake that a decision still reaches, ``effect``
    the year of its graduates; None where the length of study is unknown.
    """

    place: Place
    kind: str
    major: Thing
    level: int | None
    area: Thing | None
    colleges: tuple[Thing, ...]
    standing: Standing
    reasons: tuple[Reason, ...]
    card: Card | None = None
    conflict: str | None = None
    missing: tuple[str, ...] = ()
    responsible: tuple[Responsible, ...] = ()
    decide_by: int | None = None
    effect: int | None = None
    evidence: tuple[Evidence, ...] = ()
    grade: str | None = None

    @property
    def is_new(self) -> bool:
        """Tell whether nobody of the scope teaches it."""
        return self.kind in NEW

    @property
    def programmes(self) -> int:
        """The number of majors at a college that it speaks of."""
        return 0 if self.is_new else len(self.colleges)


@dataclass(frozen=True)
class Lists:
    """The three lists of a scope, and what stands on none.

    ``newest``: year of the newest figures; ``probabilities_to``: last year with them, if any.
    ``entries``: those of the lists in order, then the undecided. ``unchanged``: majors at a college
    that nothing speaks for or against; ``outside``: left out because they are not of the part.
    ``has_rules``: whether a document with an exit clause holds here. ``before``: what came of the
    lists of an earlier year, None where there are none. ``plan_years``: first and last year of the
    plan whose moves are among the reasons.
    """

    parameters: ListParameters
    year: int
    newest: int
    until: int
    probabilities_to: int | None
    basis: str
    basis_ahead: str
    place: Thing | None
    chain: Thing | None
    college: Thing | None
    entries: tuple[Entry, ...]
    unchanged: int
    outside: int
    has_rules: bool
    grade: str | None
    before: Before | None = None
    plan_years: tuple[int, int] | None = None

    def of(self, place: Place) -> tuple[Entry, ...]:
        """Return the entries of a list, or the undecided."""
        return tuple(entry for entry in self.entries if entry.place == place)

    @property
    def programmes(self) -> Mapping[str, int]:
        """Majors at a college by where they stand; they add up to those of the scope."""
        counts: Counter[str] = Counter()
        for entry in self.entries:
            counts[entry.place] += entry.programmes
        listed: dict[str, int] = {place: counts[place] for place in TOLD}
        return listed | {"unchanged": self.unchanged}
