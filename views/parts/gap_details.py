"""One block, occupation or major of the gap: its proof, its ribbon and its source cells."""

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
from graph.telling.ranges import core_sentence
from graph.telling.sentences import assumption, told_apart, word
from graph.words import say
from views.parts import address
from views.parts.blocks import block_name, blocks
from views.parts.evidence import celled
from views.parts.markup import anchor, node, plain, show, thing_head
from views.parts.ribbon import ribbon
from views.parts.session import language, once, tell
from views.parts.table import heads, table
from views.parts.thing import link_to, toned

BLOCK_HEIGHT = 420.0
DEMAND_HEADS = ("segment", "openings", "enterprise", "file", "cell", "grade")
SUPPLY_HEADS = (
    "college", "graduates", "further_study", "employed_local", "file", "cell", "grade",
)  # fmt: skip


def show_block(block: Block, report: GapReport, parameters: GapParameters) -> None:
    """Show a block: its two sums, whom it names, and the rows of both sides."""
    show(node("h2", "tc-thing-name", block_name(block)))
    blocks([block], links=False)
    if core := core_sentence(report, block, language()):
        st.caption(plain(core))
    for name, classes in (("occupations", block.occupations), ("majors", block.majors)):
        keys = dict.fromkeys(entry.thing.key for entry in classes)
        links = [node("li", "", link_to(f"{name}/{key}")) for key in keys]
        if links:
            show(node("h3", "tc-part", tell(f"gap.view_{name}")), node("ul", "tc-names", *links))
    show(node("h3", "tc-part", tell("gap.rows_demand")))
    show_demand(report, parameters, block.occupations)
    show(node("h3", "tc-part", tell("gap.rows_supply")))
    show_supply(parameters, block.majors)


def show_ribbon(block: Block, parameters: GapParameters) -> None:
    """Show the ribbon of a block, as wide as the page."""
    st.subheader(tell("gap.ribbon_of_block", name=block_name(block)))
    ribbon(Wish(Look(language(), height=BLOCK_HEIGHT), parameters, block=block.id), "ribbon-block")


def show_occupation(occupation: Occupation, report: GapReport, parameters: GapParameters) -> None:
    """Show an occupation class: its empty places, their cause, and the rows that prove it."""
    key, name = occupation.thing.key, told_apart(report.occupations, language())(occupation)
    _head("occupations", key, name, "occupation_class", occupation.group)
    said = tell("gap.one_occupation", demand=occupation.demand, short=occupation.empty)
    show(node("p", "tc-warning-said", said))
    blocks([block for block in report.blocks if occupation in block.occupations])
    show(node("h3", "tc-part", tell("gap.rows_demand")))
    show_demand(report, parameters, [occupation])


def show_major(major: Major, report: GapReport, parameters: GapParameters) -> None:
    """Show a major class: its graduates, its room to grow or shrink, and the rows behind it."""
    lang = language()
    _head("majors", major.thing.key, major.thing.of(lang), "major_class", major.group)
    if major.room is None:
        room_sentence = tell("gap.one_major_supply")
    else:
        room_sentence = tell("gap.one_major", room=major.room, slack=major.slack)
    supply_sentence = tell("gap.supply_sum", **asdict(once(supply_sum, parameters, major)))
    show(node("p", "tc-warning-said", supply_sentence), node("p", "tc-warning-said", room_sentence))
    blocks([block for block in report.blocks if major in block.majors])
    show(node("h3", "tc-part", tell("gap.rows_supply")))
    show_supply(parameters, [major])


def _head(of: str, key: str, name: str, code_list: str, group: str) -> None:
    tone = f"{code_list}-{group}".replace("_", "-")
    kind = toned("strong", word(code_list, group, language()), tone)
    show(thing_head((kind, node("span", "", key)), link_to(f"{of}/{key}", name)))


def show_demand(
    report: GapReport, parameters: GapParameters, occupations: Sequence[Occupation]
) -> None:
    """Show the rows of demand of some occupations."""
    lang = language()
    classes = [(entry.thing.key, word("level", entry.level, lang)) for entry in occupations]
    keys = pl.DataFrame(classes, dict.fromkeys(("code", "level"), pl.String), orient="row")
    rows = once(demand_evidence, parameters, lang)
    rows = rows.join(keys, on=["code", "level"], how="semi", maintain_order="left")
    rows = celled(rows, "demand", "openings", "expansion")
    say_whole(report)
    table("rows-of-demand", tell("gap.rows_demand"), rows, _heads(DEMAND_HEADS, occupations))


def _heads(names: Sequence[str], of: Sequence[Occupation | Major]) -> dict[str, object]:
    """Return heads of rows; whose they are, where that is not the one thing told of."""
    return heads(*(("name", *names) if len(of) > 1 else names))


def say_whole(report: GapReport) -> None:
    """Say that the rows list all openings, where the gap counts only a part of them."""
    shares = ("entrants_given", "entrants_assumed", "entrants_derived")
    sentences = [assumption(note, language()) for note in report.assumptions if note.key in shares]
    if sentences:
        st.caption(" ".join([tell("gap.rows_whole"), *sentences]))


def say_planned(parameters: GapParameters) -> None:
    """Say that the graduates of the rows are estimated, where they are not the reported ones."""
    if parameters.supply == "plan":
        st.caption(say("gap.supplied_by_plan", language()))


def show_supply(parameters: GapParameters, majors: Sequence[Major]) -> None:
    """Show the rows of enrolment of some majors."""
    if not majors:
        st.caption(tell("gap.nobody_supplies"))
        return
    rows = once(supply_evidence, parameters, language())
    rows = rows.filter(pl.col("code").is_in([major.thing.key for major in majors]))
    rows = celled(rows, "enrolment", "graduates")
    say_planned(parameters)
    table("rows-of-supply", tell("gap.rows_supply"), rows, _heads(SUPPLY_HEADS, majors))


def show_practices(report: GapReport) -> None:
    """Show in one line the figures that the two usual practices would give."""
    lang = language()
    figures = tell(
        "gap.practices", multi=report.multi_count, share=report.fixed_share, truth=report.shortage
    )
    link = address.to("gap", view="sure")
    reasons = anchor(link, tell("gap.practices_why"))
    title = " ".join(
        (
            say("gap.terminal.multi_count", lang, figure=report.multi_count),
            say("gap.terminal.fixed_share", lang, figure=report.fixed_share),
        )
    )
    show(node("p", "tc-facts", node("span", "", figures, title=title), " ", reasons))
