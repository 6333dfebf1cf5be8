"""The outlook page where the data know one side alone: its years, its classes, no shortage."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from graph.outlook.report import OneSide
from graph.telling.outlook import lack
from graph.telling.outlook_tables import demand_rows, major_rows, side_rows
from views.parts import address, outlook_lead
from views.parts.address import parameter_value, put
from views.parts.figure import Figure, figures
from views.parts.mark import mark
from views.parts.markup import plain
from views.parts.outlook_controls import here
from views.parts.outlook_views import PICKED, cohorts, offer_year, sure
from views.parts.session import language, tell
from views.parts.table import More, heads, table
from views.parts.thing import show_links
from views.parts.view import choose_view

VIEWS_OF = {
    "supply": ("years", "majors", "cohorts", "sure"),
    "demand": ("years", "occupations", "sure"),
}


def show_side(reports: Sequence[OneSide]) -> None:
    """Say which side is missing; show the years of the other, its classes, and their record."""
    report, lang = reports[-1], language()
    (side,) = report.sides
    mark(report.grade)
    st.info(plain(lack(report, lang)), icon=":material/info:")
    figures(_figures(report, side))
    outlook_lead.bands(report)
    view = choose_view("outlook", VIEWS_OF[side])
    if view == "cohorts":
        cohorts(report)
    elif view == "sure":
        sure(report)
    elif view == "years":
        st.header(tell("outlook.by_year"))
        rows = side_rows(reports, lang)
        columns = heads("year", *(["scenario"] if reports[1:] else []), side)
        if side == "supply":
            columns |= heads("in_class_pct", in_class_pct="%.0f%%")
        table("years", tell("outlook.by_year"), rows, columns, report.grade)
    else:
        _classes(report, view)


def _classes(report: OneSide, view: str) -> None:
    """Show the majors or the occupations in a year."""
    year = offer_year(report, report.years[0].year)
    title = tell(f"outlook.{view}_in", year=year)
    st.header(title)
    if view == "majors":
        rows = major_rows(report, language(), year)
        columns = heads("name", "level", "area", "supply", "rests_on")
    else:
        rows = demand_rows(report, language(), year)
        columns = heads("name", "level", "area", "demand")
    pick = More(heads("code"), lambda row: put(PICKED, rows["code"][row]))
    table("ahead", title, rows, columns, report.grade, pick)
    picked = parameter_value(PICKED)
    if picked is None:
        return
    if picked in rows["code"]:
        show_links([f"{view}/{picked}"])
    else:
        address.unknown(title, picked, None)


def _figures(report: OneSide, side: str) -> list[Figure]:
    """Return the persons of the first year ahead, of the last with a band, and of the last."""
    of_year = {year.year: figure for year in report.years if (figure := year.demand or year.supply)}
    banded = [year for year, figure in of_year.items() if figure.low is not None]
    chosen = sorted({min(of_year), max(banded, default=max(of_year)), max(of_year)})
    return [
        Figure(
            tell(f"outlook.figure_{side}", year=year),
            f"{of_year[year].median:,}",
            tell(f"outlook.figure_{side}_definition"),
            here(view=VIEWS_OF[side][1], in_year=year),
            tell("outlook.no_band")
            if of_year[year].low is None
            else f"{of_year[year].low:,}–{of_year[year].high:,}",
        )
        for year in chosen
    ]
