"""Job advertisements become demand: what people write, planted repeats, persons, coding, files."""

from __future__ import annotations

import csv
import io
import random
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from graph.errors import WrongInput
from graph.ontology import load
from graph.words import say
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from ingest.records import dates, texts, wages
from ingest.records.classify import Classifier, LeftOut
from ingest.records.code import SURE, accepted_from, coder_of
from ingest.records.count import LEFT, Scope, wilson
from ingest.records.levels import Levels
from ingest.records.pipeline import ALL, RecordsResult, make_dataset
from ingest.records.places import Place, Places
from ingest.records.reference import Reference
from ingest.records.run import Run
from ingest.records.telling import Telling, queue_json
from ingest.records.title_log import TitleLog
from ingest.records.titles import Decision, read_decisions
from ingest.records.working import working_folder
from ingest.records.write import read_queue
from views.commands.records import make
from views.terminal.output import console
from views.terminal.records import render, render_queue

AREAS = [
    Place("45", ("广西壮族自治区",), None),
    Place("4504", ("梧州市",), "45"),
    Place("450403", ("万秀区",), "4504"),
    Place("450405", ("长洲区",), "4504"),
    Place("4403", ("深圳市",), None),
]
OCCUPATIONS = {"E": "电工", "W": "焊工", "A": "会计专业人员", "F": "农艺工", "T": "茶叶加工工"}
DECIDED = [
    Decision("电工", None, "E", "甲", 2026),
    Decision("焊工", None, "W", "甲", 2026),
    Decision("会计", None, "A", "甲", 2026),
    Decision("普工", None, None, "甲", 2026),
]
HEAD = ["公司名称", "职位名称", "学历", "薪资", "招聘人数", "工作地点", "发布日期", "公司规模"]


def reference(
    decisions: Iterable[Decision] = DECIDED, employment: dict[str, float] | None = None
) -> Reference:
    names = {name: code for code, name in OCCUPATIONS.items()}
    return Reference(Places(AREAS), OCCUPATIONS, names, tuple(decisions), employment or {})


def written(folder: Path, rows: Sequence[Sequence[Any]], name: str = "招聘2025.csv") -> Path:
    folder.mkdir(exist_ok=True)
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    (folder / name).write_text(stream.getvalue(), encoding="utf-8")
    return folder


def run(
    tmp: Path, rows: Sequence[Sequence[Any]], scope: Scope = ALL, **known: Any
) -> RecordsResult:
    source = written(tmp / "read", [HEAD, *rows])
    return make_dataset([source], reference(**known), tmp / "made", load(), scope)


def postings(result: RecordsResult) -> pl.DataFrame:
    return pl.read_parquet(result.folder / "postings.parquet")


def measure(result: RecordsResult, name: str, cell: str | None = None) -> float | None:
    rows = {(r["measure"], r["cell"]): r["value"] for r in result.quality.iter_rows(named=True)}
    return rows.get((name, cell))


def values(sql: str, cells: Sequence[str]) -> list[Any]:
    with duckdb.connect() as db:
        db.execute("CREATE TABLE t AS SELECT unnest($1) AS text", [list(cells)])
        return [row[0] for row in db.execute(f"SELECT {sql} FROM t").fetchall()]


# What people write --------------------------------------------------------------------------------

WAGES = {
    "6-8千": (6000, 8000),
    "8千-1.3万": (8000, 13000),
    "1-1.5万·13薪": (10833.33, 16250),
    "15-25K·14薪": (17500, 29166.67),
    "200元/天": (4350, 4350),
    "20元/小时": (3480, 3480),
    "年薪20-30万": (16666.67, 25000),
    "３，０００－５，０００元/月": (3000, 5000),
    "1万以上": (10000, None),
    "1千以下": (None, 1000),
    "面议": None,
    "6-8": None,  # nobody says of what
    "80元/次": None,
    "$25 - $30 an hour": None,  # not yuan
    "9-5千": None,
    "5000元/月+年终奖": (5000, None),  # the period stands behind the number
    "4000-6000元/月 周末双休": (4000, 6000),
    "5000 年底双薪": (5000, 5000),
    "10-15万/年": (8333.33, 12500),
    "日结150元": None,
    "£28,000 per annum": None,
    "A$90k": None,
}


def test_wages_in_yuan_a_month() -> None:
    with duckdb.connect() as db:
        db.execute("CREATE TABLE t AS SELECT unnest($1) AS text", [list(WAGES)])
        read = {text: (low, high) for text, low, high in db.execute(wages.wages_of("t")).fetchall()}
    assert read == {text: ends for text, ends in WAGES.items() if ends}


