"""A small world with a policy document: two measures, one college, one firm; or others."""

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
    """Enrolment of the one programme year after year."""
    row = {"college": "C", "major": "M", "grade": "official"} | more
    return [row | {"year": first + k, "enrolled": n} for k, n in enumerate(persons)]


def document(**given: Rows) -> Tables:
    """The world with one policy and one measure, and whatever is given."""
    base: Mapping[str, Rows] = {"policies": [policy()], "measures": [measure()]}
    return world(**{**base, **given})


def outcomes(
    tables: Tables, rule: str, parameters: RuleParameters | None = None
) -> dict[str, tuple[str, str]]:
    """Key of each subject → outcome and reason."""
    found = judge(tables, parameters or RuleParameters(), [rule])
    return {one.subject.key: (one.outcome, one.reason) for one in found}


def only(tables: Tables, rule: str, parameters: RuleParameters | None = None) -> Verdict:
    """The one verdict there is."""
    (found,) = judge(tables, parameters or RuleParameters(), [rule])
    return found
