"""Measures: who leads and joins what, how much each unit bears, and a unit's part."""

from __future__ import annotations

import streamlit as st

from graph.analysis.figures import worst
from graph.rules.duties import duties, loads
from graph.rules.tabulated import duty_rows, load_rows
from graph.words import say
from views.parts.address import choose
from views.parts.gap_views import heads
from views.parts.mark import mark
from views.parts.session import language, once, tell
from views.parts.table import table

lang = language()
everyone = once(duties)
borne = loads(everyone)
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
    mark(worst([one.grade for one in everyone]))
    st.subheader(names.get(unit) or tell("measures.duties"))
    own = [one for one in everyone if unit in ("", one.unit.key)]
    table("duties", duty_rows(own, lang), heads("item", "heading", "unit", "role", "grade"))
    st.subheader(tell("measures.load"))
    table(
        "loads",
        load_rows(borne, lang),
        heads("unit", "measures", "leads", "lead_pct", lead_pct="%.1f%%"),
    )
