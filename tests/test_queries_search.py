"""Things are found by name, alias, code, pinyin and initials."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.convert.search_keys import SCHEMA, search_keys
from graph.door import open_build
from graph.ontology import load
from graph.queries.search import search
from graph.tables import Tables
from ingest.build import BuildRequest
from ingest.build import build as build_datasets


def things(**rows):
    ontology = load()
    frames = {}
    for table, named in rows.items():
        frames[table] = pl.DataFrame(
            [
                {
                    "name": name,
                    "name_en": english,
                    "aliases": aliases,
                    "node_key": key,
                    "uri": f"https://example.org/{table}/{key}",
                }
                for key, name, english, aliases in named
            ],
            schema={
                "name": pl.String,
                "name_en": pl.String,
                "aliases": pl.List(pl.String),
                "node_key": pl.String,
                "uri": pl.String,
            },
        )
    return search_keys(Tables.of(ontology, frames), ontology)


KEYS = things(
    areas=[("371722", "单县", None, []), ("450400", "梧州市", "Wuzhou", [])],
    colleges=[
        ("4145014171", "梧州职业学院", "Wuzhou Vocational College", ["梧职院"]),
        ("4145011354", "梧州学院", "Wuzhou University", []),
        ("X1", "单县职业中等专业学校", None, []),
    ],
    majors=[
        ("510201", "茶学", None, []),
        ("530605", "连锁经营", None, []),
        ("510102", "长期护理", None, []),
        ("530302", "大数据与会计", "Big data and accounting", []),
    ],
    enterprises=[("E1", "ABC（梧州）有限公司", None, []), ("E2", "a.*b[电子", None, [])],
)


def names(text, **options):
    return [found.name for found in search(KEYS, text, **options)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("wzzyxy", "梧州职业学院"),  # initials
        ("WZZYXY", "梧州职业学院"),
        ("wuzhouzhiye", "梧州职业学院"),  # pinyin
        ("梧职院", "梧州职业学院"),  # an alias
        ("wzy", "梧州职业学院"),  # initials of an alias
        ("vocational", "梧州职业学院"),  # English
        ("wuzhou univ", "梧州学院"),  # two words, both must fit
        ("4145014171", "梧州职业学院"),  # a code
        ("41450141", "梧州职业学院"),  # its beginning
        ("梧州", "梧州市"),  # the shorter of those that begin so
        ("单县", "单县"),
        ("shanxian", "单县"),  # the place's own reading, not dān
        ("sxzyzdzyxx", "单县职业中等专业学校"),
        ("kuaiji", "大数据与会计"),
        ("ＡＢＣ(梧州)", "ABC（梧州）有限公司"),  # full width, other brackets
        ("cha", "茶学"),  # a whole syllable before chang
    ],
)
def test_what_people_type_finds_the_thing_first(typed, first):
    assert names(typed)[0] == first


def test_nothing_typed_or_nothing_fitting_finds_nothing():
    assert names("") == names("  \n ") == names("zzzz") == []
    assert search(pl.DataFrame(schema=SCHEMA), "梧州") == []


def test_every_word_must_fit():
    assert names("梧州 学院") == ["梧州学院", "梧州职业学院"]
    assert names("梧州 会计") == []


def test_signs_are_letters_not_patterns():
    assert names("a.*b[") == ["a.*b[电子"]
    assert names(".*") == ["a.*b[电子"]


def test_tables_and_limit_narrow_the_answer():
    assert names("梧州", tables=("areas",)) == ["梧州市"]
    assert len(names("梧州", limit=2)) == 2


@given(st.text(max_size=12))
def test_any_text_is_answered(text):
    for found in search(KEYS, text):
        row = KEYS.filter(pl.col("uri") == found.uri).row(0, named=True)
        assert row["name"] == found.name


@pytest.mark.parametrize("name", KEYS["name"].to_list())
def test_each_thing_is_found_by_its_own_name(name):
    assert name in names(name)


def test_a_build_keeps_what_its_things_are_found_by(tiny, tmp_path):
    build_datasets(BuildRequest((tiny,), None, tmp_path, stores="tables"))
    build = open_build(tmp_path)
    kept = build.search_keys
    assert kept.equals(search_keys(build.tables, load()))
    assert {"colleges", "majors", "measures", "policies"} <= set(kept["table"])
    (build.folder / "search.parquet").unlink()
    assert open_build(tmp_path).search_keys.equals(kept)
