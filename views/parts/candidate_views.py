"""The list of new majors: persons first, then feasibility by peers, beside it by density."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

import polars as pl
import streamlit as st

from graph.gap.figures import grade_over
from graph.regions.candidates import Candidate, Candidates
from graph.telling.listings import candidate_sentence, peers_note
from graph.telling.sentences import level_in_short, where
from graph.things import Thing
from graph.words import say
from views.parts import address
from views.parts.empty import nothing
from views.parts.mark import mark
from views.parts.markup import anchor, between, node, plain, rank_bar, show
from views.parts.session import build, language, tell
from views.parts.table import heads, table
from views.parts.thing import link_to

LISTED, ALL = 12, "all"
RESTS_ON = ("enrolment", "demand", "crosswalk")


def show_candidates(candidates: Candidates) -> None:
    """Show the advised majors as a ranked list, all of them as a table, and how to read both."""
    lang, grade = language(), grade_over(build().tables, RESTS_ON)
    mark(grade)
    place = where(tuple(filter(None, (candidates.place,))), lang)
    if not candidates.candidates:
        nothing(say("candidates.none", lang, place=place))
        for note in [tell("candidates.bring"), *_notes(candidates)[2:]]:
            st.caption(plain(note))
        return
    advised = [candidate for candidate in candidates.candidates if candidate.advised]
    values = {"shown": len(advised), "others": len(candidates.candidates) - len(advised)}
    show(node("p", "tc-lead", say("candidates.heading", lang, place=place, **values)))
    most = max((candidate.room for candidate in advised), default=1)
    its = _of_college(candidates.candidates)
    advised = [candidate for candidate in its if candidate.advised]
    if not its:
        nothing(tell("candidates.none_of_college"))
        return
    listed = advised if address.parameter_value(ALL) else advised[:LISTED]
    show(node("ol", "tc-rank tc-rank-wide", *(_line(candidate, most) for candidate in listed)))
    if rest := len(advised) - len(listed):
        to = address.to("candidates", college=address.parameter_value("college"), **{ALL: "1"})
        show(node("p", "", anchor(to, tell("candidates.more", rest=rest))))
    for note in _notes(candidates):
        st.caption(plain(note))
    show(node("h2", "tc-part", tell("candidates.every")))
    columns = heads(
        "name", "level", "verdict", "room", "similar_pct", "density_pct", "schools",
        similar_pct="%.0f%%", density_pct="%.0f%%",
    ) | {"room": tell("candidates.placed")}  # fmt: skip
    table("candidates", tell("page.candidates"), _rows(its), columns, grade)


def _of_college(candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    """Offer a choice of colleges; return the candidates that the chosen one could open."""
    key = address.choose_college(320)
    if not key:
        return candidates
    return [one for one in candidates if key in {college.key for college in _colleges(one)}]


def _colleges(candidate: Candidate) -> list[Thing]:
    """Return the college whose peers teach it, and that which teaches something near."""
    both = (candidate.opener if "peers" in candidate.bases else None, candidate.college)
    return list({college.key: college for college in both if college}.values())


def _line(candidate: Candidate, most: int) -> Element:
    lang = language()
    name = say(
        "gap.with_level",
        lang,
        name=candidate.major.of(lang),
        level=level_in_short(candidate.level, lang),
    )
    people = tell("candidates.room", room=candidate.room)
    links = [link_to(f"occupations/{thing.key}") for thing in candidate.occupations]
    links += [link_to(f"colleges/{one.key}") for one in _colleges(candidate)]
    return node(
        "li",
        "tc-rank-line",
        node("span", "tc-rank-name", link_to(f"majors/{candidate.major.key}", name)),
        node("strong", "tc-rank-short", people),
        node("span", "tc-rank-room", rank_bar(candidate.room / most)),
        node("p", "tc-rank-why", candidate_sentence(candidate, lang)),
        node("p", "tc-rank-why", *between(links)),
    )


def _notes(candidates: Candidates) -> list[str]:
    """Say how the list is ordered, that rooms cannot be added up, and what it leaves out."""
    lang = language()
    notes = [peers_note(candidates, lang), say("candidates.alone", lang)]
    if candidates.unanswered is None:
        notes.append(say("candidates.reasons_left_out", lang))
    elif candidates.unanswered:
        notes.append(tell("candidates.unanswered", places=candidates.unanswered))
    return notes


def _rows(candidates: Sequence[Candidate]) -> pl.DataFrame:
    lang = language()
    rows = [
        {
            "name": candidate.major.of(lang),
            "level": level_in_short(candidate.level, lang),
            "verdict": tell(f"candidates.{_verdict(candidate)}"),
            "room": candidate.room,
            "similar_pct": 100 * float(candidate.peers.share)
            if candidate.peers and candidate.peers.others_teaching
            else None,
            "density_pct": _density(candidate),
            "schools": candidate.schools,
        }
        for candidate in candidates
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _density(candidate: Candidate) -> float:
    return 100 * max(candidate.near.densities.values(), default=0.0)


def _verdict(candidate: Candidate) -> str:
    if candidate.advised:
        return "advised"
    return "duplicate" if candidate.duplicate else "not_feasible"
