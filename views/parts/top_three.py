"""What to do, at first sight: the emptiest occupations, majors to grow, majors to stop or turn."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph.gap.flows.rounding import percent_said
from graph.gap.report import GapReport, Occupation
from graph.lists.report import Entry, Lists
from graph.lists.sentences import action, colleges, major_name, reason_text
from graph.telling.sentences import cause_word, told_apart
from graph.telling.tabulated import occupations_listed
from views.parts import address, advice
from views.parts.faults import showing_errors
from views.parts.markup import anchor, node, show, way
from views.parts.session import language, tell
from views.parts.thing import link_to

SHOWN = 3
TURNS = ("turn", "field", "level")  # of the list to adjust: other students, not more


def emptiest(report: GapReport) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Show the occupations with the most empty places; return the places of the two other lists."""
    first, grow, stop = st.container(key="top-three").columns(3, gap="large")
    with first:
        short = occupations_listed(report, "starved")
        name_of = told_apart(report.occupations, language())
        lines = [_occupation(each, name_of(each), report) for each in short[:SHOWN]]
        _list("short", len(short), lines)
        _more("short", address.to("gap", view="occupations"))
    return grow, stop


def advised(places: tuple[DeltaGenerator, DeltaGenerator]) -> None:
    """Show the first majors to grow, and to stop or turn, as the three lists have them."""
    grow, stop = places
    lists = None
    with grow, showing_errors():
        lists = advice.lists_now()
        entries = lists.of("open")
        _list("grow", len(entries), map(_entry, entries[:SHOWN]))
        _more("grow", address.to("lists"))
    if lists is None:
        return  # why there are none is said once
    with stop:
        entries = to_stop(lists)
        _list("stop", len(entries), map(_entry, entries[:SHOWN]))
        _more("stop", address.to("lists", list="limit"))


def to_stop(lists: Lists) -> tuple[Entry, ...]:
    """Return the majors to restrict or let go, then those to turn to something else."""
    return *lists.of("limit"), *(entry for entry in lists.of("adjust") if entry.kind in TURNS)


def _list(name: str, n: int, items: Iterable[Element]) -> None:
    lines = list(items) or [node("li", "tc-soft", tell(f"top.no_{name}"))]
    show(node("h2", "tc-part", tell(f"top.{name}", n=n)), node("ol", "tc-points tc-top", *lines))


def _more(name: str, to: str) -> None:
    show(way(to, tell(f"top.all_{name}")))


def _occupation(occupation: Occupation, name: str, report: GapReport) -> Element:
    """Tell of an occupation; in a part of the region its name leads to the figures of the part."""
    place = f"occupations/{occupation.thing.key}"
    to = address.to("gap", view="occupations", of=f"{occupation.thing.key}/{occupation.level}")
    link = anchor(to, name) if report.is_part else link_to(place, name)
    share = percent_said(1 - occupation.fill_rate)
    text = tell("top.of_occupation", demand=occupation.demand, short=occupation.empty, share=share)
    causes = [
        cause_word(block, language()) for block in report.blocks if occupation in block.occupations
    ]
    why = "".join(tell("head.separator") + cause for cause in causes)
    return node("li", "", link, text, node("span", "tc-soft", why))


def _entry(entry: Entry) -> Element:
    """Tell of a major: what to do, where, and the first reason."""
    lang = language()
    sentences = [action(entry, lang), colleges(entry, lang, 1) if not entry.is_new else ""]
    why = reason_text(entry.reasons[0], entry, lang) if entry.reasons else ""
    return node(
        "li",
        "",
        link_to(f"majors/{entry.major.key}", major_name(entry, lang)),
        tell("top.of_major", said=tell("head.separator").join(filter(None, sentences))),
        node("span", "tc-soft", why),
    )
