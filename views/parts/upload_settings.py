"""The settings an upload is read by: its own, those kept from last year, and what is corrected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ingest import proposals, uploads
from ingest.corrections import Settings, read_settings, settings_text
from ingest.datasets import DECLARATION_FILE
from ingest.lasting_names import merged
from ingest.proposals import PublishedDataset
from views.parts.markup import plain
from views.parts.session import home, tell
from views.parts.take import Take, take

SETTINGS = "data-settings"


@dataclass(frozen=True)
class UploadSettings:
    """Settings of uploaded files, by their ids.

    ``kept_from``: the dataset that some settings come from. ``kept``: the dataset that files and
    settings are kept as; None where the settings have changed since.
    """

    files: tuple[str, ...] = ()
    settings: Settings = field(default_factory=dict)
    kept_from: str = ""
    kept: Path | None = None


def keep(files: Sequence[UploadedFile], datasets: tuple[PublishedDataset, ...]) -> Path:
    """Keep uploaded files with their settings as one dataset; files that are new bring theirs."""
    ids = tuple(file.file_id for file in files)
    state: UploadSettings = st.session_state.get(SETTINGS, UploadSettings())
    if state.kept is not None and state.files == ids:
        return state.kept
    named = uploads.by_name((file.name, file.getvalue()) for file in files)
    if not set(ids) <= set(state.files):
        state = _with_brought(state, named, datasets)
    kept = uploads.keep_together(home(), named, state.settings)
    st.session_state[SETTINGS] = replace(state, files=ids, kept=kept)
    return kept


def _with_brought(
    state: UploadSettings, files: Mapping[str, bytes], datasets: tuple[PublishedDataset, ...]
) -> UploadSettings:
    """Return the settings with those that files bring, or that are kept for their names."""
    if text := uploads.source_toml(files):
        return replace(state, settings=merged(read_settings(text), state.settings))
    kept_from, brought = proposals.kept_settings(datasets, uploads.names_in(files))
    settings = merged(brought, state.settings)
    return replace(state, settings=settings, kept_from=kept_from or state.kept_from)


def change(correct: Callable[[Settings], Settings]) -> None:
    """Correct the settings; the run that follows checks the upload again."""
    state: UploadSettings = st.session_state[SETTINGS]
    st.session_state[SETTINGS] = replace(state, settings=correct(state.settings), kept=None)


def forget() -> None:
    """Forget the settings of an upload that is no longer there."""
    st.session_state.pop(SETTINGS, None)


def show_settings() -> None:
    """Show the settings as text to copy or download, and say where they are kept."""
    state: UploadSettings = st.session_state[SETTINGS]
    text = settings_text(state.settings)
    if not text:
        st.caption(tell("sheets.no_settings"))
        return
    if state.kept_from:
        st.info(tell("sheets.kept_from", dataset=plain(state.kept_from)), icon=":material/history:")
    with st.expander(tell("sheets.settings"), icon=":material/settings:"):
        st.markdown(tell("sheets.settings_note"))
        st.code(text, language="toml")
        with st.container(horizontal=True, vertical_alignment="center"):
            file = Take("upload-settings", DECLARATION_FILE, DECLARATION_FILE, text.encode)
            take("take-upload-settings", [file])
            st.button(tell("sheets.reset"), icon=":material/undo:", on_click=_clear)


def _clear() -> None:
    """Read the upload without any settings."""
    state: UploadSettings = st.session_state[SETTINGS]
    st.session_state[SETTINGS] = UploadSettings(state.files)
