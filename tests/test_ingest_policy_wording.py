"""Single rules of reading, each on one sentence."""

from __future__ import annotations

import pytest

from ingest.policy.citations import citations
from ingest.policy.deadlines import deadlines
from ingest.policy.header import issuers, read_day
from ingest.policy.passages import passage
from ingest.policy.quantities import quantities
from ingest.policy.units import StandingRule, read_units


def units(text: str, place: str | None = None) -> list[tuple[str, str]]:
    found = read_units(passage(text, 1), StandingRule(), place)
    return [(u.name, u.role) for u in found.units]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("做好。(市教育局、财政局负责)", "市教育局* 市财政局"),
        ("(市教育局牵头,财政局等按职责分工负责)", "市教育局* 市财政局"),
        ("(市教育局、市财政局牵头,科技局配合)", "市教育局* 市财政局* 市科技局"),
        ("[责任部门:市交通委(市道运局)、各区、县级市]", "市交通委(市道运局)* 各区、县级市"),
        ("(责任单位:市委组织部、宣传部、教育局)", "市委组织部* 市委宣传部 市教育局"),
        ("(责任单位:市教育局、市场监管局)", "市教育局* 市市场监管局"),
        ("(责任单位:市政府办公室、民政局,市民政局)", "市政府办公室* 市民政局"),
        ("(责任单位:省教育厅、财政厅,市教育局)", "省教育厅* 省财政厅 市教育局"),
        ("(牵头单位:市教育局;配合单位:财政局)", "市教育局* 财政局"),
        ("(责任单位:市教育局和市财政局)", "市教育局* 市财政局"),
        ("(责任单位:市工业和信息化局)", "市工业和信息化局*"),
        ("(责任单位:各县〔市、区〕政府,各市、县人民政府)", "各县〔市、区〕政府* 各市、县人民政府"),
        ("(责任单位:市教育局;完成时限:2025年底)", "市教育局*"),
        ("责任单位:市教育局(牵头)、市财政局", "市教育局* 市财政局"),
        ("由市教育局负责解释(本办法由市教育局负责解释)", ""),
        ("各类主体(企业、学校)参与", ""),
    ],
)
def test_units(text: str, expected: str) -> None:
    told = [name + "*" * (role == "lead") for name, role in units(text)]
    assert " ".join(told) == expected


def test_a_trailing_and_others_is_noted() -> None:
    found = read_units(passage("(责任单位:市教育局、市财政局等)", 7), StandingRule())
    assert [u.name for u in found.units] == ["市教育局", "市财政局"]
    assert [(f.rule, f.row) for f in found.findings] == [("open-list", 7)]


