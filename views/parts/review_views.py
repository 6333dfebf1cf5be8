"""The parts of the review page: the figure that moves, the item at hand, the decisions."""

from __future__ import annotations

from datetime import date

import polars as pl
import streamlit as st

from graph.review.decided import NO, OPEN, RELATED, YES, disputed
from graph.review.items import Item
from graph.review.review import PAIR, Review
from graph.telling.review import (
    about,
    decision_sentences,
    effect,
    item_name,
    item_row,
    notes,
    reasons,
)
from graph.telling.sentences import word
from graph.things import names_of
from ingest.review_log import ReviewLog, answered
from views.parts import address, roles
from views.parts.data_views import go_back, publish, published
from views.parts.figure import Figure, figures
from views.parts.markup import Child, anchor, between, bullets, node, plain
from views.parts.markup import show as show_html
from views.parts.reviewer import ask_reviewer, case_at_hand, decided, step, undo_button
from views.parts.session import build, language, tell
from views.parts.steps import link
from views.parts.table import More, heads, table

AT, DECIDED, BUILT = "item", "review-decided", "review-built"
KEYS = {YES: "Y", RELATED: "T", NO: "N"}
LEVELS = range(9)


def figures_of(review: Review, then: int, pending: pl.DataFrame) -> None:
    """Show the shortage as it is, and as it would be with the decisions that are not yet built."""
    gap = address.to("gap")
    moved = {"decisions": pending.height, "change": then - review.shortage}
    figures(
        [
            Figure(
                tell("review.now"), f"{review.shortage:,}", tell("review.now_definition"), gap,
                tone="occupation-class-starved",
            ),
            Figure(
                tell("review.then"), f"{then:,}", tell("review.then_definition"), gap,
                note=tell("review.then_note", **moved) if pending.height else "",
                tone="occupation-class-starved",
            ),
        ]
    )  # fmt: skip


def show(review: Review, log: ReviewLog, pending: pl.DataFrame, decisions: pl.DataFrame) -> None:
    """Show the item at hand beside the decisions made, and all items below."""
    if not roles.may_edit():
        st.info(tell("review.viewer"), icon=":material/lock:")
    at_hand, made = st.columns([3, 2], gap="medium")
    with at_hand:
        if review.items:
            _item(review, log)
        else:
            st.success(tell("review.nothing"), icon=":material/check_circle:")
    with made:
        _decisions(log, pending, decisions)
    if review.items:
        _all(review)
    for sentence in notes(review, language()):
        st.caption(plain(sentence))


# The item at hand ---------------------------------------------------------------------------------


def _item(review: Review, log: ReviewLog) -> None:
    lang, names = language(), [item_name(item.matter) for item in review.items]
    position, after = case_at_hand(AT, names, lambda first: about(review.items[first], lang))
    item = review.items[position]
    with st.container(border=True, key="review-item"):
        place = tell("review.place", at=position + 1, items=len(names))
        show_html(
            node("p", "tc-soft", " · ".join((place, word("decision_kind", item.kind, lang)))),
            node("h2", "tc-thing-name", about(item, lang)),
            node("p", "tc-lead", effect(item, lang)),
            bullets(reasons(item, lang)),
            node("p", "", *_links(item)),
        )
        reviewer = ""
        if roles.may_edit():
            reviewer = ask_reviewer()
            _answers(item, log, reviewer, after)
            if not reviewer:
                st.caption(tell("review.who"))
        with st.container(horizontal=True):
            step("review", "previous", AT, names[position - 1], "Left", ":material/arrow_back:")
            step("review", "skip", AT, after, "S", ":material/skip_next:")
            step("review", "next", AT, after, "Right", ":material/arrow_forward:")
            if roles.may_edit():
                is_on = bool(st.session_state.get(DECIDED) and reviewer)
                undo_button("review", is_on, _undo, log, reviewer)


def _links(item: Item) -> list[Child]:
    """Link the things of an item to their place in the graph."""
    things = [("majors", item.major), ("occupations", item.occupation), ("colleges", item.college)]
    return between(
        anchor(
            link(f"{name}/{thing.key}"),
            thing.of(language()) + ("" if name == "colleges" else f" {thing.key}"),
        )
        for name, thing in things
        if thing is not None
    )


