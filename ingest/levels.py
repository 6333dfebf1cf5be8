"""What a row says of its major beside the name: its level, its track, the level of its college.

One name is often a major at several levels (护理). The row's own level decides, else how long one
studies, else the level of the college; what still has two meanings is asked. A major that the row
or its college contradicts is named, whoever or whatever chose it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import polars as pl

from graph.findings import Finding
from graph.ontology import CodeList, Column, Ontology, Table
from ingest.additions import ADDITION
from ingest.references import AMBIGUOUS, BY_DECISION, BY_KEY, Register
from ingest.text import fold, normal_names

MAJOR, COLLEGES, MAJORS = "Major", "colleges", "majors"
LEVEL = "__level"  # of a row, from a column that its table does not have
OWN, YEARS, COLLEGE = "__own", "__years", "__college"
CONTEXT = (OWN, YEARS, COLLEGE)
# Colleges of this level or below teach at their own level; those above also teach below it.
ONE_LEVEL = 5
SECONDARY, HIGHER = 3, 5
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_YEARS = re.compile(r"^([1-6一二两三四五六])年?(?:制)?$")
_JOINT = r"3\s*\+\s*[23]|五年|5年|一贯|贯通|分段|联办"  # begun at a school, ended at a college
_ENTRY = re.compile("起点|生源|毕业|升|应届|往届")  # words for whom a course takes in

# What was chosen and why: bases of a choice among several, and what is wrong with a key.
BY_ROW, BY_LENGTH, BY_COLLEGE = "row", "chosen-level.length", "chosen-level.college"
CONTRADICTED, DOUBTED, REFUSED = "conflict.level", "conflict.level_below", "conflict.decision"
REFUSED_AND_LOST = "conflict.decision_lost"


def level_column(others: Mapping[int, str], table: Table, ontology: Ontology) -> int | None:
    """Which undeclared column of a sheet tells the level of its majors; None where none does."""
    has_major = any(c.target_class == MAJOR and not c.multiple for c in table.columns)
    if not has_major or "level" in table.by_name:
        return None
    level = ontology.tables[MAJORS].by_name["level"]
    words = {fold(word) for word in (level.name, level.label.zh, *level.aliases)}
    return next((index for index, written in others.items() if fold(written) in words), None)


def is_about(finding: Finding, index: int | None, others: Mapping[int, str]) -> bool:
    """Whether a finding says that this undeclared column was not read."""
    return (
        index is not None
        and finding.rule == "unknown-heading"
        and finding.column == others[index]
        and finding.reason is None
    )


def context_of(column: Column, rows: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """Rows with :data:`CONTEXT`: level, years of study and college that a row tells of a major."""
    own = [pl.col(name) for name in (LEVEL, "level") if name in rows.columns]
    words = [name for name in ("track", ADDITION) if name in rows.columns]
    college = column.name.replace("major", "college")
    has_college = college != column.name and college in rows.columns
    texts = {name: rows[name].drop_nulls().unique().to_list() for name in words}
    told = [
        pl.col(name).replace_strict(
            {text: level_in(text, ontology) for text in texts[name]},
            default=None,
            return_dtype=pl.Int64,
        )
        for name in words
    ]
    years = [
        pl.col(name).replace_strict(
            {text: _years(text) for text in texts[name]}, default=None, return_dtype=pl.Float64
        )
        for name in words
    ]
    if "length_years" in rows.columns:
        years.insert(0, pl.col("length_years").cast(pl.Float64))
    nothing = pl.lit(None)
    joint = [pl.col(name).str.contains(_JOINT) for name in words]
    return rows.with_columns(
        pl.coalesce(*own, *told, nothing).cast(pl.Int64).alias(OWN),
        pl.coalesce(*years, nothing).cast(pl.Float64).alias(YEARS),
        (pl.col(college) if has_college else nothing).cast(pl.String).alias(COLLEGE),
        (pl.any_horizontal(*joint).fill_null(False) if joint else pl.lit(False)).alias("__joint"),
    )


def _years(text: str) -> float | None:
    match = _YEARS.fullmatch(fold(text))
    return None if match is None else float(_DIGITS.get(match[1]) or int(match[1]))


def level_in(text: str, ontology: Ontology) -> int | None:
    """The level that a text names with one of the words for levels; None where it names two.

    >>> from graph.ontology import load
    >>> level_in("高职三年制", load()), level_in("三年制", load())
    (5, None)
    """
    plain = fold(text)
    if _ENTRY.search(plain):
        return None
    named = set()
    for word, level in _level_words(ontology.code_lists["level"]).items():
        if word in plain:
            named.add(level)
            plain = plain.replace(word, " ")
    return named.pop() if len(named) == 1 else None


@cache
def _words(items: tuple[tuple[str, int], ...]) -> Mapping[str, int]:
    return dict(sorted(items, key=lambda item: -len(item[0])))


def _level_words(levels: CodeList) -> Mapping[str, int]:
    """Word → level, the longest first."""
    return _words(
        tuple(
            (fold(word), int(code.notation))
            for code in levels.codes
            if int(code.notation) >= SECONDARY
            for word in (code.label.zh, *code.words)
            if len(fold(word)) > 1
        )
    )


def resolve_majors(register: Register, asked: pl.DataFrame) -> pl.DataFrame:
    """What each ``written`` means in its context: as resolved, with ``basis`` and ``wrong``.

    ``asked``: distinct ``written`` with :data:`CONTEXT` and ``__joint``. ``basis``: what chose
    among several meanings. ``wrong``: a contradiction; ``refused``: the key of a decision that
    does not hold for the row; ``level``, ``college_level``: of the key and of the college.
    """
    colleges = register.levels(COLLEGES)
    asked = asked.join(
        colleges.select(pl.col("key").alias(COLLEGE), pl.col("level").alias("college_level")),
        on=COLLEGE,
        how="left",
    )
    found = register.resolve(asked["written"], MAJOR)
    told = asked.join(found, on="written", how="left").with_row_index("__i")
    told = told.with_columns(
        pl.lit(False).alias("special"),
        pl.lit(None, pl.String).alias("refused"),
        pl.lit(None, pl.String).alias("basis"),
    )
    told = _with_special(register, told)
    told = _without_refused(register, told)
    told = _chosen(register, told)
    return _judged(register, told).drop("__i")


def _with_special(register: Register, told: pl.DataFrame) -> pl.DataFrame:
    """Decisions for the row's level or college win over what holds for any row."""
    special = register.special(MAJOR)
    if not special.height:
        return told
    forms = told.select(
        "__i", normal_names(pl.col("written")).alias("form"), *CONTEXT, "college_level"
    )
    hits = forms.join(
        special.select(
            "form", pl.col("key").alias("decided"), pl.col("level").alias("for"), "college"
        ),
        on="form",
    )
    at = pl.coalesce(OWN, "college_level")
    hits = hits.filter(
        (pl.col("for").is_null() | (pl.col("for") == at)).fill_null(False)
        & (pl.col("college").is_null() | (pl.col("college") == pl.col(COLLEGE))).fill_null(False)
    )
    weight = pl.col("college").is_not_null().cast(pl.Int8) * 2 + pl.col("for").is_not_null()
    best = hits.sort(weight, descending=True, maintain_order=True).unique("__i", keep="first")
    told = told.join(best.select("__i", "decided"), on="__i", how="left", maintain_order="left")
    is_special = pl.col("decided").is_not_null() & (pl.col("how") != BY_KEY)
    nothing = pl.lit(None)
    return told.with_columns(
        pl.when(is_special).then("decided").otherwise("key").alias("key"),
        pl.when(is_special).then(pl.lit(BY_DECISION)).otherwise("how").alias("how"),
        pl.when(is_special).then(nothing).otherwise("several").alias("several"),
        pl.when(is_special).then(nothing).otherwise("old").alias("old"),
        pl.when(is_special).then(nothing).otherwise("addition").alias("addition"),
        is_special.alias("special"),
    ).drop("decided")


