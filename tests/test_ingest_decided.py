"""Reviewers' decisions as a table of a dataset: what they add to a build, and what they do not."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from graph.gap.gap import gap
from graph.ontology import load
from graph.review.decided import with_decisions
from ingest.datasets import Dataset, InputFile, SourceDeclaration
from ingest.pipeline import Ingested, ingest

CITY = {
    "areas.csv": "code,name\n1,东县\n2,西县\n",
    "colleges.csv": "code,name,level,area\nC,甲学院,高职,\nD,乙学院,高职,2\n",
    "majors.csv": "code,name,level\nm1,茶艺,高职\nm2,机械制造,高职\n",
    "occupations.csv": "code,name,level\no1,茶艺师,\no2,车工,中职\n",
    "crosswalk.csv": "major,occupation\nm2,o2\n",
    "enrolment.csv": "college,major,year,graduates,further_study\n"
    "C,m1,2024,33,\nC,m2,2024,17,\nD,m2,2024,20,5\n",
    "demand.csv": "occupation,year,openings\no1,2024,40\no2,2024,10\n",
}
HEAD = "编号,事项,专业,职业,院校,年份,决定,学历要求,区域,比例,审核人,日期\n"


def read(*rows: str, **more: str) -> Ingested:
    files = {f"{name}.csv": text for name, text in more.items()}
    both = [Dataset("city", SourceDeclaration(grade="official"), given(CITY | files))]
    decided = {"decisions.csv": HEAD + "\n".join(rows)}
    return ingest([*both, Dataset("decisions", SourceDeclaration(), given(decided))], load())


def given(files: dict[str, str]) -> tuple[InputFile, ...]:
    return tuple(InputFile(name, lambda text=text: text.encode()) for name, text in files.items())  # type: ignore[misc]


def told(found: Ingested) -> list[tuple[Any, ...]]:
    return found.findings.select("reason", "severity", "row").rows()


def test_a_pair_that_was_decided_is_a_row_of_the_crosswalk() -> None:
    found = read(
        "1,专业与职业,茶艺,茶艺师,,,是,,,,甲,2026-12-01", "2,对照,m1,o2,,,相关,,,,甲,2026-12-01"
    )
    pairs = found.tables["crosswalk"].select("major", "occupation", "tier", "reviewer", "grade")
    assert pairs.rows() == [
        ("m2", "o2", 1, None, "official"),
        ("m1", "o1", 1, "甲", "reported"),
        ("m1", "o2", 2, "甲", "reported"),
    ]
    decided = found.tables["crosswalk"].row(1, named=True)
    assert (decided["ref"], decided["source_row"]) == ("甲 2026-12-01", 2)
    assert decided["source_uri"].endswith("sources/decisions/decisions.csv/_")
    assert told(found) == []
    assert gap(found.tables).shortage == 15  # a quarter study on, as at D: 40 − 25; else 40


def test_unknown_values_that_were_decided_are_filled() -> None:
    found = read(
        "1,职业学历要求,,茶艺师,,,,高职,,,甲,",
        "2,院校所在区域,,,甲学院,,,,东县,,甲,",
        "3,升学率,,,C,2024,,,,30,甲,",
        "4,本地就业率,,,C,2024,,,,80%,甲,",
    )
    assert told(found) == []
    assert found.tables["occupations"]["level"].to_list() == [5, 3]
    assert found.tables["occupations"]["name"].to_list() == ["茶艺师", "车工"]
    assert found.tables["colleges"]["area"].to_list() == ["1", "2"]
    figures = found.tables["enrolment"].select("further_study", "local_pct").rows()
    assert figures == [(10, 80.0), (5, 80.0), (5, None)]  # 30 % of 33 + 17 are 15
    assert found.tables.contributions.height == 6
    assert found.counts["enrolment"] == {"read": 7, "kept": 3}


def test_what_the_data_say_stays() -> None:
    found = read("1,职业学历要求,,车工,,,,高职,,,甲,", "2,专业与职业,m2,o2,,,相关,,,,甲,")
    assert found.tables["occupations"]["level"].to_list() == [None, 3]
    assert found.tables["crosswalk"]["tier"].to_list() == [1]
    assert told(found) == [("conflict.datasets", "warning", 2), ("conflict.datasets", "warning", 3)]


@pytest.mark.parametrize(
    ("rows", "tier"),
    [
        (["1,pair,m1,o1,,,yes,,,,甲,2026-12-01", "2,pair,m1,o1,,,no,,,,乙,2026-12-02"], None),
        (["1,pair,m1,o1,,,no,,,,甲,2026-12-02", "2,pair,m1,o1,,,yes,,,,乙,2026-12-01"], None),
        (["1,pair,m1,o1,,,no,,,,甲,2026-12-01", "2,pair,m1,o1,,,related,,,,乙,2026-12-01"], 2),
    ],
)
def test_of_two_reviewers_the_later_decides_and_the_other_is_told(
    rows: list[str], tier: int | None
) -> None:
    found = read(*rows)
    pairs = found.tables["crosswalk"].filter(pl.col("major") == "m1")
    assert pairs["tier"].to_list() == ([tier] if tier else [])
    assert [reason for reason, _, _ in told(found)] == ["conflict.reviewers"]
    assert found.tables["decisions"].height == 2  # both are kept


def test_a_decision_taken_back_decides_nothing() -> None:
    found = read("1,pair,m1,o1,,,yes,,,,甲,", "2,pair,m1,o1,,,待定,,,,甲,")
    assert found.tables["crosswalk"].height == 1
    assert told(found) == []


def test_a_decision_on_nothing_is_told() -> None:
    found = read(
        "1,pair,m1,,,,yes,,,,甲,", "2,required_level,,o1,,,,,,,甲,", "3,pair,m1,zz,,,no,,,,甲,"
    )
    assert told(found) == [
        ("missing-value.decision", "error", 2),
        ("missing-value.decision", "error", 3),
        ("unknown-reference", "error", 4),
    ]
    assert found.tables["crosswalk"].height == 1


def test_the_figures_with_decisions_are_those_of_a_build_with_them() -> None:
    rows = (
        "1,pair,m1,o1,,,yes,,,,甲,",
        "2,升学率,,,C,2024,,,,30,甲,",
        "3,职业学历要求,,o1,,,,本科,,,甲,",
    )
    built, before = read(*rows), read()
    live = with_decisions(before.tables, built.tables["decisions"])
    one, other = gap(live), gap(built.tables)
    assert (one.shortage, one.supply, one.demand) == (other.shortage, other.supply, other.demand)
    assert one.occupations == other.occupations


def test_decisions_may_be_all_the_crosswalk_there_is() -> None:
    files = CITY | {"decisions.csv": HEAD + "1,pair,m1,o1,,,yes,,,,甲,\n"}
    del files["crosswalk.csv"]
    found = ingest([Dataset("city", SourceDeclaration(), given(files))], load())
    assert found.tables["crosswalk"].select("major", "occupation", "weight").rows() == [
        ("m1", "o1", 1.0)
    ]
