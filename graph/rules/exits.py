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
    Judged,
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
    """A programme with what each test of the exit clause says of it under a policy."""

    clause: Clause
    tests: Mapping[str, Verdict]

    @property
    def first(self) -> Verdict:
        """Any of its verdicts, for the subject and the classes."""
        return next(iter(self.tests.values()))

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The tests whose condition holds."""
        return tuple(one for one in self.tests.values() if one.outcome == "fail")

    def together(self, how: Literal["any", "all"]) -> Verdict:
        """One verdict of all tests; what is unknown never helps to pass or to fail.

        ``any``: fails where one test does, passes where all do. ``all``: fails where all tests do,
        passes where one does. Else it is unknown where a test is; where none is, some are to be
        explained, and so is the whole.
        """
        outcomes = [one.outcome for one in self.tests.values()]
        order: tuple[Outcome, ...] = ("fail", "unknown", "explain", "pass")
        if how == "all":
            order = ("pass", "unknown", "explain", "fail")
        outcome = next(one for one in order if one in outcomes)
        evidence = tuple(dict.fromkeys(row for v in self.tests.values() for row in v.evidence))
        by = {
            said: tuple(test_name(name) for name, one in self.tests.items() if one.outcome == said)
            for said in OUTCOMES
        }
        return replace(
            self.first,
            clause=self.clause,
            judged=Judged(outcome, f"{how}_{outcome}", len(by["fail"])),
            values={
                "tests": len(outcomes),
                "open": any(one.undecided for one in self.tests.values()),
                **{f"{said}_tests": names for said, names in by.items()},
            },
            evidence=evidence,
            notes=tuple(self._notes()),
            test=None,
            grade=worst([one.grade for one in self.tests.values()]),
        )

    def _notes(self) -> Iterator[Note]:
        """What is said of the tests that failed; of all, each year too thin to judge by once."""
        yield from (note for one in self.failed for note in one.notes if note.key != YEAR_THIN)
        thin = [n for one in self.tests.values() for n in one.notes if n.key == YEAR_THIN]
        yield from (note for k, note in enumerate(thin) if note not in thin[:k])


def test_name(test: str) -> Thing:
    """A test as people call it."""
    return Thing(test, say(f"rules.test.{test}", "zh"), say(f"rules.test.{test}", "en"))


def programmes(
    tables: Mapping[str, pl.DataFrame], parameters: RuleParameters
) -> tuple[Programme, ...]:
    """Each programme with the tests of the exit clause, policy by policy."""
    return by_programme(judge(tables, parameters, RULES))


def by_programme(verdicts: Iterable[Verdict]) -> tuple[Programme, ...]:
    """Verdicts of the tests put beside each other, in the order of the tests."""
    found: dict[tuple[str, str], dict[str, Verdict]] = {}
    for verdict in verdicts:
        if verdict.test is not None and not verdict.of_no_place:
            key = (verdict.clause.policy, verdict.subject.key)
            found.setdefault(key, {})[verdict.test] = verdict
    programmes = []
    for tests in found.values():
        ordered = {name: tests[name] for name in TESTS if name in tests}
        first = next(iter(ordered.values())).clause
        clause = replace(first, rule=EXIT, threshold=None, words=first.passage)
        programmes.append(Programme(clause, ordered))
    return tuple(programmes)


def warnings(
    tables: Mapping[str, pl.DataFrame], parameters: RuleParameters, how: Exit = "list"
) -> tuple[Verdict, ...]:
    """The verdicts of ``warn``: each test by itself, or one verdict a programme."""
    found = judge(tables, parameters, RULES)
    if how == "list":
        return found
    silent = {one.clause.policy: one for one in found if one.of_no_place}
    return (*silent.values(), *(one.together(how) for one in by_programme(found)))
