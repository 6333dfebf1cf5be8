"""What a sheet was taken for is shown as it was read; corrections become settings that last."""

from __future__ import annotations

import io
import json
import tomllib
import zipfile
from functools import partial
from pathlib import Path

import pytest

from graph.errors import WrongInput
from graph.masking import MASK
from graph.ontology import load
from graph.processes.limits import UploadLimits
from ingest import uploads
from ingest.corrections import (
    SKIP,
    Settings,
    SheetPlace,
    kept_for,
    read_settings,
    settings_text,
    with_columns,
    with_header_row,
    with_table,
    with_year,
)
from ingest.datasets import Dataset, InputFile, open_dataset, parse_declaration
from ingest.pipeline import Ingested, ingest, read_file
from ingest.sheet_view import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, SheetView, sheet_views
from tests.sheets_in_use import CITY, Grid, delimited, in_this_process, kept, workbook

__all__ = ["in_this_process"]

HEAD = ["院校", "专业", "年份", "毕业生"]
ROW = ["c1", "护理", 2024, 5]
YEARLY = "2025届毕业生.csv"
PLACE = SheetPlace(YEARLY, None, (YEARLY, "areas.csv"))
TABLE = {"files": {"20*届毕业生.csv": {"table": "enrolment"}}}


def dataset(files: dict[str, bytes], settings: Settings | None = None) -> Dataset:
    given = tuple(InputFile(name, partial(bytes, content)) for name, content in files.items())
    declaration, _ = parse_declaration(settings or {}, load())
    return Dataset("d", declaration, given, settings_text(settings or {}))


def views(files: dict[str, bytes], settings: Settings | None = None) -> list[SheetView]:
    given = dataset(files, settings)
    seen, _ = sheet_views(given, lambda file: read_file(given, file, load()), {}, load())
    assert [SheetView.from_json(json.loads(json.dumps(view.as_json()))) for view in seen] == seen
    return seen


def read(files: dict[str, bytes], settings: Settings) -> Ingested:
    city = {name: text.encode() for name, text in CITY.items()}
    return ingest([dataset(city | files, settings)], load())


def meanings(view: SheetView) -> dict[str, str | None]:
    return {column.letter: column.column for column in view.columns}


# What is shown ------------------------------------------------------------------------------------


def test_a_sheet_shows_its_table_head_and_columns() -> None:
    grid: Grid = [["2024届统计表"], [*HEAD, "备考"], [*ROW, "x"], ["c2", "林业", 2024, 6, None]]
    (view,) = views({"a.xlsx": workbook(grid)})
    assert (view.file, view.sheet, view.table, view.header_row) == (
        "a.xlsx", "招生就业", "enrolment", 2,
    )  # fmt: skip
    assert meanings(view) == {
        "A": "college", "B": "major", "C": "year", "D": "graduates", "E": None,
    }  # fmt: skip
    assert [column.heading for column in view.columns] == [*HEAD, "备考"]
    assert view.rows[2] == (3, ("c1", "护理", "2024", "5", "x"))
    assert (view.read, view.height, view.more_columns) == (2, 4, 0)


def test_a_sheet_that_is_not_read_is_shown_too() -> None:
    (view,) = views({"2025.csv": delimited([["甲", "乙"], [1, 2]])})
    assert (view.table, view.header_row, view.read) == (None, None, 0)
    assert view.rows[0] == (1, ("甲", "乙"))
    assert view.can_be_corrected


@pytest.mark.parametrize(
    ("grid", "settings", "year"),
    [
        ([["2024届就业统计表"], [*HEAD[:2], "毕业生"], ["c1", "护理", 5]], {}, "2024"),
        ([[*HEAD[:2], "2023年毕业生", "2024年毕业生"], ["c1", "护理", 5, 6]], {}, "2023, 2024"),
        ([[*HEAD[:2], "毕业生"], ["c1", "护理", 5]], {"constants": {"年份": 2025}}, "2025"),
        ([HEAD, ROW], {}, None),
    ],
)
def test_the_year_that_no_column_says(grid: Grid, settings: Settings, year: str | None) -> None:
    name = "招生就业.csv"
    (view,) = views({name: delimited(grid)}, {"files": {name: settings}})
    assert view.year == year
    assert view.read == (2 if year == "2023, 2024" else 1)


