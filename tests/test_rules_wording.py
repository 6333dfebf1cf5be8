"""How binding a clause is, and which words are quoted for it: read from the document's text."""

from __future__ import annotations

from typing import Any

import pytest

from graph.rules import RuleParameters, judge
from graph.rules.exits import warnings
from graph.rules.passages import conditions, exit_passage, guides, holding, in_principle
from graph.rules.sentences import quoted, sentence, verdict_json
from graph.words import LANGUAGES
from tests.policy_world import POLICY, document, enrolled, measure, only, outcomes, policy, target
from tests.test_gap import openings

SIZE = "mean_annual_enrolment_3y"
GUIDING = (
    "完善就业市场调节。严格实行专业预警和退出机制，引导学校对设置雷同、连续3年年均招生规模不足30人"
    "（特殊专业除外）、与区域产业不匹配、办学水平低、就业质量差的专业，及时调减或停止招生。"
)
ORDERING = "对连续三年年均招生不足20人或重复率高的专业，一律停止招生。"
SMALL = target(SIZE, "<", 30, text="连续3年年均招生规模不足30人")
PER_CENT = {"measured_in": "%"}


def notes(verdict: Any) -> list[str]:
    return [note.key for note in verdict.notes]


# What is found in a text --------------------------------------------------------------------------


def test_each_condition_has_its_own_words() -> None:
    assert conditions(exit_passage(GUIDING, "连续3年年均招生规模不足30人")) == {
        "size": "连续3年年均招生规模不足30人",
        "duplicate": "设置雷同",
        "mismatch": "与区域产业不匹配",
        "quality": "办学水平低",
        "employment": "就业质量差",
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "对布点过多、毕业生就业率低于60%的专业予以撤销。",
            {"duplicate": "布点过多", "employment": "毕业生就业率低于60%"},
        ),
        (
            "对与地方产业发展脱节、对口就业率低的专业减招。",
            {"mismatch": "与地方产业发展脱节", "employment": "对口就业率低"},
        ),
        ("将同质化严重的专业列入预警名单。", {"duplicate": "同质化严重"}),
        ("建立专业动态调整机制，定期公布就业情况。", {}),
        (
            "下列专业停止招生：\n1. 重复设置；\n2. 办学条件差或社会需求不足。",
            {"duplicate": "重复设置", "quality": "办学条件差", "mismatch": "社会需求不足"},
        ),
    ],
)
def test_conditions_in_other_words(text: str, found: dict[str, str]) -> None:
    assert conditions(exit_passage(text, None)) == found
    assert all(words in text for words in found.values())


def test_a_sentence_is_found_whatever_its_spaces() -> None:
    text = "第一句。规模以上企业 原则上按2%安排；第三句。"
    assert holding(text, [["企业原则上"]]) == "规模以上企业 原则上按2%安排；"
    assert holding(text, [["没有"], ["第三"]]) == "第三句。"
    assert holding(text, [["没有"]]) is None


@pytest.mark.parametrize(
    ("passage", "words", "principle", "guide"),
    [
        ("企业原则上按职工总数2%安排。", "职工总数2%", "原则上", None),
        ("课时一般应不少于50%。", "不少于50%", "一般应", None),
        ("课时应不少于50%。", "不少于50%", None, None),
        ("鼓励企业按职工总数2%安排。", "职工总数2%", None, "鼓励"),
        ("支持企业发展，确保经费60%以上用于一线。", "经费60%以上", None, None),
        ("确保质量，引导企业把经费60%以上用于一线。", "经费60%以上", None, "引导"),
        ("可按投资额的30%比例抵免。", "投资额的30%", None, "可"),
        ("适应需求，课时不少于50%，支持试点。", "不少于50%", None, None),
        (None, None, None, None),
    ],
)  # fmt: skip
def test_how_binding_a_sentence_is(passage: Any, words: Any, principle: Any, guide: Any) -> None:
    assert in_principle(passage) == principle
    assert guides(passage, words) == guide


# The exit clause ----------------------------------------------------------------------------------


