"""Titles of real advertisements coded from nothing but answers to the queue, against two readers.

``python -m benchmarks.titles draw ADVERTISEMENTS FOLDER`` writes the titles to answer
(``asked.csv``: the queue's first 200), and those for two readers (``titles.csv``: the 200 and 600
kept apart, mixed). ``tell ADVERTISEMENTS FOLDER`` takes ``asked.csv`` with the occupations filled
in, ``reader1.csv`` and ``reader2.csv`` (``title``, ``occupation``; ``none``, or ``?`` where it is
open), and tells precision and coverage. The starter of the pack is not used.

The 600 are drawn by systematic sampling with probabilities by their posts, from all titles that are
not asked: a share of them is a share of the advertisements behind such titles.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from graph.ontology import load
from ingest.records.count import wilson
from ingest.records.engine import DuckDB
from ingest.records.pipeline import make_dataset
from ingest.records.reference import Reference, read_reference
from ingest.records.titles import read_decisions

ASKED, APART, SEED = 200, 600, 600
OPEN = "?"


def posts_of(file: Path, reference: Reference) -> tuple[pl.DataFrame, list[str]]:
    """Return the posts that count, with occupation and who coded it, and the titles that wait."""
    posts: list[pl.DataFrame] = []

    class Kept(DuckDB):
        def close(self) -> None:
            posts.append(self.frame("SELECT title, industry, occupation, coded_by FROM counted"))
            super().close()

    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / "made"
        result = make_dataset([file], reference, to, load(), engine=Kept)
    return posts[0], result.queue["title"].to_list()


def draw(file: Path, folder: Path) -> None:
    """Write the titles to ask, and those to read: the asked ones, and 600 kept apart."""
    posts, waiting = posts_of(file, _from_nothing())
    industry = pl.col("industry").drop_nulls().mode().sort().first()
    titles = posts.group_by("title").agg(industry, pl.len().alias("postings")).sort("title")
    asked = titles.filter(pl.col("title").is_in(waiting[:ASKED]))
    rest = titles.filter(~pl.col("title").is_in(waiting[:ASKED]))
    random = np.random.default_rng(SEED)
    rest = rest[random.permutation(rest.height)]
    upto = rest["postings"].to_numpy().cumsum()
    step = upto[-1] / APART
    apart = rest[np.searchsorted(upto, random.uniform(0, step) + step * np.arange(APART))]
    both = pl.concat([apart, asked])
    both[random.permutation(both.height)].write_csv(folder / "titles.csv")
    pl.DataFrame({"title": waiting[:ASKED], "occupation": ""}).write_csv(folder / "asked.csv")


def tell(file: Path, folder: Path) -> None:
    """Print how far the readers agree, and how right and how far the coding is."""
    nothing = _from_nothing()
    answers = read_decisions(folder / "asked.csv", nothing.names, dict(nothing.occupations), load())
    posts, _ = posts_of(file, replace(nothing, decisions=tuple(answers)))
    asked = {answer.title for answer in answers}
    first, second = (_read(folder / f"reader{n}.csv") for n in (1, 2))
    apart = sorted(first.keys() - asked)
    print(f"readers on the {len(apart)} kept apart: {_agreement(first, second, apart)}")
    print(f"readers on the {len(asked)} asked: {_agreement(first, second, asked)}")
    coded = posts.filter(pl.col("occupation").is_not_null())
    of_title = dict(coded.select("title", "occupation").iter_rows())
    by = dict(coded.select("title", "coded_by").iter_rows())
    print(f"posts {posts.height:,}, with an occupation {100 * coded.height / posts.height:.1f} %")
    for who in ("decided", "rule", "model"):
        those = coded.filter(pl.col("coded_by") == who)
        print(f"  {who}: {100 * those.height / posts.height:.1f} %")
    ways: dict[str, list[bool]] = {}
    for title in apart:
        if title in of_title:
            one, other, ours = first[title], second[title], of_title[title]
            rights = {"first reader": one == ours, "second reader": other == ours}
            rights["either"] = ours in (one, other)
            if one == other != OPEN:
                rights["both agree"] = one == ours
            for reader, is_right in rights.items():
                ways.setdefault(f"{reader}, rule and model", []).append(is_right)
                ways.setdefault(f"{reader}, {by[title]}", []).append(is_right)
    for reader, rights_of in sorted(ways.items()):
        print(f"kept apart, {reader}: {_share(rights_of)}")
    agreed = {t for t in asked if first[t] == second[t] != OPEN}
    decided = coded.filter(pl.col("title").is_in(list(agreed)))
    right = [first[t] == code for t, code in decided.select("title", "occupation").iter_rows()]
    print(f"posts under answered titles that both readers agree on: {_share(right)}")
    tail = np.mean(ways["both agree, rule and model"])
    share = coded.filter(pl.col("coded_by") == "decided").height / coded.height
    print(
        f"all posts with an occupation: {100 * (share * np.mean(right) + (1 - share) * tail):.1f} %"
    )


def _from_nothing() -> Reference:
    return replace(read_reference([], [], ["china"], load()), decisions=())


def _read(file: Path) -> dict[str, str]:
    rows = pl.read_csv(file, infer_schema=False).with_columns(pl.col("occupation").fill_null(OPEN))
    return dict(rows.select("title", "occupation").iter_rows())


def _share(right: list[bool]) -> str:
    low, high = wilson(sum(right), len(right))
    return f"{sum(right)} of {len(right)} ({100 * np.mean(right):.1f} %, {low}–{high})"


def _agreement(first: Mapping[str, str], second: Mapping[str, str], titles: Iterable[str]) -> str:
    """Return the share of titles on which readers agree, and Cohen's kappa."""
    pairs = [(first[title], second[title]) for title in titles]
    same = float(np.mean([one == other for one, other in pairs]))
    codes = {code for pair in pairs for code in pair}
    shares = [
        [sum(pair[n] == code for pair in pairs) / len(pairs) for n in (0, 1)] for code in codes
    ]
    chance = sum(one * other for one, other in shares)
    return f"the same for {100 * same:.1f} %, kappa {(same - chance) / (1 - chance):.3f}"


if __name__ == "__main__":
    {"draw": draw, "tell": tell}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
