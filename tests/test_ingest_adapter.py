"""Adapters in SQL may read sheets with the readers of this program."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.readers import BadFileError
from ingest.readers.adapter import run
from tests.sheets_in_use import in_this_process, workbook

__all__ = ["in_this_process"]

GRID = [
    ["标题"],
    [],
    ["专业 代码", None, "专业 代码"],
    ["520201", "护理", 1],
    ["010101", "林业", 2],
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "it's.xlsx").write_bytes(workbook(GRID, sheet="高职"))
    (folder / "a.csv").write_bytes("code,name\n1,甲区\n".encode("gb18030"))
    (tmp_path / "outside.csv").write_bytes(b"code\n1\n")
    return folder


def test_a_sheet_is_read_below_its_headings(data: Path) -> None:
    sheet = run(
        """SELECT "专业 代码" AS code, B AS name, C AS n, source_row
        FROM Read_Sheet('it''s.xlsx', '高职', 3) WHERE "C" <> '1'
        UNION ALL SELECT code, name, NULL, source_row FROM read_sheet('a.csv')""",
        data,
    )
    assert sheet.cells.rows() == [
        ("code", "name", "n"), ("010101", "林业", "2"), ("1", "甲区", None),
    ]  # fmt: skip
    assert sheet.rows.to_list() == [0, 5, 2]


def test_columns_without_a_heading_have_letters(data: Path) -> None:
    sheet = run("SELECT A, B FROM read_sheet('it''s.xlsx', '高职', 0) WHERE source_row = 4", data)
    assert sheet.cells.rows()[1:] == [("520201", "护理")]


@pytest.mark.parametrize(
    ("call", "reason", "values"),
    [
        ("read_sheet('b.xlsx')", "file", {"name": "b.xlsx"}),
        ("read_sheet('../outside.csv')", "file", {"name": "../outside.csv"}),
        ("read_sheet('/etc/passwd')", "file", {"name": "/etc/passwd"}),
        (
            "read_sheet('it''s.xlsx', '中职')",
            "sheet",
            {"name": "it's.xlsx", "sheet": "中职", "sheets": ["高职"]},
        ),
    ],
)
def test_what_is_not_there_is_a_clear_fault(
    call: str, reason: str, values: dict[str, object], data: Path
) -> None:
    with pytest.raises(BadFileError) as fault:
        run(f"SELECT * FROM {call}", data)
    assert fault.value.reason == f"bad-file.adapter_{reason}"
    assert fault.value.values == values


def test_only_files_that_a_reader_knows(data: Path) -> None:
    (data / "x.bin").write_bytes(b"x")
    with pytest.raises(BadFileError, match="adapter_kind"):
        run("SELECT * FROM read_sheet('x.bin')", data)