def figures(text: str) -> list[tuple[object, ...]]:
    return [(q.comparator, q.value, q.unit) for q in quantities(passage(text, 1), [])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("建成50家以上", [(">=", 50, "家")]),
        ("不足30人", [("<", 30, "人")]),
        ("不超过工资总额的8%", [("<=", 8, "%")]),
        ("不少于总课时的50%", [(">=", 50, "%")]),
        ("达到10%左右", [("=", 10, "%")]),
        ("达到10%", [(">=", 10, "%")]),
        ("10人(含)以上", [(">=", 10, "人")]),
        ("20人以下(不含20人)", [("<", 20, "人")]),
        ("至少3个", [(">=", 3, "个")]),
        ("100家(次)以上", [(">=", 100, "家")]),
        ("不高于5%", [("<=", 5, "%")]),
        ("超过1.5亿元", [(">", 150_000_000, "元")]),
        ("总量达到15万", [(">=", 150_000, None)]),
        ("建设1到2个", [("range", (1, 2), "个")]),
        ("补贴4000元至6000元", [("range", (4000, 6000), "元")]),
        ("百分之三十", [("=", 30, "%")]),
        ("二十个基地", [("=", 20, "个")]),
        ("提高3个百分点", [("=", 3, "百分点")]),
        ("达到%以上", [(">=", None, "%")]),
        ("四星级以上学校", [(">=", 4, "星级")]),
        ("围绕“5+2”产业,第52次常务会议,五年一贯制,一极三城", []),
        ("国发〔2019〕4号,《2025年5000家企业行动计划》", []),
        ("连续3年、2025年、4月24日、第三方、九年级、1+X证书、18:1", []),
    ],
)  # fmt: skip
def test_figures(text: str, expected: list[tuple[object, ...]]) -> None:
    assert figures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年,建成体系", [(2025, None)]),
        ("2025年底前完成", [(2025, None)]),
        ("2025年6月30日前完成", [(2025, None)]),
        ("2024—2026年,新增", [(2026, None)]),
        ("2024年至2026年", [(2026, None)]),
        ("三年内建成", [(None, 3)]),
        ("完成时间:2025年秋季学期前", [(2025, None)]),
        ("用10年左右时间", [(None, 10)]),
        ("通过5—10年努力", [(None, 10)]),
        ("2030年,实现全覆盖", [(2030, None)]),
        ("自2025年起施行", []),
        ("近三年来,连续3年", []),
        ("《行动计划(2024—2026年)》,2015年第4次常务会议", []),
    ],
)
def test_deadlines(text: str, expected: list[tuple[int | None, int | None]]) -> None:
    found = deadlines(passage(text, 1), [], 2023)
    assert [(d.year, d.span_years) for d in found] == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("《意见》(国办发〔2017〕95号)", ["国办发〔2017〕95号"]),
        ("《意见》(国办发[2017]95号,以下简称意见)", ["国办发〔2017〕95号"]),
        ("《决定》(国发〔201419号)", ["国发〔2014〕19号"]),
        ("根据桂政办发〔2018〕154号文件精神", ["桂政办发〔2018〕154号"]),
        ("《甲意见》(甲〔2020〕1号)《甲意见》(甲〔2020〕1号)", ["甲〔2020〕1号"]),
        ("落实《职业教育法》", [None]),
    ],
)
def test_citations(text: str, numbers: list[str | None]) -> None:
    found, _ = citations([passage(text, 1)], [], None)
    assert [c.number for c in found] == numbers


def test_the_documents_own_title_is_no_citation() -> None:
    text = passage("《示例市实施方案》已经市政府同意,现将《示例市实施方案》印发给你们。", 1)
    assert citations([text], ["示例市实施方案"], None)[0] == []


def test_an_indicator_keeps_to_its_unit() -> None:
    text = "企业参与率达80%以上,职业院校就业率提高。四星级以上中等职业学校开展衔接培养。"
    names = [q.indicator for q in quantities(passage(text, 1), [])]
    assert names == ["unnamed:企业参与率达80%以上", "secondary_school_star_rating"]


def test_issuers_and_days() -> None:
    assert issuers("中共江州县委办公室江州县人民政府办公室") == [
        "中共江州县委办公室",
        "江州县人民政府办公室",
    ]
    assert issuers("浙 江 省 教 育 厅") == ["浙江省教育厅"]
    assert issuers("示例省教育厅 示例省财政厅") == ["示例省教育厅", "示例省财政厅"]
    assert read_day("二〇二四年三月十一日") == "2024-03-11"
    assert read_day("2024年13月1日") is None


def test_a_broken_word_and_spaces_are_made_whole() -> None:
    text = passage("市教 育 局、 市财政局", 3)
    assert text.plain == "市教育局、市财政局"
    assert list(text.columns)[:3] == [1, 2, 4]


def test_years_of_an_enrolment_threshold_are_in_its_name() -> None:
    text = "连续两年年均招生规模不足20人的专业停招。"
    (found,) = quantities(passage(text, 1), [])
    assert (found.indicator, found.comparator) == ("mean_annual_enrolment_2y", "<")
