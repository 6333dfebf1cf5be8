"""Codes titles to occupations: decided by a person, by rule, or by the model where it is sure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ingest.records.classify import (
    LEAST_CLASSES,
    LEAST_TITLES,
    Answer,
    Classifier,
    LeftOut,
)
from ingest.records.engine import Engine
from ingest.records.reference import Reference
from ingest.records.texts import RANKS
from ingest.records.titles import Decision
from ingest.text import fold

DECIDED, RULE, MODEL = "decided", "rule", "model"
NONE = ""  # the class of titles that mean no single occupation
SURE = 0.9  # share of the model's answers that are right, at least
_LEAST_ANSWERS = 20
_SAMPLE = 2_000  # waiting titles that tell how sure the model is of them
_SHORTEST_NAME = 3  # characters of an occupation's name that a title may end in
_RANKS = re.compile(rf"[初中]?({RANKS})|^(senior|junior|sr|jr|lead|principal|staff|trainee)\.?\s+")
_SCHEMA = {
    "title": pl.String,
    "occupation": pl.String,
    "coded_by": pl.String,
    "probability": pl.Float64,
}


@dataclass(frozen=True)
class Precision:
    """How the model did on decided titles left out: accepted from ``threshold`` on, and right."""

    threshold: float
    accepted: int
    right: int


@dataclass(frozen=True)
class Coder:
    """What is known of titles before advertisements are read."""

    decided: Mapping[str, str]
    names: Mapping[str, str]
    model: Classifier | None
    precision: Precision | None

    def by_rule(self, title: str) -> str | None:
        """Return the occupation of a title without its rank, or of the name that it ends in."""
        plain = _RANKS.sub("", title).strip()
        if self.decided.get(plain):
            return self.decided[plain]
        word = fold(plain)
        if word in self.names:
            return self.names[word]
        for begin in range(1, len(word) - _SHORTEST_NAME + 1):
            is_within = word[begin - 1].isascii() and word[begin].isascii()
            if not is_within and word[begin:] in self.names:
                occupation = self.names[word[begin:]]
                return occupation if self._may_mean(title, occupation) else None
        return None

    def _may_mean(self, title: str, occupation: str) -> bool:
        """Tell whether a title that ends in an occupation's name may mean it.

        汽车美容师 is no 美容师. Where no model tells, one in Chinese may; a tree surgeon is none.
        """
        if self.model is None:
            return not title[-1].isascii()
        return next(self.model.answers([title])).occupations[0] == occupation

    def accepts(self, answer: Answer) -> bool:
        """Tell whether an answer of the model is sure enough."""
        return (
            self.precision is not None
            and answer.agrees
            and answer.occupations[0] != NONE
            and answer.probability >= self.precision.threshold
        )


def code(engine: Engine, reference: Reference, table: str = "adverts") -> Coder:
    """Make the tables ``decisions`` and those of :func:`code_titles`; return what codes titles."""
    engine.take("decisions", lambda: _decisions(reference))
    titles = titles_of(engine, table)
    coder = coder_of(reference, titles)
    code_titles(engine, coder, titles, reference.decisions)
    return coder


def titles_of(engine: Engine, table: str = "adverts") -> list[str]:
    """Return the distinct titles of a table."""
    query = f"SELECT DISTINCT title FROM {table} WHERE title IS NOT NULL ORDER BY title"
    return [title for (title,) in engine.rows(query)]


def coder_of(reference: Reference, titles: Sequence[str] = ()) -> Coder:
    """Return what the decisions and the names of occupations say of titles.

    The first decision on a title counts: those given by hand stand before a pack's.
    """
    decided = decided_titles(reference.decisions, reference.occupations)
    codes = list(decided.values())
    model, precision = None, None
    if len(decided) >= LEAST_TITLES and len(set(codes)) >= LEAST_CLASSES:
        model = Classifier(list(decided), codes)
        left_out = model.calibrate()
        waiting = [title for title in titles if title not in decided]
        some = waiting[:: max(1, len(waiting) // _SAMPLE)]
        answers = [a for a in model.answers(some) if a.agrees and a.occupations[0] != NONE]
        precision = accepted_from(left_out, [answer.probability for answer in answers])
    return Coder(decided, reference.names, model, precision)


def decided_titles(decisions: Iterable[Decision], occupations: Mapping[str, str]) -> dict[str, str]:
    """Return title → occupation, or :data:`NONE`, of decisions that hold in every industry."""
    decided: dict[str, str] = {}
    for decision in decisions:
        if decision.industry is None and (
            decision.occupation is None or decision.occupation in occupations
        ):
            decided.setdefault(decision.title, decision.occupation or NONE)
    return decided


def accepted_from(left_out: LeftOut, waiting: Sequence[float] = ()) -> Precision | None:
    """Return the lowest probability from which on enough answers are right; None where none is.

    They were so on decided titles left out, and must be expected so on the titles that wait, which
    are rarer and stranger. ``waiting``: probabilities of answers on those.
    """
    expected = np.array(waiting)
    for percent in range(50, 100, 5):
        accepted = left_out.agrees & (left_out.probabilities >= percent / 100)
        count, right = int(accepted.sum()), int(left_out.right[accepted].sum())
        if count < _LEAST_ANSWERS:
            return None
        likely = expected[expected >= percent / 100]
        if right >= SURE * count and (not likely.size or likely.mean() >= SURE):
            return Precision(percent / 100, count, right)
    return None


def code_titles(
    engine: Engine, coder: Coder, titles: Sequence[str], decisions: Sequence[Decision]
) -> None:
    """Make the tables ``coded`` of titles, and ``coded_in`` of titles decided for an industry."""

    def coded() -> pl.DataFrame:
        return pl.DataFrame(list(_coded(titles, coder)), schema=_SCHEMA, orient="row")

    def of_industries() -> pl.DataFrame:
        return pl.DataFrame(
            [(d.title, d.industry, d.occupation) for d in reversed(decisions) if d.industry],
            schema={"title": pl.String, "industry": pl.String, "occupation": pl.String},
            orient="row",
        ).unique(["title", "industry"], keep="last", maintain_order=True)

    engine.take("coded", coded)
    engine.take("coded_in", of_industries)


def _decisions(reference: Reference) -> pl.DataFrame:
    """Return the decisions as a table; of several on one title the first counts."""
    return pl.DataFrame(
        [(d.title, d.industry, d.occupation, d.reviewer, d.since) for d in reference.decisions],
        schema={
            "title": pl.String,
            "industry": pl.String,
            "occupation": pl.String,
            "reviewer": pl.String,
            "since": pl.Int64,
        },
        orient="row",
    ).unique(["title", "industry"], keep="first", maintain_order=True)


def _coded(
    titles: Sequence[str], coder: Coder
) -> Iterator[tuple[str, str | None, str, float | None]]:
    waiting = []
    for title in titles:
        if title in coder.decided:
            yield title, coder.decided[title] or None, DECIDED, None
        elif occupation := coder.by_rule(title):
            yield title, occupation, RULE, None
        else:
            waiting.append(title)
    if coder.model is None or coder.precision is None:
        return
    for title, answer in zip(waiting, coder.model.answers(waiting), strict=True):
        if coder.accepts(answer):
            yield title, answer.occupations[0], MODEL, round(answer.probability, 4)