def test_levels_are_read_by_the_words_of_the_ontology() -> None:
    levels = Levels(load().code_lists["level"])
    expected = {
        "统招本科": 6, "本科/大专": 5, "学历不限": 0, "大专及以上": 5, "初中及以下": 0, "5": 5,
        "中技/中专": 3, "大学专科": 5, "大学": 6, "博士研究生": 8, "Bachelor’s degree": 6,
        "High-school diploma": 3, "Masters": 7, "Associate degree": 5, "Ph.D.": 8, "B.A.": 6,
        "MBA": 7, "Any degree": 0, "Company": None, "看能力": None, "9": None,
    }  # fmt: skip
    assert {text: levels.lowest(text) for text in expected} == expected


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            dates.date_of("text", "2023"),
            {
                "06-28发布": date(2023, 6, 28), "2023-08-30 14:07:12": date(2023, 8, 30),
                "2024年8月3日": date(2024, 8, 3), "20230830": date(2023, 8, 30),
                "Aug 30, 2022": date(2022, 8, 30), "30 August 2022": date(2022, 8, 30),
                "8/30/2022": date(2022, 8, 30), "3天前": None, "02-30": None,
            },
        ),
        (
            dates.date_of("text", "NULL"),
            {
                "06-28发布": None, "2023/8/3": date(2023, 8, 3), "2024年3月": date(2024, 3, 1),
                "2024.3.5": date(2024, 3, 5), "45352": date(2024, 3, 1), "今天": None,
                "30/08/2024": date(2024, 8, 30), "5.6.2024": date(2024, 6, 5), "5/6/2024": None,
                "5/5/2024": date(2024, 5, 5), "5/6/24": None, "2024-02-30": None,
            },
        ),
        (dates.date_of("text", "NULL", "true"), {"5/6/2024": date(2024, 6, 5)}),
        (dates.date_of("text", "NULL", "false"), {"5/6/2024": date(2024, 5, 6)}),
        (
            texts.persons("text", "low"),
            {
                "5人": 5, "3-5人": 3, "招3人": 3, "若干": None, "50-150人": None, "0": None,
                "10人以上": 10, "至少8名": 8, "10+": 10, "500人以上": None,  # a firm's size
            },
        ),
        (
            texts.persons("text", "high"),
            {"5人": 5, "3-5人": 5, "5-3人": None, "500-1000人": None, "10人以上": None},
        ),
        (
            texts.size_class("text"),
            {"少于50人": "-49", "50-150人": "50-499", "500-1000人": "500-", "1,000+": "500-"},
        ),
        (texts.years("text"), {"3-4年": 3, "无需经验": 0, "5+ years": 5, "面谈": None}),
    ],
)  # fmt: skip
def test_what_portals_write(sql: str, expected: dict[str, Any]) -> None:
    assert dict(zip(expected, values(sql, list(expected)), strict=True)) == expected


TITLES = {
    "【急聘】电工（包吃住）": "电工",
    "销售代表-深圳": "销售代表",
    "Java 开发工程师(J10573)": "java开发工程师",
    "高级Java开发工程师": "高级java开发工程师",  # level words stay
    "工程师（机械）": "机械工程师",
    "月薪8000-12000普工": "普工",
    "普工 5名 电话13812345678": "普工",
    "联系人:王女士 保洁": "保洁",
    "（双休）行政文员": "行政文员",
    "电话销售": "电话销售",
    "招聘专员": "招聘专员",
    "招聘厨师": "厨师",
    "C++软件工程师": "c++软件工程师",
    "URGENT HIRING: Welder - Full Time": "welder",
    "叉车司机 加微信wx_abc123": "叉车司机",
    "电工 联系人王五13800001111": "电工",
    "李姐13800001111 普工": "普工",
    "微信小程序开发": "微信小程序开发",
    "\x1b[31m电\u200b工\x00": "电工",
}


def test_titles_without_offers_places_wages_and_contacts() -> None:
    cleaned = values(texts.clean_title("text", ["深圳", "梧州"]), list(TITLES))
    assert dict(zip(TITLES, cleaned, strict=True)) == TITLES


def test_places() -> None:
    places = Places(AREAS)
    assert places.find("广西梧州·万秀区") == "450403"
    assert places.find("梧州·高新技术开发区") == "4504"
    assert places.find("深圳/梧州") is None  # nobody knows how many of which
    assert places.find("Elsewhere, NV") is None
    assert places.lies_in("450403", "45")
    assert not places.lies_in("4403", "45")


def test_a_name_of_several_places_is_the_one_within_the_area_asked_for() -> None:
    hegang = [Place("23", ("黑龙江省",), None), Place("2304", ("鹤岗市",), "23")]
    namesakes = [Place("230404", ("南山区",), "2304"), Place("440305", ("南山区",), "4403")]
    places = Places([*AREAS, *hegang, *namesakes])
    assert places.find("南山区") is None  # though one of the cities has nothing around it
    assert places.within("4403").find("南山区") == "440305"
    assert places.within("4403").find("南山区/鹤岗") is None
    assert places.within("45").find("南山区") is None


STATES = [Place("G", ("Georgia",), None), Place("GC", ("Columbus",), "G"),
          Place("GA", ("Atlanta",), "G")]  # fmt: skip
OHIO = [Place("O", ("Ohio",), None), Place("OC", ("Columbus",), "O")]


