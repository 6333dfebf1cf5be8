"""How rules find their clauses: several documents, areas, other words, sets, rules of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import WrongInput
from graph.rules import (
    RULES,
    Binding,
    Clause,
    Judgement,
    RuleParameters,
    Verdict,
    judge,
    not_applied,
    rule,
    rule_sets,
)
from graph.rules.case import Case
from graph.rules.registry import binding_of, declared, rule_function
from graph.rules.sentences import COMMON, clause_name, sentence, verdict_json, verdict_row
from graph.rules.thresholds import READINGS, Threshold, exact, holds
from graph.rules.verdicts import DEFAULT_SET, NO_NUMBER, OUTCOMES
from graph.words import has
from tests.policy_world import POLICY, document, enrolled, measure, only, outcomes, policy, target

SIZE = "mean_annual_enrolment_3y"


# Documents ----------------------------------------------------------------------------------------


def test_a_build_without_documents_judges_nothing_and_says_so() -> None:
    tables = document(policies=[], measures=[])
    assert judge(tables) == ()
    default = [id for id in RULES if binding_of(id).set == DEFAULT_SET]
    assert list(not_applied(tables)) == default


def test_each_document_judges_with_its_own_number() -> None:
    policies = [policy(), policy(id="另文")]
    measures = [measure(), measure(id="另文")]
    targets = [target(SIZE, "<", 30), target(SIZE, "<", 25, id="另文")]
    tables = document(
        policies=policies, measures=measures, targets=targets, enrolment=enrolled(28, 28, 28)
    )
    found = {v.clause.policy: (v.outcome, v.threshold) for v in judge(tables, rules=["S5"])}
    assert found == {POLICY: ("fail", 30), "另文": ("pass", 25)}


def test_a_document_holds_in_its_area() -> None:
    colleges = [
        {"code": code, "name": code, "level": 5, "area": area}
        for code, area in (("E", "11"), ("W", "12"), ("X", None))
    ]
    rows = [row for code in "EWX" for row in enrolled(9, 9, 9, college=code)]
    given: Any = {"colleges": colleges, "enrolment": rows, "targets": [target(SIZE, "<", 30)]}
    east = outcomes(document(policies=[policy("11")], **given), "S5")
    assert east == {"E/M/_": ("fail", "fail"), "X/M/_": ("unknown", "area_unknown")}
    city = outcomes(document(policies=[policy("1")], **given), "S5")
    assert {key: one for key, (one, _) in city.items()} == dict.fromkeys(
        ("E/M/_", "W/M/_", "X/M/_"), "fail"
    )
    for nowhere in (None, "99"):  # not given, or none of the data's areas: told once
        tables = document(policies=[policy(nowhere)], **given)
        assert outcomes(tables, "S5") == {POLICY: ("unknown", "no_place")}


def test_two_numbers_in_one_document_are_two_clauses() -> None:
    targets = [target(SIZE, "<", 30), target(SIZE, "<", 20, path="1/2")]
    tables = document(
        measures=[measure(), measure("1/2")], targets=targets, enrolment=enrolled(25, 25, 25)
    )
    found = {v.clause.path: v.outcome for v in judge(tables, rules=["S5"])}
    assert found == {"1/1": "fail", "1/2": "pass"}


@pytest.mark.parametrize(
    ("heading", "text", "rules"),
    [
        ("严格执行专业预警机制", None, {"S6", "S7", "S8"}),
        ("其他", "对设置雷同的专业调减", {"S6"}),
        ("Structural mismatch shrinks", None, {"S2"}),
        ("其他", None, set()),
    ],
)
def test_rules_without_a_number_are_found_by_words(
    heading: str, text: str | None, rules: set[str]
) -> None:
    tables = document(measures=[measure(heading=heading)], enrolment=enrolled(9, 9, 9))
    texts = {(POLICY, "1/1"): text} if text else {}
    silent = set(not_applied(tables, RuleParameters(texts=texts)))
    assert ({"S2", "S6", "S7", "S8", "S10", "S12"} - silent) == rules


def test_the_measure_of_the_number_carries_the_tests_beside_it() -> None:
    measures = [measure("1/1", "专业退出机制"), measure("1/2", "别的", ordinal=2)]
    tables = document(
        measures=measures,
        targets=[target(SIZE, "<", 30, path="1/2")],
        enrolment=enrolled(9, 9, 9),
    )
    assert only(tables, "S6").clause.path == "1/2"


def test_a_clause_is_called_by_its_ordinal_or_else_its_path() -> None:
    assert Clause("S5", "p", "2/6", 6, "标题").measure == 6
    assert Clause("S5", "p", "2/6").measure == "2/6"
    assert clause_name(Clause("S5", "某文", "2/6", 6, "标题"), "zh") == "某文 第6条 标题"
    assert clause_name(Clause("S1", "某文"), "zh") == "某文"


# Thresholds ---------------------------------------------------------------------------------------


@given(st.sampled_from(list(READINGS)), st.integers(0, 99), st.integers(0, 99))
def test_a_bare_number_takes_the_direction(direction: Any, value: int, number: int) -> None:
    reading = Threshold("x", "=", float(number)).reading(direction)
    assert reading is not None
    kept = {"at_least": value >= number, "at_most": value <= number, "below": value < number}
    assert holds(exact(value), *reading) is kept[direction]


def test_of_a_range_the_near_end_counts() -> None:
    between = Threshold("x", "range", 20.0, 30.0)
    assert between.reading("at_least") == (">=", 20)
    assert between.reading("at_most") == ("<=", 30)
    assert Threshold("x", "range", 20.0).reading("at_most") is None


# Sets and rules of one's own ----------------------------------------------------------------------


def test_optional_sets_are_off_and_marked() -> None:
    tables = document(enrolment=enrolled(9, 9, 9))
    assert rule_sets() == ("fujian-2023",)
    assert not [v for v in judge(tables) if v.rule.startswith("FJ")]
    found = judge(tables, RuleParameters(sets=("fujian-2023",)))
    told = [v for v in found if v.rule.startswith("FJ")]
    assert {v.clause.policy for v in told} == {"fujian-2023"}
    assert all("news reports" in sentence(v, "en") for v in told if v.reason != "missing")
    with pytest.raises(WrongInput, match="fujian-2023"):
        judge(tables, RuleParameters(sets=("nowhere",)))
    with pytest.raises(WrongInput, match="no rule S99"):
        judge(tables, rules=["S99"])


def test_sites_and_schools_of_the_optional_set() -> None:
    """Three of five secondary schools teach M, two N: 60 % is above half, 40 % is not."""
    colleges = [{"code": f"S{k}", "name": f"S{k}", "level": 3, "area": "11"} for k in range(5)]
    taught = [(k, "M") for k in range(3)] + [(k, "N") for k in range(2)]
    rows = [row for k, m in taught for row in enrolled(9, first=2024, college=f"S{k}", major=m)]
    majors = [{"code": code, "name": code, "level": 3} for code in "MN"]
    tables = document(colleges=colleges, enrolment=rows, majors=majors)
    assert outcomes(tables, "FJ3") == {"M": ("fail", "fail"), "N": ("pass", "pass")}
    assert {one for one, _ in outcomes(tables, "FJ2").values()} == {"unknown"}
    cities = [{"code": code, "name": code, "rank": "地级市"} for code in ("11", "12")]
    spread = [one | {"area": "12"} if one["code"] > "S2" else one for one in colleges]
    tables = document(colleges=spread, enrolment=rows, majors=majors, areas=cities)
    (m, n) = judge(tables, RuleParameters(sets=rule_sets()), ["FJ3"])
    assert (m.value, n.value) == (100, pytest.approx(200 / 3))  # of the three schools of 11
    assert m.subject.thing.name == "11 · M"
    whole = [
        {"code": "1", "name": "省", "rank": "省级"},
        {"code": "11", "name": "市", "parent": "1"},
    ]
    province = document(colleges=colleges, enrolment=rows, majors=majors, areas=whole)
    assert {one for one, _ in outcomes(province, "FJ2").values()} == {"pass"}
    many = [{"code": f"S{k}", "name": f"S{k}", "level": 3, "area": "11"} for k in range(21)]
    rows = [row for k in range(21) for row in enrolled(9, first=2024, college=f"S{k}")]
    assert only(document(colleges=many, enrolment=rows), "FJ2").outcome == "fail"


def test_the_lowest_tenth_in_two_years() -> None:
    colleges = [{"code": f"C{k}", "name": f"C{k}", "level": 5, "area": "11"} for k in range(10)]
    rows = [
        row
        | {"graduates": 100, "employed": 50 + (k if row["year"] == 2024 else 9 - k)}
        | {"further_study": 0}
        for k in range(1, 10)
        for row in enrolled(9, 9, first=2023, college=f"C{k}")
    ]
    twice = [
        row | {"graduates": 100, "employed": 9, "further_study": 0}
        for row in enrolled(9, 9, first=2023, college="C0")
    ]
    found = outcomes(document(colleges=colleges, enrolment=rows + twice), "FJ1")
    assert [key for key, (one, _) in found.items() if one == "fail"] == ["C0/M/_"]
    once = document(colleges=colleges, enrolment=rows + twice[1:])
    assert outcomes(once, "FJ1")["C0/M/_"] == ("unknown", "missing")
    studying = [row | {"further_study": 91} for row in twice]  # all of them have a place
    found = outcomes(document(colleges=colleges, enrolment=rows + studying), "FJ1")
    assert found["C0/M/_"] == ("pass", "pass")
    unsaid = [row | {"further_study": None} for row in twice]
    found = outcomes(document(colleges=colleges, enrolment=rows + unsaid), "FJ1")
    assert found["C0/M/_"] == ("unknown", "no_further_study")


@pytest.fixture
def added() -> Iterator[str]:
    @rule("X1", Binding(indicator="stars_of_schools"))
    def stars(case: Case, clause: Clause) -> Iterator[Verdict]:
        for key in case.colleges:
            yield Verdict(clause, case.at_college(key), Judgement("unknown", "missing"))

    yield "X1"
    del RULES["X1"]


def test_a_rule_of_ones_own(added: str) -> None:
    tables = document(targets=[target("stars_of_schools", ">=", 3)])
    found = only(tables, added)
    assert (found.rule, found.threshold, found.subject.key) == ("X1", 3, "C")
    assert "missing" in sentence(found, "en")
    assert "X1" in {v.rule for v in judge(tables)}
    with pytest.raises(ValueError, match="X1"):
        rule("X1", Binding())


def test_every_rule_is_there_bound_and_named() -> None:
    for id in RULES:
        assert callable(rule_function(id))
        assert has(f"rules.name.{id}")
    default = {id for id in RULES if binding_of(id).set == DEFAULT_SET}
    assert set(declared()["bindings"]) == default
    assert all(has(f"rules.common.{reason}") for reason in COMMON)
    assert all(has(f"rules.sentence.S8.{reason}") for reason in NO_NUMBER if "ranked" in reason)


# Sentences and JSON -------------------------------------------------------------------------------


def test_a_verdict_as_json_has_the_keys_of_the_contract() -> None:
    tables = document(targets=[target(SIZE, "<", 30)], enrolment=enrolled(20, 20, 20))
    found = only(tables, "S5")
    row = verdict_json(found, "zh")
    assert list(row) == [
        "rule", "policy", "measure", "subject", "verdict", "early", "value", "threshold", "words",
        "classes", "evidence", "sentence",
    ]  # fmt: skip
    assert set(row["subject"]) == {"table", "key", "name"}
    assert all(set(one) == {"table", "key", "file", "sheet", "row"} for one in row["evidence"])
    assert [one["table"] for one in row["evidence"]] == ["targets"] + ["enrolment"] * 3
    assert (row["value"], row["threshold"], row["measure"]) == (20, 30, 1)
    assert verdict_row(found, "zh")["subject_key"] == "C/M/_"


def test_invented_figures_are_marked() -> None:
    rows = enrolled(20, 20, 20, grade="illustrative")
    tables = document(targets=[target(SIZE, "<", 30)], enrolment=rows)
    found = only(tables, "S5")
    assert found.grade == "illustrative"
    assert sentence(found, "zh").endswith("（示意数据）")
    assert "示意" not in sentence(found, "zh", marked=False)


def test_no_module_of_the_rules_knows_a_city() -> None:
    for file in (Path(__file__).parent.parent / "graph" / "rules").glob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert "梧" not in text, file
        assert "4504" not in text, file


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_outcomes_have_words(lang: str) -> None:
    assert all(has(f"rules.verdict.{one}") for one in OUTCOMES), lang
