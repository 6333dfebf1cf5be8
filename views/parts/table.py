"""A table: sorted by its heads, filtered by a word, taken along as CSV or as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from graph.export.answers import write_answer
from graph.queries.answers import Answer, plain
from views.parts.exports import name as file_named
from views.parts.mark import grade_mark, grade_word
from views.parts.markup import as_html
from views.parts.session import tell
from views.parts.take import Take, take

NOT_COMPUTED = ""  # rows as they came, with grades of their own
PLAIN_NUMBERS = ("row", "year", "in_year", "opened", "since", "deadline")  # names, no amounts
SUFFIXES = (".csv", ".xlsx")
AT = "__at"  # which row of the table one is that passed the filter
ROW_PX, HEAD_PX, MOST_ROWS, FEW_ROWS = 36, 35, 14, 8


@dataclass(frozen=True)
class More:
    """What few tables have.

    ``in_file``: further columns with their heads, for files alone.
    ``on_pick``: told the number of the row of which a cell is clicked.
    """

    in_file: Mapping[str, Any] = field(default_factory=dict)
    on_pick: Callable[[int], None] | None = None


NOTHING_MORE = More()


def heads(*names: str, **formats: str) -> dict[str, object]:
    """Heads of columns; a format (as of ``st.column_config.NumberColumn``) makes a number."""
    return {
        name: st.column_config.NumberColumn(tell(f"column.{name}"), format=formats[name])
        if name in formats
        else tell(f"column.{name}")
        for name in names
    }


def table(
    name: str,
    title: str,
    rows: pl.DataFrame,
    columns: Mapping[str, Any],
    grade: str | None = NOT_COMPUTED,
    more: More = NOTHING_MORE,
) -> None:
    """Rows under heads. ``name`` tells tables of a page apart, ``title`` names their files.

    ``columns``: column → its head, or a ``st.column_config`` of it; others are not shown.
    ``grade``: of rows that are computed; it stands below them and in the file.
    """
    told = [one for one in columns if one in rows.columns and rows[one].is_not_null().any()]
    hidden = [one for one in more.in_file if one in rows.columns]
    every = rows.select(*(told or list(columns)), *hidden).with_row_index(AT)
    with st.container(key=f"table-{name}"):
        found = _filtered(name, every)
        if found.is_empty():
            st.caption(tell("table.nothing") if rows.is_empty() else tell("table.no_match"))
            return
        _grid(name, found.drop(AT, *hidden), columns, found[AT].to_list(), more.on_pick)
        _downloads(name, title, found.drop(AT), {**columns, **more.in_file}, grade)


def _grid(
    name: str,
    shown: pl.DataFrame,
    columns: Mapping[str, Any],
    at: list[int],
    on_pick: Callable[[int], None] | None,
) -> None:
    """The rows; ``at``: which row of the table each of them is."""
    key = f"rows-{name}"
    picking: dict[str, Any] = {}
    if on_pick is not None:

        def picked() -> None:
            cells = st.session_state[key].selection.cells
            if cells and cells[0][0] < len(at):
                on_pick(at[cells[0][0]])

        picking = {"on_select": picked, "selection_mode": "single-cell"}
    st.dataframe(
        shown,
        hide_index=True,
        column_config=_config(shown, columns),
        row_height=ROW_PX,
        placeholder="–",  # as the notes below tables say
        height=HEAD_PX + ROW_PX * min(len(shown), MOST_ROWS),
        key=key,
        **picking,
    )


def _config(rows: pl.DataFrame, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Heads; numbers with separators of thousands unless a format is given."""
    return {
        name: st.column_config.NumberColumn(head, format="localized")
        if isinstance(head, str) and rows.schema[name].is_numeric() and name not in PLAIN_NUMBERS
        else head
        for name, head in columns.items()
        if name in rows.columns
    }


def _filtered(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows in which some text holds the word typed, however it is written."""
    if len(rows) <= FEW_ROWS:
        return rows
    sought = st.text_input(
        tell("table.filter"),
        key=f"filter-{name}",
        placeholder=tell("table.filter"),
        label_visibility="collapsed",
        icon=":material/search:",
        width=320,
    )
    texts = [column for column, kind in rows.schema.items() if kind == pl.String]
    if not sought or not sought.strip() or not texts:
        return rows
    word = sought.strip().lower()
    holds = [pl.col(column).str.to_lowercase().str.contains(word, literal=True) for column in texts]
    return rows.filter(pl.any_horizontal(*(each.fill_null(False) for each in holds)))


def _downloads(
    name: str, title: str, rows: pl.DataFrame, columns: Mapping[str, Any], grade: str | None
) -> None:
    graded, heads = _graded(rows, columns, grade)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(tell("table.rows", rows=len(rows)))
        if grade != NOT_COMPUTED:
            st.html(as_html(grade_mark(grade)), width="content")
        named = file_named(title)
        files = [
            Take(
                f"{name}{suffix}",
                suffix.removeprefix(".").upper(),
                named + suffix,
                partial(as_file, graded, heads, suffix),
            )
            for suffix in SUFFIXES
        ]
        take(f"take-{name}", files)


def _graded(
    rows: pl.DataFrame, columns: Mapping[str, Any], grade: str | None
) -> tuple[pl.DataFrame, Mapping[str, Any]]:
    """The rows with the grade of the computation as a last column."""
    if grade == NOT_COMPUTED:
        return rows, columns
    told = pl.lit(grade_word(grade)).alias("grade")
    return rows.with_columns(told), {**columns, "grade": tell("column.grade")}


def as_file(rows: pl.DataFrame, columns: Mapping[str, Any], suffix: str) -> bytes:
    """The rows with their heads as a file of a suffix."""
    heads = [_head(columns, column) for column in rows.columns]
    answer = Answer(heads, [[plain(cell) for cell in row] for row in rows.iter_rows()])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"rows{suffix}"
        write_answer(answer, file)
        return file.read_bytes()


def _head(columns: Mapping[str, Any], column: str) -> str:
    told = columns[column]
    if isinstance(told, str):
        return told
    return str(told.get("label") or column)
