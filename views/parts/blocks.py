"""Blocks of the gap: where places stay empty, each with two sums that anybody can check."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from xml.etree.ElementTree import Element

from graph.gap.flows.rounding import percent, percent_said
from graph.gap.report import Block
from graph.telling.sentences import cause_word, sentence
from views.parts import address
from views.parts.markup import node, show
from views.parts.session import language, tell


def blocks(several: Sequence[Block], links: bool = True) -> None:
    """One card a block, with a link to its ribbon and its rows."""
    show(node("div", "tc-blocks", *(_card(one, links) for one in several)))


def _card(one: Block, has_link: bool) -> Element:
    lang = language()
    return node(
        "article",
        "tc-block",
        node(
            "header",
            "tc-block-head",
            node("span", "tc-block-id", one.id),
            _bar(one.fill_rate),
            node("span", "tc-block-cause", cause_word(one, lang)),
        ),
        node(
            "p",
            "tc-block-sums",
            tell("block.sums", demand=one.demand, supply=one.supply),
            node("strong", "tc-short", tell("block.short", short=one.short)),
        ),
        node("p", "tc-block-sentence", sentence(one, lang)),
        _link(one) if has_link else None,
    )


def _link(one: Block) -> Element:
    to = address.to("gap", view="blocks", block=one.id)
    link = node("a", "", tell("block.more"), href=to, target="_self")
    return node("p", "tc-block-more", link)


def _bar(rate: Fraction) -> Element:
    filled = node("span", "tc-bar-filled")
    filled.set("style", f"width: {percent(rate):g}%")
    return node(
        "span",
        "tc-fill",
        node("span", "tc-bar", filled, aria_hidden="true"),
        node("span", "tc-fill-word", tell("block.filled", percent=percent_said(rate))),
    )
