"""Legends: what the colours and shapes of a picture mean, in the words of the declaration."""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import DeclarationFault
from graph.ontology import Ontology

# The code lists whose words have colours: how sure a figure is, what the gap report calls things.
LISTS = ("grade", "major_class", "occupation_class", "reason")
DOT = "dot"  # a word of a code list has a colour, no shape of its own


@dataclass(frozen=True)
class LegendEntry:
    """One line of a legend. ``key``: class name, or notation of a code. Colours: ``#RRGGBB``."""

    key: str
    label: str
    colour: str
    colour_dark: str
    shape: str


def class_legend(ontology: Ontology, lang: str) -> tuple[LegendEntry, ...]:
    """Every class whose rows are nodes, in the order of the tables."""
    return tuple(
        LegendEntry(
            key=table.class_name,
            label=table.label.of(lang),
            colour=_given(table.colour, table.class_name, "colour"),
            colour_dark=_given(table.colour_dark, table.class_name, "colourDark"),
            shape=_given(table.shape, table.class_name, "shape"),
        )
        for table in ontology.tables.values()
        if table.is_node
    )


def list_legend(ontology: Ontology, list_name: str, lang: str) -> tuple[LegendEntry, ...]:
    """The words of one of :data:`LISTS`.

    Raises:
        DeclarationFault: a word of the list has no colour.
    """
    return tuple(
        LegendEntry(
            key=code.notation,
            label=code.label.of(lang),
            colour=_given(code.colour, f"{list_name}-{code.notation}", "colour"),
            colour_dark=_given(code.colour_dark, f"{list_name}-{code.notation}", "colourDark"),
            shape=DOT,
        )
        for code in ontology.code_lists[list_name].codes
    )


def _given(value: str | None, subject: str, what: str) -> str:
    if value is None:
        raise DeclarationFault("error.undeclared", subject=subject, what=what)
    return value
