"""Keys to find each named thing by: names, codes, pinyin and initials."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

import polars as pl

from graph.ontology import Ontology, Table

READINGS_FILE = Path(__file__).with_name("readings.toml")
BREAK = "\n"  # between the spellings of one thing; stands before the first one too

SCHEMA = {
    "table": pl.String,
    "node_key": pl.String,
    "uri": pl.String,
    "name": pl.String,
    "name_en": pl.String,
    "codes": pl.String,
    "names": pl.String,
    "syllables": pl.String,
    "pinyin": pl.String,
    "initials": pl.String,
}
SPELLED = ("names", "syllables", "pinyin", "initials")


def search_keys(tables: Mapping[str, pl.DataFrame], ontology: Ontology) -> pl.DataFrame:
    """List the search keys, one row for each named thing, in the order of the tables.

    Shapes: the columns of :data:`SCHEMA`. ``codes``, ``names``, ``syllables``, ``pinyin`` and
    ``initials`` hold every spelling, plain (see :func:`plain`), each with a line break before it.
    """
    frames = [
        _keys(table, table.title, tables[table.name])
        for table in ontology.input_tables()
        if table.is_node and table.title and tables[table.name].height
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)


def plain(text: str) -> str:
    """Normalise a text for comparing: one width, lower case, without white space.

    >>> plain(" 梧州　学院（Ａ） ")
    '梧州学院(a)'
    """
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def syllables(text: str) -> list[str]:
    """Split a name into syllables as people type them; what is not Chinese stays.

    >>> syllables("单县职业学院")
    ['shan', 'xian', 'zhi', 'ye', 'xue', 'yuan']
    >>> syllables("AI（训练）师")
    ['ai', 'xun', 'lian', 'shi']
    """
    spoken = ("".join(filter(str.isalnum, plain(part))) for part in _pinyin()(text))
    return [part for part in spoken if part]


@cache
def _pinyin() -> Callable[[str], list[str]]:
    """Return the library's function, with our readings; loaded when first needed."""
    from pypinyin import lazy_pinyin
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.seg.mmseg import seg

    readings = tomllib.loads(READINGS_FILE.read_text(encoding="utf-8"))
    ours = {
        word: [[syllable] for syllable in reading.split()]
        for part in readings.values()
        for word, reading in part.items()
    }
    PHRASES_DICT.update(ours)
    seg.train(
        iter(ours)
    )  # load_phrases_dict learns every word it has once more, which takes longest
    return lazy_pinyin


def _keys(table: Table, title: str, rows: pl.DataFrame) -> pl.DataFrame:
    nothing = pl.lit(None, pl.String)
    things = rows.filter(pl.col(title).is_not_null()).select(
        pl.lit(table.name).alias("table"),
        "node_key",
        "uri",
        pl.col(title).alias("name"),
        (pl.col("name_en") if "name_en" in rows.columns else nothing).alias("name_en"),
        (BREAK + pl.col("node_key").str.to_lowercase()).alias("codes"),
        (pl.col("aliases") if "aliases" in rows.columns else nothing).alias("aliases"),
    )
    spelled = [
        _spelled([name for name in (row["name"], row["name_en"], *(row["aliases"] or ())) if name])
        for row in things.select("name", "name_en", "aliases").iter_rows(named=True)
    ]
    return things.drop("aliases").hstack(
        pl.DataFrame(spelled, schema={name: SCHEMA[name] for name in SPELLED})
    )


def _spelled(names: list[str]) -> dict[str, str]:
    spoken = [syllables(name) for name in names if not name.isascii()]
    return {
        "names": _joined(plain(name) for name in names),
        "syllables": _joined(" ".join(parts) for parts in spoken),
        "pinyin": _joined("".join(parts) for parts in spoken),
        "initials": _joined("".join(part[0] for part in parts) for parts in spoken),
    }


def _joined(spellings: Iterable[str]) -> str:
    return "".join(BREAK + spelling for spelling in dict.fromkeys(spellings) if spelling)
