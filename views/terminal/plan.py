"""The plan on a terminal."""

from __future__ import annotations

from rich.console import Console

from graph.plan.report import Plan
from graph.telling import plan as sentences
from graph.telling.plan_regret import regrets
from graph.words import say
from views.terminal.page import Page

SHOWN, SHOWN_CUTS = 10, 8


def render(report: Plan, lang: str, console: Console) -> None:
    """Print totals and gap, the largest moves, what no plan fills, limits, the usual ways."""
    page = Page(lang, console)
    heading = say("plan.heading", lang, first=report.first, until=report.until)
    page.paragraph(heading, style="bold")
    for mark in sentences.marks(report, lang):
        page.paragraph(mark, style="bold yellow")
    page.line()
    for sentence in sentences.totals(report, lang):
        page.paragraph(sentence)
    _years(page, report)
    page.title(say("plan.moves.title", lang))
    page.paragraph(sentences.moves_in_all(report, lang), 2)
    page.points(sentences.largest_moves(report.moves, report, lang, SHOWN))
    page.title(say("plan.unfilled.title", lang))
    page.points(sentences.unfilled(report, lang, SHOWN_CUTS))
    if report.robust:
        page.title(say("plan.robust.title", lang))
        page.points(sentences.robust(report, lang))
    if report.regret:
        page.title(say("plan.regret.title", lang))
        page.points(regrets(report, lang))
        page.points(sentences.largest_moves(report.regret.moves, report, lang, SHOWN))
    if report.closing:
        page.title(say("plan.closing.title", lang))
        page.points(sentences.closing(report, lang))
        page.points(sentences.largest_moves(report.closing.moves, report, lang, SHOWN))
    page.title(say("plan.limits.title", lang))
    page.points(sentences.in_the_way(report, lang))
    page.title(say("plan.naive.title", lang))
    page.figures(
        [
            (
                say(f"plan.naive.{name}", lang),
                f"{report.naive[name].shortage:,.0f}",
                say("plan.naive.moved", lang, places=report.naive[name].change),
            )
            for name in (*sentences.NAIVE, "planned")
        ]
    )
    if report.front:
        page.title(say("plan.front.title", lang))
        head = [say(f"plan.front.{name}", lang) for name in (report.front_by, "shortage")]
        points = [[f"{p.along(report.front_by):,.0f}", f"{p.shortage:,.0f}"] for p in report.front]
        page.table(head, points, {0, 1})
    page.title(say("gap.terminal.assumptions", lang))
    page.points(sentences.notes(report, lang))


def _years(page: Page, report: Plan) -> None:
    head = [
        say(f"plan.head.{name}", page.lang) for name in ("year", "unchanged", "planned", "fewer")
    ]
    rows = [
        [str(year), *(f"{value:,}" for value in (round(a), round(b), round(a) - round(b)))]
        for year, a, b in zip(report.years, report.unchanged, report.planned, strict=True)
    ]
    page.table(head, rows, {1, 2, 3})
    page.line()
    page.paragraph(say("plan.known", page.lang), 2)
