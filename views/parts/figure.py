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


def figures(several: Sequence[Figure]) -> None:
    """The figures side by side; on a narrow screen below each other."""
    show(node("div", "tc-figures", *(_card(one) for one in several)))


def _card(one: Figure) -> Element:
    value = node("span", "tc-figure-value", one.value)
    if one.tone:
        value.set("style", f"color: var(--tc-{one.tone})")
    return node(
        "a",
        "tc-figure tc-hint",
        node("span", "tc-figure-label", one.label),
        value,
        node("span", "tc-figure-note", one.note or "\u00a0"),
        node("span", "tc-tip", one.definition, role="tooltip"),
        href=one.link,
        target="_self",
    )
