"""Data: sources, findings, advertisements, an upload and what it would change, all builds."""

from __future__ import annotations

import streamlit as st

from views.parts import data_upload, data_views, record_views
from views.parts.address import choose
from views.parts.session import tell

VIEWS = {
    "sources": data_views.sources,
    "findings": data_views.findings,
    "quality": record_views.quality,
    "upload": data_upload.upload,
    "history": data_views.history,
}
part = choose(
    st.segmented_control,
    "part",
    list(VIEWS),
    label=tell("data.part"),
    label_visibility="collapsed",
    format_func=lambda name: tell(f"data.part_{name}"),
)
VIEWS[part]()