def test_a_head_far_down_is_in_sight() -> None:
    grid = [*([f"说明{n}"] for n in range(40)), HEAD, ROW]
    (view,) = views({"招生就业.csv": delimited(grid)})
    assert view.header_row == 41
    assert (41, tuple(HEAD)) in view.rows


@pytest.mark.parametrize("name", ["招生就业.csv", "名单.csv"])
def test_persons_are_masked_whether_it_is_read_or_not(name: str) -> None:
    head, row = [*HEAD, "姓名", "备注"], [*ROW, "张三丰子", "电话 13800138000"]
    (view,) = views({name: delimited([head, row])})
    assert view.rows[1][1][4:] == (MASK, f"电话 {MASK}")
    assert [column.letter for column in view.columns if column.is_personal] == ["E"]


def test_merged_headings_of_persons_mask_all_their_columns() -> None:
    grid = [[*HEAD, "联系人", None], [None] * 4 + ["一", "二"], [*ROW, "张三", "李四"]]
    (view,) = views({"a.xlsx": workbook(grid, ["E1:F1"])})
    assert view.rows[2][1][4:] == (MASK, MASK)


def test_what_is_shown_is_bounded() -> None:
    width = MOST_COLUMNS + 30
    wide = [[*(f"x{n}" for n in range(width - 4)), *HEAD], *[["长" * 500] * width] * 100]
    files = {f"{n}/招生就业.csv": delimited(wide) for n in range(3)}
    view = views(files)[0]
    assert (len(view.rows), len(view.rows[0][1]), len(view.columns)) == (
        MOST_ROWS, MOST_COLUMNS, MOST_COLUMNS,
    )  # fmt: skip
    assert (view.more_columns, view.more_read, view.height) == (30, 4, 101)
    assert max(len(cell) for _, cells in view.rows for cell in cells) <= 60
    many = dataset({f"{n}/x.csv": b"a,b\n1,2\n" for n in range(MOST_SHEETS + 7)})
    seen, more = sheet_views(many, lambda file: read_file(many, file, load()), {}, load())
    assert (len(seen), more) == (MOST_SHEETS, 7)


def test_settings_beside_the_data_are_no_sheet() -> None:
    files = {"招生就业.csv": delimited([HEAD, ROW]), "x.json": b'{"a": 1}'}
    assert [view.file for view in views(files)] == ["招生就业.csv"]


def test_a_file_that_cannot_be_opened_is_listed() -> None:
    (view,) = views({"招生就业.csv": b""})
    assert (view.file, view.table, view.can_be_corrected) == ("招生就业.csv", None, False)


# Corrections --------------------------------------------------------------------------------------


def test_a_correction_takes_effect_and_holds_next_year() -> None:
    grid = [["表一"], ["学院", "方向", "届", "人数"], ["c1", "护理", 2025, 5]]
    settings = with_table({}, PLACE, "enrolment")
    settings = with_header_row(settings, PLACE, 2)
    headings = {"A": "学院", "B": "方向", "C": "届", "D": "人数"}
    columns = {"A": "college", "B": "major", "C": "year", "D": "graduates"}
    settings = with_columns(settings, PLACE, columns, headings)
    assert list(settings["files"]) == ["20*届毕业生.csv"]
    assert kept(read({YEARLY: delimited(grid)}, settings), "year", "graduates") == [(2025, 5)]
    grid[2][2] = 2026
    later = read({"2026届毕业生.csv": delimited(grid)}, kept_for(settings, ["2026届毕业生.csv"]))
    assert kept(later, "year", "graduates") == [(2026, 5)]
    assert not later.findings["rule"].str.contains("unknown-setting").any()
    (view,) = views({YEARLY: delimited(grid)}, settings)
    assert meanings(view) == columns


