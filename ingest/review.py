"""Names that need a person's decision, with the likeliest candidates.

The queue is a file in the form of the table ``aliases``: a person fills in the key of the right
thing and gives the file back with the data. Names that look alike often mean different things, so
a score only orders the candidates.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from graph.errors import WrongInput
from graph.findings import MENTIONED
from graph.ontology import Ontology
from graph.words import say
from ingest.readers import BadFileError
from ingest.readers.delimited import read
from ingest.text import normal_name, normal_names

FILE = "review.csv"
COLUMNS = ("table", "alias", "level", "college", "key", "reviewer", "note")
HOLDS_FOR = ("table", "alias", "level", "college")  # identify a decision
ADDED = {"level", "college"}  # missing in files of earlier versions
REVIEWED_RULES = ("unknown-reference", "ambiguous-reference")
OF_TEXTS = ("unlinked-name.unknown", "unlinked-name.several")  # names in documents
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
    findings: pl.DataFrame, tables: Mapping[str, pl.DataFrame], ontology: Ontology, lang: str
) -> pl.DataFrame:
    """Return a row for each name that means nothing or several things, as :data:`COLUMNS`.

    Where the rows give a level, or a name means several things at a college, the decision is to
    hold for those only. ``key`` is empty, for a person to fill in; ``note`` lists candidates with
    their scores, how often the name occurs in the data and where first. The commonest names come
    first. ``table`` is that of the likeliest candidate, where a name may be in one of several.
    """
    unresolved = _unresolved_names(findings)
    parts = [
        _with_candidates(rows, str(names).split(", "), level, tables, ontology, lang)
        for (names, level), rows in unresolved.group_by("tables", "level", maintain_order=True)
    ]
    if not parts:
        return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
    return pl.concat(parts)


def write_review(queue: pl.DataFrame, file: Path) -> None:
    """Write the queue as a CSV for spreadsheets; what a person filled in there before stays."""
    decided = _read_decided(file)
    undecided = queue.join(decided, on=list(HOLDS_FOR), how="anti")
    whole = pl.concat([decided, undecided])
    file.write_bytes(b"\xef\xbb\xbf" + whole.write_csv().encode())


def _read_decided(file: Path) -> pl.DataFrame:
    """Read the rows of an earlier queue that have a key, however a spreadsheet saved it.

    Raises:
        WrongInput: the file is something else, which must not be overwritten.
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


def _unresolved_names(findings: pl.DataFrame) -> pl.DataFrame:
    """Return distinct names with the tables they may be in, their level and their college."""
    of_texts = pl.col("reason").is_in(OF_TEXTS)
    odd = findings.filter(
        of_texts
        | (pl.col("reason") == "conflict.decision_lost")
        | pl.col("rule").is_in(REVIEWED_RULES)
        & ((pl.col("severity") == "error") | (pl.col("reason") == MENTIONED))
        & ~pl.col("reason").is_in(OF_DECISIONS)
    )
    all_values = [json.loads(values or "{}") for values in odd["values"]]
    placed = odd.with_columns(
        pl.Series("tables", [_tables_of(values) for values in all_values], dtype=pl.String),
        pl.Series("seen", [_occurrences(values) for values in all_values], dtype=pl.Int64),
        pl.Series("level", [values.get("level") for values in all_values], dtype=pl.Int64),
        pl.Series("college", [values.get("college") for values in all_values], dtype=pl.String),
        pl.concat_str("file", pl.lit(":"), "row", ignore_nulls=True).alias("place"),
    ).filter(pl.col("tables").is_not_null() & pl.col("value").is_not_null())
    one_a_name = of_texts | (pl.col("reason") == MENTIONED)  # whose rows stay
    occurrences = pl.when(one_a_name).then(pl.col("seen")).otherwise(1)
    name = pl.col("value").alias("alias")
    counted = placed.group_by("tables", name, "level", "college", maintain_order=True).agg(
        occurrences.sum().alias("count"), pl.col("place").first().alias("first")
    )
    return counted.sort("tables", pl.col("count"), descending=[False, True], maintain_order=True)


def _tables_of(values: Mapping[str, Any]) -> str | None:
    """Return the names of the tables in a finding, joined by commas."""
    targets = values.get("target") or values.get("tables") or []
    return ", ".join(reference["table"] for reference in targets) or None


def _occurrences(values: Mapping[str, Any]) -> int:
    count = values.get("count")
    return count if isinstance(count, int) else 1


