"""Titles of advertisements: which occupation each means, by the people waiting behind it."""

from __future__ import annotations

import streamlit as st

from ingest.records.title_log import TitleLog
from ingest.records.waiting import folder_of, occupations_of, waiting
from views.parts import title_views
from views.parts.markup import plain
from views.parts.session import home, tell

if folder := folder_of(home()):
    occupations = occupations_of(folder)
    log = TitleLog(home())
    queue = waiting(folder, log.decisions(occupations))
    title_views.figures_of(queue)
    title_views.show(queue, log, occupations, folder)
else:
    st.info(plain(tell("titles.bring")), icon=":material/info:")
