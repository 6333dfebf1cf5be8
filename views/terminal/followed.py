"""Verdicts as sentences that cite the rows they rest on."""

from __future__ import annotations

from collections.abc import Sequence

from graph.rules.places import figures, spans
from graph.rules.sentences import sentence
from graph.rules.verdicts import Evidence, Verdict
from graph.words import join, say

RUNS_SHOWN = 4


def cited_sentence(verdict: Verdict, lang: str) -> str:
    """Return a verdict's sentence with a short citation of its rows."""
    return with_rows(sentence(verdict, lang, marked=False), figures(verdict.evidence), lang)


def with_rows(text: str, evidence: Sequence[Evidence], lang: str) -> str:
    """Append to a text the first runs of rows, and their number where there are more."""
    listed, left = [], RUNS_SHOWN
    runs_by_file = spans(evidence)
    for file, runs in runs_by_file.items():
        if left > 0:
            listed.append(f"{file}#{','.join(runs[:left])}")
            left -= len(runs)
    if not listed:
        return text
    rows = join(listed, lang)
    if sum(map(len, runs_by_file.values())) > RUNS_SHOWN:
        count = len({(row.file, row.sheet, row.row) for row in evidence if row.row is not None})
        rows = say("rules.page.more_rows", lang, shown=rows, count=count)
    return say("rules.page.rows", lang, text=text, rows=rows)
