"""Which cell of a spreadsheet a figure or a finding stands in."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from graph.builds.cells import CELL, with_cells, with_finding_cells, with_row_cells
from graph.builds.evidence import rows_behind
from graph.builds.opened import Build
from graph.door import open_build
from graph.ontology import Ontology
from graph.rules.clauses import leads
from graph.rules.duties import duties
from graph.rules.exits import warnings
from graph.rules.subjects import college_of
from graph.rules.verdicts import RuleParameters
from ingest.build import BuildRequest, build

SHEETS = {
    "院校": [["代码", "名称", "办学层次"], ["c1", "示例职业学院 A", "高职"]],
    "专业": [["代码", "名称", "学历层次"], ["m1", "茶艺", "高职"]],
    # a note above, an empty first column
    "招生": [
        [None, "某校填报"],
        [None, "院校", "专业", "年份", "招生", "毕业生"],
        [None, "c1", "m1", 2024, 40, 35],
        [None, "c1", "m1", 2023, "很多", 30],
    ],
}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("cells")
    file = folder / "上报.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        for name, rows in SHEETS.items():
            sheet = book.add_worksheet("招生就业" if name == "招生" else name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    made = build(BuildRequest((file,), None, folder / "home", stores="tables")).build
    assert made
    return made


def test_a_figure_has_the_cell_it_was_read_from(reported: Build, ontology: Ontology) -> None:
    keys = reported.tables["enrolment"].sort("year", descending=True)["node_key"]
    found = rows_behind(reported, ontology, [("enrolment", key) for key in keys], "zh")
    newest, before = found.iter_rows(named=True)
    assert newest[CELL] == "招生就业!B3"
    assert newest["file"] == "上报.xlsx"
    assert newest["figures"] == "招生 40（E3）、毕业生 35（F3）"
    assert before["figures"] == "毕业生 30（F4）"


def test_a_finding_has_the_cell_it_speaks_of(reported: Build) -> None:
    found = with_finding_cells(reported.findings, reported.columns)
    bad = found.filter(pl.col("value") == "很多").row(0, named=True)
    assert bad[CELL] == "招生就业!E4"
    assert len(found) == len(reported.findings)


def test_columns_are_looked_for_in_order(reported: Build) -> None:
    rows = reported.tables["enrolment"].select("source_uri", row="source_row")
    rows = rows.with_columns(sheet=pl.lit("招生就业"))
    found = with_cells(rows, reported.columns, "enrolment", ("planned", "graduates"))
    assert set(found[CELL]) == {"招生就业!F3", "招生就业!F4"}
    assert with_cells(rows, reported.columns, "enrolment", "planned")[CELL].null_count() == 2
    assert set(with_row_cells(rows, reported.columns)[CELL]) == {"招生就业!B3", "招生就业!B4"}


def test_a_build_that_kept_no_columns_names_the_row_alone(
    reported: Build, ontology: Ontology
) -> None:
    from graph.builds.cells import no_columns

    class Old(Build):
        columns = no_columns()

    old = Old(reported.folder)
    found = rows_behind(old, ontology, [("colleges", "c1")], "en")
    assert found[CELL].to_list() == ["院校!2"]


def test_a_clause_has_its_words_and_its_lead(homes: dict[str, Path]) -> None:
    tables = open_build(homes["wuzhou"]).tables
    first = next(one for one in warnings(tables, RuleParameters()) if one.outcome == "fail")
    assert first.clause.words == "连续3年年均招生规模不足30人"
    assert [unit.name for unit in leads(duties(tables), first.clause)] == ["市教育局"]
    assert college_of(tables, first.subject.key) == "ex-A"
    assert college_of(tables, "nobody/1/_") is None
