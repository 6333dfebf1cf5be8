"""One block, occupation or major of the gap: its proof, its ribbon, and the cells it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import polars as pl
import streamlit as st

from graph.draw.page import Look
from graph.draw.pictures import Wish
from graph.gap.report import Block, GapReport, Major, Occupation
from graph.gap.scope import GapParameters
from graph.telling.evidence import demand_evidence, supply_evidence, supply_sum
from graph.words import say
from views.parts import address, matrix
from views.parts.blocks import blocks
from views.parts.evidence import celled
from views.parts.markup import node, show
from views.parts.ribbon import ribbon
from views.parts.session import language, once, tell
from views.parts.table import heads, table

BLOCK_HEIGHT = 420.0
DEMAND_HEADS = ("name", "segment", "enterprise", "openings", "file", "cell", "grade")
SUPPLY_HEADS = (
    "name",
    "college",
    "graduates",
    "further_study",
    "employed_local",
    "file",
    "cell",
    "grade",
)


def block(one: Block, parameters: GapParameters) -> None:
    """A block with its ribbon, and the rows of both sides."""
    back = node("a", "", tell("gap.all_blocks"), href=address.to("gap"), target="_self")
    show(node("p", "tc-facts", back))
    blocks([one], links=False)
    ribbon(Wish(Look(language(), height=BLOCK_HEIGHT), parameters, block=one.id), "ribbon-block")
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(tell("gap.rows_demand"))
        demand(parameters, one.occupations)
    with right:
        st.subheader(tell("gap.rows_supply"))
        supply(parameters, one.majors)


def occupation(one: Occupation, report: GapReport, parameters: GapParameters) -> None:
    """An occupation class: how many places stay empty, why, and the rows that say so."""
    lang = language()
    _head("occupations", one.thing.key, one.thing.of(lang), "occupation_class", one.group)
    show(
        node("p", "tc-warning-said", tell("gap.one_occupation", demand=one.demand, short=one.empty))
    )
    mine = [each for each in report.blocks if one in each.occupations]
    blocks(mine)
    show(node("h4", "tc-part", tell("gap.rows_demand")))
    demand(parameters, [one])


def major(one: Major, report: GapReport, parameters: GapParameters) -> None:
    """A major class: its graduates, what it alone could add or spare, the rows that say so."""
    lang = language()
    _head("majors", one.thing.key, one.thing.of(lang), "major_class", one.group)
    if one.room is None:
        told = tell("gap.one_major_supply")
    else:
        told = tell("gap.one_major", room=one.room, slack=one.slack)
    came = tell("gap.supply_sum", **asdict(once(supply_sum, parameters, one)))
    show(node("p", "tc-warning-said", came), node("p", "tc-warning-said", told))
    blocks([each for each in report.blocks if one in each.majors])
    show(node("h4", "tc-part", tell("gap.rows_supply")))
    supply(parameters, [one])


def _head(of: str, key: str, name: str, code_list: str, group: str) -> None:
    from graph.telling.sentences import word

    link = matrix.around(of, key)
    kind = node("strong", "", word(code_list, group, language()))
    kind.set("style", f"color: var(--tc-{code_list.replace('_', '-')}-{group})")
    titled = node("a", "", name, href=link, target="_self") if link else name
    show(
        node(
            "header",
            "tc-thing",
            node("p", "tc-thing-kind", kind, node("span", "", key)),
            node("h3", "tc-thing-name", titled),
        )
    )


def demand(parameters: GapParameters, several: Sequence[Occupation]) -> None:
    """The rows of demand of some occupations."""
    rows = once(demand_evidence, parameters, language())
    rows = rows.filter(pl.col("code").is_in([one.thing.key for one in several]))
    rows = celled(rows, "demand", "openings", "expansion")
    table("rows-of-demand", tell("gap.rows_demand"), rows, heads(*DEMAND_HEADS))


def supply(parameters: GapParameters, several: Sequence[Major]) -> None:
    """The rows of enrolment of some majors."""
    if not several:
        st.caption(tell("gap.nobody_supplies"))
        return
    rows = once(supply_evidence, parameters, language())
    rows = rows.filter(pl.col("code").is_in([one.thing.key for one in several]))
    rows = celled(rows, "enrolment", "graduates")
    table("rows-of-supply", tell("gap.rows_supply"), rows, heads(*SUPPLY_HEADS))


def practices(report: GapReport) -> None:
    """What the two usual practices would say of the same data, in one line."""
    lang = language()
    figures = tell(
        "gap.practices", multi=report.multi_count, share=report.fixed_share, truth=report.shortage
    )
    link = address.to("gap", view="sure")
    why = node("a", "", tell("gap.practices_why"), href=link, target="_self")
    title = " ".join(
        (
            say("gap.terminal.multi_count", lang, figure=report.multi_count),
            say("gap.terminal.fixed_share", lang, figure=report.fixed_share),
        )
    )
    show(node("p", "tc-facts", node("span", "", figures, title=title), " ", why))
