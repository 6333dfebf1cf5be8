"""Builds: immutable, named by their inputs, published in one step, never hurt by a failed one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest

from graph.builds.diff import diff
from graph.builds.home import Home
from graph.builds.make import BuildInput, make
from graph.builds.manifest import ALL, TABLES
from graph.builds.opened import Build
from graph.door import open_build
from graph.errors import BuildFailed, NoSuchBuild, WrongInput
from graph.gap.gap import gap
from graph.ontology import Ontology
from graph.queries.sparql import ask_sparql
from graph.queries.sql import ask_sql
from graph.settings import ROOT
from graph.stores.oxigraph import OxigraphStore
from ingest import build as building
from ingest import pipeline
from ingest.build import BuildOutcome, BuildRequest, build
from ingest.datasets import open_datasets
from ingest.identity import build_id
from ingest.pipeline import ingest

LINUX = sys.platform.startswith("linux")


def publish(home: Path, *datasets: Path, strict: bool = False) -> BuildOutcome:
    return build(BuildRequest(datasets, None, home, strict))


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def require_answers(home: Path) -> None:
    """The published build answers in every way: SPARQL, Cypher, SQL, gap."""
    published = open_build(home)
    held = published.manifest.counts
    assert held["cypher"] == held["rdf"]
    demand = "SELECT (COUNT(?d) AS ?n) { ?d a tc:Demand }"
    (row,) = ask_sparql(published.rdf_folder, demand).rows
    assert row == [published.tables["demand"].height]
    (row,) = ask_sql(published.folder / TABLES, "SELECT count(*) FROM demand").rows
    assert row == [published.tables["demand"].height]
    assert gap(published.tables).matched > 0


@pytest.fixture(scope="module")
def made(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildOutcome]:
    """A home with the example published, which is sound; not to be written to."""
    home = tmp_path_factory.mktemp("made") / "home"
    return home, publish(home, tiny, strict=True)


@pytest.fixture
def home(made: tuple[Path, BuildOutcome], tmp_path: Path) -> Path:
    """A home of one's own, the example published."""
    shutil.copytree(made[0], tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture(scope="module")
def twice(
    made: tuple[Path, BuildOutcome], tiny: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A home where the example and then one with another figure were published."""
    folder = tmp_path_factory.mktemp("twice")
    shutil.copytree(made[0], folder / "home")
    publish(folder / "home", with_figure(tiny, folder / "changed", 95))
    return folder / "home"


@pytest.fixture
def home_of_two(twice: Path, tmp_path: Path) -> Path:
    """A home of one's own with two builds, the later one published."""
    shutil.copytree(twice, tmp_path / "home")
    return tmp_path / "home"


def with_figure(tiny: Path, folder: Path, number: int) -> Path:
    """Copy the example with another figure: another build."""
    shutil.copytree(tiny, folder)
    file = folder / "demand.csv"
    text, row = file.read_text(encoding="utf-8"), "2024,990101,tea-mid,,,调查,265,,,"
    file.write_text(text.replace(f"{row}24", f"{row}{number}"), encoding="utf-8")
    assert f",{number},,4600" in file.read_text(encoding="utf-8")
    return folder


@pytest.fixture
def changed(tiny: Path, tmp_path: Path) -> Callable[[int], Path]:
    """``changed(number)``: the example with another figure."""
    return lambda number: with_figure(tiny, tmp_path / f"changed-{number}", number)


# One build ----------------------------------------------------------------------------------------


def test_rows_without_a_grade_are_counted_and_lower_the_whole(tmp_path: Path) -> None:
    (tmp_path / "majors.csv").write_text(
        "code,name,level,grade\n1,A,4,official\n2,B,4,\n", encoding="utf-8"
    )
    manifest = build(BuildRequest((tmp_path,), None, tmp_path / "home")).build.manifest
    assert manifest.graded == {"official": 1, None: 1}
    assert manifest.grade is None


def test_a_build_holds_tables_store_findings_and_manifest(
    made: tuple[Path, BuildOutcome], ontology: Ontology
) -> None:
    home, outcome = made
    assert outcome.build is not None
    folder = home / "builds" / outcome.build.id
    assert outcome.build.folder == folder
    assert {p.name for p in folder.iterdir()} == {
        "tables",
        "rdf",
        "graph.duckdb",
        "findings.parquet",
        "search.parquet",
        "manifest.json",
    }
    manifest = open_build(home).manifest
    assert manifest.build == outcome.build.id
    assert manifest.ontology_sha256 == ontology.sha256
    assert manifest.as_of == "2024-12-31"
    assert manifest.counts["tables"] == manifest.counts["rdf"] == manifest.counts["cypher"]
    assert manifest.counts["rdf"]["classes"]["Demand"] == 34
    assert {s["file"] for s in manifest.sources} >= {"areas.csv", "招生就业.csv"}
    assert all(len(s["sha256"]) == 64 for s in manifest.sources)
    assert set(manifest.engines) == {"polars", "pyoxigraph", "duckdb"}
    require_answers(home)


def test_nothing_is_left_beside_a_build(made: tuple[Path, BuildOutcome]) -> None:
    home, _ = made
    assert sorted(p.name for p in home.iterdir()) == [
        "builds",
        "current",
        "lock",
        "making",
        "read",
        "sources",
    ]
    assert list((home / "making").iterdir()) == []


def test_equal_inputs_give_the_equal_id_elsewhere(
    made: tuple[Path, BuildOutcome], tiny: Path, tmp_path: Path, ontology: Ontology
) -> None:
    copy = tmp_path / "tiny"
    shutil.copytree(tiny, copy)
    assert made[1].build
    assert build_id(open_datasets([copy], None, ontology), ontology, ALL) == made[1].build.id


def test_another_figure_gives_another_id(made: tuple[Path, BuildOutcome], twice: Path) -> None:
    before, after = open_build(made[0]).id, open_build(twice).id
    assert after != before
    assert set(Home(twice).names()) == {before, after}


def test_the_same_build_is_reused_and_published_again_without_reading(
    home_of_two: Path, made: tuple[Path, BuildOutcome], tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_of_two
    first = open_build(home, open_build(made[0]).id)
    untouched = files_of(first.folder)

    def fail(*_arguments: object, **_more: object) -> None:
        raise AssertionError("nothing is to be read or made")

    monkeypatch.setattr(building, "call_in_child", fail)
    again = publish(home, tiny)
    assert again.reused
    assert again.build
    assert again.build.id == first.id == open_build(home).id
    assert again.tables == first.manifest.tables
    assert files_of(first.folder) == untouched


def test_an_unchanged_file_is_not_parsed_again(
    tiny: Path, changed: Callable[[int], Path], tmp_path: Path, ontology: Ontology,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    cache = tmp_path / "read"
    parsed: list[str] = []
    real = pipeline.reader_for

    def reader_for(suffix: str) -> Callable[[bytes, str], object]:
        def read(content: bytes, name: str) -> object:
            parsed.append(name)
            return real(suffix)(content, name)

        return read

    monkeypatch.setattr(pipeline, "reader_for", reader_for)
    first = ingest(open_datasets([tiny], None, ontology), ontology, cache)
    assert len(parsed) == len(open_datasets([tiny], None, ontology)[0].files)

    parsed.clear()
    second = ingest(open_datasets([tiny], None, ontology), ontology, cache)
    assert parsed == []
    assert {n: f.to_dicts() for n, f in second.tables.items()} == {
        n: f.to_dicts() for n, f in first.tables.items()
    }
    ingest(open_datasets([changed(97)], None, ontology), ontology, cache)
    assert parsed == ["demand.csv"]


def test_files_that_change_while_they_are_read_give_no_build(
    home: Path, changed: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, before = changed(96), open_build(home).id
    real = building.call_in_child

    def change_first(*arguments: object, **more: object) -> object:
        with (folder / "areas.csv").open("a", encoding="utf-8") as file:
            file.write("990103,新区,,990000,区\n")
        return real(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "call_in_child", change_first)
    with pytest.raises(BuildFailed) as caught:
        publish(home, folder)
    assert caught.value.key == "error.changed_meanwhile"
    assert Home(home).names() == [before]


# History ------------------------------------------------------------------------------------------


def test_pointing_back_and_forth(home_of_two: Path, made: tuple[Path, BuildOutcome]) -> None:
    home, place, first = home_of_two, Home(home_of_two), open_build(made[0]).id
    second = open_build(home).id
    place.point_to(first)
    assert open_build(home).id == first
    assert open_build(home, second[:6]).id == second
    place.point_to(second)
    assert open_build(home).id == second
    assert place.names() == [first, second]


def test_unknown_and_ambiguous_builds(twice: Path) -> None:
    for asked in ("zzz", "", "../../x"):
        with pytest.raises(NoSuchBuild) as caught:
            open_build(twice, asked)
        assert open_build(twice).id in str(caught.value)


def test_no_home_no_build(tmp_path: Path) -> None:
    with pytest.raises(NoSuchBuild, match="twinchain build"):
        open_build(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    assert Home(tmp_path / "none").names() == []


def test_a_damaged_folder_is_no_build_and_is_replaced(home: Path, tiny: Path) -> None:
    published = open_build(home)
    (published.folder / "manifest.json").unlink()
    (home / "builds" / "stray").mkdir()
    assert Home(home).names() == []
    assert Home(home).current() is None
    again = publish(home, tiny)
    assert not again.reused
    assert open_build(home).id == published.id
    require_answers(home)


def test_a_pointer_to_nothing_is_no_build(home: Path) -> None:
    (home / "current").write_text("gone\n", encoding="ascii")
    with pytest.raises(NoSuchBuild):
        open_build(home)


def test_diff_names_what_changed_in_tables_and_gap(
    home: Path, changed: Callable[[int], Path], ontology: Ontology
) -> None:
    old = open_build(home)
    folder = changed(34)  # ten more tea makers
    areas = folder / "areas.csv"
    text = areas.read_text(encoding="utf-8").replace("990102,西示例区", "990102,西区")
    areas.write_text(text, encoding="utf-8")
    chains = folder / "chains.csv"
    head, first, *rest = chains.read_text(encoding="utf-8").splitlines()
    chains.write_text("\n".join([head, first, *rest, "new,新链"]) + "\n", encoding="utf-8")
    (folder / "projects.csv").unlink()
    new = publish(home, folder).build
    assert new
    found = diff(old, new, ontology)
    assert (found.old, found.new) == (old.id, new.id)
    assert set(found.tables) == {"areas", "chains", "demand", "projects"}
    assert found.tables["areas"].changed == {"990102": {"name": ("西示例区", "西区")}}
    assert found.tables["chains"].added == ["new"]
    assert len(found.tables["projects"].removed) == 1
    (cells,) = found.tables["demand"].changed.values()
    assert cells == {"openings": (24, 34)}
    before, after = found.gap
    assert before
    assert after
    assert after["demand"] == before["demand"] + 10
    assert after["shortage"] == before["shortage"] + 10 - (after["matched"] - before["matched"])
    nothing = diff(old, old, ontology)
    assert nothing.tables == {}
    assert nothing.gap == (before, before)


# Faulty data and refusals -------------------------------------------------------------------------


def test_a_bad_file_costs_itself_alone(home: Path, tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "with-bad-file"
    shutil.copytree(tiny, folder)
    (folder / "labs.csv").unlink()
    (folder / "labs.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    outcome = publish(home, folder)
    assert outcome.build
    assert outcome.build.findings.filter(pl.col("rule") == "bad-file")["file"].to_list() == [
        "labs.xlsx"
    ]
    assert outcome.build.tables["labs"].height == 0
    assert outcome.build.tables["demand"].height == 34
    require_answers(home)


def test_nothing_but_bad_files_is_refused(home: Path, tmp_path: Path) -> None:
    before = open_build(home).id
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "areas.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(WrongInput) as caught:
        publish(home, folder)
    assert caught.value.key == "error.nothing_read"
    assert "areas.xlsx" in str(caught.value)
    assert Home(home).names() == [before]
    assert list((home / "making").iterdir()) == []


def test_strict_keeps_faulty_data_back(home: Path, tiny: Path, tmp_path: Path) -> None:
    before = open_build(home).id
    folder = tmp_path / "faulty"
    shutil.copytree(tiny, folder)
    with (folder / "areas.csv").open("a", encoding="utf-8") as file:
        file.write("990104,,,990000,区\n")  # no name
    outcome = publish(home, folder, strict=True)
    assert outcome.build is None
    assert outcome.tables["areas"] == {"read": 4, "kept": 3}
    assert "missing-value" in outcome.findings["rule"].to_list()
    assert open_build(home).id == before
    assert Home(home).names() == [before]
    assert list((home / "making").iterdir()) == []

    loose = publish(home, folder)
    assert loose.build
    assert open_build(home).id == loose.build.id
    Home(home).point_to(before)
    again = publish(home, folder, strict=True)  # it is there already, and still kept back
    assert again.build is None
    assert open_build(home).id == before


def test_strict_publishes_sound_data(made: tuple[Path, BuildOutcome]) -> None:
    home, outcome = made
    assert outcome.build
    assert open_build(home).id == outcome.build.id


@pytest.mark.parametrize("kind", ["class_counts", "relation_counts"])
def test_a_store_that_holds_something_else_is_never_published(
    made: tuple[Path, BuildOutcome], ontology: Ontology, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, kind: str,
) -> None:  # fmt: skip
    real = getattr(OxigraphStore, kind)

    def one_less(self: OxigraphStore, *arguments: object) -> dict[str, int]:
        counts: dict[str, int] = real(self, *arguments)
        first = sorted(counts)[0]
        return counts | {first: counts[first] - 1}

    monkeypatch.setattr(OxigraphStore, kind, one_less)
    published = made[1].build
    assert published
    made_of = BuildInput("x", published.tables, published.findings, {}, [])
    (tmp_path / "x").mkdir()
    with pytest.raises(BuildFailed) as caught:
        make(made_of, ontology, tmp_path / "x", lambda _step, _share: None)
    assert caught.value.key == "error.counts_differ"
    assert caught.value.values["expected"] == caught.value.values["found"] + 1
    assert not (tmp_path / "x" / "manifest.json").exists()


def test_a_failed_build_leaves_the_published_one_and_nothing_else(
    home: Path, changed: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = open_build(home).id

    def fail(_target: str, request: dict[str, str], **_more: object) -> None:
        (Path(request["folder"]) / "half").write_bytes(b"x")
        raise BuildFailed("error.counts_differ", what="Area", expected=2, found=1)

    monkeypatch.setattr(building, "call_in_child", fail)
    with pytest.raises(BuildFailed):
        publish(home, changed(94))
    assert Home(home).names() == [before]
    assert list((home / "making").iterdir()) == []
    require_answers(home)


# The system in the way ----------------------------------------------------------------------------


def cli(*arguments: object, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "views.cli", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        cwd=ROOT, **more,  # type: ignore[call-overload]
    )  # fmt: skip


def finished(process: subprocess.Popen[str], seconds: float = 60) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=seconds)
    return process.returncode, out, err


@pytest.mark.parametrize("below", ["", "deep/home"])
def test_a_home_that_cannot_be_made(tiny: Path, tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("in the way", encoding="ascii")
    home = tmp_path / "file" / below
    code, out, err = finished(cli("build", tiny, "--home", home, "--lang", "en"))
    assert code == 2
    assert out == ""
    assert err.startswith(f"Error: The build folder “{home}” cannot be written: Not a directory.")
    assert "--home" in err
    assert "Traceback" not in err


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Small or read-only file systems, where we may mount them."""
    mounts: list[Path] = []

    def mount(options: str, *, bind: Path | None = None) -> Path:
        place = tmp_path / f"mount-{len(mounts)}"
        place.mkdir()
        kind = ["--bind", str(bind)] if bind else ["-t", "tmpfs", "-o", options, "tmpfs"]
        steps = [["mount", *kind, str(place)]]
        if bind:
            steps.append(["mount", "-o", "remount,bind,ro", str(place)])
        for step in steps:
            if (
                shutil.which("mount") is None
                or subprocess.run(step, capture_output=True).returncode
            ):
                pytest.skip("file systems cannot be mounted here")
            if place not in mounts:
                mounts.append(place)
        return place

    yield mount
    for place in mounts:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.skipif(not LINUX, reason="mounts as Linux does")
def test_a_read_only_home_answers_but_takes_no_build(
    home: Path, changed: Callable[[int], Path], mounted: Callable[..., Path]
) -> None:
    place = mounted("", bind=home)
    code, _, err = finished(cli("build", changed(93), "--home", place, "--lang", "en"))
    assert code == 2
    assert "Read-only file system. The published build is unchanged." in err
    require_answers(place)
    code, _, err = finished(cli("use", open_build(place).id, "--home", place, "--lang", "en"))
    assert code == 2
    assert "Read-only file system" in err


@pytest.mark.skipif(not LINUX, reason="mounts as Linux does")
def test_a_full_disk_is_said_and_hurts_nothing(
    home: Path, changed: Callable[[int], Path], mounted: Callable[..., Path]
) -> None:
    """Full from the first, or in the middle; then there is room again."""
    place = mounted("size=48m")
    shutil.copytree(home, place / "home")
    before = open_build(place / "home").id
    for kib_left, number in ((0, 92), (2000, 91)):
        shutil.rmtree(place / "home" / "read", ignore_errors=True)
        free = os.statvfs(place)
        with (place / "ballast").open("wb") as file:
            file.write(b"x" * max(0, free.f_bavail * free.f_bsize - kib_left * 1024))
        folder = changed(number)
        code, out, err = finished(cli("build", folder, "--home", place / "home", "--lang", "en"))
        assert code == 2
        assert out == ""
        assert "No space left on device" in err
        assert "The published build is unchanged" in err
        assert "Traceback" not in err
        assert open_build(place / "home").id == before
        require_answers(place / "home")
        (place / "ballast").unlink()
    assert publish(place / "home", folder).build
    assert list((place / "home" / "making").iterdir()) == []


@pytest.mark.skipif(not LINUX, reason="limits as Linux has them")
def test_a_file_size_limit_is_said_and_hurts_nothing(
    home: Path, changed: Callable[[int], Path]
) -> None:
    import resource

    before = open_build(home).id
    shutil.rmtree(home / "read")
    limited = (100_000, resource.RLIM_INFINITY)
    process = cli(
        "build", changed(90), "--home", home, "--lang", "en",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limited),
    )  # fmt: skip
    code, _, err = finished(process)
    assert code == 2
    assert "File too large. The published build is unchanged" in err
    assert open_build(home).id == before
    assert list((home / "making").iterdir()) == []


# Two at once --------------------------------------------------------------------------------------


def test_a_second_builder_waits_and_says_so(home: Path, changed: Callable[[int], Path]) -> None:
    before = open_build(home).id
    with Home(home).lock():
        process = cli("build", changed(88), "--home", home, "--lang", "en")
        assert process.stderr
        assert "waiting for it to finish" in process.stderr.readline()
        time.sleep(0.2)
        assert process.poll() is None
        assert Home(home).names() == [before]
    code, _, err = finished(process)
    assert (code, err) == (0, "")
    assert len(Home(home).names()) == 2
    assert open_build(home).id != before


def test_builders_at_once_lose_nothing(home: Path, changed: Callable[[int], Path]) -> None:
    builders = [cli("build", changed(80 + n), "--home", home, "--lang", "en") for n in range(2)]
    outcomes = [finished(builder) for builder in builders]
    assert [code for code, _, _ in outcomes] == [0, 0]
    assert len(Home(home).names()) == 3
    assert list((home / "making").iterdir()) == []
    for name in Home(home).names():
        assert Build(home / "builds" / name).manifest.counts["rdf"]["classes"]["Demand"] == 34
    require_answers(home)


def test_switching_builds_waits_for_no_builder(home: Path) -> None:
    with Home(home).lock():
        code, _, err = finished(
            cli("use", open_build(home).id, "--home", home, "--lang", "en"), seconds=20
        )
    assert code == 0
    assert "The current build is" in err
