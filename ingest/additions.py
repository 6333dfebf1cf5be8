"""Additions behind a name: 护理（助产方向）, 护理专业, 示例学院（西校区）."""

from __future__ import annotations

import re

import polars as pl

from ingest.text import WHITE, normal_name

ADDITION = "__addition"  # column of frames: the texts behind the names of a row
HAVE_ADDITIONS = frozenset({"majors", "colleges"})
_BRACKET = re.compile(r"(?P<base>.+?)\((?P<said>[^()]+(?:\([^()]*\)[^()]*)?)\)")
_BEHIND = re.compile(rf"(?P<base>.+?)(?:[{WHITE}]+|[-—–·/])(?P<said>[^-—–·/]+)")
# Behind a dash or a blank, only texts that surely are no part of the name.
_BESIDE = re.compile(r".+(?:方向|校区|分校|分院|院区|教学点)")
# A class within a college for some of a major's students, and the text by which it is named.
_GROUP = re.compile(r"(?P<base>.+?)(?P<said>(?:试验|实验|基地|卓越|拔尖|创新|订单|定向)班)")
_PLACES = re.compile(r".*(?:校区|分校|分院|院区|校本部|本部|教学点|办学点)")
_TRACK = re.compile(
    r"\d|[一二三四五六两]年|一贯|贯通|学徒|合作办学|专升本|对口|单招|扩招|订单|定向|直通|分段"
)
_LISTED = ("含", "包含", "包括", "注")  # before the members of a class, or a remark
_SUFFIX = "专业"
LONGEST = 100  # characters of a name that is parted


def parted(written: str, table: str) -> tuple[str, str] | None:
    """Part a written name into name and addition; None where it has no addition.

    >>> parted("护理（助产方向）", "majors"), parted("护理专业", "majors")
    (('护理', '助产方向'), ('护理', ''))
    >>> parted("小学教育(师范)(定向)", "majors"), parted("甲大学（北京）", "colleges")
    (('小学教育', '师范；定向'), None)
    """
    if len(written) > LONGEST:
        return None
    name = written.strip()
    additions: list[str] = []
    while (parts := _split_last(name)) is not None:
        name, addition = parts
        additions.insert(0, addition)
    if table == "colleges":
        return (
            (name, "；".join(additions))
            if additions and all(map(_PLACES.fullmatch, additions))
            else None
        )
    bare = normal_name(name)
    if len(bare) > len(_SUFFIX) + 1 and bare.endswith(_SUFFIX):
        return bare.removesuffix(_SUFFIX), "；".join(additions)
    return (name, "；".join(additions)) if additions else None


def readings(written: str, table: str) -> list[tuple[str, str]]:
    """List what a name with additions may be, the likeliest first, each as name and addition.

    What stands behind the name of a pilot class may be the class of majors that it is of.

    >>> readings("工科试验班（甲类）", "majors")
    [('工科', '试验班；甲类'), ('甲类', '工科试验班')]
    """
    parts = parted(written, table)
    if parts is None:
        return []
    plain = normal_name(written)
    if table != "majors" or not plain.endswith(")") or not _GROUP.fullmatch(plain.split("(")[0]):
        return [parts]
    whole, inner = plain.split("(", 1)
    return [parts, (inner.removesuffix(")"), whole)]


def _split_last(name: str) -> tuple[str, str] | None:
    plain = name.translate(str.maketrans("（）〔〕［］【】[]", "()()()()()")).strip()
    if (match := _BRACKET.fullmatch(plain)) is not None:
        return match["base"].strip(), match["said"].strip()
    if (match := _GROUP.fullmatch(plain)) is not None:
        return match["base"].strip(), match["said"]
    match = _BEHIND.fullmatch(plain)
    if match is not None and _BESIDE.fullmatch(match["said"]):
        return match["base"].strip(), match["said"].strip()
    return None


def is_track(addition: str) -> bool:
    """Tell whether an addition says how one studies, not what or where.

    >>> is_track("3+2"), is_track("助产方向"), is_track("含软件工程等2个专业")
    (True, False, False)
    """
    return _TRACK.search(addition) is not None and not addition.startswith(_LISTED)


def with_additions(rows: pl.DataFrame) -> pl.DataFrame:
    """Write the text behind a name (``addition``) to the row's track, else to its note.

    It is kept in :data:`ADDITION` too, since it may tell rows apart.
    """
    if rows["addition"].null_count() == rows.height:
        return rows
    additions = rows["addition"].drop_nulls().unique().to_list()
    texts = [text for text in additions if text]
    if not texts:
        return rows
    track = pl.lit(False)
    if "track" in rows.columns:
        tracks = [text for text in texts if is_track(text)]
        track = pl.col("addition").is_in(tracks) & pl.col("track").is_null()
        rows = (
            rows.with_columns(
                pl.when(track).then("addition").otherwise("track").alias("track"),
            )
            if tracks
            else rows
        )
        track = pl.col("addition").is_in(tracks) & (pl.col("track") == pl.col("addition"))
    noted = pl.when((pl.col("addition") != "") & ~track.fill_null(False)).then("addition")
    return rows.with_columns(
        _append("note", noted) if "note" in rows.columns else [],
        _append(ADDITION, noted) if ADDITION in rows.columns else [],
    )


def _append(name: str, more: pl.Expr) -> pl.Expr:
    return (
        pl.concat_str(name, more, separator="；", ignore_nulls=True).replace("", None).alias(name)
    )
