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
from graph.telling.listings import part_notes
from graph.telling.tabulated import part_rows
from graph.words import heading
from views.parts import address, outlook_pictures
from views.parts.markup import Element, anchor, node, plain, show
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
    links: list[str | Element] = [tell(begin)]
    for number, (persons, thing) in enumerate(emptiest):
        words = tell("map.lead_area", name=thing.of(language()), short=int(persons))
        separator = [tell("map.separator")] if number else []
        links += [*separator, anchor(link(thing.key), words)]
    show(node("p", "tc-lead", *links))


def link(area: str) -> str:
    """Return the address of an area's page."""
    return address.thing(f"areas/{area}")


def picture(places: Places, report: GapReport) -> None:
    """Show the map, and say what may be done with its borders or how to bring some."""
    drawn = ground(build())
    draw = partial(area_map, places, drawn, load(), stamp_of(build(), report, language()))
    links = {f"areas/{part.thing.key}": link(part.thing.key) for part in places.areas if part.thing}
    for college in places.colleges:
        place = f"colleges/{college.thing.key}"
        links[place] = address.thing(place)
    state = (
        places.measure,
        report.year,
        report.area,
        report.chain,
        stamp_of(build(), report, "zh"),
    )
    outlook_pictures.show("map", draw, links, (state, links), "map")
    if drawn.shapes.is_empty():
        st.caption(plain(tell("map.bring")))
    else:
        note = review_note(drawn.approval, language())
        st.caption(plain(tell("map.approval_here", told=note)))


def tables(places: Places, report: GapReport) -> None:
    """Show the figures of the areas; of commuting and of colleges also what lies on the map."""
    lang, parts = language(), places.parts
    names = {part.thing.key: part.thing.of(lang) for part in places.areas if part.thing}
    st.header(tell("map.table"))
    columns = heads(
        "name", "demand", "supply", "matched", "shortage", "surplus", "filled_pct",
        filled_pct="%.1f%%",
    )  # fmt: skip
    columns["surplus"] = heading(parts.spare_word, "parts", lang)
    title = f"{tell('page.map')}-{tell(f'map.measure.{places.measure}')}"
    table("map-areas", title, part_rows(parts, lang), columns, report.grade)
    st.caption(plain(" ".join(part_notes(parts, lang))))
    if places.colleges:
        st.header(tell("map.colleges"))
        rows = pl.DataFrame(
            [
                {
                    "college": college.thing.of(lang),
                    "area": names[college.area],
                    "graduates": college.graduates,
                }
                for college in places.colleges
            ]
        )
        table("map-colleges", title, rows, heads(*rows.columns), report.grade)
    if places.ties:
        st.header(tell("map.ties"))
        works = {home: [names[w] for h, w in places.ties if h == home] for home, _ in places.ties}
        rows = pl.DataFrame(
            [
                {"area": names[home], "works_in": tell("map.separator").join(there)}
                for home, there in works.items()
            ]
        )
        table("map-ties", title, rows, heads(*rows.columns))