def test_a_state_tells_the_city() -> None:
    places = Places([*STATES, *OHIO])
    expected = {
        "Columbus": None, "Columbus, Ohio": "OC", "Columbus, GA": "GC", "Atlanta, GA 30301": "GA",
        "Columbus, Georgia, United States": "GC", "Atlanta, Ohio": None,
    }  # fmt: skip
    assert {text: places.find(text) for text in expected} == expected
    assert Places(STATES).find("Columbus, Ohio") is None  # an unknown state is another one


# Repeats, agencies, persons -----------------------------------------------------------------------


def test_one_post_is_one_episode_on_all_portals(tmp_path: Path) -> None:
    """The largest number counts; a pause of 45 days begins another; each row stays, and points."""
    head = [*HEAD, "来源网站"]
    rows = [
        ["甲厂", "电工", "", "", "2人", "梧州", "2025-01-01", "", "一网"],
        ["甲厂", "电工（急聘）", "", "", "5人", "梧州市", "2025-02-14", "", "二网"],
        ["甲厂", "电工", "", "", "3人", "梧州", "2025-03-31", "", "一网"],
    ]
    source = written(tmp_path / "read", [head, *rows])
    result = make_dataset([source], reference(), tmp_path / "made", load())
    assert result.demand.select("occupation", "year", "area", "openings").rows() == [
        ("E", 2025, "4504", 8.0)  # 5 + 3: 44 days are no pause, 45 are one
    ]
    kept = postings(result)
    assert kept["duplicate_of"].to_list() == [None, f"一网/{kept['posting_id'][0]}", None]
    assert kept["persons_counted"].to_list() == [5, None, 3]
    assert kept.select("portal", "posting_id").is_unique().all()


def test_a_post_for_a_city_and_for_a_district_of_it_is_one(tmp_path: Path) -> None:
    """Not where level, time or title differ, nor where two districts have it: then it may be two.

    The district counts, with the largest number; a province and a city point at it alike.
    """
    rows = [
        ["甲", "电工", "", "", "5", "梧州", "2025-01-01", ""],
        ["甲", "电工", "", "", "3", "梧州·万秀区", "2025-01-09", ""],
        ["甲", "电工", "", "", "1", "广西", "2025-01-05", ""],
        ["乙", "电工", "本科", "", "1", "梧州", "2025-01-01", ""],
        ["乙", "电工", "大专", "", "1", "万秀区", "2025-01-01", ""],
        ["丙", "电工", "", "", "1", "梧州", "2025-01-01", ""],
        ["丙", "电工", "", "", "1", "万秀区", "2025-01-01", ""],
        ["丙", "电工", "", "", "1", "长洲区", "2025-01-01", ""],
        ["丁", "电工", "", "", "1", "梧州", "2025-01-01", ""],
        ["丁", "电工", "", "", "1", "万秀区", "2025-06-01", ""],
        ["戊", "高级电工", "", "", "1", "梧州", "2025-01-01", ""],
        ["戊", "电工", "", "", "1", "万秀区", "2025-01-01", ""],
    ]
    result = run(tmp_path, rows)
    kept = postings(result)
    of_district = f"招聘2025/{kept['posting_id'][1]}"
    assert kept["duplicate_of"].to_list() == [of_district, None, of_district, *[None] * 9]
    assert kept["persons_counted"][1] == 5
    assert measure(result, "repeats") == 2


def planted(seed: int) -> tuple[list[list[str]], set[frozenset[int]]]:
    """Posts of firms, half of them with a near-duplicate, and the pairs of row numbers."""
    choice = random.Random(seed)
    stems = ["数控机床操作", "自动化设备维护", "茶叶精制车间", "电气控制柜装配", "港口机械检修"]
    ends = ["工程师", "技术员", "班组长", "学徒", "检验员"]
    rows: list[list[str]] = []
    pairs: set[frozenset[int]] = set()
    for firm in range(60):
        for stem in choice.sample(stems, 3):
            title = stem + choice.choice(ends)
            rows.append([f"企业{firm:02d}", title, "大专", "5-8千", "2", "梧州", "2025-03-01", ""])
            if choice.random() < 0.5:
                variant = choice.choice(
                    [f"{title}（急聘）", f"{title}岗", f"新{title}", f"{title}/双休"]
                )
                rows.append([f"企业{firm:02d}", variant, "", "6千", "2", "梧州", "2025-03-09", ""])
                pairs.add(frozenset({len(rows) - 2, len(rows) - 1}))
    return rows, pairs


def test_planted_near_duplicates(tmp_path: Path) -> None:
    rows, pairs = planted(seed=7)
    kept = postings(run(tmp_path, rows)).with_row_index("row")
    keys = dict(kept.select(pl.format("{}/{}", "portal", "posting_id"), "row").iter_rows())
    repeats = kept.filter(pl.col("duplicate_of").is_not_null()).select("row", "duplicate_of")
    found = {frozenset({row, keys[of]}) for row, of in repeats.iter_rows()}
    assert len(found & pairs) >= 0.95 * len(found)
    assert len(found & pairs) >= 0.90 * len(pairs)


