"""The views of the gap page: each takes the report and shows one side of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from graph.analysis.evidence import demand_evidence, supply_evidence
from graph.analysis.ladder import ladder
from graph.analysis.listings import parts_json
from graph.analysis.missing import missing
from graph.analysis.parts import split
from graph.analysis.report import GapReport
from graph.analysis.scope import GapParameters
from graph.analysis.sentences import assumption, word
from graph.analysis.tabulated import (
    ladder_rows,
    major_rows,
    occupation_rows,
    part_rows,
    variant_rows,
)
from graph.words import say
from views.parts.address import choose
from views.parts.blocks import blocks
from views.parts.markup import node, plain, show
from views.parts.session import language, once, tell
from views.parts.table import table

View = Callable[[GapReport, GapParameters], None]


def heads(*names: str, **formats: str) -> dict[str, object]:
    """Heads of columns; a format (as of ``st.column_config.NumberColumn``) makes a number."""
    return {
        name: st.column_config.NumberColumn(tell(f"column.{name}"), format=formats[name])
        if name in formats
        else tell(f"column.{name}")
        for name in names
    }


def _blocks(report: GapReport, _parameters: GapParameters) -> None:
    st.caption(tell("gap.blocks_note", groups=len(report.blocks)))
    if report.blocks:
        blocks(report.blocks)
    else:
        st.success(tell("gap.no_blocks"))


def _classes(options: Sequence[str], code_list: str) -> str:
    """The class to show, a parameter of the address."""

    def told(one: str) -> str:
        if one in ("", "unreached"):
            return tell(f"gap.class_{one or 'all'}")
        return word(code_list, one, language())

    return choose(
        st.pills,
        "class",
        options,
        label=tell("gap.class"),
        label_visibility="collapsed",
        format_func=told,
    )


def _occupations(report: GapReport, _parameters: GapParameters) -> None:
    options = ["", "starved", "unreached", "balanced", "saturated"]
    group = _classes(options, "occupation_class")
    st.caption(tell("gap.occupations_note"))
    table(
        "occupations",
        occupation_rows(report, language(), group),
        heads(
            "code", "name", "level", "area", "demand", "filled_pct", "short", "class", "why",
            "block", filled_pct="%.1f%%", short="%.1f",
        ),
        grade=report.grade,
    )  # fmt: skip


def _majors(report: GapReport, _parameters: GapParameters) -> None:
    group = _classes(["", "surplus", "balanced", "scarce"], "major_class")
    st.caption(tell("gap.majors_note"))
    table(
        "majors",
        major_rows(report, language(), group),
        heads(
            "code", "name", "level", "area", "supply", "placed_pct", "class", "room", "slack",
            "block", placed_pct="%.1f%%",
        ),
        grade=report.grade,
    )  # fmt: skip


def _sure(report: GapReport, _parameters: GapParameters) -> None:
    """What the usual practices say, what other choices would give, what is missing."""
    lang = language()
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(say("gap.terminal.sensitivity", lang))
        rows = variant_rows(report, lang)
        table("variants", rows, heads("choice", "shortage", "change", change="%+d"), report.grade)
    with right:
        st.subheader(say("gap.terminal.practices", lang))
        _points(
            [
                say("gap.terminal.multi_count", lang, figure=report.multi_count),
                say("gap.terminal.fixed_share", lang, figure=report.fixed_share),
                tell("gap.truth", shortage=report.shortage),
            ]
        )
    if absent := missing(report, lang):
        st.subheader(say("gap.terminal.missing_heading", lang))
        _points(absent)
    st.subheader(say("gap.terminal.assumptions", lang))
    _points([assumption(one, lang) for one in report.assumptions])


def _points(sentences: Sequence[str]) -> None:
    show(node("ul", "tc-points", *(node("li", "", one) for one in sentences)))


def _ladder(report: GapReport, parameters: GapParameters) -> None:
    lang = language()
    steps = once(ladder, parameters)
    st.caption(say("gap.ladder.heading", lang, demand=steps.demand))
    table(
        "ladder",
        ladder_rows(steps, lang),
        heads("rule", "shortage", "gain", "lever"),
        grade=report.grade,
    )
    _points([say("gap.ladder.seats", lang, seats=steps.seats), tell("gap.ladder_note")])


def _parts(report: GapReport, parameters: GapParameters) -> None:
    lang = language()
    by = choose(
        st.pills,
        "by",
        ["area", "chain", "year"],
        label=tell("gap.by"),
        label_visibility="collapsed",
        format_func=lambda name: tell(f"gap.by_{name}"),
    )
    asked = replace(parameters, year=None) if by == "year" else parameters
    parts = once(split, by, asked)
    table(
        f"by-{by}",
        part_rows(parts, lang),
        heads(
            "name", "demand", "supply", "matched", "shortage", "surplus", "filled_pct",
            demand="%.0f", supply="%.0f", matched="%.1f", shortage="%.1f", surplus="%.1f",
            filled_pct="%.1f%%",
        ),
        grade=report.grade,
    )  # fmt: skip
    st.caption(plain(parts_json(parts, lang)["note"]))


def _rows(_report: GapReport, parameters: GapParameters) -> None:
    """The rows that the figures rest on, with file, sheet and row."""
    lang = language()
    side = choose(
        st.pills,
        "side",
        ["demand", "supply"],
        label=tell("gap.side"),
        label_visibility="collapsed",
        format_func=lambda name: tell(f"gap.side_{name}"),
    )
    st.caption(tell("gap.rows_note"))
    if side == "demand":
        found = once(demand_evidence, parameters, lang)
        columns = heads("code", "name", "level", "area", "segment", "enterprise", "openings")
    else:
        found = once(supply_evidence, parameters, lang)
        columns = heads(
            "code", "name", "college", "graduates", "further_study", "employed", "employed_local"
        )
    place = heads("grade", "file", "sheet", "row", "ref")
    table(f"rows-{side}", found, columns | place)


VIEWS: Mapping[str, View] = {
    "blocks": _blocks,
    "occupations": _occupations,
    "majors": _majors,
    "sure": _sure,
    "ladder": _ladder,
    "parts": _parts,
    "rows": _rows,
}
