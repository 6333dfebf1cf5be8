"""Two builds compared: a revision of the same year is never mixed with what a new year brings."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.builds.changes import changes
from graph.builds.diff import GapDiff, diff_tables, gap_diff
from graph.builds.home import Home
from graph.builds.movers import Mover, mover_row
from graph.builds.row_names import row_names
from graph.errors import NoAnswer
from graph.gap.gap import GapParameters, gap
from graph.ontology import Ontology, load
from graph.settings import EXAMPLES
from graph.tables import Tables
from graph.words import say
from ingest.build import BuildRequest, build
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from views.cli import app

ENROLMENT, DEMAND = "招生就业.csv", "demand.csv"


def tables_of(folder: Path) -> Tables:
    return ingest(open_datasets([folder], None, load()), load()).tables


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first") / "tiny"
    shutil.copytree(EXAMPLES / "tiny", folder)
    return folder


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten nurses fewer in 2024, every row of 2024 once more for 2025, no cooperations."""
    folder = tmp_path_factory.mktemp("second") / "tiny"
    shutil.copytree(EXAMPLES / "tiny", folder)
    file = folder / ENROLMENT
    text = file.read_text(encoding="utf-8")
    assert text.count("护理,,2024,60,60,174,58,") == 1
    file.write_text(text.replace("护理,,2024,60,60,174,58,", "护理,,2024,60,60,174,48,"), "utf-8")
    for name in (ENROLMENT, DEMAND):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        later = [line.replace(",2024,", ",2025,") for line in lines if ",2024," in line]
        (folder / name).write_text("\n".join([*lines, *later]) + "\n", encoding="utf-8")
    (folder / "cooperations.csv").unlink()
    return folder


@pytest.fixture(scope="module")
def both(first: Path, second: Path) -> tuple[Tables, Tables]:
    return tables_of(first), tables_of(second)


@pytest.fixture(scope="module")
def moved(both: tuple[Tables, Tables]) -> GapDiff:
    return gap_diff(*both)


def test_the_same_year_is_compared(moved: GapDiff) -> None:
    assert moved.year == 2024
    assert moved.old
    assert moved.new
    assert (moved.old["year"], moved.new["year"]) == (2024, 2024)
    assert (moved.old["shortage"], moved.new["shortage"]) == (51, 57)


def test_a_new_year_stands_apart(moved: GapDiff) -> None:
    (later,) = moved.new_years
    assert (later["year"], later["shortage"]) == (2025, 57)


def test_who_moved_the_gap(moved: GapDiff, both: tuple[Tables, Tables]) -> None:
    """58 → 48 graduates less 8 who study on, 27 of 45 of them local: 30 → 24 persons."""
    told = [(one.kind, one.things[0].key, one.figure, one.old, one.new) for one in moved.movers]
    assert told[:3] == [
        ("block", "2-05-08-05", "short", 17, 23),
        ("occupation", "2-05-08-05", "short", 17, 23),
        ("major", "520201", "supply", 30, 24),
    ]
    (*college, old, new), *others = told[3:]
    assert (college, others) == (["college", "demo-a", "supply"], [])
    assert old - new == pytest.approx(6, abs=0.1)  # shares estimated from these rows move a little
    by_occupation = sum(one.difference for one in moved.movers if one.kind == "occupation")
    before, after = (gap(tables, GapParameters(year=2024)).shortage for tables in both)
    assert by_occupation == after - before
    row = mover_row(moved.movers[2], "zh")
    assert row == ("专业", "护理（专科）", "供给", 30, 24, -6)


def test_an_asked_year_is_compared(both: tuple[Tables, Tables]) -> None:
    assert gap_diff(*both, 2023).old == gap_diff(*both, 2023).new
    only_new = gap_diff(*both, 2025)
    assert only_new.old is None
    assert only_new.new
    assert only_new.new["year"] == 2025
    with pytest.raises(NoAnswer, match="1066"):
        gap_diff(*both, 1066)


def test_without_a_common_year_nothing_is_compared(both: tuple[Tables, Tables]) -> None:
    old, new = both
    later = Tables(
        {
            **old,
            **{
                name: new[name].filter(new[name]["year"] == 2025)
                for name in ("enrolment", "demand")
            },
        }
    )
    found = gap_diff(old, later)
    assert (found.year, found.old, found.new, found.movers) == (None, None, None, ())
    assert [one["year"] for one in found.new_years] == [2025]


def test_what_is_there_for_the_first_time_stands_alone(
    both: tuple[Tables, Tables], ontology: Ontology
) -> None:
    found = gap_diff(Tables.of(ontology, {}), both[0])
    assert found.old is None
    assert found.new
    assert found.new["year"] == 2024


def test_rows_have_names_and_new_years_are_counted(
    both: tuple[Tables, Tables], ontology: Ontology
) -> None:
    old, new = both
    by_table = {one.table: one for one in changes(diff_tables(*both, ontology), old, new, ontology)}
    enrolment = by_table["enrolment"]
    assert (enrolment.added, enrolment.new_years, enrolment.changed) == (10, 10, 1)
    (revised,) = [sample for sample in enrolment.samples if sample.kind == "changed"]
    assert revised.name == "示例职业学院 A · 护理 · 2024"
    assert (revised.column, revised.old, revised.new) == ("graduates", "58", "48")
    assert row_names(ontology.tables["chains"], old, ["tea"], ontology) == {"tea": "茶产业链"}


def test_nothing_counts_as_nothing() -> None:
    assert Mover("college", (), "supply", None, 4.0).difference == 4
    assert Mover("college", (), "supply", 4.0, None).difference == -4


@pytest.fixture(scope="module")
def home(first: Path, second: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a build of each."""
    place = tmp_path_factory.mktemp("home")
    for folder in (first, second):
        build(BuildRequest((folder,), None, place, stores="tables"))
    return place


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_says_it(home: Path, lang: str) -> None:
    arguments = ["diff", *Home(home).names(), "--home", str(home), "--lang", lang]
    said = CliRunner().invoke(app, arguments)
    assert said.exit_code == 0, said.output
    lines = [" ".join(line.split()) for line in said.stdout.splitlines()]
    assert say("diff.same_year", lang, year=2024) in lines
    assert any(line.endswith("51 57 +6") for line in lines)
    assert any("示例职业学院 A · 护理 · 2024" in line and line.endswith("58 48") for line in lines)
    assert say("diff.new_year", lang, year=2025) in lines
    gone = {"zh": "“校企合作”表在上一构建", "en": "Table cooperations had 1 row"}[lang]
    assert any(line.startswith(gone) for line in lines[:4])
    told = json.loads(CliRunner().invoke(app, [*arguments, "--format", "json"]).stdout)
    assert (told["year"], told["gap"]["new"]["shortage"]) == (2024, 57)
    assert [one["table"] for one in told["vanished"]] == ["cooperations"]
    assert [one["year"] for one in told["new_years"]] == [2025]
