"""Uploads become proposals, proposals builds; nobody's build is passed over."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from graph.builds.home import Home
from graph.builds.origins import Origins
from graph.door import open_build
from graph.errors import BuildFailed, WrongInput
from graph.processes.limits import UploadLimits
from ingest import proposals, uploads
from ingest.proposals import (
    ADD,
    ANEW,
    REPLACE,
    annotated,
    plan,
    propose,
    publish,
    published_datasets,
)
from tests.hostile import packed

AREAS = "代码,名称,上级,级别\n990109,新区,990000,区\n"


@pytest.fixture
def home(own_tiny: tuple[Path, Path]) -> Path:
    """A home with the hand-checked city, its folder beside it."""
    return own_tiny[0]


def zipped(folder: Path, **replaced: str) -> bytes:
    files: dict[str, str | bytes] = {one.name: one.read_bytes() for one in folder.iterdir()}
    return packed(files | {f"{name}.csv": text for name, text in replaced.items()})


def test_what_a_build_was_made_of_is_known(home: Path) -> None:
    (kept,) = published_datasets(home)
    assert (kept.name, kept.is_unchanged) == ("tiny", True)
    with (home.parent / "tiny" / "demand.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    settings = home.parent / "tiny" / "source.toml"
    settings.write_text('packs = ["china"]\n' + settings.read_text("utf-8"), encoding="utf-8")
    (kept,) = published_datasets(home)  # a pack is no dataset of the build's own
    assert not kept.is_unchanged


def test_the_same_name_is_a_newer_version(home: Path) -> None:
    kept = published_datasets(home)
    assert proposals.suggested(kept, Path("tiny.zip")) == (REPLACE, "tiny")
    assert proposals.suggested(kept, Path("more.xlsx")) == (ADD, None)
    assert proposals.suggested((), Path("more.xlsx")) == (ANEW, None)


def test_an_upload_keeps_the_packs_of_the_build(home: Path) -> None:
    place = Home(home)
    build = place.current() or ""
    origins = Origins.of(place, build)
    assert origins
    replace(origins, packs=("china",), whole_pack=True).keep(place, build)
    upload = uploads.keep(home, "tiny.zip", zipped(home.parent / "tiny"))
    for how in (REPLACE, ADD, ANEW):
        planned = plan(home, upload, how, "tiny")
        assert (planned.packs, planned.whole_pack) == (("china",), True), how


def test_the_change_of_one_figure_is_told_and_published(home: Path) -> None:
    demand = (home.parent / "tiny" / "demand.csv").read_text(encoding="utf-8").splitlines()
    (last,) = (row for row in demand if row.startswith("社区护士,2024,990102"))
    gone = "\n".join(row for row in demand if row != last) + "\n"
    upload = uploads.keep(home, "tiny.zip", zipped(home.parent / "tiny", demand=gone))
    before = open_build(home).id
    proposal = propose(plan(home, upload, REPLACE, "tiny"))
    (change,) = proposal.changes
    assert (change.table, change.added, change.removed, change.changed) == ("demand", 0, 1, 0)
    assert change.samples[0].kind == "removed"
    old, new = proposal.gap
    assert old
    assert new
    assert new["demand"] < old["demand"] == 238
    assert open_build(home).id == before
    outcome = publish(proposal.plan)
    assert outcome.build
    assert open_build(home).id == outcome.build.id == proposal.build != before
    assert [one.path for one in published_datasets(home)] == [upload]
    assert propose(plan(home, upload, REPLACE, "tiny")).changes_nothing


def test_a_further_dataset_joins(home: Path) -> None:
    upload = uploads.keep(home, "areas.csv", AREAS.encode())
    proposal = propose(plan(home, upload, ADD))
    (change,) = proposal.changes
    assert (change.table, change.added, change.removed) == ("areas", 1, 0)
    assert change.samples[0].name == "新区"
    publish(proposal.plan)
    assert [one.name for one in published_datasets(home)] == ["tiny", "areas"]


def test_anew_leaves_nothing_of_before(home: Path) -> None:
    upload = uploads.keep(home, "areas.csv", AREAS.encode())
    proposal = propose(plan(home, upload, ANEW))
    assert {one.table for one in proposal.changes if one.removed} >= {"demand", "enrolment"}
    assert proposal.gap[1] is None


def test_the_second_of_two_editors_is_told(home: Path) -> None:
    mine = plan(home, uploads.keep(home, "areas.csv", AREAS.encode()), ADD)
    theirs = plan(home, uploads.keep(home, "areas.csv", AREAS.replace("新", "老").encode()), ADD)
    published = publish(theirs).build
    assert published
    with pytest.raises(BuildFailed) as told:
        publish(mine)
    assert told.value.key == "error.published_meanwhile"
    assert open_build(home).id == published.id
    again = propose(plan(home, mine.datasets[-1], REPLACE, "areas"))
    assert again.plan.after == published.id
    assert [(s.old, s.new) for c in again.changes for s in c.samples] == [("老区", "新区")]


def test_sources_that_changed_are_not_read_as_if_they_had_not(home: Path) -> None:
    (home.parent / "tiny" / "demand.csv").unlink()
    upload = uploads.keep(home, "areas.csv", AREAS.encode())
    with pytest.raises(WrongInput) as told:
        plan(home, upload, ADD)
    assert told.value.key == "error.source_changed"
    assert plan(home, upload, ANEW).datasets == (upload,)


def test_bad_cells_come_back_marked(home: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet
    sheet.title = "区域"
    for row in (["代码", "名称", "上级"], ["990109", "新区", "月球"]):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    upload = uploads.keep(home, "表.xlsx", content.getvalue())
    proposal = propose(plan(home, upload, ADD))
    assert proposal.own_findings["row"].to_list() == [2]
    marked = openpyxl.load_workbook(io.BytesIO(annotated(proposal, "zh")))
    note = marked["区域"]["C2"].comment
    assert note
    assert "月球" in note.text


def test_an_upload_runs_nothing(tmp_path: Path) -> None:
    for name in ("x/areas.sql", "AREAS.SQL"):
        with pytest.raises(WrongInput) as told:
            uploads.keep(tmp_path, "tiny.zip", packed({name: "SELECT 1", "areas.csv": AREAS}))
        assert told.value.key == "error.upload_adapter"
    for name in ("areas.sql", "run.exe", "noname"):
        with pytest.raises(WrongInput) as told:
            uploads.keep(tmp_path, name, b"SELECT 1")
        assert told.value.key == "error.upload_kind"


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "UploadLimits", lambda: UploadLimits(file_bytes=10))
    with pytest.raises(WrongInput) as told:
        uploads.keep(tmp_path, "areas.csv", AREAS.encode())
    assert told.value.key == "error.upload_size"
    assert not list(Home(tmp_path).sources.glob("*/areas.csv"))


@pytest.mark.parametrize("name", ["../../x.csv", "/etc/x.csv", "C:\\x.csv", "..", "a\0.csv"])
def test_names_stay_within_the_home(tmp_path: Path, name: str) -> None:
    try:
        kept = uploads.keep(tmp_path, name, AREAS.encode())
    except WrongInput:
        return
    assert kept.resolve().is_relative_to(Home(tmp_path).sources.resolve())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"no zip"])
def test_a_broken_zip_is_a_finding(tmp_path: Path, content: bytes) -> None:
    upload = uploads.keep(tmp_path, "x.zip", content)
    proposal = propose(plan(tmp_path, upload, ANEW))
    assert proposal.findings["rule"].to_list() == ["bad-file"]
    assert not proposal.has_rows


def test_a_bomb_is_a_finding(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("areas.csv", b"0" * 220_000_000)
    upload = uploads.keep(tmp_path, "x.zip", out.getvalue())
    assert propose(plan(tmp_path, upload, ANEW)).findings["rule"].to_list() == ["bad-file"]
