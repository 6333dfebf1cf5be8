"""The review on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from rich.console import Console

from graph.review.review import Review
from graph.telling.review import (
    about,
    allowed,
    decision_sentences,
    effect,
    item_name,
    notes,
    reasons,
)
from graph.words import say
from views.terminal.page import Page


def render(
    review: Review,
    limit: int,
    pending: pl.DataFrame,
    then: int,
    others: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    lang: str,
    console: Console,
) -> None:
    """Print each item with its effect, why it is listed, and what to type to decide."""
    page = Page(lang, console)
    place = review.place.of(lang) if review.place else say("gap.everywhere", lang)
    page.paragraph(
        say(
            "review.heading",
            lang,
            place=place,
            year=review.year,
            shortage=review.shortage,
            items=len(review.items),
        )
        if review.items
        else say("review.none", lang),
        style="bold",
    )
    if pending.height:
        values = {"decided": pending.height, "then": then, "shortage": review.shortage}
        page.paragraph(say("review.heading_decided", lang, **values), style="bold")
    for item in review.items[:limit]:
        page.line()
        page.paragraph(f"{about(item, lang)}  {effect(item, lang)}", 2, style="bold")
        page.points(reasons(item, lang))
        page.paragraph(f"{item_name(item.matter)}  {' | '.join(allowed(item.kind, lang))}", 4)
    page.line()
    if len(review.items) > limit:
        page.paragraph(say("review.more", lang, items=len(review.items) - limit), 2)
    for note in notes(review, lang):
        page.paragraph(note, 2)
    if others.height:
        page.paragraph(say("review.disputed", lang), 2)
        page.points(decision_sentences(others, tables, lang))
    page.paragraph(say("review.how", lang), 2)
