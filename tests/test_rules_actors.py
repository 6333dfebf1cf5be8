"""Rules on firms, colleges, projects, groups, information and units, at their boundaries."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.rules import RuleParameters, judge
from graph.rules.calculators import internships, tax_credits, training_funds
from tests.policy_world import POLICY, document, enrolled, measure, only, outcomes, target
from tests.test_gap import graduates, openings

PER_CENT = {"measured_in": "%"}
CREDIT = target("vocational_investment_credit_rate", "=", 30, **PER_CENT)
QUOTA = target("internship_posts_to_staff_ratio", "=", 2, **PER_CENT)
FRONT = target("frontline_training_fund_share", ">=", 60, **PER_CENT)
STARS = target("secondary_school_star_rating", ">=", 4, text="四星级以上")
PAY = target("service_income_performance_pay_share", "<=", 50, **PER_CENT)


def firm(**more: Any) -> dict[str, Any]:
    return {"code": "F", "name": "F", "area": "11", "above_scale": True, "pilot": True} | more


def report(**figures: Any) -> dict[str, Any]:
    return {"enterprise": "F", "year": 2024, "grade": "official"} | figures


def of(targets: Any, one: dict[str, Any], *reports: Any, **more: Any) -> Any:
    """One firm with its reports under a target."""
    reported = list(reports)
    return document(targets=[targets], enterprises=[one], enterprise_years=reported, **more)


# S11: credit --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "outcome", "value"),
    [
        ((500_000, 90_000, 60_000), "pass", 150_000),  # 30 % are just what is due
        ((400_000, 90_000, 60_000), "pass", 120_000),
        ((900_000, 90_000, 60_000), "pass", 150_000),  # no more than is due
        ((0, 90_000, 60_000), "pass", 0),  # the clause allows: nothing is to be explained
        ((500_000, None, 60_000), "unknown", None),
        ((None, 90_000, 60_000), "unknown", None),
    ],
)
def test_credit(figures: Any, outcome: str, value: Any) -> None:
    names = ("education_investment_cny", "education_surcharge_due_cny", "local_surcharge_due_cny")
    row = report(**dict(zip(names, figures, strict=True)))
    other = row | {"enterprise": "G", "education_investment_cny": 1}
    tables = of(CREDIT, firm(), row, other)
    found = only(tables, "S11")
    assert (found.outcome, found.value) == (outcome, value)
    (credits,) = tax_credits(tables, judge(tables))
    assert credits.total_cny == Fraction(value or 0)
    assert credits.unknown == (value is None)


def test_credit_is_for_pilot_firms() -> None:
    row = report(
        education_investment_cny=100, education_surcharge_due_cny=9, local_surcharge_due_cny=9
    )
    assert outcomes(of(CREDIT, firm(pilot=False), row), "S11") == {}
    assert only(of(CREDIT, firm(pilot=None), row), "S11").reason == "pilot_unknown"
    other = target("vocational_investment_credit_rate", "=", 10, **PER_CENT)
    assert only(of(other, firm(), row), "S11").value == 10


# S14: places --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("employees", "posts", "outcome"),
    [(400, 8, "pass"), (400, 7, "fail"), (401, 8, "fail"), (None, 8, "unknown")],
)
def test_internship_quota(employees: Any, posts: Any, outcome: str) -> None:
    row = report(employees=employees, internship_posts=posts)
    tables = of(QUOTA, firm(), row, report(employees=1) | {"enterprise": "G"})
    assert only(tables, "S14").outcome == outcome


def test_offers_stand_in_for_the_report() -> None:
    offers = [{"enterprise": "F", "year": 2024, "major": "M", "level": 5, "posts": 8}]
    row = report(employees=400)
    assert only(of(QUOTA, firm(), row), "S14").outcome == "unknown"
    tables = of(QUOTA, firm(), row, internship_offers=offers, enrolment=[])
    assert only(tables, "S14").outcome == "pass"
    (found,) = internships(tables, judge(tables))
    assert (found.quota, found.posts, found.unknown) == (8, 8, 0)


def test_places_against_cohorts_by_field_and_level() -> None:
    """8 places for 20 students of M, none for N, 3 for whoever comes."""
    offers = [
        {"enterprise": "F", "year": 2024, "major": "M", "level": 5, "posts": 8},
        {"enterprise": "F", "year": 2024, "posts": 3},
    ]
    majors = [
        {"code": "6", "name": "类", "level": 5},
        {"code": "M", "name": "M", "level": 5, "parent": "6"},
        {"code": "N", "name": "N", "level": 3},
    ]
    rows = enrolled(9, first=2024, graduates=20) + enrolled(9, first=2024, major="N", graduates=4)
    tables = of(
        QUOTA, firm(), report(employees=1), internship_offers=offers, majors=majors, enrolment=rows
    )
    (found,) = internships(tables, judge(tables))
    lines = {
        (f.field.key if f.field else None, f.level): (f.posts, f.balance) for f in found.fields
    }
    assert lines == {("6", 5): (8, -12), ("N", 3): (0, -4), (None, None): (3, None)}
    assert found.fields[0].balance == -12


# S15, S19: shares ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fund", "part", "outcome"),
    [(1000, 600, "pass"), (1000, 599, "fail"), (None, 600, "unknown"), (0, 0, "unknown")],
)
def test_frontline_share(fund: Any, part: Any, outcome: str) -> None:
    row = report(training_fund_cny=fund, training_fund_frontline_cny=part)
    assert only(of(FRONT, firm(), row), "S15").outcome == outcome


def test_training_funds_together() -> None:
    rows = [report(training_fund_cny=1000, training_fund_frontline_cny=700)]
    tables = of(FRONT, firm(), *rows)
    (found,) = training_funds(tables, judge(tables))
    assert (found.share_pct, found.unknown) == (70, 0)


@pytest.mark.parametrize(
    ("income", "paid", "outcome"),
    [
        (1000, 500, "pass"),
        (1000, 501, "fail"),
        (1000, 1200, "fail"),
        (None, 500, "unknown"),
        (0, 0, "unknown"),
    ],
)
def test_performance_pay(income: Any, paid: Any, outcome: str) -> None:
    row = {"college": "C", "year": 2024, "service_income_cny": income, "performance_pay_cny": paid}
    assert only(document(targets=[PAY], college_years=[row]), "S19").outcome == outcome


@settings(max_examples=40)
@given(st.integers(0, 1000), st.integers(1, 1000), st.integers(0, 100), st.integers(0, 100))
def test_a_stricter_share_never_helps(part: int, fund: int, low: int, high: int) -> None:
    low, high = sorted((low, high))
    row = report(training_fund_cny=fund, training_fund_frontline_cny=part)

    def outcome(number: int) -> str:
        asked = target("frontline_training_fund_share", ">=", number, **PER_CENT)
        return only(of(asked, firm(), row), "S15").outcome

    assert (outcome(low), outcome(high)) != ("fail", "pass")


@given(st.sampled_from(["training_fund_cny", "training_fund_frontline_cny"]), st.integers(0, 9))
def test_a_share_without_a_figure_is_unknown(missing: str, part: int) -> None:
    figures = {"training_fund_cny": 9, "training_fund_frontline_cny": part} | {missing: None}
    assert only(of(FRONT, firm(), report(**figures)), "S15").outcome == "unknown"


def test_a_share_in_another_unit_is_not_read_as_per_cent() -> None:
    row = report(training_fund_cny=1000, training_fund_frontline_cny=700)
    odd = target("frontline_training_fund_share", ">=", 60, measured_in="万元")
    assert only(of(odd, firm(), row), "S15").reason == "no_threshold"


# S13, S18 -----------------------------------------------------------------------------------------

HEADED = [measure(heading="深化“引企入教”改革", text="示范性职业院校应设立产学联盟、服务中心。")]


@pytest.mark.parametrize(
    ("allied", "served", "reason"),
    [
        (True, True, "pass"),
        (False, True, "lacks_alliance"),
        (True, False, "lacks_centre"),
        (False, False, "lacks_both"),
    ],
)
def test_demonstration_colleges(allied: bool, served: bool, reason: str) -> None:
    colleges = [{"code": "C", "name": "C", "level": 5, "demonstration": True}]
    alliances = [
        {"id": "a", "name": "a", "kind": "alliance", "members": ["C"] if allied else ["X"]}
    ]
    labs = [{"id": "l", "name": "l", "kind": "service_centre", "hosts": ["C"] if served else ["X"]}]
    tables = document(measures=HEADED, colleges=colleges, alliances=alliances, labs=labs)
    assert only(tables, "S13").reason == reason


def test_tables_without_rows_say_nothing_of_a_college() -> None:
    colleges = [{"code": "C", "name": "C", "level": 5, "demonstration": True}]
    assert only(document(measures=HEADED, colleges=colleges), "S13").outcome == "unknown"
    labs = [{"id": "l", "name": "l", "kind": "service_centre", "hosts": ["X"]}]
    found = only(document(measures=HEADED, colleges=colleges, labs=labs), "S13")
    assert (found.outcome, found.reason) == ("fail", "lacks_centre")
    unsaid = [{"code": "C", "name": "C", "level": 5}]
    assert only(document(measures=HEADED, colleges=unsaid), "S13").outcome == "unknown"


@pytest.mark.parametrize(
    ("stars", "high", "outcome"),
    [
        (4, True, "pass"),  # exactly four
        (3, True, "fail"),
        (5, False, "fail"),
        (None, True, "unknown"),
        (4, None, "unknown"),
        (3, None, "fail"),  # settled whatever the partner is
        (None, False, "fail"),
    ],
)
def test_joint_tracks(stars: Any, high: Any, outcome: str) -> None:
    colleges = [
        {"code": "S", "name": "S", "level": 3, "stars": stars},
        {"code": "C", "name": "C", "level": 5, "double_high": high},
    ]
    way = {"from_college": "S", "from_major": "M", "to_college": "C", "to_major": "M"}
    track = {"colleges": colleges, "pathways": [way | {"kind": "五年一贯制"}]}
    supported = [measure(text="支持四星级以上学校与“双高计划”院校联合开展五年一贯制办学。")]
    found = only(document(targets=[STARS], measures=supported, **track), "S18")
    assert found.outcome == ("explain" if outcome == "fail" else outcome)
    ordered = [measure(text="五年一贯制须由四星级以上学校与“双高计划”院校联合开展。")]
    assert only(document(targets=[STARS], measures=ordered, **track), "S18").outcome == outcome
    other = document(targets=[STARS], colleges=colleges, pathways=[way | {"kind": "中高职衔接"}])
    assert outcomes(other, "S18") == {}
    unsaid = document(targets=[STARS], colleges=colleges, pathways=[way])
    assert only(unsaid, "S18").outcome == "unknown"


# S4, S9, S10, S21, S22 ----------------------------------------------------------------------------


def mention(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"policy": POLICY, "path": "1/1", "kind": kind, "name": name} | more


def test_groups_that_the_clause_names() -> None:
    groups = [{"id": key, "name": key, "majors": ["M"]} for key in "gh"]
    named = [
        mention("major_group", "甲", thing_table="major_groups", thing_key="g"),
        mention("major_group", "乙"),
    ]
    headed = [measure(heading="做强骨干专业群")]
    rows = enrolled(40, 50, first=2023)
    tables = document(measures=headed, major_groups=groups, enrolment=rows, mentions=named)
    linked, lost = judge(tables, rules=["S4"])
    assert (linked.subject.key, linked.outcome) == ("g", "pass")
    assert [one.table for one in linked.evidence] == [
        "measures",
        "mentions",
        "major_groups",
        "enrolment",
    ]
    assert (lost.subject.thing.name, lost.outcome, lost.reason) == ("乙", "unknown", "no_group")


def test_groups_that_enrol() -> None:
    groups = [{"id": "g", "name": "g", "majors": ["M"]}, {"id": "h", "name": "h", "majors": ["N"]}]
    headed = [measure(heading="做强骨干专业群", text="做强茶产业等骨干专业群。")]
    rows = enrolled(40, 50, first=2023)
    found = judge(document(measures=headed, major_groups=groups, enrolment=rows), rules=["S4"])
    assert [(v.outcome, v.value) for v in found] == [("pass", 50), ("fail", 0)]
    assert found[0].notes[0].values["change"] == 25
    silent = [{"id": "g", "name": "g", "majors": ["M"]}]
    programmes = [{"college": "C", "major": "M"}]
    unknown = document(measures=headed, major_groups=silent, enrolment=[], programmes=programmes)
    assert only(unknown, "S4").outcome == "unknown"
    empty = document(measures=headed, major_groups=[{"id": "g", "name": "g"}], enrolment=rows)
    assert only(empty, "S4").reason == "no_majors"  # nobody says what the group is made of


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(date(2025, 12, 31), "pass"), (date(2026, 1, 1), "explain"), (None, "unknown")],
)
def test_figures_grow_old(day: date | None, outcome: str) -> None:
    """On the newest date of the sources, whatever the day of asking; never a failure."""
    tables = document(
        measures=[measure(heading="定期发布供需信息")],
        enrolment=enrolled(9, first=2024),
        sources=[{"uri": "u", "date": day}],
    )
    found = outcomes(tables, "S9")
    assert {one for one, _ in found.values()} == {outcome}
    asked = outcomes(tables, "S9", RuleParameters(year=2024))  # as of the end of that year
    assert {one for one, _ in asked.values()} == {"pass"}


def test_fields_that_come_first() -> None:
    text = "发展冶金产业。优先考虑护理、康养等领域的实训基地建设。"
    headed = [measure(heading="夯实产教融合发展基础", text=text)]
    named = [
        mention("industry", name, text_position=text.find(name) + 1)
        for name in ("冶金产业", "护理", "康养")
    ]
    fields = [("a", "护理"), ("b", "冶金产业"), ("c", None)]
    projects = [{"id": key, "name": key, "field": field} for key, field in fields]
    tables = document(measures=headed, projects=projects, mentions=named)
    assert outcomes(tables, "S10") == {
        "a": ("pass", "pass"),
        "b": ("explain", "explain"),
        "c": ("unknown", "no_field"),
    }
    typed = [measure(heading="夯实产教融合发展基础")]  # without its text: all that it names
    found = outcomes(document(measures=typed, projects=projects, mentions=named), "S10")
    assert found["b"] == ("pass", "pass")
    other = document(measures=typed, projects=projects)
    assert {one for one, _ in outcomes(other, "S10").values()} == {"unknown"}


def test_kinds_of_information() -> None:
    headed = [measure(heading="打造信息服务平台")]
    found = judge(document(measures=headed), rules=["S21"])
    kinds = {v.subject.key.rpartition("/")[2]: v.outcome for v in found}
    assert kinds == {
        "supply_demand": "pass",
        "posts": "explain",
        "graduates": "explain",
        "cooperation": "explain",
        "research": "explain",
        "services": "explain",
    }
    one_sided = judge(document(measures=headed, demand=[]), rules=["S21"])
    assert one_sided[0].outcome == "explain"


def test_support_for_pilot_firms() -> None:
    headed = [measure(heading="健全社会第三方评价")]
    for pilot, expected in ((True, ["pass"]), (False, []), (None, ["unknown"])):
        tables = document(measures=headed, enterprises=[firm(pilot=pilot)])
        assert [one for one, _ in outcomes(tables, "S22").values()] == expected


# S1, S2, S23, S24 ---------------------------------------------------------------------------------

UNITS = [{"id": unit, "name": unit} for unit in "abc"]


def duty(unit: str, role: str = "joint", path: str = "1/1", **more: Any) -> dict[str, Any]:
    return {"policy": POLICY, "path": path, "unit": unit, "role": role} | more


def test_leads() -> None:
    measures = [measure(f"1/{k}", f"m{k}", ordinal=k) for k in range(1, 5)]
    measures.append(measure("1/5", "goal", ordinal=5, kind="goal"))
    rows = [
        duty("a", "lead", "1/1", basis="labelled"),
        duty("a", "lead", "1/2", basis="first-named"),
        duty("b", "joint", "1/3"),
    ]
    found = judge(document(measures=measures, duties=rows, units=UNITS), rules=["S1"])
    assert [v.reason for v in found] == ["pass", "first_named", "no_lead", "no_units"]
    assert [v.clause.measure for v in found] == [1, 2, 3, 4]
    assert [v.outcome for v in found] == ["pass", "pass", "explain", "explain"]
    assert {v.outcome for v in judge(document(measures=measures), rules=["S1"])} == {"unknown"}


def test_members_and_loads() -> None:
    members = [
        {"policy": POLICY, "path": "1/1", "name": name, "unit": unit}
        for name, unit in (("甲", "a"), ("乙", "c"), ("丙", None))
    ]
    rows = [duty("a", "lead"), duty("b"), duty("b", path="1/2")]
    measures = [measure(), measure("1/2")]
    tables = document(measures=measures, units=UNITS, duties=rows, measure_members=members)
    assert [v.outcome for v in judge(tables, rules=["S23"])] == ["pass", "explain", "unknown"]
    loads = {v.subject.key: (v.value, v.values["leads"]) for v in judge(tables, rules=["S24"])}
    assert loads == {"a": (1, 1), "b": (2, 0)}
    assert [v.undecided for v in judge(tables, rules=["S24"])] == [True, True]


def test_the_trend_has_no_verdict() -> None:
    rows = [graduates(10, year=year) for year in (2023, 2024)]
    demand = [
        openings(persons, year=year, segment="tea-1") for year, persons in ((2023, 30), (2024, 25))
    ]
    headed = [measure(heading="重大结构性矛盾基本解决")]
    targets = [target("unnamed:x", None, None, deadline=2030)]
    tables = document(measures=headed, targets=targets, enrolment=rows, demand=demand)
    tea, care = judge(tables, rules=["S2"])
    assert (tea.outcome, tea.value, tea.undecided) == ("unknown", 15, True)
    assert [note.key for note in tea.notes] == ["fell", "quantity", "deadline"]
    assert tea.notes[1].values["years"] == ("2023: 20", "2024: 15")  # 30 and 25 places, 10 people
    assert (care.reason, care.undecided) == ("missing", False)
