"""Decisions of reviewers: noted in the home, shared by all, one build when somebody says so."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.door import OpenBuild, open_build
from graph.errors import BuildFailed, NoAnswer, WrongInput
from graph.review.decided import disputed
from ingest.build import BuildRequest, build
from ingest.review_log import ReviewLog, answered, from_file, key_of
from tests.test_review import CITY
from views.commands import review as command

DAY = date(2026, 12, 1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "city").mkdir()
    for name, text in CITY.items():
        (tmp_path / "city" / f"{name}.csv").write_text(text, encoding="utf-8")
    build(BuildRequest((tmp_path / "city",), None, tmp_path / "home", stores="tables"))
    return tmp_path / "home"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    """A build that no test changes."""
    folder = tmp_path_factory.mktemp("built")
    for name, text in CITY.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    build(BuildRequest((folder,), None, folder / "home", stores="tables"))
    return open_build(folder / "home")


def note(log: ReviewLog, built: OpenBuild, item: str, answer: str, reviewer: str = "甲") -> None:
    log.add([answered(item, answer, reviewer, None, built.tables)], DAY)


def test_decisions_become_one_build(home: Path) -> None:
    log, before = ReviewLog(home), open_build(home)
    note(log, before, "pair/31/a", "yes")
    note(log, before, "pair/71/c", "否")
    note(log, before, "required_level/c", "高职")
    assert log.pending(before).height == 3
    assert open_build(home).id == before.id  # nothing has changed yet
    log.publish()
    after = open_build(home)
    assert log.pending(after).is_empty()
    assert after.tables.crosswalk.height == before.tables.crosswalk.height + 1
    decided = after.tables.crosswalk.filter(after.tables.crosswalk["reviewer"] == "甲")
    assert decided.select("major", "occupation", "ref").rows() == [("31", "a", "甲 2026-12-01")]
    assert {"31/a", "71/c"} & {f"{i.matter[1]}/{i.matter[2]}" for i in before.review().items}
    assert not {"31/a", "71/c"} & {f"{i.matter[1]}/{i.matter[2]}" for i in after.review().items}
    note(log, after, "pair/71/c", "相关")  # a second build replaces the decisions of the first
    log.publish()
    pairs = open_build(home).tables.crosswalk.select("major", "occupation", "tier").rows()
    assert ("71", "c", 2) in pairs
    assert ("31", "a", 1) in pairs
    datasets = {source["dataset"] for source in open_build(home).manifest.sources}
    assert datasets == {"city", "decisions"}


def test_a_changed_dataset_is_not_read_again_unseen(home: Path) -> None:
    note(ReviewLog(home), open_build(home), "pair/31/a", "yes")
    with (home.parent / "city" / "majors.csv").open("a", encoding="utf-8") as majors:
        majors.write("9,新,高职,,\n")
    with pytest.raises(WrongInput) as refused:
        ReviewLog(home).publish()
    assert refused.value.key == "error.source_changed"


def test_two_reviewers_at_once_lose_nothing(built: OpenBuild, tmp_path: Path) -> None:
    def decide(k: int) -> None:
        note(ReviewLog(tmp_path), built, "pair/31/a", ("yes", "no")[k % 2], f"审核{k % 2}")

    with ThreadPoolExecutor(4) as people:
        list(people.map(decide, range(24)))
    rows = ReviewLog(tmp_path).rows()
    assert rows.height == rows["id"].n_unique() == 24
    (other,) = disputed(rows)["reviewer"]
    assert other != rows["reviewer"][-1]  # the last decision counts; the other reviewer's is told
    assert ReviewLog(tmp_path).pending(built).select("answer").item() == rows["answer"][-1]


def test_what_a_spreadsheet_saved_otherwise_is_kept(built: OpenBuild, tmp_path: Path) -> None:
    log = ReviewLog(tmp_path)
    note(log, built, "pair/31/a", "yes")
    file = tmp_path / "decisions" / "decisions.csv"
    text = file.read_text(encoding="utf-8-sig").replace("2026-12-01", "2026/12/1")
    file.write_bytes(text.encode("gb18030"))  # without the mark of UTF-8, as some programs save
    note(log, built, "pair/71/c", "no", "乙")
    assert log.rows().select("major", "reviewer", "date").rows() == [
        ("31", "甲", DAY),
        ("71", "乙", DAY),
    ]
    assert len(list((tmp_path / "decisions").glob("*.csv"))) == 2


@pytest.mark.parametrize(
    ("item", "answer", "error"),
    [
        ("pair/31", "yes", "review_item"),
        ("pair/31/a/b", "yes", "review_item"),
        ("further_study/C", "5", "review_item"),
        ("pair/31/a", "perhaps", "review_answer"),
        ("pair/zz/a", "yes", "review_thing"),
        ("pair/茶艺/a", "yes", "review_thing"),  # two majors have the name
        ("required_level/a", "高级", "review_answer"),
        ("college_area/D", "南县", "review_thing"),
        ("further_study/C/2024", "101", "review_answer"),
        ("further_study/C/2024", "many", "review_answer"),
    ],
)
def test_what_cannot_be_decided_is_refused(
    built: OpenBuild, item: str, answer: str, error: str
) -> None:
    with pytest.raises(WrongInput) as refused:
        answered(item, answer, "甲", None, built.tables)
    assert refused.value.key == f"error.{error}"


@pytest.mark.parametrize(
    ("item", "answer", "values"),
    [
        ("pair/31/茶艺师", "相关", {"answer": "related", "occupation": "a"}),
        ("required_level/a", "大专及以上", {"level": 5, "answer": "yes"}),
        ("college_area/乙学院", "东县", {"area": "11", "college": "D"}),
        ("further_study/D/2024", "35%", {"share_pct": 35.0, "year": 2024}),
        ("local_share/D/2024", "0", {"share_pct": 0.0}),
        ("college_area/D", "撤回", {"answer": "open"}),
    ],
)
def test_answers_are_read_as_people_write_them(
    built: OpenBuild, item: str, answer: str, values: dict[str, Any]
) -> None:
    row = answered(item, answer, "甲", None, built.tables)
    assert values.items() <= row.items()


def test_a_file_of_decisions_needs_no_ids_and_no_codes(built: OpenBuild, tmp_path: Path) -> None:
    file = tmp_path / "会议.csv"
    text = "事项,专业,职业,决定,审核人,备注\n专业与职业,机械制造,c,是,丙,会议\n"
    file.write_text(text, encoding="gb18030")
    (row,) = from_file(file, built.tables, "zh")
    values = [row[name] for name in ("major", "occupation", "answer", "note")]
    assert values == ["71", "c", "yes", "会议"]
    file.write_text("事项,专业,职业,决定,审核人\n专业与职业,71,c,是,\n", encoding="utf-8")
    with pytest.raises(WrongInput) as refused:
        from_file(file, built.tables, "zh")
    assert "审核人" in refused.value.text("zh")


def test_a_name_that_several_have_is_no_key(built: OpenBuild) -> None:
    assert key_of(built.tables, "majors", "茶叶加工") == "62"
    with pytest.raises(WrongInput, match="31"):
        key_of(built.tables, "majors", "茶艺")


def test_without_decisions_there_is_nothing_to_build(tmp_path: Path) -> None:
    with pytest.raises(NoAnswer):
        ReviewLog(tmp_path).publish()


def test_a_home_that_cannot_be_written_says_so(built: OpenBuild, tmp_path: Path) -> None:
    (tmp_path / "decisions").write_text("a file", encoding="utf-8")
    with pytest.raises(BuildFailed):
        note(ReviewLog(tmp_path), built, "pair/31/a", "yes")


# The command --------------------------------------------------------------------------------------


def test_the_command_lists_decides_and_builds(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.gap.scope import GapParameters

    def listed(form: str = "json", kind: str | None = None, limit: int = 0) -> Any:
        command.show(GapParameters(), kind, limit, home, "zh", form)
        text = capsys.readouterr().out
        return json.loads(text) if form == "json" else text

    found = listed()
    keys = "build year shortage shortage_with_decisions pending disputed items not_listed"
    assert set(found) == {*keys.split(), "without_effect", "untried"}
    first = found["items"][0]
    assert set(first) == {
        "item", "kind", "about", "effect", "persons", "major", "occupation", "college", "year",
        "reasons", "values",
    }  # fmt: skip
    assert [item["effect"] for item in found["items"]] == sorted(
        (item["effect"] for item in found["items"]), reverse=True
    )
    assert all(item["reasons"] for item in found["items"])
    assert {item["kind"] for item in listed(kind="pair")["items"]} == {"pair"}
    assert listed(limit=1)["not_listed"] == len(found["items"]) - 1
    page = listed("table")
    assert "pair/31/a" in page
    assert "可多填 30 个岗位" in page
    assert listed("csv").splitlines()[0] == "item,kind,about,effect,persons,reasons,answers"
    command.decide("pair/31/a", "是", None, "甲", None, home, "zh")
    decided = listed()
    assert decided["shortage"] == found["shortage"]
    assert decided["shortage_with_decisions"] == found["shortage"] - 30
    assert "pair/31/a" not in {item["item"] for item in decided["items"]}
    command.apply(home, "zh", "json")
    built = json.loads(capsys.readouterr().out)
    assert (built["rows"], built["before"] - built["after"]) == (1, 30)
    assert listed()["shortage"] == found["shortage"] - 30
    with pytest.raises(WrongInput):
        command.decide("pair/31/a", "是", None, None, None, home, "zh")  # by whom?
