"""An upload: checked, its faults shown, what it would change, then published."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from graph.errors import BuildFailed
from graph.findings import has_errors
from graph.rules.tabulated import measure_rows
from graph.words import join
from ingest import proposals, uploads
from ingest.proposals import ADD, ANEW, REPLACE, Kept, Plan, Proposal
from views.parts import first_run, roles
from views.parts.data_views import change_tables, finding_table, gap_table
from views.parts.markup import plain
from views.parts.session import home, language, look_at_newest, tell
from views.parts.table import heads, table
from views.parts.take import Take, take

PROPOSAL, PASSED, WANTED = "data-proposal", "data-passed", "data-wanted"


def upload() -> None:
    """From a file to a published build."""
    if not roles.may_edit():
        st.info(tell("data.viewer"), icon=":material/lock:")
        return
    if done := st.session_state.pop("data-done", None):
        st.success(tell("data.done", build=done), icon=":material/check_circle:")
    st.caption(tell("data.upload_note"))
    round_ = st.session_state.setdefault("data-round", 0)
    file = st.file_uploader(
        tell("first.file"),
        list(uploads.SUFFIXES),
        key=f"data-file-{round_}",
        label_visibility="collapsed",
    )
    first_run.template()
    if file is None:
        st.session_state.pop(PROPOSAL, None)
        return
    if wanted := st.session_state.pop(WANTED, None):
        _publish(wanted)
    kept_file = uploads.keep(home(), file.name, file.getvalue())
    kept = proposals.kept_datasets(home())
    how, replaced = _chosen(kept, kept_file)
    proposal = _proposed(kept_file, how, replaced)
    _show(proposal)


def _chosen(kept: tuple[Kept, ...], file: Path) -> tuple[str, str | None]:
    """What the upload is to the datasets of the current build."""
    options: list[tuple[str, str | None]] = [(REPLACE, one.name) for one in kept]
    options += [(ADD, None)] if kept else []
    options.append((ANEW, None))
    chosen: tuple[str, str | None] = st.radio(
        tell("data.how_upload"),
        options,
        index=options.index(proposals.suggested(kept, file)),
        format_func=lambda one: tell(f"data.upload_{one[0]}", dataset=plain(one[1] or "")),
        key=f"data-how-{file.parent.name}",
    )
    return chosen


def _proposed(file: Path, how: str, replaced: str | None) -> Proposal:
    planned = proposals.plan(home(), file, how, replaced)
    before: Proposal | None = st.session_state.get(PROPOSAL)
    if before is not None and before.plan == planned:
        return before
    if before is not None and before.plan.after != planned.after:
        st.session_state[PASSED] = True
    bar = st.progress(0.0, text=tell("data.checking"))
    proposal = proposals.propose(
        planned, lambda share: bar.progress(share, text=tell("data.checking"))
    )
    bar.empty()
    st.session_state[PROPOSAL] = proposal
    return proposal


def _show(proposal: Proposal) -> None:
    st.subheader(tell("data.found"))
    finding_table("upload-findings", proposal.own_findings, proposal.columns)
    if not proposal.own_findings.is_empty():
        lang = language()
        file = Take(
            "annotated",
            tell("data.annotated"),
            tell("data.annotated_name"),
            lambda: proposals.annotated(proposal, lang),
        )
        take("data-annotated", [file])
    if not proposal.has_rows:
        st.error(tell("data.nothing_read"), icon=":material/error:")
        return
    _measures(proposal)
    st.subheader(tell("data.would_change"))
    if proposal.changes_nothing:
        st.info(tell("data.changes_nothing"), icon=":material/info:")
        return
    if st.session_state.pop(PASSED, None):
        st.warning(tell("data.passed"), icon=":material/group:")
    change_tables("upload", proposal.changes)
    gap_table("upload", *proposal.gap)
    if has_errors(proposal.own_findings):
        st.warning(tell("data.with_errors"), icon=":material/warning:")
    # What was looked at is published, not what this run would propose.
    st.button(
        tell("data.publish"),
        type="primary",
        key="data-publish",
        on_click=_want,
        args=(proposal.plan,),
    )


def _measures(proposal: Proposal) -> None:
    """What was read from a policy document."""
    if proposal.policy["measures"].is_empty():
        return
    lang = language()
    titles = proposal.policy["policies"]["title"].drop_nulls().to_list()
    st.subheader(tell("data.measures", title=plain(join(titles, lang))))
    rows = measure_rows(proposal.policy, lang)
    shown = heads("item", "heading", "led_by", "partners", "targets")
    table("upload-measures", tell("page.measures"), rows, shown)


def _want(planned: Plan) -> None:
    st.session_state[WANTED] = planned


def _publish(planned: Plan) -> None:
    bar = st.progress(0.0, text=tell("first.building"))
    try:
        outcome = proposals.publish(
            planned,
            lambda _step, _what, share: bar.progress(min(share, 1.0), text=tell("first.building")),
        )
    except BuildFailed as failed:
        if failed.key != "error.published_meanwhile":
            raise
        bar.empty()
        return  # the proposal below is made anew, and says why
    assert outcome.build is not None
    st.session_state["data-done"] = outcome.build.id
    st.session_state["data-round"] += 1
    st.session_state.pop(PROPOSAL, None)
    look_at_newest()
    st.rerun()
