"""The views of the gap page: each shows one side of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

import polars as pl
import streamlit as st

from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.gap.ladder import ladder
from graph.gap.parts import Parts, split
from graph.gap.report import GapReport, Major, Occupation
from graph.gap.scope import GapParameters
from graph.telling.evidence import demand_evidence, supply_evidence
from graph.telling.listings import ladder_heading, part_notes
from graph.telling.missing import missing
from graph.telling.ranges import sure_sentences
from graph.telling.sentences import assumption, told_apart, word
from graph.telling.tabulated import (
    MAJOR_ORDERS,
    ladder_rows,
    major_rows,
    majors_listed,
    occupation_rows,
    occupations_listed,
    part_rows,
    variant_rows,
)
from graph.words import heading, say
from views.parts import address, gap_details
from views.parts.address import choose, parameter_value, put
from views.parts.blocks import ranked
from views.parts.evidence import celled
from views.parts.markup import anchor, bullets, node, plain, show
from views.parts.ribbon import ribbon
from views.parts.session import language, once, tell
from views.parts.table import More, heads, table
from views.parts.view import choose_in_row

Class = TypeVar("Class", Occupation, Major)
BLOCKS_LISTED, LIST_HEIGHT = 60, 620
PICKED, HALVES = "of", [1.6, 1]
View = Callable[[GapReport, GapParameters], None]


def _blocks(report: GapReport, parameters: GapParameters) -> None:
    """Rank the blocks by empty places; beside them the picked one, else the first, in full."""
    block_id = parameter_value("block")
    ordered = sorted(report.blocks, key=lambda block: -block.short)
    if not ordered:
        st.success(tell("gap.no_blocks"))
        return
    chosen = next((block for block in ordered if block.id == block_id), None)
    if block_id and chosen is None:
        address.unknown(tell("gap.block"), block_id, tell("gap.every_block"))
    picked = chosen or ordered[0]
    st.caption(tell("gap.blocks_note", groups=len(ordered)))
    left, right = st.columns([1, 1.2], gap="medium")
    with left, st.container(height=LIST_HEIGHT, key="gap-ranked"):
        visible = ordered if parameter_value("all") else ordered[:BLOCKS_LISTED]
        ranked([*visible, *([picked] if picked not in visible else [])], picked)
        if rest := len(ordered) - len(visible):
            link = address.to("gap", all="1")
            show(node("p", "", anchor(link, tell("gap.more_blocks", groups=rest))))
    with right, st.container(height=LIST_HEIGHT, border=True, key="gap-details"):
        gap_details.show_block(picked, report, parameters)
    gap_details.show_ribbon(picked, parameters)
    if parameters.chain:
        st.subheader(tell("gap.ribbon_of_chain"))
        ribbon(Wish(Look(language()), parameters), "ribbon-gap")


def _classes(options: Sequence[str], code_list: str) -> str:
    """Offer the choice of the class to show."""

    def class_label(group: str) -> str:
        if group in ("", "unreached"):
            return tell(f"gap.class_{group or 'all'}")
        return word(code_list, group, language())

    return choose(
        st.pills,
        "class",
        options,
        label=tell("gap.class"),
        label_visibility="collapsed",
        format_func=class_label,
    )


def _order(orders: Sequence[str], default: str) -> str:
    """Offer the figures that a list can be ordered by, the largest first."""
    return choose(
        st.selectbox,
        "order",
        orders,
        default,
        label=tell("gap.order"),
        format_func=lambda name: heading(name, "web", language()),
        width=260,
    )


def _occupations(report: GapReport, parameters: GapParameters) -> None:
    options = ["", "starved", "unreached", "balanced", "saturated"]
    group = _classes(options, "occupation_class")
    st.caption(tell("gap.occupations_note"))
    columns = heads(
        "name", "demand", "filled_pct", "short", "why", "top_ten_pct",
        filled_pct="%.1f%%", top_ten_pct="%.0f%%",
    )  # fmt: skip
    rows = occupation_rows(report, language(), group)
    occupations = occupations_listed(report, group)
    name_of = told_apart(report.occupations, language())
    rows = rows.with_columns(pl.Series("name", list(map(name_of, occupations)), pl.String))
    with _beside("occupations", rows, columns, occupations, report.grade) as picked:
        if picked is not None:
            gap_details.show_occupation(picked, report, parameters)


def _majors(report: GapReport, parameters: GapParameters) -> None:
    group = _classes(["", "surplus", "balanced", "scarce", "unknown"], "major_class")
    st.caption(tell("gap.majors_note"))
    if report.is_part:
        outside = sum(not major.enters for major in report.majors)
        st.caption(tell("gap.majors_of_part", outside=outside))
    # Of a part, those without a place may find one outside of it.
    orders = [name for name in MAJOR_ORDERS if not (report.is_part and name == "unplaced")]
    by = _order(orders, "room" if group == "scarce" else orders[0])
    columns = heads(
        "name", "level", by, *(name for name in orders if name != by), "slack", "class",
        "scarce_pct", "surplus_pct", scarce_pct="%.0f%%", surplus_pct="%.0f%%",
    )  # fmt: skip
    rows, majors = major_rows(report, language(), group, by), majors_listed(report, group, by)
    with _beside("majors", rows, columns, majors, report.grade) as picked:
        if picked is not None:
            gap_details.show_major(picked, report, parameters)


@contextmanager
def _beside(
    name: str,
    rows: pl.DataFrame,
    columns: dict[str, object],
    classes: Sequence[Class],
    grade: str | None,
) -> Iterator[Class | None]:
    """Show classes as a table; beside it the caller shows the picked one, else the first.

    The downloaded file has all columns.
    """
    title, picked = tell(f"gap.view_{name}"), parameter_value(PICKED)
    in_file = heads(*(column for column in rows.columns if column not in columns))
    names = [_name(class_) for class_ in classes]
    codes = [class_.thing.key for class_ in classes]  # other controls give a class another name
    code = (picked or "").partition("/")[0]
    marked = names.index(picked) if picked in names else codes.index(code) if code in codes else 0
    left, right = st.columns(HALVES, gap="medium")
    with left:
        more = More(in_file, lambda at: put(PICKED, names[at]), marked)
        table(name, title, rows, columns, grade, more)
        if picked and code not in codes:
            address.unknown(title, picked, classes[0].thing.of(language()) if classes else None)
    with right, st.container(border=True, key="gap-details"):
        yield classes[marked] if classes else None


def _name(class_: Occupation | Major) -> str:
    """Return the name of a class in the address."""
    return "/".join(
        [class_.thing.key, str(class_.level), *([class_.area.key] if class_.area else [])]
    )


def _certainty(report: GapReport, _parameters: GapParameters) -> None:
    """Show how sure the gap is: other choices, the usual practices, missing data, assumptions."""
    lang = language()
    left, right = st.columns(2, gap="large")
    with left:
        st.header(say("gap.terminal.sensitivity", lang))
        rows = variant_rows(report, lang)
        columns = heads("choice", "shortage", "change")
        table("variants", tell("gap.view_sure"), rows, columns, report.grade)
        show(bullets(sure_sentences(report, lang)))
    with right:
        st.header(say("gap.terminal.practices", lang))
        show(
            bullets(
                [
                    say("gap.terminal.multi_count", lang, figure=report.multi_count),
                    say("gap.terminal.fixed_share", lang, figure=report.fixed_share),
                    tell("gap.truth", shortage=report.shortage),
                ]
            )
        )
    if absent := missing(report, lang):
        st.header(say("gap.terminal.missing_heading", lang))
        show(bullets(absent))
    st.header(say("gap.terminal.assumptions", lang))
    show(bullets([assumption(entry, lang) for entry in report.assumptions]))


def _ladder(report: GapReport, parameters: GapParameters) -> None:
    lang = language()
    steps = once(ladder, parameters)
    st.caption(plain(ladder_heading(steps, lang)))
    table(
        "ladder",
        tell("gap.view_ladder"),
        ladder_rows(steps, lang),
        heads("rule", "shortage", "gain", "lever"),
        grade=report.grade,
    )
    last = [say("gap.ladder.seats", lang, seats=steps.seats)] if steps.seats else []
    show(bullets([*last, tell("gap.ladder_note")]))


def _parts(report: GapReport, parameters: GapParameters) -> None:
    kinds = ["area", "chain", "year"]
    by = choose_in_row("by", kinds, "gap.by", lambda name: tell(f"gap.by_{name}"), st.pills)
    scoped = replace(parameters, year=None) if by == "year" else parameters
    parts = once(split, by, scoped)
    parts_table(f"by-{by}", f"{tell('page.gap')}-{tell(f'gap.by_{by}')}", parts, report.grade)
    if by == "year":
        show(bullets([assumption(entry, language()) for entry in parts.assumptions]))


def parts_table(name: str, title: str, parts: Parts, grade: str | None) -> None:
    """Show the figures of areas, chains or years side by side, and how to read them."""
    columns = heads(
        "name", "demand", "supply", "matched", "shortage", "surplus", "filled_pct",
        filled_pct="%.1f%%",
    )  # fmt: skip
    columns["surplus"] = heading(parts.spare_word, "parts", language())
    table(name, title, part_rows(parts, language()), columns, grade)
    st.caption(plain(" ".join(part_notes(parts, language()))))


def _rows(report: GapReport, parameters: GapParameters) -> None:
    """Show the rows that the figures rest on, with file, sheet and row."""
    lang = language()
    sides = ["demand", "supply"]
    side = choose_in_row("side", sides, "gap.side", lambda name: tell(f"gap.side_{name}"), st.pills)
    st.caption(tell("gap.rows_note"))
    if side == "demand":
        gap_details.say_whole(report)
        rows = celled(once(demand_evidence, parameters, lang), "demand", "openings", "expansion")
        columns = heads("code", "name", "level", "area", "segment", "enterprise", "openings")
    else:
        gap_details.say_planned(parameters)
        rows = celled(once(supply_evidence, parameters, lang), "enrolment", "graduates")
        columns = heads(
            "code", "name", "college", "graduates", "further_study", "employed", "employed_local"
        )
    place = heads("file", "cell", "row", "grade", "ref")
    table(f"rows-{side}", tell(f"gap.rows_{side}"), rows, columns | place)


VIEWS: Mapping[str, View] = {
    "blocks": _blocks,
    "occupations": _occupations,
    "majors": _majors,
    "sure": _certainty,
    "ladder": _ladder,
    "parts": _parts,
    "rows": _rows,
}
