"""Verdicts as sentences with the rows they rest on behind them."""

from __future__ import annotations

from collections.abc import Sequence

from graph.rules.places import figures, spans
from graph.rules.sentences import sentence
from graph.rules.verdicts import Evidence, Verdict
from graph.words import join, say

RUNS_SHOWN = 4


def said(one: Verdict, lang: str) -> str:
    """A verdict's sentence, and its rows in short."""
    return with_rows(sentence(one, lang, marked=False), figures(one.evidence), lang)


def with_rows(text: str, evidence: Sequence[Evidence], lang: str) -> str:
    """A text with the first runs of rows behind it, and how many rows there are."""
    shown, left = [], RUNS_SHOWN
    several = spans(evidence)
    for file, runs in several.items():
        if left > 0:
            shown.append(f"{file}#{','.join(runs[:left])}")
            left -= len(runs)
    if not shown:
        return text
    rows = join(shown, lang)
    if sum(map(len, several.values())) > RUNS_SHOWN:
        count = len({(one.file, one.sheet, one.row) for one in evidence if one.row is not None})
        rows = say("rules.page.more_rows", lang, shown=rows, count=count)
    return say("rules.page.rows", lang, text=text, rows=rows)