def city(text: str | None, small: Any = SMALL, **more: Any) -> Any:
    given = {
        "measures": [measure(heading="完善专业预警和退出机制", text=text)],
        "targets": [small],
        "enrolment": enrolled(9, 9, 9),
        "demand": [openings(0)],
    }
    return document(**given | more)


def test_each_test_quotes_its_own_condition() -> None:
    found = {one.test: one.clause.words for one in judge(city(GUIDING), rules=["S5", "S6", "S7"])}
    assert found == {
        "size": "连续3年年均招生规模不足30人",
        "duplicate": "设置雷同",
        "mismatch": "与区域产业不匹配",
    }
    silent = {one.test: one.clause.words for one in judge(city(None), rules=["S5", "S6", "S7"])}
    assert silent == {"size": "连续3年年均招生规模不足30人", "duplicate": None, "mismatch": None}
    for lang in LANGUAGES:
        texts = [quoted(one.clause, lang) for one in judge(city(None), rules=["S6"])]
        assert all("30" not in text for text in texts)
    assert verdict_json(only(city(GUIDING), "S6"), "zh")["words"] == "设置雷同"


def test_without_a_number_nothing_is_triggered() -> None:
    colleges = [{"code": code, "name": code, "level": 5, "area": "11"} for code in "CD"]
    more = {"graduates": 10, "employed": 9, "further_study": 0}
    rows = enrolled(50, 50, 50, **more) + enrolled(50, 50, 50, college="D", **more)
    tables = city(GUIDING, colleges=colleges, enrolment=rows)
    found = judge(tables)
    by_rule = {rule: {v.outcome for v in found if v.rule == rule} for rule in ("S6", "S7", "S8")}
    assert by_rule == {"S6": {"explain"}, "S7": {"explain"}, "S8": {"unknown"}}
    lowest = judge(tables, RuleParameters(lowest_pct=100), ["S8"])  # a number of the reader's own
    assert {v.outcome for v in lowest} == {"explain"}


def test_a_clause_that_guides_is_not_told_to_order() -> None:
    found = only(city(GUIDING), "S5")
    assert found.outcome == "fail"
    assert {"one_of_several", "guides"} <= set(notes(found))
    zh, en = sentence(found, "zh"), sentence(found, "en")
    assert "引导" in zh
    assert "是否满足一项即可，文件没有说明" in zh
    assert "without saying whether one is enough" in en
    assert "应调减" not in zh


def test_another_document_orders_and_excepts_nobody() -> None:
    small = target(SIZE, "<", 20, text="连续三年年均招生不足20人")
    majors = [{"code": "M", "name": "专业", "level": 5, "special": True}]
    found = only(city(ORDERING, small, majors=majors), "S5")
    assert found.outcome == "fail"  # the text excepts no special majors
    assert "guides" not in notes(found)
    assert only(city(ORDERING, small), "S6").clause.words == "重复率高"
    excepted = only(city(GUIDING, majors=majors), "S5")
    assert (excepted.outcome, excepted.reason) == ("pass", "special")


def test_in_principle_makes_any_clause_one_to_explain() -> None:
    text = "对连续3年年均招生规模不足30人的专业，原则上停止招生。"
    found = only(city(text), "S5")
    assert (found.outcome, notes(found)[0]) == ("explain", "in_principle")
    assert sentence(found, "zh").count("原则上") == 1


def test_special_majors_are_excepted_also_with_two_years() -> None:
    majors = [{"code": "M", "name": "专业", "level": 5, "special": True}]
    rows = enrolled(9, 9, first=2023)
    assert only(city(GUIDING, majors=majors, enrolment=rows), "S5").reason == "special"


def test_tracks_of_a_major_are_added_up() -> None:
    """Two tracks of 20 are 40 students of one major; 14 and 15 are 29."""
    for persons, outcome in ((20, "pass"), (15, "pass"), (14, "fail")):
        rows = enrolled(15 if persons < 20 else 20, *([15 if persons < 20 else 20] * 2))
        rows += enrolled(persons, persons, persons, track="五年一贯制")
        found = only(city(GUIDING, enrolment=rows), "S5")
        assert found.outcome == outcome
        assert found.value == persons + rows[0]["enrolled"]
        assert len([row for row in found.evidence if row.table == "enrolment"]) == 6
        assert "tracks" in notes(found)


