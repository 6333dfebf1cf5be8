"""The coverage matrix: chains against what education offers them; empty cells are gaps."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

from graph.regions.coverage import KINDS, ChainCoverage, Row
from graph.words import say
from views.parts import address
from views.parts.markup import anchor, node, show
from views.parts.session import language, tell

ROWS_SHOWN, ALL = 60, "all"


def matrix(coverage: ChainCoverage, with_segments: bool) -> None:
    """Show one row for each chain, or a chain with its segments; a long matrix is folded."""
    lang = language()
    rows = [row for row in coverage.rows if with_segments or row.segment is None]
    visible = rows if address.parameter_value(ALL) else rows[:ROWS_SHOWN]
    names = {kind: say(f"coverage.{kind}", lang) for kind in KINDS}
    heads = [node("th", "", name, scope="col") for name in names.values()]
    first = node("th", "", say("coverage.segment", lang), scope="col")
    show(
        node(
            "div",
            "tc-scroll",
            node(
                "table",
                "tc-matrix",
                node("thead", "", node("tr", "", first, *heads)),
                node("tbody", "", *(_row(row, names, lang) for row in visible)),
            ),
        )
    )
    if rest := len(rows) - len(visible):
        target = address.to("coverage", **{ALL: "1"})
        show(node("p", "tc-tie", anchor(target, tell("matrix.rest", rows=rest))))


def _row(row: Row, names: Mapping[str, str], lang: str) -> Element:
    thing = row.segment or row.chain
    table = "segments" if row.segment else "chains"
    link = address.thing(f"{table}/{thing.key}")
    full_name = thing.of(lang)
    short = node("span", "tc-clamp", full_name, title=full_name)
    name = anchor(link, short)
    head = node("th", "tc-segment" if row.segment else "tc-chain", name, scope="row")
    cells = (_cell(len(row.cells[kind]), link, name) for kind, name in names.items())
    return node("tr", "", head, *cells)


def _cell(count: int, link: str, name: str) -> Element:
    """Build a cell; it has its column's name, for where the window is narrow."""
    text = f"{count:,}" if count else tell("matrix.none")
    kind = "" if count else "tc-empty"
    return node("td", kind, anchor(link, text), data_of=name)