def test_a_column_is_named_by_its_heading_unless_that_says_too_little() -> None:
    headings = {"A": "院校", "D": "人数", "E": "人数", "F": ""}
    changes = {"A": "college", "D": "graduates", "F": "enrolled"}
    settings = with_columns({}, PLACE, changes, headings)
    section = settings["files"]["20*届毕业生.csv"]
    assert section["rename"] == {"院校": "college"}
    assert section["columns"] == {"D": "graduates", "F": "enrolled"}
    again = with_columns(settings, PLACE, {"A": "", "D": "enrolled"}, headings)
    section = again["files"]["20*届毕业生.csv"]
    assert section["rename"] == {"院校": ""}
    assert section["columns"] == {"F": "enrolled", "D": "enrolled"}


@pytest.mark.parametrize("setting", [{"rename": {"毕业生": ""}}, {"columns": {"d": ""}}])
def test_a_column_can_be_set_aside(setting: Settings) -> None:
    grid = [[*HEAD, "招生"], [*ROW, 9]]
    found = read({"招生就业.csv": delimited(grid)}, {"files": {"招生就业.csv": setting}})
    assert kept(found, "graduates", "enrolled") == [(None, 9)]
    rules = set(found.findings["rule"])
    assert not rules & {"unknown-heading", "unknown-setting"}


def test_another_table_forgets_columns_of_the_former() -> None:
    settings = with_columns({}, PLACE, {"A": "college"}, {"A": "学院"})
    settings = with_table(with_header_row(settings, PLACE, 2), PLACE, "demand")
    section = {"header_row": 2, "table": "demand"}
    assert settings == {"files": {"20*届毕业生.csv": section}}
    assert with_table(with_header_row(settings, PLACE, None), PLACE, None) == {}


def test_the_year_holds_for_this_years_file_alone() -> None:
    settings = with_year(with_table({}, PLACE, "enrolment"), PLACE, 2025)
    assert settings["files"] == {
        "20*届毕业生.csv": {"table": "enrolment"},
        YEARLY: {"constants": {"year": 2025}},
    }
    assert kept_for(settings, ["2026届毕业生.csv"]) == TABLE
    assert kept_for(settings, [YEARLY])["files"] == TABLE["files"]
    assert with_year(settings, PLACE, None) == TABLE


def test_a_sheet_can_be_left_unread() -> None:
    settings = with_table({}, PLACE, SKIP)
    (view,) = views({YEARLY: delimited([HEAD, ROW])}, settings)
    assert (view.is_skipped, view.table, view.read) == (True, None, 0)
    assert view.can_be_corrected
    assert with_table(settings, PLACE, "enrolment") == TABLE


def test_a_name_that_would_mean_other_files_too_stays_as_it_is() -> None:
    both = SheetPlace(YEARLY, None, (YEARLY, "2024届毕业生.csv"))
    assert list(with_table({}, both, "enrolment")["files"]) == [YEARLY]
    sheets = SheetPlace("a.xlsx", "2024年", ("a.xlsx",), ("2024年", "2025年"))
    assert with_table({}, sheets, "enrolment") == {
        "files": {"a.xlsx": {"sheets": {"2024年": {"table": "enrolment"}}}}
    }
    alone = SheetPlace("a.xlsx", "2025年", ("a.xlsx",), ("2025年", "说明"))
    assert list(with_table({}, alone, "enrolment")["files"]["a.xlsx"]["sheets"]) == ["20*年"]


def test_nothing_is_kept_for_other_files() -> None:
    assert kept_for({"school_year": "end", **TABLE}, ["招生.csv"]) == {}
    kept_settings = kept_for({"school_year": "end", "title": "x", **TABLE}, [YEARLY])
    assert kept_settings == {"school_year": "end", **TABLE}


# source.toml --------------------------------------------------------------------------------------


