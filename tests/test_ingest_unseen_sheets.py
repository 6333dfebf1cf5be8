"""Shapes of sheets that were read wrongly without a word: what is read, or refused, and where."""

from __future__ import annotations

import json

import pytest

from tests.sheets_in_use import (
    CITY,
    delimited,
    faults,
    in_this_process,  # noqa: F401 - a fixture
    kept,
    read,
    workbook,
)

HEAD = ["学校名称", "专业名称", "年份", "毕业生数"]
NEED = ["职业名称", "区域", "年份", "招聘人数"]
PLACES = {"areas.csv": "code,name\n1,甲区\n2,乙区\n".encode()}


class TestSecondTableBelow:
    def test_its_figures_are_not_read_under_the_first_head(self) -> None:
        grid = [
            HEAD,
            ["甲学院", "护理", 2024, 50],
            ["学校名称", "专业名称", "年份", "招生数"],
            ["甲学院", "会计", 2024, 70],
            ["甲学院", "林业", 2024, 80],
        ]
        found = read({"招生就业.csv": delimited(grid)})
        assert kept(found, "major", "graduates") == [("520201", 50)]
        assert faults(found, "error") == [("missing-heading.second", 3, None)]

    def test_the_same_columns_in_another_order_are_another_head(self) -> None:
        grid = [
            NEED,
            ["护理员", "甲区", 2024, 5],
            ["职业名称", "年份", "区域", "招聘人数"],
            ["司机", 2024, "甲区", 7],
        ]
        found = read({"用工需求.csv": delimited(grid)})
        assert kept(found, "occupation", "openings", table="demand") == [("4-10", 5)]
        assert faults(found, "error") == [("missing-heading.second", 3, None)]

    def test_a_head_printed_on_each_page_is_no_data(self) -> None:
        grid = [HEAD, ["甲学院", "护理", 2024, 50], HEAD, ["甲学院", "会计", 2024, 70]]
        found = read({"a.xlsx": workbook(grid)})
        assert kept(found, "major", "graduates") == [("520201", 50), ("530302", 70)]
        assert faults(found, "error", "warning") == []


class TestUnits:
    def test_a_section_states_the_unit_of_many_rows(self) -> None:
        rows = [["甲学院", "护理", year, 2] for year in range(1980, 2024)]
        grid = [HEAD, ["一、高职（单位：百人）"], *rows]
        found = read({"招生就业.csv": delimited(grid)})
        assert set(kept(found, "graduates")) == {200}

    def test_a_unit_between_rows_is_not_that_of_the_rows_above(self) -> None:
        grid = [
            HEAD,
            ["甲学院", "护理", 2024, 300],
            ["二、其他（单位：百人）"],
            ["甲学院", "会计", 2024, 2],
        ]
        found = read({"招生就业.csv": delimited(grid)})
        assert kept(found, "graduates") == [None, None]
        assert faults(found, "error") == [("unit.contradiction", 1, "毕业生数")]

    @pytest.mark.parametrize(
        ("units", "output", "errors"),
        [
            (("万元", "万元"), [30_000, 120_000_000], []),
            (("万元", "元"), [None, None], [("unit.contradiction", 1, "产值")]),
        ],
    )
    def test_a_column_of_units(
        self,
        units: tuple[str, str],
        output: list[int | None],
        errors: list[tuple[str, int, str]],
    ) -> None:
        grid = [
            ["企业名称", "年份", "产值", "单位"],
            ["甲厂", 2024, 12000, units[0]],
            ["乙厂", 2024, 3, units[1]],
        ]
        firms = {"企业.csv": "名称\n甲厂\n乙厂\n".encode()}
        found = read(firms | {"企业年报.csv": delimited(grid)})
        read_output = kept(found, "output_cny", table="enterprise_years")
        assert sorted(read_output, key=lambda n: n or 0) == output
        assert faults(found, "error") == errors

    def test_a_column_of_employers_is_no_unit(self) -> None:
        grid = [[*HEAD, "单位"], ["甲学院", "护理", 2024, 50, "市教育局"]]
        assert kept(read({"招生就业.csv": delimited(grid)}), "graduates") == [50]

    def test_the_name_of_a_column_states_no_unit(self) -> None:
        grid = [
            ["Unit: thousand persons"],
            ["college", "major", "year", "graduates"],
            ["c1", "520201", 2024, "0.2"],
        ]
        found = read({"招生就业.csv": delimited(grid)})
        assert kept(found, "graduates") == [200]
        assert faults(found, "error") == []


class TestSections:
    def test_numbered_headings_divide_the_area_above_them(self) -> None:
        grid = [
            NEED,
            ["甲区"],
            ["一、制造业"],
            ["司机", None, 2024, 5],
            ["二、服务业"],
            ["护理员", None, 2024, 6],
            ["乙区"],
            ["一、制造业"],
            ["司机", None, 2024, 7],
        ]
        found = read(PLACES | {"用工需求.csv": delimited(grid)})
        assert sorted(kept(found, "occupation", "area", "openings", table="demand")) == [
            ("4-10", "1", 6),
            ("4-14", "1", 5),
            ("4-14", "2", 7),
        ]

    def test_a_section_for_an_unknown_area_is_asked_for(self) -> None:
        grid = [NEED, ["甲区"], ["司机", None, 2024, 5], ["高新区"], ["司机", None, 2024, 7]]
        found = read(PLACES | {"用工需求.csv": delimited(grid)})
        assert kept(found, "area", "openings", table="demand") == [("1", 5)]
        assert faults(found, "error") == [("unknown-reference", 5, "区域")]

    def test_sections_that_name_no_area_leave_it_open(self) -> None:
        grid = [NEED, ["一、制造业"], ["司机", None, 2024, 5]]
        found = read({"用工需求.csv": delimited(grid)})
        assert kept(found, "area", "openings", table="demand") == [(None, 5)]


