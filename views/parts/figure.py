"""Large figures in a row, each with its definition on hover and a link to the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from views.parts.markup import node, show


@dataclass(frozen=True)
class Figure:
    """One figure. ``tone``: the CSS variable of its colour, without ``--tc-``; '' for plain ink."""

    label: str
    value: str
    definition: str
    link: str
    note: str = ""
    tone: str = ""


def figures(shown_figures: Sequence[Figure]) -> None:
    """Show figures side by side; on a narrow screen, one below the other."""
    show(node("div", "tc-figures", *(_card(figure) for figure in shown_figures)))


def _card(figure: Figure) -> Element:
    value = node("span", "tc-figure-value", figure.value)
    if figure.tone:
        value.set("style", f"color: var(--tc-{figure.tone})")
    return node(
        "a",
        "tc-figure tc-hint",
        node("span", "tc-figure-label", figure.label),
        value,
        node("span", "tc-figure-note", figure.note or "\u00a0"),
        node("span", "tc-tip", figure.definition, role="tooltip"),
        href=figure.link,
        target="_self",
    )
