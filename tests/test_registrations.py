"""Registrations of employment become demand: hires by hand, and nothing of a person is kept."""

from __future__ import annotations

import csv
import hashlib
import io
import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.errors import WrongInput
from graph.ontology import load
from graph.words import say
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from ingest.records.count import Scope
from ingest.records.engine import DuckDB
from ingest.records.pipeline import ALL, Result, make_dataset
from ingest.records.read import REGISTRATIONS, NothingRead, open_records
from ingest.records.registrations import make_registrations
from ingest.records.run import Run
from ingest.records.telling_hires import TellingOfHires
from ingest.records.waiting import folder_of, queue_of_home, waiting
from ingest.records.write import HIDDEN, QUEUE, read_queue
from tests.test_personal_data import everything_in
from tests.test_records import OCCUPATIONS, reference, written
from views.commands.records import make
from views.terminal.output import console
from views.terminal.records import render

HEAD = [
    "人员编号", "单位名称", "工种", "区域", "学历", "出生年份", "合同起始日期", "合同终止日期",
]  # fmt: skip


def key(person: object) -> str:
    return hashlib.sha256(f"secret {person}".encode()).hexdigest()


def run(tmp: Path, rows: Sequence[Sequence[Any]], scope: Scope = ALL, **known: Any) -> Result:
    source = written(tmp / "read", [HEAD, *rows], "就业登记.csv")
    opened = open_records([source], load(), reference().places.knows)
    assert opened.table == REGISTRATIONS
    return make_registrations(opened, reference(**known), tmp / "made", load(), scope)


def measures(result: Result) -> dict[tuple[str, str | None], float]:
    return {(row["measure"], row["cell"]): row["value"] for row in result.quality.to_dicts()}


# Hires --------------------------------------------------------------------------------------------


def test_a_hire_is_person_firm_and_post(tmp_path: Path) -> None:
    """Renewed contracts go on with it; 45 days apart it is another; titles of one job are one."""
    one = [key("甲"), "甲厂"]
    rows = [
        [*one, "电工", "梧州", "大专", "2001", "2024-01-01", "2024-06-30"],  # hired in 2024
        [*one, "高级电工", "梧州", "大专", "2001", "2024-07-01", "2024-12-31"],  # renewed
        [*one, "电工", "梧州", "大专", "2001", "2025-02-13", ""],  # after 44 days: goes on
        [*one, "焊工", "梧州", "大专", "2001", "2025-03-01", ""],  # another post: hired in 2025
        [key("甲"), "乙厂", "电工", "梧州", "大专", "2001", "2025-04-01", ""],  # another firm
        [key("乙"), "甲厂", "电工", "梧州", "大专", "1980", "2024-01-01", "2024-12-31"],
        [key("乙"), "甲厂", "电工", "梧州", "大专", "1980", "2025-02-14", ""],  # 45 days: hired
        [key("丙"), "甲厂", "电工", "梧州", "", "", "202405", "202404"],  # ends before it starts
        ["", "甲厂", "电工", "梧州", "", "", "2024-05-01", ""],
        [key("丁"), "甲厂", "电工", "深圳市", "", "", "2024-05-01", ""],
        [key("丁"), "甲厂", "电工", "月球", "", "", "2024-05-01", ""],
        [key("丁"), "甲厂", "电工", "梧州", "", "", "三天前", ""],
        [key("戊"), "甲厂", "", "梧州", "", "", "2024-05-01", ""],
    ]
    result = run(tmp_path, rows, Scope(area="4504", day=date(2024, 7, 1)))
    assert result.demand.sort("year", "occupation").rows() == [
        ("E", 2024, "4504", 5, "registration", 2.0, None),
        ("E", 2025, "4504", 5, "registration", 2.0, None),
        ("W", 2025, "4504", 5, "registration", 1.0, None),
    ]
    found = measures(result)
    left = ("continued", "no_person", "undated", "contradictory", "untitled", "outside", "no_area")
    assert [found[name, None] for name in left] == [2, 1, 1, 1, 1, 1, 1]
    assert (found["counted", None], found["openings", "2025"]) == (5, 3)
    assert found["read", None] == len(rows) == 5 + sum(found[name, None] for name in left)
    assert found["stock", "2024-07-01"] == 2
    assert result.unknown_places == (("月球", 1),)


def test_the_share_of_the_young_needs_five_ages(tmp_path: Path) -> None:
    """Electricians: 2 of 5 known ages are below 25. Of welders four ages are known: no share."""
    born = ["2001", "2000", "1999", "1980", "1970", "", "抄", "24"]  # an age is no year of birth
    rows = [[key(n), "厂", "电工", "梧州", "", year, "2024-03-01", ""]
            for n, year in enumerate(born)]  # fmt: skip
    rows += [[key(f"w{n}"), "厂", "焊工", "梧州", "", "2004", "2024-03-01", ""] for n in range(4)]
    result = run(tmp_path, rows)
    shares = result.demand.select("occupation", "openings", "entrant_pct").rows()
    assert shares == [("E", 8, 40.0), ("W", 4, None)]
    assert measures(result)["under_25_pct", None] == pytest.approx(66.7)  # 6 of 9


