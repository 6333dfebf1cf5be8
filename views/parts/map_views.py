"""The map page: where most jobs stay empty, the picture, and its figures as tables."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from graph.draw.area_map import area_map, review_note
from graph.draw.pictures import ground, stamp_of
from graph.gap.report import GapReport
from graph.ontology import load
from graph.regions.places import Places
from views.parts import address, outlook_pictures
from views.parts.gap_views import parts_table
from views.parts.markup import anchor, between, node, plain, show
from views.parts.session import build, language, tell
from views.parts.table import heads, table

LEADING = 3


def lead(places: Places, report: GapReport) -> None:
    """Name the areas in which most jobs stay empty; say so where that is known of none."""
    if all(part.shortage is None for part in places.areas if part.thing):
        show(node("p", "tc-lead", tell("map.unknown", short=report.shortage)))
        return
    short = [(part.shortage or 0, part.thing) for part in places.areas if part.thing]
    emptiest = sorted((pair for pair in short if pair[0] > 0), key=lambda pair: -pair[0])[:LEADING]
    if not emptiest:
        show(node("p", "tc-lead", tell("map.none_short")))
        return
    begin = "map.lead_own" if places.measure == "commuting" else "map.lead"
    links = []
    for persons, thing in emptiest:
        words = tell("map.lead_area", name=thing.of(language()), short=int(persons))
        links.append(anchor(address.thing(f"areas/{thing.key}"), words))
    show(node("p", "tc-lead", tell(begin), *between(links, tell("map.separator"))))


def picture(places: Places, report: GapReport) -> None:
    """Show the map, and say what may be done with its borders or how to bring some."""
    drawn = ground(build())
    draw = partial(area_map, places, drawn, load(), stamp_of(build(), report, language()))
    pages = [f"areas/{part.thing.key}" for part in places.areas if part.thing]
    pages += [f"colleges/{college.thing.key}" for college in places.colleges]
    links = {place: address.thing(place) for place in pages}
    origin = stamp_of(build(), report, "zh")
    state = (places.measure, report.year, report.area, report.chain, origin)
    outlook_pictures.show("map", draw, links, (state, links), "map")
    if drawn.shapes.is_empty():
        st.caption(plain(tell("map.bring")))
    else:
        note = review_note(drawn.approval, language())
        st.caption(plain(tell("map.approval_here", told=note)))


def tables(places: Places, report: GapReport) -> None:
    """Show the figures of the areas; of commuting and of colleges also what lies on the map."""
    lang = language()
    names = {part.thing.key: part.thing.of(lang) for part in places.areas if part.thing}
    st.header(tell("map.table"))
    title = f"{tell('page.map')}-{tell(f'map.measure.{places.measure}')}"
    parts_table("map-areas", title, places.parts, report.grade)
    if places.colleges:
        st.header(tell("map.colleges"))
        columns = ("college", "area", "graduates")
        colleges = [(c.thing.of(lang), names[c.area], c.graduates) for c in places.colleges]
        rows = pl.DataFrame(colleges, columns, orient="row")
        table("map-colleges", title, rows, heads(*columns), report.grade)
    if places.ties:
        st.header(tell("map.ties"))
        works = {home: [names[w] for h, w in places.ties if h == home] for home, _ in places.ties}
        ties = [(names[home], tell("map.separator").join(there)) for home, there in works.items()]
        rows = pl.DataFrame(ties, ("area", "works_in"), orient="row")
        table("map-ties", title, rows, heads(*rows.columns))
