"""The reference pack of China: its counts, its structure, what a search finds among its things."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from graph.convert.search_keys import search_keys
from graph.ontology import load
from graph.queries.search import search
from graph.settings import DEMO, PACKS
from ingest.datasets import open_datasets
from ingest.pipeline import Ingested, ingest

COUNTS = {
    "areas": 3347,  # 31 provinces, 342 prefectures, 2,974 counties
    "industries": 1971,
    "occupations": 2055 + 34,
    "majors": 1489 + 277 + 816 + 93,  # vocational majors and classes, undergraduate ones
    "colleges": 2919,
    "crosswalk": 6464,
    "titles": 788,
}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    own = tmp_path_factory.mktemp("own")
    (own / "units.csv").write_text("编号,名称\nU,教育局\n", encoding="utf-8")
    return ingest(open_datasets([own], None, load(), ("china",), whole_pack=True), load())


def test_everything_is_read_and_every_code_is_there_once(pack: Ingested) -> None:
    assert pack.findings.height == 0
    counts = {name: pack.counts[name] for name in COUNTS}
    assert counts == {name: {"read": n, "kept": n} for name, n in COUNTS.items()}


@pytest.mark.parametrize("table", ["areas", "industries", "occupations", "majors"])
def test_parents_are_there(pack: Ingested, table: str) -> None:
    rows = pack.tables[table]
    assert set(rows["parent"].drop_nulls()) <= set(rows["node_key"])


def test_levels_and_classes_of_majors(pack: Ingested) -> None:
    majors = pack.tables["majors"]
    levels = dict(majors.select("node_key", "level").rows())
    members = majors.filter(pl.col("parent").is_not_null())
    assert all(
        levels[parent] == level for parent, level in members.select("parent", "level").rows()
    )
    assert Counter(members["level"]) == {3: 368, 5: 800, 6: 321 + 816}
    is_class = ~pl.col("node_key").is_in(members["node_key"].implode())
    assert majors.filter(is_class)["node_key"].str.len_chars().unique().to_list() == [4]
    assert majors.filter(is_class).height == 277 + 93


def test_areas_industries_and_occupations(pack: Ingested) -> None:
    areas = pack.tables["areas"]
    assert Counter(areas["rank"]) == {"省级": 31, "地级": 342, "县级": 2974}
    assert areas.filter(pl.col("parent").is_null())["rank"].unique().to_list() == ["省级"]
    industries = pack.tables["industries"]
    assert Counter(industries["node_key"].str.len_chars()) == {1: 20, 2: 97, 3: 473, 4: 1381}
    marks = pack.tables["occupations"].select(pl.col("green", "digital").sum()).row(0)
    assert marks == (139, 109)
    names = dict(pack.tables["occupations"].select("node_key", "name").rows())
    assert names["4-04-04-07"] == "网络安全等级保护测评师"
    assert names["6-31-07-05"] == "智能网联汽车装调运维员"
    assert sum(key.startswith("new-") for key in names) == 15


def test_colleges_lie_where_they_are(pack: Ingested) -> None:
    colleges = pack.tables["colleges"]
    assert Counter(colleges["level"]) == {5: 1554, 6: 1365}
    assert Counter(colleges["public"]) == {True: 2074, False: 829, None: 16}
    assert colleges["area"].null_count() == 0
    areas = dict(colleges.select("name", "area").rows())
    assert areas["北京大学"] == "110000"
    assert areas["梧州学院"] == "450400"
    assert areas["西藏民族大学"] == "610400"  # run by Tibet, in Xianyang
    assert areas["东莞理工学院"] == "441900"
    assert areas["临夏现代职业学院"] == "622900"


def test_pairs_are_graded_and_say_who_compiled_them(pack: Ingested) -> None:
    pairs = pack.tables["crosswalk"]
    assert set(pairs["grade"]) == {"reported"}
    (ref,) = set(pairs["ref"])
    assert "第三方" in ref
    assert pairs["confidence"].null_count() == pairs.height  # nobody states one
    titles = dict(pack.tables["sources"].select("uri", "title").rows())
    assert all(
        "第三方" in titles[uri] and "2023" in titles[uri] for uri in set(pairs["source_uri"])
    )
    assert pairs.filter(pl.col("major") == "520201")["occupation"].n_unique() >= 5


@pytest.mark.parametrize("table", ["areas", "industries", "occupations", "majors", "colleges"])
def test_the_shipped_example_uses_the_same_codes_and_names(pack: Ingested, table: str) -> None:
    """The example keeps files of its own for their English names, and does not say otherwise."""
    own = pl.read_csv(DEMO / "facts" / f"{table}.csv", infer_schema=False)
    names = dict(pack.tables[table].select("node_key", "name").rows())
    otherwise = {
        code for code, name in own.select("code", "name").rows() if names.get(code, name) != name
    }
    assert otherwise == set()


# Search --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keys(pack: Ingested) -> pl.DataFrame:
    return search_keys(pack.tables, load())


def names(keys: pl.DataFrame, typed: str, limit: int = 12) -> list[str]:
    return [result.name for result in search(keys, typed, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("护理", ["护理", "护理", "护理", "护理学"]),
        ("会计", ["会计学"]),
        ("护理学", ["护理学"]),
        ("电工", ["电工"]),
        ("机电一体化技术", ["机电一体化技术"]),
        ("机电一体化", ["机电一体化技术"]),
        ("学前教育", ["学前教育"]),
        ("茶艺师", ["茶艺师"]),
        ("茶艺", ["茶艺师"]),
        ("计算机应用", ["计算机应用", "计算机应用技术"]),
        ("人工智能", ["人工智能"]),
        ("梧州", ["梧州市", "梧州学院", "梧州职业学院"]),
        ("北京大学", ["北京大学"]),
        ("520201", ["护理"]),
        ("4-10-01-05", ["养老护理员"]),
        ("hulixue", ["护理学"]),
        ("hlx", ["护理学"]),
        ("dsjykj", ["大数据与会计"]),
        ("养老护理员", ["养老护理员"]),
        ("软件技术", ["软件技术"]),
        ("临床医学", ["临床医学"]),
    ],
)
def test_the_right_thing_comes_first(keys: pl.DataFrame, typed: str, first: list[str]) -> None:
    assert names(keys, typed)[: len(first)] == first


@pytest.mark.parametrize(
    ("typed", "before", "after"),
    [
        ("会计", "会计专业人员", "会展设计师"),
        ("会计", "大数据与会计", "会展设计师"),
        ("护理", "养老护理员", "机械治疗及病房护理设备制造"),
        ("营销", "市场营销", "医药营销师"),
    ],
)
def test_a_head_word_goes_before_letters(
    keys: pl.DataFrame, typed: str, before: str, after: str
) -> None:
    found = names(keys, typed, 200)
    assert before in found
    assert after not in found or found.index(before) < found.index(after)


def test_majors_of_one_name_come_in_the_order_of_their_levels(keys: pl.DataFrame) -> None:
    assert [result.key for result in search(keys, "护理", 3)] == ["720201", "520201", "320201"]


def test_short_names_of_areas_are_understood(tmp_path: Path) -> None:
    written = ["广西", "恩施州", "临夏州", "金秀县", "上海浦东", "浙江杭州", "杭州·西湖区"]
    rows = "".join(f"养老护理员,{2010 + i},{text},1\n" for i, text in enumerate(written))
    (tmp_path / "demand.csv").write_text("职业,年份,区域,招聘需求\n" + rows, encoding="utf-8")
    found = ingest(open_datasets([tmp_path], None, load(), ("china",)), load())
    areas = found.tables["demand"].sort("year")["area"].to_list()
    assert areas == ["450000", "422800", "622900", "451324", "310115", "330100", "330106"]


# Files as they are published -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "table", "kept"),
    [
        ("专业-职业对照表.xlsx", "crosswalk", 6464),
        ("W020250627301230138068.xls", "colleges", 2919),
        ("职业教育专业目录.xlsx", "majors", 1443),
    ],
)
def test_published_lists_are_read_with_one_line_of_settings(
    shared: Path, tmp_path: Path, file: str, table: str, kept: int
) -> None:
    published = shared / "real" / "china-catalogues" / file
    if not published.is_file():
        pytest.skip("the published files are not here")
    (tmp_path / file).write_bytes(published.read_bytes())
    settings = f'packs = ["china"]\n[files."{file}"]\ntable = "{table}"\n'
    (tmp_path / "source.toml").write_text(settings, encoding="utf-8")
    found = ingest(open_datasets([tmp_path], None, load()), load())
    assert found.findings.filter(pl.col("severity") == "error").height == 0
    sources = found.tables["sources"]
    own = sources.filter(pl.col("file") == file)["uri"].implode()
    rows = found.tables[table].filter(pl.col("source_uri").is_in(own))
    assert rows.height == kept
    if table == "majors":  # each in the class of its code
        assert (rows["parent"] == rows["node_key"].str.slice(0, 4)).all()
    if table == "colleges":
        assert rows["area"].null_count() == 0
        official = pl.read_csv(PACKS / "china/colleges/colleges.csv", infer_schema=False)
        areas = rows.select(pl.col("node_key").alias("code"), pl.col("area").alias("read"))
        assert official.join(areas, on="code").filter(pl.col("area") != pl.col("read")).height == 0
