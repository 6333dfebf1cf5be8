"""Large figures in a row, each with its definition on hover and a link to the rows behind it.

Below them, folded, what a hover shows and more: formula, source, and when not to trust a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from graph.ontology import load
from graph.words import join
from views.parts.markup import anchor, node, show
from views.parts.session import language, tell


@dataclass(frozen=True)
class Figure:
    """One figure. ``tone``: the CSS variable of its colour, without ``--tc-``; '' for plain ink.

    ``formula`` and ``caveat``: how it is computed, and when not to trust it; ``tables``: the
    declared tables it rests on.
    """

    label: str
    value: str
    definition: str
    link: str
    note: str = ""
    tone: str = ""
    formula: str = ""
    caveat: str = ""
    tables: tuple[str, ...] = ()


def figures(shown_figures: Sequence[Figure]) -> None:
    """Show figures side by side; on a narrow screen, one below the other."""
    cards = node("div", "tc-figures", *(_card(figure) for figure in shown_figures))
    show(cards, _help(shown_figures))


def _help(shown_figures: Sequence[Figure]) -> Element:
    """Build the folded explanation of the figures, for whoever cannot or need not hover."""
    lines: list[Element] = []
    for figure in shown_figures:
        lines += [node("dt", "", figure.label), node("dd", "", figure.definition)]
        tables = join(
            [load().tables[name].label.of(language()) for name in figure.tables], language()
        )
        for name, text in (
            ("formula", figure.formula),
            ("source", tables),
            ("caveat", figure.caveat),
        ):
            if text:
                part = node("span", "tc-help-part", tell(f"figure.{name}"))
                lines.append(node("dd", "", part, text))
    return node(
        "details", "tc-help", node("summary", "", tell("figure.help")), node("dl", "", *lines)
    )


def _card(figure: Figure) -> Element:
    colour = f"color: var(--tc-{figure.tone})" if figure.tone else None
    value = node("span", "tc-figure-value", figure.value, style=colour)
    return anchor(
        figure.link,
        node("span", "tc-figure-label", figure.label),
        value,
        node("span", "tc-figure-note", figure.note or "\u00a0"),
        node("span", "tc-tip", figure.definition, role="tooltip"),
        kind="tc-figure tc-hint",
    )
