"""The level of the major that a row means, from all that the row says beside the name.

One name is often a major at several levels (护理). The row's own level decides, else the years of
study, else the level of the college; what is still ambiguous is left to a person. A major that the
row or its college contradicts is reported, whoever or whatever chose it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import polars as pl

from graph.findings import Finding
from graph.ontology import CodeList, Column, Ontology, Table
from ingest.additions import ADDITION
from ingest.forms import AMBIGUOUS, BY_DECISION, BY_KEY
from ingest.references import Register
from ingest.text import fold, normal_names

MAJOR, COLLEGES, MAJORS = "Major", "colleges", "majors"
LEVEL = "__level"  # of a row, from a column that its table does not have
HINT = "__hint"  # the level of the batch in which a row was admitted: it chooses, no more
OWN, YEARS, COLLEGE = "__own", "__years", "__college"
CONTEXT = (OWN, HINT, YEARS, COLLEGE)
# Colleges of this level or below teach at their own level; those above also teach below it.
ONE_LEVEL = 5
SECONDARY, HIGHER = 3, 5
_BATCH = {"批次", "录取批次", "招生批次", "批次名称", "投档批次", "batch"}
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_YEARS = re.compile(r"^([1-6一二两三四五六])年?(?:制)?$")
_JOINT = r"3\s*\+\s*[23]|五年|5年|一贯|贯通|分段|联办"  # begun at a school, ended at a college
_ENTRY = re.compile("起点|生源|毕业|升|应届|往届")  # words for whom a course takes in

# Why one of several meanings was chosen, and what is wrong with a key.
BY_ROW, BY_LENGTH, BY_COLLEGE = "row", "chosen-level.length", "chosen-level.college"
BY_CATALOGUE = "chosen-level.catalogue"
CONTRADICTED, DOUBTED, REFUSED = "conflict.level", "conflict.level_below", "conflict.decision"
REFUSED_AND_LOST = "conflict.decision_lost"


def level_column(undeclared: Mapping[int, str], table: Table, ontology: Ontology) -> int | None:
    """Return the undeclared column of a sheet with the level of its majors; None where none is.

    The batch of an admission plan (普通本科批) tells it, too. ``undeclared``: index of a column →
    its heading.
    """
    has_major = any(c.target_class == MAJOR and not c.multiple for c in table.columns)
    if not has_major or "level" in table.by_name:
        return None
    level = ontology.tables[MAJORS].by_name["level"]
    words = {fold(word) for word in (level.name, level.label.zh, *level.aliases)}
    for headings in (words, _BATCH):
        for index, written in undeclared.items():
            if fold(written) in headings:
                return index
    return None


def is_batch(heading: str) -> bool:
    """Tell whether a column holds the batches of an admission plan."""
    return fold(heading) in _BATCH


def is_about(finding: Finding, index: int | None, undeclared: Mapping[int, str]) -> bool:
    """Tell whether a finding says that this undeclared column was not read."""
    return (
        index is not None
        and finding.reason == "unknown-heading"
        and finding.column == undeclared[index]
    )


def context_of(column: Column, rows: pl.DataFrame, ontology: Ontology) -> pl.DataFrame:
    """Return rows with :data:`CONTEXT`: the level, years of study and college of a row's major."""
    level_columns = [pl.col(name) for name in (LEVEL, "level") if name in rows.columns]
    text_columns = [name for name in ("track", ADDITION) if name in rows.columns]
    college = column.name.replace("major", "college")
    has_college = college != column.name and college in rows.columns
    texts = {name: rows[name].drop_nulls().unique().to_list() for name in text_columns}
    levels_in_texts = [
        pl.col(name).replace_strict(
            {text: level_in(text, ontology) for text in texts[name]},
            default=None,
            return_dtype=pl.Int64,
        )
        for name in text_columns
    ]
    years = [
        pl.col(name).replace_strict(
            {text: _years_in(text) for text in texts[name]}, default=None, return_dtype=pl.Float64
        )
        for name in text_columns
    ]
    if "length_years" in rows.columns:
        years.insert(0, pl.col("length_years").cast(pl.Float64))
    null = pl.lit(None)
    joint = [pl.col(name).str.contains(_JOINT) for name in text_columns]
    return rows.with_columns(
        pl.coalesce(*level_columns, *levels_in_texts, null).cast(pl.Int64).alias(OWN),
        (pl.col(HINT) if HINT in rows.columns else null).cast(pl.Int64).alias(HINT),
        pl.coalesce(*years, null).cast(pl.Float64).alias(YEARS),
        (pl.col(college) if has_college else null).cast(pl.String).alias(COLLEGE),
        (pl.any_horizontal(*joint).fill_null(False) if joint else pl.lit(False)).alias("__joint"),
    )


