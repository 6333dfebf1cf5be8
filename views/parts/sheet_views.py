"""What each sheet of an upload was taken for, with its first rows, and the way to correct it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from xml.etree.ElementTree import Element

import polars as pl
import streamlit as st

from graph.findings import to_records
from graph.ontology import Table, load
from ingest.corrections import (
    SKIP,
    Settings,
    SheetPlace,
    with_columns,
    with_header_row,
    with_table,
    with_year,
)
from ingest.left_out import HIDDEN, NOT_READ
from ingest.proposals import Proposal
from ingest.sheet_view import ColumnView, SheetView
from views.parts.address import choose, distinct, put
from views.parts.markup import node, plain, show
from views.parts.session import language, tell
from views.parts.table import More, heads, table
from views.parts.upload_settings import change, show_settings

AT = "sheet"  # the parameter of the address with the number of the sheet that is looked at
NOTES = ("taken-for", "constant", "skipped")  # rules that say how a sheet was understood
CORRECTED_HERE = ("unknown-table", "missing-heading")
SENTENCES_SHOWN, COLUMNS_IN_ROW = 3, 4
MOST_ROWS_OF_A_SHEET = 1_048_576
YEAR, FIRST_YEAR, LAST_YEAR = "year", 1950, 2100
WORDS = {"": "by_name", SKIP: "skip"}  # what may be chosen instead of a table


def forget_choice() -> None:
    """Forget which sheet was looked at: there is none any more."""
    put(AT, None)


def show_sheets(proposal: Proposal) -> None:
    """Show the sheets of an upload: a list, one of them in full, and the settings they need."""
    views = proposal.sheets
    if not views:
        return
    st.subheader(tell("sheets.title"))
    at = _chosen(views, proposal.more_sheets)
    view = views[at]
    st.markdown(_sentence(view))
    has_notes = pl.col("rule").is_in(NOTES)
    for note in _sentences(view, proposal.own_findings.filter(has_notes), "sheets.note"):
        st.caption(plain(note))
    is_unread = pl.col("rule").is_in(NOT_READ) | (pl.col("reason") == HIDDEN)
    for reason in _sentences(view, proposal.own_findings.filter(is_unread), "sheets.reason"):
        st.warning(plain(reason), icon=":material/block:")
    if view.can_be_corrected:
        show(_preview(view))
        _correct(at, view, _place(view, proposal))
    show_settings()


def _chosen(views: Sequence[SheetView], more: int) -> int:
    """Return the number of the sheet to look at: the one chosen, else the first one not read."""
    names = [_name(view) for view in views]
    if len(views) > 1:
        count = sum(view.read > 0 for view in views)
        rest = tell("sheets.more", more=more) if more else ""
        st.caption(tell("sheets.summary", sheets=len(views), read=count, rest=rest))
        rows = pl.DataFrame([_line(view) for view in views], infer_schema_length=None)
        columns = heads(
            "file", "sheet", "table", "head_row", "year", "columns_read", "data_rows", "lost"
        )
        picking = More(on_pick=lambda position: put(AT, str(position)))
        table("upload-sheets", tell("sheets.title"), rows, columns, more=picking)
    numbers = [str(number) for number in range(len(views))]
    unread = (n for n in numbers if not (views[int(n)].read or views[int(n)].is_skipped))
    first = next(unread, numbers[0])
    if len(views) == 1:
        return 0
    return int(
        choose(
            st.selectbox,
            AT,
            numbers,
            default=first,
            says_unknown=False,
            label=tell("sheets.look_at"),
            format_func=lambda number: names[int(number)],
        )
    )


def _name(view: SheetView) -> str:
    return " · ".join(part for part in (view.file, view.sheet) if part)


def _line(view: SheetView) -> dict[str, Any]:
    is_read = view.table is not None
    return {
        "file": view.file,
        "sheet": view.sheet,
        "table": _label(view.table) if view.table else tell("sheets.not_read"),
        "head_row": view.header_row,
        "year": view.year,
        "columns_read": _used(view) if is_read and view.can_be_corrected else None,
        "data_rows": view.read if is_read else None,
        "lost": view.lost if is_read else None,
    }


def _used(view: SheetView) -> int:
    return view.more_read + sum(column.column is not None for column in view.columns)


def _label(name: str) -> str:
    return load().tables[name].label.of(language())


def _sentence(view: SheetView) -> str:
    if view.table is None:
        return tell("sheets.sentence_unread", name=plain(_name(view)))
    return tell(
        f"sheets.sentence_{_kind(view)}",
        name=plain(_name(view)),
        table=_label(view.table),
        row=view.header_row or 0,
        columns=_used(view),
        read=view.read,
        used=view.read - view.lost,
        lost=view.lost,
    )


def _kind(view: SheetView) -> str:
    if not view.can_be_corrected:
        return "document"
    if view.header_row is None:
        return "headless"
    return "read" if view.header_row else "no_head"


def _sentences(view: SheetView, findings: pl.DataFrame, key: str) -> list[str]:
    """Word the findings on a sheet as a whole; the first few of them."""
    here = findings.filter(
        pl.col("file") == view.file,
        pl.col("sheet").eq_missing(pl.lit(view.sheet)) | pl.col("sheet").is_null(),
    )
    records = to_records(here.head(SENTENCES_SHOWN), language())
    for record in records:
        if view.can_be_corrected and record["rule"] in CORRECTED_HERE:
            record["remedy"] = tell("sheets.below")
    return [tell(key, message=record["message"], remedy=record["remedy"]) for record in records]


# The first rows -----------------------------------------------------------------------------------


def _preview(view: SheetView) -> Element:
    """Return the first rows of a sheet as a table, with what its columns were taken for."""
    caption = tell("sheets.preview", rows=len(view.rows), height=view.height)
    if view.more_columns:
        more = {"columns": view.more_columns, "read": view.more_read}
        caption += tell("sheets.preview_columns", **more)
    letters = [node("th", "", column.letter, scope="col") for column in view.columns]
    meanings = [_meaning(view, column) for column in view.columns] if view.table else []
    head = [node("tr", "", node("th", "tc-sheet-row"), *letters)]
    head += [node("tr", "", node("th", "tc-sheet-row"), *meanings)] if meanings else []
    rows = [_row(view, number, cells) for number, cells in view.rows]
    grid = node(
        "table",
        "tc-sheet",
        node("thead", "", *head),
        node("tbody", "", *rows),
    )
    scroll = node("div", "tc-scroll", grid, role="region", tabindex="0", aria_label=caption)
    return node("div", "", scroll, node("p", "tc-sheet-note", caption))


def _meaning(view: SheetView, column: ColumnView) -> Element:
    if column.column and view.table:
        label = load().tables[view.table].by_name[column.column].label.of(language())
        return node("th", "tc-sheet-used", f"→ {label}")
    return node("th", "", tell("sheets.personal" if column.is_personal else "sheets.unused"))


def _row(view: SheetView, number: int, cells: tuple[str, ...]) -> Element:
    kind = "tc-sheet-head" if number == view.header_row else ""
    used = [column.column is not None for column in view.columns]
    texts = [
        node("td", "" if is_used or not view.table else "tc-soft", cell, title=cell or None)
        for cell, is_used in zip(cells, used, strict=True)
    ]
    return node("tr", kind, node("th", "tc-sheet-row", str(number), scope="row"), *texts)


# Corrections --------------------------------------------------------------------------------------


def _place(view: SheetView, proposal: Proposal) -> SheetPlace:
    files = tuple(dict.fromkeys(other.file for other in proposal.sheets))
    sheets = tuple(o.sheet for o in proposal.sheets if o.file == view.file and o.sheet)
    return SheetPlace(
        view.file,
        view.sheet if len(sheets) > 1 else None,
        files,
        sheets,
        is_complete=not proposal.more_sheets,
    )


def _correct(at: int, view: SheetView, place: SheetPlace) -> None:
    """Offer to correct table, heading row and columns; each correction is checked at once."""
    st.markdown(f"**{tell('sheets.correct')}**", help=tell("sheets.correct_help"))
    tables = {table.name: table for table in load().input_tables()}
    label = distinct(
        ["", SKIP, *tables],
        lambda name: _label(name) if name in tables else tell(f"sheets.{WORDS[name]}"),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        box = partial(
            st.selectbox, tell("sheets.table"), options=["", SKIP, *tables], format_func=label
        )
        chosen = SKIP if view.is_skipped else view.table or ""
        _setting(box, "table", at, chosen, partial(with_table, place=place))
        if view.table is None:
            return
        box = partial(
            st.number_input,
            tell("sheets.header_row"),
            value=None,
            min_value=0,
            max_value=MOST_ROWS_OF_A_SHEET,
            help=tell("sheets.header_row_help"),
        )
        _setting(box, "header-row", at, view.header_row, partial(with_header_row, place=place))
        _year(at, view, place, tables[view.table])
    if view.header_row is not None:
        _columns_form(at, view, place, tables[view.table])


def _year(at: int, view: SheetView, place: SheetPlace, of_table: Table) -> None:
    """Offer to say the year of all rows, where the table has one and no column of the sheet has."""
    if YEAR not in of_table.by_name or YEAR in [column.column for column in view.columns]:
        return
    year = int(view.year) if view.year and view.year.isdigit() else None
    box = partial(
        st.number_input,
        of_table.by_name[YEAR].label.of(language()),
        value=None,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        placeholder=view.year or "",
        help=tell("sheets.year_help"),
    )
    _setting(box, "year", at, year, partial(with_year, place=place))


def _setting(
    widget: Callable[..., Any], name: str, at: int, value: Any, correct: Callable[..., Settings]
) -> None:
    """Show a widget with what the sheet was taken for; changing it corrects the settings."""
    key = f"sheet-{name}-{at}"
    st.session_state[key] = value

    def apply() -> None:
        put(AT, str(at))  # another sheet may now be the first that is not read
        chosen = st.session_state[key]
        change(lambda settings: correct(settings, value=None if chosen == "" else chosen))

    widget(key=key, on_change=apply, width=320)


def _columns_form(at: int, view: SheetView, place: SheetPlace, of_table: Table) -> None:
    """Offer for each column of the sheet the columns of the table, all to be applied together."""
    columns = [
        column
        for index, column in enumerate(view.columns)
        if not column.is_personal and (column.heading or any(row[index] for _, row in view.rows))
    ]
    names = ["", *of_table.by_name]
    label = distinct(
        names,
        lambda name: of_table.by_name[name].label.of(language()) if name else tell("sheets.unused"),
    )
    keys = {column.letter: f"sheet-column-{at}-{column.letter}" for column in columns}
    with st.form(f"sheet-columns-{at}", border=True):
        st.caption(tell("sheets.columns_note"))
        for start in range(0, len(columns), COLUMNS_IN_ROW):
            places = st.columns(COLUMNS_IN_ROW, gap="small")
            for box, column in zip(places, columns[start:], strict=False):
                st.session_state[keys[column.letter]] = column.column or ""
                box.selectbox(
                    plain(f"{column.letter} · {column.heading}"),
                    names,
                    format_func=label,
                    key=keys[column.letter],
                )
        st.form_submit_button(
            tell("sheets.check_again"),
            on_click=_apply_columns,
            args=(at, place, columns, keys, {c.letter: c.heading for c in view.columns}),
        )


def _apply_columns(
    at: int,
    place: SheetPlace,
    columns: Sequence[ColumnView],
    keys: dict[str, str],
    headings: dict[str, str],
) -> None:
    chosen = {column.letter: st.session_state[keys[column.letter]] for column in columns}
    changed = {c.letter: chosen[c.letter] for c in columns if chosen[c.letter] != (c.column or "")}
    if changed:
        put(AT, str(at))
        change(lambda settings: with_columns(settings, place, changed, headings))