def test_posts_that_only_look_alike_stay_apart(tmp_path: Path) -> None:
    titles = ["家装渠道销售经理", "工装渠道销售经理", "高级茶叶审评技术员", "茶叶审评技术员"]
    rows = [["甲", title, "", "", "", "梧州", "2025-01-01", ""] for title in titles]
    assert postings(run(tmp_path, rows))["duplicate_of"].to_list() == [None] * 4


def test_agencies_are_a_class_of_their_own(tmp_path: Path) -> None:
    """By name, or by many titles; but not a large firm that hires for itself."""
    rows = [["某某人力资源有限公司", "电工", "", "", "50", "梧州", "2025-01-01", ""]]
    for firm, size in (("乙服务部", "50-150人"), ("丙集团", "10000人以上")):
        rows += [[firm, f"岗位{n}号", "", "", "1", "梧州", "2025-01-01", size] for n in range(21)]
    result = run(tmp_path, rows)
    of_firm = dict(postings(result).select("enterprise", "agency").unique().iter_rows())
    assert of_firm == {"某某人力资源有限公司": True, "乙服务部": True, "丙集团": False}
    assert result.agencies == (("乙服务部", 21),)
    assert (measure(result, "agency"), measure(result, "counted")) == (22, 21)
    assert result.demand.height == 0


def test_wages_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    wages = ["5-8千", "6-8", "80元/次", "6-8", "面议", ""]
    rows = [[f"厂{n}", "电工", "", wage, "", "梧州", "2025-01-01", ""]
            for n, wage in enumerate(wages)]  # fmt: skip
    result = run(tmp_path, rows)
    assert measure(result, "wage_unread") == 3
    assert any("6-8 (2)" in sentence for sentence in Telling(result, OCCUPATIONS, "en").coding())


def test_money_that_nobody_calls_yuan_is_none(tmp_path: Path) -> None:
    rows = [["Works", title, "", "65,000", "", "梧州", day, ""] for title, day in
            (("Welder", "5/6/2025"), ("电工", "30/6/2025"))]  # fmt: skip
    kept = postings(run(tmp_path, rows))
    assert kept["wage_low_cny_month"].to_list() == [None, 65000]
    assert kept["seen_from"].to_list() == [date(2025, 6, 5), date(2025, 6, 30)]


def test_unstated_persons_count_at_the_mean_of_their_like(tmp_path: Path) -> None:
    small = [[f"小{n}", "电工", "", "", "2", "梧州", "2025-01-01", "少于50人"] for n in range(5)]
    large = [[f"大{n}", "电工", "", "", "10", "梧州", "2025-01-01", "500-1000人"] for n in range(5)]
    asked = [
        ["小末", "电工", "", "", "若干", "梧州", "2025-01-01", "少于50人"],
        ["大末", "电工", "", "", "", "梧州", "2025-01-01", "500-1000人"],
    ]
    result = run(tmp_path, [*small, *large, *asked])
    last = postings(result).tail(2)
    assert last["persons_counted"].to_list() == [2, 10]
    assert last["persons_imputed"].to_list() == [True, True]
    assert last["persons_low"].to_list() == [None, None]
    assert result.demand["openings"].sum() == 10 + 50 + 12


def test_persons_above_the_99th_percentile_count_at_it(tmp_path: Path) -> None:
    rows = [[f"厂{n}", "电工", "", "", "2", "梧州", "2025-01-01", ""] for n in range(199)]
    rows.append(["大厂", "电工", "", "", "9000", "梧州", "2025-01-01", ""])
    result = run(tmp_path, rows)
    assert result.demand["openings"].to_list() == [400]
    assert measure(result, "capped") == 1


def test_without_any_number_each_post_is_one_person_and_that_is_said(tmp_path: Path) -> None:
    result = run(tmp_path, [["甲", "电工", "", "", "", "梧州", "2025-01-01", ""]])
    assert result.demand["openings"].to_list() == [1]
    limits = list(Telling(result, OCCUPATIONS, "en").limits())
    assert any("lower bound" in sentence for sentence in limits)
    assert any("1 month only" in sentence for sentence in limits)


# What does not count ------------------------------------------------------------------------------


def test_rows_without_place_or_day_stay_but_do_not_count(tmp_path: Path) -> None:
    rows = [
        ["甲", "电工", "", "", "2", "万秀区", "2025-01-01", ""],
        ["乙", "电工", "", "", "2", "深圳", "2025-01-01", ""],
        ["丙", "电工", "", "", "2", "月球", "2025-01-01", ""],
        ["丁", "电工", "", "", "2", "梧州", "三天前", ""],
    ]
    rows += [["丁", "", "合计", "", "9", "", "", ""], ["某某劳务", "电工", "", "", "", "", "", ""]]
    result = run(tmp_path, rows, Scope(area="4504"))
    assert postings(result).height == 6
    assert result.demand.select("area", "openings").rows() == [("450403", 2)]
    counts = [measure(result, name) for name in ("outside", "no_area", "undated")]
    assert counts == [1, 1, 2]
    left = [row["value"] for row in result.quality.to_dicts() if row["measure"] in LEFT]
    assert measure(result, "read") == 6 == sum(left) + (measure(result, "counted") or 0)
    assert result.unread_days == (("三天前", 1),)
    assert result.unknown_places == (("月球", 1),)


