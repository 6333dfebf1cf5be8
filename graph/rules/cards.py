"""Yellow and red cards of the exit clause: a warning first, then the exit.

A yellow card is a warning: a condition that the document sets a number for is near, or holds for
the first time. A red card follows where it holds in the next year too. A condition without a number
in the document gives no card: it is to be explained.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from graph.rules import judge
from graph.rules.case import Case, grouped
from graph.rules.exits import RULES
from graph.rules.verdicts import RuleParameters, Verdict

Colour = Literal["yellow", "red"]
Key = tuple[str, str, str | None]  # policy, subject, test


@dataclass(frozen=True)
class Card:
    """A card of a major at a college, and the verdicts that give it."""

    colour: Colour
    verdicts: tuple[Verdict, ...]


def cards(
    tables: Mapping[str, pl.DataFrame], parameters: RuleParameters, verdicts: Iterable[Verdict]
) -> dict[str, Card]:
    """Return subject → card, from the verdicts of the exit clause and those of the year before.

    Where several documents speak of a subject, the worse card counts.
    """
    gives = [verdict for verdict in verdicts if _warns(verdict)]
    if not gives:
        return {}
    warned = _warned_before(tables, parameters)
    of_subject = grouped(gives, lambda verdict: verdict.subject.key)
    return {key: _card(of_one, warned) for key, of_one in of_subject.items()}


def _card(verdicts: list[Verdict], warned: frozenset[Key]) -> Card:
    failed_twice = [v for v in verdicts if v.outcome == "fail" and _key(v) in warned]
    return Card("red", tuple(failed_twice)) if failed_twice else Card("yellow", tuple(verdicts))


def _warns(verdict: Verdict) -> bool:
    """Tell whether a verdict warns: a number of the document is missed, or nearly so."""
    if verdict.test is None or verdict.of_no_place:
        return False
    in_principle = verdict.outcome == "explain" and verdict.threshold is not None
    return verdict.standing in ("fail", "early") or in_principle


def _warned_before(
    tables: Mapping[str, pl.DataFrame], parameters: RuleParameters
) -> frozenset[Key]:
    year = Case(tables, parameters).year_of("enrolment", "enrolled")
    if year is None:
        return frozenset()
    earlier = judge(tables, replace(parameters, year=year - 1), RULES)
    return frozenset(_key(verdict) for verdict in earlier if _warns(verdict))


def _key(verdict: Verdict) -> Key:
    return verdict.clause.policy, verdict.subject.key, verdict.test
