"""Measures: who leads and joins what, what is to be reached by when, and a unit's task sheet."""

from __future__ import annotations

import streamlit as st

from graph.rules.duties import duties, loads
from graph.words import say
from views.parts import measure_views
from views.parts.address import choose_one
from views.parts.empty import nothing
from views.parts.session import language, once, tell

all_duties = once(duties)
unit, item, items = "", "", dict[str, str]()
if not all_duties:
    nothing(say("duties.none", language()))
else:
    names = {load.unit.key: load.unit.of(language()) for load in loads(all_duties)}
    items |= measure_views.items()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = choose_one("unit", names, tell("measures.unit"), tell("measures.every_unit"), 300)
        item = choose_one("item", items, tell("measures.item"), tell("measures.every_item"), 460)
if language() == "en" and any(not heading.isascii() for heading in items.values()):
    st.caption(tell("measures.untranslated"))
if item:
    measure_views.show_measure(item)
elif unit:
    measure_views.show_sheet(unit)
else:
    measure_views.show_duties(all_duties)