def test_demand_is_for_the_districts_of_a_city_that_a_dataset_does_not_divide() -> None:
    known = replace(reference(), region=frozenset({"45", "4504"}))
    inside = [area.code for area in AREAS if known.is_of_region(area.code)]
    assert inside == ["45", "4504", "450403", "450405"]
    divided = replace(reference(), region=frozenset({"4504", "450403"}))
    assert not divided.is_of_region("450405")


def test_what_an_area_asked_for_decides_is_said(tmp_path: Path) -> None:
    twin = Place("440307", ("长洲区",), "4403")
    known = replace(reference(), places=Places([*AREAS, twin]))
    rows = [["甲", "电工", "", "", "2", place, "2025-01-01", ""] for place in ("长洲区", "万秀区")]
    source = written(tmp_path / "read", [HEAD, *rows])
    for scope, counted in ((ALL, ["450403"]), (Scope(area="4504"), ["450403", "450405"])):
        result = make_dataset([source], known, tmp_path / "made", load(), scope)
        assert sorted(result.demand["area"]) == counted
    assert result.assumed == (("长洲区", 1),)
    assert any("长洲区 (1)" in limit for limit in Telling(result, OCCUPATIONS, "en").limits())


def test_an_occupation_that_hardly_shows_online_gets_no_figure(tmp_path: Path) -> None:
    """Of 10 posts 9 are of electricians; farm workers are 1 of 10 online, 9 of 10 at work.

    Of welders half a post may be expected: that none is advertised says nothing.
    """
    rows = [[f"甲{n}", "电工", "", "", "1", "梧州", "2025-01-01", ""] for n in range(9)]
    rows.append(["乙", "农艺工", "", "", "1", "梧州", "2025-01-01", ""])
    result = run(tmp_path, rows, employment={"E": 50, "F": 900, "W": 50})
    assert result.demand["occupation"].to_list() == ["E"]
    assert result.hidden == ("F",)
    assert measure(result, "coverage_pct", "F") == pytest.approx(11.1)  # 10 % by 90 %
    assert measure(result, "coverage_pct", "W") == 0
    sentence = next(s for s in Telling(result, OCCUPATIONS, "en").limits() if "Not visible" in s)
    assert "农艺工" in sentence


def test_nothing_personal_is_kept(tmp_path: Path) -> None:
    """Columns of contacts and texts are not loaded; numbers in titles and names are taken off."""
    head = [*HEAD, "联系人", "联系电话", "职位描述"]
    row = ["甲厂 联系人王五１３８00001111", "电工 电话13800002222 微信:wang_13", "", "13800004444"]
    row += ["1", "梧州 13800005555"]
    row += ["2025-01-01", "", "王五", "13800003333", "请找王五 13800003333"]
    source = written(tmp_path / "read", [head, row])
    result = make_dataset([source], reference(), tmp_path / "made", load())
    for file in (tmp_path / "made").rglob("*"):
        if file.is_file() and file.suffix != ".parquet":
            text = file.read_text("utf-8")
            assert not [t for t in ("1380000", "王五", "wang") if t in text], file
    assert "1380000" not in "".join(Telling(result, OCCUPATIONS, "en").coding())
    cells = [str(cell) for frame in (postings(result), read_queue(result.folder))
             for row in frame.iter_rows() for cell in row]  # fmt: skip
    assert not [c for c in cells if any(t in c for t in ("1380000", "王五", "wang"))]
    assert postings(result)["title"].to_list() == ["电工"]
    assert result.sheets[0].unread == ("职位描述",)
    assert result.sheets[0].personal == 2


# Files --------------------------------------------------------------------------------------------


def test_a_file_without_headings_is_understood_by_its_cells(tmp_path: Path) -> None:
    rows = [
        [f"梧州示例{n}有限公司", ("电工", "会计")[n % 2], ("大专", "学历不限")[n % 2], "4-6千",
         "梧州·万秀区", "50-150人", f"06-{n + 1:02d}发布", "139"] for n in range(12)
    ]  # fmt: skip
    source = written(tmp_path / "read", rows)
    result = make_dataset([source], reference(), tmp_path / "made", load())
    sheet = result.sheets[0]
    assert sheet.is_guessed
    assert dict(sheet.columns) == {
        "enterprise": 0, "title": 1, "level": 2, "wage_low_cny_month": 3, "area": 4,
        "firm_size": 5, "seen_from": 6,
    }  # fmt: skip
    assert 'B = "title"' in sheet.settings
    assert postings(result)["seen_from"].min() == date(2025, 6, 1)  # the year of the file's name
    (tmp_path / "read" / "source.toml").write_text(sheet.settings, encoding="utf-8")
    again = make_dataset([source], reference(), tmp_path / "made", load())
    assert not again.sheets[0].is_guessed
    assert again.demand.equals(result.demand)


