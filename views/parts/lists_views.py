"""The three lists as a page: a table of the chosen list, and one entry in full beside it."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

import polars as pl
import streamlit as st

from graph.lists import sentences
from graph.lists.before import Before
from graph.lists.came import came, counts, major_of, origin, promised, result
from graph.lists.report import TOLD, Entry, Lists
from graph.lists.tabulated import places
from graph.rules.verdicts import Clause
from graph.words import say
from views.parts import address, advice, exports, scope
from views.parts.address import choose, choose_college, parameter_value, put
from views.parts.clauses import clause_card, measure_link
from views.parts.draws import choose_draws
from views.parts.evidence import evidence
from views.parts.mark import grade_mark, mark
from views.parts.markup import between, bullets, node, plain, show, thing_head, way
from views.parts.session import language, tell
from views.parts.table import More, heads, table
from views.parts.thing import link_to

LAST_YEAR = "before"
PICKED, YEARS = "of", ("decide_by", "takes_effect")


def show_lists() -> None:
    """Show what the lists count, the chosen list, and the picked entry in full."""
    lang = language()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        college = choose_college(320)
        planned = choose(
            st.selectbox, "plan", ["no", "yes"], label=tell("lists.with_plan"), width=200,
            format_func=lambda name: tell(f"lists.plan_{name}"),
        )  # fmt: skip
        choose_draws()
    lists = advice.lists_now(college or None, planned == "yes")
    exports.menu([exports.paper("match-report", scope.parameters())], lists.grade)
    mark(lists.grade)
    show(node("p", "tc-lead", sentences.headline(lists, lang)))
    place = choose(
        st.segmented_control,
        "list",
        (*TOLD, LAST_YEAR),
        label=tell("lists.which"),
        label_visibility="collapsed",
        format_func=lambda name: _tab(name, lists, lang),
    )
    if place == LAST_YEAR:
        _last_year(advice.lists_before(college or None), lists.grade)
        return
    entries = [entry for entry in lists.entries if entry.place == place]
    left, right = st.columns([1.55, 1], gap="medium")
    with left:
        picked = _listed(sentences.list_name(place, lang), entries, lists)
        show(way(address.to("plan", until=lists.until), tell("lists.plan_page")))
    with right, st.container(border=True, key="lists-details"):
        _details(picked)
    for note in (sentences.programmes_sentence(lists, lang), *sentences.notes(lists, lang)):
        st.caption(plain(note))


def _tab(name: str, lists: Lists, lang: str) -> str:
    """Label a list with its entries; the lists of last year without."""
    if name == LAST_YEAR:
        return tell("lists.last_year")
    entries = sum(entry.place == name for entry in lists.entries)
    return tell("lists.counted", name=sentences.list_name(name, lang), entries=entries)


def _last_year(before: Before | None, grade: str | None) -> None:
    """Show what each entry of the lists of an earlier year asked for, and what came."""
    lang = language()
    if before is None:
        st.info(tell("lists.no_last_year"))
        return
    title = say("lists.before.title", lang, year=before.year)
    st.subheader(title)
    rows = [
        {
            "list": sentences.list_name(promise.place, lang),
            "name": major_of(promise, lang),
            "college": promise.college.of(lang) if promise.college else None,
            "action": promised(promise, lang),
            "decide_by": promise.decide_by,
            "came": came(outcome, lang),
            "result": result(outcome, lang),
            "code": promise.major.key,
        }
        for outcome in before.outcomes
        for promise in (outcome.promise,)
    ]
    columns = heads(
        "list", "name", "college", "action", "decide_by", "came", "result", decide_by="%d"
    )
    texts = dict.fromkeys((*columns, "code"), pl.String)
    frame = pl.DataFrame(rows, texts | {"decide_by": pl.Int64})
    table("lists-before", title, frame, columns, grade, More(heads("code")))
    for note in (origin(before, lang), counts(before, lang)):
        st.caption(plain(note))


def _name(entry: Entry) -> str:
    """Return the name of an entry in the address."""
    return "/".join([entry.major.key, *(college.key for college in entry.colleges[:1])])


def _listed(title: str, entries: Sequence[Entry], lists: Lists) -> Entry | None:
    """Show a list as a table, and return its picked entry, else the first."""
    lang, picked = language(), parameter_value(PICKED)
    rows = [
        {
            "name": sentences.major_name(entry, lang),
            "action": sentences.action(entry, lang),
            "colleges": sentences.colleges(entry, lang) or None,
            "card": sentences.card_word(entry, lang) or None,
            "decide_by": entry.decide_by,
            "takes_effect": entry.effect,
            "leads": sentences.leads_short(entry, lang) if entry.responsible else None,
            "code": entry.major.key,
            "reason": sentences.reasons(entry, lang),
            "conflict": sentences.conflict(entry, lang) or None,
            "missing": sentences.missing(entry, lang) or None,
            "clause": sentences.leads(entry, lang) if entry.responsible else None,
            "proof_rows": places(entry, lang) or None,
        }
        for entry in entries
    ]
    columns = heads(
        "name", "action", "colleges", "card", "decide_by", "takes_effect", "leads",
        decide_by="%d", takes_effect="%d",
    )  # fmt: skip
    chosen = next((at for at, entry in enumerate(entries) if _name(entry) == picked), None)
    more = More(
        heads("code", "reason", "conflict", "missing", "clause", "proof_rows"),
        lambda at: put(PICKED, _name(entries[at])),
        chosen or 0,
    )
    texts = dict.fromkeys((*columns, *more.in_file), pl.String)
    frame = pl.DataFrame(rows, texts | dict.fromkeys(YEARS, pl.Int64))
    table("lists", title, frame, columns, lists.grade, more)
    if picked and picked not in map(_name, lists.entries):
        instead = sentences.major_name(entries[0], lang) if entries else None
        address.unknown(tell("page.lists"), picked, instead)
    return entries[chosen or 0] if entries else None


def _details(entry: Entry | None) -> None:
    """Show an entry: what to do and by when, why, what speaks against it, clauses and rows."""
    lang = language()
    if entry is None:
        st.caption(say("lists.none", lang))
        return
    kind = [
        node("strong", "", sentences.action(entry, lang)),
        node("span", "", sentences.card_word(entry, lang)),
        grade_mark(entry.grade),
    ]
    name = link_to(f"majors/{entry.major.key}", sentences.major_name(entry, lang))
    taught = [link_to(f"colleges/{college.key}", college.of(lang)) for college in entry.colleges]
    where = tell("lists.hosts" if entry.is_new else "lists.taught")
    colleges = node("p", "tc-facts tc-many", where, *between(taught)) if taught else None
    head = thing_head(kind, name, colleges)
    show(head, bullets(_said(entry)), _in_plan(entry))
    clauses = _clauses(entry)
    if clauses:
        show(
            node("h3", "tc-part", tell("lists.clauses")),
            *(clause_card(clause, measure_link(clause)) for clause in clauses),
        )
    if entry.evidence:
        show(node("h3", "tc-part", tell("warnings.rests_on")))
        evidence("evidence", [(row.table, row.key) for row in entry.evidence])


def _in_plan(entry: Entry) -> Element | None:
    """Link to the moves of the plan at the first college."""
    if entry.is_new or not entry.colleges:
        return None
    college = entry.colleges[0]
    text = tell("lists.plan_of_college", college=college.of(language()))
    return way(address.to("plan", view="moves", college=college.key), text)


def _said(entry: Entry) -> list[str]:
    """Say why an entry stands there, what speaks against it, what is missing, and by when."""
    lang = language()
    lines = [sentences.reason_text(reason, entry, lang) for reason in entry.reasons]
    for label, text in (
        ("conflict", sentences.conflict(entry, lang)),
        ("missing", sentences.missing(entry, lang)),
        ("decide", sentences.decision(entry, lang)),
    ):
        lines += [say(f"lists.label.{label}", lang, text=text)] if text else []
    return lines


def _clauses(entry: Entry) -> list[Clause]:
    """Return the clauses that an entry meets or falls under, each measure once."""
    verdicts = [reason.verdict for reason in entry.reasons if reason.verdict is not None]
    clauses = [verdict.clause for verdict in verdicts]
    clauses += [responsible.clause for responsible in entry.responsible]
    return list({clause.key: clause for clause in reversed(clauses)}.values())