def test_an_occupation_that_is_stated_needs_no_title(tmp_path: Path) -> None:
    head = ["person", "employer", "occupation", "place", "age", "hire date", "end date"]
    rows = [
        [key(1), "Works", "E", "梧州", "24", "8/30/2024", ""],
        [key(2), "Works", "焊工", "4504", "50", "2024-03-01", "2024-05-31"],
        [key(3), "Works", "店小二", "梧州", "", "2024-03", ""],
    ]
    source = written(tmp_path / "read", [head, *rows], "employment records.csv")
    opened = open_records([source], load(), reference().places.knows)
    result = make_registrations(opened, reference(), tmp_path / "home" / "registrations", load())
    assert result.demand.select("occupation", "area").rows() == [("E", "4504"), ("W", "4504")]
    assert result.coded_by == {"stated": 2}
    assert read_queue(result.folder)["title"].to_list() == ["店小二"]
    assert folder_of(tmp_path / "home") == result.folder
    seen = waiting(result.folder, ())
    assert (seen.posts, seen.persons, round(seen.persons_pct)) == (3, 3, 67)
    queue = read_queue(result.folder)
    hidden = tmp_path / "home" / "records" / HIDDEN
    hidden.mkdir(parents=True)
    advertised = [
        queue.with_columns(title=pl.lit(t), persons=n) for t, n in (("掌柜", 9.0), ("店小二", 0.5))
    ]
    pl.concat(advertised).write_parquet(hidden / QUEUE)
    assert queue_of_home(tmp_path / "home")["title", "persons"].rows() == [
        ("掌柜", 9),
        ("店小二", 1),
    ]


def planted(seed: int) -> tuple[list[list[str]], Counter[tuple[str, int]]]:
    """Hires of 300 people, each written as one to three contracts, some of them twice."""
    choice = random.Random(seed)
    titles = {"E": ["电工", "高级电工", "电工（急聘）"], "W": ["焊工", "资深焊工"]}
    rows, truth = [], Counter[tuple[str, int]]()
    for person in range(300):
        day = date(2022, 1, 1) + timedelta(choice.randrange(300))
        for firm in range(choice.randrange(1, 4)):
            occupation = choice.choice("EW")
            truth[occupation, day.year] += 1
            for _ in range(choice.randrange(1, 4)):
                end = day + timedelta(choice.randrange(90, 400))
                row = [key(person), f"{firm}厂", choice.choice(titles[occupation]), "梧州", "", ""]
                rows += [[*row, str(day), str(end)]] * choice.choice([1, 1, 2])
                day = end + timedelta(choice.randrange(1, 45))
            day += timedelta(choice.randrange(45, 200))
    choice.shuffle(rows)
    return rows, truth


def test_planted_hires_are_counted_within_five_percent(tmp_path: Path) -> None:
    rows, truth = planted(seed=5)
    result = run(tmp_path, rows)
    counted = {
        (code, year): n
        for code, year, n in result.demand.group_by("occupation", "year")
        .agg(pl.col("openings").sum())
        .iter_rows()
    }
    assert counted.keys() == truth.keys()
    for cell, hires in truth.items():
        assert counted[cell] == pytest.approx(hires, rel=0.05)


# Persons ------------------------------------------------------------------------------------------


def test_no_key_reaches_a_disk(tmp_path: Path) -> None:
    """Every byte below the folder is looked at after each step, the files that were sent apart."""
    rows = [[key(n), f"厂{n % 3}", "电工", "梧州", "大专", "2001", "2024-03-01", ""]
            for n in range(40)]  # fmt: skip
    source = written(tmp_path / "read", [HEAD, *rows], "就业登记.csv")
    home = tmp_path / "home"
    seen: list[str] = []

    def look(step: str, _share: float) -> None:
        seen.append(step)
        assert not any(row[0] in everything_in(home) for row in rows)
        assert not list(home.rglob("*.parquet")) or step == "write"

    opened = open_records([source], load(), reference().places.knows)
    make_registrations(opened, reference(), home / "registrations", load(), progress=look)
    assert seen == ["read", "normalise", "code", "count", "write"]
    assert make(Run((str(source),)), home, "zh", "json") == 0
    text = everything_in(home)
    assert "registration" in text
    assert not any(row[0] in text for row in rows)
    assert not {"postings.parquet", "persons"} & {path.name for path in home.rglob("*")}
    memory = DuckDB(None).frame("SELECT current_setting('temp_directory') AS folder")
    assert memory["folder"].to_list() == [""]


