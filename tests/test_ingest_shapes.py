"""Shapes of real sheets: what they are taken for, and what is refused with the line that helps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.builds.cells import with_cells
from graph.findings import to_records
from graph.gap.gap import gap
from graph.ontology import load
from graph.telling.sentences import assumption
from ingest.datasets import open_datasets
from ingest.pipeline import Ingested, ingest
from tests.sheets_in_use import (
    CITY,
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

KEYS = ["学校名称", "专业名称"]
TWO = [["甲学院", "护理", 10, 20, 30], ["乙学院", "林业", 1, 2, 3]]
THREE_YEARS = [
    ("520201", 2022, 10),
    ("010101", 2022, 1),
    ("520201", 2023, 20),
    ("010101", 2023, 2),
    ("520201", 2024, 30),
    ("010101", 2024, 3),
]


def taken(found: Ingested) -> dict[str, Any]:
    """The values of the one line that says what the sheet was taken for."""
    (values,) = found.findings.filter(found.findings["rule"] == "taken-for")["values"]
    told: dict[str, Any] = json.loads(values)
    return told


def sentences(found: Ingested, rule: str, lang: str = "zh") -> list[str]:
    records = [r for r in to_records(found.findings, lang) if r["rule"] == rule]
    return [f"{record['message']}。{record['remedy']}" for record in records]


# Years side by side -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heads",
    [
        [[*KEYS, "2022年毕业生", "2023年毕业生", "2024年毕业生"]],
        [[*KEYS, "毕业生数（2022年）", "毕业生数（2023年）", "毕业生数（2024年）"]],
        [[*KEYS, "2022届毕业生人数", "23届毕业生人数", "2024届毕业生人数"]],
        [[*KEYS, "graduates 2022", "graduates_2023", "Graduates (2024)"]],
        [[*KEYS, "毕业生", None, None], [None, None, "2022年", "2023年", "2024年"]],
        [[*KEYS, "毕业生数", None, None], [None, None, 2022, 2023, 2024]],
        [["各专业毕业生数统计表"], [*KEYS, "2022年", "2023年", "2024年"]],
        [["2022—2024年毕业生人数"], [None], [*KEYS, 2022, 2023, 2024]],
    ],
)
def test_years_side_by_side_are_a_row_each(heads: list[list[Any]]) -> None:
    for found in in_each_format([*heads, *TWO]):
        rows = kept(found, "major", "year", "graduates", "source_row")
        first = len(heads) + 1
        assert [row[:3] for row in rows] == THREE_YEARS
        assert [row[3] for row in rows] == [first, first + 1] * 3
        assert taken(found)["years"]["data"] == {"C": "2022", "D": "2023", "E": "2024"}
        assert not faults(found, "error", "warning")


def test_years_over_several_figures() -> None:
    grid = [
        [None, None, "2023年", None, "2024年", None],
        [*KEYS, "招生", "毕业生", "招生", "毕业生"],
        ["甲学院", "护理", 5, 6, 7, 8],
    ]
    for found in in_each_format(grid, ["C1:D1", "E1:F1"]):
        assert kept(found, "year", "enrolled", "graduates") == [(2023, 5, 6), (2024, 7, 8)]


def test_a_year_beside_figures_that_are_not_taken_does_not_count() -> None:
    grid = [[*KEYS, "年份", "计划数", "2024_最低分"], ["甲学院", "护理", 2025, 40, 450]]
    found = read({"招生就业.csv": delimited(grid)})
    assert kept(found, "year", "planned") == [(2025, 40)]


def test_sexes_within_years_are_added_where_there_is_no_total() -> None:
    grid = [
        [*KEYS, "2023年毕业生", None, "2024年毕业生", None],
        [None, None, "男", "女", "男", "女"],
        ["甲学院", "护理", 1, 20, 2, 30],
    ]
    for found in in_each_format(grid, ["C1:D1", "E1:F1"]):
        assert kept(found, "year", "graduates") == [(2023, 21), (2024, 32)]


def test_figures_without_a_year_beside_years_are_left_out_and_told() -> None:
    grid = [[*KEYS, "在校生", "2023年毕业生", "2024年毕业生"], ["甲学院", "护理", 90, 20, 30]]
    found = read({"招生就业.csv": delimited(grid)})
    assert kept(found, "year", "graduates", "students") == [(2023, 20, None), (2024, 30, None)]
    assert faults(found, "warning") == [("unknown-heading.no_year", 1, "在校生")]
    declared = read({"招生就业.csv": delimited(grid)}, constants={"year": "2024"})
    assert kept(declared, "year", "students") == [(2023, None), (2024, 90)]
    assert not faults(declared, "error", "warning")
    grid = [["2024年统计"], *grid]
    found = read({"招生就业.csv": delimited(grid)})
    assert kept(found, "year", "graduates", "students") == [(2023, 20, None), (2024, 30, 90)]
    assert not faults(found, "error", "warning")


def test_one_bad_cell_costs_its_year_alone() -> None:
    grid = [[*KEYS, "2023年毕业生", "2024年毕业生"], ["甲学院", "护理", "约20", 30]]
    found = read({"招生就业.csv": delimited(grid)})
    assert kept(found, "year", "graduates") == [(2023, None), (2024, 30)]
    assert faults(found, "error") == [("bad-type.approximate", 2, "2023年毕业生")]


def test_a_fault_of_the_row_is_told_once() -> None:
    grid = [[*KEYS, "2023年毕业生", "2024年毕业生"], ["丁学院", "没有这专业", 20, 30]]
    found = read({"招生就业.csv": delimited(grid)})
    places = found.findings.select("rule", "row", "column").rows()
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("settings", "rows"),
    [
        ({}, [(2024, None)]),
        ({"columns": {"D": "graduates"}}, [(2024, 20)]),
        ({"rename": {"年份": "note"}}, [(2022, 20), (2023, 30)]),
    ],
)
def test_years_in_headings_and_in_a_column(settings: dict[str, Any], rows: list[Any]) -> None:
    grid = [[*KEYS, "年份", "2022年毕业生", "2023年毕业生"], ["甲学院", "护理", 2024, 20, 30]]
    found = read({"招生就业.csv": delimited(grid)}, **settings)
    assert kept(found, "year", "graduates") == rows
    if not settings:
        assert faults(found, "error") == [("unknown-heading.years_twice", 1, "2022年毕业生")]
        (told,) = sentences(found, "unknown-heading")
        assert 'columns = {D = "graduates"}' in told
        assert 'rename = {"年份" = "note"}' in told


def test_a_year_in_the_heading_that_the_column_repeats() -> None:
    grid = [[*KEYS, "年份", "2024年毕业生"], ["甲学院", "护理", "2024年", 20]]
    assert kept(read({"招生就业.csv": delimited(grid)}), "year", "graduates") == [(2024, 20)]


def test_years_of_unknown_figures_are_refused_with_the_line_that_helps() -> None:
    grid = [[*KEYS, "2023年", "2024年"], ["甲学院", "护理", 20, 30]]
    found = read({"招生就业.csv": delimited(grid)})
    assert faults(found, "error") == [("missing-heading.year_of_what", 1, "年份")]
    (told,) = sentences(found, "missing-heading")
    assert 'rename = {"2023年" = "graduates", "2024年" = "graduates"}' in told
    rename = {"2023年": "graduates", "2024年": "graduates"}
    found = read({"招生就业.csv": delimited(grid)}, rename=rename)
    assert kept(found, "year", "graduates") == [(2023, 20), (2024, 30)]


@pytest.mark.parametrize(
    ("levels", "figures", "planned"),
    [
        (["本科", "专科", "小计"], [30, 10, 40], 40),
        (["本科生", "专科生"], [30, 10], 40),
        (["高职", "专科"], [30, 10], None),  # two words for one level
        (["普通", "成人"], [30, 10], None),
    ],
)
def test_levels_side_by_side(levels: list[str], figures: list[int], planned: int | None) -> None:
    blank = [None] * (len(levels) - 1)
    grids = [
        [[*KEYS, "年份", "计划数", *blank], [None] * 3 + levels],
        [["各专业招生计划"], [*KEYS, "年份", *levels]],
    ]
    for heads in grids[: 1 if planned is None else 2]:
        found = read({"招生就业.csv": delimited([*heads, ["甲学院", "护理", 2024, *figures]])})
        assert kept(found, "planned") == [planned]
        told = {reason for reason, *_ in faults(found)}
        expected = {3: "heading-other", 2: "heading-sum"}[len(levels)]
        assert told == ({expected} if planned else {"unknown-heading.parts"})


def test_openings_under_levels_are_a_row_each() -> None:
    """An empty cell says nothing of its level; 若干 does, but no number."""
    grid = [["2024年企业用工需求"], ["职业", "大专", "本科", "硕士及以上"]]
    grid += [["护理员", 10, 2, None], ["保安员", 5, "若干", 0]]
    found = read({"用工需求.xlsx": workbook(grid, sheet="用工需求")})
    assert kept(found, "occupation", "level", "openings", table="demand") == [
        *(("4-10", 5, 10.0), ("4-13", 5, 5.0), ("4-10", 6, 2.0), ("4-13", 6, None)),
        ("4-13", 7, 0.0),
    ]
    assert found.counts["demand"] == {"read": 5, "kept": 5}
    assert "每个学历一行" in sentences(found, "taken-for")[0]
    assert taken(found)["levels"]["data"] == {"B": "5", "C": "6", "D": "7"}
    words = [["职业", "年份", "大专", "本科"], ["护理员", 2024, "√", "√"]]
    found = read({"用工需求.csv": delimited(words)})  # ticks are no figures
    assert kept(found, "level", "openings", table="demand") == [(None, None)]


def test_a_forecast_of_demand_is_no_survey() -> None:
    grid = [["2025—2026年需求人数预测"], ["职业名称", "2025年", "2026年"], ["护理员", 10, 20]]
    found = read({"用工.xlsx": workbook(grid, sheet="Sheet1")})
    rows = kept(found, "year", "openings", "basis", table="demand")
    assert rows == [(2025, 10.0, "projection"), (2026, 20.0, "projection")]
    assert "projection" in sentences(found, "taken-for", "en")[0].lower()


# The year from elsewhere ----------------------------------------------------------------------

ONE = [[*KEYS, "毕业生数"], ["甲学院", "护理", 50]]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2024届毕业生就业情况统计表", 2024),
        ("示例市24届毕业生去向", 2024),
        ("2024年6月毕业生情况", 2024),
        ("２０２４年度统计", 2024),
        ("Graduates of 2024", 2024),
        ("2024届毕业生（填报日期：2025年1月10日）", 2024),
        ("依据教发〔2021〕12号，2024届毕业生", 2024),
        ("2024届毕业生，按《职业教育专业目录（2021年）》", 2024),
        ("毕业生就业情况（截至2024年8月31日）", 2024),
        ("2024届毕业生就业情况（截至2025年8月31日）", 2024),
        ("毕业生就业情况  2025年1月10日", None),
        ("2021级学生毕业情况", None),
        ("2020—2024年毕业生", None),
        ("2023—2024学年毕业生", None),
        ("2024学年毕业生", None),
    ],
)
def test_the_year_of_a_title(title: str, year: int | None) -> None:
    for found in in_each_format([[title], *ONE], ["A1:C1"]):
        assert kept(found, "year", "graduates") == ([(year, 50)] if year else [])
        if year:
            assert (taken(found)["year"], taken(found)["year_from"]) == (str(year), "title")
            assert title in sentences(found, "taken-for")[0]
        else:
            assert len(sentences(found, "missing-heading")) == 1


def test_the_gap_says_where_the_year_came_from() -> None:
    files = {
        "2024年毕业生.xlsx": workbook(ONE, sheet="汇总"),
        "用工需求.csv": "职业,年份,招聘需求\n4-10,2024,60\n".encode(),
        "crosswalk.csv": b"major,occupation\n520201,4-10\n",
    }
    report = gap(read(files).tables)
    (note,) = [note for note in report.assumptions if note.key == "year_elsewhere"]
    assert "2024年毕业生.xlsx / 汇总 (“2024年毕业生”)" in assumption(note, "zh")
    assert "2024 was taken from" in assumption(note, "en")
    dated = read(files | {"2024年毕业生.xlsx": workbook([["年份", *ONE[0]], [2024, *ONE[1]]])})
    assert all(note.key != "year_elsewhere" for note in gap(dated.tables).assumptions)


@pytest.mark.parametrize(
    ("file", "sheet", "year", "origin"),
    [
        ("报送.xlsx", "2024届", 2024, "sheet"),
        ("2023年度/毕业生.xlsx", "毕业生", 2023, "file"),
        ("毕业生2023.xlsx", "Sheet1", 2023, "file"),
        ("2022-2024年毕业生.xlsx", "2023", 2023, "sheet"),
        ("毕业生_20250110.xlsx", "毕业生", None, None),
        ("2024年毕业生.xlsx", "2023届", None, None),
    ],
)
def test_the_year_of_a_name(file: str, sheet: str, year: int | None, origin: str | None) -> None:
    found = read({file: workbook(ONE, sheet=sheet)})
    assert kept(found, "year", "graduates") == ([(year, 50)] if year else [])
    if year:
        assert taken(found)["year_from"] == origin


def test_two_years_are_refused_with_the_lines_to_choose_from() -> None:
    found = read({"2024年报送.xlsx": workbook([["2023届毕业生"], *ONE])})
    assert faults(found, "error") == [("missing-heading.years", 2, "年份")]
    for lang in ("zh", "en"):
        (told,) = sentences(found, "missing-heading", lang)
        assert "constants = {year = 2023}" in told
        assert "constants = {year = 2024}" in told
        assert '[files."2024年报送.xlsx".sheets."招生就业"]' in told
    found = read(
        {"2024年报送.xlsx": workbook([["2023届毕业生"], *ONE])}, constants={"year": "2023"}
    )
    assert kept(found, "year", "graduates") == [(2023, 50)]


def test_a_column_of_years_goes_before_a_title() -> None:
    grid = [["2025年报送"], [*KEYS, "年份", "毕业生数"], ["甲学院", "护理", 2024, 50]]
    found = read({"2025.xlsx": workbook(grid)})
    assert kept(found, "year", "graduates") == [(2024, 50)]
    assert not sentences(found, "taken-for")


# What a sheet is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "grid", "table"),
    [
        ("汇总.xlsx", [[*KEYS, "年份", "毕业生数"], ["甲学院", "护理", 2024, 5]], "enrolment"),
        (
            "对照.xlsx",
            [
                ["专业代码", "专业名称", "职业编码", "职业名称"],
                ["520201", "护理", "4-10", "护理员"],
            ],
            "crosswalk",
        ),
        (
            "附件1.xlsx",
            [
                ["学校名称", "学校标识码", "主管部门", "所在地", "办学层次"],
                ["丙学院", "4144014000", "省", "甲区", "专科"],
            ],
            "colleges",
        ),
        (
            "2024年招聘会.xlsx",
            [["岗位名称", "招聘人数", "学历要求"], ["护理员", 3, "大专"]],
            "demand",
        ),
        ("校企.xlsx", [["序号", *KEYS, "学制"], [1, "甲学院", "护理", 3]], "programmes"),
    ],
)  # fmt: skip
def test_a_sheet_is_known_by_its_headings(file: str, grid: Grid, table: str) -> None:
    found = read({file: workbook(grid, sheet="Sheet1")})
    assert found.counts[table]["read"] == 1 + (2 if table == "colleges" else 0)
    assert (taken(found)["name"], taken(found)["by"]) == (table, "headings")
    assert found.counts[table]["kept"] == found.counts[table]["read"]


@pytest.mark.parametrize(
    "grid",
    [
        [["编号", "名称"], ["1", "甲"]],
        [["学校名称", "专业名称", "获奖等级"], ["甲学院", "护理", "一等奖"]],
        [["姓名", "学校名称", "专业名称", "学制"], ["王五", "甲学院", "护理", 3]],
        [["增长"], ["3%"]],
    ],
)
def test_a_sheet_that_could_be_anything_is_not_read(grid: Grid) -> None:
    found = read({"Sheet.xlsx": workbook(grid, sheet="Sheet1")})
    assert "unknown-table" in set(found.findings["rule"])
    assert "taken-for" not in set(found.findings["rule"])


def test_the_words_of_a_name_decide_between_likely_tables() -> None:
    grid = [["代码", "名称"], ["01", "甲"]]
    assert "unknown-table" in set(read({"x.xlsx": workbook(grid, sheet="a")}).findings["rule"])
    found = read({"全市行业分类.xlsx": workbook(grid, sheet="a")})
    assert found.counts["industries"]["kept"] == 1


def test_a_title_says_what_stands_under_years() -> None:
    grid = [["各专业招生人数"], [*KEYS, "2023年", "2024年"], ["甲学院", "护理", 5, 6]]
    found = read({"三年.xlsx": workbook(grid, sheet="Sheet1")})
    assert kept(found, "year", "enrolled") == [(2023, 5), (2024, 6)]


def test_a_sheet_named_like_its_table_needs_no_line() -> None:
    grid = [["标题"], [*KEYS, "年份", "毕业生数"], ["甲学院", "护理", 2024, 5]]
    assert not sentences(read({"a.xlsx": workbook(grid)}), "taken-for")


def test_a_named_sheet_counts_before_one_that_is_recognised() -> None:
    draft = [[*KEYS, "年份", "毕业生数"], ["甲学院", "护理", 2024, 9]]
    real = [[*KEYS, "年份", "毕业生数"], ["甲学院", "护理", 2024, 5]]
    found = read({"草稿.csv": delimited(draft), "招生就业.csv": delimited(real)})
    assert kept(found, "graduates") == [5]


def test_a_figure_of_years_side_by_side_has_its_own_cell() -> None:
    grid = [[*KEYS, "2023年毕业生", "2024年毕业生"], ["甲学院", "护理", 20, 30]]
    found = read({"a.xlsx": workbook(grid)})
    rows = found.tables["enrolment"].select("source_uri", "year", row="source_row")
    rows = rows.with_columns(sheet=pl.lit("招生就业"))
    cells = with_cells(rows, found.columns, "enrolment", "graduates")
    assert dict(cells.select("year", "cell").iter_rows()) == {
        2023: "招生就业!C2",
        2024: "招生就业!D2",
    }
    without_years = with_cells(rows.drop("year"), found.columns, "enrolment", "graduates")
    assert without_years["cell"].null_count() == 2


def test_codes_of_exam_offices_do_not_contradict_names() -> None:
    """c2 and 010101 are other things' codes, which an exam office may use for its own."""
    head = ["院校代号", "院校名称", "专业代号", "专业名称", "科类", "招生计划数"]
    grid = [["2025年招生计划"], head, ["c2", "甲学院", "010101", "护理", "物理", 40]]
    found = read({"计划.xlsx": workbook(grid, sheet="Sheet1")})
    assert kept(found, "college", "major", "year", "planned") == [("c1", "520201", 2025, 40)]
    assert not faults(found, "error")


