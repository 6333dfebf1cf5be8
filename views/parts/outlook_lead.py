"""The outlook at first sight: its figures, what may be decided, where places stay empty, why."""

from __future__ import annotations

import streamlit as st

from graph.outlook.report import Interval, OneSide, Outlook, YearAhead
from graph.telling.outlook_lead import (
    earliest,
    emptiest_sentences,
    first_decisions,
    foundations,
    headline_year,
    lacking,
)
from graph.words import say
from views.parts.figure import Figure
from views.parts.markup import bullets, node, plain, show, way
from views.parts.outlook_controls import here
from views.parts.session import language, tell

SHORT = "occupation-class-starved"


def total_figures(report: Outlook) -> list[Figure]:
    """Return the figures: the shortage of three years, those in class, majors to decide on."""
    ahead = [report.years[0], headline_year(report), report.years[-1]]
    years = {year.year: year for year in ahead}.values()
    last, warned = headline_year(report), [major for major in report.majors if major.warned]
    share = report.in_class(last)
    return [
        *(_shortage(year) for year in years),
        Figure(
            tell("outlook.figure_in_class", year=last.year),
            "–" if share is None else f"{100 * share:.0f}%",
            say("outlook.in_class", language()),
            here(view="cohorts", in_year=last.year),
        ),
        Figure(
            tell("outlook.figure_decide"),
            f"{len(warned):,}",
            tell("outlook.figure_decide_definition"),
            here(view="majors"),
            tell("outlook.figure_decide_note", intake=intake)
            if (intake := earliest(report))
            else "",
        ),
    ]


def bands(report: Outlook | OneSide) -> None:
    """Say beside the figures of how many draws their bands are."""
    if report.draws:
        values = {"cover": 100 * report.cover, "draws": report.draws}
        st.caption(plain(say("outlook.bands", language(), **values)))


def _shortage(year: YearAhead) -> Figure:
    return Figure(
        tell("outlook.figure_shortage", year=year.year),
        f"{year.shortage.median:,}",
        tell("outlook.figure_shortage_definition"),
        here(view="occupations", in_year=year.year),
        _range(year.shortage),
        SHORT,
    )


def _range(interval: Interval) -> str:
    if interval.low is None or interval.high is None:
        return tell("outlook.no_band")
    return tell("outlook.band", low=interval.low, high=interval.high)


def at_first_sight(report: Outlook) -> None:
    """Show what may be decided, the emptiest occupations, and what both rest on."""
    lang = language()
    decide, empty, rests = st.columns(3, gap="large")
    with decide:
        show(node("h2", "tc-part", tell("outlook.decide", newest=report.newest)))
        parts = first_decisions(report, lang)
        for heading, sentences in parts or [("", [say("outlook.decide.none", lang)])]:
            _list(heading, sentences)
        if parts:
            _link("all_majors", "majors")
    with empty:
        show(node("h2", "tc-part", tell("outlook.emptiest", year=headline_year(report).year)))
        _list("", emptiest_sentences(report, lang) or [tell("outlook.none_short")])
        _link("all_occupations", "occupations")
    with rests:
        show(node("h2", "tc-part", tell("outlook.rests")))
        _list("", foundations(report, lang))
        _link("all_record", "sure")
    for sentence in lacking(report, lang):
        st.info(plain(sentence), icon=":material/info:")


def _list(heading: str, sentences: list[str]) -> None:
    show(node("p", "tc-facts", heading) if heading else None, bullets(sentences))


def _link(name: str, view: str) -> None:
    show(way(here(view=view), tell(f"outlook.{name}")))
