"""Rates of mixed form, footnote marks, numbers that cannot be meant: nothing wrong is kept."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from graph.errors import WrongInput
from graph.findings import to_records
from graph.ontology import load
from ingest.cells import read_date, read_month, read_number, read_year
from ingest.datasets import open_dataset
from ingest.marks import without_mark
from tests.sheets_in_use import (
    Grid,
    faults,
    in_each_format,
    in_this_process,
    kept,
    read,
    workbook,
)

__all__ = ["in_this_process"]

KEYS = ["院校", "专业", "年份"]


def column(heading: str, cells: list[Any]) -> Grid:
    """One column beside the keys, a year each."""
    return [[*KEYS, heading], *(["c1", "护理", 2000 + i, cell] for i, cell in enumerate(cells))]


# Rates --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "figures", "rows"),
    [
        (["70%", 0.65], [70.0, None], [3]),
        (["96.2%", 0.962, 1, 0.7], [96.2, None, None, None], [3, 4, 5]),
        ([0.965, 0.9], [None, None], [2, 3]),
        ([96.5, 0.7], [96.5, None], [3]),
        ([0, "100%", 100, "0%", "0.65%"], [0.0, 100.0, 100.0, 0.0, 0.65], []),
        ([1, 0], [None, 0.0], [2]),
        (["９６．５％", "—", "80"], [96.5, None, 80.0], []),
        (["90%①", "0.5*"], [90.0, None], [3]),
    ],
)
def test_a_bare_number_up_to_one_is_no_rate(
    cells: list[Any], figures: list[float | None], rows: list[int]
) -> None:
    for found in in_each_format(column("就业率", cells)):
        assert kept(found, "employed_pct") == figures
        assert faults(found, "error") == [("suspicious-share", row, "就业率") for row in rows]


def test_cells_shown_as_percent_are_percent_beside_bare_ones() -> None:
    grid = column("本地就业率", [0.7, 0.65, 1, 0.6])
    found = read({"a.xlsx": workbook(grid, formats={"D2": "0%", "D4": "0.00%"})})
    assert kept(found, "local_pct") == [70.0, None, 100.0, None]
    assert [row for _, row, _ in faults(found, "error")] == [3, 5]


def test_a_heading_or_source_toml_may_say_that_they_are_shares() -> None:
    for found in in_each_format(column("留本地比例", [0.965, 1, 0])):
        assert kept(found, "local_pct") == [96.5, 100.0, 0.0]
        assert faults(found) == [("share", 2, "留本地比例")]
    for cells in (["96.5%", 0.7], [96.5, 0.7]):
        for found in in_each_format(column("留本地比例", cells)):
            assert kept(found, "local_pct") == [96.5, None]
    for found in in_each_format(column("就业率", ["70%", 0.65, 1, 65]), unit=("share",)):
        assert kept(found, "employed_pct") == [70.0, 65.0, 100.0, None]
        assert faults(found, "error") == [("suspicious-share.above", 5, "就业率")]
    for found in in_each_format(column("就业率", [0.7, 65]), unit=("%",)):
        assert kept(found, "employed_pct") == [0.7, 65.0]


# Footnotes ----------------------------------------------------------------------------------------

MARKS = ["①", "②③", "²", "¹²", "*", "＊", "**", "†", "‡", "※", "⑴", "⒈", "㈠", "❶", "㉑"]
MARKS += ["[1]", "［1］", "〔2〕", "【3】", "[注1]", "(注)", "（注1）", "注1", "注①", " ①", "　*"]


@pytest.mark.parametrize("mark", MARKS)
def test_a_footnote_mark_is_no_part_of_the_number(mark: str) -> None:
    assert without_mark(f"120{mark}") == "120"
    grid = column("毕业生数", [f"120{mark}", f"45人{mark}", "7"])
    found = read({"a.xlsx": workbook(grid)})
    assert kept(found, "graduates") == [120, 45, 7]
    assert faults(found) == [("footnote-mark", 2, "毕业生数"), ("footnote-mark", 3, "毕业生数")]
    assert "120" in to_records(found.findings, "zh")[0]["message"]


@pytest.mark.parametrize("written", ["①120", "1①20", "①", "x²", "120(1)", "2³5", "½", "12½"])
def test_what_is_no_mark_at_the_end_is_refused(written: str) -> None:
    assert read_number(written) is None
    found = read({"a.xlsx": workbook(column("毕业生数", [written]))})
    assert kept(found, "graduates") == [None]
    assert len(faults(found, "error")) == 1


def test_a_digit_that_is_raised_by_its_look_is_a_mark_too() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page, raised = book.add_worksheet("招生就业"), book.add_format({"font_script": 1})
        page.write_row(0, 0, [*KEYS, "毕业生数"])
        for row in (1, 2, 3):
            page.write_row(row, 0, ["c1", "护理", 2020 + row])
        page.write_rich_string(1, 3, "33", raised, "2")
        page.write_string(2, 3, "332")
        page.write_number(3, 3, 332)
    found = read({"a.xlsx": out.getvalue()})
    assert kept(found, "graduates") == [33, 332, 332]
    assert faults(found) == [("footnote-mark", 2, "毕业生数")]


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("١٢", 12),
        ("１ ２００", 1200),
        ("1 200", 1200),
        ("1'200", None),
        ("1.200,5", None),
        ("12,5", None),
        (-3, None),
        ("−3", None),
        ("(3)", None),
        (2.5, None),
        ("3-5", None),
        (datetime.date(2024, 3, 5), None),
        (True, None),
        ("4500%", None),
        ("3百", 300),
        ("1.2万", 12_000),
        ("两百", None),
        ("5/6", None),
        ("1e3", 1000),
        ("—", None),
    ],
)
def test_odd_cells_are_read_exactly_or_not_at_all(cell: object, figure: int | None) -> None:
    formats = {"D2": "yyyy-mm-dd"} if isinstance(cell, datetime.date) else None
    found = read({"a.xlsx": workbook(column("毕业生数", [cell]), formats=formats)})
    assert kept(found, "graduates") == [figure]
    assert bool(faults(found, "error")) == (figure is None and cell != "—")


def test_years_and_days_are_not_lengthened_by_marks() -> None:
    assert (read_year("202④"), read_date("2024-04-2④"), read_month("2024-0④")) == (None,) * 3
    grid = [[*KEYS, "毕业生数"], ["c1", "护理", "2024①", 5], ["c1", "林业", "202④", 6]]
    found = read({"a.xlsx": workbook(grid)})
    assert kept(found, "year", "graduates") == [(2024, 5)]
    assert faults(found, "error") == [("out-of-range.low", 3, "年份")]


def test_marks_behind_names_codes_and_words_are_taken_off() -> None:
    grid = [
        ["院校代码", "院校名称", "专业名称", "专业代码", "年份", "毕业生数"],
        ["c1①", "甲学院②", "护理*", "520201¹", 2024, 5],
    ]
    found = read(
        {
            "a.xlsx": workbook(grid),
            "majors.csv": "code,name,level\n520201,护理①,高职②\n010101,林业,高职\n".encode(),
        }
    )
    assert kept(found, "college", "major", "graduates") == [("c1", "520201", 5)]
    assert kept(found, "name", "level", table="majors") == [("护理", 5), ("林业", 5)]
    assert {reason for reason, *_ in faults(found)} == {"footnote-mark"}


def test_members_of_lists_lose_their_marks_and_free_text_keeps_them() -> None:
    found = read(
        {
            "chains.csv": "id,name,note\nk,链,见附注①\n".encode(),
            "major_groups.csv": "id,name,majors\ng,群,护理①；林业\n".encode(),
        }
    )
    assert kept(found, "majors", table="major_groups") == [["520201", "010101"]]
    assert kept(found, "note", table="chains") == ["见附注①"]


# Numbers that cannot be meant ---------------------------------------------------------------------


def test_a_figure_far_beyond_the_others_waits_for_a_person() -> None:
    grid = column("毕业生数", [80, 95, 120, 1_000_000_000, 60, 10_001])
    for found in in_each_format(grid):
        assert kept(found, "graduates") == [80, 95, 120, None, 60, None]
        assert faults(found) == [("implausible", 5, "毕业生数"), ("implausible", 7, "毕业生数")]
        assert set(found.findings["severity"]) == {"warning"}
    remedy = to_records(found.findings, "zh")[0]["remedy"]
    assert "plausible_up_to = {graduates = 1000000000}" in remedy
    for found in in_each_format(grid, plausible_up_to={"graduates": 12_000}):
        assert kept(found, "graduates") == [80, 95, 120, None, 60, 10_001]


@pytest.mark.parametrize(
    ("cells", "figures"),
    [
        ([1_000_000_000], [None]),
        ([90_000, 5], [90_000, 5]),
        ([1_000_000, 5, 6], [None, 5, 6]),
        ([2_000_000, 3_000_000, 2_500_000, 4_000_000], [None] * 4),
        ([9_999, 5, 6, 7], [9_999, 5, 6, 7]),
        ([20_000, 500, 600, 700], [20_000, 500, 600, 700]),
        ([0, 0, 0, 0, 12_000, 500, 400, 300], [0, 0, 0, 0, 12_000, 500, 400, 300]),
    ],
)
def test_small_tables_and_large_colleges_are_judged_by_what_is_possible(
    cells: list[int], figures: list[int | None]
) -> None:
    assert kept(read({"a.xlsx": workbook(column("招生数", cells))}), "enrolled") == figures


def test_employment_is_skewed_and_only_what_stands_apart_is_doubted() -> None:
    head = ["职业", "年份", "从业人员", "月薪"]
    skewed = [30, 90, 200, 500, 1500, 4000, 12_000, 40_000, 110_000, 350_000]
    rows = [["4-10", 2000 + i, n, 90_000 if i else 2] for i, n in enumerate(skewed)]
    found = read({"a.xlsx": workbook([head, *rows], sheet="用工需求")})
    assert kept(found, "employment", table="demand") == skewed
    assert not faults(found)
    rows[-1][2] = 35_000_000
    found = read({"a.xlsx": workbook([head, *rows], sheet="用工需求")})
    assert kept(found, "employment", table="demand") == [*skewed[:-1], None]
    rows[-1][2] = 4_000_000
    found = read({"a.xlsx": workbook([head, *rows], sheet="用工需求")})
    assert kept(found, "employment", table="demand") == [*skewed[:-1], None]


# Tracks, and files that nobody reads --------------------------------------------------------------


def test_rows_of_several_lengths_of_study_are_no_repetitions() -> None:
    grid = [[*KEYS, "学制", "毕业生数"]]
    grid += [["c1", "护理", 2024, track, n] for track, n in (("三年制", 5), ("3+2", 6), (None, 7))]
    for found in in_each_format(grid):
        assert kept(found, "track", "graduates") == [("三年制", 5), ("3+2", 6), (None, 7)]
        assert not faults(found)


def test_the_label_of_the_track_counts_before_the_length_of_study() -> None:
    grid = [[*KEYS, "学制", "学制类型", "毕业生数"], ["c1", "护理", 2024, 3, "五年一贯制", 5]]
    for found in in_each_format(grid):
        assert kept(found, "track", "graduates") == [("五年一贯制", 5)]
        assert faults(found) == [("heading-other", 1, "学制")]


def test_files_that_no_reader_opens_are_named(tmp_path: Path) -> None:
    for name in ("表.et", "b.rar", "c.ofd", "d.mdb", "notes.png"):
        (tmp_path / name).write_bytes(b"x")
    with pytest.raises(WrongInput, match=r"\.et|b\.rar"):
        open_dataset(tmp_path, None, load())
    (tmp_path / "areas.csv").write_text("code,name\n1,甲区\n", encoding="utf-8")
    found = open_dataset(tmp_path, None, load()).findings
    assert [(f.reason, f.file) for f in found] == [
        ("unread-file.archive", "b.rar"),
        ("unread-file.document", "c.ofd"),
        ("unread-file.export", "d.mdb"),
        ("unread-file.spreadsheet", "表.et"),
    ]
    with pytest.raises(WrongInput):
        open_dataset(tmp_path / "表.et", None, load())


def test_an_empty_file_has_a_remedy_that_is_one() -> None:
    found = read({"招生就业.csv": b""})
    (told,) = to_records(found.findings, "zh")
    assert "另存为" not in told["remedy"]
