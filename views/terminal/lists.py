"""The three lists on a terminal."""

from __future__ import annotations

from rich.console import Console

from graph.lists import sentences
from graph.lists.before import Before
from graph.lists.came import counts, due, major_of, origin, outcome_sentence
from graph.lists.report import TOLD, Entry, Lists
from graph.lists.tabulated import places
from graph.words import say
from views.terminal.page import Page

SHOWN = 12
ROWS_LONGEST = 160  # characters of the places of rows; JSON has all


def render(lists: Lists, lang: str, console: Console) -> None:
    """Print each list, the first entries of each with reason, proof, lead and date."""
    page = Page(lang, console)
    page.paragraph(sentences.title(lists, lang), style="bold")
    page.mark(lists.grade)
    page.paragraph(sentences.headline(lists, lang))
    page.paragraph(sentences.programmes_sentence(lists, lang))
    for place in TOLD:
        entries = lists.of(place)
        page.title(f"{sentences.list_name(place, lang)} · {len(entries):,}")
        if not entries:
            page.paragraph(say("lists.none", lang), 2)
        for entry in entries[:SHOWN]:
            _entry(page, entry)
        if len(entries) > SHOWN:
            page.paragraph(say("lists.more", lang, rest=len(entries) - SHOWN), 4)
    if lists.before is not None:
        _before(page, lists.before)
    page.title(say("gap.terminal.assumptions", lang))
    page.points(sentences.notes(lists, lang))


def _before(page: Page, before: Before) -> None:
    lang = page.lang
    page.title(say("lists.before.title", lang, year=before.year))
    page.paragraph(origin(before, lang), 2)
    page.paragraph(counts(before, lang), 2)
    for outcome in before.outcomes[:SHOWN]:
        promise = outcome.promise
        name = f"{major_of(promise, lang)} [{promise.major.key}]"
        college = promise.college.of(lang) if promise.college else ""
        first = say("lists.reason.separator", lang).join(filter(None, (name, college)))
        page.paragraph(first, 4, "  ·", style="bold")
        page.paragraph(outcome_sentence(outcome, lang), 4)
        if when := due(promise, lang):
            page.paragraph(say("lists.label.decide", lang, text=when), 4)
    if len(before.outcomes) > SHOWN:
        page.paragraph(say("lists.more", lang, rest=len(before.outcomes) - SHOWN), 4)


def _entry(page: Page, entry: Entry) -> None:
    lang = page.lang
    first = (
        f"{sentences.major_name(entry, lang)} [{entry.major.key}] · {sentences.action(entry, lang)}"
    )
    page.paragraph(first, 4, "  ·", style="bold")
    rows = places(entry, lang)
    lines = {
        "hosts" if entry.is_new else "colleges": sentences.colleges(entry, lang),
        "reason": sentences.reasons(entry, lang),
        "conflict": sentences.conflict(entry, lang),
        "missing": sentences.missing(entry, lang),
        "leads": sentences.leads(entry, lang) if entry.decide_by else "",
        "decide": sentences.decision(entry, lang),
        "rows": rows if len(rows) <= ROWS_LONGEST else rows[:ROWS_LONGEST].rstrip() + " …",
    }
    for label, text in lines.items():
        if text:
            page.paragraph(say(f"lists.label.{label}", lang, text=text), 4)
