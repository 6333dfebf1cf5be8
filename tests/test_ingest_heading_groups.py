"""Headings over several columns, and units that a sheet states: what figure is meant."""

from __future__ import annotations

from typing import Any

import pytest

from graph.findings import to_records
from tests.sheets_in_use import (
    Grid,
    delimited,
    faults,
    in_each_format,
    in_this_process,
    kept,
    read,
    workbook,
)

__all__ = ["in_this_process"]

KEYS = ["院校", "专业", "年份"]
NONE: list[Any] = [None] * 3


def data(*figures: list[Any]) -> list[list[Any]]:
    majors = ["护理", "林业", "会计"]
    return [["c1", major, 2024, *row] for major, row in zip(majors, figures, strict=False)]


# Parts and wholes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("whole", ["小计", "合计", "计", "总数", "小计（人）"])
def test_the_total_of_a_group_is_the_figure(whole: str) -> None:
    grid = [
        [*KEYS, "毕业生数", None, None, "就业人数"],
        [*NONE, "男", "女", whole, None],
        *data([10, 190, 200, 7], [1, 19, 20, 8]),
    ]
    for found in in_each_format(grid, ["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"]):
        assert kept(found, "graduates", "employed") == [(200, 7), (20, 8)]
        assert {reason for reason, *_ in faults(found)} == {"heading-other"}


def test_a_title_above_and_keys_below_change_nothing() -> None:
    grid = [
        ["2024届毕业生统计表"],
        [*NONE, "毕业生数", None, None],
        [*KEYS, "男", "女", "小计"],
        *data([10, 190, 200]),
    ]
    for found in in_each_format(grid, ["A1:F1", "D2:F2"]):
        assert kept(found, "graduates") == [200]


def test_three_levels_are_joined() -> None:
    grid = [
        [*KEYS, "毕业生数", None, None, None, None],
        [*NONE, "合计", "普通", None, "成人", None],
        [*NONE, None, "男", "女", "男", "女"],
        *data([100, 10, 20, 30, 40]),
    ]
    merges = ["A1:A3", "B1:B3", "C1:C3", "D1:H1", "D2:D3", "E2:F2", "G2:H2"]
    for found in in_each_format(grid, merges):
        assert kept(found, "graduates") == [100]
        assert not faults(found, "error", "warning")


def test_men_and_women_without_a_total_are_added_and_told() -> None:
    grid = [
        [*KEYS, "毕业生数", None],
        [*NONE, "男", "女"],
        *data([10, 190], ["5人", "１"], [None, None]),
    ]
    for found in in_each_format(grid, ["D1:E1"]):
        assert kept(found, "graduates") == [200, 6, None]
        assert faults(found) == [("heading-sum", 2, "毕业生数")]
        assert "D、E" in to_records(found.findings, "zh")[0]["message"]


def test_a_sum_with_an_unknown_part_is_unknown() -> None:
    grid = [[*KEYS, "毕业生数", None], [*NONE, "男", "女"], *data([10, None], [7, "约3"], [0, 4])]
    for found in in_each_format(grid, ["D1:E1"]):
        assert kept(found, "graduates") == [None, None, 4]
        assert faults(found, "error") == [
            ("bad-type", 3, "毕业生数"),
            ("bad-type.approximate", 4, "毕业生数"),
        ]


@pytest.mark.parametrize(
    ("lower", "reason"),
    [
        (["普通", "成人"], "unknown-heading.parts"),
        (["春季", "秋季"], "unknown-heading.parts"),
        (["2023年", "2024年"], "unknown-heading.years_twice"),
        (["男", "其中：贫困生"], "unknown-heading.parts"),
        (["小计", "合计"], "unknown-heading.which"),
    ],
)
def test_other_parts_without_one_total_are_refused(lower: list[str], reason: str) -> None:
    grid = [[*KEYS, "毕业生数", None, "招生数"], [*NONE, *lower, None], *data([10, 190, 5])]
    for found in in_each_format(grid, ["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"]):
        assert kept(found, "graduates", "enrolled") == [(None, 5)]
        ((told, row, column),) = faults(found, "error")
        assert (told, row) == (reason, 2)
        assert column is not None
        assert column.startswith("毕业生数/")
        remedy = to_records(found.findings, "zh")[0]["remedy"]
        assert "columns" in remedy


