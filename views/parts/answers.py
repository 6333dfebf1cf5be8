"""The answer to a query: while it runs, a button to stop it; then a table, a graph or a chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

import polars as pl
import streamlit as st

from graph.builds.ask import build_data
from graph.draw.answer import neighbourhood_of
from graph.draw.neighbourhood import named_in
from graph.draw.network import network
from graph.draw.page import Look
from graph.draw.pictures import stamp
from graph.export.svg import svg
from graph.ontology import load
from graph.queries.answers import Answer
from graph.queries.named import NamedQuestion
from graph.queries.readable import Readable, is_uri, readable
from graph.queries.tabulated import as_frame, chartable
from graph.words import join
from views.parts import console, steps
from views.parts.faults import showing_errors
from views.parts.mark import mark
from views.parts.markup import anchor, node, show
from views.parts.session import build, language, tell
from views.parts.table import More, table
from views.parts.view import choose_in_row

POLL_S = 0.5
BARS, FEW_BARS, THINGS = 40, 8, 60
FLAT = ["table", "chart"]  # of answers that name nothing of the graph


def result(engine: str, question: NamedQuestion | None = None) -> None:
    """Show the answer to the last query in a language, or that it is still being computed.

    ``question``: the named question that was asked, if it was one.
    """
    work = console.running(engine)
    if work is None:
        return
    # Always shown, so that a choice made while the query runs is not lost.
    is_flat = question and not any(map(is_uri, question.columns))
    views = FLAT if is_flat else ["table", "graph", "chart"]
    view = choose_in_row("as", views, "ask.as", lambda name: tell(f"ask.as_{name}"))
    if not work.is_done:
        _at_work(engine)
        return
    if question is None and console.is_edited(engine):
        st.warning(tell("ask.edited"), icon=":material/edit:")
    with showing_errors(), st.container(key="ask-answer"):
        answer = work.answer()
        if question is None:
            heads = {name: name for name in as_frame(answer).columns}
            answer_to_read = Readable(answer, heads, {})
        else:
            answer_to_read = readable(question, answer, build_data(build()), language())
        if answer.rows:
            mark(build().manifest.grade)
        if question is not None:
            _lead(question, answer_to_read)
        _show(view, answer, work.elapsed_s)
        rows = as_frame(answer_to_read.answer)
        if view == "chart":
            _chart(rows, answer_to_read.heads, question.chart if question else None)
        elif view == "table":
            _table(engine, rows, answer_to_read, question)
        if answer_to_read.untranslated:
            st.caption(tell("ask.untranslated"))


def _lead(question: NamedQuestion, read: Readable) -> None:
    """Show what the answer comes to, and its first bars; where there is none, why not."""
    answer = read.answer
    if not answer.rows:
        tables = load().tables
        empty = [tables[name].label.of(language()) for name in question.of if not _has(name)]
        st.info(
            tell("ask.no_rows_of", tables=join(empty, language())) if empty else tell("ask.none")
        )
    elif question.chart:
        label, figure = (answer.columns.index(name) for name in question.chart)
        figures = [(row[label], row[figure]) for row in answer.rows if row[figure] is not None]
        if figures:
            figures.sort(key=lambda row: -row[1])
            values = {
                "name": figures[0][0],
                "value": f"{figures[0][1]:,.10g}",
                "rows": len(answer.rows),
            }
            lead = tell("ask.lead", figure=read.heads[question.chart[1]], **values)
            show(node("p", "tc-lead", lead), bars(figures[:FEW_BARS]))


def _has(table_name: str) -> bool:
    return bool(build().tables[table_name].height)


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
    st.caption(tell("ask.took", rows=len(answer.rows), seconds=elapsed_s))
    if answer.truncated:
        st.warning(tell("ask.truncated", rows=console.LIMITS.rows), icon=":material/content_cut:")
    cells = [cell for row in answer.rows for cell in row]
    if any(isinstance(cell, (dict, list)) or "://" in str(cell) for cell in cells):
        _offer_graph(cells)
    if view == "graph":
        _graph(cells)


def _offer_graph(cells: Sequence[Any]) -> None:
    """Link to the graph of the things that an answer names; say how many of them it takes."""
    uris = named_in(steps.atlas().web, cells)
    if not uris:
        return
    shown = min(len(uris), steps.MOST_AMONG)
    link = anchor(steps.link_all(uris), tell("ask.to_graph", things=shown))
    more = tell("ask.graph_takes", things=len(uris), shown=shown) if len(uris) > shown else None
    show(node("p", "tc-facts", link, more))


def _table(engine: str, rows: pl.DataFrame, read: Readable, question: NamedQuestion | None) -> None:
    title = question.title.of(language()) if question else tell("page.ask")
    table(f"answer-{engine}", title, rows, read.heads, more=More(read.in_file))


def _graph(cells: Sequence[Any]) -> None:
    neighbourhood, hidden = neighbourhood_of(cells, steps.atlas().web, load(), THINGS)
    if neighbourhood is None:
        st.info(tell("ask.no_things"), icon=":material/info:")
        return
    theme: Any = "dark" if st.context.theme.type == "dark" else "light"
    scene = network(neighbourhood, load(), stamp(build(), build().manifest.grade), Look(language()))
    st.image(svg(scene, theme), width="stretch")
    if hidden:
        st.caption(tell("ask.hidden_things", shown=len(neighbourhood.vertices), hidden=hidden))


def _chart(rows: pl.DataFrame, heads: Mapping[str, str], declared: tuple[str, str] | None) -> None:
    columns = declared if declared and len(rows) else chartable(rows.select(*heads))
    if columns is None:
        st.info(tell("ask.no_chart"), icon=":material/info:")
        return
    label, figure = columns
    charted = rows.select(label, figure).drop_nulls().head(BARS)
    show(node("p", "tc-facts", f"{heads[label]} · {heads[figure]}"), bars(charted.rows()))
    if len(rows) > len(charted):
        st.caption(tell("ask.some_bars", shown=len(charted), rows=len(rows)))


def bars(rows: list[tuple[str, float]]) -> Element:
    """Draw names with their figures as horizontal bars; negative ones have another colour."""
    longest = max((abs(figure) for _, figure in rows), default=0) or 1
    return node("ul", "tc-bars", *(_bar(name, figure, longest) for name, figure in rows))


def _bar(name: str, figure: float, longest: float) -> Element:
    bar = node(
        "span",
        "tc-bars-bar" + (" tc-bars-below" if figure < 0 else ""),
        style=f"width: {abs(figure) / longest * 100:.2f}%",
    )
    return node(
        "li",
        "",
        node("span", "tc-bars-name", name, title=name),
        node("span", "tc-bars-track", bar),
        node("span", "tc-bars-figure", f"{figure:,.10g}"),
    )