def _years_in(text: str) -> float | None:
    match = _YEARS.fullmatch(fold(text))
    return None if match is None else float(_DIGITS.get(match[1]) or int(match[1]))


def level_in(text: str, ontology: Ontology) -> int | None:
    """Return the level that a text names; None where it names none, or two.

    >>> from graph.ontology import load
    >>> level_in("高职三年制", load()), level_in("三年制", load())
    (5, None)
    """
    folded = fold(text)
    if _ENTRY.search(folded):
        return None
    levels = set()
    for word, level in _level_words(ontology.code_lists["level"]).items():
        if word in folded:
            levels.add(level)
            folded = folded.replace(word, " ")
    return levels.pop() if len(levels) == 1 else None


@cache
def _words(items: tuple[tuple[str, int], ...]) -> Mapping[str, int]:
    return dict(sorted(items, key=lambda item: -len(item[0])))


def _level_words(levels: CodeList) -> Mapping[str, int]:
    """Return word → level, the longest word first."""
    return _words(
        tuple(
            (fold(word), int(code.notation))
            for code in levels.codes
            if int(code.notation) >= SECONDARY
            for word in (code.label.zh, *code.words)
            if len(fold(word)) > 1
        )
    )


def resolve_majors(register: Register, references: pl.DataFrame) -> pl.DataFrame:
    """Return what each ``written`` means in its context: as resolved, with ``basis``, ``wrong``.

    ``references``: distinct ``written`` with :data:`CONTEXT` and ``__joint``. ``basis``: what
    chose among several meanings. ``wrong``: a contradiction; ``refused``: the key of a decision
    that does not hold for the row; ``level``, ``college_level``: of the key and of the college.
    """
    colleges = register.levels(COLLEGES)
    references = references.join(
        colleges.select(
            pl.col("key").alias(COLLEGE),
            pl.col("level").alias("college_level"),
            pl.col("vocational").alias("college_vocational"),
        ),
        on=COLLEGE,
        how="left",
    )
    meanings = register.resolve(references["written"], MAJOR, own_first=False)
    resolved = references.join(meanings, on="written", how="left").with_row_index("__i")
    resolved = resolved.with_columns(
        pl.lit(False).alias("special"),
        pl.lit(None, pl.String).alias("refused"),
        pl.lit(None, pl.String).alias("basis"),
    )
    resolved = _apply_special_decisions(register, resolved)
    resolved = _undo_refused_decisions(register, resolved)
    resolved = _choose_by_level(register, resolved)
    return _with_contradictions(register, resolved).drop("__i")


