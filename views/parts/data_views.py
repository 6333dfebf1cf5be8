"""What the data page shows of a build: its sources, its findings, and the builds before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from graph.builds.cells import CELL, with_finding_cells
from graph.builds.changes import TableChange, changes
from graph.builds.diff import BuildDiff, diff
from graph.builds.home import Home
from graph.builds.movers import Mover, mover_row
from graph.builds.opened import Build
from graph.builds.vanished import vanished_sentence
from graph.findings import SEVERITIES, grouped, to_records
from graph.gap.report import Assumption
from graph.left_out import in_short, left_out, rows_left_out
from graph.ontology import load
from graph.telling.sentences import assumption
from graph.telling.sources import source_rows
from graph.words import say
from views.parts import exports, roles
from views.parts.address import asked, choose, put
from views.parts.left_out import left_out_note
from views.parts.mark import mark
from views.parts.markup import node, plain, show
from views.parts.session import build, home, language, look_at_newest, once, tell
from views.parts.table import More, heads, table

FINDING_HEADS = ("severity", "file", "cell", "field", "value", "message", "remedy")
FIGURES = ("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus")


def sources() -> None:
    """Each sheet with its grade, date and rows; all of them to take along."""
    exports.menu([exports.everything()], build().manifest.grade)
    st.caption(tell("data.sources_note"))
    table(
        "sources",
        tell("data.part_sources"),
        once(source_rows, language()),
        heads("dataset", "file", "sheet", "rows", "grade", "date", "publisher", "title", "licence"),
    )


def findings() -> None:
    """What was found in the sources of the build, and what was left out for it."""
    left_out_note(once(left_out))
    finding_table("findings", build().findings, build().columns)


def finding_table(name: str, found: pl.DataFrame, columns: pl.DataFrame) -> None:
    """Findings grouped or one by one, of a severity, with their cells.

    ``columns``: where columns stand in the sheets, as ``Build.columns``.
    """
    lang = language()
    if found.is_empty():
        st.success(say("findings.none", lang), icon=":material/check_circle:")
        return
    counts = dict(found["severity"].value_counts().iter_rows())
    st.caption(say("findings.summary", lang, **{one: counts.get(one, 0) for one in SEVERITIES}))
    with st.container(horizontal=True):
        severity = choose(
            st.segmented_control,
            f"{name}-severity",
            ["", *(one for one in SEVERITIES if one in counts)],
            label=tell("data.severity"),
            label_visibility="collapsed",
            format_func=lambda one: say(f"severity.{one}", lang) if one else tell("data.all"),
        )
        how = choose(
            st.segmented_control,
            f"{name}-how",
            ["each", "grouped"],
            label=tell("data.how"),
            label_visibility="collapsed",
            format_func=lambda one: tell(f"data.how_{one}"),
        )
    shown = found.filter(pl.col("severity") == severity) if severity else found
    first, counted = firsts(shown) if how == "grouped" else (shown, None)
    rows = _rows(to_records(first, lang), lang)
    rows = rows.with_columns(with_finding_cells(first, columns)[CELL])
    if counted is not None:
        rows = rows.with_columns(counted)
    names = (*FINDING_HEADS[:1], "count", *FINDING_HEADS[1:])
    shown_heads = heads(*(one for one in names if one in rows.columns))
    more = More(
        heads("sheet", "row"),
        lambda at: put(f"{name}-at", str(at)),
    )
    table(name, tell("data.part_findings"), rows, shown_heads, more=more)
    _in_full(rows, asked(f"{name}-at"))


def _in_full(rows: pl.DataFrame, at: str | None) -> None:
    """The finding picked, with its sentences in full."""
    if not at or not at.isdigit() or int(at) >= len(rows):
        st.caption(tell("data.pick"))
        return
    one = rows.row(int(at), named=True)
    place = " ".join(str(part) for part in (one["file"], one[CELL], one["field"]) if part)
    show(
        node(
            "section",
            "tc-clause",
            node("h4", "tc-clause-name", " · ".join(filter(None, (place, one["value"])))),
            node("p", "", one["message"]),
            node("p", "tc-soft", one["remedy"]),
        )
    )


def _rows(records: Sequence[dict[str, Any]], lang: str) -> pl.DataFrame:
    told = [
        record | {"severity": say(f"severity.{record['severity']}", lang)} for record in records
    ]
    return pl.DataFrame(told, infer_schema_length=None).rename({"column": "field"})


def firsts(found: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The first finding of each group of equals, and how many there are of each."""
    groups = grouped(found)
    first = pl.DataFrame([one.first for one in groups], schema=found.schema)
    return first, pl.Series("count", [one.count for one in groups])


# Changes ------------------------------------------------------------------------------------------


def change_tables(name: str, changed: Sequence[TableChange]) -> None:
    """How many rows of each table came, went and differ, and some of them."""
    tables = load().tables
    if not changed:
        st.info(say("diff.same", language()), icon=":material/info:")
        return
    summary = pl.DataFrame(
        [
            (
                tables[one.table].label.of(language()),
                one.added,
                one.new_years,
                one.removed,
                one.changed,
            )
            for one in changed
        ],
        schema=["table", "added", "of_new_years", "removed", "changed"],
        orient="row",
    )
    table(
        f"{name}-tables",
        tell("data.would_change"),
        summary,
        heads("table", "added", "of_new_years", "removed", "changed"),
    )
    samples = [
        (
            tables[one.table].label.of(language()),
            tell(f"data.kind_{sample.kind}"),
            sample.name,
            _heading(one.table, sample.column),
            sample.old,
            sample.new,
        )
        for one in changed
        for sample in one.samples
    ]
    columns = ("table", "change_kind", "name", "field", "old", "new")
    rows = pl.DataFrame(samples, schema=dict.fromkeys(columns, pl.String), orient="row")
    table(f"{name}-samples", tell("data.would_change"), rows, heads(*columns))