def test_source_toml_chooses_a_column_or_adds_some() -> None:
    grid = [[*KEYS, "毕业生数", None], [*NONE, "春季", "秋季"], *data([10, 190])]
    content = {"a.xlsx": workbook(grid, ["D1:E1"])}
    assert kept(read(content, columns={"E": "graduates"}), "graduates") == [190]
    summed = read(content, columns={"D+E": "毕业生"})
    assert kept(summed, "graduates") == [200]
    assert not faults(summed, "error", "warning")


def test_a_heading_over_several_columns_without_a_second_row_is_asked_about() -> None:
    grid = [[*KEYS, "毕业生数", None, "招生数"], *data([10, 190, 7])]
    for found in (
        read({"a.xlsx": workbook(grid, ["D1:E1"])}),
        read({"招生就业.csv": delimited(grid)}),
    ):
        assert kept(found, "graduates", "enrolled") == [(None, 7)]
        assert faults(found, "error") == [("unknown-heading.which", 1, "毕业生数")]


def test_the_same_group_for_two_years_is_asked_about() -> None:
    grid = [
        [*KEYS, "2023年", None, "2024年", None],
        [*NONE, "招生数", "毕业生数", "招生数", "毕业生数"],
        *data([1, 2, 3, 4]),
    ]
    for found in in_each_format(grid, ["D1:E1", "F1:G1"]):
        assert kept(found, "enrolled", "graduates") == [(None, None)]
        assert [reason for reason, *_ in faults(found, "error")] == [
            "unknown-heading.years_twice"
        ] * 2


def test_a_required_group_costs_the_table_aloud() -> None:
    grid = [[*KEYS, "人数", None], [*NONE, "本地", "外地"], *data([1, 2])]
    found = read({"a.xlsx": workbook(grid, ["D1:E1"], sheet="就业去向")})
    assert faults(found, "error") == [("missing-heading.parts", 2, "人数/本地")]
    assert "整张表没有读入" in to_records(found.findings, "zh")[0]["message"]


def test_words_above_and_below_make_one_heading() -> None:
    grid = [
        ["院校", None, "专业", None, "年份", "就业", None, "本地", None],
        ["代码", "名称", "名称", "代码", None, "人数", "率", "就业人数", "就业率"],
        ["c1", "甲学院", "护理", "520201", 2024, 90, "90%", 45, "50%"],
    ]
    for found in in_each_format(grid, ["A1:B1", "C1:D1", "E1:E2", "F1:G1", "H1:I1"]):
        assert kept(found, "employed", "employed_pct", "employed_local", "local_pct") == [
            (90, 90.0, 45, 50.0)
        ]
        assert not faults(found)


def test_only_the_women_are_not_all_graduates() -> None:
    with_all = [[*KEYS, "毕业生数", None], [*NONE, None, "其中：女"], *data([200, 190])]
    for found in in_each_format(with_all, ["A1:A2", "B1:B2", "C1:C2", "D1:D2"])[:1]:
        assert kept(found, "graduates") == [200]
    alone = [[*KEYS, "毕业生数"], [*NONE, "女"], *data([190])]
    for found in in_each_format(alone):
        assert kept(found, "graduates") == [None]
        assert faults(found, "error") == [("unknown-heading.part", 2, "毕业生数/女")]


def test_a_first_row_of_data_and_a_banner_are_no_heading() -> None:
    grid: Grid = [
        ["序号", *KEYS, "毕业生数", "备注"],
        ["一、高职院校"],
        [1, "c1", "护理", 2024, 5, "毕业生"],
        [2, "c1", "林业", 2024, 6, None],
    ]
    for found in in_each_format(grid, ["A2:F2"]):
        assert kept(found, "graduates") == [5, 6]


