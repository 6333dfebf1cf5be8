"""The coverage matrix: chains against what education has there; empty cells are gaps."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from graph.regions.coverage import KINDS, ChainCoverage, Row
from graph.words import say
from views.parts import address, registry
from views.parts.markup import node, show
from views.parts.session import language, tell

ROWS_SHOWN, ALL = 60, "all"


def matrix(found: ChainCoverage, with_segments: bool) -> None:
    """One row a chain, or a chain with its segments; what goes on too long is folded."""
    lang = language()
    rows = [row for row in found.rows if with_segments or row.segment is None]
    shown = rows if address.asked(ALL) else rows[:ROWS_SHOWN]
    heads = [node("th", "", say(f"coverage.{kind}", lang), scope="col") for kind in KINDS]
    first = node("th", "", say("coverage.segment", lang), scope="col")
    show(
        node(
            "div",
            "tc-scroll",
            node(
                "table",
                "tc-matrix",
                node("thead", "", node("tr", "", first, *heads)),
                node("tbody", "", *(_row(row, lang) for row in shown)),
            ),
        )
    )
    if rest := len(rows) - len(shown):
        to = address.to(registry.FIRST, **{ALL: "1"})
        more = node("a", "", tell("matrix.rest", rows=rest), href=to, target="_self")
        show(node("p", "tc-tie", more))


def _row(row: Row, lang: str) -> Element:
    thing = row.segment or row.chain
    table = "segments" if row.segment else "chains"
    link = around(table, thing.key)
    told = thing.of(lang)
    short = node("span", "tc-clamp", told, title=told)
    name = node("a", "", short, href=link, target="_self") if link else short
    head = node("th", "tc-segment" if row.segment else "tc-chain", name, scope="row")
    return node("tr", "", head, *(_cell(len(row.cells[kind]), link) for kind in KINDS))


def _cell(count: int, link: str | None) -> Element:
    text = f"{count:,}" if count else tell("matrix.none")
    kind = "" if count else "tc-empty"
    return node("td", kind, node("a", "", text, href=link, target="_self") if link else text)


def around(table: str, key: str) -> str | None:
    """The address of a thing's neighbourhood in the graph, where the page for it is there."""
    if "explore" not in registry.names():
        return None
    return address.to("explore", node=f"{table}/{key}")