def _contradiction() -> dict[str, pl.Expr]:
    """Whether a key's level is not the row's, lies above the college's, or below it."""
    level, college = pl.col("level"), pl.col("college_level")
    one = college <= ONE_LEVEL
    silent = pl.col(OWN).is_null()
    below = (one & (level < college)) | (~one & (level < HIGHER))
    return {
        "row": (pl.col(OWN) != level).fill_null(False),
        "above": (silent & one & (level > college)).fill_null(False),
        "below": (silent & below & (level >= SECONDARY)).fill_null(False),
    }


def _with_level(register: Register, told: pl.DataFrame) -> pl.DataFrame:
    levels = register.levels(MAJORS).select("key", "level")
    return told.join(levels, on="key", how="left", maintain_order="left")


def _without_refused(register: Register, told: pl.DataFrame) -> pl.DataFrame:
    """A decision for any row does not move a row to a major of another level than its own."""
    if not (told["how"] == BY_DECISION).any():
        return told
    told = _with_level(register, told)
    wrong = _contradiction()
    decided = pl.col("how") == BY_DECISION
    refused = decided & (
        (~pl.col("special") & pl.any_horizontal(*wrong.values()))
        | (pl.col("special") & (wrong["above"] | wrong["row"]))
    )
    told = told.with_columns(refused.fill_null(False).alias("__refused")).drop("level")
    if not told["__refused"].any():
        return told.drop("__refused")
    bad = told.filter("__refused")
    undecided = register.resolve(bad["written"], MAJOR, decided=False)
    again = bad.select(
        "written",
        *CONTEXT,
        "__joint",
        "college_level",
        "__i",
        "special",
        "basis",
        pl.col("key").alias("refused"),
    ).join(undecided, on="written", how="left")
    kept = told.filter(~pl.col("__refused")).drop("__refused")
    return pl.concat([kept, again.select(kept.columns)]).sort("__i")


