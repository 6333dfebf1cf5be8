"""The answer of a query: at work and stoppable, then as a table, a graph or a chart."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from graph.analysis.figures import worst
from graph.draw.neighbourhood import Web, among
from graph.draw.network import network
from graph.draw.page import Look
from graph.draw.pictures import stamp
from graph.export.svg import svg
from graph.ontology import load
from graph.queries.answers import Answer
from graph.queries.tabulated import as_frame, chartable
from views.parts import console
from views.parts.address import choose
from views.parts.faults import told
from views.parts.mark import mark
from views.parts.session import build, language, once, tell
from views.parts.table import table

POLL_S = 0.5
BARS, THINGS = 40, 60


def result(engine: str) -> None:
    """What came of the last question in a language, or that it is at work."""
    work = console.running(engine)
    if work is None:
        return
    if not work.is_done:
        _at_work(engine)
        return
    with told():
        answer = work.answer()
        _show(engine, answer, work.elapsed_s)


@st.fragment(run_every=POLL_S)
def _at_work(engine: str) -> None:
    work = console.running(engine)
    if work is None or work.is_done:
        st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="center", key="ask-at-work"):
        st.button(tell("ask.stop"), key="ask-stop", icon=":material/stop:", on_click=work.stop)
        st.caption(tell("ask.at_work", seconds=work.elapsed_s, limit=console.LIMITS.timeout_s))


def _show(engine: str, answer: Answer, elapsed_s: float) -> None:
    rows = as_frame(answer)
    grade = worst(list(build().manifest.grades)) if answer.rows else None
    if grade == "illustrative":
        mark(grade)
    with st.container(horizontal=True, vertical_alignment="center"):
        view = choose(
            st.segmented_control,
            "as",
            ["table", "graph", "chart"],
            label=tell("ask.as"),
            label_visibility="collapsed",
            format_func=lambda name: tell(f"ask.as_{name}"),
        )
        st.caption(tell("ask.took", rows=len(answer.rows), seconds=elapsed_s))
    if answer.truncated:
        st.warning(tell("ask.truncated", rows=console.LIMITS.rows), icon=":material/content_cut:")
    if view == "graph":
        _graph(answer)
    elif view == "chart":
        _chart(rows)
    else:
        table(f"answer-{engine}", rows, {name: name for name in rows.columns})


def _graph(answer: Answer) -> None:
    web = once(_web)
    found, hidden = among(web, [cell for row in answer.rows for cell in row], THINGS)
    if found is None:
        st.info(tell("ask.no_things"), icon=":material/info:")
        return
    theme: Any = "dark" if st.context.theme.type == "dark" else "light"
    grade = worst(list(build().manifest.grades))
    scene = network(found, load(), stamp(build(), grade), Look(language()))
    st.image(svg(scene, theme, with_font=False), width="stretch")
    if hidden:
        st.caption(tell("ask.hidden_things", shown=len(found.vertices), hidden=hidden))


def _web(tables: Any) -> Web:
    return Web.of(tables, load())


def _chart(rows: pl.DataFrame) -> None:
    columns = chartable(rows)
    if columns is None:
        st.info(tell("ask.no_chart"), icon=":material/info:")
        return
    label, figure = columns
    shown = rows.select(label, figure).head(BARS)
    st.bar_chart(shown, x=label, y=figure, horizontal=True, sort=False)
    if len(rows) > BARS:
        st.caption(tell("ask.some_bars", shown=BARS, rows=len(rows)))