def test_the_code_of_an_area_beside_its_name_must_agree() -> None:
    grid = [
        ["职业名称", "区域代码", "区域", "年份", "招聘人数"],
        ["司机", "1", "乙区", 2024, 5],
        ["护理员", "2", "乙区", 2024, 6],
    ]
    found = read(PLACES | {"用工需求.csv": delimited(grid)})
    assert kept(found, "area", "openings", table="demand") == [("2", 6)]
    assert faults(found, "error") == [("conflict.spellings", 2, "区域")]


def test_a_month_that_a_spreadsheet_cut_short_is_asked_for() -> None:
    """2024.10 is the number 2024.1: January or October."""
    grid = [["企业名称", "月份", "在岗人数"], ["甲厂", 2024.1, 50], ["甲厂", 2024.11, 55]]
    firms = {"企业.csv": "名称\n甲厂\n".encode()}
    found = read(firms | {"a.xlsx": workbook(grid, sheet="用工监测")})
    assert kept(found, "period", "employed", table="monitoring") == [("2024-11", 55)]
    assert faults(found, "error") == [("bad-type.first_or_tenth", 2, "月份")]


def test_a_capacity_that_cannot_be_meant_stays_out() -> None:
    grid = [["学校名称", "专业名称", "容量"], ["甲学院", "护理", 60], ["甲学院", "会计", 530302]]
    found = read({"专业点.csv": delimited(grid)})
    assert kept(found, "major", "capacity", table="programmes") == [
        ("520201", 60),
        ("530302", None),
    ]
    assert faults(found, "warning") == [("implausible", 3, "容量")]


NESTED = {
    "areas.csv": "code,name,parent\n3,示例市,\n1,甲区,3\n2,乙区,3\n".encode(),
    "occupations.csv": "code,name,parent\n4,服务人员,\n4-10,护理员,4\n4-11,保育员,4\n".encode(),
}
MEMBERS = (
    ["护理员", "甲区", 2024, 10],
    ["护理员", "乙区", 2024, 5],
    ["保育员", "乙区", 2024, 15],
)


class TestGroupInTheCity:
    """A group of occupations for the city; its members are listed in the districts only."""

    def test_the_sum_is_a_total(self) -> None:
        grid = [NEED, ["服务人员", "示例市", 2024, 30], *MEMBERS]
        found = read(NESTED | {"用工需求.csv": delimited(grid)})
        assert sorted(kept(found, "openings", table="demand")) == [5, 10, 15]
        assert faults(found) == [("total-row.sum", 2, "职业名称")]

    def test_what_is_not_the_sum_is_counted(self) -> None:
        grid = [NEED, ["服务人员", "示例市", 2024, 40], *MEMBERS]
        found = read(NESTED | {"用工需求.csv": delimited(grid)})
        assert sorted(kept(found, "openings", table="demand")) == [5, 10, 15, 40]

    def test_a_row_between_is_not_added_to_its_own_parts(self) -> None:
        """示例市 holds 护理员 of the city (15) and what lies below that; 30 is 15 and 15."""
        city = [["服务人员", "示例市", 2024, 30], ["护理员", "示例市", 2024, 15]]
        found = read(NESTED | {"用工需求.csv": delimited([NEED, *city, *MEMBERS])})
        kept_rows = kept(found, "occupation", "area", "openings", table="demand")
        assert ("4-10", "3", 15) not in kept_rows
        assert ("4-10", "1", 10) in kept_rows


class TestFiguresMergedOverRows:
    GRID = (
        HEAD,
        ["甲学院", "护理", 2024, 50],
        ["甲学院", "会计", 2024, None],
        ["甲学院", "林业", 2024, 20],
    )

    def test_no_row_gets_the_figure_of_several(self) -> None:
        found = read({"a.xlsx": workbook(self.GRID, ["D2:D3"])})
        assert sorted(kept(found, "major", "graduates")) == [
            ("010101", 20),
            ("520201", None),
            ("530302", None),
        ]
        assert faults(found, "error") == [("merged-cells.figure", 2, "毕业生数")]

    def test_carried_down_each_row_has_it(self) -> None:
        found = read({"a.xlsx": workbook(self.GRID, ["D2:D3"])}, carry_down=("毕业生数",))
        assert sorted(kept(found, "graduates")) == [20, 50, 50]
        assert faults(found, "error") == []


def test_settings_and_results_beside_the_data_are_no_data() -> None:
    """A .json that neither is nor wraps a list of records gives no rows, and no finding."""
    settings = {
        "settings.json": {"tabs": [1, 2], "files": {"exclude": {}, "one": "a"}},
        "years.json": {"2023": {"rows": [{"a": 1}, {"a": 2}]}, "2024": {"rows": [{"a": 3}]}},
        "results.json": {"a": [1]},
    }
    files = {name: json.dumps(content).encode() for name, content in settings.items()}
    assert faults(read(files)) == []
    assert faults(read({"results.json": files["results.json"]}, table="majors")) == [
        ("unread-file.no_records", None, None)
    ]


def test_the_city_of_the_tests_has_no_faults() -> None:
    assert faults(read({name: text.encode() for name, text in CITY.items()}), "error") == []
