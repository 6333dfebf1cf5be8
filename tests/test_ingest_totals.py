"""Rows that hold others: never counted twice, never lost without a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.findings import to_records
from graph.ontology import load
from ingest.datasets import open_dataset
from ingest.pipeline import Ingested, ingest

CITY = {
    "areas.csv": "code,name,parent\n0,示例省,\n1,示例市,0\n11,东区,1\n12,西区,1\n2,邻市,0\n",
    "colleges.csv": "代码,名称,办学层次\nc1,甲学院,高职\n",
    "majors.csv": "代码,名称,学历层次,parent\n5202,护理类,高职,\n520201,护理,高职,5202\n"
    "520202,助产,高职,5202\n",
    "occupations.csv": "code,name,parent\n4-10,护理人员,\n4-10-01,养老护理员,4-10\n"
    "4-10-02,病房护理员,4-10\n",
}
HEAD = "职业,年份,区域,招聘需求\n"


def read(tmp_path: Path, files: dict[str, str], source: str = "") -> Ingested:
    for name, text in (CITY | files | {"source.toml": source}).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return ingest([open_dataset(tmp_path, None, load())], load())


def openings(found: Ingested) -> list[tuple[Any, ...]]:
    return found.tables["demand"].select("occupation", "area", "openings").rows()


def told(found: Ingested) -> list[tuple[Any, ...]]:
    return found.findings.select("reason", "severity", "row", "value").rows()


def test_a_city_that_is_the_sum_of_its_districts_is_not_added_to_them(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"用工需求.csv": HEAD + "养老护理员,2024,示例市,50\n养老护理员,2024,东区,20\n"
         "养老护理员,2024,西区,30\n养老护理员,2023,示例市,9\n"},
    )  # fmt: skip
    assert openings(found) == [("4-10-01", "11", 20), ("4-10-01", "12", 30), ("4-10-01", "1", 9)]
    assert told(found) == [("total-row.sum", "info", 2, "1")]
    message = to_records(found.findings, "zh")[0]["message"]
    for part in ("示例市", "50", "3、4"):
        assert part in message
    assert found.tables.left_out.height == 0


def test_totals_of_totals(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"用工需求.csv": HEAD + "养老护理员,2024,示例省,57\n养老护理员,2024,邻市,7\n"
         "养老护理员,2024,示例市,50\n养老护理员,2024,东区,20\n养老护理员,2024,西区,30\n"},
    )  # fmt: skip
    assert sum(row[2] for row in openings(found)) == 57
    assert [row[:3] for row in told(found)] == [
        ("total-row.sum", "info", 2),
        ("total-row.sum", "info", 4),
    ]


def test_a_province_beside_districts_without_its_cities(tmp_path: Path) -> None:
    text = HEAD + "养老护理员,2024,示例省,50\n养老护理员,2024,东区,20\n养老护理员,2024,西区,30\n"
    found = read(tmp_path, {"用工需求.csv": text})
    assert sum(row[2] for row in openings(found)) == 50


def test_a_group_of_occupations_is_the_sum_of_its_members(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"用工需求.csv": HEAD + "护理人员,2024,东区,25\n养老护理员,2024,东区,20\n"
         "病房护理员,2024,东区,5\n护理人员,2024,西区,4\n"},
    )  # fmt: skip
    assert openings(found) == [
        ("4-10-01", "11", 20), ("4-10-02", "11", 5), ("4-10", "12", 4)
    ]  # fmt: skip


@pytest.mark.parametrize("figure", [48, 90])
def test_a_wide_row_that_may_hold_the_others_stays_out(tmp_path: Path, figure: int) -> None:
    text = (
        HEAD
        + f"养老护理员,2024,示例市,{figure}\n养老护理员,2024,东区,20\n养老护理员,2024,西区,30\n"
    )
    found = read(tmp_path, {"用工需求.csv": text})
    assert openings(found) == [("4-10-01", "11", 20), ("4-10-01", "12", 30)]
    assert told(found) == [("conflict.wider", "error", 2, "1")]
    assert found.tables.left_out.select("row", "persons").rows() == [(2, float(figure))]
    assert "wider_rows_apart" in to_records(found.findings, "en")[0]["remedy"]


def test_a_wide_row_well_below_the_others_is_the_rest(tmp_path: Path) -> None:
    text = HEAD + "养老护理员,2024,示例市,9\n养老护理员,2024,东区,20\n养老护理员,2024,西区,30\n"
    found = read(tmp_path, {"用工需求.csv": text})
    assert sum(row[2] for row in openings(found)) == 59
    assert told(found) == [("conflict.wider_apart", "warning", 2, "1")]


@pytest.mark.parametrize("figure", [90, 50])  # 50: a sum by chance
def test_a_source_may_say_that_wide_rows_hold_nothing_else(tmp_path: Path, figure: int) -> None:
    text = (
        HEAD
        + f"养老护理员,2024,示例市,{figure}\n养老护理员,2024,东区,20\n养老护理员,2024,西区,30\n"
    )
    source = '[files."用工需求.csv"]\nwider_rows_apart = true\n'
    found = read(tmp_path, {"用工需求.csv": text}, source)
    assert sum(row[2] for row in openings(found)) == figure + 50
    assert told(found) == []


def test_rows_that_differ_in_the_rest_of_the_key_hold_nothing(tmp_path: Path) -> None:
    text = (
        "职业,年份,区域,口径,招聘需求\n养老护理员,2024,示例市,预测,50\n"
        "养老护理员,2024,东区,调查,20\n养老护理员,2024,西区,调查,30\n"
    )
    found = read(tmp_path, {"用工需求.csv": text})
    assert sum(row[2] for row in openings(found)) == 100
    assert told(found) == []


def test_a_class_of_majors(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        {"招生就业.csv": "院校,专业,年份,计划,毕业生\nc1,5202,2024,,50\nc1,520201,2024,,20\n"
         "c1,520202,2024,,30\nc1,5202,2025,100,\nc1,520201,2025,40,\n"},
    )  # fmt: skip
    kept = found.tables["enrolment"].select("major", "year", "planned", "graduates").rows()
    assert kept == [
        ("520201", 2024, None, 20), ("520202", 2024, None, 30),
        ("5202", 2025, 100, None), ("520201", 2025, 40, None),
    ]  # fmt: skip
    # who is admitted to a class is admitted to none of its members
    assert [row[:3] for row in told(found)] == [
        ("total-row.sum", "info", 2),
        ("conflict.wider_apart", "warning", 5),
    ]


def test_an_empty_part_is_a_total_where_it_is_so_throughout_the_sheet(tmp_path: Path) -> None:
    head = "职业,年份,区域,学历要求,招聘需求\n"
    text = (
        head
        + "养老护理员,2024,东区,,50\n养老护理员,2024,东区,大专,20\n养老护理员,2024,东区,本科,30\n"
    )
    found = read(tmp_path, {"用工需求.csv": text})
    assert sum(row[2] for row in openings(found)) == 50
    assert told(found) == [("total-row.sum", "info", 2, None)]
    more = "养老护理员,2023,东区,,5\n养老护理员,2023,东区,大专,20\n养老护理员,2023,东区,本科,30\n"
    found = read(tmp_path, {"用工需求.csv": text + more})
    assert sum(row[2] for row in openings(found)) == 155
    assert told(found) == []
