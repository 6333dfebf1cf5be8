"""What a build left out is said wherever its figures are: rows, persons, figures, sheets."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graph.builds.home import Home
from graph.builds.opened import Build
from graph.door import open_build
from graph.export.documents import Order, document
from graph.export.documents.model import Paragraph, Table
from graph.gap.gap import gap
from graph.left_out import LeftOut, as_json, left_out, rows_left_out, sentences
from graph.ontology import load
from graph.settings import EXAMPLES
from graph.telling.missing import missing
from graph.words import LANGUAGES, say
from ingest.build import BuildRequest, build
from tests.pages import opened
from views.cli import app
from views.parts import roles

ENROLMENT, DEMAND = "招生就业.csv", "demand.csv"
# Of 2024: 300 + 12 graduates of majors that nobody knows, and a third row that has "about 40".
LOST = """demo-a,丁专业,,2024,,,,300,,,,,
demo-a,戊专业,,2024,,,,12,,,,,
demo-a,己专业,,2024,,,,约40,,,,,
demo-a,丁专业,,2023,,,,7,,,,,
"""


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-checked city with faults: rows lost, figures refused, a file nobody knows."""
    folder = tmp_path_factory.mktemp("faulty") / "tiny"
    shutil.copytree(EXAMPLES / "tiny", folder)
    with (folder / ENROLMENT).open("a", encoding="utf-8") as file:
        file.write(LOST)
    replaced(folder / ENROLMENT, "护理,,2024,60,60,174,58,", "护理,,2024,60,60,174,约58,")
    replaced(
        folder / DEMAND,
        "导游,2024,990101,tea-down,,,调查,80,,,15,",
        "导游,2024,990101,tea-down,,,调查,80,,,3-5人,",
    )
    (folder / "别的.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def home(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("home")
    build(BuildRequest((dataset,), None, place, stores="tables"))
    return place


@pytest.fixture(scope="module")
def faulty(home: Path) -> Build:
    return open_build(home)


@pytest.fixture(scope="module")
def run(home: Path) -> Callable[..., str]:
    def run(*arguments: str) -> str:
        found = CliRunner().invoke(app, [*arguments, "--home", str(home)])
        assert found.exit_code == 0, found.output
        return found.stdout

    return run


def test_rows_and_persons_are_counted_by_table_and_reason(faulty: Build) -> None:
    found = left_out(faulty.tables)
    assert found == (
        LeftOut("row", "enrolment", "major", "unknown-reference", 4, 319, 1),
        LeftOut("cell", "demand", "openings", "bad-type", 1, None, 1),
        LeftOut("cell", "enrolment", "graduates", "bad-type", 1, None, 1),
        LeftOut("sheet", None, None, "unknown-table", 1, None, 1, ("别的.csv",)),
    )
    assert rows_left_out(found) == 4


def test_of_a_year_only_its_rows_count(faulty: Build) -> None:
    rows = [one for one in left_out(faulty.tables, 2024) if one.kind == "row"]
    assert [(one.count, one.persons, one.unreadable) for one in rows] == [(3, 312, 1)]


def test_a_clean_build_left_nothing_out(homes: dict[str, Path]) -> None:
    assert left_out(open_build(homes["tiny"]).tables) == ()
    assert sentences((), "zh") == []


def test_sentences_in_both_languages(faulty: Build) -> None:
    assert sentences(left_out(faulty.tables, 2024), "en") == [
        "Enrolment: 3 rows were left out, with 312 graduates in them: unknown major (3); "
        "in 1 of them the figure for graduates cannot be read",
        "Enrolment: in 1 row the figure for graduates is reported but cannot be read; "
        "it is treated as unknown",
        "Demand: in 1 row the figure for openings is reported but cannot be read; "
        "it is treated as unknown",
        "1 sheet or file was not read: 别的.csv",
    ]
    assert sentences(left_out(faulty.tables, 2024), "zh")[0] == (
        "“招生就业”有 3 行未读入，涉及毕业生 312 人：专业对不上 3 行；"
        "其中 1 行的毕业生已填报，但读不出"
    )


def test_unreadable_is_not_unreported(faulty: Build) -> None:
    report = gap(faulty.tables)
    assert report.year == 2024
    # The trade of e-commerce has no figure in the sheet; the guides have one, "3-5 persons".
    assert [one.key for one in report.unknown_occupations] == ["4-01-06-01"]
    assert [one.key for one in report.unreadable_occupations] == ["4-07-04-01"]
    assert [one.key for one in report.unknown_majors] == ["530701"]
    assert [one.key for one in report.unreadable_majors] == ["520201"]
    assert (report.coverage.occupations_unknown, report.coverage.majors_unknown) == (1, 1)
    told = "\n".join(missing(report, "zh"))
    assert "需求未报的职业类：1 个，没有计入：电子商务师［4-01-06-01］" in told
    assert "需求已填报但读不出的职业类：1 个，没有计入：导游［4-07-04-01］" in told


def test_a_repeated_row_is_left_out_once(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "tiny", tmp_path / "tiny")
    with (tmp_path / "tiny" / ENROLMENT).open("a", encoding="utf-8") as file:
        file.write("示例职业学院 A,旅游管理,,2024,,,,99,,,,,\n")
    build(BuildRequest((tmp_path / "tiny",), None, tmp_path / "home", stores="tables"))
    found = left_out(open_build(tmp_path / "home").tables)
    assert [(one.rule, one.count, one.persons) for one in found] == [("duplicate-key", 1, 99)]


def test_totals_and_notes_are_not_left_out(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "tiny", tmp_path / "tiny")
    with (tmp_path / "tiny" / ENROLMENT).open("a", encoding="utf-8") as file:
        file.write("合计,,,2024,,,,999,,,,,\n")
    build(BuildRequest((tmp_path / "tiny",), None, tmp_path / "home", stores="tables"))
    assert left_out(open_build(tmp_path / "home").tables) == ()


# Where it is said -----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_gap_says_it(run: Callable[..., str], faulty: Build, lang: str) -> None:
    report = gap(faulty.tables)
    page = "".join(run("gap", "--lang", lang).split())
    for one in (say("left_out.heading", lang), *sentences(report.left_out, lang)):
        assert "".join(one.split()) in page
    found = json.loads(run("gap", "--format", "json"))
    unreadable = {"occupations_unreadable": 1, "majors_unreadable": 1}
    assert found["left_out"] == as_json(report.left_out) | unreadable
    assert found["left_out"]["rows"] == [
        {
            "table": "enrolment",
            "column": "major",
            "reason": "unknown-reference",
            "rows": 3,
            "persons": 312,
            "unreadable": 1,
        }
    ]


def test_the_list_of_builds_says_it(run: Callable[..., str]) -> None:
    assert "4 行、1 张表" in run("builds")
    (told,) = json.loads(run("builds", "--format", "json"))
    assert told["rows_left_out"] == 4
    assert told["left_out"]["sheets"] == [
        {"place": "别的.csv", "table": None, "reason": "unknown-table"}
    ]


def test_a_build_ends_with_it(dataset: Path, tmp_path: Path) -> None:
    arguments = ["build", str(dataset), "--home", str(tmp_path), "--lang", "en"]
    found = CliRunner().invoke(app, arguments)
    assert found.exit_code == 0
    end = found.stdout.splitlines()[-5:]
    assert end[0] == say("left_out.build", "en")
    assert end[-1] == "  · 1 sheet or file was not read: 别的.csv"
    again = CliRunner().invoke(app, arguments)
    assert again.stdout.splitlines()[-5:] == end


def test_a_check_says_what_a_build_would_be_without(dataset: Path) -> None:
    found = CliRunner().invoke(app, ["check", str(dataset), "--format", "json"])
    assert found.exit_code == 1
    told: dict[str, Any] = json.loads(found.stdout)
    assert told["left_out"]["rows"][0]["persons"] == 319


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", ["briefing", "annual-report", "gap"])
def test_documents_say_it(faulty: Build, what: str, lang: str) -> None:
    made = document(what, faulty, load(), Order(lang))
    blocks = [block for section in made.sections for block in section.blocks]
    texts = [str(one.text) for one in blocks if isinstance(one, Paragraph)]
    for one in sentences(gap(faulty.tables).left_out, lang):
        assert one in texts


def test_the_annual_report_names_what_cannot_be_read(faulty: Build) -> None:
    made = document("annual-report", faulty, load(), Order("zh"))
    rows = [
        row
        for section in made.sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in block.frame.rows
    ]
    assert (
        say("document.missing.occupations_unreadable", "zh"),
        "4-07-04-01",
        "导游",
        None,
    ) in rows


@pytest.mark.parametrize(("page", "parameters"), [("overview", {}), ("data", {"part": "findings"})])
def test_the_explorer_says_it(
    home: Path,
    faulty: Build,
    page: str,
    parameters: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TWINCHAIN_HOME", str(home))
    monkeypatch.setattr(roles, "is_local", lambda: True)
    test = opened(page, parameters)
    assert not test.exception
    html = "\n".join(one.proto.body for one in test.get("html"))
    year = 2024 if page == "overview" else None
    for one in sentences(left_out(faulty.tables, year), "zh"):
        assert one in html


# Tables that vanish ---------------------------------------------------------------------------


def test_a_table_that_is_gone_is_named(own_tiny: tuple[Path, Path]) -> None:
    home, dataset = own_tiny
    before = Home(home).current()
    (dataset / "cooperations.csv").unlink()
    arguments = ["build", str(dataset), "--home", str(home), "--lang", "en"]
    found = CliRunner().invoke(app, arguments)
    assert found.exit_code == 0
    assert found.stdout.splitlines()[-2:] == [
        say("left_out.gone", "en"),
        f"  · Table cooperations had 1 row in the previous build ({before}) and has none now",
    ]
    told = json.loads(CliRunner().invoke(app, [*arguments, "--format", "json"]).stdout)
    assert told["vanished"] == []  # it is the last build by now


def test_another_dataset_lacks_nothing(own_tiny: tuple[Path, Path], tmp_path: Path) -> None:
    other = tmp_path / "another"
    other.mkdir()
    shutil.copy(EXAMPLES / "tiny" / "areas.csv", other)
    outcome = build(BuildRequest((other,), None, own_tiny[0], stores="tables"))
    assert outcome.vanished == ()
