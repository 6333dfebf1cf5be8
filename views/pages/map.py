"""Map: areas side by side by one measure, as shapes where the data bring them, else as squares."""

from __future__ import annotations

import streamlit as st

from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.regions.measures import MAP_MEASURES
from graph.regions.places import places, settled
from views.parts import exports, gap_controls, gap_reports, map_views
from views.parts.address import choose
from views.parts.mark import mark
from views.parts.session import language, tell
from views.parts.slow import computed

chosen = gap_controls.parameters(without=("lambda",))
measure = choose(
    st.segmented_control,
    "measure",
    MAP_MEASURES,
    label=tell("map.measure"),
    format_func=lambda name: tell(f"map.measure.{name}"),
)
measure, parameters = settled(measure, chosen)
report = gap_reports.report_of(parameters)
areas = computed(places, measure, parameters)
wish = Wish(Look(language()), chosen, measure=measure)
exports.menu([exports.picture("map", wish)], report.grade)
mark(report.grade)
map_views.lead(areas, report)
map_views.picture(areas, report)
map_views.tables(areas, report)
