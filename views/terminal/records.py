"""Records on a terminal: what cannot be shown, what was left, the queue of titles."""

from __future__ import annotations

import polars as pl
from rich.console import Console

from graph.ontology import Ontology
from graph.words import say
from ingest.records.telling import TellingOfRun, queue_points
from views.terminal.page import Page


def render(telling: TellingOfRun, ontology: Ontology, console: Console) -> None:
    """Print limits first, then what was left out, how titles were coded, and the next steps."""
    lang = telling.lang
    page = Page(lang, console)
    page.paragraph(telling.heading(), style="bold")
    page.title(say("records.limits.title", lang))
    page.points(list(telling.limits()))
    if left := telling.left():
        page.title(say(f"{telling.topic}.left.title", lang))
        for count, word, _ in left:
            page.paragraph(word, 12, f"{count:>10}")
        page.points(list(telling.about_left()))
    if top := telling.top():
        year, rows = top
        page.title(say(f"{telling.topic}.top.title", lang, year=year))
        head = [say(f"{telling.topic}.top.{n}", lang) for n in ("occupation", "persons", "third")]
        cells = [
            [name, f"{persons:,.0f}", "" if third is None else f"{third:,.0f}"]
            for name, persons, third in rows
        ]
        page.table(head, cells, {1, 2})
        page.line()
    page.points(list(telling.coding()))
    if files := list(telling.files(ontology)):
        page.title(say("records.read.title", lang))
        for sentence in files:
            first, *settings = sentence.split("\n")
            page.points([first])
            for line in settings:
                console.print(f"      {line}", markup=False, highlight=False, soft_wrap=True)
    page.line()
    page.points(list(telling.next_steps()))


def render_queue(queue: pl.DataFrame, count: int, lang: str, console: Console) -> None:
    """Print the first titles of the queue with their candidates."""
    page = Page(lang, console)
    if not count:
        page.paragraph(say("titles.none", lang))
        return
    page.paragraph(say("titles.heading", lang, shown=queue.height, count=count), style="bold")
    for number, (title, candidates) in enumerate(queue_points(queue, lang), 1):
        page.line()
        page.paragraph(title, 4, f"{number:>3}")
        for candidate in candidates:
            page.paragraph(candidate, 6)
    page.line()
    page.paragraph(say("titles.how", lang))