def test_a_silent_track_leaves_the_sum_unknown() -> None:
    programmes = [
        {"college": "C", "major": "M", "track": track, "since": 2020}
        for track in (None, "五年一贯制")
    ]
    rows = enrolled(40, 40, 40) + enrolled(None, 9, 9, track="五年一贯制")
    found = only(city(GUIDING, programmes=programmes, enrolment=rows), "S5")
    assert (found.outcome, found.reason, found.values["known"]) == ("unknown", "too_few_years", 2)
    begun = [programmes[0], programmes[1] | {"since": 2023}]
    found = only(city(GUIDING, programmes=begun, enrolment=rows), "S5")
    assert (found.outcome, found.value) == ("pass", pytest.approx((40 + 49 + 49) / 3))


def test_early_notices_are_counted_by_themselves() -> None:
    near = only(city(GUIDING, enrolment=enrolled(35, 35, 35)), "S5")
    young = only(city(GUIDING, enrolment=enrolled(29, 29, first=2023)), "S5")
    small = only(city(GUIDING, enrolment=enrolled(29, 29, 29)), "S5")
    assert [(one.outcome, one.standing) for one in (near, young, small)] == [
        ("pass", "early"),
        ("unknown", "early"),
        ("fail", "fail"),
    ]
    assert verdict_json(near, "zh")["early"] is True
    assert verdict_json(small, "zh")["early"] is False


# Other clauses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "outcome", "note"),
    [
        ("规模以上企业原则上按职工总数2%安排岗位。", "explain", "in_principle"),
        ("规模以上企业按职工总数2%安排岗位。其他原则上自愿。", "fail", None),
        ("鼓励规模以上企业按职工总数2%安排岗位。", "explain", "guides"),
        (None, "fail", "not_in_full"),
    ],
)
def test_places_are_asked_as_the_text_asks(text: Any, outcome: str, note: str | None) -> None:
    quota = target("internship_posts_to_staff_ratio", "=", 2, text="职工总数2%", **PER_CENT)
    tables = document(
        targets=[quota],
        measures=[measure(text=text)],
        enterprises=[{"code": "F", "name": "F", "area": "11", "above_scale": True}],
        enterprise_years=[
            {"enterprise": "F", "year": 2024, "employees": 452, "internship_posts": 9}
        ],
    )
    found = only(tables, "S14")
    assert (found.outcome, notes(found)) == (outcome, [note] if note else [])
    assert "9.04" in sentence(found, "zh")  # 9.0 places are 9


def test_in_principle_is_read_for_practice_too() -> None:
    half = target("practice_hours_share", ">=", 50, text="不少于总课时的50%", **PER_CENT)
    row = {"college": "C", "major": "M", "practice_hours": 999, "total_hours": 2000}
    for text, outcome in [
        ("实践课时原则上不少于总课时的50%。", "explain"),
        ("实践课时不少于总课时的50%。", "fail"),
    ]:
        given = {"programmes": [row], "enrolment": enrolled(50)}
        tables = document(targets=[half], measures=[measure(text=text)], **given)
        found = only(tables, "S17")
        assert found.outcome == outcome
        assert "49.95" in sentence(found, "en")


def test_a_cap_on_what_is_allowed_holds() -> None:
    cap = target(
        "service_income_performance_pay_share", "<=", 50, text="不超过50%的收入", **PER_CENT
    )
    row = {"college": "C", "year": 2024, "service_income_cny": 1000, "performance_pay_cny": 501}
    text = [measure(text="支持院校从中提取不超过50%的收入用于发放绩效工资。")]
    assert (
        only(document(targets=[cap], measures=text, college_years=[row]), "S19").outcome == "fail"
    )


