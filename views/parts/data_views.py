"""The parts of the data page: the sources of a build, its findings, and the builds before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph.builds.cells import CELL, with_finding_cells
from graph.builds.changes import TableChange, changes
from graph.builds.diff import BuildDiff, diff
from graph.builds.home import Home
from graph.builds.movers import Mover, mover_row
from graph.builds.opened import Build
from graph.builds.vanished import vanished_sentence
from graph.errors import BuildFailed
from graph.findings import SEVERITIES, grouped, to_records
from graph.gap.report import Assumption
from graph.left_out import in_short, left_out, rows_left_out
from graph.ontology import load
from graph.telling.sentences import assumption
from graph.telling.sources import source_rows
from graph.words import say
from ingest.build import BuildOutcome, BuildProgress
from views.parts import address, exports, roles
from views.parts.address import choose, parameter_value, put, unknown
from views.parts.left_out import left_out_note
from views.parts.mark import mark
from views.parts.markup import anchor, node, plain, show
from views.parts.registry import FIRST
from views.parts.session import build, home, language, look_at_newest, once, tell
from views.parts.table import More, heads, table
from views.parts.view import choose_in_row

FINDING_HEADS = ("severity", "file", "cell", "field", "value", "message", "remedy")
FIGURES = ("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus")


def sources() -> None:
    """List each sheet with its grade, date and rows; offer the whole build as a file."""
    exports.menu([exports.everything()], build().manifest.grade)
    st.caption(tell("data.sources_note"))
    columns = heads(
        "dataset", "file", "sheet", "rows", "grade", "date", "publisher", "title", "licence"
    )
    columns["file"] = st.column_config.Column(str(columns["file"]), width="medium")
    table("sources", tell("data.part_sources"), once(source_rows, language()), columns)


def findings() -> None:
    """Show the findings on the sources of the build, and what was left out because of them."""
    left_out_note(once(left_out))
    finding_table("findings", build().findings, build().columns)


def finding_table(name: str, listed: pl.DataFrame, columns: pl.DataFrame) -> None:
    """Show findings with their cells, grouped or one by one, of one severity or of all.

    ``columns``: the places of the columns in the sheets, as in ``Build.columns``.
    """
    lang = language()
    if listed.is_empty():
        st.success(say("findings.none", lang), icon=":material/check_circle:")
        return
    counts = dict(listed["severity"].value_counts().iter_rows())
    st.caption(
        say(
            "findings.summary",
            lang,
            **{level: counts.get(level, 0) for level in SEVERITIES},
        )
    )
    with st.container(horizontal=True):
        severity = choose(
            st.segmented_control,
            f"{name}-severity",
            ["", *(level for level in SEVERITIES if level in counts)],
            label=tell("data.severity"),
            label_visibility="collapsed",
            format_func=lambda level: say(f"severity.{level}", lang) if level else tell("data.all"),
        )
        how, hows = f"{name}-how", ["each", "grouped"]
        mode = choose_in_row(how, hows, "data.how", lambda mode: tell(f"data.how_{mode}"))
    selected = listed.filter(pl.col("severity") == severity) if severity else listed
    first, counts_of_groups = firsts(selected) if mode == "grouped" else (selected, None)
    rows = _rows(to_records(first, lang), lang)
    rows = rows.with_columns(with_finding_cells(first, columns)[CELL])
    if counts_of_groups is not None:
        rows = rows.with_columns(counts_of_groups)
    names = (*FINDING_HEADS[:1], "count", *FINDING_HEADS[1:])
    shown_heads = heads(*(column for column in names if column in rows.columns))
    more = More(
        heads("sheet", "row"),
        lambda at: put(f"{name}-at", str(at)),
    )
    table(name, tell("data.part_findings"), rows, shown_heads, more=more)
    _in_full(rows, parameter_value(f"{name}-at"))


def _in_full(rows: pl.DataFrame, at: str | None) -> None:
    """Show the picked finding with its sentences in full."""
    if not at or not at.isdecimal() or int(at) >= len(rows):
        if at:
            unknown(tell("data.part_findings"), at, None)
        st.caption(tell("data.pick"))
        return
    finding = rows.row(int(at), named=True)
    place = " ".join(
        str(part) for part in (finding["file"], finding[CELL], finding["field"]) if part
    )
    show(
        node(
            "section",
            "tc-clause",
            node("h2", "tc-clause-name", " · ".join(filter(None, (place, finding["value"])))),
            node("p", "", finding["message"]),
            node("p", "tc-soft", finding["remedy"]),
        )
    )


def _rows(records: Sequence[dict[str, Any]], lang: str) -> pl.DataFrame:
    worded = [
        record | {"severity": say(f"severity.{record['severity']}", lang)} for record in records
    ]
    return pl.DataFrame(worded, infer_schema_length=None).rename({"column": "field"})


def firsts(listed: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Return the first finding of each group of equal ones, and the sizes of the groups."""
    groups = grouped(listed)
    first = pl.DataFrame([group.first for group in groups], schema=listed.schema)
    return first, pl.Series("count", [group.count for group in groups])


# Changes ------------------------------------------------------------------------------------------


