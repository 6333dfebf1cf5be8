"""Firms, colleges and units that rows name and no table holds: the rows stay, the thing is made.

Such a thing has a name and nothing else, and is marked ``mentioned_only``. Its key is that of a
thing without a code, so that rows which spell it alike mean the same thing. What names a kind or a
sum instead of a thing (高职院校, 全部企业) makes none, nor does a text with personal data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from graph.masking import without_personal
from graph.ontology import Column, Ontology, Table
from ingest.additions import HAVE_ADDITIONS, parted
from ingest.forms import MENTIONED, UNKNOWN
from ingest.text import normal_name

MARK = "mentioned_only"
GRADE = "reported"
_NO_FACTS = {MARK, "name", "name_en", "aliases", "grade", "ref", "note"}
PART, ROW, DATASET = "__part", "__row", "__dataset"
PLACES = {"table": pl.String, "node_key": pl.String, "name": pl.String} | dict.fromkeys(
    [PART, ROW], pl.Int64
)
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{3,}")
_KIND = r"院校|学校|高校|学院|大学|企业|公司|单位|部门|机构|集体|个体户?"
_SUM = (
    r"(?:全[市省县区国体部]|各|本[市省县区校]|其[他它余]|某|所有|上述|有关|相关|若干|多[家所个]|外地|"
    r"[市省境][内外]|[一二两三四五六七八九十\d]+[所家个])"
)
_QUALITY = (
    r"(?:普通|公办|民办|国有|私营|民营|外资|合资|重点|规上|规模以上|大型|中小?型?|小微|市属|省属|区属|县属|部属|"
    r"地方|中央|本科|专科|大专|高职|高专|中职|中专|技工|技师|中等|高等|职业|专业|成人)"
)
_NO_THING = re.compile(
    rf"(?!.*(?:有限|股份|集团))(?:{_SUM}(?:.{{0,8}}(?:{_KIND}))?(?:等|汇总)?"
    rf"|{_QUALITY}+(?:{_KIND})?|{_KIND}|.*(?:合计|小计|总计|平均)|不[详限明]|未知|未定)"
)


def is_mentionable(table: Table) -> bool:
    """Tell whether rows may name things that their table does not hold."""
    return MARK in table.by_name


def with_true_marks(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows in which the mark is gone where a person has filled in what was unknown."""
    if not is_mentionable(table):
        return rows
    required = [pl.col(c.name).is_not_null() for c in table.columns if c.required]
    facts = [pl.col(c.name).is_not_null() for c in table.columns if c.name not in _NO_FACTS]
    is_filled_in = pl.all_horizontal(required) & pl.any_horizontal(facts)
    return rows.with_columns(pl.when(pl.col(MARK) & ~is_filled_in).then(True).alias(MARK))


def with_mentions(ontology: Ontology, column: Column, meanings: pl.DataFrame) -> pl.DataFrame:
    """Return meanings in which unknown names of firms, colleges and units mean a thing to be made.

    ``meanings``: as ``RESOLVED``.
    """
    targets = ontology.targets_of(column)
    if len(targets) != 1 or not is_mentionable(targets[0]):
        return meanings
    unknown = meanings.filter(pl.col("how") == UNKNOWN)["written"]
    keys, additions = {}, {}
    for written in unknown:
        name, addition = _parted(written, targets[0].name)
        if names_a_thing(name) and without_personal(written) == written:
            keys[written], additions[written] = key_of(name), addition
    if not keys:
        return meanings
    is_mentioned = pl.col("written").is_in(list(keys))
    return meanings.with_columns(
        pl.col("written").replace_strict(keys, default=pl.col("key")).alias("key"),
        pl.when(is_mentioned).then(pl.lit(MENTIONED)).otherwise("how").alias("how"),
        pl.col("written").replace_strict(additions, default=pl.col("addition")).alias("addition"),
    )


def _parted(written: str, table: str) -> tuple[str, str | None]:
    parts = parted(written, table) if table in HAVE_ADDITIONS else None
    return parts or (written, None)


def names_a_thing(name: str) -> bool:
    """Tell whether a text can be the name or the code of one thing.

    >>> [names_a_thing(name) for name in ("示例学院", "4145014000", "高职院校", "其他企业", "12")]
    [True, True, False, False, False]
    """
    folded = normal_name(name)
    if not re.search(r"[^\W\d_]", folded):
        return _CODE.fullmatch(folded) is not None
    return len(folded) > 1 and _NO_THING.fullmatch(folded) is None


def key_of(name: str) -> str:
    """Return the key of a thing by its name, or by its code if that is all there is."""
    return name.strip() if _CODE.fullmatch(name.strip()) else normal_name(name)


def places_of(table: Table, rows: pl.DataFrame, meanings: pl.DataFrame) -> pl.DataFrame:
    """Return the first row that names each thing to be made, as :data:`PLACES`.

    ``rows``: with ``written`` as in the meanings.
    """
    made = meanings.filter(pl.col("how") == MENTIONED)
    if not made.height:
        return pl.DataFrame(schema=PLACES)
    hits = rows.select("written", PART, ROW).join(made.select("written", "key"), on="written")
    firsts = hits.sort(PART, ROW).unique("key", keep="first", maintain_order=True)
    names = [_parted(written, table.name)[0].strip() for written in firsts["written"]]
    return firsts.select(
        pl.lit(table.name).alias("table"),
        pl.col("key").alias("node_key"),
        pl.Series("name", names, dtype=pl.String),
        PART,
        ROW,
    )


def made_things(
    table: Table, places: pl.DataFrame, schema: Mapping[str, Any], named: pl.Series
) -> pl.DataFrame:
    """Return the rows of things that are only mentioned, with the place that names each first.

    ``named``: the keys by which rows that stayed name things of the table.
    """
    own = places.filter(pl.col("table") == table.name, pl.col("node_key").is_in(named.implode()))
    own = own.sort(PART, ROW).unique("node_key", keep="first", maintain_order=True)
    given = {
        "name": pl.col("name"),
        "grade": pl.lit(GRADE),
        MARK: pl.lit(True),
        "node_key": pl.col("node_key"),
        PART: pl.col(PART),
        ROW: pl.col(ROW),
    }
    return own.select(
        given.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in schema.items()
    )
