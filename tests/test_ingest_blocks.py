"""Totals, sections, banners, 同上: what a row takes from above, and where that ends."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from graph.findings import to_records
from graph.ontology import load
from ingest.datasets import open_dataset
from ingest.pipeline import Ingested, ingest

CITY = {
    "areas.csv": "code,name\n11,北京市\n12,天津市\n",
    "majors.csv": "代码,名称,学历层次\n520201,护理,高职\n460301,机电,高职\n",
    "colleges.csv": "代码,名称,办学层次\nc1,甲职业学院,高职\nc2,乙职业学院,高职\n",
}
HEAD = "院校,专业,年份,毕业生\n"


def read(tmp_path: Path, files: dict[str, str | bytes], source: str = "") -> Ingested:
    for name, text in (CITY | files | {"source.toml": source}).items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return ingest([open_dataset(tmp_path, None, load())], load())


def kept(found: Ingested) -> list[tuple[Any, ...]]:
    return found.tables["enrolment"].select("college", "major", "graduates").rows()


def told(found: Ingested) -> list[tuple[Any, ...]]:
    return found.findings.select("reason", "severity", "row", "value").rows()


@pytest.mark.parametrize("between", ["总计,,,9", ",,,", "乙职业学院小计,,,9", "二、中职学校,,,"])
def test_carrying_ends_where_something_else_begins(tmp_path: Path, between: str) -> None:
    text = (
        HEAD
        + f"甲职业学院,护理,2024,4\n,机电,2024,5\n{between}\n,护理,2024,7\n乙职业学院,机电,2024,1\n"
    )
    source = '[files."招生就业.csv"]\ncarry_down = ["院校"]\n'
    found = read(tmp_path, {"招生就业.csv": text}, source)
    assert kept(found) == [("c1", "520201", 4), ("c1", "460301", 5), ("c2", "460301", 1)]
    errors = [row for row in told(found) if row[1] == "error"]
    assert errors == [("missing-value.cut", "error", 5, None)]
    remedy = to_records(found.findings, "zh")[-1]["remedy"]
    assert "写明" in remedy
    assert "carry_down" not in remedy


@pytest.mark.parametrize("word", ["同上", "〃", "″", "ditto", "Ditto "])
def test_ditto_is_the_name_above(tmp_path: Path, word: str) -> None:
    text = HEAD + f"甲职业学院,护理,2024,4\n{word},机电,2024,5\n{word},机电,{word},6\n"
    found = read(tmp_path, {"招生就业.csv": text.replace(f"机电,{word}", f"护理,{2023}")})
    assert kept(found) == [("c1", "520201", 4), ("c1", "460301", 5), ("c1", "520201", 6)]
    assert [row[:3] for row in told(found)] == [("ditto", "info", 3)]


def test_ditto_does_not_reach_past_a_total(tmp_path: Path) -> None:
    text = HEAD + "甲职业学院,护理,2024,4\n合计,,,4\n同上,机电,2024,5\n"
    found = read(tmp_path, {"招生就业.csv": text})
    assert kept(found) == [("c1", "520201", 4)]
    assert told(found) == [
        ("total-row", "info", 3, "合计"),
        ("missing-value.cut", "error", 4, None),
    ]
    assert "补上它" not in to_records(found.findings, "zh")[1]["remedy"]


def test_totals_within_columns_of_names_are_totals(tmp_path: Path) -> None:
    text = (
        "序号," + HEAD + "1,甲职业学院,护理,2024,4\n2,甲职业学院,护理类小计,2024,4\n"
        "3,甲职业学院,合计,2024,4\n4,全市合计,,2024,4\n5,小计：,,,4\n"
    )
    found = read(tmp_path, {"招生就业.csv": text})
    assert kept(found) == [("c1", "520201", 4)]
    assert [row[:3] for row in told(found)][1:] == [
        ("total-row", "info", row) for row in (3, 4, 5, 6)
    ]


def test_sections_are_no_data_and_cost_nothing(tmp_path: Path) -> None:
    text = HEAD + "一、高职院校,,,\n甲职业学院,护理,2024,4\n（二）其他,,,\n乙职业学院,护理,2024,5\n"
    found = read(tmp_path, {"招生就业.csv": text})
    assert kept(found) == [("c1", "520201", 4), ("c2", "520201", 5)]
    assert told(found) == [
        ("section-row", "info", 2, "一、高职院校"),
        ("section-row", "info", 4, "（二）其他"),
    ]


def test_a_section_named_after_a_college_fills_its_empty_cells(tmp_path: Path) -> None:
    text = (
        HEAD
        + "甲职业学院,,,\n,护理,2024,4\n,机电,2024,5\n小计,,,9\n,护理,2023,1\n"
        + "乙职业学院,,,\n,护理,2024,2\n"
    )
    found = read(tmp_path, {"招生就业.csv": text})
    assert kept(found) == [("c1", "520201", 4), ("c1", "460301", 5), ("c2", "520201", 2)]
    errors = [row for row in told(found) if row[1] == "error"]
    assert [row[2] for row in errors] == [6]
    assert "from-banner" in [row[0] for row in told(found)]


def test_a_banner_that_names_an_area_is_the_area_of_what_stands_below(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("院校")
        sheet.write_row(0, 0, ["代码", "名称", "办学层次"])
        sheet.merge_range(1, 0, 1, 2, "北京市（2所）")
        sheet.write_row(2, 0, ["c1", "甲职业学院", "高职"])
        sheet.write_row(3, 0, ["c2", "乙职业学院", "高职"])
        sheet.merge_range(4, 0, 4, 2, "其他（1所）")
        sheet.write_row(5, 0, ["c3", "丙职业学院", "高职"])
    (tmp_path / "d").mkdir()
    found = read(tmp_path / "d", {"名单.xlsx": out.getvalue(), "colleges.csv": ""})
    assert found.tables["colleges"].select("code", "area").rows() == [
        ("c1", "11"), ("c2", "11"), ("c3", None)
    ]  # fmt: skip
    assert [row[0] for row in told(found) if row[1] == "info"] == [
        "section-row", "from-banner", "section-row"
    ]  # fmt: skip


def test_advice_on_an_empty_cell_can_help(tmp_path: Path) -> None:
    found = read(
        tmp_path, {"招生就业.csv": HEAD + ",护理,2024,4\n甲职业学院,机电,2024,4\n,护理,2024,1\n"}
    )
    first, last = (f["remedy"] for f in to_records(found.findings, "zh"))
    assert "carry_down" not in first
    assert "carry_down" in last


def test_a_name_alone_in_a_table_of_things_is_a_fault(tmp_path: Path) -> None:
    found = read(tmp_path, {"colleges.csv": CITY["colleges.csv"] + "c9,,\n"})
    assert {row[:3] for row in told(found)} == {("missing-value.above", "error", 4)}