def test_constants_and_other_files_are_told(tmp_path: Path) -> None:
    source = written(tmp_path / "read", [["岗位", "人数"], ["电工", "3"]], "a.csv")
    (source / "other.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    (source / "source.toml").write_text(
        '[files."a.csv"]\nrename = {"人数" = "persons_low"}\n'
        'constants = {seen_from = "2024-05-01", area = "梧州"}\n',
        encoding="utf-8",
    )
    result = make_dataset([source], reference(), tmp_path / "made", load())
    assert result.demand.select("year", "area", "openings").rows() == [(2024, "4504", 3)]
    assert result.strange == ("other.csv",)


def test_city_and_state_in_two_columns_are_one_place(tmp_path: Path) -> None:
    rows = [["Company", "Job Title", "City", "State", "Posted"]]
    rows += [["A", "Welder", city, state, "2025-01-01"] for city, state in
             (("Columbus", "Ohio"), ("Columbus", "GA"), ("Columbus, Ohio", "Ohio"), ("", "Ohio"),
              ("Columbus", ""))]  # fmt: skip
    known = replace(reference(), places=Places([*STATES, *OHIO]))
    result = make_dataset([written(tmp_path / "r", rows)], known, tmp_path / "made", load())
    assert postings(result)["area"].to_list() == ["OC", "GC", "OC", "O", None]
    assert result.sheets[0].unread == ()


def test_province_city_and_district_in_three_columns_are_one_place(tmp_path: Path) -> None:
    rows = [["公司名称", "职位名称", "省份", "工作城市", "工作区域", "发布日期"]]
    places = [("广西", "梧州", "万秀区"), ("广西", "梧州", "长洲区"), ("", "梧州", ""),
              ("", "梧州·万秀区", "万秀区"), ("", "深圳", "月球"), ("广西", "", "")]  # fmt: skip
    rows += [["甲", "电工", *place, "2025-01-01"] for place in places]
    result = make_dataset([written(tmp_path / "r", rows)], reference(), tmp_path / "made", load())
    areas = ["450403", "450405", "4504", "450403", "4403", "45"]
    assert postings(result)["area"].to_list() == areas
    assert result.sheets[0].unread == ()


def test_where_every_file_is_refused_the_encoding_tried_is_named(tmp_path: Path) -> None:
    source = written(tmp_path / "read", [HEAD, ["甲厂", "电工"]])
    file = source / "招聘2025.csv"
    file.write_bytes(file.read_bytes() + b"\xff\xff\n")
    with pytest.raises(WrongInput) as refused:
        make_dataset([source], reference(), tmp_path / "made", load())
    assert "招聘2025.csv" in str(refused.value)
    assert "utf-8 from line 3" in str(refused.value)


def test_nothing_else_is_replaced(tmp_path: Path) -> None:
    source = written(
        tmp_path / "read", [HEAD, ["甲", "电工", "", "", "1", "梧州", "2025-01-01", ""]]
    )
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "mine.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(WrongInput, match="other files"):
        make_dataset([source], reference(), tmp_path / "made", load())
    with pytest.raises(WrongInput, match="job advertisements"):
        make_dataset([tmp_path / "made"], reference(), tmp_path / "new", load())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["made", "read"]


KILLED = """
import os, signal, sys
from pathlib import Path
from graph.ontology import load
from ingest.records.levels import Levels
from ingest.records.pipeline import ALL, make_dataset
from tests.test_records import reference

def report(step, _share):
    if step == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

make_dataset([Path(sys.argv[1])], reference(), Path(sys.argv[2]), load(), ALL, False, report)
"""


def test_a_killed_run_goes_on_without_a_lost_or_doubled_row(tmp_path: Path) -> None:
    rows, _ = planted(seed=3)
    whole = run(tmp_path, rows)
    to, stale = tmp_path / "again", tmp_path / ".making-records-other"
    stale.mkdir()
    run_killed = [sys.executable, "-c", KILLED, str(tmp_path / "read"), str(to), "code"]
    assert subprocess.run(run_killed, check=False).returncode == -signal.SIGKILL
    left = tmp_path / ".making-records-again"
    made = {f.name: f.stat().st_mtime_ns for f in (left / "tables").glob("*.parquet")}
    assert {"texts.parquet", "posts.parquet"} <= made.keys() - {"counted.parquet"}
    kept: dict[str, int] = {}

    def report(step: str, _share: float) -> None:
        if step == "write":
            kept.update({name: (left / "tables" / name).stat().st_mtime_ns for name in made})

    again = make_dataset([tmp_path / "read"], reference(), to, load(), progress=report)
    assert kept == made
    assert postings(again).equals(postings(whole))
    assert again.demand.equals(whole.demand)
    assert again.quality.equals(whole.quality)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again", "made", "read"]


def test_one_run_at_a_time_makes_a_dataset_and_other_inputs_begin_anew(tmp_path: Path) -> None:
    to = tmp_path / "made"
    with working_folder(to, "one") as folder:
        (folder / "tables").mkdir()
        with pytest.raises(WrongInput, match="Another run"), working_folder(to, "one"):
            pass
        assert (folder / "tables").is_dir()
    old = tmp_path / ".making-records-made" / "old"  # moved away by a run that was killed then
    old.mkdir(parents=True)
    (old / "demand.csv").touch()
    (old.parent / "tables").mkdir()
    with working_folder(to, "two") as folder:
        assert not (folder / "tables").exists()
        assert (to / "demand.csv").is_file()


