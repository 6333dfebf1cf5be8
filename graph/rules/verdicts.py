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
    """A measure of a policy as a rule's source; ``path`` None: from no document of the build.

    ``area``: the policy's. ``year``: of issue, else of publication. ``threshold``: as its target
    has it; None where the rule needs none.
    """

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


@dataclass(frozen=True)
class Subject:
    """Who or what is judged: a row. ``area`` counts where ``placed``: the clause must hold there.

    ``year``: of the figures.
    """

    table: str
    key: str
    thing: Thing
    area: str | None = None
    placed: bool = False


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
    pass). ``reason``: which sentence says it, filled by ``values``. ``value`` and ``threshold``:
    in the threshold's unit. ``classes``: of the gap, of the subject's major. ``test``: which of the
    tests of an exit clause it is. ``grade``: the worst of the evidence.
    """

    rule: str
    clause: Clause
    subject: Subject
    outcome: Outcome
    reason: str
    value: float | None = None
    threshold: float | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    classes: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    test: str | None = None
    grade: str | None = None

    @property
    def early(self) -> bool:
        """Whether it passes, or is unknown, and yet should be watched."""
        return any(note.key.startswith("early") for note in self.notes)

    @property
    def undecided(self) -> bool:
        """Whether it is unknown because the document names no number, not because data lack."""
        return self.outcome == "unknown" and self.reason in NO_NUMBER


NO_NUMBER = ("ranked", "trend", "load")  # sentences of rules without a number in the text
