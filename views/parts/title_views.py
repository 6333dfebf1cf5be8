"""The parts of the page of titles: the coverage that rises, the title at hand, the decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import streamlit as st

from graph.words import say
from ingest.records.telling import why
from ingest.records.title_log import TitleLog
from ingest.records.titles import Decision
from ingest.records.waiting import Waiting
from views.parts import address, roles
from views.parts.figure import Figure, figures
from views.parts.markup import bullets, node, plain
from views.parts.markup import show as show_html
from views.parts.reviewer import ask_reviewer, case_at_hand, decided, step, undo_button
from views.parts.session import language, tell
from views.parts.table import More, heads, table
from views.parts.title_run import count_again

AT, DECIDED = "title", "titles-decided"
GRADE = "estimated"  # of figures from advertisements
LISTED = 20  # decisions shown


def figures_of(waiting: Waiting) -> None:
    """Show how much of the advertisements has an occupation with the decisions since the run."""
    here = address.to("titles")
    shares = [
        ("persons", waiting.persons_pct_now, waiting.persons_pct),
        ("posts", waiting.posts_pct_now, waiting.posts_pct),
    ]
    figures(
        [
            Figure(
                tell(f"titles.{name}"),
                f"{now:.1f}%",
                tell(f"titles.{name}_definition"),
                here,
                note=tell("titles.since", before=before, change=now - before)
                if waiting.decided
                else "",
            )
            for name, now, before in shares
        ]
    )


def show(waiting: Waiting, log: TitleLog, occupations: Mapping[str, str], folder: Path) -> None:
    """Show the title at hand beside the decisions made, and all titles below."""
    if not roles.may_edit():
        st.info(tell("review.viewer"), icon=":material/lock:")
    at_hand, made = st.columns([3, 2], gap="medium")
    with at_hand:
        if waiting.titles.height:
            _title(waiting, log, occupations)
        else:
            st.success(say("titles.none", language()), icon=":material/check_circle:")
    with made:
        _decisions(waiting, occupations, folder)
    if waiting.titles.height:
        _all(waiting.titles)


# The title at hand --------------------------------------------------------------------------------


def _title(waiting: Waiting, log: TitleLog, occupations: Mapping[str, str]) -> None:
    queue = waiting.titles
    titles = queue["title"].to_list()
    position, after = case_at_hand(AT, titles, titles.__getitem__)
    row = queue.row(position, named=True)
    place = tell("review.place", at=position + 1, items=len(titles))
    values = {"persons": row["persons"], "postings": row["postings"]}
    covered = tell("titles.covered", percent=waiting.persons_pct_now)
    with st.container(border=True, key="title-item"):
        show_html(
            node(
                "div",
                "",
                node("p", "tc-soft", " · ".join(filter(None, (place, covered, row["industry"])))),
                node("h2", "tc-thing-name", row["title"]),
                node("p", "tc-lead", tell("titles.waiting", **values)),
                role="status",  # a screen reader says it after each decision
            )
        )
        reviewer = ask_reviewer() if roles.may_edit() else ""
        if roles.may_edit() and not reviewer:
            st.caption(tell("review.who"))

        def offer(key: str, shortcut: str, label: str, code: str | None) -> None:
            """Offer an occupation or none; who may not decide sees occupations as text."""
            decision = Decision(row["title"], None, code, reviewer, date.today().year)
            if roles.may_edit():
                st.button(
                    label,
                    key=f"titles-{key}",
                    shortcut=shortcut,
                    disabled=not reviewer,
                    width="stretch",
                    on_click=_decide,
                    args=(log, occupations, decision, after),
                )
            elif code:
                st.markdown(label)

        for number, candidate in enumerate(row["candidates"], 1):
            name = plain(f"{candidate['name']} {candidate['occupation']}")
            label = f"**{name}** {plain(why(candidate, language()))}"
            offer(str(number), str(number), label, candidate["occupation"])
        if roles.may_edit() and (code := _other(row["title"], occupations)):
            offer("take", "T", plain(tell("titles.take", name=occupations[code])), code)
        offer("0", "0", tell("titles.no_occupation"), None)
        with st.container(horizontal=True):
            step("titles", "previous", AT, titles[position - 1], "Left", ":material/arrow_back:")
            step("titles", "skip", AT, after, "S", ":material/skip_next:")
            if roles.may_edit():
                undo_button("titles", bool(st.session_state.get(DECIDED)), _undo, log, occupations)


def _other(title: str, occupations: Mapping[str, str]) -> str | None:
    """Ask for any occupation, found by its name."""
    code: str | None = st.selectbox(
        tell("titles.other"),
        list(occupations),
        index=None,
        key=f"titles-other-{title}",
        placeholder=tell("titles.choose"),
        format_func=lambda code: f"{occupations[code]} {code}",
    )
    return code


def _decide(log: TitleLog, occupations: Mapping[str, str], decision: Decision, after: str) -> None:
    """Note a decision, and go on to the next title."""
    if roles.may_edit():
        log.decide(decision, occupations)
        decided(DECIDED, AT, decision.title, after)


def _undo(log: TitleLog, occupations: Mapping[str, str]) -> None:
    """Take back the last decision of this session, and show its title again."""
    if not roles.may_edit() or not st.session_state.get(DECIDED):
        return
    title = st.session_state[DECIDED].pop()
    log.take_back(title, occupations)
    address.put(AT, title)


# All titles, and the decisions --------------------------------------------------------------------


def _all(queue: pl.DataFrame) -> None:
    """List the titles that wait; a click takes one to hand."""
    titles = queue["title"].to_list()
    rows = queue.select(
        "industry",
        pl.col("title").alias("job_title"),
        pl.col("persons").alias("persons_waiting"),
        pl.col("postings").alias("posts"),
        pl.col("candidates").list.first().struct.field("name").alias("likeliest"),
    )
    st.header(tell("titles.all"))
    columns = heads("job_title", "persons_waiting", "posts", "likeliest", "industry")
    more = More(on_pick=lambda at: address.put(AT, titles[at]))
    table("titles", tell("page.titles"), rows, columns, GRADE, more)


def _decisions(waiting: Waiting, occupations: Mapping[str, str], folder: Path) -> None:
    """List what was decided since the run, and have it counted."""
    decisions = waiting.decided
    st.header(tell("titles.decided", decisions=len(decisions)))
    lines = [
        tell(
            "titles.decision",
            title=decision.title,
            occupation=occupations.get(decision.occupation or "", tell("titles.no_occupation")),
            persons=persons,
            reviewer=decision.reviewer or "–",
        )
        for decision, persons, _ in reversed(decisions[-LISTED:])
    ]
    show_html(bullets(lines))
    if len(decisions) > LISTED:
        st.caption(tell("titles.earlier", decisions=len(decisions) - LISTED))
    count_again(folder, len(decisions))
