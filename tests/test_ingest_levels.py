"""Names that are majors at several levels: the row, how long one studies, the college decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.findings import grouped, to_records
from graph.ontology import load
from ingest.datasets import Dataset, InputFile, SourceDeclaration
from ingest.pipeline import Ingested, ingest
from ingest.review import review_queue, write_review

CITY = {
    "colleges.csv": "代码,名称,办学层次\nS,示例中专,中职\nV,示例职院,高职\nU,示例大学,本科\n",
    "majors.csv": (
        "代码,名称,学历层次,学制\n720201,护理,中职,3\n520201,护理,高职,3\n320201,护理,本科,4\n"
        "101101K,护理学,本科,4\n710201,计算机应用,中职,3\n510201,计算机应用技术,高职,3\n"
    ),
}


def read(files: dict[str, str]) -> Ingested:
    given = tuple(
        InputFile(name, lambda text=text: text.encode())  # type: ignore[misc]
        for name, text in (CITY | files).items()
    )
    return ingest([Dataset("d", SourceDeclaration(), given)], load())


def kept(found: Ingested) -> list[tuple[Any, ...]]:
    return found.tables["enrolment"].select("college", "major", "graduates").rows()


def told(found: Ingested) -> list[tuple[Any, ...]]:
    return found.findings.select("reason", "severity", "row", "value").rows()


def remedies(found: Ingested, lang: str = "zh") -> list[str]:
    return [record["message"] + record["remedy"] for record in to_records(found.findings, lang)]


def test_the_level_of_the_college_decides_and_is_said() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,毕业生\nS,护理,2024,220\n"
            "V,护理,2024,100\nV,护理,2023,90\n"
        }
    )
    assert kept(found) == [("S", "720201", 220), ("V", "520201", 100), ("V", "520201", 90)]
    assert told(found) == [
        ("chosen-level.college", "info", 2, "护理"),
        ("chosen-level.college", "info", 3, "护理"),
    ]
    assert "2 行按院校的办学层次" in remedies(found)[1]
    assert "520201 护理" in remedies(found)[1]


def test_a_university_teaches_at_several_levels_and_is_asked() -> None:
    found = read({"招生就业.csv": "院校,专业,年份,毕业生\nU,护理,2024,30\n"})
    assert kept(found) == []
    assert told(found) == [("ambiguous-reference", "error", 2, "护理")]
    for code in ("720201", "520201", "320201"):
        assert code in remedies(found)[0]


@pytest.mark.parametrize("heading", ["学历层次", "层次", "培养层次"])
def test_the_rows_own_level_goes_before_the_college(heading: str) -> None:
    found = read(
        {
            "招生就业.csv": f"院校,专业,{heading},年份,毕业生\n"
            "U,护理,本科,2024,30\nU,护理,专科,2024,40\nV,护理,中职,2024,50\n"
        }
    )
    assert kept(found) == [("U", "320201", 30), ("U", "520201", 40), ("V", "720201", 50)]
    assert [row for row in told(found) if row[1] != "info"] == []


def test_words_and_years_of_the_track_decide() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,学制类型,年份,毕业生\n"
            "U,护理,高职三年制,2024,30\nU,护理,四年制,2024,40\nU,护理,高中起点三年,2024,50\n"
        }
    )
    assert kept(found) == [("U", "520201", 30), ("U", "320201", 40)]
    assert [row[:3] for row in told(found)] == [
        ("chosen-level.length", "info", 3),
        ("ambiguous-reference", "error", 4),
    ]


def test_a_major_above_all_that_the_college_offers_stays_out() -> None:
    found = read({"招生就业.csv": "院校,专业,年份,毕业生\nV,护理学,2024,30\nU,护理学,2024,5\n"})
    assert kept(found) == [("U", "101101K", 5)]
    assert told(found) == [("conflict.level", "error", 2, "护理学")]
    assert "101101K" in remedies(found)[0]
    assert "该行没有读入" in remedies(found)[0]


def test_a_major_below_the_colleges_level_is_named_and_stays() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,毕业生\nV,计算机应用,2024,30\nV,710201,2023,20\n"
            "U,计算机应用技术,2024,8\n"
        }
    )
    assert kept(found) == [("V", "710201", 30), ("V", "710201", 20), ("U", "510201", 8)]
    assert told(found) == [("conflict.level_below", "warning", 2, "计算机应用")]


def test_a_row_that_names_another_level_than_its_major_stays_out() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,学历层次,年份,毕业生\nU,护理学,专科,2024,30\n"
            "V,计算机应用,中职,2024,9\n"
        }
    )
    assert kept(found) == [("V", "710201", 9)]
    assert told(found) == [("conflict.level", "error", 2, "护理学")]


def test_a_code_above_the_college_is_explicit_and_doubted() -> None:
    found = read({"招生就业.csv": "院校,专业,年份,毕业生\nV,101101K,2024,30\n"})
    assert kept(found) == [("V", "101101K", 30)]
    assert told(found)[0][:2] == ("conflict.level_below", "warning")


# Decisions of people ------------------------------------------------------------------------------

ROWS = "院校,专业,年份,毕业生\nS,护士,2024,220\nV,护士,2024,100\nU,护士,2024,30\n"


def test_a_decision_for_any_level_does_not_move_a_row_of_another_level() -> None:
    found = read(
        {"review.csv": "table,alias,key,reviewer,note\nmajors,护理,520201,甲,\n"}
        | {"招生就业.csv": ROWS.replace("护士", "护理")}
    )
    assert kept(found) == [("S", "720201", 220), ("V", "520201", 100), ("U", "520201", 30)]
    assert told(found) == [("conflict.decision", "warning", 2, "护理")]
    assert "520201 护理" in remedies(found)[0]
    assert "720201 护理" in remedies(found)[0]


def test_where_the_refused_decision_was_all_there_is_the_row_stays_out() -> None:
    found = read(
        {
            "review.csv": "table,alias,key,reviewer,note\nmajors,护士,520201,甲,\n",
            "招生就业.csv": ROWS,
        }
    )
    assert kept(found) == [("V", "520201", 100), ("U", "520201", 30)]
    assert told(found) == [("conflict.decision_lost", "error", 2, "护士")]


def test_decisions_hold_for_a_level_or_a_college() -> None:
    found = read(
        {
            "review.csv": "table,alias,level,college,key\nmajors,护士,中职,,720201\n"
            "majors,护士,5,,520201\n专业,护士,,示例大学,320201 护理\n",
            "招生就业.csv": ROWS,
        }
    )
    assert kept(found) == [("S", "720201", 220), ("V", "520201", 100), ("U", "320201", 30)]
    assert told(found) == []


def test_a_decision_whose_key_is_of_another_level_has_no_effect() -> None:
    found = read(
        {
            "review.csv": "table,alias,level,college,key\nmajors,护士,中职,,520201\n",
            "招生就业.csv": ROWS,
        }
    )
    assert kept(found) == []
    assert ("conflict.decision_level", "error", 2, "520201") in told(found)


@pytest.mark.parametrize(
    "key", ["520201 护理", "520201 护理（100）", "专业 520201 护理 (87)", "520201"]
)
def test_a_candidate_is_accepted_as_it_was_shown(key: str) -> None:
    found = read(
        {
            "review.csv": f"table,alias,key\nmajors,护士,{key}\nmajors,护理班,护理学\n",
            "招生就业.csv": "院校,专业,年份,毕业生\nV,护士,2024,100\nU,护理班,2024,30\n",
        }
    )
    assert kept(found) == [("V", "520201", 100), ("U", "101101K", 30)]
    assert told(found) == []


def test_a_key_that_contradicts_its_own_name_or_is_no_single_name_has_no_effect() -> None:
    found = read(
        {
            "review.csv": "table,alias,key\nmajors,护士,520201 会计\nmajors,护工,护理\n",
            "招生就业.csv": "院校,专业,年份,毕业生\nV,护士,2024,100\n",
        }
    )
    assert kept(found) == []
    assert sorted(row[0] for row in told(found)) == [
        "ambiguous-reference.decision",
        "unknown-reference",
        "unknown-reference.decision",
    ]


def test_the_queue_asks_for_the_level_or_the_college() -> None:
    text = "院校,专业,年份,毕业生\nS,护士,2024,1\nV,护士,2024,2\nV,护士,2023,3\nU,护理,2024,4\n"
    found = read({"招生就业.csv": text})
    queue = review_queue(found.findings, found.tables, load(), "zh")
    assert queue.select("table", "alias", "level", "college").rows() == [
        ("majors", "护士", "专科（高职）", ""),
        ("majors", "护士", "高中阶段（中职）", ""),
        ("majors", "护理", "", "U"),
    ]
    assert "520201" in queue["note"][0]
    assert "720201" not in queue["note"][0]


def test_a_filled_queue_settles_each_level_and_college(tmp_path: Path) -> None:
    text = "院校,专业,年份,毕业生\nS,护士,2024,1\nV,护士,2024,2\nU,护理,2024,4\n"
    found = read({"招生就业.csv": text})
    queue = review_queue(found.findings, found.tables, load(), "en")
    keys = {"Short-cycle tertiary": "520201 护理", "Upper secondary": "720201", "": "320201"}
    filled = queue.with_columns(pl.col("level").replace_strict(keys).alias("key"))
    write_review(filled, tmp_path / "review.csv")
    write_review(queue, tmp_path / "review.csv")  # what is there stays, with its level
    written = (tmp_path / "review.csv").read_text(encoding="utf-8-sig")
    assert len(written.splitlines()) == 4
    for name in ("review.csv", "review (1).csv", "review（2）.csv"):
        again = read({"招生就业.csv": text, name: written})
        assert kept(again) == [("S", "720201", 1), ("V", "520201", 2), ("U", "320201", 4)]
        assert told(again) == []


def test_decisions_without_effect_are_told_by_their_table() -> None:
    text = "table,alias,key\nmajors,某专业,9\ncolleges,某校,8\nmajors,另一专业,7\n"
    groups = grouped(read({"review.csv": text}).findings)
    assert [(g.count, g.first["value"]) for g in groups] == [(2, "9"), (1, "8")]


# Additions ----------------------------------------------------------------------------------------


def test_an_addition_goes_to_the_track_or_the_note() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,年份,毕业生\nV,护理（3+2）,2024,30\nV,护理专业,2024,40\n"
            "示例职院（西校区）,护理（助产方向）,2023,7\n"
        }
    )
    rows = found.tables["enrolment"].select(
        "college", "major", "track", "year", "graduates", "note"
    )
    assert rows.rows() == [
        ("V", "520201", "3+2", 2024, 30, None),
        ("V", "520201", None, 2024, 40, None),
        ("V", "520201", None, 2023, 7, "西校区；助产方向"),
    ]
    additions = sorted(row[0] for row in told(found) if row[0].startswith("name"))
    assert additions == ["name-addition"] * 3 + ["name-addition.word"]


def test_both_the_addition_and_the_level_that_was_assumed_are_said() -> None:
    found = read({"招生就业.csv": "院校,专业,年份,毕业生\nS,护理（3+2）,2024,30\n"})
    assert kept(found) == [("S", "720201", 30)]
    assert sorted(row[0] for row in told(found)) == ["chosen-level.college", "name-addition"]


def test_a_full_name_that_is_exact_wins_over_its_base() -> None:
    majors = CITY["majors.csv"] + "520299,护理（老年护理）,高职,3\n"
    found = read(
        {"majors.csv": majors, "招生就业.csv": "院校,专业,年份,毕业生\nV,护理(老年护理),2024,30\n"}
    )
    assert kept(found) == [("V", "520299", 30)]
    assert told(found) == []


def test_an_addition_to_an_unknown_name_changes_nothing() -> None:
    found = read(
        {"招生就业.csv": "院校,专业,年份,毕业生\nV,护里（3+2）,2024,30\nW（北京）,520201,2024,1\n"}
    )
    assert [row[0] for row in told(found)] == ["unknown-reference", "unknown-reference.mentioned"]
    assert found.tables["colleges"]["name"].to_list()[-1] == "W(北京)"


def test_an_addition_stays_where_the_code_stands_beside_the_name() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业代码,专业名称,年份,毕业生\nV,520201,护理（3+2）,2024,30\n"
            "V,520201,护理,2024,40\nV,101101K,护理学,2024,3\n"
        }
    )
    rows = found.tables["enrolment"].select("major", "track", "graduates").rows()
    assert rows == [("520201", "3+2", 30), ("520201", None, 40), ("101101K", None, 3)]
    assert [row[:3] for row in told(found)] == [
        ("name-addition", "info", 2),
        ("conflict.level_below", "warning", 4),
    ]


def test_the_batch_of_a_plan_tells_the_level() -> None:
    found = read(
        {
            "招生就业.csv": "院校,专业,批次,年份,计划\nU,护理,普通本科批,2025,30\n"
            "U,护理,高职（专科）批,2025,40\nU,护理,提前批,2025,5\n"
        }
    )
    rows = found.tables["enrolment"].select("major", "planned").rows()
    assert rows == [("320201", 30), ("520201", 40)]
    assert [row[:3] for row in told(found)] == [("ambiguous-reference", "error", 4)]


def test_of_two_catalogues_the_kind_of_college_decides() -> None:
    majors = (
        "代码,名称,学历层次,分类标准\n082802,城乡规划,本科,本科专业目录\n"
        "240201,城乡规划,本科,职业教育专业目录\n"
    )
    colleges = "代码,名称,办学层次\nU,示例大学,本科\nJ,示例职业技术大学,本科\n"
    rows = "院校,专业,学历层次,年份,毕业生\nU,城乡规划,本科,2024,30\nJ,城乡规划,本科,2024,40\n"
    found = read({"majors.csv": majors, "colleges.csv": colleges, "招生就业.csv": rows})
    assert kept(found) == [("U", "082802", 30), ("J", "240201", 40)]
    assert [row[:2] for row in told(found)] == [("chosen-level.catalogue", "info")] * 2