# Units --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "times"),
    [
        (["2024年毕业生（单位：百人）"], 100),
        (["统计表", None, None, "单位:百人"], 100),
        (["单位：万人、万元"], 10_000),
        (["毕业生情况（千人）"], 1000),
        (["Graduates (in hundreds)"], 100),
        (["Unit: thousand persons"], 1000),
        (["计量单位：人"], 1),
        (["单位：万元"], 1),
        (["填报单位：百人镇教育局"], 1),
        (["主管单位：教育局、人社局"], 1),
    ],
)
def test_a_unit_in_the_title_multiplies_what_it_counts(above: list[Any], times: int) -> None:
    grid = [above, [*KEYS, "毕业生数", "就业率"], *data([2, "90%"], [1.5, "80%"])]
    for found in in_each_format(grid):
        expected = [2 * times, int(1.5 * times) if times > 1 else None]
        assert kept(found, "graduates") == expected
        assert kept(found, "employed_pct") == [90.0, 80.0]
        units = [where for where in faults(found) if where[0] == "unit"]
        assert units == ([("unit", 2, "毕业生数")] if times > 1 else [])


@pytest.mark.parametrize(
    "heading", ["毕业生数（百人）", "毕业生数\n(单位：百人)", "毕业生数（单位:百人）"]
)
def test_a_unit_in_a_heading_is_that_of_its_column(heading: str) -> None:
    grid = [[*KEYS, heading, "招生数"], *data([2, 3])]
    for found in in_each_format(grid):
        assert kept(found, "graduates", "enrolled") == [(200, 3)]
        assert faults(found) == [("unit", 1, heading)]


def test_a_unit_may_stand_in_a_row_of_its_own_a_corner_or_a_note() -> None:
    below = [[*KEYS, "毕业生数"], [*NONE, "（百人）"], *data([2])]
    corner = [["院校（单位：百人）", *KEYS[1:], "毕业生数"], *data([2])]
    note = [[*KEYS, "毕业生数"], *data([2]), ["注：表中单位为百人"]]
    for grid in (below, corner, note):
        for found in in_each_format(grid):
            assert kept(found, "graduates") == [200]


def test_units_that_contradict_cost_the_column() -> None:
    grid = [["单位：百人"], [*KEYS, "毕业生数（人）", "招生数"], *data([2, 3])]
    for found in in_each_format(grid):
        assert kept(found, "graduates", "enrolled") == [(None, 300)]
        assert faults(found, "error") == [("unit.contradiction", 2, "毕业生数（人）")]
    settled = in_each_format(grid, unit=("人",))
    assert all(kept(found, "graduates", "enrolled") == [(2, 3)] for found in settled)


def test_a_multiple_in_the_cell_is_not_multiplied_again() -> None:
    grid = [["单位：万人"], [*KEYS, "毕业生数"], *data(["1.2万"], ["300人"], [0.01])]
    for found in in_each_format(grid):
        assert kept(found, "graduates") == [None, None, 100]
        assert faults(found, "error") == [
            ("bad-type.unit_twice", 3, "毕业生数"),
            ("bad-type.unit_twice", 4, "毕业生数"),
        ]


def test_a_unit_of_something_else_makes_another_column() -> None:
    grid = [[*KEYS, "毕业生数（%）", "就业率（人）"], *data([2, 3])]
    for found in in_each_format(grid):
        assert kept(found, "graduates", "employed_pct") == [(None, None)]
        assert [reason for reason, *_ in faults(found)] == ["unknown-heading"] * 2


def test_yuan_and_persons_have_multiples_of_their_own() -> None:
    grid = [
        ["单位：人、千元"],
        ["职业", "年份", "需求人数", "月薪"],
        ["4-10", 2024, 30, 5.5],
    ]
    found = read({"a.xlsx": workbook(grid, sheet="用工需求")})
    assert kept(found, "openings", "wage_cny_month", table="demand") == [(30.0, 5500.0)]
    unclear = [["(in thousands)"], *grid[1:]]
    found = read({"a.xlsx": workbook(unclear, sheet="用工需求")})
    assert kept(found, "openings", "wage_cny_month", table="demand") == [(None, None)]
    assert [reason for reason, *_ in faults(found, "error")] == ["unit.contradiction"] * 2
