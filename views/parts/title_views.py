"""The parts of the page of titles: the coverage that rises, the title at hand, the decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

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
from views.parts.reviewer import ask_reviewer, step
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
    wanted = address.parameter_value(AT)
    position = titles.index(wanted) if wanted in titles else 0
    row = queue.row(position, named=True)
    if wanted is not None and wanted not in titles:
        address.warn(tell("review.not_waiting", wanted=wanted, shown=row["title"]))
    after = titles[(position + 1) % len(titles)]
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
        decide = _Decide(log, occupations, row["title"], reviewer, after)
        for number, candidate in enumerate(row["candidates"], 1):
            decide.button(number, candidate)
        decide.other_button()
        decide.none_button()
        with st.container(horizontal=True):
            step("titles", "previous", AT, titles[position - 1], "Left", ":material/arrow_back:")
            step("titles", "skip", AT, after, "S", ":material/skip_next:")
            if roles.may_edit():
                st.button(
                    tell("review.undo"),
                    key="titles-undo",
                    icon=":material/undo:",
                    shortcut="U",
                    disabled=not st.session_state.get(DECIDED),
                    on_click=_undo,
                    args=(log, occupations),
                )


class _Decide:
    """The buttons that decide on a title; only shown as text to those who may not."""

    def __init__(
        self,
        log: TitleLog,
        occupations: Mapping[str, str],
        title: str,
        reviewer: str,
        after: str,
    ) -> None:
        self.log, self.occupations = log, occupations
        self.title, self.reviewer, self.after = title, reviewer, after

    def button(self, number: int, candidate: Mapping[str, Any]) -> None:
        """Offer a candidate, with why it may be right."""
        name = f"{candidate['name']} {candidate['occupation']}"
        label = f"**{plain(name)}** {plain(why(candidate, language()))}"
        self._offer(f"titles-{number}", label, candidate["occupation"], str(number))

    def other_button(self) -> None:
        """Offer any other occupation, found by its name."""
        if not roles.may_edit():
            return
        code = st.selectbox(
            tell("titles.other"),
            list(self.occupations),
            index=None,
            key=f"titles-other-{self.title}",
            placeholder=tell("titles.choose"),
            format_func=lambda code: f"{self.occupations[code]} {code}",
        )
        if code:
            label = tell("titles.take", name=self.occupations[code])
            self._offer("titles-take", plain(label), code, "T")

    def none_button(self) -> None:
        """Offer that the title is no single occupation."""
        self._offer("titles-0", tell("titles.no_occupation"), None, "0")

    def _offer(self, key: str, label: str, code: str | None, shortcut: str) -> None:
        if not roles.may_edit():
            if code:
                st.markdown(label)
            return
        st.button(
            label,
            key=key,
            shortcut=shortcut,
            disabled=not self.reviewer,
            width="stretch",
            on_click=_decide,
            args=(self.log, self.occupations, self.title, code, self.reviewer, self.after),
        )


def _decide(
    log: TitleLog,
    occupations: Mapping[str, str],
    title: str,
    code: str | None,
    reviewer: str,
    after: str,
) -> None:
    """Note a decision, and go on to the next title."""
    if not roles.may_edit():
        return
    log.decide(Decision(title, None, code, reviewer, date.today().year), occupations)
    st.session_state.setdefault(DECIDED, []).append(title)
    address.put(AT, after if after != title else None)


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
    decided = waiting.decided
    st.header(tell("titles.decided", decisions=len(decided)))
    lines = [
        tell(
            "titles.decision",
            title=decision.title,
            occupation=occupations.get(decision.occupation or "", tell("titles.no_occupation")),
            persons=persons,
            reviewer=decision.reviewer or "–",
        )
        for decision, persons, _ in reversed(decided[-LISTED:])
    ]
    show_html(bullets(lines))
    if len(decided) > LISTED:
        st.caption(tell("titles.earlier", decisions=len(decided) - LISTED))
    count_again(folder, len(decided))
