"""Settings of source.toml for files and sheets: what each does, and how a wrong one is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.errors import WrongInput
from graph.findings import to_records
from graph.ontology import load
from ingest.datasets import open_dataset
from ingest.pipeline import Ingested
from ingest.rules import rules_of_file
from tests.sheets_in_use import delimited, faults, in_this_process, kept, read, workbook

__all__ = ["in_this_process"]

HEAD = ["院校", "专业", "毕业生"]
ROWS = [["c1", "护理", 5], ["c2", "林业", 7]]


def by(source: dict[str, Any], files: dict[str, bytes]) -> Ingested:
    """The files, each read by what source.toml says of a file."""
    rules, findings = rules_of_file("a", source, load())
    assert not findings
    return read(files, **vars(rules))


def of_csv(source: dict[str, Any], *rows: list[Any]) -> Ingested:
    return by(source, {"招生就业.csv": delimited(rows)})


def told(found: Ingested, reason: str, lang: str = "zh") -> list[dict[str, Any]]:
    """The findings of a reason, worded."""
    return to_records(found.findings.filter(found.findings["reason"] == reason), lang)


# constants ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "constants",
    [{"year": 2025}, {"年份": "2025年"}, {"year": 2025, "grade": "reported"}],
)
def test_constants_fill_a_column_that_the_file_does_not_have(constants: dict[str, Any]) -> None:
    found = of_csv({"constants": constants}, HEAD, *ROWS, ["合计", None, 12])
    assert kept(found, "college", "year", "graduates") == [("c1", 2025, 5), ("c2", 2025, 7)]
    assert not faults(found, "error", "warning")
    assert len(told(found, "constant")) == len(constants)
    assert "2 行" in told(found, "constant")[0]["message"]


def test_a_constant_may_be_a_reference_or_fill_the_key() -> None:
    found = of_csv(
        {"constants": {"college": "乙学院", "year": 2024}}, ["专业", "毕业生"], ["护理", 5]
    )
    assert kept(found, "college", "year", "graduates") == [("c2", 2024, 5)]


def test_the_column_of_the_file_goes_before_the_constant() -> None:
    found = of_csv({"constants": {"year": 2025}}, [*HEAD, "年度"], [*ROWS[0], 2023])
    assert kept(found, "year", "graduates") == [(2023, 5)]
    (record,) = told(found, "constant.there", "en")
    assert (record["severity"], record["column"], record["value"]) == ("warning", "年度", "2025")


@pytest.mark.parametrize(
    ("constants", "fault"),
    [({"year": 20250}, "out-of-range.high"), ({"year": "去年"}, "bad-type")],
)
def test_a_wrong_constant_is_one_finding(constants: dict[str, Any], fault: str) -> None:
    found = of_csv({"constants": constants}, HEAD, *ROWS)
    assert not kept(found, "graduates")
    wrong = [reason for reason, _, _ in faults(found, "error")]
    assert sorted(wrong) == sorted([fault, "missing-heading.year"])


def test_a_constant_for_no_column_names_the_nearest() -> None:
    found = of_csv({"constants": {"graduate": 2}}, [*HEAD, "年份"], [*ROWS[0], 2023])
    assert kept(found, "graduates") == [5]
    (record,) = told(found, "unknown-setting.column")
    assert record["value"] == "constants: graduate"
    assert "graduates" in record["remedy"]


def test_a_sheet_has_its_own_constants() -> None:
    files = {"a.xlsx": workbook([HEAD, *ROWS])}
    found = by(
        {"constants": {"year": 2023}, "sheets": {"招生就业": {"constants": {"year": 2025}}}}, files
    )
    assert kept(found, "year") == [2025, 2025]


def test_a_chinese_key_needs_no_quotes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    source = '[files."a.csv"]\nwhere = {批次 = "=x", 科类="历史"} # "年'
    (tmp_path / "source.toml").write_text(source)
    rules = open_dataset(tmp_path, None, load()).declaration.rules_of("a.csv")
    assert rules.where == {"批次": ("=x",), "科类": ("历史",)}


@pytest.mark.parametrize("value", [2025, {"year": {"a": 1}}, {"year": [[1]]}])
def test_constants_that_no_cell_can_hold_are_refused(value: Any) -> None:
    with pytest.raises(WrongInput) as refusal:
        rules_of_file("a.csv", {"constants": value}, load())
    assert refusal.value.values["setting"] == 'files."a.csv".constants'


# where --------------------------------------------------------------------------------------------

PLANS = [
    ["院校", "专业", "年份", "批次", "科类", "毕业生"],
    ["c1", "护理", 2025, "本科批", "物理", 5],
    ["c1", "护理", 2025, "征集志愿", "物理", 2],
    ["c2", "林业", 2025, " 专科批 ", "历史", 7],
    ["c2", "护理", 2024, "本科批", "历史", 3],
    ["合计", None, None, None, None, 17],
]


@pytest.mark.parametrize(
    ("where", "graduates"),
    [
        ({"批次": "本科批"}, [3, 5]),
        ({"批次": ["本科批", "专科批"]}, [3, 5, 7]),
        ({"批次": "本科批", "科类": "历史"}, [3]),
        ({"年份": 2025, "批次": "本科批"}, [5]),
        ({"graduates": [7, 2]}, [2, 7]),
    ],
)
@pytest.mark.parametrize("name", ["招生就业.csv", "a.xlsx"])
def test_where_chooses_rows(where: dict[str, Any], graduates: list[int], name: str) -> None:
    content = workbook(PLANS) if name == "a.xlsx" else delimited(PLANS)
    found = by({"where": where}, {name: content})
    assert sorted(kept(found, "graduates")) == graduates
    assert not faults(found, "error")
    (record,) = told(found, "not-chosen.where")
    assert f"选出 {len(graduates)} 行，其余 {4 - len(graduates)} 行" in record["message"]
    assert found.counts["enrolment"]["read"] == len(graduates)


def test_where_sees_through_merged_cells_and_carried_ones() -> None:
    grid = [PLANS[0], *([*row[:3], None, *row[4:]] for row in PLANS[1:4])]
    grid[1][3] = "本科批"
    grid[2][1] = "会计"
    merged = by({"where": {"批次": "本科批"}}, {"a.xlsx": workbook(grid, ["D2:D3"])})
    assert kept(merged, "graduates") == [5, 2]
    carried = of_csv({"where": {"批次": "本科批"}, "carry_down": ["批次"]}, *grid)
    assert kept(carried, "graduates") == [5, 2, 7]
    assert kept(of_csv({"where": {"批次": "本科批"}}, *grid), "graduates") == [5]


def test_where_by_a_column_that_is_not_there_reads_nothing() -> None:
    found = of_csv({"where": {"批": "本科批"}}, *PLANS)
    assert not kept(found, "graduates")
    (record,) = told(found, "unknown-setting.where_column", "en")
    assert (record["severity"], record["value"]) == ("error", "批")
    assert "批次" in record["remedy"]


def test_where_by_a_value_that_is_not_there_names_the_nearest() -> None:
    found = of_csv({"where": {"批次": ["本科批", "专科批次"]}}, *PLANS)
    assert kept(found, "graduates") == [5, 3]
    (record,) = told(found, "unknown-setting.where_value")
    assert (record["severity"], record["column"], record["value"]) == (
        "warning",
        "批次",
        "专科批次",
    )
    assert "专科批" in record["remedy"]


def test_where_by_a_heading_that_comes_twice_asks_for_the_letter() -> None:
    grid = [[*row, "a"] for row in PLANS]
    grid[0][-1] = "批次"
    (record,) = told(of_csv({"where": {"批次": "本科批"}}, *grid), "unknown-setting.where_column")
    assert "D, G" in record["remedy"]


# rows, skip, no header row ------------------------------------------------------------------------

STACKED = [
    ["表一"],
    [*HEAD, "年份"],
    [*ROWS[0], 2023],
    [],
    ["表二"],
    [*HEAD, "年度"],
    ["c1", "护理", 6, 2024],
    ["c2", "护理", 8, 2024],
    ["c2", "会计", 9, 2024],
]


@pytest.mark.parametrize(
    ("rows", "graduates", "others"),
    [
        ("7-8", [6, 8], 1),
        ("6-", [6, 8, 9], 0),
        (["7", 9], [6, 9], 1),
        ("3-3", [5], 5),
    ],
)
def test_rows_keeps_to_one_table_of_a_sheet(rows: Any, graduates: list[int], others: int) -> None:
    for name, content in (("招生就业.csv", delimited(STACKED)), ("a.xlsx", workbook(STACKED))):
        found = by({"rows": rows}, {name: content})
        assert kept(found, "graduates") == graduates
        assert f"{others} 行没有读入" in told(found, "not-chosen.rows")[0]["message"]


def test_rows_without_data_are_an_error() -> None:
    found = of_csv({"rows": "20-30"}, *STACKED[:3])
    assert not kept(found, "graduates")
    assert ("unknown-setting.rows", None, None) in faults(found, "error")


def test_the_head_may_stand_far_down() -> None:
    far = [["说明"]] * 80 + [[*HEAD, "年份"], [*ROWS[0], 2023]]
    assert kept(of_csv({"rows": "82-90"}, *far), "graduates") == [5]
    assert kept(of_csv({"header_row": 81}, *far), "graduates") == [5]


@pytest.mark.parametrize("rows", ["x", "9-5", "0-3", 0, [["1"]], True])
def test_rows_that_are_no_range_are_refused(rows: Any) -> None:
    with pytest.raises(WrongInput):
        rules_of_file("a.csv", {"rows": rows}, load())


def test_a_skipped_file_or_sheet_is_not_read_and_said() -> None:
    files = {"a.xlsx": workbook([[*HEAD, "年份"], [*ROWS[0], 2023]])}
    found = by({"skip": True}, files)
    assert not kept(found, "graduates")
    assert faults(found) == [("skipped", None, None)]
    found = by({"sheets": {"招生就业": {"skip": True}}}, files)
    assert not kept(found, "graduates")
    assert faults(found) == [("skipped", None, None)]
    assert by({"skip": True, "sheets": {"招生就业": {"skip": False}}}, files).counts["enrolment"]
    assert faults(by({"skip": True}, {"招生就业.csv": b""})) == [("skipped", None, None)]


def test_columns_by_position_where_there_is_no_header_row() -> None:
    columns = {"A": "college", "B": "专业", "C": "graduates"}
    rows = [[*row, "2025-06", "x"] for row in ROWS]
    source = {"header_row": 0, "columns": columns, "constants": {"year": 2025}}
    found = of_csv(source, *rows)
    assert kept(found, "college", "year", "graduates") == [("c1", 2025, 5), ("c2", 2025, 7)]
    assert kept(found, "source_row") == [1, 2]
    assert not faults(found, "error", "warning")
    (unread,) = told(found, "unknown-heading.not_named")
    assert unread["message"].startswith("D、E 列")
    chosen = of_csv(source | {"where": {"C": 7}, "rows": "1-2"}, *rows)
    assert kept(chosen, "graduates") == [7]


def test_without_a_header_row_required_columns_must_be_named() -> None:
    found = of_csv({"header_row": 0, "columns": {"A": "college", "D": "专业"}}, *ROWS)
    assert not kept(found, "graduates")
    missing = [record["column"] for record in told(found, "missing-heading")]
    assert missing == ["专业"]
    assert len(told(found, "missing-heading.year")) == 1


@pytest.mark.parametrize(
    ("rows", "columns", "others"),
    [
        (
            [[f"示例{i}有限公司", f"岗位{i}", "大专", "民营", "5000"] for i in range(9)],
            'A = "enterprise", C = "level"',
            "B、D、E",
        ),
        (
            [["甲学院", "护理", 2020 + i, i * 7] for i in range(9)],
            'A = "college", C = "year"',
            "B、D",
        ),
    ],
)
def test_a_file_without_a_header_row_gets_the_lines_to_write(
    rows: list[Any], columns: str, others: str
) -> None:
    name = "用工需求.csv" if "enterprise" in columns else "招生就业.csv"
    (record,) = told(read({name: delimited(rows)}), "missing-heading.no_row")
    assert f"header_row = 0，columns = {{{columns}}}" in record["remedy"]
    assert f"{others} 列" in record["remedy"]
    assert f'[files."{name}"]' in record["remedy"]


def test_without_name_and_header_row_the_table_is_proposed_too() -> None:
    rows = [[f"示例{i}有限公司", f"岗位{i}", "大专", "昆明·西山区"] for i in range(9)]
    (record,) = told(read({"data.csv": delimited(rows)}), "unknown-table.no_row", "en")
    assert 'table = "demand", header_row = 0' in record["remedy"]
    assert 'columns = {A = "enterprise", C = "level", D = "area"}' in record["remedy"]


@pytest.mark.parametrize(
    "rows",
    [
        [["名", "2022", "2023"], *[[f"护理{i}", i, i + 1] for i in range(9)]],
        [["企业", "岗位"], *[[f"示例{i}有限公司", f"岗位{i}"] for i in range(9)]],
        [["甲学院", "护理", 2020, 1]],
    ],
)
def test_a_table_with_a_header_row_is_not_taken_for_one_without(rows: list[Any]) -> None:
    reasons = {reason for reason, _, _ in faults(read({"data.csv": delimited(rows)}))}
    assert "unknown-table.no_row" not in reasons