def test_the_exact_name_goes_before_a_pattern_and_takes_the_rest_from_it() -> None:
    text = """
        [files."20*.xlsx"]
        table = "enrolment"
        header_row = 2
        [files."20*.xlsx".sheets."20*年"]
        unit = "百人"
        [files."2025.xlsx"]
        header_row = 3
        [files."2025.xlsx".sheets."2025年"]
        carry_down = ["院校"]
        """
    declaration, _ = parse_declaration(tomllib.loads(text), load())
    this, next_ = declaration.rules_of("2025.xlsx"), declaration.rules_of("x/2026.xlsx")
    assert (this.table, this.header_row) == ("enrolment", 3)
    assert (next_.table, next_.header_row) == ("enrolment", 2)
    assert (this.of_sheet("2025年").unit, this.of_sheet("2025年").carry_down) == (
        ("百人",), ("院校",),
    )  # fmt: skip
    assert next_.of_sheet("2026年").unit == ("百人",)
    assert declaration.rules_of("1999.xlsx").table is None


def test_settings_are_written_as_they_are_read() -> None:
    text = """
        title = "甲\\\\乙 \\"丙\\" \\u007f"
        date = 2024-12-31
        grade = "reported"
        [files."a.csv"]
        hidden = true
        carry_down = ["院校", "专业"]
        plausible_up_to = {graduates = 1.5e3}
        [files."a.csv".sheets."甲 [1]"]
        rename = {"人数\\n（人）" = "graduates"}
        [files."b.xlsx".sheets."x"]
        header_row = 3
        """
    settings = read_settings(text)
    assert tomllib.loads(settings_text(settings)) == settings


@pytest.mark.parametrize("text", ["[files", "files = 3", "[files]\nx = 1", 'files."a".sheets = 2'])
def test_settings_that_are_wrong_are_refused(text: str) -> None:
    with pytest.raises(WrongInput):
        read_settings(text)


# Uploads ------------------------------------------------------------------------------------------


def test_files_and_their_settings_are_one_dataset(tmp_path: Path) -> None:
    files = uploads.by_name(
        [(YEARLY, delimited([HEAD, ROW])), ("x/areas.csv", b"1"), (YEARLY, b"2")]
    )
    assert list(files) == [YEARLY, "areas.csv", "2025届毕业生(2).csv"]
    path = uploads.keep_together(tmp_path, files, TABLE)
    assert path.name == "2025届毕业生 (3).zip"
    assert path == uploads.keep_together(tmp_path, files, TABLE)
    opened = open_dataset(path, None, load())
    assert {file.name for file in opened.files} == set(files)
    assert opened.declaration.rules_of(YEARLY).table == "enrolment"
    assert uploads.source_toml({path.name: path.read_bytes()}) == settings_text(TABLE)
    # a zip is taken apart: other settings take the place of its own
    packed = {path.name: path.read_bytes()}
    assert uploads.keep_together(tmp_path, packed, TABLE).read_bytes() == path.read_bytes()
    again = uploads.keep_together(tmp_path, packed, {"title": "x"})
    assert open_dataset(again, None, load()).declaration.title == "x"
    assert again.stem == path.stem
    without = uploads.keep_together(tmp_path, packed, {})
    assert open_dataset(without, None, load()).declaration_text == ""


def test_a_file_alone_is_kept_as_it_is(tmp_path: Path) -> None:
    assert uploads.keep_together(tmp_path, {"a.csv": b"1"}, {}).name == "a.csv"
    assert uploads.keep_together(tmp_path, {"a.csv": b"1"}, {"title": "x"}).name == "a.zip"


def test_what_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 5000)
    monkeypatch.setattr(uploads, "UploadLimits", lambda: UploadLimits(file_bytes=1000))
    with pytest.raises(WrongInput) as told:
        uploads.keep_together(tmp_path, {"x.zip": packed.getvalue(), "b.csv": b"1"}, {})
    assert told.value.key == "error.upload_size"
    assert uploads.keep_together(tmp_path, {"x.zip": packed.getvalue()}, {}).name == "x.zip"
