"""Ladder, parts, candidates and coverage on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from rich.console import Console

from graph.gap.flows.rounding import percent_said
from graph.gap.ladder import Ladder
from graph.gap.parts import Part, Parts
from graph.gap.report import Assumption
from graph.regions.candidates import Candidates
from graph.regions.coverage import KINDS, ChainCoverage, Row
from graph.telling.listings import (
    candidate_sentence,
    coded,
    ladder_heading,
    part_lines,
    part_notes,
    tie_sentence,
)
from graph.telling.listings import rung as rung_row
from graph.telling.sentences import assumption, where
from graph.words import say
from views.terminal.page import Page

NOTHING = "–"
CANDIDATES_SHOWN = 12
FIGURES = ("demand", "supply", "matched", "shortage", "surplus", "fill_rate")
COLUMNS = {
    "area": FIGURES,
    "chain": ("demand", "matched", "shortage", "fill_rate"),  # chains share the supply
    "year": ("demand", "supply", "shortage", "quantity", "composition", "fill_rate"),
}


def render_ladder(ladder: Ladder, lang: str, console: Console) -> None:
    """What each lever could do, in one table."""
    page = Page(lang, console)
    page.paragraph(ladder_heading(ladder, lang), style="bold")
    rows = []
    for one in ladder.rungs:
        row = rung_row(one, lang)
        gain = f"{one.gain:,}" if row["lever"] else ""
        rows.append((row["name"], f"{one.shortage:,}", gain, row["lever"] or ""))
    head = [say(f"gap.ladder.{key}", lang) for key in ("rule", "shortage", "gain", "lever")]
    page.table(head, rows, {1, 2})
    page.line()
    if ladder.seats:
        page.paragraph(say("gap.ladder.seats", lang, seats=ladder.seats), 2)
    over = ladder.over_qualified
    figures = {"persons": over.persons, "share": over.share or 0, "steps": over.steps}
    kind = "over" if over.persons else "over_none"
    page.paragraph(say(f"gap.ladder.{kind}", lang, **figures), 2)
    page.paragraph(say("gap.ladder.order", lang), 2)
    _assumptions(page, ladder.assumptions)


def _assumptions(page: Page, assumptions: Sequence[Assumption]) -> None:
    """What the figures of a page rest on."""
    if assumptions:
        page.title(say("gap.terminal.assumptions", page.lang))
        page.points([assumption(one, page.lang) for one in assumptions])


def render_parts(parts: Parts, lang: str, console: Console) -> None:
    """One line a part; parts that add up have their sum below."""
    page = Page(lang, console)
    place = where(parts.place, lang)
    page.paragraph(
        say(f"gap.parts.heading.{parts.by}", lang, place=place, year=parts.year), style="bold"
    )
    columns = COLUMNS[parts.by]
    rows = [
        [name, *(_cell(key, one, rate) for key in columns)]
        for name, one, rate in part_lines(parts, lang)
    ]
    names = [parts.spare_word if key == "surplus" else key for key in columns]
    head = [say(f"gap.parts.{key}", lang) for key in (f"name.{parts.by}", *names)]
    page.table(head, rows, set(range(1, len(head))))
    page.line()
    for note in part_notes(parts, lang):
        page.paragraph(note, 2)
    _assumptions(page, parts.assumptions)


def _cell(key: str, one: Part, rate: Fraction | None) -> str:
    """A figure in whole persons, or the share of places that is filled."""
    if key == "fill_rate":
        return NOTHING if rate is None else percent_said(rate)
    figure = _figure(key, one)
    return NOTHING if figure is None else f"{int(figure):,}"


def _figure(key: str, one: Part) -> Fraction | None:
    if key in ("quantity", "composition"):
        return None if one.report is None else Fraction(getattr(one.report, key))
    found: Fraction | None = getattr(one, key)
    return found


def render_candidates(found: Candidates, lang: str, console: Console) -> None:
    """Those to consider, the most room first, each with its reason."""
    page = Page(lang, console)
    place = found.place.of(lang) if found.place else say("gap.everywhere", lang)
    advised = [one for one in found.candidates if one.advised]
    others = len(found.candidates) - len(advised)
    if not found.candidates:
        page.paragraph(say("candidates.none", lang, place=place))
        _say_unanswered(found, lang, page)
        return
    head = say("candidates.heading", lang, place=place, shown=len(advised), others=others)
    page.paragraph(head, style="bold")
    rest = len(advised) - CANDIDATES_SHOWN
    for one in advised[:CANDIDATES_SHOWN]:
        page.line()
        room = say("candidates.room", lang, room=f"{one.room:,}")
        page.paragraph(f"{coded(one.major, lang)}  {room}", 2, style="bold")
        page.paragraph(candidate_sentence(one, lang), 4)
    page.line()
    if rest > 0:
        page.paragraph(say("candidates.rest", lang, rest=rest), 2)
    page.paragraph(say("candidates.alone", lang), 2)
    _say_unanswered(found, lang, page)


def _say_unanswered(found: Candidates, lang: str, page: Page) -> None:
    """Say how many empty places no new major fills."""
    if found.unanswered is None:
        page.paragraph(say("candidates.reasons_left_out", lang), 2)
    elif found.unanswered:
        page.paragraph(say("candidates.unanswered", lang, places=f"{found.unanswered:,}"), 2)


def render_coverage(found: ChainCoverage, lang: str, console: Console) -> None:
    """A table of counts, and the tie that would connect most."""
    page = Page(lang, console)
    if not found.rows:
        page.paragraph(say("coverage.no_chains", lang))
        return
    page.paragraph(say("coverage.heading", lang), style="bold")
    head = [say(f"coverage.{key}", lang) for key in ("segment", *KINDS)]
    rows = [[_coverage_name(one, lang), *_counts(one)] for one in found.rows]
    page.table(head, rows, set(range(1, len(head))))
    page.line()
    page.paragraph(tie_sentence(found, lang), 2)
    page.paragraph(say("coverage.note", lang), 2)


def _coverage_name(one: Row, lang: str) -> str:
    return one.chain.of(lang) if one.segment is None else f"· {one.segment.of(lang)}"


def _counts(one: Row) -> list[str]:
    return [str(len(one.cells[kind])) if one.cells[kind] else "·" for kind in KINDS]
