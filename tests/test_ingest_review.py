"""Names that need a person, and the marked workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest

from graph.errors import WrongInput
from graph.ontology import Ontology
from ingest.annotate import annotate
from ingest.datasets import open_datasets
from ingest.pipeline import Ingested, ingest
from ingest.review import nearest, review_queue, write_review

COLLEGES = "代码,名称,办学层次\nA1,示例职业学院 A,高职\nB1,示例职业学院 B,高职\n"
MAJORS = "代码,名称,学历层次\n520201,护理,高职\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "data"
    home.mkdir()
    (home / "colleges.csv").write_text(COLLEGES, encoding="utf-8")
    (home / "majors.csv").write_text(MAJORS, encoding="utf-8")
    (home / "enrolment.csv").write_text(
        "院校,专业,年份,毕业生\n示例职院A,护理,2024,30\nA1,护理,2024,约60人\n示例职院A,护理,2023,28\n",
        encoding="utf-8",
    )
    return home


def read(folder: Path, ontology: Ontology) -> Ingested:
    return ingest(open_datasets([folder], None, ontology), ontology)


def test_the_queue_lists_candidates_and_decides_nothing(folder: Path, ontology: Ontology) -> None:
    found = read(folder, ontology)
    queue = review_queue(found.findings, found.tables, ontology, "zh")
    assert queue.select("table", "alias", "key").rows() == [("colleges", "示例职院A", "")]
    assert queue["note"][0].index("A1 ") < queue["note"][0].index("B1 ")
    assert "共 2 处，首处 enrolment.csv:2" in queue["note"][0]
    assert found.tables["enrolment"]["college"].unique().sort().to_list() == ["A1", "示例职院a"]


def test_a_filled_queue_given_back_settles_the_names(folder: Path, ontology: Ontology) -> None:
    found = read(folder, ontology)
    queue = review_queue(found.findings, found.tables, ontology, "en")
    filled = queue.with_columns(pl.lit("A1").alias("key"), pl.lit("某处").alias("reviewer"))
    write_review(filled, folder / "review.csv")
    again = read(folder, ontology)
    assert not again.findings.filter(pl.col("rule") == "unknown-reference").height
    assert again.tables["enrolment"]["college"].unique().to_list() == ["A1"]
    assert review_queue(again.findings, again.tables, ontology, "en").is_empty()


def test_decisions_in_an_earlier_queue_stay(folder: Path, ontology: Ontology) -> None:
    found = read(folder, ontology)
    queue = review_queue(found.findings, found.tables, ontology, "en")
    file = folder / "review.csv"
    earlier = "table,alias,key,reviewer,note\ncolleges,某校,B1,甲,\n"
    file.write_bytes(earlier.encode("gb18030"))
    write_review(queue, file)
    written = pl.read_csv(file, infer_schema=False)
    assert written.select("alias", "key").rows() == [("某校", "B1"), ("示例职院A", "")] or (
        written.select("alias", "key").rows() == [("某校", "B1"), ("示例职院A", None)]
    )


def test_a_file_that_is_no_queue_is_not_replaced(folder: Path, ontology: Ontology) -> None:
    found = read(folder, ontology)
    queue = review_queue(found.findings, found.tables, ontology, "en")
    file = folder / "review.csv"
    file.write_text("something,else\n1,2\n", encoding="utf-8")
    with pytest.raises(WrongInput, match="not overwritten"):
        write_review(queue, file)
    assert file.read_text(encoding="utf-8").startswith("something")


def test_nearest_is_ordered_by_score() -> None:
    choices = ["茶叶加工工", "茶艺师", "评茶师", "电工", "茶艺老师"]
    best = nearest(["茶艺 师"], choices)[0]
    assert [choices[i] for i, _ in best][:2] == ["茶艺师", "茶艺老师"]
    assert [score for _, score in best] == sorted((s for _, s in best), reverse=True)


def test_the_marked_workbook_names_every_bad_cell(
    folder: Path, ontology: Ontology, tmp_path: Path
) -> None:
    datasets = open_datasets([folder], None, ontology)
    found = ingest(datasets, ontology)
    out = tmp_path / "out.xlsx"
    assert annotate(datasets, found.findings, out, "zh") == 2  # a mention is told once a sheet
    book = openpyxl.load_workbook(out)
    sheet = book["enrolment"]
    assert "约数" in sheet["D3"].comment.text
    assert "提到它" in sheet["A2"].comment.text
    assert sheet["C2"].comment is None
    listed = book["问题清单"]
    assert listed.max_row == 1 + found.findings.height
    assert listed["D2"].hyperlink is not None


def test_a_workbook_keeps_its_own_look_and_loses_personal_numbers(
    ontology: Ontology, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "院校"
    for row in (
        ["代码", "名称", "办学层次", "联系电话", "备注"],
        ["A1", "示例学院", "高职", "13800138000", "=1+1"],
        ["A2", "示例学院二", "博士后", "13900139000", "打 13700137000"],
    ):
        sheet.append(row)
    sheet["B2"].font = openpyxl.styles.Font(bold=True)
    sheet["E2"].data_type = "s"
    file = tmp_path / "in.xlsx"
    book.save(file)
    datasets = open_datasets([file], None, ontology)
    found = ingest(datasets, ontology)
    out = tmp_path / "out.xlsx"
    annotate(datasets, found.findings, out, "en")
    marked = openpyxl.load_workbook(out)["院校"]
    assert marked["B2"].font.bold
    assert marked["C3"].comment is not None
    texts = [str(cell.value) for row in marked.iter_rows() for cell in row]
    assert not any("138001" in t or "139001" in t or "137001" in t for t in texts)
    assert (marked["E2"].value, marked["E2"].data_type) == ("=1+1", "s")


def test_marks_fall_on_the_sheet_of_their_own_dataset(ontology: Ontology, tmp_path: Path) -> None:
    """Two bureaus send files of one name: each finding, and each mask, stays with its sender."""
    for name, text in (
        ("one", "院校,专业,年份,毕业生,联系人\nA1,护理,2024,约60,王甲\n"),
        ("two", "院校,专业,年份,毕业生\nB1,护理,2024,40\nB1,护理,2023,约5\n"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "colleges.csv").write_text(COLLEGES, encoding="utf-8")
        (tmp_path / name / "majors.csv").write_text(MAJORS, encoding="utf-8")
        (tmp_path / name / "enrolment.csv").write_text(text, encoding="utf-8")
    datasets = open_datasets([tmp_path / "one", tmp_path / "two"], None, ontology)
    out = tmp_path / "out.xlsx"
    annotate(datasets, ingest(datasets, ontology).findings, out, "zh")
    book = openpyxl.load_workbook(out)
    first, second = book["enrolment"], book["enrolment1"]
    assert "约60" in first["D2"].comment.text
    assert first["E2"].value == "***"
    assert (second["D2"].comment, second["D2"].value) == (None, "40")
    assert "约5" in second["D3"].comment.text


def test_a_queue_given_back_half_filled_is_no_fault(folder: Path, ontology: Ontology) -> None:
    (folder / "review.csv").write_text(
        "table,alias,key,reviewer,note\ncolleges,示例职院A,A1,甲,\ncolleges,某校,,,候选：–\n",
        encoding="utf-8",
    )
    found = read(folder, ontology)
    undecided = found.findings.filter(pl.col("file") == "review.csv")
    assert undecided.select("rule", "severity", "row").rows() == [("undecided", "info", 3)]
    assert found.tables["enrolment"].height == 2


def test_a_wrong_key_in_a_queue_is_not_queued_as_a_name(folder: Path, ontology: Ontology) -> None:
    (folder / "review.csv").write_text(
        "table,alias,key,reviewer,note\ncolleges,示例职院A,Z9,甲,\n", encoding="utf-8"
    )
    found = read(folder, ontology)
    told = found.findings.filter(pl.col("rule") == "unknown-reference")
    assert ("review.csv", "Z9") in told.select("file", "value").rows()
    queue = review_queue(found.findings, found.tables, ontology, "zh")
    assert "Z9" not in queue["alias"].to_list()


def test_control_characters_do_not_stop_the_marked_workbook(
    folder: Path, ontology: Ontology, tmp_path: Path
) -> None:
    """They come with what is copied from other programs, and no workbook can hold them."""
    file = folder / "enrolment.csv"
    file.write_text(file.read_text(encoding="utf-8") + "A1,护\x07理,2022,3\n", encoding="utf-8")
    datasets = open_datasets([folder], None, ontology)
    out = tmp_path / "out.xlsx"
    annotate(datasets, ingest(datasets, ontology).findings, out, "zh")
    cell = openpyxl.load_workbook(out)["enrolment"]["B5"]
    assert cell.value == "护�理"
    assert "护�理" in cell.comment.text