@pytest.mark.parametrize(
    "shown",
    ["450403199001011234", "ID450403199001011234", "13800138000", "王小五", "欧阳·小五", "Ann Lee",
     "wangxiaowu", "Müller, Eva", "ann@example.cn", "A123456(3)", "A123456789", "E12345678",
     "123-45-6789", "450403********1234"],
)  # fmt: skip
def test_a_key_that_tells_who_it_is_refuses_the_run(tmp_path: Path, shown: str) -> None:
    rows = [[key(1), "厂", "电工", "梧州", "", "", "2024-03-01", ""]]
    rows.append([shown, "厂", "电工", "梧州", "", "", "2024-03-01", ""])
    with pytest.raises(WrongInput, match=r"1 key of persons.*line 3.*hmac") as refusal:
        run(tmp_path, rows)
    assert shown not in refusal.value.text("zh")
    assert not (tmp_path / "made").exists()
    assert shown not in everything_in(tmp_path / "made")


@pytest.mark.parametrize("kept", [key(1), key(1)[:16], "A-000123", "0001234567", "ZQK/88+x=="])
def test_a_key_that_tells_nothing_is_taken(tmp_path: Path, kept: str) -> None:
    result = run(tmp_path, [[kept, "厂", "电工", "梧州", "", "", "2024-03-01", ""]])
    assert result.demand["openings"].to_list() == [1]


def test_lists_by_name_or_without_headings_are_refused_with_a_reason(tmp_path: Path) -> None:
    named = [["姓名", "身份证号", *HEAD[1:]], ["王五", "450403199001011234", *["x"] * 7]]
    bare = [[key(n), "厂", "电工", "2024-03-01", "2024-12-31"] for n in range(6)]
    refusals = {}
    without_start = [[HEAD[0], "岗位", "发布日期"], [key(1), "电工", "2024-03-01"]]
    for name, rows in (("名单.csv", named), ("登记.csv", bare), ("花名册.csv", without_start)):
        with pytest.raises(NothingRead) as refusal:
            open_records([written(tmp_path / name[:2], rows, name)], load(), lambda _: False)
        refusals[name] = refusal.value.text("en")
    assert "hashed keys" in refusals["名单.csv"]
    assert "王五" not in refusals["名单.csv"]
    assert "without a row of headings" in refusals["登记.csv"]
    assert "without a start date" in refusals["花名册.csv"]  # no advertisements: one row a person
    settings = '[files."登记.csv"]\ntable = "registrations"\nheader_row = 0\n'
    settings += (
        'columns = {A = "person", B = "enterprise", C = "title", D = "start_date", E = "end_date"}'
    )
    (tmp_path / "登记" / "source.toml").write_text(settings, encoding="utf-8")
    opened = open_records([tmp_path / "登记"], load(), lambda _: False)
    assert opened.table == REGISTRATIONS


def test_advertisements_and_registrations_stay_apart(tmp_path: Path) -> None:
    rows = [[key(1), "厂", "电工", "梧州", "", "", "2024-03-01", ""]]
    result = run(tmp_path, rows)
    advert = [["公司名称", "职位名称", "发布日期"], ["厂", "电工", "2024-03-01"]]
    written(tmp_path / "read", advert, "招聘.csv")
    with pytest.raises(WrongInput, match=r"就业登记\.csv"):
        open_records([tmp_path / "read"], load(), lambda _: False)
    with pytest.raises(WrongInput, match="other files"):
        make_dataset([tmp_path / "read" / "招聘.csv"], reference(), result.folder, load())


def test_the_dataset_is_one_that_build_takes_beside_other_bases(tmp_path: Path) -> None:
    rows = [[key(n), "厂", "电工", "梧州", "大专", "2001", "2024-03-01", ""] for n in range(5)]
    result = run(tmp_path, rows)
    own = tmp_path / "own"
    own.mkdir()
    (own / "areas.csv").write_text("code,name,parent\n4504,梧州市,\n", encoding="utf-8")
    (own / "occupations.csv").write_text("code,name\nE,电工\n", encoding="utf-8")
    ingested = ingest(open_datasets([own, result.folder], None, load()), load())
    assert ingested.findings.filter(pl.col("severity") != "info").height == 0
    (row,) = ingested.tables["demand"].to_dicts()
    assert (row["basis"], row["grade"], row["openings"], row["entrant_pct"], row["level"]) == (
        "registration", "estimated", 5, 100, 5,
    )  # fmt: skip
    assert ingested.tables["registration_quality"].height == result.quality.height


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_limits_first(
    tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [[key(n), "厂", "电工", "梧州", "", "2001", "2024-03-01", ""] for n in range(6)]
    result = run(tmp_path, [*rows, [*rows[0][:6], "2024-03-02", ""]])
    telling = TellingOfHires(result, OCCUPATIONS, lang)
    render(telling, load(), console())
    page = capsys.readouterr().out
    places = [say("records.limits.title", lang), say("hires.left.title", lang)]
    places.append(say("hires.top.title", lang, year=2024))
    assert sorted(places, key=page.index) == places
    assert "100" in page
    assert telling.as_json()["top"] == [
        {"year": 2024, "occupation": "电工", "persons": 6.0, "entrant_pct": 100.0}
    ]
    stream = io.StringIO()
    csv.writer(stream).writerows(result.quality.rows())
    assert key(0) not in stream.getvalue()