def change_tables(name: str, changed: Sequence[TableChange]) -> None:
    """Show how many rows of each table were added, removed and changed, with samples."""
    tables = load().tables
    if not changed:
        st.info(say("diff.same", language()), icon=":material/info:")
        return
    summary = pl.DataFrame(
        [
            (
                tables[change.table].label.of(language()),
                change.added,
                change.new_years,
                change.removed,
                change.changed,
            )
            for change in changed
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
            tables[change.table].label.of(language()),
            tell(f"data.kind_{sample.kind}"),
            sample.name,
            _heading(change.table, sample.column),
            sample.old,
            sample.new,
        )
        for change in changed
        for sample in change.samples
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
    """Show the main figures of one year's gap before and after; then those of each new year.

    ``thin``: years that cover too little to be compared.
    """
    for caveat in thin:
        st.info(plain(assumption(caveat, language())))
    year = (old or new or {}).get("year")
    st.markdown(f"**{tell('data.gap_of', year=year) if year else tell('data.gap')}**")
    grades = [report["grade"] for report in (old, new) if report]
    mark("illustrative" if "illustrative" in grades else None)
    if old and new and old["basis"] != new["basis"]:
        st.warning(tell("data.gap_apart"))
    _totals_table(name, old, new)
    for report_of_year in new_years:
        st.markdown(f"**{tell('data.gap_new_year', year=report_of_year['year'])}**")
        mark(report_of_year["grade"])
        _totals_table(f"{name}-{report_of_year['year']}", None, report_of_year)


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
    grades = [report["grade"] for report in (old, new) if report]
    grade = "illustrative" if "illustrative" in grades else (grades[-1] if grades else None)
    if not old and not new:
        st.caption(tell("data.no_gap"))
        return
    table(f"{name}-gap", tell("data.gap"), frame, heads(*columns), grade)


def mover_table(name: str, movers: Sequence[Mover]) -> None:
    """List the blocks, occupations, majors and colleges that moved the gap of the year."""
    if not movers:
        return
    lang = language()
    st.markdown(f"**{say('diff.movers', lang)}**")
    columns = ("kind", "name", "figure", "old", "new", "difference")
    schema = dict.fromkeys(columns, pl.String) | dict.fromkeys(columns[3:], pl.Int64)
    rows = [mover_row(mover, lang) for mover in movers]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    table(f"{name}-movers", say("diff.movers", lang), frame, heads(*columns))


# History ------------------------------------------------------------------------------------------


def history() -> None:
    """List the builds; compare one of them with the current one, and offer to return to it."""
    place = Home(home())
    current, names = place.current(), list(reversed(place.names()))
    rows = [_history_row(Build(place.builds / name), current) for name in names]
    columns = ("now", "build", "created", "as_of", "nodes", "datasets", "left_out")
    frame = pl.DataFrame(rows, schema=list(columns), orient="row", infer_schema_length=None)
    table("builds", tell("data.part_history"), frame, heads(*columns))
    others = [name for name in names if name != current]
    if current is None or not others:
        st.caption(tell("data.one_build"))
        return
    other = choose(st.selectbox, "other", others, label=tell("data.compare"), width=320)
    difference, changed = _compared(str(place.builds), other, current)
    st.caption(say("diff.head", language(), old=other, new=current))
    for lost in difference.vanished:
        st.warning(vanished_sentence(lost, language()), icon=":material/warning:")
    gap_table("diff", *difference.gap, difference.years.new_years, difference.years.thin)
    mover_table("diff", difference.years.movers)
    change_tables("diff", changed)
    if roles.may_edit():
        st.button(
            tell("data.use", build=other), icon=":material/undo:", key="use", on_click=go_back,
            args=(other,),
        )  # fmt: skip


def _history_row(listed_build: Build, current: str | None) -> tuple[Any, ...]:
    manifest, omitted = listed_build.manifest, left_out(listed_build.tables)
    return (
        "●" if listed_build.id == current else "",
        listed_build.id,
        manifest.created[:16].replace("T", " "),
        manifest.as_of,
        sum(manifest.counts["tables"]["classes"].values()),
        ", ".join(sorted({source["dataset"] for source in manifest.sources})),
        in_short(rows_left_out(omitted), sum(len(part.places) for part in omitted), language())
        or None,
    )


@st.cache_resource(max_entries=20, show_spinner=False)
def _compared(folder: str, old: str, new: str) -> tuple[BuildDiff, list[TableChange]]:
    place = Home(home())
    assert folder == str(place.builds)
    before, after = Build(place.folder(old)), Build(place.folder(new))
    difference = diff(before, after, load())
    return difference, changes(difference.tables, before.tables, after.tables, load())


def building() -> tuple[DeltaGenerator, BuildProgress]:
    """Show a bar for a build; return it, and what reports how far the build is."""
    text = tell("first.building")
    bar = st.progress(0.0, text=text)

    def report(_step: str, _what: str, share: float) -> None:
        bar.progress(min(share, 1.0), text=text)

    return bar, report


def publish(make: Callable[[BuildProgress], BuildOutcome]) -> tuple[str, str | None] | None:
    """Make a build and look at it; return its id and that of the build before.

    None where somebody has published another meanwhile.
    """
    bar, progress = building()
    before = Home(home()).current()
    try:
        outcome = make(progress)
    except BuildFailed as failed:
        if failed.key != "error.published_meanwhile":
            raise
        bar.empty()
        return None
    assert outcome.build is not None
    look_at_newest()
    return outcome.build.id, before


def published(sentence: str, before: str | None, key: str, undo: Callable[[str], None]) -> None:
    """Say what was built, with a link to it and a button to undo it."""
    st.success(sentence, icon=":material/check_circle:")
    with st.container(horizontal=True, vertical_alignment="center"):
        show(anchor(address.to(FIRST), tell("data.see_it")))
        if before is not None:
            label = tell("data.undo", build=before)
            st.button(label, icon=":material/undo:", key=key, on_click=undo, args=(before,))


def go_back(name: str) -> None:
    """Make an earlier build the current one."""
    if not roles.may_edit():
        return
    place = Home(home())
    place.point_to(place.folder(name).name)
    look_at_newest()
