"""The upload of data: check a file, show its faults and effects, then publish it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import polars as pl
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from graph.ontology import load
from graph.rules.tabulated import measure_rows
from graph.words import join, say
from ingest import proposals, uploads
from ingest.proposals import ADD, ANEW, REPLACE, Plan, Proposal, PublishedDataset
from views.parts import roles, upload_settings
from views.parts.data_views import (
    change_tables,
    finding_table,
    gap_table,
    go_back,
    publish,
    published,
)
from views.parts.markup import plain
from views.parts.session import home, language, tell
from views.parts.sheet_views import forget_choice, show_sheets
from views.parts.table import heads, table
from views.parts.take import Take, take

PROPOSAL, PASSED, WANTED = "data-proposal", "data-passed", "data-wanted"
DONE, DOUBTED = "data-done", "data-doubted"  # builds after and before; the plan asked about again


def upload() -> None:
    """Lead somebody from a file to a published build."""
    if not roles.may_edit():
        st.info(tell("data.viewer"), icon=":material/lock:")
        return
    if published_builds := st.session_state.get(DONE):
        name, before = published_builds
        published(tell("data.done", build=name), before, "undo", _undo)
    st.caption(tell("data.upload_note"))
    check_files(choose_files())


def choose_files() -> list[UploadedFile]:
    """Let somebody choose files, or take the empty workbook along."""
    round_ = st.session_state.setdefault("data-round", 0)
    files = st.file_uploader(
        tell("first.file"),
        [*uploads.SUFFIXES, ".toml"],
        accept_multiple_files=True,
        key=f"data-file-{round_}",
        label_visibility="collapsed",
    )
    _template()
    return files


def check_files(files: Sequence[UploadedFile]) -> None:
    """Check files that were chosen, show what they would change, and publish them if asked to."""
    if not files:
        st.session_state.pop(PROPOSAL, None)
        upload_settings.forget()
        forget_choice()
        return
    st.session_state.pop(DONE, None)
    if wanted_plan := st.session_state.pop(WANTED, None):
        _publish(wanted_plan)
    datasets = proposals.published_datasets(home())
    kept_file = upload_settings.keep(files, datasets)
    mode, replaced = _choose_mode(datasets, kept_file)
    proposal = _proposed(kept_file, mode, replaced)
    _show(proposal)


def _choose_mode(datasets: tuple[PublishedDataset, ...], file: Path) -> tuple[str, str | None]:
    """Ask whether the upload replaces a dataset of the current build, joins it, or starts anew."""
    if not datasets:
        return ANEW, None
    options: list[tuple[str, str | None]] = [(REPLACE, dataset.name) for dataset in datasets]
    options += [(ADD, None), (ANEW, None)]
    choice: tuple[str, str | None] = st.radio(
        tell("data.how_upload"),
        options,
        index=options.index(proposals.suggested(datasets, file)),
        format_func=lambda option: tell(f"data.upload_{option[0]}", dataset=plain(option[1] or "")),
        key=f"data-how-{file.stem}",
    )
    return choice


def _proposed(file: Path, mode: str, replaced: str | None) -> Proposal:
    planned = proposals.plan(home(), file, mode, replaced)
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
    show_sheets(proposal)
    st.subheader(tell("data.found"))
    finding_table("upload-findings", proposal.own_findings, proposal.columns)
    if not proposal.own_findings.is_empty():
        make = partial(proposals.annotated, proposal, language())
        file = Take("annotated", tell("data.annotated"), tell("data.annotated_name"), make)
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
    gap_table("upload", *proposal.gap, proposal.new_years, proposal.thin)
    _front_page(proposal)
    errors = proposal.own_findings.filter(pl.col("severity") == "error").height
    # Publish the plan that was on the screen, not the one that this run would propose.
    want = partial(st.button, type="primary", on_click=_want, args=(proposal.plan,))
    if not errors:
        want(tell("data.publish"), key="data-publish")
        return
    st.warning(tell("data.with_errors", errors=errors), icon=":material/warning:")
    if st.session_state.get(DOUBTED) != proposal.plan:
        st.button(tell("data.publish"), key="data-publish", on_click=_doubt, args=(proposal.plan,))
        return
    st.error(tell("data.sure", errors=errors), icon=":material/priority_high:")
    with st.container(horizontal=True):
        want(tell("data.publish_anyway"), key="data-publish-anyway")
        st.button(tell("data.not_yet"), key="data-not-yet", on_click=_doubt, args=(None,))


def _front_page(proposal: Proposal) -> None:
    """Show what the overview would say, where that differs from what it says now."""
    old, new = proposal.front
    if new is None or old == new:
        return
    lang = language()
    old_sentence = say("data.front", lang, **old) if old else tell("data.front_none")
    sentence = tell("data.front_page", now=old_sentence, then=say("data.front", lang, **new))
    st.info(plain(sentence), icon=":material/space_dashboard:")


def _doubt(planned: Plan | None) -> None:
    st.session_state[DOUBTED] = planned


def _undo(name: str) -> None:
    st.session_state.pop(DONE, None)
    go_back(name)


def _measures(proposal: Proposal) -> None:
    """Show the measures that were read from a policy document."""
    if proposal.policy["measures"].is_empty():
        return
    lang = language()
    titles = proposal.policy["policies"]["title"].drop_nulls().to_list()
    st.subheader(tell("data.measures", title=plain(join(titles, lang))))
    rows = measure_rows(proposal.policy, lang)
    columns = heads("item", "heading", "led_by", "partners", "targets")
    table("upload-measures", tell("page.measures"), rows, columns)


def _want(planned: Plan) -> None:
    st.session_state[WANTED] = planned


def _publish(planned: Plan) -> None:
    made = publish(partial(proposals.publish, planned))
    if made is None:
        return  # the proposal below is made anew, and says why
    st.session_state[DONE] = made
    st.session_state.pop(DOUBTED, None)
    st.session_state["data-round"] += 1
    st.session_state.pop(PROPOSAL, None)
    st.rerun()


def _template() -> None:
    """Offer the empty workbook to fill in."""
    make = partial(_empty_workbook, language())
    file = Take("template", tell("first.template"), tell("first.template_name"), make)
    take("first-template", [file])


def _empty_workbook(lang: str) -> bytes:
    from graph.schema.template import write_template

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "template.xlsx"
        write_template(file, load(), lang)
        return file.read_bytes()