def test_rounding_never_contradicts_the_verdict() -> None:
    front = target("frontline_training_fund_share", ">=", 60, **PER_CENT)
    figures = {"training_fund_cny": 1000, "training_fund_frontline_cny": 599.9999999}
    tables = document(
        targets=[front],
        enterprises=[{"code": "F", "name": "F", "area": "11"}],
        enterprise_years=[{"enterprise": "F", "year": 2024} | figures],
    )
    found = only(tables, "S15")
    assert found.outcome == "fail"
    assert "59.99999999 %" in sentence(found, "en")
    assert verdict_json(found, "en")["value"] < 60


# Where a document holds ---------------------------------------------------------------------------


def two_cities() -> Any:
    """A province with two cities, one of them with a county; each has a college and a notice."""
    areas = [
        {"code": "P", "name": "省"},
        {"code": "A", "name": "甲市", "parent": "P"},
        {"code": "A1", "name": "甲县", "parent": "A"},
        {"code": "B", "name": "乙市", "parent": "P"},
    ]
    colleges = [
        {"code": f"C{area}", "name": area, "level": 5, "area": area} for area in ("A", "A1", "B")
    ]
    names = {"省文": "P", "甲文": "A", "县文": "A1", "乙文": "B", "外文": None}
    numbers = dict(zip(names, (50, 40, 30, 20, 10), strict=True))
    rows = [row for one in colleges for row in enrolled(25, 25, 25, college=one["code"])]
    return document(
        areas=areas,
        colleges=colleges,
        enrolment=rows,
        policies=[policy(area, id=name) for name, area in names.items()],
        measures=[measure(id=name) for name in names],
        targets=[target(SIZE, "<", number, id=name) for name, number in numbers.items()],
    )


def test_a_document_judges_what_lies_in_its_area() -> None:
    found: dict[str, dict[str, str]] = {}
    for one in judge(two_cities(), rules=["S5"]):
        found.setdefault(one.clause.policy, {})[one.subject.key] = one.outcome
    assert found == {
        "省文": {"CA/M/_": "fail", "CA1/M/_": "fail", "CB/M/_": "fail"},
        "甲文": {"CA/M/_": "fail", "CA1/M/_": "fail"},
        "县文": {"CA1/M/_": "fail"},
        "乙文": {"CB/M/_": "pass"},
        "外文": {"外文": "unknown"},
    }


def test_a_province_holds_only_what_the_table_of_areas_says() -> None:
    areas = [{"code": "P", "name": "省"}, {"code": "A", "name": "甲市"}]  # nobody says A is in P
    colleges = [{"code": "C", "name": "C", "level": 5, "area": "A"}]
    small = {"targets": [target(SIZE, "<", 30)], "enrolment": enrolled(9, 9, 9)}
    tables = document(areas=areas, colleges=colleges, policies=[policy("P")], **small)
    assert outcomes(tables, "S5") == {}
    nowhere = [{"code": "C", "name": "C", "level": 5}]  # of two regions, it may be in either
    tables = document(areas=areas, colleges=nowhere, policies=[policy("P")], **small)
    assert outcomes(tables, "S5") == {"C/M/_": ("unknown", "area_unknown")}


def test_a_document_of_nowhere_says_so_once_a_rule() -> None:
    tables = document(
        policies=[policy(None)],
        measures=[measure(heading="完善专业预警和退出机制", text=GUIDING)],
        targets=[SMALL],
        enrolment=enrolled(9, 9, 9) + enrolled(9, 9, 9, college="D"),
        major_groups=[{"id": "g", "name": "g", "majors": ["M"]}],
        duties=[{"policy": POLICY, "path": "1/1", "unit": "a", "role": "lead"}],
        units=[{"id": "a", "name": "a"}],
    )
    found = judge(tables)
    of_document = {v.rule for v in found if v.subject.table != "policies"}
    assert of_document <= {"S1", "S23", "S24"}  # what it says is judged, whom it is about is not
    told = [v for v in found if v.subject.table == "policies"]
    assert {v.outcome for v in told} == {"unknown"}
    assert len({(v.rule, v.test) for v in told}) == len(told)
    for how in ("any", "all"):
        (one,) = warnings(tables, RuleParameters(), how)  # type: ignore[arg-type]
        assert (one.outcome, one.reason) == ("unknown", "no_place")
    for lang in LANGUAGES:
        assert POLICY in sentence(told[0], lang)
