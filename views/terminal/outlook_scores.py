"""Kept outlooks on a terminal: what was promised and what came."""

from __future__ import annotations

from rich.console import Console

from graph.outlook.score import TOTALS, Outcome, Scored, Scores
from graph.telling.kept import kept_heading, score_sentences, waiting_sentences, worst_missed
from graph.telling.outlook import band
from graph.telling.sentences import level_in_short
from graph.words import say
from views.terminal.page import Page

SHOWN = 10


def render(scores: Scores, lang: str, console: Console) -> None:
    """Print each kept outlook with a newer year against what came, then those that wait."""
    page = Page(lang, console)
    if not scores.scored:
        empty = "waits" if scores.waiting else "nothing"
        page.paragraph(say(f"outlook.score.{empty}", lang), style="bold")
    for entry in scores.scored:
        _scored(page, entry)
    if notes := waiting_sentences(scores, lang):
        page.line()
        page.points(notes)


def _scored(page: Page, entry: Scored) -> None:
    page.paragraph(kept_heading(entry.kept, page.lang), style="bold")
    totals = [outcome for name in TOTALS for outcome in entry.of(name, totals=True)]
    _table(page, sorted(totals, key=lambda outcome: outcome.promise.year))
    page.line()
    page.points(score_sentences(entry, page.lang))
    missed = worst_missed(entry)
    if missed:
        page.title(say("outlook.score.missed", page.lang, count=len(missed)))
        _table(page, missed[:SHOWN])
    page.line()


def _table(page: Page, outcomes: list[Outcome]) -> None:
    names = ("figure", "year", "promised", "came", "held")
    rows = [
        [
            _name(outcome, page.lang),
            str(outcome.promise.year),
            band(outcome.promise.promised),
            f"{outcome.came:,}",
            say(f"outlook.score.is_held.{_word(outcome.held)}", page.lang),
        ]
        for outcome in outcomes
    ]
    page.table([say(f"outlook.score.head.{name}", page.lang) for name in names], rows, {2, 3})


def _word(held: bool | None) -> str:
    return "none" if held is None else "yes" if held else "no"


def _name(outcome: Outcome, lang: str) -> str:
    figure = say(f"outlook.head.{outcome.promise.figure}", lang)
    if outcome.promise.key is None or outcome.promise.thing is None:
        return figure
    code, level, area = outcome.promise.key
    where = [code, level_in_short(level, lang), *([area] if area else [])]
    inside = say("gap.part_separator", lang).join(where)
    return f"{outcome.promise.thing.of(lang)} [{inside}] {figure}"