def _answers(item: Item, log: ReviewLog, reviewer: str, after: str) -> None:
    offers: list[tuple[str, str | None, str]]  # an answer, what is decided by it, its label
    offers = [(answer, answer, tell(f"review.answer_{answer}")) for answer in (YES, RELATED, NO)]
    if item.kind != PAIR:
        offers = [(YES, _value(item), tell("review.set")), offers[-1]]
    with st.container(horizontal=True):
        for answer, given, label in offers:
            is_ready = bool(reviewer) and given is not None
            st.button(
                label,
                key=f"review-{answer}",
                shortcut=KEYS[answer],
                type="primary" if answer == YES and is_ready else "secondary",
                help=tell(f"review.help_{answer}"),
                disabled=not is_ready,
                on_click=_decide,
                args=(log, item_name(item.matter), given, reviewer, after),
            )


def _value(item: Item) -> str | None:
    """Ask for an unknown value: a level, an area or a share."""
    lang, key = language(), f"review-value-{item_name(item.matter)}"
    label = tell(f"review.value_{item.kind}")
    if item.kind == "required_level":
        level = st.selectbox(
            label,
            LEVELS,
            index=None,
            key=key,
            format_func=lambda code: word("level", code, lang),
            width=260,
        )
        return None if level is None else str(level)
    if item.kind == "college_area":
        areas = names_of(build().tables, "areas", lang)
        area: str | None = st.selectbox(
            label,
            list(areas),
            index=None,
            key=key,
            format_func=lambda code: f"{areas[code]} {code}",
            width=260,
        )
        return area
    share = st.number_input(label, 0.0, 100.0, None, step=1.0, key=key, width=260)
    return None if share is None else f"{share:g}"


def _decide(log: ReviewLog, name: str, answer: str, reviewer: str, after: str) -> None:
    """Note a decision, and go on to the next item."""
    if not roles.may_edit():
        return
    log.add([answered(name, answer, reviewer, None, build().tables)], date.today())
    st.session_state.pop(BUILT, None)
    decided(DECIDED, AT, name, after)


def _undo(log: ReviewLog, reviewer: str) -> None:
    """Take back the last decision of this session, and show its item again."""
    if not roles.may_edit() or not st.session_state.get(DECIDED):
        return
    name = st.session_state[DECIDED].pop()
    log.add([answered(name, OPEN, reviewer, None, build().tables)], date.today())
    address.put(AT, name)


# All items, and the decisions ---------------------------------------------------------------------


def _all(review: Review) -> None:
    """List all items; a click takes one to hand."""
    lang = language()
    names = [item_name(item.matter) for item in review.items]
    rows = pl.DataFrame([item_row(item, lang) for item in review.items]).with_columns(
        pl.Series("kind", [word("decision_kind", item.kind, lang) for item in review.items])
    )
    st.subheader(tell("review.all"))
    columns = heads("about", "effect", "persons", "kind", "reasons")
    more = More(heads("item"), lambda at: address.put(AT, names[at]))
    table("review", tell("page.review"), rows, columns, build().manifest.grade, more)


def _decisions(log: ReviewLog, pending: pl.DataFrame, decisions: pl.DataFrame) -> None:
    """List what was decided and not built, where reviewers differ, and offer to build it."""
    lang, tables = language(), build().tables
    st.subheader(tell("review.pending", decisions=pending.height))
    if built := st.session_state.get(BUILT):
        name, before, decided = built
        sentence = tell("review.built", build=name, decisions=decided)
        published(sentence, before, "review-back", _back)
    if pending.height and roles.may_edit():
        label = tell("review.build", decisions=pending.height)
        if st.button(label, key="review-build", type="primary", icon=":material/construction:"):
            _build(log, pending.height)
    show_html(bullets(decision_sentences(pending.reverse(), tables, lang)))
    if not pending.height:
        st.caption(tell("review.none_pending"))
    others = disputed(decisions)
    if others.height:
        st.warning(tell("review.disputed"), icon=":material/group:")
        show_html(bullets(decision_sentences(others, tables, lang)))


def _build(log: ReviewLog, decisions: int) -> None:
    """Make one build of all decisions, and look at it."""
    made = publish(log.publish)
    if made is None:
        st.warning(tell("data.passed"), icon=":material/group:")
        return
    st.session_state[BUILT] = (*made, decisions)
    st.session_state.pop(DECIDED, None)
    st.rerun()


def _back(name: str) -> None:
    st.session_state.pop(BUILT, None)
    go_back(name)