def test_a_large_file_is_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        [f"厂{n}", '电工 "急"', "大专", "5-8千", "2", "梧州", "2025-01-01", ""] for n in range(9)
    ]
    small = run(tmp_path, rows)
    monkeypatch.setattr("ingest.records.read.LARGE", 10)
    large = make_dataset([tmp_path / "read"], reference(), tmp_path / "large", load())
    assert large.sheets[0].cells is None
    assert postings(large).equals(postings(small))
    monkeypatch.setattr("ingest.records.read._SAMPLE", 200)
    broken = tmp_path / "read" / "招聘2025.csv"
    broken.write_bytes(broken.read_bytes() + b"\xe5\xff,a,b,c,d,e,f,g\n")
    with pytest.raises(WrongInput, match="damaged line"):
        make_dataset([tmp_path / "read"], reference(), tmp_path / "large", load())
    assert postings(large).height == 9  # the earlier run is still there


def test_the_dataset_is_one_that_build_takes(tmp_path: Path) -> None:
    """Also the row for a city that equals those for its districts, which it does not hold."""
    rows = [["甲", "电工", "大专", "5-8千", "2", "梧州", "2025-01-01", ""]]
    rows.append(["丁", "电工", "大专", "5-8千", "2", "万秀区", "2025-01-01", ""])
    result = run(tmp_path, [*rows, ["乙", "普工", "", "", "3", "梧州", "2025-01-01", ""]])
    own = tmp_path / "own"
    own.mkdir()
    areas = "code,name,parent\n4504,梧州市,\n450403,万秀区,4504\n"
    (own / "areas.csv").write_text(areas, encoding="utf-8")
    (own / "occupations.csv").write_text("code,name\nE,电工\n", encoding="utf-8")
    ingested = ingest(open_datasets([own, result.folder], None, load()), load())
    assert ingested.findings.filter(pl.col("severity") != "info").height == 0
    row, of_district = ingested.tables["demand"].sort("area").to_dicts()
    assert (row["area"], of_district["area"], of_district["openings"]) == ("4504", "450403", 2)
    assert (row["basis"], row["grade"], row["openings"], row["level"]) == (
        "postings", "estimated", 2, 5,
    )  # fmt: skip
    assert row["wage_cny_month"] == 6500
    assert ingested.tables["titles"].select("title", "occupation").rows() == [
        ("普工", None), ("电工", "E"),
    ]  # fmt: skip
    assert ingested.tables["posting_quality"].height == result.quality.height


# Coding -------------------------------------------------------------------------------------------


def test_decided_then_rule_then_nothing(tmp_path: Path) -> None:
    decisions = [*DECIDED, Decision("电工", "船舶", "W", "乙", 2026)]
    head = [*HEAD, "行业"]
    titles = [("电工", ""), ("高级电工", ""), ("制茶 茶叶加工工", ""), ("普工", ""), ("店小二", "")]
    rows = [[f"厂{n}", t, "", "", "1", "梧州", "2025-01-01", "", i]
            for n, (t, i) in enumerate([*titles, ("电工", "船舶")])]  # fmt: skip
    source = written(tmp_path / "read", [head, *rows])
    result = make_dataset([source], reference(decisions), tmp_path / "made", load())
    assert postings(result).select("occupation", "coded_by").rows() == [
        ("E", "decided"), ("E", "rule"), ("T", "rule"), (None, "decided"), (None, None),
        ("W", "decided"),
    ]  # fmt: skip
    assert [row["title"] for row in queue_json(result.queue, "en")] == ["店小二"]
    assert result.persons_without == 1


def test_the_queue_is_ordered_by_persons_and_answers_come_back(tmp_path: Path) -> None:
    rows = [["甲", "店小二", "", "", "2", "梧州", "2025-01-01", ""]]
    rows += [["乙", "掌柜", "", "", "9", "梧州", "2025-01-01", ""]]
    before = run(tmp_path, rows)
    queue = queue_json(read_queue(before.folder), "en")
    assert [(row["title"], row["persons"], row["postings"]) for row in queue] == [
        ("掌柜", 9, 1), ("店小二", 2, 1),
    ]  # fmt: skip
    assert set(queue[0]) == {"title", "industry", "postings", "persons", "candidates"}
    answers = tmp_path / "titles.csv"
    names = {name: code for code, name in OCCUPATIONS.items()}
    answers.write_text(
        "title,occupation,reviewer,since\n掌柜,会计专业人员,甲,2026\n店小二,none,甲,2026-03-01\n伙计,,,\n",
        encoding="utf-8",
    )
    decided = read_decisions(answers, names, OCCUPATIONS, load())
    assert [(d.title, d.occupation, d.since) for d in decided] == [
        ("掌柜", "A", 2026), ("店小二", None, 2026),
    ]  # fmt: skip
    after = run(tmp_path, rows, decisions=decided)
    assert after.queue.height == 0
    assert after.demand.select("occupation", "openings").rows() == [("A", 9)]
    answers.write_text("title,occupation\n掌柜,会记\n", encoding="utf-8")
    with pytest.raises(WrongInput, match=r"titles\.csv:2"):
        read_decisions(answers, names, OCCUPATIONS, load())


