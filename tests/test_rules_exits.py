"""The exit clause put together, duties, loads, orphans and task sheets."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import WrongInput
from graph.rules import RuleParameters, judge
from graph.rules.duties import duties, duty_json, find_unit, loads, orphans, task_sheet
from graph.rules.exits import RULES, TESTS, Programme, by_programme, warnings
from graph.rules.sentences import sentence
from graph.rules.tabulated import verdict_rows
from graph.rules.verdicts import Clause, Judgement, Outcome, Subject, Verdict
from graph.things import Thing
from tests.policy_world import POLICY, document, enrolled, measure, policy, target
from tests.test_gap import openings

CLAUSE = Clause("exit", POLICY, "1/1", 1, "任务")
SUBJECT = Subject("programmes", "C/M/_", Thing("C/M/_", "C · M"))


def put(*told: Outcome) -> Programme:
    verdicts = (Verdict(CLAUSE, SUBJECT, Judgement(one, one)) for one in told)
    return Programme(CLAUSE, dict(zip(TESTS, verdicts, strict=False)))


@pytest.mark.parametrize(
    ("told", "any_one", "all_of"),
    [
        (("fail", "fail"), "fail", "fail"),
        (("fail", "pass"), "fail", "pass"),
        (("pass", "pass"), "pass", "pass"),
        (("fail", "unknown"), "fail", "unknown"),
        (("pass", "unknown"), "unknown", "pass"),
        (("unknown", "unknown"), "unknown", "unknown"),
    ],
)
def test_unknown_neither_passes_nor_fails(told: Any, any_one: str, all_of: str) -> None:
    one = put(*told)
    assert one.together("any").outcome == any_one
    assert one.together("all").outcome == all_of
    for how in ("any", "all"):
        for lang in ("zh", "en"):
            assert sentence(one.together(how), lang)  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(["pass", "fail", "unknown"]), min_size=1, max_size=5))
def test_losing_an_input_never_decides_otherwise(told: Any) -> None:
    for how in ("any", "all"):
        before = put(*told).together(how).outcome  # type: ignore[arg-type]
        for place in range(len(told)):
            less = [*told[:place], "unknown", *told[place + 1 :]]
            after = put(*less).together(how).outcome  # type: ignore[arg-type]
            assert after in (before, "unknown")


def city() -> Any:
    return document(
        targets=[target("mean_annual_enrolment_3y", "<", 30)],
        enrolment=enrolled(20, 20, 20, graduates=10, employed=5, employed_in_field=4),
        demand=[openings(15)],
    )


def test_each_programme_has_its_tests_in_order() -> None:
    (found,) = by_programme(judge(city(), rules=RULES))
    assert list(found.tests) == list(TESTS)
    assert [one.test for one in found.failed] == ["size"]


def test_listed_by_default_combined_by_choice() -> None:
    assert [v.test for v in warnings(city(), RuleParameters())] == [
        "size", "duplicate", "mismatch", "employment", "quality",
    ]  # fmt: skip
    (any_one,) = warnings(city(), RuleParameters(), "any")
    (all_of,) = warnings(city(), RuleParameters(), "all")
    assert (any_one.rule, any_one.outcome, all_of.outcome) == ("exit", "fail", "pass")
    assert verdict_rows([any_one], "en")["rule"].to_list() == ["exit tests combined"]
    assert warnings(document(policies=[], measures=[]), RuleParameters()) == ()


# Duties -------------------------------------------------------------------------------------------


def shared() -> Any:
    units = [
        {"id": "a", "name": "甲局", "name_en": "Bureau A", "aliases": ["甲"]},
        {"id": "b", "name": "乙局"},
    ]
    rows = [
        ("1/1", "b", "joint", 2),
        ("1/1", "a", "lead", 1),
        ("1/2", "a", "joint", 2),
        ("1/2", "b", "lead", 1),
        ("1/3", "a", "lead", 1),
    ]
    return document(
        units=units,
        measures=[measure(f"1/{k}", f"m{k}", ordinal=k) for k in range(1, 5)]
        + [measure("1/5", "目标", ordinal=5, kind="goal")],
        duties=[
            {"policy": POLICY, "path": path, "unit": unit, "role": role, "position": place}
            for path, unit, role, place in rows
        ],
        targets=[
            target("mean_annual_enrolment_3y", "<", 30, deadline=2028),
            target("x", ">=", 5, deadline=2030),
        ],
        enrolment=enrolled(20, 20, 20),
    )


def test_duties_in_the_order_of_the_document_leads_first() -> None:
    found = [duty_json(one, "zh") for one in duties(shared())]
    assert [(d["measure"], d["unit"], d["role"]) for d in found] == [
        (1, "甲局", "lead"),
        (1, "乙局", "joint"),
        (2, "乙局", "lead"),
        (2, "甲局", "joint"),
        (3, "甲局", "lead"),
    ]
    assert list(found[0]) == ["unit", "policy", "measure", "heading", "role", "position"]
    assert len(duties(shared(), "乙局")) == 2


def test_a_unit_is_found_by_key_name_or_alias() -> None:
    for asked in ("a", "甲局", "Bureau A", "甲"):
        assert find_unit(shared(), asked).key == "a"
    with pytest.raises(WrongInput, match="甲局"):
        find_unit(shared(), "丙局")


def test_loads_and_orphans() -> None:
    found = [
        (one.unit.key, one.measures, one.leads, one.lead_share) for one in loads(duties(shared()))
    ]
    assert found == [("a", 3, 2, Fraction(2, 3)), ("b", 2, 1, Fraction(1, 3))]
    assert [one.path for one in orphans(shared())] == ["1/4"]


def test_a_task_sheet_has_partners_numbers_deadline_and_findings() -> None:
    tables = shared()
    sheet = task_sheet(tables, "甲局", judge(tables))
    assert [task.duty.measure.path for task in sheet.tasks] == ["1/1", "1/3", "1/2"]
    assert len(sheet.led) == 2
    first, _, joined = sheet.tasks
    assert [one.key for one in first.partners] == ["b"]
    assert [one.key for one in joined.leads] == ["b"]
    assert [one.indicator for one in first.targets] == ["mean_annual_enrolment_3y", "x"]
    assert first.deadline == 2030
    assert [one.rule for one in first.findings] == ["S5"]
    assert task_sheet(tables, "甲局").tasks[0].findings == ()


def test_two_documents_with_the_same_paths_stay_apart() -> None:
    row = {"path": "1/1", "unit": "a", "role": "lead"}
    tables = document(
        policies=[policy(), policy(id="另文")],
        measures=[measure(), measure(id="另文")],
        units=[{"id": "a", "name": "甲局"}],
        duties=[row | {"policy": POLICY}],
    )
    assert [(one.policy, one.path) for one in orphans(tables)] == [("另文", "1/1")]
    assert len(task_sheet(tables, "a").tasks) == 1
