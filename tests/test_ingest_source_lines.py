"""Settings that ``check`` proposes, and their merging into what a person wrote."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from graph.errors import WrongInput
from graph.ontology import load
from ingest.datasets import open_dataset
from ingest.pipeline import Ingested, ingest
from ingest.source_lines import Proposal, as_toml, merged, proposals, write_source
from tests.sheets_in_use import CITY, Grid, in_this_process, kept, workbook

__all__ = ["in_this_process"]

ONE = [["学校名称", "专业名称", "毕业生数"], ["甲学院", "护理", 50]]
TABLE = Proposal("a.xlsx", "汇总", ('table = "enrolment"', "constants = {year = 2024}"), False)
CHOICE = Proposal("a.xlsx", None, ("constants = {year = 2023}", "constants = {year = 2024}"), True)
TOP = Proposal(None, None, ('school_year = "end"', 'school_year = "start"'), True)


def check(folder: Path, grid: Grid | None = None, sheet: str = "汇总") -> Ingested:
    if grid is not None:
        for name, text in CITY.items():
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "毕业生.xlsx").write_bytes(workbook(grid, sheet=sheet))
    return ingest([open_dataset(folder, None, load())], load())


def test_what_was_understood_is_written_and_reads_the_same(tmp_path: Path) -> None:
    first = check(tmp_path, [["2024届毕业生"], *ONE])
    proposed = proposals(first.findings, tmp_path.name)
    file = write_source(tmp_path, proposed, "zh")
    assert tomllib.loads(file.read_text(encoding="utf-8")) == {
        "files": {
            "毕业生.xlsx": {"sheets": {"汇总": {"table": "enrolment", "constants": {"year": 2024}}}}
        }
    }
    second = check(tmp_path)
    assert kept(second, "year", "graduates") == kept(first, "year", "graduates") == [(2024, 50)]
    assert "taken-for" not in set(second.findings["rule"])
    assert not proposals(second.findings, tmp_path.name)


def test_a_choice_is_left_to_a_person(tmp_path: Path) -> None:
    found = check(tmp_path, [["2023届毕业生"], *ONE], sheet="2024")
    file = write_source(tmp_path, proposals(found.findings, tmp_path.name), "zh")
    text = file.read_text(encoding="utf-8")
    assert "# constants = {year = 2023}" in text
    assert "constants" not in tomllib.loads(text)["files"]["毕业生.xlsx"]["sheets"]["2024"]
    file.write_text(text.replace("# constants = {year = 2023}", "constants = {year = 2023}"))
    assert kept(check(tmp_path), "year", "graduates") == [(2023, 50)]


def test_merged_cells_are_proposed_to_be_carried_down(tmp_path: Path) -> None:
    check(tmp_path, ONE)
    grid = [
        ["院校", "专业", "年份", "毕业生"],
        ["甲学院", "护理", 2024, 5],
        [None, "林业", 2024, 6],
    ]
    (tmp_path / "毕业生.xlsx").write_bytes(workbook(grid, ["A2:A3"], sheet="招生就业"))
    found = check(tmp_path)
    proposal = Proposal("毕业生.xlsx", "招生就业", ('carry_down = ["院校"]',), True)
    assert proposals(found.findings, tmp_path.name) == [proposal]


def test_proposals_stand_under_their_heads() -> None:
    assert as_toml([TABLE, TOP], "en").splitlines() == [
        "# Choose one line: remove its #, and fill in any ellipsis:",
        '# school_year = "end"',
        '# school_year = "start"',
        "",
        '[files."a.xlsx".sheets."汇总"]',
        'table = "enrolment"',
        "constants = {year = 2024}",
    ]


@pytest.mark.parametrize(
    "written",
    [
        "",
        'publisher = "局"  # 说明\n',
        '[files."a.xlsx"]\nunit = "人"\n[files."b.xlsx"]\nheader_row = 2\n',
        '[ files . \'a.xlsx\' . sheets."汇总" ] # mine\ncarry_down = ["院校"]\n',
    ],
)
def test_merging_keeps_what_is_written(written: str) -> None:
    text = merged(written, [TABLE, CHOICE, TOP], "zh")
    assert all(line in text.splitlines() for line in written.splitlines())
    of_sheet = tomllib.loads(text)["files"]["a.xlsx"]["sheets"]["汇总"]
    assert (of_sheet["table"], of_sheet["constants"]) == ("enrolment", {"year": 2024})
    assert "constants" not in tomllib.loads(text)["files"]["a.xlsx"]
    assert merged(text, [TABLE, CHOICE, TOP], "zh") == text


def test_nothing_that_is_set_is_set_again() -> None:
    written = '[files."a.xlsx"]\ntable = "placements"\nconstants = {year = 2020}\n'
    assert merged(written, [TABLE, CHOICE], "zh") == written
    partly = '[files."a.xlsx"]\ntable = "placements"\n'
    assert tomllib.loads(merged(partly, [TABLE], "zh"))["files"]["a.xlsx"] == {
        "table": "placements",
        "sheets": {"汇总": {"constants": {"year": 2024}}},
    }


def test_what_cannot_be_merged_is_not_written(tmp_path: Path) -> None:
    written = 'files = {"a.xlsx" = {unit = "人"}}\n'
    (tmp_path / "source.toml").write_text(written, encoding="utf-8")
    with pytest.raises(WrongInput, match="constants") as refused:
        write_source(tmp_path, [TABLE], "zh")
    assert "constants = {year = 2024}" in refused.value.text("zh")
    assert (tmp_path / "source.toml").read_text(encoding="utf-8") == written
    with pytest.raises(WrongInput):
        write_source(tmp_path / "source.toml", [TABLE], "zh")
