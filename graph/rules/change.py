"""What changed since the comparable year before: the same rules on figures up to that year."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from graph.rules import judge
from graph.rules.case import Case
from graph.rules.verdicts import RuleParameters, Verdict

FINDINGS = ("fail", "explain")


@dataclass(frozen=True)
class Change:
    """Checks decided in both years; of those with a finding, how many came and went since."""

    year: int
    both: int
    before: int
    came: int
    went: int


def change(
    tables: Mapping[str, pl.DataFrame], verdicts: Sequence[Verdict], parameters: RuleParameters
) -> Change | None:
    """Judge by the figures up to the year before; None where there is none to compare with."""
    has_figure = pl.any_horizontal(pl.col("enrolled", "graduates").is_not_null())
    reported = tables["enrolment"].filter(has_figure)
    year = Case(tables, parameters).newest("enrolment", reported)
    if year is None:
        return None
    earlier = Case(tables, RuleParameters()).newest("enrolment", reported, year - 1)
    if earlier is None:
        return None
    then = replace(parameters, year=earlier)
    rules = tuple(dict.fromkeys(verdict.rule for verdict in verdicts))
    outcomes = {_check(verdict): verdict.outcome for verdict in judge(tables, then, rules)}
    pairs = [(outcomes.get(_check(verdict)), verdict.outcome) for verdict in verdicts]
    decided = [
        (was in FINDINGS, now in FINDINGS)
        for was, now in pairs
        if was not in (None, "unknown") and now != "unknown"
    ]
    if not decided:
        return None
    return Change(
        earlier,
        len(decided),
        sum(was for was, _ in decided),
        sum(now and not was for was, now in decided),
        sum(was and not now for was, now in decided),
    )


def _check(verdict: Verdict) -> Hashable:
    clause, subject = verdict.clause, verdict.subject
    place = (clause.policy, clause.path, clause.words)
    return (verdict.rule, verdict.test, *place, subject.table, subject.key)
