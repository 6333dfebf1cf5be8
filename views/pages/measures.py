"""Measures: who leads and joins what, what is to be reached by when, and a unit's task sheet."""

from __future__ import annotations

import streamlit as st

from graph.analysis.figures import worst
from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.rules.duties import duties, loads
from graph.rules.tabulated import duty_rows, load_rows, target_rows
from graph.words import say
from views.parts import exports, pictures
from views.parts.address import choose
from views.parts.gap_views import heads
from views.parts.mark import mark
from views.parts.scope import parameters
from views.parts.session import build, language, once, tell
from views.parts.table import table
from views.parts.task_sheet import sheet

lang = language()
everyone = once(duties)
borne = loads(everyone)
unit = ""
if not everyone:
    st.info(say("duties.none", lang))
else:
    names = {one.unit.key: one.unit.of(lang) for one in borne}
    unit = choose(
        st.selectbox,
        "unit",
        ["", *names],
        label=tell("measures.unit"),
        format_func=lambda key: names.get(key, tell("measures.every_unit")),
        width=420,
    )
if unit:
    sheet(unit)
elif everyone:
    grade = worst([one.grade for one in everyone])
    mark(grade)
    st.subheader(tell("measures.duties"))
    matrix = Wish(Look(lang=lang))
    exports.menu(
        [exports.picture("duties", matrix), exports.paper("annual-report", parameters())], grade
    )
    pictures.show("duties", matrix)
    table(
        "duties",
        duty_rows(everyone, lang),
        heads("item", "heading", "unit", "role", "grade"),
    )
    st.subheader(tell("measures.load"))
    table(
        "loads",
        load_rows(borne, lang),
        heads("unit", "measures", "leads", "lead_pct", lead_pct="%.1f%%"),
    )
if not unit:
    st.subheader(tell("measures.targets"))
    table(
        "targets",
        target_rows(build().tables, lang),
        heads("item", "heading", "indicator", "threshold", "deadline", "words", "policy", "grade"),
    )
