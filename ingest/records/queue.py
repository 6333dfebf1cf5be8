"""The queue of titles without an occupation, ordered by how many people wait behind each."""

from __future__ import annotations

from typing import Any

import polars as pl
from rapidfuzz import fuzz, process

from ingest.records.code import NONE, Coder
from ingest.records.engine import Engine
from ingest.records.reference import Reference
from ingest.records.texts import rounded

LONGEST = 5_000  # titles that are kept
_NAMED = 300  # first titles for which names of occupations are proposed where the model has none
_CANDIDATES = 3
_LEAST_ALIKE = 50  # of 100, for a name to be proposed
SCHEMA: dict[str, Any] = {
    "title": pl.String,
    "industry": pl.String,
    "postings": pl.Int64,
    "persons": pl.Float64,
    "candidates": pl.List(
        pl.Struct(
            {
                "occupation": pl.String,
                "name": pl.String,
                "like": pl.String,
                "probability": pl.Float64,
            }
        )
    ),
}


def queue_of(engine: Engine, coder: Coder, reference: Reference) -> pl.DataFrame:
    """Return the titles that wait, each with candidates and what they are like."""
    waiting = engine.rows(f"""
        SELECT title, CASE WHEN count(DISTINCT industry) = 1 THEN min(industry) END AS industry,
            count(*) AS postings, {rounded("sum(counted)", 1)} AS persons
        FROM counted WHERE coded_by IS NULL
        GROUP BY title ORDER BY persons DESC, postings DESC, title LIMIT {LONGEST}
    """)
    titles = [row[0] for row in waiting]
    by_model = list(coder.model.answers(titles)) if coder.model else []
    rows = []
    for place, (title, industry, postings, persons) in enumerate(waiting):
        candidates: list[dict[str, Any]] = []
        if by_model:
            answer = by_model[place]
            parts = zip(answer.occupations, answer.alike, answer.probabilities, strict=True)
            candidates = [
                _candidate(code, like, round(probability, 3), reference)
                for code, like, probability in parts
                if code != NONE
            ]
            candidates.sort(key=lambda candidate: -candidate["probability"])
        if not candidates and place < _NAMED:
            given: set[str] = set()
            near = process.extract(
                title, list(reference.names), scorer=fuzz.WRatio, limit=_CANDIDATES,
                score_cutoff=_LEAST_ALIKE,
            )  # fmt: skip
            for name, _, _ in near:
                if (code := reference.names[name]) not in given:
                    given.add(code)
                    candidates.append(_candidate(code, name, None, reference))
        rows.append((title, industry, postings, persons, candidates[:_CANDIDATES]))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _candidate(
    code: str, like: str, probability: float | None, reference: Reference
) -> dict[str, Any]:
    name = reference.occupations.get(code, code)
    return {"occupation": code, "name": name, "like": like, "probability": probability}