def _level_word(level: Any, ontology: Ontology, lang: str) -> str:
    codes = ontology.code_lists["level"].by_notation
    return "" if level is None else codes[str(level)].label.of(lang)


def _choices(table: str, tables: Mapping[str, pl.DataFrame], level: Any) -> pl.DataFrame:
    """Return all names of a table's things: ``form`` (normalised), ``name``, ``key``, ``table``.

    ``level``: of the name to decide; things of another level are no candidates.
    """
    rows = tables[table]
    if level is not None and "level" in rows.columns:
        rows = rows.filter(pl.col("level") == level)
    name = "title" if "title" in rows.columns else "name"
    identity = [pl.col(name).alias("name"), pl.col("node_key").alias("key")]
    identity.append(pl.lit(table).alias("table"))
    forms = [rows.select(pl.col(name).alias("form"), *identity)]
    if "aliases" in rows.columns:
        forms.append(rows.select(pl.col("aliases").alias("form"), *identity).explode("form"))
    return pl.concat(forms).drop_nulls("form").with_columns(normal_names(pl.col("form")))


def _with_candidates(
    rows: pl.DataFrame,
    names: Sequence[str],
    level: Any,
    tables: Mapping[str, pl.DataFrame],
    ontology: Ontology,
    lang: str,
) -> pl.DataFrame:
    choices = pl.concat([_choices(name, tables, level) for name in names])
    best = nearest([normal_name(alias) for alias in rows["alias"]], choices["form"].to_list())
    labels = {name: ontology.tables[name].label.of(lang) for name in names}
    notes, likeliest = [], []
    for matches, count, first_place in zip(best, rows["count"], rows["first"], strict=True):
        candidates = [
            say(
                "review.candidate" if len(names) == 1 else "review.candidate_of",
                lang,
                table=labels[choices["table"][i]],
                key=choices["key"][i],
                name=choices["name"][i],
                score=score,
            )
            for i, score in matches
        ]
        likeliest.append(choices["table"][matches[0][0]] if matches else names[0])
        notes.append(
            say(
                "review.note",
                lang,
                candidates="；".join(candidates) or "–",
                count=count,
                first=first_place,
            )
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
    """Return for each name the positions of the likeliest choices with their scores, best first.

    Scores run from 0 to 100. Choices that contain the name come first, the shortest before the
    others: a shared word says more than shared letters.

    >>> nearest(["茶艺", "会计"], ["会展设计师", "茶艺师", "会计专业人员"])
    [[(1, 80)], [(2, 50), (0, 57)]]
    """
    from rapidfuzz import fuzz, process

    similar: list[list[tuple[int, int]]] = []
    for start in range(0, len(names), CHUNK):
        scores = process.cdist(
            names[start : start + CHUNK],
            choices,
            scorer=fuzz.ratio,
            score_cutoff=LEAST_SCORE,
            dtype=np.uint8,
        )
        similar += [_best_scores(row) for row in scores]
    holding = _choices_containing(names, choices)
    matches = []
    for name, others in zip(names, similar, strict=True):
        scored = {i: round(fuzz.ratio(name, choices[i])) for i in holding.get(name, [])}
        matches.append([*({**scored, **dict(others)}).items()][:CANDIDATES])
    return matches


def _choices_containing(names: list[str], choices: list[str]) -> dict[str, list[int]]:
    """Return name → positions of the shortest choices that contain it."""
    names = [name for name in dict.fromkeys(names) if len(name) >= SHORTEST_PART]
    if not names:
        return {}
    texts = pl.Series("name", choices, dtype=pl.String)
    parts = pl.DataFrame(
        [texts.str.extract_many(names, overlapping=True), texts.str.len_chars().alias("length")]
    ).with_row_index("at")
    parts = parts.explode("name").drop_nulls().sort("length", "at")
    parts = parts.group_by("name").agg(pl.col("at").unique(maintain_order=True).head(CANDIDATES))
    return dict(parts.rows())


def _best_scores(scores: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> list[tuple[int, int]]:
    likely = np.flatnonzero(scores)
    if len(likely) > CANDIDATES:
        likely = likely[np.argpartition(255 - scores[likely], CANDIDATES - 1)[:CANDIDATES]]
    order = sorted(likely.tolist(), key=lambda i: (-int(scores[i]), i))
    return [(i, int(scores[i])) for i in order]
