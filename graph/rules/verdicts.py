"""What a rule says of a subject, and why: frozen values, ready to be printed or sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from graph.analysis.report import Thing
from graph.rules.thresholds import Threshold

Outcome = Literal["pass", "fail", "explain", "unknown"]
OUTCOMES: tuple[Outcome, ...] = ("fail", "explain", "unknown", "pass")
DEFAULT_SET = "notice"


@dataclass(frozen=True)
class RuleParameters:
    """What to judge. ``year``: figures up to and including it (None: the newest there are).

    ``sets``: optional rule sets beside the default one. ``as_of``: the day on which lateness is
    measured (None: the newest date of the sources). ``lowest_pct``: what share of the lowest ranks
    counts as low where the document names no number, 0–100 (None: ranks are shown, not judged).
    ``texts``: (policy, path) → the text of a measure, where a person has it, to find clauses by.
    """

    year: int | None = None
    sets: tuple[str, ...] = ()
    as_of: date | None = None
    lowest_pct: float | None = None
    texts: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True)
class Clause:
    """A measure of a policy as a rule's source; ``path`` None: the document as a whole.

    ``area``: the policy's. ``year``: of issue, else of publication. ``threshold``: as its target
    has it; None where the rule needs none.
    """

    rule: str
    policy: str
    path: str | None = None
    ordinal: int | None = None
    heading: str | None = None
    area: str | None = None
    year: int | None = None
    threshold: Threshold | None = None

    @property
    def measure(self) -> int | str | None:
        """What the document calls the measure: its ordinal, else its path."""
        return self.path if self.ordinal is None else self.ordinal

    @property
    def number(self) -> float | None:
        """The number that the document sets."""
        return self.threshold.value if self.threshold else None


@dataclass(frozen=True)
class Subject:
    """Who or what is judged: a row. ``area`` counts where ``placed``: the clause must hold there.

    ``major``: of a programme, to be looked up in the gap.
    """

    table: str
    key: str
    thing: Thing
    area: str | None = None
    placed: bool = False
    major: str | None = None


@dataclass(frozen=True)
class Judged:
    """An outcome, which sentence says it (``reason``), and the value where there is one."""

    outcome: Outcome
    reason: str
    value: float | None = None


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
    """What a rule says of one subject.

    ``outcome``: ``fail`` (the clause is not kept, or its condition for stepping in holds),
    ``explain`` (may be so with a reason), ``unknown`` (an input, or the number, is missing: never a
    pass). ``values`` fill the sentence of the reason. ``value`` and ``threshold`` are in the
    threshold's unit. What ``judge`` adds: the row that sets the clause as first evidence;
    ``classes`` of the gap, of the subject's major; ``test``: which one of the exit clause it is;
    ``grade``: the worst of the evidence.
    """

    clause: Clause
    subject: Subject
    judged: Judged
    values: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[Note, ...] = ()
    test: str | None = None
    classes: tuple[str, ...] = ()
    grade: str | None = None

    @property
    def rule(self) -> str:
        """Id of the rule."""
        return self.clause.rule

    @property
    def outcome(self) -> Outcome:
        """The verdict proper."""
        return self.judged.outcome

    @property
    def reason(self) -> str:
        """Why, as the name of a sentence."""
        return self.judged.reason

    @property
    def value(self) -> float | None:
        """The figure that was judged."""
        return self.judged.value

    @property
    def threshold(self) -> float | None:
        """The number that the document sets."""
        return self.clause.number

    @property
    def early(self) -> bool:
        """Whether it passes, or is unknown, and yet should be watched."""
        return any(note.key.startswith("early") for note in self.notes)

    @property
    def undecided(self) -> bool:
        """Whether it is unknown because the document names no number, not because data lack."""
        return self.outcome == "unknown" and self.reason in NO_NUMBER


# Reasons of verdicts on clauses that name no number.
NO_NUMBER = ("ranked_employment", "ranked_quality", "trend", "load", "load_joint")
