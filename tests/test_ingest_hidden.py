"""What a spreadsheet hides is told and left out, unless ``source.toml`` asks for it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from graph.findings import to_records
from tests.sheets_in_use import faults, in_this_process, kept, read

__all__ = ["in_this_process"]

HEAD = ["院校", "专业", "年份", "毕业生数"]
ROWS = [HEAD, ["c1", "护理", 2023, 1], ["c1", "护理", 2024, 2], ["c2", "护理", 2024, 3]]


def book(then: Callable[[Any, Any, Any], None], rows: list[list[Any]] = ROWS) -> bytes:
    """A sheet 招生就业 and a sheet enrolment beside it, and what is done to them."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet, draft = made.add_worksheet("招生就业"), made.add_worksheet("enrolment")
        for page, content in ((sheet, rows), (draft, [HEAD, ["c2", "林业", 2024, 9]])):
            for number, row in enumerate(content):
                page.write_row(number, 0, row)
        then(made, sheet, draft)
    return out.getvalue()


@pytest.mark.parametrize("how", ["hide", "very_hidden"])
def test_a_hidden_sheet_is_left_out_unless_asked_for(how: str) -> None:
    content = {"a.xlsx": book(lambda _b, _s, draft: getattr(draft, how)())}
    found = read(content)
    assert kept(found, "graduates") == [1, 2, 3]
    assert faults(found) == [("hidden.sheet", None, None)]
    (told,) = to_records(found.findings, "zh")
    assert (told["sheet"], told["severity"]) == ("enrolment", "warning")
    assert 'files."a.xlsx"' in told["remedy"]
    asked = read(content, hidden=True)
    assert kept(asked, "graduates") == [1, 2, 3, 9]
    assert faults(asked) == [("hidden.sheet_read", None, None)]
    assert kept(read(content, sheet="enrolment"), "graduates") == [9]


def test_hidden_rows_are_left_out_and_counted() -> None:
    def hide(_book: Any, sheet: Any, draft: Any) -> None:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_row(9, None, None, {"hidden": True})
        draft.hide()

    content = {"a.xlsx": book(hide)}
    found = read(content)
    assert kept(found, "graduates") == [2, 3]
    assert ("hidden.rows", 2, None) in faults(found)
    assert "1 行" in to_records(found.findings, "zh")[1]["message"]
    assert kept(read(content, hidden=True), "graduates") == [1, 2, 3, 9]


def test_carrying_down_does_not_pass_over_a_hidden_row() -> None:
    def hide(_book: Any, sheet: Any, draft: Any) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        draft.hide()

    rows = [HEAD, ["c1", "护理", 2023, 1], ["c2", "护理", 2024, 2], [None, "林业", 2024, 3]]
    found = read({"a.xlsx": book(hide, rows)}, carry_down=("院校",))
    assert kept(found, "college", "graduates") == [("c1", 1), ("c2", 3)]


def test_a_hidden_column_is_left_out() -> None:
    def hide(_book: Any, sheet: Any, draft: Any) -> None:
        sheet.write_column(0, 4, ["毕业生", 7, 8, 9])
        sheet.set_column(4, 4, None, None, {"hidden": True})
        draft.hide()

    content = {"a.xlsx": book(hide)}
    found = read(content)
    assert kept(found, "graduates") == [1, 2, 3]
    assert ("hidden.columns", None, None) in faults(found)
    assert "E" in to_records(found.findings, "zh")[1]["message"]
    both = read(content, hidden=True)
    assert ("unknown-heading.which", 1, "毕业生数") in faults(both)


def test_what_is_struck_through_is_left_out_and_said() -> None:
    """A whole row, a figure alone, and a style that strikes nothing that is filled."""

    def strike(made: Any, sheet: Any, draft: Any) -> None:
        struck = made.add_format({"font_strikeout": True})
        for column, cell in enumerate(ROWS[1]):
            sheet.write(1, column, cell, struck)
        sheet.write(2, 3, ROWS[2][3], struck)
        sheet.write_blank(9, 3, None, struck)
        draft.hide()

    found = read({"a.xlsx": book(strike)})
    assert kept(found, "graduates") == [None, 3]
    assert faults(found) == [
        ("hidden.sheet", None, None),
        *(("cell-error.struck", 2, head) for head in HEAD),
        ("cell-error.struck", 3, "毕业生数"),
    ]
