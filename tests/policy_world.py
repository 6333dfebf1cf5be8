"""A small world with a policy document, for tests of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from graph.rules import RuleParameters, Verdict, judge
from graph.tables import Tables
from tests.test_gap import Rows, world

POLICY = "某文〔2024〕1号"


def policy(area: str | None = "1", id: str = POLICY, **more: Any) -> dict[str, Any]:
    return {"id": id, "title": "方案", "issued": date(2024, 4, 24), "area": area} | more


def measure(
    path: str = "1/1", heading: str = "任务", id: str = POLICY, **more: Any
) -> dict[str, Any]:
    return {"policy": id, "path": path, "ordinal": 1, "heading": heading, "kind": "measure"} | more


def target(
    indicator: str, comparator: str | None, value: float | None, id: str = POLICY, **more: Any
) -> dict[str, Any]:
    row = {"policy": id, "path": "1/1", "indicator": indicator}
    return row | {"comparator": comparator, "value": value} | more


def enrolled(*persons: int | None, first: int = 2022, **more: Any) -> Rows:
    """Return the enrolment of the programme, year after year."""
    row = {"college": "C", "major": "M", "grade": "official"} | more
    return [row | {"year": first + k, "enrolled": n} for k, n in enumerate(persons)]


def document(**tables: Rows) -> Tables:
    """Return the world with one policy and one measure, and further tables."""
    base: Mapping[str, Rows] = {"policies": [policy()], "measures": [measure()]}
    return world(**{**base, **tables})


def outcomes(
    tables: Tables, rule: str, parameters: RuleParameters | None = None
) -> dict[str, tuple[str, str]]:
    """Judge by a rule; return the key of each subject → outcome and reason."""
    verdicts = judge(tables, parameters or RuleParameters(), [rule])
    return {verdict.subject.key: (verdict.outcome, verdict.reason) for verdict in verdicts}


def only(tables: Tables, rule: str, parameters: RuleParameters | None = None) -> Verdict:
    """Return the only verdict of a rule."""
    (verdict,) = judge(tables, parameters or RuleParameters(), [rule])
    return verdict
