"""Rows finer than their table: the total, else the sum; of repetitions the first."""

from __future__ import annotations

from typing import Any

import pytest

from graph.findings import to_records
from graph.ontology import load
from ingest.datasets import Dataset, InputFile, SourceDeclaration
from ingest.pipeline import Ingested, ingest

CITY = {
    "areas.csv": "code,name\n1,甲区\n",
    "colleges.csv": "代码,名称,办学层次\nc1,甲学院,高职\nc2,乙学院,高职\n",
    "majors.csv": "代码,名称,学历层次\n520201,护理,高职\n460301,机电,高职\n",
    "occupations.csv": "code,name\n4-10,护理员\n",
}


def read(files: dict[str, str]) -> Ingested:
    given = tuple(
        InputFile(name, lambda text=text: text.encode())  # type: ignore[misc]
        for name, text in (CITY | files).items()
    )
    return ingest([Dataset("d", SourceDeclaration(), given)], load())


def rows(found: Ingested, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return found.tables[table].select(columns).rows()


def told(found: Ingested) -> list[tuple[Any, ...]]:
    odd = [f for f in to_records(found.findings, "zh") if f["rule"] != "unknown-heading"]
    return [(f["rule"], f["severity"], f["row"]) for f in odd]


def sentences(found: Ingested, lang: str) -> str:
    return "\n".join(f["message"] + f["remedy"] for f in to_records(found.findings, lang))


def test_men_and_women_are_added_and_said() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,性别,毕业生,就业,就业率\nc1,护理,2024,男,10,8,80\n"
            "c1,护理,2024,女,90,81,90\nc2,护理,2024,女,5,5,100\n"
        }
    )
    columns = ("college", "graduates", "employed", "employed_pct")
    assert rows(found, "enrolment", *columns) == [("c1", 100, 89, 89.0), ("c2", 5, 5, 100.0)]
    assert told(found) == [("finer-rows", "info", 2)]
    assert "“性别”" in sentences(found, "zh")
    assert "3" in sentences(found, "en")
    assert found.counts["enrolment"] == {"read": 3, "kept": 2}


def test_the_same_numbers_in_two_kinds_are_no_repetition() -> None:
    text = "院校,专业,年份,科类,计划\nc1,护理,2024,历史,20\nc1,护理,2024,物理,20\n"
    assert rows(read({"招生就业.csv": text}), "enrolment", "planned") == [(40,)]


@pytest.mark.parametrize("word", ["合计", "小计", ""])
def test_a_total_beside_its_parts_counts_alone(word: str) -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,性别,毕业生\nc1,护理,2024,男,10\n"
            f"c1,护理,2024,女,90\nc1,护理,2024,{word},100\n"
        }
    )
    assert rows(found, "enrolment", "graduates", "source_row") == [(100, 4)]
    assert told(found) == [("finer-rows", "info", 4)]


def test_a_total_that_is_not_the_sum_is_said_and_kept() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,性别,毕业生\nc1,护理,2024,男,10\n"
            "c1,护理,2024,女,90\nc1,护理,2024,合计,120\n"
        }
    )
    assert rows(found, "enrolment", "graduates") == [(120,)]
    assert told(found) == [("finer-rows", "warning", 4)]


def test_a_row_of_which_nobody_knows_whether_it_is_the_total_stays_out() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,批次,毕业生\nc1,护理,2024,一批,10\n"
            "c1,护理,2024,二批,90\nc1,护理,2024,,150\nc2,护理,2024,,7\n"
        }
    )
    assert rows(found, "enrolment", "college", "graduates") == [("c2", 7)]
    assert told(found) == [("duplicate-key", "error", row) for row in (2, 3, 4)]


def test_an_empty_kind_well_below_the_others_is_a_kind_of_its_own() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,批次,毕业生\nc1,护理,2024,一批,60\n"
            "c1,护理,2024,二批,90\nc1,护理,2024,,15\n"
        }
    )
    assert rows(found, "enrolment", "graduates") == [(165,)]


