"""Cells that name two levels: 中专/高中, 本科或大专. The lower counts; a note keeps the words."""

from __future__ import annotations

import re

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Code, Column, Ontology, Table
from graph.references import of_code
from ingest.cells import LEVEL_SUFFIX
from ingest.text import fold

ROW, LEVEL_LIST = "__row", "level"
_BETWEEN = re.compile(r"[/、,;|~()&+-]|或者|或|以及|及|和|与|至|到|含")
LONGEST = 40  # characters of a cell that is parted


def one_level(
    texts: pl.DataFrame,
    columns: list[Column],
    table: Table,
    ontology: Ontology,
    headings: dict[str, str],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Reduce cells to one level, with the words in the note, and a finding for each spelling.

    The level of a college is the highest it offers, so there the higher one counts.
    """
    findings = []
    for column in columns:
        name = column.name
        if column.code_list != LEVEL_LIST or column.multiple or name not in headings:
            continue
        codes = ontology.code_lists[LEVEL_LIST].codes
        plain = [code.notation for code in codes]
        odd = texts.filter(pl.col(name).is_not_null() & ~pl.col(name).is_in(plain))
        pick = max if table.name == "colleges" else min
        level_of_text = {
            text: pick(s) for text in odd[name].unique() if (s := _levels(text, codes))
        }
        if not level_of_text:
            continue
        notes = texts["note"] if "note" in texts.columns else pl.Series([None] * texts.height)
        hit = pl.col(name).is_in(list(level_of_text))
        texts = texts.with_columns(notes.cast(pl.String).alias("note"))
        words = pl.concat_str("note", name, separator="；", ignore_nulls=True)
        for text, rows in odd.filter(hit).group_by(name, maintain_order=True):
            level = of_code("level", level_of_text[str(text[0])])
            findings.append(
                Finding(
                    "two-levels",
                    "info",
                    row=int(rows[ROW][0]),
                    column=headings[name],
                    value=str(text[0]),
                    values={"level": level, "count": rows.height},
                )
            )
        as_text = {text: str(level) for text, level in level_of_text.items()}
        texts = texts.with_columns(
            pl.when(hit).then(words).otherwise("note").alias("note"),
            pl.col(name).replace(as_text).alias(name),
        )
    return texts, frame(findings)


def _levels(text: str, codes: tuple[Code, ...]) -> set[int]:
    """Return the levels that a cell names; none where a part of it is no level.

    >>> from graph.ontology import load
    >>> codes = load().code_lists["level"].codes
    >>> sorted(_levels("本科或大专", codes)), _levels("中专/护士证", codes)
    ([5, 6], set())
    """
    if len(text) > LONGEST:
        return set()
    level_of_word = {fold(word): int(code.notation) for code in codes for word in code.spellings}
    word = LEVEL_SUFFIX.sub("", fold(text))
    parts = [LEVEL_SUFFIX.sub("", part) for part in _BETWEEN.split(word)]
    levels = [level_of_word.get(part) for part in parts if part]
    if len(levels) < 2 or None in levels:
        return set()
    return {level for level in levels if level is not None}
