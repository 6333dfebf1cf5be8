"""A table that can be sorted, filtered by a word, and downloaded as CSV or as a workbook."""

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
from graph.words import heading
from views.parts.exports import name as file_named
from views.parts.mark import grade_mark, grade_word
from views.parts.markup import as_html
from views.parts.session import language, tell
from views.parts.take import Take, take

NOT_COMPUTED = ""  # rows from the data, with grades of their own
PLAIN_NUMBERS = ("row", "year", "in_year", "opened", "since", "deadline")  # labels, not amounts
SUFFIXES = (".csv", ".xlsx")
AT = "__at"  # the position in the whole table of a row that passed the filter
ROW_PX, HEAD_PX, MOST_ROWS, FEW_ROWS = 36, 35, 14, 8
TALL_PX, LONG = 66, 80  # a row in which Streamlit wraps texts, for those of so many half widths
# The first rows, by which Streamlit finds the width of a column; of more than a few of them it
# leaves out any twice as long as usual.
SAMPLE, FEW_SAMPLED = 10, 5
FIGURE = r"^[−+]?\d[\d,.]*( ?%)?(–\d[\d,.]*( ?%)?)?( \([^)]*\))?$"  # a figure with its band
HALF_PX, PADDING_PX, WIDEST_PX, NAME_PX = 6.6, 18, 420, 300


@dataclass(frozen=True)
class More:
    """Extras that few tables have.

    ``in_file``: further columns with their heads, for files only.
    ``on_pick``: called with the number of the row when one of its cells is clicked.
    ``picked``: the number of the row whose details are shown; it is marked.
    """

    in_file: Mapping[str, Any] = field(default_factory=dict)
    on_pick: Callable[[int], None] | None = None
    picked: int | None = None


NOTHING_MORE = More()


def heads(*names: str, **formats: str) -> dict[str, object]:
    """Return heads of columns; a format (see ``st.column_config.NumberColumn``) makes a number."""
    return {
        name: st.column_config.NumberColumn(_heading(name), format=formats[name])
        if name in formats
        else _heading(name)
        for name in names
    }


def _heading(name: str) -> str:
    return heading(name, "web", language())


def table(
    name: str,
    title: str,
    rows: pl.DataFrame,
    columns: Mapping[str, Any],
    grade: str | None = NOT_COMPUTED,
    more: More = NOTHING_MORE,
) -> None:
    """Show rows under heads. ``name``: unique on the page; ``title``: of the files.

    ``columns``: column → its head or ``st.column_config``; other columns are not shown.
    ``grade``: of computed rows; it stands below them and in the file.
    """
    filled = [
        column for column in columns if column in rows.columns and rows[column].is_not_null().any()
    ]
    hidden = [column for column in more.in_file if column in rows.columns]
    all_rows = rows.select(*(filled or list(columns)), *hidden).with_row_index(AT)
    all_rows = all_rows.with_columns(_whole(all_rows))
    with st.container(key=f"table-{name}"):
        filtered = _filtered(name, all_rows)
        if filtered.is_empty():
            st.caption(tell("table.nothing") if rows.is_empty() else tell("table.no_match"))
            return
        at = filtered[AT].to_list()
        _grid(name, title, filtered.drop(AT, *hidden), columns, at, more)
        _downloads(name, title, filtered.drop(AT), {**columns, **more.in_file}, grade, len(rows))


def _whole(rows: pl.DataFrame) -> list[pl.Expr]:
    """Return columns of decimals that are whole everywhere as whole numbers: persons, places.

    >>> rows = pl.DataFrame({"persons": [58.0, None], "pct": [37.1, 2.0]})
    >>> rows.with_columns(_whole(rows)).rows()
    [(58, 37.1), (None, 2.0)]
    """
    decimals = [name for name, kind in rows.schema.items() if kind.is_float()]
    return [
        pl.col(name).cast(pl.Int64)
        for name in decimals
        if rows[name].drop_nulls().is_finite().all()
        and (rows[name].drop_nulls() == rows[name].drop_nulls().round()).all()
    ]


def _grid(
    name: str,
    title: str,
    rows: pl.DataFrame,
    columns: Mapping[str, Any],
    at: list[int],
    more: More,
) -> None:
    """Show the rows; ``at``: their positions in the whole table."""
    key, on_pick = f"rows-{name}", more.on_pick
    picking: dict[str, Any] = {}
    if on_pick is not None:

        def report_pick() -> None:
            cells = st.session_state[key].selection.cells
            if cells and cells[0][0] < len(at):
                on_pick(at[cells[0][0]])

        picking = {"on_select": report_pick, "selection_mode": "single-cell"}
        if more.picked in at:
            marked = (at.index(more.picked), rows.columns[0])
            picking["selection_default"] = {"selection": {"cells": [marked]}}
    row_px = TALL_PX if on_pick is None and _has_long_texts(rows) else ROW_PX
    most = MOST_ROWS * ROW_PX // row_px
    visible = len(rows) if len(rows) <= most else most + 0.5  # half a row: there are more
    st.dataframe(
        rows,
        hide_index=True,
        column_config=_config(rows, columns),
        row_height=row_px,
        placeholder="–",  # as the notes below tables say
        height=HEAD_PX + int(row_px * visible),
        key=key,
        alt=title,
        **picking,
    )