def test_what_one_part_does_not_report_is_unknown_of_the_whole() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,校区,毕业生,本地就业率\nc1,护理,2024,东,10,50\n"
            "c1,护理,2024,西,,60\n"
        }
    )
    assert rows(found, "enrolment", "graduates", "local_pct") == [(None, None)]


def test_rates_are_weighted_where_the_weights_are_known() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,校区,毕业生,就业率,本地就业率\n"
            "c1,护理,2024,东,100,90,50\nc1,护理,2024,西,300,80,70\n"
        }
    )
    # at work 90 and 240; (90·50 + 240·70) / 330
    assert rows(found, "enrolment", "employed_pct", "local_pct") == [
        (82.5, pytest.approx(21300 / 330))
    ]


def test_wages_are_not_added_and_openings_of_two_posts_are() -> None:
    found = read(
        {
            "用工需求.csv": "职业,年份,岗位名称,招聘需求,月薪\n护理员,2024,病房护理,5,4000\n"
            "护理员,2024,居家护理,7,5000\n护理员,2023,居家护理,2,4500\n护理员,2023,病房护理,3,4500\n"
        }
    )
    assert rows(found, "demand", "year", "openings", "wage_cny_month", "post") == [
        (2024, 12.0, None, "病房护理；居家护理"),
        (2023, 5.0, 4500.0, "居家护理；病房护理"),
    ]


def test_only_rows_equal_in_everything_are_repetitions() -> None:
    found = read(
        {
            "招生就业.csv": "序号,院校,专业,年份,性别,毕业生\n1,c1,护理,2024,男,10\n"
            "2,c1,护理,2024,男,10\n3,c1,护理,2024,女,20\n"
        }
    )
    assert rows(found, "enrolment", "graduates") == [(30,)]
    assert told(found) == [("finer-rows", "info", 2), ("duplicate-key", "error", 3)]


@pytest.mark.parametrize("heading", ["填报日期", "更新时间", "平均分", "序号", "状态"])
def test_what_says_when_or_how_a_row_was_made_tells_nothing_apart(heading: str) -> None:
    found = read(
        {"招生就业.csv": f"院校,专业,年份,{heading},毕业生\nc1,护理,2024,1,48\nc1,护理,2024,2,58\n"}
    )
    assert rows(found, "enrolment", "graduates") == [(48,)]
    assert told(found) == [("duplicate-key", "error", 3)]
    assert "48，这里是 58" in sentences(found, "zh")


def test_names_of_persons_tell_nothing_apart() -> None:
    found = read(
        {"招生就业.csv": "院校,专业,年份,姓名,毕业生\nc1,护理,2024,张三,1\nc1,护理,2024,李四,2\n"}
    )
    assert rows(found, "enrolment", "graduates") == [(1,)]
    assert "张三" not in sentences(found, "zh")


def test_directions_of_one_major_are_added() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,毕业生\nc1,护理,2024,30\nc1,护理（助产方向）,2024,20\n"
            "甲学院（东校区）,机电,2024,4\n甲学院（西校区）,机电,2024,5\n"
        }
    )
    assert rows(found, "enrolment", "major", "graduates", "note") == [
        ("520201", 50, "助产方向"),
        ("460301", 9, "东校区；西校区"),
    ]


def test_every_row_that_went_into_a_sum_is_kept_as_its_origin() -> None:
    found = read(
        {"招生就业.csv": "院校,专业,年份,性别,毕业生\nc1,护理,2024,男,10\nc1,护理,2024,女,90\n"}
    )
    assert found.tables.contributions.select("source_row", "columns").rows() == [(3, ["graduates"])]


def test_columns_within_columns_come_to_their_totals() -> None:
    text = "院校,专业,年份,性别,科类,毕业生\n" + "".join(
        f"c1,护理,2024,{sex},{kind},{count}\n"
        for sex, kind, count in [
            ("男", "文", 1), ("男", "理", 2), ("男", "小计", 3),
            ("女", "文", 4), ("女", "理", 5), ("女", "小计", 9), ("合计", "小计", 12),
        ]
    )  # fmt: skip
    assert rows(read({"招生就业.csv": text}), "enrolment", "graduates") == [(12,)]