def test_decisions_of_the_home_are_taken_in(tmp_path: Path) -> None:
    rows = [["甲", "掌柜", "", "", "9", "梧州", "2025-01-01", ""]]
    source, home = written(tmp_path / "read", [HEAD, *rows]), tmp_path / "home"
    log = TitleLog(home)
    log.decide(Decision("掌柜", None, "2-06-03-00", "甲", 2026), {"2-06-03-00": "会计专业人员"})
    assert make(Run((str(source),)), home, "en", "json") == 0
    demand = pl.read_csv(home / "records" / "demand.csv")
    assert demand.select("occupation", "openings").rows() == [("2-06-03-00", 9)]


@pytest.fixture(scope="module")
def starter() -> list[tuple[str, str]]:
    text = Path("packs/china/titles/titles.csv").read_text(encoding="utf-8")
    return [(row["title"], row["occupation"]) for row in csv.DictReader(io.StringIO(text))]


def test_probabilities_are_calibrated_and_what_is_accepted_is_right(
    starter: list[tuple[str, str]],
) -> None:
    """On titles left out: as many are right as the probabilities say, within sampling error."""
    model = Classifier([title for title, _ in starter], [code for _, code in starter])
    left_out = model.calibrate()
    for low in (0.4, 0.6, 0.8):
        within = (left_out.probabilities >= low) & (left_out.probabilities < low + 0.2)
        count = int(within.sum())
        assert count > 50
        expected = left_out.probabilities[within].mean()
        error = (expected * (1 - expected) / count) ** 0.5
        assert abs(left_out.right[within].mean() - expected) < 3 * error
    second, third = left_out.later
    assert 1 > second > third > 0
    precision = accepted_from(left_out)
    assert precision is not None
    assert precision.right >= SURE * precision.accepted


def test_titles_that_wait_can_ask_for_a_higher_threshold() -> None:
    right = np.arange(100) % 10 > 0
    left_out = LeftOut(np.full(100, 0.95), right, np.full(100, True), ())
    for waiting, threshold in (([], 0.5), ([0.6, 0.7, 0.93, 0.97], 0.75), ([0.6], 0.65)):
        precision = accepted_from(left_out, waiting)
        assert precision is not None
        assert precision.threshold == threshold


def test_an_unsure_title_waits(starter: list[tuple[str, str]]) -> None:
    occupations = {code: code for _, code in starter if code}
    decisions = [Decision(t, None, c or None, "甲", 2026) for t, c in starter]
    coder = coder_of(Reference(Places([]), occupations, {}, tuple(decisions)))
    assert coder.model is not None
    sure, *unsure = coder.model.answers(
        ["区域销售经理", "首席幸福官", "幼儿园司机", "会计老师", "挖掘机销售", "缝纫机维修"]
    )
    assert coder.accepts(sure)
    assert not any(coder.accepts(answer) for answer in unsure)
    names = {"美容师": "4-10-03-01", "surgeon": "2-05-01-02", "采购员": "4-01-01-00"}
    coder = replace(coder, names=names)
    titles = ["汽车美容师", "tree surgeon", "药品采购员"]
    assert [coder.by_rule(title) for title in titles] == [None, None, "4-01-01-00"]


def test_too_few_decisions_make_no_model() -> None:
    assert coder_of(reference()).model is None


def test_wilson() -> None:
    assert wilson(9, 10) == (59.6, 98.2)


def test_every_title_of_the_starter_has_an_occupation_of_the_pack(
    starter: list[tuple[str, str]],
) -> None:
    codes = set()
    for folder in ("occupations", "new-occupations"):
        file = Path("packs/china") / folder / "occupations.csv"
        codes |= set(pl.read_csv(file, infer_schema=False)["code"])
    assert {code for _, code in starter if code} <= codes
    assert len({title for title, _ in starter}) == len(starter) > 700


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_limits_first_and_the_queue_how_to_answer(
    tmp_path: Path, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["甲", "店小二", "", "", "3", "梧州", "2025-01-01", ""]]
    rows.append(["乙", "电工", "大专", "5-8千", "若干", "梧州", "2025-03-01", ""])
    result = run(tmp_path, rows)
    telling = Telling(result, OCCUPATIONS, lang)
    render(telling, load(), console())
    page = capsys.readouterr().out
    limits = say("records.limits.title", lang)
    assert page.index(limits) < page.index(say("records.top.title", lang, year=2025))
    assert "电工" in page
    render_queue(result.queue, result.queue.height, lang, console())
    queue = capsys.readouterr().out
    assert "店小二" in queue
    assert "none" in queue
    assert telling.as_json()["queue"] == {"titles": 1, "persons": 3.0}
