"""Cards for blocks of the gap: each shows the two sums that prove its empty places."""

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


def blocks(shown_blocks: Sequence[Block], links: bool = True) -> None:
    """Show a card for each block, with a link to its ribbon and its rows."""
    show(node("div", "tc-blocks", *(_card(block, links) for block in shown_blocks)))


def _card(block: Block, has_link: bool) -> Element:
    lang = language()
    return node(
        "article",
        "tc-block",
        node(
            "header",
            "tc-block-head",
            node("span", "tc-block-id", block.id),
            _bar(block.fill_rate),
            node("span", "tc-block-cause", cause_word(block, lang)),
        ),
        node(
            "p",
            "tc-block-sums",
            tell("block.sums", demand=block.demand, supply=block.supply),
            node("strong", "tc-short", tell("block.short", short=block.short)),
        ),
        node("p", "tc-block-sentence", sentence(block, lang)),
        _link(block) if has_link else None,
    )


def _link(block: Block) -> Element:
    to = address.to("gap", view="blocks", block=block.id)
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