def _chosen(register: Register, told: pl.DataFrame) -> pl.DataFrame:
    """One of several meanings, where the row or its college tells which."""
    several = told.filter(pl.col("how") == AMBIGUOUS)
    if not several.height:
        return told
    each = several.select("__i", *CONTEXT, "college_level", "several").explode("several")
    each = each.join(
        register.levels(MAJORS).select(pl.col("key").alias("several"), "level", "length"),
        on="several",
        how="left",
    )
    own = pl.col(OWN).is_not_null()
    college = pl.col("college_level")
    at_or_below = (pl.col("level") <= college).fill_null(True) & ~_contradiction()["below"]
    each = each.filter(pl.when(own).then(pl.col("level") == pl.col(OWN)).otherwise(at_or_below))
    is_alone = (pl.len().over("__i") == 1) & (own | college.is_not_null())
    by = pl.when(own).then(pl.lit(BY_ROW)).otherwise(pl.lit(BY_COLLEGE)).alias("by")
    of_length = (pl.col("length") == pl.col(YEARS)).fill_null(False)
    picks = [
        each.filter(is_alone).with_columns(by),
        each.filter(of_length & (of_length.sum().over("__i") == 1)).with_columns(
            pl.lit(BY_LENGTH).alias("by")
        ),
    ]
    pick = pl.concat(picks).unique("__i", keep="first", maintain_order=True)
    told = told.join(
        pick.select("__i", pl.col("several").alias("pick"), "by"),
        on="__i",
        how="left",
        maintain_order="left",
    )
    is_picked = pl.col("pick").is_not_null()
    return told.with_columns(
        pl.coalesce("pick", "key").alias("key"),
        pl.when(is_picked).then(pl.lit("level")).otherwise("how").alias("how"),
        pl.coalesce("by", "basis").alias("basis"),
    ).drop("pick", "by")


def _judged(register: Register, told: pl.DataFrame) -> pl.DataFrame:
    """What a row or its college says against the key.

    A row that names the level itself, and a name that means only a major above all that the
    college offers, cannot be right: the row stays out. A code above the college's level is
    explicit, and so is a course that a school begins and a college ends: they are doubted only,
    as is what lies below the college's level.
    """
    told = _with_level(register, told)
    wrong = _contradiction()
    explicit = (pl.col("how") == BY_KEY) | pl.col("special")
    joint = pl.col("__joint") & (pl.col("level") == HIGHER)
    verdict = (
        pl.when(pl.col("key").is_null() | pl.col("basis").is_not_null())
        .then(None)
        .when(wrong["row"])
        .then(pl.lit(CONTRADICTED))
        .when(wrong["above"] & ~explicit & ~joint)
        .then(pl.lit(CONTRADICTED))
        .when(wrong["above"])
        .then(pl.lit(DOUBTED))
        .when(wrong["below"] & ~explicit)
        .then(pl.lit(DOUBTED))
    )
    return told.with_columns(verdict.alias("wrong"))
