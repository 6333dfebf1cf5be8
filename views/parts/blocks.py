"""Cards for blocks of the gap: each shows the two sums that prove its empty places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from xml.etree.ElementTree import Element

from graph.gap.flows.rounding import percent, percent_said
from graph.gap.report import Block
from graph.telling.sentences import cause_word, sentence
from views.parts import address
from views.parts.markup import anchor, node, rank_bar, show
from views.parts.session import language, tell


def blocks(shown_blocks: Sequence[Block], links: bool = True, **part: str) -> None:
    """Show a card for each block, with a link to its ribbon and its rows.

    ``part``: the area or chain of the blocks, where it is not that of the header.
    """
    show(node("div", "tc-blocks", *(_card(block, links, part) for block in shown_blocks)))


def ranked(listed: Sequence[Block], picked: Block) -> None:
    """List blocks by empty places, a bar in persons each; a click shows the block beside."""
    most = max(block.short for block in listed)
    items = [_line(block, most, block is picked) for block in listed]
    show(node("ol", "tc-rank", *items))


def _line(block: Block, most: int, is_picked: bool) -> Element:
    line = anchor(
        address.to("gap", view="blocks", block=block.id, all=address.parameter_value("all")),
        node("span", "tc-rank-name", block_name(block)),
        node("strong", "tc-rank-short", tell("block.short", short=block.short)),
        node("span", "tc-rank-room", rank_bar(block.short / most)),
        node("span", "tc-rank-cause", cause_word(block, language())),
        node("span", "tc-rank-id", block.id),
        kind="tc-rank-line",
        aria_current="true" if is_picked else None,
    )
    return node("li", "", line)


def block_name(block: Block) -> str:
    """Name a block by its occupation with the most empty places, and count the others."""
    first = max(block.occupations, key=lambda occupation: (occupation.empty, occupation.demand))
    kinds = len({occupation.thing.key for occupation in block.occupations})
    key = "block.name" if kinds > 1 else "block.name_one"
    return tell(key, first=first.thing.of(language()), kinds=kinds)


def _card(block: Block, has_link: bool, part: Mapping[str, str]) -> Element:
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
        _link(block, part) if has_link else None,
    )


def _link(block: Block, part: Mapping[str, str]) -> Element:
    to = address.to("gap", view="blocks", block=block.id, **part)
    return node("p", "tc-block-more", anchor(to, tell("block.more")))


def _bar(rate: Fraction) -> Element:
    filled = node("span", "tc-bar-filled", style=f"width: {percent(rate):g}%")
    return node(
        "span",
        "tc-fill",
        node("span", "tc-bar", filled, aria_hidden="true"),
        node("span", "tc-fill-word", tell("block.filled", percent=percent_said(rate))),
    )