def _has_long_texts(rows: pl.DataFrame) -> bool:
    texts = rows.select(_half_widths(pl.col(pl.String)).max())
    return any((length or 0) > LONG for length in texts.row(0)) if texts.width else False


def _half_widths(column: pl.Expr) -> pl.Expr:
    """Return the width of texts in Latin letters; a Chinese character (3 bytes) is two wide."""
    return (column.str.len_bytes() + column.str.len_chars()) // 2


def _config(rows: pl.DataFrame, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns' heads; numbers get thousands separators unless a format is given.

    A text longer than those by which Streamlit finds the width of a column makes it wider.
    """
    return {
        name: _column(rows[name], head) if isinstance(head, str) else head
        for name, head in columns.items()
        if name in rows.columns
    }


def _column(cells: pl.Series, head: str) -> Any:
    """Return the head of a column; figures with their bands stand at the right as others do.

    >>> _column(pl.Series("supply", ["3,760", "4,853 (4,837–4,872)", None]), "Supply")["alignment"]
    'right'
    >>> _column(pl.Series("name", ["万秀区"] * 6 + ["梧州市（未分到下级）"]), "名称")["width"]
    150
    """
    if cells.dtype.is_numeric() and cells.name not in PLAIN_NUMBERS:
        return st.column_config.NumberColumn(head, format="localized")
    if cells.dtype != pl.String:
        return head
    side: Any = "right" if cells.drop_nulls().str.contains(FIGURE).all() else None
    half_widths = cells.to_frame().select(_half_widths(pl.col(cells.name)).fill_null(0))
    pixels = [int(HALF_PX * wide) + PADDING_PX for wide in half_widths.to_series().to_list()]
    sample = pixels[:SAMPLE]
    usual = 2 * sum(sample) / len(sample) if len(sample) > FEW_SAMPLED else float("inf")
    if max(pixels) <= max(wide for wide in sample if wide <= usual):
        return st.column_config.Column(head, alignment=side)
    head_px = int(HALF_PX * (len(head.encode()) + len(head)) / 2) + PADDING_PX
    most = NAME_PX if cells.name == "name" else WIDEST_PX  # a phone shows a figure beside it
    wide = min(max(*pixels, head_px), most)
    return st.column_config.Column(head, width=wide, alignment=side)


def _filtered(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in which some text contains the typed word, whatever its case."""
    if len(rows) <= FEW_ROWS:
        return rows
    typed = st.text_input(
        tell("table.filter"),
        key=f"filter-{name}",
        placeholder=tell("table.filter"),
        label_visibility="collapsed",
        icon=":material/search:",
        width=320,
    )
    texts = [column for column, kind in rows.schema.items() if kind == pl.String]
    if not typed or not typed.strip() or not texts:
        return rows
    word = typed.strip().lower()
    holds = [pl.col(column).str.to_lowercase().str.contains(word, literal=True) for column in texts]
    return rows.filter(pl.any_horizontal(*(condition.fill_null(False) for condition in holds)))


def _downloads(
    name: str,
    title: str,
    rows: pl.DataFrame,
    columns: Mapping[str, Any],
    grade: str | None,
    total: int,
) -> None:
    graded, heads = _graded(rows, columns, grade)
    counted = "table.rows" if len(rows) == total else "table.rows_of"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(tell(counted, rows=len(rows), total=total))
        if grade != NOT_COMPUTED:
            st.html(as_html(grade_mark(grade)), width="content")
        stem = file_named(title)
        files = [
            Take(
                f"{name}{suffix}",
                suffix.removeprefix(".").upper(),
                stem + suffix,
                partial(as_file, graded, heads, suffix),
            )
            for suffix in SUFFIXES
        ]
        take(f"take-{name}", files)


def _graded(
    rows: pl.DataFrame, columns: Mapping[str, Any], grade: str | None
) -> tuple[pl.DataFrame, Mapping[str, Any]]:
    """Return the rows and columns with the grade of the computation as a last column."""
    if grade == NOT_COMPUTED:
        return rows, columns
    grade_column = pl.lit(grade_word(grade)).alias("grade")
    return rows.with_columns(grade_column), {**columns, "grade": tell("column.grade")}


def as_file(rows: pl.DataFrame, columns: Mapping[str, Any], suffix: str) -> bytes:
    """Return the rows with their heads as a file of a suffix."""
    heads = [_head(columns, column) for column in rows.columns]
    answer = Answer(heads, [[plain(cell) for cell in row] for row in rows.iter_rows()])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"rows{suffix}"
        write_answer(answer, file)
        return file.read_bytes()


def _head(columns: Mapping[str, Any], column: str) -> str:
    head = columns[column]
    if isinstance(head, str):
        return head
    return str(head.get("label") or column)
