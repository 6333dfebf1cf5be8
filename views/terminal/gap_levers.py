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
from graph.telling import listings
from graph.telling.listings import rung as rung_row
from graph.telling.sentences import assumption, where
from graph.words import heading, say
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
    """Print in one table what each lever could do."""
    page = Page(lang, console)
    page.paragraph(listings.ladder_heading(ladder, lang), style="bold")
    rows = []
    for rung in ladder.rungs:
        row = rung_row(rung, lang)
        gain = f"{rung.gain:,}" if row["lever"] else ""
        rows.append((row["name"], f"{rung.shortage:,}", gain, row["lever"] or ""))
    head = [heading(key, "ladder", lang) for key in ("rule", "shortage", "gain", "lever")]
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
    """Print the assumptions behind the figures of a page."""
    if assumptions:
        page.title(say("gap.terminal.assumptions", page.lang))
        page.points([assumption(entry, page.lang) for entry in assumptions])


def render_parts(parts: Parts, lang: str, console: Console) -> None:
    """Print a line for each part, with the sum below parts that add up."""
    page = Page(lang, console)
    place = where(parts.place, lang)
    page.paragraph(
        say(f"gap.parts.heading.{parts.by}", lang, place=place, year=parts.year), style="bold"
    )
    columns = COLUMNS[parts.by]
    rows = [
        [name, *(_cell(key, part, rate) for key in columns)]
        for name, part, rate in listings.part_lines(parts, lang)
    ]
    names = [parts.spare_word if key == "surplus" else key for key in columns]
    head = [say(f"gap.parts.name.{parts.by}", lang)]
    head += [heading(name, "parts", lang) for name in names]
    page.table(head, rows, set(range(1, len(head))))
    page.line()
    for note in listings.part_notes(parts, lang):
        page.paragraph(note, 2)
    _assumptions(page, parts.assumptions)


def _cell(key: str, part: Part, rate: Fraction | None) -> str:
    """Format a figure in whole persons, or the share of filled places."""
    if key == "fill_rate":
        return NOTHING if rate is None else percent_said(rate)
    figure = _figure(key, part)
    return NOTHING if figure is None else f"{int(figure):,}"


def _figure(key: str, part: Part) -> Fraction | None:
    if key in ("quantity", "composition"):
        return None if part.report is None else Fraction(getattr(part.report, key))
    figure: Fraction | None = getattr(part, key)
    return figure


def render_candidates(candidates: Candidates, lang: str, console: Console) -> None:
    """Print the majors to consider, the most room first, each with its reason."""
    page = Page(lang, console)
    place = candidates.place.of(lang) if candidates.place else say("gap.everywhere", lang)
    advised = [candidate for candidate in candidates.candidates if candidate.advised]
    not_advised = len(candidates.candidates) - len(advised)
    if not candidates.candidates:
        page.paragraph(say("candidates.none", lang, place=place))
        _say_unanswered(candidates, lang, page)
        return
    head = say("candidates.heading", lang, place=place, shown=len(advised), others=not_advised)
    page.paragraph(head, style="bold")
    rest = len(advised) - CANDIDATES_SHOWN
    for candidate in advised[:CANDIDATES_SHOWN]:
        page.line()
        room = say("candidates.room", lang, room=f"{candidate.room:,}")
        page.paragraph(f"{listings.coded(candidate.major, lang)}  {room}", 2, style="bold")
        page.paragraph(listings.candidate_sentence(candidate, lang), 4)
    page.line()
    if rest > 0:
        page.paragraph(say("candidates.rest", lang, rest=rest), 2)
    page.paragraph(listings.peers_note(candidates, lang), 2)
    page.paragraph(say("candidates.alone", lang), 2)
    _say_unanswered(candidates, lang, page)


def _say_unanswered(candidates: Candidates, lang: str, page: Page) -> None:
    """Say how many empty places no new major fills."""
    if candidates.unanswered is None:
        page.paragraph(say("candidates.reasons_left_out", lang), 2)
    elif candidates.unanswered:
        page.paragraph(say("candidates.unanswered", lang, places=f"{candidates.unanswered:,}"), 2)


def render_coverage(coverage: ChainCoverage, lang: str, console: Console) -> None:
    """Print a table of counts, and the tie that would connect most."""
    page = Page(lang, console)
    if not coverage.rows:
        page.paragraph(say("coverage.no_chains", lang))
        return
    page.paragraph(say("coverage.heading", lang), style="bold")
    head = [say(f"coverage.{key}", lang) for key in ("segment", *KINDS)]
    rows = [
        [f"· {row.segment.of(lang)}" if row.segment else row.chain.of(lang), *_counts(row)]
        for row in coverage.rows
    ]
    page.table(head, rows, set(range(1, len(head))))
    page.line()
    page.paragraph(listings.tie_sentence(coverage, lang), 2)
    page.paragraph(say("coverage.note", lang), 2)


def _counts(row: Row) -> list[str]:
    return [str(len(row.cells[kind])) if row.cells[kind] else "·" for kind in KINDS]
