"""Settings of one sheet, and advice that names the right table and sheet."""

from __future__ import annotations

import io
from pathlib import Path

import xlsxwriter

from graph.findings import to_records
from graph.ontology import load
from ingest.datasets import open_dataset
from ingest.pipeline import Ingested, ingest
from tests.test_ingest_tables import CITY, folder, rows, told

SHEETS = {
    "毕业生就业": [["学校", "专业", "毕业生数", "就业人数"], ["c1", "护理", 20, 18]],
    "专业设置": [["学校", "专业", "届"], ["c1", "护理", 2024], ["c2", "护理", 2024]],
}


def read(path: Path, source: str) -> Ingested:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, cells in SHEETS.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(cells):
                sheet.write_row(i, 0, row)
    home = folder(path, CITY | {"教育局.xlsx": out.getvalue()}, source)
    return ingest([open_dataset(home, None, load())], load())


def test_the_sheet_without_a_year_is_named_with_the_line_that_helps(tmp_path: Path) -> None:
    found = read(tmp_path, "")
    (first, *_) = [f for f in to_records(found.findings, "zh") if f["sheet"] == "毕业生就业"]
    assert "没有“年份”列" in first["message"]
    assert '[files."教育局.xlsx".sheets."毕业生就业"]' in first["remedy"]
    assert "constants = {year = …}" in first["remedy"]


def test_a_setting_holds_for_its_sheet_only(tmp_path: Path) -> None:
    source = '[files."教育局.xlsx".sheets."专业设置"]\ntable = "programmes"\n'
    source += 'rename = {"届" = "since"}\n'
    found = read(tmp_path, source)
    assert rows(found, "programmes", "college", "major", "since") == [
        ("c1", "520201", 2024),
        ("c2", "520201", 2024),
    ]
    assert found.counts["enrolment"]["kept"] == 0
    assert [f["rule"] for f in to_records(found.findings, "en")] == ["missing-heading"]


def test_a_setting_for_no_sheet_is_said(tmp_path: Path) -> None:
    source = '[files."教育局.xlsx".sheets."没有"]\ntable = "programmes"\n'
    assert ("unknown-setting.sheet", None, None, "没有") in told(read(tmp_path, source))
