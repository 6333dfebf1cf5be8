"""Answers as files: the same rows back, and nothing that looks like a formula becomes one."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from graph.errors import WrongInput
from graph.export.answers import WRITERS, write_answer
from graph.queries.answers import Answer

ANSWER = Answer(["名称", "n", "list"], [["茶艺师", 3, ["a", "b"]], ["=1+1", None, []]])


def test_json_keeps_everything(tmp_path: Path) -> None:
    write_answer(ANSWER, tmp_path / "a.json")
    told = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert told == ANSWER.records()


def test_csv_opens_in_spreadsheets(tmp_path: Path) -> None:
    write_answer(ANSWER, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [["名称", "n", "list"], ["茶艺师", "3", '["a", "b"]'], ["=1+1", "", "[]"]]
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_workbook_has_no_formula(tmp_path: Path) -> None:
    write_answer(ANSWER, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["茶艺师", 3, '["a", "b"]']
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")


def test_an_unknown_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match=r"\.json"):
        write_answer(ANSWER, tmp_path / "a.pdf")
    assert set(WRITERS) == {".json", ".csv", ".xlsx", ".graphml"}
