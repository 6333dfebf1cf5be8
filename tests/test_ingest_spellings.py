"""A thing that a row names by its code and by its name: both are used, and must agree."""

from __future__ import annotations

import polars as pl
import pytest

from graph.findings import to_records
from graph.ontology import load
from ingest.pipeline import Ingested, ingest
from ingest.review import review_queue
from tests.test_ingest_tables import CITY, FIRM, Files, dataset, rows, told

HEAD = "院校代码,院校名称,专业名称,专业代码,年份,毕业生\n"
NAMED: Files = CITY | {
    "majors.csv": "code,name,level\n520201,护理,高职\n720201,护理,中职\n010101,林业,高职\n"
    "520299,园艺,高职\n520298,园艺,高职\n"
}


def read(text: str, more: Files | None = None) -> Ingested:
    return ingest([dataset(NAMED | (more or {}) | {"招生就业.csv": HEAD + text})], load())


def kept(found: Ingested) -> list[tuple[object, ...]]:
    return rows(found, "enrolment", "college", "major", "graduates")


def test_a_code_beside_a_name_of_several_meanings_decides() -> None:
    found = read("c1,甲学院,护理,520201,2024,5\nc2,乙学院,护理,720201,2024,6\n")
    assert kept(found) == [("c1", "520201", 5), ("c2", "720201", 6)]
    assert not told(found)


def test_code_and_name_that_contradict_cost_the_row() -> None:
    found = read(
        "c1,甲学院,护理,010101,2024,5\nc1,乙学院,林业,010101,2024,6\nc1,甲学院,林业,010101,2024,7\n"
    )
    assert kept(found) == [("c1", "010101", 7)]
    assert told(found) == [
        ("conflict.spellings", 2, "专业名称", "护理"),
        ("conflict.spellings", 3, "院校名称", "乙学院"),
    ]
    message = to_records(found.findings, "zh")[0]["message"]
    for part in ("010101", "护理", "该行没有读入"):
        assert part in message


def test_an_unknown_code_beside_an_exact_name_costs_nothing() -> None:
    found = read("0017,甲学院,林业,64,2024,5\n0018,乙学院,林业,64,2024,6\n")
    assert kept(found) == [("c1", "010101", 5), ("c2", "010101", 6)]
    assert found.findings.select("reason", "severity", "row", "column").rows() == [
        ("second-spelling", "info", 2, "院校代码"),
        ("second-spelling", "info", 2, "专业代码"),
    ]
    assert "2 行" in to_records(found.findings, "zh")[0]["message"]


def test_an_unknown_name_beside_a_known_code_is_read_by_the_code_with_a_warning() -> None:
    found = read("c1,甲学院,护理服务,520201,2024,5\n")
    assert kept(found) == [("c1", "520201", 5)]
    assert found.findings.select("reason", "severity", "column", "value").rows() == [
        ("second-spelling", "warning", "专业名称", "护理服务")
    ]


def test_where_neither_is_known_the_name_waits_for_a_person() -> None:
    found = read("c1,甲学院,会计,64,2024,5\n")
    assert kept(found) == []
    assert told(found) == [("unknown-reference", 2, "专业名称", "会计")]
    assert review_queue(found.findings, found.tables, load(), "zh")["alias"].to_list() == ["会计"]


def test_an_unknown_code_does_not_decide_between_two_meanings() -> None:
    found = read("c1,甲学院,园艺,64,2024,5\n")
    assert kept(found) == []
    assert told(found) == [("ambiguous-reference", 2, "专业名称", "园艺")]


@pytest.mark.parametrize("cells", ["护理,520201", ",520201", "—,520201", "林业,", "林业,/"])
def test_either_may_be_empty(cells: str) -> None:
    found = read(f"c1,甲学院,{cells},2024,5\n")
    assert len(kept(found)) == 1
    assert not told(found)


def test_an_old_code_beside_the_name_of_its_successor_agrees() -> None:
    more: Files = {"successions.csv": "table,from,to\n专业,620101,010101\n"}
    found = read("c1,甲学院,林业,620101,2024,5\n", more)
    assert kept(found) == [("c1", "010101", 5)]
    assert [reason for reason, *_ in told(found)] == ["succession"]


def test_a_persons_decision_on_a_name_is_one_of_its_meanings() -> None:
    more: Files = {"aliases.csv": "table,alias,key\n专业,护理,520201\n"}
    found = read("c1,甲学院,护理,720201,2024,5\nc2,乙学院,护理,,2024,6\n", more)
    assert kept(found) == [("c1", "720201", 5), ("c2", "520201", 6)]


def test_a_reference_that_may_be_empty_costs_its_cell_only() -> None:
    more: Files = {
        "enterprises.csv": f"code,name\n{FIRM},甲厂有限公司\n,乙厂有限公司\n",
        "demand.csv": "职业,年份,企业名称,统一社会信用代码,招聘需求\n"
        f"4-10,2021,甲厂有限责任公司,{FIRM},1\n4-10,2022,乙厂有限公司,{FIRM},2\n",
    }
    found = ingest([dataset(NAMED | more)], load())
    assert rows(found, "demand", "year", "enterprise") == [(2021, FIRM)]
    assert told(found) == [("conflict.spellings", 3, "企业名称", "乙厂有限公司")]


def test_sheets_with_one_and_with_two_spellings_go_together() -> None:
    one = "院校,专业,年份,毕业生\nc2,林业,2024,9\n"
    found = read("c1,甲学院,护理,520201,2024,5\n", {"b/enrolment.csv": one})
    assert sorted(kept(found)) == [("c1", "520201", 5), ("c2", "010101", 9)]
    assert "second" not in str(found.columns.to_dicts())
    assert found.findings.filter(pl.col("severity") == "error").is_empty()