def test_a_list_of_posts_at_a_job_fair_is_of_postings() -> None:
    head = ["招聘单位", "招聘岗位", "招聘人数", "学历要求", "工作地点", "联系电话"]
    grid = [["2024年春季招聘会岗位"], head, ["甲厂", "护理员", 3, "大专", "甲区", "13800138000"]]
    firms = {"企业.csv": "名称\n甲厂\n".encode()}
    found = read(firms | {"岗位.xlsx": workbook(grid, sheet="Sheet1")})
    columns = ("occupation", "year", "enterprise", "openings", "basis", "post")
    assert kept(found, *columns, table="demand") == [
        ("4-10", 2024, "甲厂", 3.0, "postings", "护理员")
    ]
    assert 'basis = "postings"' in taken(found)["settings"][-1]


def test_stars_and_ranks_become_no_figures() -> None:
    head = ["序号", "紧缺职业", "学历要求", "紧缺程度", "紧缺指数"]
    grid = [["2024年急需紧缺职业目录"], head, [1, "护理员", "大专", "★★★★★", 95]]
    found = read({"目录.xlsx": workbook(grid, sheet="Sheet1")})
    columns = ("occupation", "year", "level", "openings", "employment")
    assert kept(found, *columns, table="demand") == [("4-10", 2024, 5, None, None)]
    assert faults(found, "info")[-2:] == [
        ("unknown-heading.rank", 2, "紧缺程度"),
        ("unknown-heading.rank", 2, "紧缺指数"),
    ]