def _heading(table_name: str, column: str | None) -> str | None:
    if column is None:
        return None
    return load().tables[table_name].by_name[column].label.of(language())


def gap_table(
    name: str,
    old: dict[str, Any] | None,
    new: dict[str, Any] | None,
    new_years: Sequence[dict[str, Any]] = (),
    thin: Sequence[Assumption] = (),
) -> None:
    """The main figures of the gap of one year before and after; then those of each new year.

    ``thin``: years that cover too little to be compared.
    """
    for one in thin:
        st.info(plain(assumption(one, language())))
    year = (old or new or {}).get("year")
    st.markdown(f"**{tell('data.gap_of', year=year) if year else tell('data.gap')}**")
    grades = [one["grade"] for one in (old, new) if one]
    mark("illustrative" if "illustrative" in grades else None)
    if old and new and old["basis"] != new["basis"]:
        st.warning(tell("data.gap_apart"))
    _totals_table(name, old, new)
    for later in new_years:
        st.markdown(f"**{tell('data.gap_new_year', year=later['year'])}**")
        mark(later["grade"])
        _totals_table(f"{name}-{later['year']}", None, later)


def _totals_table(name: str, old: dict[str, Any] | None, new: dict[str, Any] | None) -> None:
    rows = [
        (
            say(f"total.{figure}", language()).strip(),
            old[figure] if old else None,
            new[figure] if new else None,
            new[figure] - old[figure] if old and new else None,
        )
        for figure in FIGURES
    ]
    columns = ("figure", "old", "new", "difference")
    kinds = [pl.String, pl.Int64, pl.Int64, pl.Int64]
    frame = pl.DataFrame(rows, schema=dict(zip(columns, kinds, strict=True)), orient="row")
    grades = [one["grade"] for one in (old, new) if one]
    grade = "illustrative" if "illustrative" in grades else (grades[-1] if grades else None)
    if not old and not new:
        st.caption(tell("data.no_gap"))
        return
    table(f"{name}-gap", tell("data.gap"), frame, heads(*columns), grade)


def mover_table(name: str, several: Sequence[Mover]) -> None:
    """Which blocks, occupations, majors and colleges moved the gap of the year."""
    if not several:
        return
    lang = language()
    st.markdown(f"**{say('diff.movers', lang)}**")
    columns = ("kind", "name", "figure", "old", "new", "difference")
    schema = dict.fromkeys(columns, pl.String) | dict.fromkeys(columns[3:], pl.Int64)
    rows = [mover_row(one, lang) for one in several]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    table(f"{name}-movers", say("diff.movers", lang), frame, heads(*columns))


# History ------------------------------------------------------------------------------------------


def history() -> None:
    """The builds there are; one of them compared with the current one, and gone back to."""
    place = Home(home())
    current, names = place.current(), list(reversed(place.names()))
    rows = [_told(Build(place.builds / one), current) for one in names]
    columns = ("now", "build", "created", "as_of", "nodes", "datasets", "left_out")
    frame = pl.DataFrame(rows, schema=list(columns), orient="row", infer_schema_length=None)
    table("builds", tell("data.part_history"), frame, heads(*columns))
    others = [one for one in names if one != current]
    if current is None or not others:
        st.caption(tell("data.one_build"))
        return
    other = choose(st.selectbox, "other", others, label=tell("data.compare"), width=320)
    found, changed = _compared(str(place.builds), other, current)
    st.caption(say("diff.head", language(), old=other, new=current))
    for gone in found.vanished:
        st.warning(vanished_sentence(gone, language()), icon=":material/warning:")
    gap_table("diff", *found.gap, found.years.new_years, found.years.thin)
    mover_table("diff", found.years.movers)
    change_tables("diff", changed)
    if roles.may_edit():
        st.button(
            tell("data.use", build=other), icon=":material/undo:", key="use", on_click=go_back,
            args=(other,),
        )  # fmt: skip


def _told(one: Build, current: str | None) -> tuple[Any, ...]:
    manifest, out = one.manifest, left_out(one.tables)
    return (
        "●" if one.id == current else "",
        one.id,
        manifest.created[:16].replace("T", " "),
        manifest.as_of,
        sum(manifest.counts["tables"]["classes"].values()),
        ", ".join(sorted({source["dataset"] for source in manifest.sources})),
        in_short(rows_left_out(out), sum(len(part.places) for part in out), language()),
    )


@st.cache_resource(max_entries=20, show_spinner=False)
def _compared(folder: str, old: str, new: str) -> tuple[BuildDiff, list[TableChange]]:
    place = Home(home())
    assert folder == str(place.builds)
    before, after = Build(place.folder(old)), Build(place.folder(new))
    found = diff(before, after, load())
    return found, changes(found.tables, before.tables, after.tables, load())


def go_back(name: str) -> None:
    """Make an earlier build the current one."""
    if not roles.may_edit():
        return
    place = Home(home())
    place.point_to(place.folder(name).name)
    look_at_newest()