def _apply_special_decisions(register: Register, resolved: pl.DataFrame) -> pl.DataFrame:
    """Let decisions for the row's level or college win over what holds for any row."""
    special = register.special(MAJOR)
    if not special.height:
        return resolved
    forms = resolved.select(
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
    resolved = resolved.join(
        best.select("__i", "decided"), on="__i", how="left", maintain_order="left"
    )
    is_special = pl.col("decided").is_not_null() & (pl.col("how") != BY_KEY)
    null = pl.lit(None)
    return resolved.with_columns(
        pl.when(is_special).then("decided").otherwise("key").alias("key"),
        pl.when(is_special).then(pl.lit(BY_DECISION)).otherwise("how").alias("how"),
        pl.when(is_special).then(null).otherwise("several").alias("several"),
        pl.when(is_special).then(null).otherwise("old").alias("old"),
        pl.when(is_special).then(null).otherwise("addition").alias("addition"),
        is_special.alias("special"),
    ).drop("decided")


def _contradiction_tests() -> dict[str, pl.Expr]:
    """Return tests: the key's level is not the row's, lies above the college's, or below it."""
    level, college = pl.col("level"), pl.col("college_level")
    has_one_level = college <= ONE_LEVEL
    silent = pl.col(OWN).is_null()
    below = (has_one_level & (level < college)) | (~has_one_level & (level < HIGHER))
    return {
        "row": (pl.col(OWN) != level).fill_null(False),
        "above": (silent & has_one_level & (level > college)).fill_null(False),
        "below": (silent & below & (level >= SECONDARY)).fill_null(False),
    }


def _with_level(register: Register, resolved: pl.DataFrame) -> pl.DataFrame:
    levels = register.levels(MAJORS).select("key", "level")
    return resolved.join(levels, on="key", how="left", maintain_order="left")


def _undo_refused_decisions(register: Register, resolved: pl.DataFrame) -> pl.DataFrame:
    """Undo decisions for any row that would move a row to a major of another level than its own."""
    if not (resolved["how"] == BY_DECISION).any():
        return resolved
    resolved = _with_level(register, resolved)
    wrong = _contradiction_tests()
    decided = pl.col("how") == BY_DECISION
    refused = decided & (
        (~pl.col("special") & pl.any_horizontal(*wrong.values()))
        | (pl.col("special") & (wrong["above"] | wrong["row"]))
    )
    resolved = resolved.with_columns(refused.fill_null(False).alias("__refused")).drop("level")
    if not resolved["__refused"].any():
        return resolved.drop("__refused")
    bad = resolved.filter("__refused")
    undecided = register.resolve(bad["written"], MAJOR, decided=False, own_first=False)
    again = bad.select(
        "written",
        *CONTEXT,
        "__joint",
        "college_level",
        "college_vocational",
        "__i",
        "special",
        "basis",
        pl.col("key").alias("refused"),
    ).join(undecided, on="written", how="left")
    accepted = resolved.filter(~pl.col("__refused")).drop("__refused")
    return pl.concat([accepted, again.select(accepted.columns)]).sort("__i")


def _choose_by_level(register: Register, resolved: pl.DataFrame) -> pl.DataFrame:
    """Choose one of several meanings, where the row or its college tells which.

    Where they leave several, or none, a major of the user's own goes before those of a pack.
    """
    ambiguous = resolved.filter(pl.col("how") == AMBIGUOUS)
    if not ambiguous.height:
        return resolved
    context = ("__i", *CONTEXT, "college_level", "college_vocational")
    candidates = ambiguous.select(*context, "several").explode("several")
    candidates = candidates.join(
        register.levels(MAJORS).rename({"key": "several"}).drop("name"), on="several", how="left"
    )
    own = _only_own(candidates)
    level = pl.coalesce(OWN, HINT)
    has_level = level.is_not_null()
    college = pl.col("college_level")
    at_or_below = (pl.col("level") <= college).fill_null(True) & ~_contradiction_tests()["below"]
    candidates = candidates.filter(
        pl.when(has_level).then(pl.col("level") == level).otherwise(at_or_below)
    )
    is_alone = (pl.len().over("__i") == 1) & (has_level | college.is_not_null())
    by = pl.when(has_level).then(pl.lit(BY_ROW)).otherwise(pl.lit(BY_COLLEGE)).alias("by")
    of_length = (pl.col("length") == pl.col(YEARS)).fill_null(False)
    of_catalogue = (pl.col("vocational") == pl.col("college_vocational")).fill_null(False)
    picks = [
        candidates.filter(is_alone).with_columns(by),
        candidates.filter(of_length & (of_length.sum().over("__i") == 1)).with_columns(
            pl.lit(BY_LENGTH).alias("by")
        ),
        _only_own(candidates),
        candidates.filter(of_catalogue & (of_catalogue.sum().over("__i") == 1)).with_columns(
            pl.lit(BY_CATALOGUE).alias("by")
        ),
        own,
    ]
    pick = pl.concat(picks, how="diagonal").unique("__i", keep="first", maintain_order=True)
    marked = own.select("__i", "several", pl.lit(True).alias("is_own"))
    pick = pick.join(marked, on=["__i", "several"], how="left", maintain_order="left")
    pick = pick.with_columns(pl.when(pl.col("is_own").is_null()).then("by").alias("by"))
    resolved = resolved.join(
        pick.select("__i", pl.col("several").alias("pick"), "by"),
        on="__i",
        how="left",
        maintain_order="left",
    )
    is_picked = pl.col("pick").is_not_null()
    return resolved.with_columns(
        pl.coalesce("pick", "key").alias("key"),
        pl.when(is_picked).then(pl.lit("level")).otherwise("how").alias("how"),
        pl.coalesce("by", "basis").alias("basis"),
    ).drop("pick", "by")


def _only_own(candidates: pl.DataFrame) -> pl.DataFrame:
    """Return the candidates that are the only one of the user's own beside those of packs."""
    own = ~pl.col("below")
    is_only = own & (own.sum().over("__i") == 1) & pl.col("below").any().over("__i")
    return candidates.filter(is_only)


def _with_contradictions(register: Register, resolved: pl.DataFrame) -> pl.DataFrame:
    """Add ``wrong``: what a row or its college says against the key.

    A row that names another level itself, and a name that means only a major above all that the
    college offers, cannot be right: the row is left out. A code above the college's level is
    explicit, as is a course begun at a school and ended at a college: these get a warning only,
    as does a major below the college's level.
    """
    resolved = _with_level(register, resolved)
    wrong = _contradiction_tests()
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
    return resolved.with_columns(verdict.alias("wrong"))
