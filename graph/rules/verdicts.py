"""Verdicts of rules on subjects, and their grounds: frozen values, ready to be printed or sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from graph.gap.scope import EVERYTHING, GapParameters
from graph.rules.thresholds import Threshold
from graph.things import Thing

Outcome = Literal["pass", "fail", "explain", "unknown"]
OUTCOMES: tuple[Outcome, ...] = ("fail", "explain", "unknown", "pass")
Standing = Literal["fail", "explain", "early", "unknown", "pass"]
STANDINGS: tuple[Standing, ...] = ("fail", "explain", "early", "unknown", "pass")
TO_ACT_ON: tuple[Standing, ...] = ("fail", "explain", "early")
DEFAULT_SET = "notice"


@dataclass(frozen=True)
class RuleParameters:
    """The parameters of judging. ``year``: figures up to it (None: the newest there are).

    Lateness is measured at the end of that year (None: on the newest date of the sources), never on
    the day of asking. ``sets``: optional rule sets beside the default one. ``lowest_pct``: what
    share of the lowest ranks counts as low where the document names no number, 0–100 (None: ranks
    are shown, not judged).
    ``texts``: (policy, path) → the text of a measure, where a person has it, to find clauses by.
    ``gap``: of the gap that gives majors their classes, as far as it is of the whole region.
    """

    year: int | None = None
    sets: tuple[str, ...] = ()
    lowest_pct: float | None = None
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)
    gap: GapParameters = EVERYTHING

    @property
    def of_region(self) -> GapParameters:
        """The parameters of that gap: one labour market, every chain, every level."""
        gap = self.gap
        return GapParameters(
            self.year, tier=gap.tier, basis=gap.basis, entrants=gap.entrants, supply=gap.supply
        )


@dataclass(frozen=True)
class Clause:
    """A measure of a policy as a rule's source; ``path`` None: the document as a whole.

    ``area``: the policy's. ``year``: of issue, else of publication. ``threshold``: as its target
    has it; None where the rule needs none. ``words``: the document's own for just this clause, or
    for one condition of it; ``passage``: the sentence they stand in; None where the build does not
    hold them. ``anywhere``: it holds for whatever the build has (a set that a person asked for).
    """

    rule: str
    policy: str
    path: str | None = None
    ordinal: int | None = None
    heading: str | None = None
    area: str | None = None
    year: int | None = None
    threshold: Threshold | None = None
    words: str | None = None
    passage: str | None = None
    anywhere: bool = False

    @property
    def key(self) -> tuple[str, str | None]:
        """What tells its measure from others: policy and path."""
        return self.policy, self.path

    @property
    def measure(self) -> int | str | None:
        """The document's name of the measure: its ordinal, else its path."""
        return self.path if self.ordinal is None else self.ordinal

    @property
    def number(self) -> float | None:
        """The number that the document sets."""
        return self.threshold.value if self.threshold else None

    @property
    def in_full(self) -> bool:
        """Tell whether the build holds the clause's sentence, not just the words of its number."""
        return self.passage is not None and (self.threshold is None or self.passage != self.words)


@dataclass(frozen=True)
class Subject:
    """A row that is judged. ``area`` counts where ``placed``: the clause must hold there.

    ``major``: of a programme, to be looked up in the gap.
    """

    table: str
    key: str
    thing: Thing
    area: str | None = None
    placed: bool = False
    major: str | None = None


@dataclass(frozen=True)
class Judgement:
    """An outcome, which sentence says it (``reason``), and the value where there is one."""

    outcome: Outcome
    reason: str
    value: float | None = None


def judged(is_kept: bool, missed: Outcome = "fail", value: float | None = None) -> Judgement:
    """Judge something that is kept or missed, each said by the sentence of its outcome."""
    outcome: Outcome = "pass" if is_kept else missed
    return Judgement(outcome, outcome, value)


@dataclass(frozen=True)
class Evidence:
    """A row that the verdict rests on, and where it stands: 1 is a file's first line."""

    table: str
    key: str
    file: str | None
    sheet: str | None
    row: int | None
    grade: str | None = None


@dataclass(frozen=True)
class Note:
    """A sentence behind the main one: ``rules.note.<key>``, filled by ``values``."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """The verdict of a rule on one subject.

    ``outcome``: ``fail`` (the clause is not kept, or its condition for stepping in holds),
    ``explain`` (may be so with a reason, or the document sets no number to judge by), ``unknown``
    (an input, or the number, is missing: never a pass). ``values`` fill the sentence of the reason.
    ``value`` and ``threshold`` are in the threshold's unit. What ``judge`` adds: the row that sets
    the clause as first evidence; ``classes`` of the gap, of the subject's major; ``test``: which
    one of the exit clause it is; ``grade``: the worst of the evidence.
    """

    clause: Clause
    subject: Subject
    judgement: Judgement
    values: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[Note, ...] = ()
    test: str | None = None
    classes: tuple[str, ...] = ()
    grade: str | None = None

    @property
    def rule(self) -> str:
        """The id of the rule."""
        return self.clause.rule

    @property
    def outcome(self) -> Outcome:
        """The outcome of the judgement."""
        return self.judgement.outcome

    @property
    def reason(self) -> str:
        """The reason, as the name of a sentence."""
        return self.judgement.reason

    @property
    def value(self) -> float | None:
        """The figure that was judged."""
        return self.judgement.value

    @property
    def threshold(self) -> float | None:
        """The number that the document sets."""
        return self.clause.number

    @property
    def early(self) -> bool:
        """Tell whether it is an early notice: no condition holds, yet it should be watched."""
        near = any(note.key.startswith("early") for note in self.notes)
        return near and self.outcome in ("pass", "unknown")

    @property
    def standing(self) -> Standing:
        """The standing as counted everywhere: an early notice is neither kept nor triggered."""
        return "early" if self.early else self.outcome

    @property
    def of_no_place(self) -> bool:
        """Tell whether it says, once for a rule, that nobody knows where its document holds."""
        return self.reason == NO_PLACE

    @property
    def undecided(self) -> bool:
        """Tell whether it is unknown for want of a number in the document, not of data."""
        return self.outcome == "unknown" and self.reason in NO_NUMBER


def gravest_first(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Order verdicts by their standing."""
    return sorted(verdicts, key=lambda verdict: STANDINGS.index(verdict.standing))


NO_PLACE = "no_place"
YEAR_THIN = "year_thin"  # the note that a year has too few figures to judge by
# Reasons of verdicts on clauses that name no number.
NO_NUMBER = ("ranked_employment", "ranked_quality", "trend", "load", "load_joint")
