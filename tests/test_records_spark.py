"""Records on Spark: every table of every step is that of DuckDB. Needs ``make spark`` and Java."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from graph.errors import WrongInput
from graph.ontology import load
from ingest.records import pipeline
from ingest.records.code import code_titles, coder_of, titles_of
from ingest.records.count import Scope
from ingest.records.engine import DuckDB, Engine
from ingest.records.hires import (
    count_hires,
    demand_of_hires,
    normalise_people,
    quality_of_hires,
)
from ingest.records.levels import NAME, Levels
from ingest.records.people import load_people
from ingest.records.pipeline import make_dataset
from ingest.records.read import open_records
from ingest.records.run import engine_of
from ingest.records.spark import Spark
from ingest.records.titles import Decision
from tests.test_records import DECIDED, HEAD, TITLES, WAGES, planted, reference, written

HEADS = [*HEAD, "经验", "是否中介", "行业", "截止日期", "职位ID"]
LEVELS = [
    "统招本科",
    "本科/大专",
    "学历不限",
    "中技/中专",
    "Bachelor's degree",
    "MBA",
    "看能力",
    "大学",
    "5",
]
DATES = ["06-28发布", "2025-08-30 14:07:12", "2025年8月3日", "20250830", "Aug 30, 2025",
         "30 August 2025", "8/30/2025", "3天前", "02-30"]  # fmt: skip
PERSONS = ["5人", "3-5人", "招3人", "若干", "50-150人", "0", "1,200人", "5-3人", "10人以上"]
SIZES = ["少于50人", "50-150人", "500-1000人", "1,000+"]
PLACES = ["梧州·万秀区", "梧州", "广西梧州·长洲区", "深圳", "月球", ""]


def advertisements() -> list[list[str]]:
    """What people write, each beside the other; repeats of one post; agencies; a large number."""
    rows = [[*row, "", "", "", "", ""] for row in planted(seed=7)[0]]
    texts = [*WAGES, *TITLES]
    for n in range(150):
        title = list(TITLES)[n % len(TITLES)] if n % 3 else "电工"
        rows.append([
            f"厂{n % 40}" if n % 11 else "", title, LEVELS[n % len(LEVELS)],
            list(WAGES)[n % len(WAGES)], PERSONS[n % len(PERSONS)], PLACES[n % len(PLACES)],
            DATES[n % len(DATES)], SIZES[n % len(SIZES)], f"{n % 5}-{n % 5 + 2}年",
            ("是", "否", "")[n % 3] if n % 7 == 0 else "", ("船舶", "茶业", "")[n % 3],
            "2025-09-30" if n % 4 == 0 else "", f"id{n % 100}" if n % 2 else "",
        ])  # fmt: skip
    rows += [[f"乙{n}", "电工", "", "", "9000" if n else "2", "梧州", "2025-01-01"] for n in (0, 1)]
    rows += [
        ["丁厂", title, "", "", "1", place, "2025-01-01"]
        for title in ("电工", "电工班长")
        for place in ("广西", "梧州", "万秀区")
    ]
    rows += [["丙服务部", f"岗位{n}号", "", "", "1", "梧州", "2025-01-01"] for n in range(21)]
    assert texts
    return [[*row, *[""] * (len(HEADS) - len(row))] for row in rows]


@pytest.fixture
def tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, Callable[[Path], Engine]], dict[str, pl.DataFrame]]:
    """Make the dataset with an engine, and return the tables of its steps and of the dataset."""
    source = written(tmp_path / "read", [HEADS, *advertisements()])
    decisions = [*DECIDED, Decision("电工", "船舶", "W", "乙", 2026)]
    publish = pipeline.publish

    def keep(folder: Path, to: Path) -> None:
        shutil.copytree(folder / "tables", tmp_path / f"tables of {to.name}")
        publish(folder, to)

    def run(name: str, engine: Callable[[Path], Engine]) -> dict[str, pl.DataFrame]:
        known = reference(decisions, {"E": 50, "F": 900})
        result = make_dataset(
            [source], known, tmp_path / name, load(), Scope(area="4504"), engine=engine
        )
        kept = {
            path.stem: pl.read_parquet(path / "*.parquet" if path.is_dir() else path)
            for path in (tmp_path / f"tables of {name}").iterdir()
        }
        written_there = {"postings.parquet": pl.read_parquet(tmp_path / name / "postings.parquet")}
        frames = {"demand": result.demand, "quality": result.quality, "queue": result.queue}
        return kept | frames | written_there

    monkeypatch.setattr(pipeline, "publish", keep)
    return run


@pytest.mark.filterwarnings("default")  # PySpark's own
def test_every_step_makes_the_same_table(
    tables: Callable[[str, Callable[[Path], Engine]], dict[str, pl.DataFrame]],
    require: Callable[..., None],
) -> None:
    require("pyspark", "make spark installs it")
    require("java")
    here = tables("here", DuckDB)
    there = tables("there", lambda folder: Spark(folder, "local[2]"))
    assert here.keys() == there.keys()
    assert here["near_0"].height > 40
    assert here["wider"].height == 4
    assert here["counted"]["is_imputed"].n_unique() == 2
    ordered = {"demand", "quality", "queue", "postings.parquet"}
    for name, frame in here.items():
        assert_frame_equal(
            frame, there[name], check_row_order=name in ordered, rel_tol=1e-12, abs_tol=0
        )


def registered(engine: Engine, source: Path) -> dict[str, pl.DataFrame]:
    """Tables of the steps from registrations to demand; the numbers of persons are drawn anew."""
    known = reference([*DECIDED, Decision("电工", "船舶", "W", "乙", 2026)])
    opened = open_records([source], load(), known.places.knows)
    coder, scope = coder_of(known), Scope(area="4504")
    with closing(engine):
        load_people(engine, opened.sheets)
        normalise_people(engine, known, Levels(load().code_lists[NAME]))
        code_titles(engine, coder, titles_of(engine, "records"), known.decisions)
        count_hires(engine, known, scope)
        ordered = {
            name: engine.frame(f"SELECT * FROM {name} ORDER BY id").drop("person")
            for name in ("records", "spells", "counted")
        }
        made = {
            "demand": demand_of_hires(engine),
            "quality": quality_of_hires(engine, coder, scope),
        }
        return ordered | made


@pytest.mark.filterwarnings("default")  # PySpark's own
def test_registrations_make_the_same_tables(tmp_path: Path, require: Callable[..., None]) -> None:
    require("pyspark", "make spark installs it")
    require("java")
    head = ["人员编号", "单位名称", "工种", "区域", "学历", "出生年份", "年龄", "合同起始日期",
            "合同终止日期", "行业"]  # fmt: skip
    rows = [
        [f"{n % 37:04x}" if n % 29 else "", f"厂{n % 3}", "电工" if n % 3 else list(TITLES)[n % 14],
         PLACES[n % 6], LEVELS[n % 9], ("2002", "", "1980")[n % 3], ("", "19岁", "x")[n % 3],
         (*DATES, "202403", "2025年6月")[n % 11], ("", "2025-09-30", "2024-12", "长期")[n % 4],
         ("船舶", "")[n % 2]]
        for n in range(600)
    ]  # fmt: skip
    source = written(tmp_path / "read", [head, *rows], "就业登记2025.csv")
    here = registered(DuckDB(None), source)
    there = registered(Spark(None, "local[2]"), source)
    assert here["spells"].filter(pl.col("place") > 1).height > 50
    assert here["demand"]["entrant_pct"].null_count() < here["demand"].height
    for name, frame in here.items():
        assert_frame_equal(frame, there[name], rel_tol=1e-12, abs_tol=0)


def test_without_spark_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.records.spark.find_spec", lambda _name: None)
    with pytest.raises(WrongInput, match="make spark"):
        engine_of("spark", "spark://host:7077")(tmp_path)
    with pytest.raises(WrongInput, match="--engine spark"):
        engine_of("duckdb", "spark://host:7077")
