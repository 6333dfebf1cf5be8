"""The answer to a query: while it runs, a button to stop it; then a table, a graph or a chart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

import polars as pl
import streamlit as st

from graph.draw.answer import neighbourhood_of
from graph.draw.network import network
from graph.draw.page import Look
from graph.draw.pictures import stamp
from graph.export.svg import svg
from graph.ontology import load
from graph.queries.answers import Answer
from graph.queries.tabulated import as_frame, chartable
from views.parts import console, steps
from views.parts.address import choose
from views.parts.faults import showing_errors
from views.parts.mark import mark
from views.parts.markup import node, show
from views.parts.session import build, language, tell
from views.parts.table import More, table

POLL_S = 0.5
BARS, THINGS = 40, 60
URI = "uri"
FLAT = ["table", "chart"]  # of answers that name nothing of the graph


def result(engine: str, heads: Mapping[str, str] | None = None, title: str = "") -> None:
    """Show the answer to the last question in a language, or that it is still being computed.

    ``heads``: the headings of the columns, where they are declared; ``title``: of the file.
    """
    work = console.running(engine)
    if work is None:
        return
    # Always shown, so that a choice made while the query runs is not lost.
    view = choose(
        st.segmented_control,
        "as",
        ["table", "graph", "chart"] if heads is None or any(map(is_uri, heads)) else FLAT,
        label=tell("ask.as"),
        label_visibility="collapsed",
        format_func=lambda name: tell(f"ask.as_{name}"),
    )
    if not work.is_done:
        _at_work(engine)
        return
    with showing_errors():
        answer = work.answer()
        _show(view, answer, work.elapsed_s)
        rows = as_frame(answer)
        if view == "chart":
            _chart(rows.rename(dict(heads or {})))
        elif view == "table":
            _table(engine, rows, heads or {name: name for name in rows.columns}, title)


@st.fragment(run_every=POLL_S)
def _at_work(engine: str) -> None:
    work = console.running(engine)
    if work is None or work.is_done:
        st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="center", key="ask-at-work"):
        st.button(tell("ask.stop"), key="ask-stop", icon=":material/stop:", on_click=work.stop)
        st.caption(tell("ask.at_work", seconds=work.elapsed_s, limit=console.LIMITS.timeout_s))


def _show(view: str, answer: Answer, elapsed_s: float) -> None:
    grade = build().manifest.grade if answer.rows else None
    if grade == "illustrative":
        mark(grade)
    st.caption(tell("ask.took", rows=len(answer.rows), seconds=elapsed_s))
    if answer.truncated:
        st.warning(tell("ask.truncated", rows=console.LIMITS.rows), icon=":material/content_cut:")
    if view == "graph":
        _graph(answer)


def is_uri(column: str) -> bool:
    """Tell whether a column of a named question holds identifiers of things in the graph."""
    return column == URI or column.endswith(f"_{URI}")


def _table(engine: str, rows: pl.DataFrame, heads: Mapping[str, str], title: str) -> None:
    """Show the rows; where names stand beside identifiers, the identifiers are only in the file."""
    hidden = [name for name in heads if is_uri(name)]
    visible = [name for name in heads if name not in hidden] or hidden
    table(
        f"answer-{engine}",
        title or tell("page.ask"),
        rows,
        {name: heads[name] for name in visible},
        more=More({name: heads[name] for name in hidden if name not in visible}),
    )


def _graph(answer: Answer) -> None:
    cells = [cell for row in answer.rows for cell in row]
    neighbourhood, hidden = neighbourhood_of(cells, steps.atlas().web, load(), THINGS)
    if neighbourhood is None:
        st.info(tell("ask.no_things"), icon=":material/info:")
        return
    theme: Any = "dark" if st.context.theme.type == "dark" else "light"
    scene = network(neighbourhood, load(), stamp(build(), build().manifest.grade), Look(language()))
    st.image(svg(scene, theme), width="stretch")
    if hidden:
        st.caption(tell("ask.hidden_things", shown=len(neighbourhood.vertices), hidden=hidden))


def _chart(rows: pl.DataFrame) -> None:
    columns = chartable(rows)
    if columns is None:
        st.info(tell("ask.no_chart"), icon=":material/info:")
        return
    label, figure = columns
    charted = rows.select(label, figure).drop_nulls().head(BARS)
    show(node("p", "tc-facts", f"{label} · {figure}"), bars(charted.rows()))
    if len(rows) > len(charted):
        st.caption(tell("ask.some_bars", shown=len(charted), rows=len(rows)))


def bars(rows: list[tuple[str, float]]) -> Element:
    """Draw names with their figures as horizontal bars; negative ones have another colour."""
    longest = max((abs(figure) for _, figure in rows), default=0) or 1
    return node("ul", "tc-bars", *(_bar(name, figure, longest) for name, figure in rows))


def _bar(name: str, figure: float, longest: float) -> Element:
    bar = node("span", "tc-bars-bar" + (" tc-bars-below" if figure < 0 else ""))
    bar.set("style", f"width: {abs(figure) / longest * 100:.2f}%")
    return node(
        "li",
        "",
        node("span", "tc-bars-name", name, title=name),
        node("span", "tc-bars-track", bar),
        node("span", "tc-bars-figure", f"{figure:,.10g}"),
    )