# Ranges -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reading", "openings", "grades"),
    [
        (None, [None, None, 7.0, None], [None] * 4),
        ("low", [3.0, 10.0, 7.0, None], ["estimated", "estimated", None, None]),
        ("middle", [4.0, 12.5, 7.0, None], ["estimated", "estimated", None, None]),
    ],
)
def test_ranges_of_openings(
    reading: str | None, openings: list[Any], grades: list[Any], tmp_path: Path
) -> None:
    head = ["职业", "年份", "招聘人数", "薪资待遇", "备注"]
    jobs = ["护理员", "保育员", "炊事员", "保安员"]
    cells = ["3-5人", "10～15", "7", "若干"]
    grid = [
        head,
        *([job, 2024, cell, "4000-6000元", "急"] for job, cell in zip(jobs, cells, strict=True)),
    ]
    for name, text in CITY.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "用工需求.csv").write_bytes(delimited(grid))
    found = ingest(open_datasets([tmp_path], None, load(), ranges=reading), load())
    rows = kept(found, "openings", "grade", "wage_cny_month", "note", table="demand")
    assert [row[0] for row in rows] == openings
    assert [row[1] for row in rows] == grades
    assert {row[2] for row in rows} == {None}
    assert rows[0][3] == "急；招聘人数 3-5人；薪资待遇 4000-6000元"
    assert rows[2][3] == "急；薪资待遇 4000-6000元"
    assert not faults(found, "error")
    persons = [reason for reason, _, column in faults(found, "warning") if column == "招聘人数"]
    told = ["bad-type.range_words"] if reading else ["bad-type.range_kept"] * 2
    assert persons == (told if reading else [*told, "bad-type.range_words"])


def test_a_range_of_graduates_stays_refused() -> None:
    grid = [[*KEYS, "年份", "毕业生数"], ["甲学院", "护理", 2024, "30-50"]]
    found = read({"招生就业.csv": delimited(grid)})
    assert faults(found, "error") == [("bad-type.range", 2, "毕业生数")]
