"""Cells that name two levels: the lower one counts, with a finding, and the words stay."""

from __future__ import annotations

import pytest

from graph.findings import to_records
from ingest.pipeline import Ingested
from tests.test_ingest_tables import read, rows

HEAD = "职业,年份,学历要求,招聘需求\n"


def demand(level: str) -> Ingested:
    return read({"用工需求.csv": HEAD + f"护理员,2024,{level},5\n护理员,2023,大专,6\n"})


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("中专/高中", 3),
        ("大专（含高职）", 5),
        ("本科或大专", 5),
        ("大专、本科及以上", 5),
        ("中专-大专", 3),
    ],
)
def test_the_lower_level_counts_and_the_words_stay(written: str, level: int) -> None:
    found = demand(written)
    assert rows(found, "demand", "year", "level", "openings", "note") == [
        (2024, level, 5.0, written),
        (2023, 5, 6.0, None),
    ]
    (told,) = to_records(found.findings, "zh")
    assert (told["rule"], told["row"], told["column"]) == ("two-levels", 2, "学历要求")


def test_a_part_that_is_no_level_is_a_fault() -> None:
    found = demand("大专/护士证")
    assert rows(found, "demand", "year") == [(2023,)]
    assert found.findings.select("rule", "row").rows() == [("not-in-list", 2)]


@pytest.mark.parametrize("word", ["中技", "技工学校", "大学专科", "普通本科"])
def test_words_for_one_level_are_read_without_a_word(word: str) -> None:
    assert not demand(word).findings.height


def test_the_level_of_a_college_is_its_highest() -> None:
    found = read({"colleges.csv": "代码,名称,办学层次\nc1,甲学院,本科/专科\n"})
    assert rows(found, "colleges", "level", "note") == [(6, "本科/专科")]
