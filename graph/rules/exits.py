"""The exit clause: its tests for each programme, apart or together as the reader chooses.

The document joins the tests by “、” and does not say whether any or all must hold, so each is
shown by itself unless the reader chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from graph.gap.figures import worst
from graph.rules import judge
from graph.rules.sentences import EXIT
from graph.rules.verdicts import (
    OUTCOMES,
    YEAR_THIN,
    Clause,
    Judgement,
    Note,
    Outcome,
    RuleParameters,
    Verdict,
)
from graph.things import Thing
from graph.words import say

Exit = Literal["list", "any", "all"]
TESTS = ("size", "duplicate", "mismatch", "quality", "employment")
RULES = ("S5", "S6", "S7", "S8")


@dataclass(frozen=True)
class Programme:
    """A programme with the verdict of each test of the exit clause under a policy."""

    clause: Clause
    tests: Mapping[str, Verdict]

    @property
    def first(self) -> Verdict:
        """The first verdict, for its subject and classes."""
        return next(iter(self.tests.values()))

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The tests whose condition holds."""
        return tuple(verdict for verdict in self.tests.values() if verdict.outcome == "fail")

    def together(self, mode: Literal["any", "all"]) -> Verdict:
        """Combine all tests in one verdict; unknown never helps to pass or to fail.

        ``any``: fails where one test does, passes where all do. ``all``: fails where all tests do,
        passes where one does. Else it is unknown where a test is; where none is, some are to be
        explained, and so is the whole.
        """
        outcomes = [verdict.outcome for verdict in self.tests.values()]
        order: tuple[Outcome, ...] = ("fail", "unknown", "explain", "pass")
        if mode == "all":
            order = ("pass", "unknown", "explain", "fail")
        outcome = next(kind for kind in order if kind in outcomes)
        evidence = tuple(dict.fromkeys(row for v in self.tests.values() for row in v.evidence))
        tests = self.tests.items()
        tests_by_outcome = {
            kind: tuple(test_name(name) for name, verdict in tests if verdict.outcome == kind)
            for kind in OUTCOMES
        }
        return replace(
            self.first,
            clause=self.clause,
            judgement=Judgement(outcome, f"{mode}_{outcome}", len(tests_by_outcome["fail"])),
            values={
                "tests": len(outcomes),
                "open": any(verdict.undecided for verdict in self.tests.values()),
                **{f"{kind}_tests": names for kind, names in tests_by_outcome.items()},
            },
            evidence=evidence,
            notes=tuple(self._notes()),
            test=None,
            grade=worst([verdict.grade for verdict in self.tests.values()]),
        )

    def _notes(self) -> Iterator[Note]:
        """Yield the notes of the tests that failed, and each year too thin to judge by once."""
        yield from (n for verdict in self.failed for n in verdict.notes if n.key != YEAR_THIN)
        thin = [n for verdict in self.tests.values() for n in verdict.notes if n.key == YEAR_THIN]
        yield from (note for k, note in enumerate(thin) if note not in thin[:k])


def test_name(test: str) -> Thing:
    """Name a test as people call it."""
    return Thing(test, say(f"rules.test.{test}", "zh"), say(f"rules.test.{test}", "en"))


def by_programme(verdicts: Iterable[Verdict]) -> tuple[Programme, ...]:
    """Group verdicts of the tests by programme, in the order of the tests."""
    tests_of: dict[tuple[str, str], dict[str, Verdict]] = {}
    for verdict in verdicts:
        if verdict.test is not None and not verdict.of_no_place:
            key = (verdict.clause.policy, verdict.subject.key)
            tests_of.setdefault(key, {})[verdict.test] = verdict
    programmes = []
    for tests in tests_of.values():
        ordered = {name: tests[name] for name in TESTS if name in tests}
        first = next(iter(ordered.values())).clause
        clause = replace(first, rule=EXIT, threshold=None, words=first.passage)
        programmes.append(Programme(clause, ordered))
    return tuple(programmes)


def warnings(
    tables: Mapping[str, pl.DataFrame], parameters: RuleParameters, mode: Exit = "list"
) -> tuple[Verdict, ...]:
    """Return the verdicts of ``warn``: each test by itself, or one verdict a programme."""
    verdicts = judge(tables, parameters, RULES)
    if mode == "list":
        return verdicts
    placeless = {verdict.clause.policy: verdict for verdict in verdicts if verdict.of_no_place}
    together = (programme.together(mode) for programme in by_programme(verdicts))
    return *placeless.values(), *together
