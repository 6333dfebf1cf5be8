"""Names that need a person: each with the likeliest candidates, never decided by machine.

The queue is a file in the form of the table ``aliases``: a person writes the key of the right thing
and gives the file back with the data. What looks alike is often something else, so a score only
orders the candidates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from graph.errors import WrongInput
from graph.ontology import Ontology
from graph.tables import Tables
from graph.words import say
from ingest.readers import BadFileError
from ingest.readers.delimited import read
from ingest.text import normal_name, normal_names

FILE = "review.csv"
COLUMNS = ("table", "alias", "level", "college", "key", "reviewer", "note")
HOLDS_FOR = ("table", "alias", "level", "college")  # what a decision is known by
ADDED = {"level", "college"}  # files of before do not have them
REVIEWED_RULES = ("unknown-reference", "ambiguous-reference")
OF_TEXTS = ("unlinked-name.unknown", "unlinked-name.several")  # what documents name
OF_DECISIONS = (
    "unknown-reference.decision",
    "unknown-reference.table",
    "ambiguous-reference.decision",
)
CANDIDATES = 3
LEAST_SCORE = 50
SHORTEST_PART = 2  # characters of a name that is looked for within others
CHUNK = 128


def review_queue(
    findings: pl.DataFrame, tables: Tables, ontology: Ontology, lang: str
) -> pl.DataFrame:
    """One row a name that means nothing or several things, as :data:`COLUMNS`.

    Where the rows tell a level, or a name means several things at a college, the decision is asked
    for those only. ``key`` is empty, for a person to fill in; ``note`` lists candidates with score,
    how often the name stands in the data and where first. Commonest names first. ``table`` is that
    of the likeliest candidate, where a name may be in one of several.
    """
    asked = _asked(findings)
    parts = [
        _with_candidates(rows, str(names).split(", "), level, tables, ontology, lang)
        for (names, level), rows in asked.group_by("tables", "level", maintain_order=True)
    ]
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    return pl.concat(parts)


def write_review(queue: pl.DataFrame, file: Path) -> None:
    """The queue as a CSV that spreadsheets open rightly; what a person filled in there stays."""
    decided = _decided(file)
    rest = queue.join(decided, on=list(HOLDS_FOR), how="anti")
    whole = pl.concat([decided, rest])
    file.write_bytes(b"\xef\xbb\xbf" + whole.write_csv().encode())


def _decided(file: Path) -> pl.DataFrame:
    """Rows of an earlier queue that have a key, however a spreadsheet saved it.

    Raises:
        WrongInput: the file is something else, and is not overwritten.
    """
    if not file.is_file():
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    try:
        (sheet,) = read(file.read_bytes(), file.name)
    except BadFileError:
        raise WrongInput("error.not_a_review", file=str(file)) from None
    cells = sheet.cells.fill_null("")
    names = cells.row(0)
    if not set(COLUMNS) - ADDED <= set(names):
        raise WrongInput("error.not_a_review", file=str(file))
    earlier = cells.slice(1).rename(dict(zip(cells.columns, names, strict=True)))
    missing = [pl.lit("").alias(name) for name in ADDED - set(earlier.columns)]
    return earlier.filter(pl.col("key") != "").with_columns(missing).select(COLUMNS)


def _asked(findings: pl.DataFrame) -> pl.DataFrame:
    """Distinct names with the tables they may be in, and the level and college they stand for."""
    of_texts = pl.col("reason").is_in(OF_TEXTS)
    odd = findings.filter(
        of_texts
        | (pl.col("reason") == "conflict.decision_lost")
        | pl.col("rule").is_in(REVIEWED_RULES)
        & (pl.col("severity") == "error")
        & ~pl.col("reason").is_in(OF_DECISIONS)
    )
    told = [json.loads(values or "{}") for values in odd["values"]]
    named = odd.with_columns(
        pl.Series("tables", [_tables(values) for values in told], dtype=pl.String),
        pl.Series("seen", [_seen(one) for one in told], dtype=pl.Int64),
        pl.Series("level", [one.get("level") for one in told], dtype=pl.Int64),
        pl.Series("college", [one.get("college") for one in told], dtype=pl.String),
        pl.concat_str("file", pl.lit(":"), "row", ignore_nulls=True).alias("place"),
    ).filter(pl.col("tables").is_not_null() & pl.col("value").is_not_null())
    seen = pl.when(of_texts).then(pl.col("seen")).otherwise(1)  # a text's name is told once
    name = pl.col("value").alias("alias")
    counted = named.group_by("tables", name, "level", "college", maintain_order=True).agg(
        seen.sum().alias("count"), pl.col("place").first().alias("first")
    )
    return counted.sort("tables", pl.col("count"), descending=[False, True], maintain_order=True)


def _tables(told: Mapping[str, Any]) -> str | None:
    """The tables a finding names."""
    named = told.get("target") or told.get("tables") or []
    return ", ".join(reference["table"] for reference in named) or None


def _seen(told: Mapping[str, Any]) -> int:
    count = told.get("count")
    return count if isinstance(count, int) else 1


def _level_word(level: Any, ontology: Ontology, lang: str) -> str:
    codes = ontology.code_lists["level"].by_notation
    return "" if level is None else codes[str(level)].label.of(lang)


def _choices(table: str, tables: Tables, level: Any) -> pl.DataFrame:
    """Every name of a table's things: ``form`` (normalised), ``name``, ``key``, ``table``.

    ``level``: of what is asked for; things of another level are no candidates.
    """
    rows = tables[table]
    if level is not None and "level" in rows.columns:
        rows = rows.filter(pl.col("level") == level)
    name = "title" if "title" in rows.columns else "name"
    told = [pl.col(name).alias("name"), pl.col("node_key").alias("key")]
    told.append(pl.lit(table).alias("table"))
    forms = [rows.select(pl.col(name).alias("form"), *told)]
    if "aliases" in rows.columns:
        forms.append(rows.select(pl.col("aliases").alias("form"), *told).explode("form"))
    return pl.concat(forms).drop_nulls("form").with_columns(normal_names(pl.col("form")))


def _with_candidates(
    rows: pl.DataFrame,
    names: Sequence[str],
    level: Any,
    tables: Tables,
    ontology: Ontology,
    lang: str,
) -> pl.DataFrame:
    choices = pl.concat([_choices(name, tables, level) for name in names])
    best = nearest([normal_name(alias) for alias in rows["alias"]], choices["form"].to_list())
    of = {name: ontology.tables[name].label.of(lang) for name in names}
    notes, likeliest = [], []
    for found, count, first in zip(best, rows["count"], rows["first"], strict=True):
        told = [
            say(
                "review.candidate" if len(names) == 1 else "review.candidate_of",
                lang,
                table=of[choices["table"][i]],
                key=choices["key"][i],
                name=choices["name"][i],
                score=score,
            )
            for i, score in found
        ]
        likeliest.append(choices["table"][found[0][0]] if found else names[0])
        notes.append(
            say("review.note", lang, candidates="；".join(told) or "–", count=count, first=first)
        )
    return rows.select(
        pl.Series("table", likeliest, dtype=pl.String),
        "alias",
        pl.lit(_level_word(level, ontology, lang)).alias("level"),
        pl.col("college").fill_null(""),
        pl.lit("").alias("key"),
        pl.lit("").alias("reviewer"),
        pl.Series("note", notes, dtype=pl.String),
    )


def nearest(names: list[str], choices: list[str]) -> list[list[tuple[int, int]]]:
    """For each name the positions of the likest choices with their score (0–100), best first.

    Where nothing is like a name, the choices that hold it as a part, the shortest first.

    >>> nearest(["茶艺", "叉车"], ["茶艺师", "起重装卸机械操作工(含叉车)"])
    [[(0, 80)], [(1, 25)]]
    """
    from rapidfuzz import fuzz, process

    found: list[list[tuple[int, int]]] = []
    for start in range(0, len(names), CHUNK):
        scores = process.cdist(
            names[start : start + CHUNK],
            choices,
            scorer=fuzz.ratio,
            score_cutoff=LEAST_SCORE,
            dtype=np.uint8,
        )
        found += [_top(row) for row in scores]
    lost = [i for i, likely in enumerate(found) if not likely]
    holding = _holding([names[i] for i in lost], choices)
    for i in lost:
        found[i] = [
            (at, round(fuzz.ratio(names[i], choices[at]))) for at in holding.get(names[i], [])
        ]
    return found


def _holding(names: list[str], choices: list[str]) -> dict[str, list[int]]:
    """Name → positions of the shortest choices it is a part of."""
    names = [name for name in dict.fromkeys(names) if len(name) >= SHORTEST_PART]
    if not names:
        return {}
    texts = pl.Series("name", choices, dtype=pl.String)
    held = pl.DataFrame(
        [texts.str.extract_many(names, overlapping=True), texts.str.len_chars().alias("length")]
    ).with_row_index("at")
    held = held.explode("name").drop_nulls().sort("length", "at")
    held = held.group_by("name").agg(pl.col("at").unique(maintain_order=True).head(CANDIDATES))
    return dict(held.rows())


def _top(scores: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> list[tuple[int, int]]:
    likely = np.flatnonzero(scores)
    if len(likely) > CANDIDATES:
        likely = likely[np.argpartition(255 - scores[likely], CANDIDATES - 1)[:CANDIDATES]]
    order = sorted(likely.tolist(), key=lambda i: (-int(scores[i]), i))
    return [(i, int(scores[i])) for i in order]
