"""The plan at first sight: its figures, the largest moves, what no plan fills and why."""

from __future__ import annotations

from math import ceil

import streamlit as st

from graph.plan.report import Plan
from graph.telling.plan import largest_moves, span, unfilled
from graph.telling.plan_page import foundations, obstacles
from views.parts.figure import Figure
from views.parts.markup import bullets, node, show, way
from views.parts.plan_controls import here
from views.parts.session import language, tell

TOP = 3
SHORT = "occupation_class-starved"


def total_figures(report: Plan) -> list[Figure]:
    """Return the figures: the shortage of the last year and of all, the gap, what moves."""
    years = [
        (str(report.until), report.unchanged[-1], report.planned[-1]),
        (span(report), report.total("unchanged"), report.total("planned")),
    ]
    more = sum(max(move.change, 0) for move in report.moves)
    fewer = sum(max(-move.change, 0) for move in report.moves)
    return [
        *(
            Figure(
                tell("plan.figure_shortage", years=name),
                f"{round(planned):,}",
                tell("plan.figure_shortage_definition"),
                here(view="years"),
                tell("plan.figure_unchanged", short=round(unchanged)),
                SHORT,
            )
            for name, unchanged, planned in years
        ),
        Figure(
            tell("plan.figure_gap"),
            f"{0 if report.is_best else ceil(report.gap):,}",
            tell("plan.figure_gap_definition"),
            here(view="limits"),
            tell("plan.figure_gap_note", percent=report.gap_pct),
        ),
        Figure(
            tell("plan.figure_moved"),
            f"+{more:,} −{fewer:,}",
            tell("plan.figure_moved_definition"),
            here(view="moves"),
            tell(
                "plan.figure_moved_note",
                opened=sum(move.kind == "open" for move in report.moves),
                closed=sum(move.kind == "close" for move in report.moves),
            ),
        ),
    ]


def at_first_sight(report: Plan) -> None:
    """Show the largest moves, what no plan can fill, what stands in the way, what it rests on."""
    lang = language()
    moves, jobs, rests = st.columns(3, gap="large")
    with moves:
        none = [tell("plan.no_moves")]
        _part(
            "largest", largest_moves(report.moves, report, lang, TOP) or none, "all_moves", "moves"
        )
    with jobs:
        _part("unfilled", unfilled(report, lang, TOP))
        _part("in_the_way", obstacles(report, lang), "all_limits", "limits")
    with rests:
        _part("rests", foundations(report, lang), "all_notes", "sure")


def _part(name: str, sentences: list[str], link: str = "", view: str = "") -> None:
    show(node("h2", "tc-part", tell(f"plan.{name}")))
    show(bullets(sentences))
    if link:
        show(way(here(view=view), tell(f"plan.{link}")))
